//! `sysgrok doctor`.

use model_server::{Dialect, ModelServer, Reply};

use crate::answers::{DIALECTS, asks};
use crate::support::Folder;

#[test]
fn doctor_says_what_answers() {
    for dialect in DIALECTS {
        let folder = Folder::empty();
        let server = ModelServer::start(dialect);
        server.models(&["test-model", "other"]).wants_key("k-123");
        let run = |arguments: &[&str]| asks(&folder, &server, dialect, arguments).run();
        let text = run(&["doctor"]).exits(0).quiet();
        assert!(text.starts_with("model     test-model, "), "{text}");
        assert!(text.contains("this machine\nanswers   yes, in "), "{text}");
        assert!(!text.contains("k-123"), "{text}");
        let json = run(&["doctor", "--json"]).exits(0).json();
        assert_eq!(json["answers"], true);
        assert!(json["window_tokens"].as_u64().unwrap() >= 1024, "{json}");
        assert_eq!(server.chats().len(), 0, "no question that costs");
    }
}

#[test]
fn doctor_says_what_is_missing_and_how_to_mend_it() {
    let folder = Folder::empty();
    let none = folder.sysgrok(["doctor"]).run().exits(5).quiet();
    assert!(
        none.starts_with("model     none\n") && none.contains("GAI_API_TYPE"),
        "{none}"
    );

    let server = ModelServer::start(Dialect::OpenAi);
    server.models(&["small"]).wants_key("another");
    let run = |arguments: &[&str]| asks(&folder, &server, Dialect::OpenAi, arguments).run();
    let wrong = run(&["doctor"]).exits(5).quiet();
    assert!(wrong.contains("\nproblem ") && wrong.contains("key"), "{wrong}");
    assert!(!wrong.contains("k-123") && !wrong.contains("another"), "{wrong}");

    server.wants_key("k-123");
    let unknown = run(&["doctor"]).exits(5).quiet();
    assert!(
        unknown.contains("does not list the model test-model"),
        "{unknown}"
    );
    run(&["-m", "small", "doctor"]).exits(0);
    run(&["doctor", "-m", "small"]).exits(0);
}

/// Azure lists no deployments, and gateways often nothing.
#[test]
fn doctor_says_that_a_server_lists_no_models() {
    for dialect in [Dialect::Azure, Dialect::Anthropic, Dialect::OpenAi] {
        let folder = Folder::empty();
        let server = ModelServer::start(dialect);
        let run = |arguments: &[&str]| asks(&folder, &server, dialect, arguments).run();
        let text = run(&["doctor"]).exits(0).quiet();
        assert!(text.contains("answers   yes, in "), "{text}");
        assert!(
            text.contains("models    not listed by this server (status 404), so whether it has test-model"),
            "{text}"
        );
        let json = run(&["doctor", "--json"]).exits(0).json();
        assert_eq!((&json["answers"], &json["unlisted"]), (&true.into(), &404.into()));
    }
}

#[test]
fn doctor_says_why_a_list_of_models_fails() {
    let folder = Folder::empty();
    let server = ModelServer::start(Dialect::Anthropic);
    server.at("/v1/models", Reply::failure(529));
    let text = asks(&folder, &server, Dialect::Anthropic, &["doctor"])
        .run()
        .exits(5)
        .quiet();
    assert!(text.contains("\nproblem ") && text.contains("529"), "{text}");
}
