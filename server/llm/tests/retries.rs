//! What is tried again, and what is not.

#![allow(clippy::unwrap_used)]

mod support;

use std::time::{Duration, Instant};

use llm::{Error, Limits, Options, Provider};
use model_server::Reply;
use support::{client, listen, question, start};

#[tokio::test]
async fn what_passes_is_tried_again() {
    for status in [408, 429, 500, 502, 503, 504] {
        let (server, options) = start(Provider::OpenAi);
        server
            .reply(Reply::failure(status))
            .reply(Reply::failure(status))
            .answer("hello");
        assert_eq!(
            client(&options)
                .ask(question("hello"))
                .whole()
                .await
                .unwrap()
                .text,
            "hello"
        );
        assert_eq!(server.chats().len(), 3, "{status}");
    }
}

#[tokio::test]
async fn what_does_not_pass_is_not() {
    for status in [400, 403, 404, 413, 501] {
        let (server, options) = start(Provider::OpenAi);
        server.always(Reply::failure(status));
        assert!(client(&options).ask(question("hello")).whole().await.is_err());
        assert_eq!(server.chats().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn tries_have_an_end() {
    let (server, options) = start(Provider::OpenAi);
    server.always(Reply::failure(503));
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    assert!(matches!(error, Error::Server { status: 503, .. }), "{error}");
    assert_eq!(server.chats().len(), 4);
}

#[tokio::test]
async fn the_server_says_how_long_to_wait() {
    let (server, options) = start(Provider::OpenAi);
    server
        .reply(Reply::rate_limit().header("retry-after", "0.1"))
        .answer("hello");
    let begun = Instant::now();
    client(&options).ask(question("hello")).whole().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(100));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_questions_wait_when_one_is_told_to() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::rate_limit().header("retry-after-ms", "150"));
    server.always(Reply::text("hello"));
    let client = client(&options);
    let first = tokio::spawn(client.ask(question("first")).whole());
    server.wait_for_chats(1);
    server.wait_for_open(0);
    // The refusal is on its way; whichever of the two reads it first, neither asks before the time is over.
    let begun = Instant::now();
    first.await.unwrap().unwrap();
    client.ask(question("second")).whole().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(100));
    assert_eq!(server.chats().len(), 3);
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_an_error_at_once() {
    let (server, options) = start(Provider::OpenAi);
    server.always(Reply::rate_limit().header("retry-after", "3600"));
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{} takes no more requests for now, for another 3600 s: wait, or lower the number of parallel queries",
            server.url()
        )
    );
    assert_eq!(server.chats().len(), 1);
}

#[tokio::test]
async fn a_closed_connection_is_tried_again() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::closed()).answer("hello");
    assert_eq!(
        client(&options)
            .ask(question("hello"))
            .whole()
            .await
            .unwrap()
            .text,
        "hello"
    );
    // Before the first token, too, after the head was sent.
    server.reply(Reply::text("never").cut_before(1)).answer("hello");
    assert_eq!(
        client(&options)
            .ask(question("hello"))
            .whole()
            .await
            .unwrap()
            .text,
        "hello"
    );
    assert_eq!(server.chats().len(), 4);
}

#[tokio::test]
async fn nothing_is_tried_again_after_the_first_token() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::text("one two three").cut_before(3));
    let (pieces, end) = listen(client(&options).ask(question("hello"))).await;
    assert_eq!(pieces, ["one ", "two "]);
    let error = end.unwrap_err();
    assert!(error.is_partial());
    assert_eq!(
        error.to_string(),
        "the answer broke off (the connection was closed), what is shown is partial: ask again"
    );
    assert_eq!(server.chats().len(), 1);
}

#[tokio::test]
async fn no_credit_is_not_tried_again() {
    let (server, options) = start(Provider::OpenAi);
    server.always(Reply::no_credit());
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    assert!(matches!(error, Error::NoCredit { .. }), "{error}");
    assert_eq!(server.chats().len(), 1);
}

#[tokio::test]
async fn a_wrong_key_is_asked_with_once() {
    let (server, options) = start(Provider::OpenAi);
    server.wants_key("sk-another");
    let client = client(&options);
    for _ in 0..3 {
        let error = client.ask(question("hello")).whole().await.unwrap_err();
        assert!(matches!(error, Error::WrongKey { .. }), "{error}");
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_before_the_first_byte_has_its_limit() {
    let (server, options) = start(Provider::OpenAi);
    server.always(Reply::hang());
    let limits = Limits {
        first_byte: Duration::from_millis(50),
        ..options.limits.clone()
    };
    let error = client(&Options { limits, ..options })
        .ask(question("hello"))
        .whole()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::TimedOut { .. }), "{error}");
    server.wait_for_given_up(1);
    assert_eq!(server.chats().len(), 1);
}

#[tokio::test]
async fn silence_in_the_middle_has_its_limit() {
    let (server, options) = start(Provider::OpenAi);
    server.always(Reply::text("one two").hanging_before(2));
    let limits = Limits {
        idle: Duration::from_millis(50),
        ..options.limits.clone()
    };
    let (pieces, end) = listen(client(&Options { limits, ..options }).ask(question("hello"))).await;
    assert_eq!(pieces, ["one "]);
    assert_eq!(
        end.unwrap_err().to_string(),
        "the answer broke off (nothing came for 0.05 s), what is shown is partial: ask again"
    );
}

#[tokio::test]
async fn a_server_that_forgets_to_close_holds_nobody_up() {
    let (server, options) = start(Provider::OpenAi);
    // The reason has been given; the rest never comes.
    server.reply(
        Reply::raw(
            "text/event-stream",
            &[
                b"data: {\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}\n\n",
                b"data: never\n\n",
            ],
        )
        .hanging_before(2),
    );
    let finished = client(&options).ask(question("hello")).whole().await.unwrap();
    assert_eq!(finished.text, "hi");
}
