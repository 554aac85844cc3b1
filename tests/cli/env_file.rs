//! `.env` of the current folder, in both shapes of the Python tool.

use model_server::{Dialect, ModelServer};

use crate::support::Folder;

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
        ("below/a.txt", "main\n"),
    ]);
    let ran = folder
        .sysgrok(["stacktrace", "a.txt"])
        .in_folder(&folder.path().join("below"))
        .run()
        .exits(0);
    assert!(ran.stdout().contains(ask::NO_MODEL));
    assert_eq!(server.connections(), 0);
}
