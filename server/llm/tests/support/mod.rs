//! Clients of the scripted model server, with short waits.

#![allow(dead_code, reason = "each test file uses its part")]

use std::time::Duration;

use futures_util::StreamExt;
use llm::{Answer, Client, Error, Event, Finished, Key, Limits, Message, Options, Provider, Request};
use model_server::{Dialect, ModelServer};

pub const KEY: &str = "sk-test-0123456789abcdef";

/// A server of the provider's dialect, and options for it.
pub fn start(provider: Provider) -> (ModelServer, Options) {
    let server = ModelServer::start(match provider {
        Provider::OpenAi => Dialect::OpenAi,
        Provider::Azure => Dialect::Azure,
        Provider::Anthropic => Dialect::Anthropic,
        Provider::Ollama => Dialect::Ollama,
    });
    let options = Options {
        provider,
        model: Some("tiny".into()),
        key: (provider != Provider::Ollama).then(|| Key::new(KEY, &server.url()).unwrap()),
        endpoint: Some(server.url()),
        limits: Limits {
            backoff: Duration::from_millis(1),
            ..Limits::default()
        },
        ..Options::default()
    };
    (server, options)
}

pub fn client(options: &Options) -> Client {
    Client::new(options.clone()).unwrap()
}

pub fn question(text: &str) -> Request {
    Request {
        system: "Be brief.".into(),
        messages: vec![Message::user(text)],
        prompt_version: "test/1".into(),
        use_cache: true,
        ..Request::default()
    }
}

/// The pieces that came, and how it ended.
pub async fn listen(mut answer: Answer) -> (Vec<String>, Result<Finished, Error>) {
    let mut pieces = Vec::new();
    while let Some(event) = answer.next().await {
        match event {
            Ok(Event::Text(text)) => pieces.push(text),
            Ok(Event::End(finished)) => {
                assert!(answer.next().await.is_none(), "nothing follows the end");
                return (pieces, Ok(finished));
            }
            Err(error) => {
                assert!(answer.next().await.is_none(), "nothing follows an error");
                return (pieces, Err(error));
            }
        }
    }
    panic!("the answer has no end: {pieces:?}");
}

/// The error of a question that must fail, as the user reads it.
pub async fn refusal(client: &Client) -> String {
    client
        .ask(question("hello"))
        .whole()
        .await
        .unwrap_err()
        .to_string()
}
