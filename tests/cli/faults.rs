//! What is said when a model does not answer as it should: one sentence on what happened and what to do. What is known
//! without it is shown all the same, and a part of an answer is kept.

use model_server::{Dialect, ModelServer, Reply};

use crate::answers::{DIALECTS, asks};
use crate::support::Folder;

/// Runs a question that the server answers so; gives what went to the two streams.
#[track_caller]
fn failing(dialect: Dialect, reply: Reply) -> (String, String) {
    let folder = Folder::empty();
    let server = ModelServer::start(dialect);
    server.always(reply);
    let arguments = ["explainfunction", "libc.so.6", "strlen", "--no-optimizations"];
    let ran = asks(&folder, &server, dialect, &arguments).run().exits(5);
    assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    assert!(!ran.stdout().contains("k-123") && !ran.stderr.contains("k-123"));
    (ran.stdout(), ran.stderr)
}

#[test]
fn a_wrong_key_is_asked_once_and_named_but_not_shown() {
    for dialect in DIALECTS {
        let folder = Folder::empty();
        let server = ModelServer::start(dialect);
        server.always(Reply::wrong_key());
        let ran = asks(&folder, &server, dialect, &["chat", "go"]).run().exits(5);
        assert!(ran.stderr.contains("key"), "{}", ran.stderr);
        assert!(!ran.stdout().contains("k-123") && !ran.stderr.contains("k-123"));
        assert_eq!(server.chats().len(), 1, "{dialect:?}");
    }
}

#[test]
fn facts_are_shown_when_the_model_says_nothing() {
    for reply in [
        Reply::wrong_key(),
        Reply::no_credit(),
        Reply::unknown_model(),
        Reply::page(200, "Log in"),
        Reply::empty(),
        Reply::raw("application/json", &[b"{\"surprise\": true}"]),
    ] {
        let (stdout, stderr) = failing(Dialect::OpenAi, reply);
        assert!(
            stdout.contains("**The model did not answer:**"),
            "{stdout}\n{stderr}"
        );
        assert!(stdout.contains("strlen"), "{stdout}");
        assert!(
            !stdout.contains("No model was asked") && stdout.contains("*This is not the model's answer."),
            "{stdout}"
        );
    }
}

#[test]
fn an_answer_that_grew_too_long_says_how_to_get_the_rest() {
    for dialect in DIALECTS {
        let (length, filter) = match dialect {
            Dialect::Anthropic => ("max_tokens", "refusal"),
            _ => ("length", "content_filter"),
        };
        let (stdout, stderr) = failing(dialect, Reply::text("It counts").finish(length));
        assert!(
            stdout.contains("ask it to go on (with --chat"),
            "{dialect:?}: {stdout}"
        );
        assert!(stderr.contains("a larger window"), "{stderr}");
        if dialect != Dialect::Ollama {
            let (stdout, _) = failing(dialect, Reply::text("It counts").finish(filter));
            assert!(stdout.contains("ask in other words"), "{dialect:?}: {stdout}");
        }
    }
}

#[test]
fn a_wrong_key_is_asked_once_also_where_a_long_list_is_read_in_parts() {
    let rows = (1..=400).map(|row| format!("{row} | app{row} | function_{row} | a.c#{row} | 0.01% | 0.02%"));
    let list = rows.collect::<Vec<_>>().join("\n");
    let folder = Folder::empty();
    for dialect in DIALECTS {
        let server = ModelServer::start(dialect);
        server.always(Reply::wrong_key());
        let ran = asks(&folder, &server, dialect, &["topn", "-"])
            .env("GAI_MODEL", "small")
            .stdin(list.as_str())
            .run()
            .exits(5);
        assert!(ran.stderr.contains("does not accept the key"), "{}", ran.stderr);
        assert_eq!(server.chats().len(), 1, "{dialect:?}");
    }
}

#[test]
fn an_unknown_model_is_named() {
    for dialect in DIALECTS {
        let (_, stderr) = failing(dialect, Reply::unknown_model());
        assert!(stderr.contains("test-model"), "{dialect:?}: {stderr}");
    }
}

#[test]
fn a_part_of_an_answer_is_kept_and_marked() {
    for dialect in DIALECTS {
        let (stdout, _) = failing(dialect, Reply::pieces(&["It", " counts", " bytes"]).cut_before(3));
        assert!(stdout.contains("It counts"), "{dialect:?}: {stdout}");
        assert!(stdout.contains("**The answer is not whole:**"), "{stdout}");
    }
}

#[test]
fn settings_that_make_no_sense_are_named() {
    let folder = Folder::empty();
    let ran = folder
        .sysgrok(["explainfunction", "libc.so.6", "strlen"])
        .env("GAI_API_TYPE", "oracle")
        .env("GAI_API_KEY", "k-123")
        .run()
        .exits(5);
    assert_eq!(
        ran.stderr.matches("`oracle` is not known").count(),
        1,
        "{}",
        ran.stderr
    );
    assert!(ran.stdout().contains("strlen"), "{}", ran.stdout());
    let azure = folder
        .sysgrok(["chat", "go"])
        .env("GAI_API_TYPE", "azure")
        .env("GAI_API_KEY", "k-123")
        .run()
        .exits(5);
    assert!(
        azure.stderr.contains("GAI_API_BASE") || azure.stderr.contains("endpoint"),
        "{}",
        azure.stderr
    );
}

#[test]
fn a_server_that_is_not_there_is_named() {
    let folder = Folder::empty();
    // Nobody listens on a port that was free just now.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let ran = folder
        .sysgrok(["explainfunction", "libc.so.6", "strlen"])
        .env("GAI_API_KEY", "k-123")
        .env("GAI_API_BASE", format!("http://127.0.0.1:{port}"))
        .run()
        .exits(5);
    assert!(ran.stderr.contains(&port.to_string()), "{}", ran.stderr);
}

#[test]
fn a_temperature_that_the_model_does_not_take_is_told_once() {
    for (dialect, wanted, told) in [
        (
            Dialect::OpenAi,
            "0.7",
            "test-model takes no temperature, so that yours was left out",
        ),
        (
            Dialect::Anthropic,
            "1.5",
            "test-model takes temperatures up to 1, which was sent in place of yours",
        ),
    ] {
        let folder = Folder::empty();
        let server = ModelServer::start(dialect);
        server.always(Reply::text("It counts"));
        if dialect == Dialect::OpenAi {
            server.refuses("temperature");
        }
        // Both of a question and an answer that is kept from before.
        for _ in 0..2 {
            let arguments = ["--temperature", wanted, "explainfunction", "libc.so.6", "strlen"];
            let ran = asks(&folder, &server, dialect, &arguments).run().exits(0);
            assert_eq!(ran.stdout().matches(told).count(), 1, "{}", ran.stdout());
            let json = [
                "--json",
                "--temperature",
                wanted,
                "explainfunction",
                "libc.so.6",
                "strlen",
            ];
            let ran = asks(&folder, &server, dialect, &json).run().exits(0);
            assert_eq!(ran.json()["warnings"], serde_json::json!([told]));
        }
    }
}
