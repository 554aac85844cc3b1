//! `sysgrok doctor`.

use model_server::{Dialect, ModelServer};

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
