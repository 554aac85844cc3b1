//! Deployments of Azure.

#![allow(clippy::unwrap_used)]

mod support;

use llm::{Client, Error, Finish, Key, Options, Provider};
use model_server::Reply;
use support::{KEY, client, question, start};

#[tokio::test]
async fn a_deployment_is_asked_by_its_own_path() {
    let (server, options) = start(Provider::Azure);
    server.answer("hello");
    let client = client(&Options {
        model: Some("my gpt".into()),
        api_version: Some("2025-01-01-preview".into()),
        ..options
    });
    assert_eq!(
        client.ask(question("hello")).whole().await.unwrap().finish,
        Finish::Stop
    );
    let chats = server.chats();
    assert_eq!(
        chats[0].path,
        "/openai/deployments/my%20gpt/chat/completions?api-version=2025-01-01-preview"
    );
    assert_eq!(chats[0].header("api-key"), Some(KEY));
    assert_eq!(chats[0].header("authorization"), None);
}

#[tokio::test]
async fn the_newer_interface_has_no_versions() {
    let (server, options) = start(Provider::Azure);
    server.answer("hello");
    let client = client(&Options {
        endpoint: Some(format!("{}/openai/v1/", server.url())),
        ..options
    });
    client.ask(question("hello")).whole().await.unwrap();
    assert_eq!(server.chats()[0].path, "/openai/v1/chat/completions");
}

#[tokio::test]
async fn a_filter_is_said_as_such() {
    let (server, options) = start(Provider::Azure);
    server.reply(Reply::filtered());
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    assert!(matches!(error, Error::Filtered { .. }), "{error}");
}

#[test]
fn what_is_missing_is_said() {
    let endpoint = "https://me.openai.azure.com";
    let whole = Options {
        provider: Provider::Azure,
        endpoint: Some(endpoint.into()),
        model: Some("mine".into()),
        key: Some(Key::new(KEY, endpoint).unwrap()),
        ..Options::default()
    };
    assert!(Client::new(whole.clone()).is_ok());
    let problem = |options: Options| Client::new(options).unwrap_err().to_string();
    assert!(
        problem(Options {
            endpoint: None,
            ..whole.clone()
        })
        .contains("GAI_API_BASE")
    );
    assert!(
        problem(Options {
            model: None,
            ..whole.clone()
        })
        .contains("GAI_MODEL")
    );
    assert!(problem(Options { key: None, ..whole }).contains("GAI_API_KEY"));
}
