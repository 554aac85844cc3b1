//! How many run at once, and what is given up.

#![allow(clippy::unwrap_used)]

mod support;

use futures_util::StreamExt;
use llm::{Error, Event, Options, Provider};
use model_server::Reply;
use support::{client, question, start};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_than_allowed_run_at_once() {
    let (server, options) = start(Provider::OpenAi);
    server.always(Reply::text("hello").hold_before(1));
    let client = client(&Options {
        max_concurrent_queries: 3,
        ..options
    });
    let asks: Vec<_> = (0..9)
        .map(|number| tokio::spawn(client.clone().ask(question(&number.to_string())).whole()))
        .collect();
    for round in 1..=3 {
        server.wait_for_chats(3 * round);
        server.wait_for_open(3);
        server.release(3);
    }
    for ask in asks {
        ask.await.unwrap().unwrap();
    }
    assert_eq!(server.most_open(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_answer_closes_its_connection_and_makes_room() {
    let (server, options) = start(Provider::OpenAi);
    server
        .reply(Reply::text("one two").hanging_before(2))
        .answer("hello");
    let client = client(&Options {
        max_concurrent_queries: 1,
        ..options
    });
    let mut first = client.ask(question("first"));
    assert_eq!(first.next().await, Some(Ok(Event::Text("one ".into()))));
    drop(first);
    server.wait_for_given_up(1);
    assert_eq!(
        client.ask(question("second")).whole().await.unwrap().text,
        "hello"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_waits_can_be_dropped_too() {
    let (server, options) = start(Provider::OpenAi);
    server.always(Reply::hang());
    let client = client(&options);
    let waiting = tokio::spawn(client.ask(question("hello")).whole());
    server.wait_for_open(1);
    waiting.abort();
    server.wait_for_given_up(1);
}

#[tokio::test]
async fn an_error_makes_room() {
    let (server, options) = start(Provider::OpenAi);
    server
        .reply(Reply::json(400, &serde_json::json!({})))
        .answer("hello");
    let client = client(&Options {
        max_concurrent_queries: 1,
        ..options
    });
    assert!(client.ask(question("first")).whole().await.is_err());
    assert!(client.ask(question("second")).whole().await.is_ok());
}

#[tokio::test]
async fn nothing_is_sent_before_it_is_wanted() {
    let (server, options) = start(Provider::OpenAi);
    drop(client(&options).ask(question("hello")));
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn an_endless_answer_is_cut() {
    let (server, options) = start(Provider::OpenAi);
    let mut line = b"data: {\"choices\":[{\"delta\":{\"content\":\"".to_vec();
    line.resize(1 << 20, b'x');
    line.extend_from_slice(b"\"}}]}\n\n");
    let lines: Vec<&[u8]> = vec![&line; 9];
    server.reply(Reply::raw("text/event-stream", &lines));
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    assert!(
        matches!(error, Error::TooLarge { .. }) && error.is_partial(),
        "{error}"
    );
}

#[tokio::test]
async fn an_endless_line_is_cut() {
    let (server, options) = start(Provider::OpenAi);
    let part = vec![b'x'; 1 << 20];
    let parts: Vec<&[u8]> = vec![&part; 20];
    server.reply(Reply::raw("text/event-stream", &parts));
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    assert!(matches!(error, Error::TooLarge { .. }), "{error}");
}
