//! Anthropic's messages.

#![allow(clippy::unwrap_used)]

mod support;

use llm::{Error, Finish, Message, Options, Provider, Request};
use model_server::Reply;
use serde_json::json;
use support::{KEY, client, listen, question, start};

#[tokio::test]
async fn a_question_and_its_answer() {
    let (server, options) = start(Provider::Anthropic);
    server.reply(Reply::text("Sums an array.").usage(21, 3));
    let client = client(&Options {
        temperature: Some(1.5),
        ..options
    });
    let request = Request {
        messages: vec![
            Message::user("what?"),
            Message::assistant("this"),
            Message::user("why?"),
        ],
        ..question("")
    };
    let (pieces, finished) = listen(client.ask(request)).await;
    assert_eq!(pieces, ["Sums ", "an ", "array."]);
    let finished = finished.unwrap();
    assert_eq!(finished.finish, Finish::Stop);
    let usage = finished.usage.unwrap();
    assert_eq!((usage.input, usage.output), (21, 3));

    let chats = server.chats();
    assert_eq!(chats[0].path, "/v1/messages");
    assert_eq!(chats[0].header("x-api-key"), Some(KEY));
    assert_eq!(chats[0].header("authorization"), None);
    assert_eq!(chats[0].header("anthropic-version"), Some("2023-06-01"));
    assert_eq!(
        chats[0].body,
        json!({
            "model": "tiny", "max_tokens": 16384, "stream": true, "system": "Be brief.", "temperature": 1.0,
            "messages": [
                {"role": "user", "content": "what?"},
                {"role": "assistant", "content": "this"},
                {"role": "user", "content": "why?"},
            ],
        })
    );
}

#[tokio::test]
async fn reasons_of_its_own() {
    for (reason, finish) in [
        ("max_tokens", Finish::Length),
        ("model_context_window_exceeded", Finish::Length),
        ("refusal", Finish::Filter),
        ("pause_turn", Finish::Other),
    ] {
        let (server, options) = start(Provider::Anthropic);
        server.reply(Reply::text("hello").finish(reason));
        let finished = client(&options).ask(question("hello")).whole().await.unwrap();
        assert_eq!(finished.finish, finish, "{reason}");
    }
}

#[tokio::test]
async fn a_model_that_writes_less_says_how_much() {
    let (server, options) = start(Provider::Anthropic);
    server.reply(Reply::json(
        400,
        &json!({"type": "error", "error": {"type": "invalid_request_error",
            "message": "max_tokens: 16384 > 4096, which is the maximum allowed number of output tokens for tiny"}}),
    ));
    server.always(Reply::text("hello"));
    let client = client(&options);
    client.ask(question("hello")).whole().await.unwrap();
    client.ask(question("again")).whole().await.unwrap();
    let asked: Vec<_> = server
        .chats()
        .iter()
        .map(|chat| chat.body["max_tokens"].clone())
        .collect();
    assert_eq!(asked, [json!(16384), json!(4096), json!(4096)]);
}

#[tokio::test]
async fn an_error_within_the_stream() {
    let (server, options) = start(Provider::Anthropic);
    let overloaded = b"event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";
    server.reply(Reply::raw("text/event-stream", &[overloaded]));
    server.answer("hello");
    let client = client(&options);
    assert_eq!(client.ask(question("hello")).whole().await.unwrap().text, "hello");

    server.reply(Reply::raw(
        "text/event-stream",
        &[
            b"data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"half\"}}\n\n",
            overloaded,
        ],
    ));
    let (pieces, end) = listen(client.ask(question("again"))).await;
    assert_eq!(pieces, ["half"]);
    let error = end.unwrap_err();
    assert!(
        matches!(error, Error::Interrupted { .. }) && error.is_partial(),
        "{error}"
    );
    assert_eq!(server.chats().len(), 3, "what was begun is not tried again");
}

#[tokio::test]
async fn no_credit_is_said_as_such() {
    let (server, options) = start(Provider::Anthropic);
    server.reply(Reply::no_credit());
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    assert!(matches!(error, Error::NoCredit { .. }), "{error}");
}
