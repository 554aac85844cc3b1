//! Tokens a day.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::path::Path;

use futures_util::StreamExt;
use llm::{Error, Options, Provider};
use model_server::Reply;
use serde_json::Value;
use support::{client, question, start};

fn used(file: &Path) -> u64 {
    let text = fs::read_to_string(file).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["tokens"]
        .as_u64()
        .unwrap()
}

#[tokio::test]
async fn what_the_server_counts_is_counted() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::text("hello").usage(700, 300));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usage.json");
    let options = Options {
        usage: Some(file.clone()),
        tokens_per_day: Some(1_001),
        ..options
    };
    client(&options).ask(question("what?")).whole().await.unwrap();
    assert_eq!(used(&file), 1_000);
    // Another process finds nothing left, and asks nobody.
    let error = client(&options).ask(question("what?")).whole().await.unwrap_err();
    assert_eq!(
        error,
        Error::Budget {
            used: 1_000,
            limit: 1_001
        }
    );
    assert!(error.to_string().contains("tomorrow"));
    assert_eq!(server.requests().len(), 1);
    assert_eq!(used(&file), 1_000);
}

#[tokio::test]
async fn without_a_count_of_the_server_it_is_estimated() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::text(&"x".repeat(300)).without_usage());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usage.json");
    let client = client(&Options {
        usage: Some(file.clone()),
        ..options
    });
    client.ask(question(&"x".repeat(291))).whole().await.unwrap();
    assert_eq!(used(&file), 200);
}

#[tokio::test]
async fn a_question_that_was_refused_costs_nothing() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::json(400, &serde_json::json!({})));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usage.json");
    let client = client(&Options {
        usage: Some(file.clone()),
        ..options
    });
    assert!(client.ask(question("what?")).whole().await.is_err());
    assert_eq!(used(&file), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_answer_costs_what_came_of_it() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::pieces(&[&"x".repeat(300), "never"]).hanging_before(2));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("usage.json");
    let client = client(&Options {
        usage: Some(file.clone()),
        ..options
    });
    let mut answer = client.ask(question(&"x".repeat(291)));
    answer.next().await.unwrap().unwrap();
    drop(answer);
    assert_eq!(used(&file), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_at_once_do_not_all_find_room() {
    let (server, options) = start(Provider::OpenAi);
    server.always(Reply::text("hello").usage(1_000, 1).hold_before(1));
    // No file: the client counts for itself.
    let client = client(&Options {
        tokens_per_day: Some(2_500),
        ..options
    });
    let asks: Vec<_> = (0..4)
        .map(|_| tokio::spawn(client.ask(question(&"x".repeat(3_000))).whole()))
        .collect();
    server.wait_for_open(2);
    server.release(4);
    let mut refused = 0;
    for ask in asks {
        refused += usize::from(matches!(ask.await.unwrap(), Err(Error::Budget { .. })));
    }
    assert_eq!(refused, 2);
}
