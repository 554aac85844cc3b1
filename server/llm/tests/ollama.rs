//! Ollama's native chat.

#![allow(clippy::unwrap_used)]

mod support;

use llm::{Error, Finish, Options, Provider, Request, WindowSource};
use model_server::Reply;
use serde_json::json;
use support::{client, listen, question, start};

#[tokio::test]
async fn a_question_tells_the_window_that_it_needs() {
    let (server, options) = start(Provider::Ollama);
    server.json_at(
        "/api/ps",
        &json!({"models": [{"model": "tiny:latest", "context_length": 8192}]}),
    );
    server.reply(Reply::text("Sums an array.").usage(21, 3));
    let client = client(&Options {
        temperature: Some(0.0),
        ..options
    });
    let request = Request {
        max_output_tokens: Some(50),
        ..question("what?")
    };
    let (pieces, finished) = listen(client.ask(request)).await;
    assert_eq!(pieces, ["Sums ", "an ", "array."]);
    let finished = finished.unwrap();
    assert_eq!(finished.finish, Finish::Stop);
    assert_eq!(finished.usage.unwrap().input, 21);
    assert_eq!(
        server.chats()[0].body,
        json!({
            "model": "tiny", "stream": true, "truncate": false,
            "options": {"num_ctx": 8192, "num_predict": 50, "temperature": 0.0},
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "what?"}],
        })
    );
}

#[tokio::test]
async fn the_loaded_window_comes_before_the_models_own() {
    let (server, options) = start(Provider::Ollama);
    server.json_at(
        "/api/ps",
        &json!({"models": [{"model": "other", "context_length": 1024}]}),
    );
    server.json_at(
        "/api/show",
        &json!({"model_info": {"general.architecture": "qwen2", "qwen2.context_length": 131_072}}),
    );
    let client = client(&options);
    let window = client.window().await;
    assert_eq!((window.tokens, window.source), (16_384, WindowSource::Server));
    client.window().await;
    let paths: Vec<String> = server
        .requests()
        .into_iter()
        .map(|request| request.path)
        .collect();
    assert_eq!(paths, ["/api/ps", "/api/show"]);
    assert_eq!(server.requests()[1].body, json!({"model": "tiny"}));
}

#[tokio::test]
async fn a_question_that_fills_the_window_may_have_been_cut() {
    let (server, options) = start(Provider::Ollama);
    server.reply(Reply::text("hello").usage(4095, 1));
    let client = client(&Options {
        context_window: Some(4096),
        ..options
    });
    let finished = client
        .ask(question(&"word ".repeat(10_000)))
        .whole()
        .await
        .unwrap();
    assert!(
        finished.warnings[0].contains("may have been cut"),
        "{:?}",
        finished.warnings
    );
}

#[tokio::test]
async fn an_error_in_place_of_a_line() {
    let (server, options) = start(Provider::Ollama);
    server.reply(Reply::raw(
        "application/x-ndjson",
        &[b"{\"error\":\"model runner has unexpectedly stopped\"}\n"],
    ));
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    assert!(error.to_string().contains("unexpectedly stopped"), "{error}");
}

#[tokio::test]
async fn a_model_that_is_not_there() {
    let (server, options) = start(Provider::Ollama);
    server.models(&["llama3.2:3b", "tinyllama:latest"]);
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    assert_eq!(
        error,
        Error::UnknownModel {
            origin: server.url(),
            model: "tiny".into(),
            listed: vec!["tinyllama:latest".into(), "llama3.2:3b".into()],
        }
    );
}

#[tokio::test]
async fn nothing_runs_there() {
    let (server, options) = start(Provider::Ollama);
    drop(server);
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }));
    assert!(error.to_string().contains("ollama serve"), "{error}");
}
