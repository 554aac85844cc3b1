//! `.env` of the current folder, in both shapes of the Python tool.

use model_server::{Dialect, ModelServer, Reply};

use crate::pty::in_session;
use crate::support::{Folder, Sysgrok, finish};

/// A folder whose `.env` names another machine, whose proxy is the server.
fn elsewhere() -> (Folder, ModelServer) {
    let server = ModelServer::start(Dialect::OpenAi);
    server.always(Reply::text("From elsewhere."));
    let env = "GAI_API_BASE=http://models.example\nGAI_MODEL=test-model\n";
    let folder = Folder::with(&[
        (".env", env),
        ("trace.txt", "#0  memcpy ()\n#1  main () at app.c:3\n"),
    ]);
    (folder, server)
}

fn asks_elsewhere(folder: &Folder, state: &Folder, server: &ModelServer, arguments: &[&str]) -> Sysgrok {
    folder
        .sysgrok(arguments)
        .env("XDG_STATE_HOME", state.path())
        .env("http_proxy", server.url())
}

#[test]
fn azure_and_openai_are_configured_by_env_alone() {
    let azure = ModelServer::start(Dialect::Azure);
    azure.answer("From Azure.");
    let folder = Folder::with(&[(
        ".env",
        &format!(
            "GAI_API_TYPE=\"azure\"\nGAI_API_KEY=\"k-azure\"\nGAI_API_BASE=\"{}\"\nGAI_API_VERSION=\"2024-10-21\"\n",
            azure.url()
        ),
    )]);
    let ran = folder
        .sysgrok(["-m", "my-deployment", "chat", "go"])
        .run()
        .exits(0);
    assert!(ran.stdout().contains("From Azure."), "{}", ran.stdout());
    let chat = &azure.chats()[0];
    assert!(chat.path.contains("/my-deployment/"), "{}", chat.path);
    assert!(chat.path.contains("api-version=2024-10-21"), "{}", chat.path);
    assert_eq!(chat.key(), Some("k-azure"));

    let openai = ModelServer::start(Dialect::OpenAi);
    openai.answer("From OpenAI.");
    let folder = Folder::with(&[(
        ".env",
        &format!(
            "GAI_API_TYPE=\"open_ai\"\nGAI_API_KEY=\"k-openai\"\nGAI_API_BASE=\"{}\"\n",
            openai.url()
        ),
    )]);
    let ran = folder.sysgrok(["chat", "go"]).run().exits(0);
    assert!(ran.stdout().contains("From OpenAI."), "{}", ran.stdout());
    assert_eq!(openai.chats()[0].key(), Some("k-openai"));
}

/// A folder that was cloned from somewhere must not get a key by naming an address.
#[test]
fn a_key_of_the_environment_does_not_go_where_a_folder_points() {
    let server = ModelServer::start(Dialect::OpenAi);
    let folder = Folder::with(&[(".env", &format!("GAI_API_BASE={}\n", server.url()))]);
    let own = ModelServer::start(Dialect::OpenAi);
    own.answer("Mine.");
    let ran = folder
        .sysgrok(["chat", "go"])
        .env("GAI_API_KEY", "secret")
        .env("OPENAI_BASE_URL", own.url())
        .run()
        .exits(0);
    assert!(ran.stdout().contains("Mine."));
    assert!(
        ran.stderr
            .contains(".env: its model is not used, since GAI_API_KEY is set in the environment"),
        "{}",
        ran.stderr
    );
    assert_eq!(server.connections(), 0);
}

/// Only the terminal reads it, and only from where it is.
#[test]
fn the_env_of_a_folder_above_is_not_read() {
    let server = ModelServer::start(Dialect::OpenAi);
    let folder = Folder::with(&[
        (".env", &format!("GAI_API_KEY=k\nGAI_API_BASE={}\n", server.url())),
        ("below/a.txt", "#0  main () at app.c:3\n"),
    ]);
    let ran = folder
        .sysgrok(["stacktrace", "a.txt"])
        .in_folder(&folder.path().join("below"))
        .run()
        .exits(0);
    assert!(ran.stdout().contains(ask::NO_MODEL));
    assert_eq!(server.connections(), 0);
}

/// A typed command is consent, but nobody looks into the `.env` of a folder that was cloned.
#[test]
fn without_a_terminal_nothing_goes_where_the_env_of_a_folder_points() {
    let (folder, server) = elsewhere();
    let state = Folder::empty();
    let ran = asks_elsewhere(&folder, &state, &server, &["stacktrace", "trace.txt"])
        .run()
        .exits(5);
    assert!(ran.stdout().contains(ask::NO_MODEL), "{}", ran.stdout());
    for said in [
        "you have not agreed that text of this folder goes to http://models.example, which its .env names",
        "Run it once on a terminal to agree",
        "GAI_API_BASE in the environment",
        "endpoint under [model] in your settings",
    ] {
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
    }
    assert_eq!(server.connections(), 0);
    // What the user's own environment names needs no word.
    let server = ModelServer::start(Dialect::OpenAi);
    server.always(Reply::text("Mine."));
    let folder = Folder::with(&[("trace.txt", "#0  main () at app.c:3\n")]);
    let ran = asks_elsewhere(&folder, &state, &server, &["stacktrace", "trace.txt"])
        .env("GAI_API_BASE", "http://models.example")
        .run()
        .exits(0);
    assert_eq!(ran.stderr, "");
}

#[test]
fn on_a_terminal_the_user_is_asked_once_for_a_folder_and_an_address() {
    let (folder, server) = elsewhere();
    let state = Folder::empty();
    let run = |arguments: &[&str]| asks_elsewhere(&folder, &state, &server, arguments);
    let answer = |said: &str, code: i32, input: Option<&str>| {
        let input = input.map(|input| folder.path().join(input));
        let arguments: &[&str] = &["--no-cache", "stacktrace", "trace.txt"];
        let arguments = if input.is_some() {
            &arguments[..2]
        } else {
            arguments
        };
        let (child, mut screen) = in_session(&mut run(arguments), input.as_deref());
        screen.wait_for("[y/N] ");
        assert_eq!(server.chats().len(), 0, "it was sent before");
        let question = screen.text();
        for told in ["test-model", "http://models.example", ".env", "once"] {
            assert!(question.contains(told), "{told}: {question:?}");
        }
        screen.press(&format!("{said}\r"));
        let text = screen.end();
        finish(child, None).exits(code);
        text
    };
    for (said, input) in [("n", None), ("", Some("trace.txt"))] {
        let text = answer(said, 5, input);
        assert!(text.contains("you have not agreed"), "{text:?}");
        assert!(text.contains(ask::NO_MODEL.trim_matches('*')), "{text:?}");
        assert_eq!(server.chats().len(), 0);
    }
    let text = answer("y", 0, Some("trace.txt"));
    assert!(text.contains("From elsewhere."), "{text:?}");
    // It is kept, also for those who are not asked.
    let (child, screen) = in_session(&mut run(&["--no-cache", "stacktrace", "trace.txt"]), None);
    let text = screen.end();
    finish(child, None).exits(0);
    assert!(
        text.contains("From elsewhere.") && !text.contains("[y/N]"),
        "{text:?}"
    );
    let ran = run(&["stacktrace", "trace.txt"]).run().exits(0);
    assert_eq!(ran.stderr, "");
    // Another address is another question.
    folder.write(
        ".env",
        "GAI_API_BASE=http://others.example\nGAI_MODEL=test-model\n",
    );
    let ran = run(&["stacktrace", "trace.txt"]).run().exits(5);
    assert!(ran.stderr.contains("http://others.example"), "{}", ran.stderr);
}

#[test]
fn doctor_says_that_a_setting_is_of_the_env() {
    let (folder, server) = elsewhere();
    let state = Folder::empty();
    let run = |arguments: &[&str]| asks_elsewhere(&folder, &state, &server, arguments).run();
    let text = run(&["doctor"]).stdout();
    assert!(
        text.starts_with(
            "model     test-model, openai at http://models.example, by the .env of this folder\n"
        ),
        "{text}"
    );
    assert_eq!(run(&["doctor", "--json"]).json()["of_env_file"], true);
    let own = folder
        .sysgrok(["doctor", "--json"])
        .env("GAI_API_BASE", server.url())
        .run();
    assert_eq!(own.json()["of_env_file"], false);
}

/// The same for a key that the user keeps in the settings.
#[test]
fn a_key_of_the_settings_does_not_go_where_a_folder_points() {
    let (folder, server) = elsewhere();
    let home = Folder::with(&[(
        "sysgrok/config.toml",
        "[model]\nprovider = \"openai\"\nkey = \"secret\"\n",
    )]);
    let own = ModelServer::start(Dialect::OpenAi);
    own.always(Reply::text("Mine."));
    let asks = || {
        folder
            .sysgrok(["stacktrace", "trace.txt"])
            .env("XDG_CONFIG_HOME", home.path())
            .env("http_proxy", server.url())
    };
    // The key is for the provider's own server, not for any other.
    let ran = asks().env("OPENAI_BASE_URL", own.url()).run().exits(5);
    assert!(
        ran.stderr
            .contains("the key is for https://api.openai.com, and the endpoint is http://127.0.0.1"),
        "{}",
        ran.stderr
    );
    home.write(
        "sysgrok/config.toml",
        format!("[model]\nendpoint = \"{}\"\nkey = \"secret\"\n", own.url()),
    );
    let ran = asks().run().exits(0);
    assert!(ran.stdout().contains("Mine."), "{}", ran.stdout());
    assert!(
        ran.stderr
            .contains(".env: its model is not used, since a key is set in your settings"),
        "{}",
        ran.stderr
    );
    assert_eq!((own.chats().len(), server.connections()), (1, 0));
}
