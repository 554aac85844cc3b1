//! The beginning and the end of a session.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::super::Ended;
use super::{Test, code, encode};

fn initialize() -> Value {
    json!({"capabilities": {}})
}

#[tokio::test]
async fn before_initialize_only_initialize_is_answered() {
    let mut test = Test::fresh();
    for method in [
        "test/echo",
        "textDocument/hover",
        "unknown",
        "shutdown",
        "$/unknown",
    ] {
        assert_eq!(
            code(&test.request(json!(1), method, json!({})).await),
            -32002,
            "{method}"
        );
    }
    test.send(json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}))
        .await;
    test.send(json!({"jsonrpc": "2.0", "method": "test/notifiedPanic"}))
        .await;
    // Not a request; nothing can be answered.
    test.send(json!({"jsonrpc": "2.0", "method": "initialize", "params": {"capabilities": {}}}))
        .await;
    assert!(test.request(json!(1), "initialize", initialize()).await["result"].is_object());
    test.assert_alive().await;
    assert_eq!(test.seen.calls(), [""; 0]);
    test.end().await;
}

#[tokio::test]
async fn initialize_comes_once() {
    let mut test = Test::running().await;
    assert_eq!(
        code(&test.request(json!(1), "initialize", initialize()).await),
        -32600
    );
    test.assert_alive().await;
    test.end().await;
}

#[tokio::test]
async fn a_failed_initialize_may_be_repeated() {
    let mut test = Test::fresh();
    test.seen.fail_initialize.store(true, Ordering::SeqCst);
    assert_eq!(
        code(&test.request(json!(1), "initialize", initialize()).await),
        -32603
    );
    assert_eq!(
        code(&test.request(json!(1), "test/echo", json!([])).await),
        -32002
    );
    test.seen.fail_initialize.store(false, Ordering::SeqCst);
    test.seen.panic_in_initialize.store(true, Ordering::SeqCst);
    assert_eq!(
        code(&test.request(json!(1), "initialize", initialize()).await),
        -32603
    );
    test.seen.panic_in_initialize.store(false, Ordering::SeqCst);
    assert!(test.request(json!(1), "initialize", initialize()).await["result"].is_object());
    test.end().await;
}

#[tokio::test]
async fn messages_may_follow_initialize_without_waiting() {
    let mut test = Test::fresh();
    test.send(json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": initialize()}))
        .await;
    test.send(json!({"jsonrpc": "2.0", "method": "initialized"}))
        .await;
    test.send(json!({"jsonrpc": "2.0", "id": 2, "method": "test/echo", "params": [1]}))
        .await;
    assert_eq!(test.next().await.unwrap()["id"], 1);
    assert_eq!(test.next().await.unwrap()["result"], json!([1]));
    assert_eq!(test.seen.calls(), ["initialized"]);
    test.end().await;
}

#[tokio::test]
async fn any_capabilities_will_do_and_the_server_sees_them_all() {
    for params in [
        Value::Null,
        json!({}),
        json!({"capabilities": null}),
        json!({"capabilities": [], "processId": null, "rootUri": null}),
        json!({"capabilities": {"workspace": {"textDocumentContent": {}}, "textDocument": 5}, "rootUri": "file:///a b"}),
    ] {
        let mut test = Test::fresh();
        let answer = test.request(json!(1), "initialize", params.clone()).await;
        let content = &answer["result"]["capabilities"]["workspace"]["textDocumentContent"];
        assert_eq!(content["schemes"], json!(["sysgrok"]), "{answer}");
        assert_eq!(*super::locked(&test.seen.initialize), params);
        test.end().await;
    }
}

#[tokio::test]
async fn shutdown_takes_any_parameters_and_exit_ends_with_success() {
    for params in [Value::Null, json!({}), json!([]), json!({"a": 1})] {
        let mut test = Test::running().await;
        let answer = test.request(json!(1), "shutdown", params).await;
        assert_eq!(answer["result"], Value::Null);
        assert!(answer.as_object().unwrap().contains_key("result"), "{answer}");
        for method in ["test/echo", "unknown", "shutdown", "initialize"] {
            assert_eq!(
                code(&test.request(json!(2), method, json!({})).await),
                -32600,
                "{method}"
            );
        }
        test.send(json!({"jsonrpc": "2.0", "method": "initialized", "params": {}}))
            .await;
        test.send(json!({"jsonrpc": "2.0", "method": "exit", "params": {}}))
            .await;
        assert_eq!(test.next().await, None);
        assert_eq!(test.seen.calls(), ["initialized", "shutdown"]);
        let exit = test.exit().await;
        assert!(matches!(exit.why, Ended::Exited));
        assert_eq!(exit.code(), 0);
    }
}

#[tokio::test]
async fn exit_without_shutdown_is_a_failure() {
    for mut test in [Test::fresh(), Test::running().await] {
        // Also with requests under way.
        test.send(json!({"jsonrpc": "2.0", "id": 1, "method": "test/hang"}))
            .await;
        test.send(json!({"jsonrpc": "2.0", "method": "exit"})).await;
        while test.next().await.is_some() {}
        assert_eq!(test.exit().await.code(), 1);
    }
}

#[tokio::test]
async fn the_end_of_input_ends_the_session_after_what_is_under_way() {
    let mut test = Test::running().await;
    test.send(json!({"jsonrpc": "2.0", "id": 1, "method": "test/slow"}))
        .await;
    test.send(json!({"jsonrpc": "2.0", "id": 2, "method": "test/hang"}))
        .await;
    test.close().await;
    assert_eq!(test.next().await.unwrap()["result"], "slow");
    assert_eq!(test.next().await, None);
    let exit = test.exit().await;
    assert!(matches!(exit.why, Ended::NoInput));
    assert_eq!(exit.code(), 1);

    let mut test = Test::running().await;
    test.request(json!(1), "shutdown", Value::Null).await;
    assert_eq!(test.end().await.code(), 0);
}

#[tokio::test]
async fn a_client_that_reads_no_more_ends_the_session() {
    let Test {
        to_server,
        from_server,
        session,
        ..
    } = Test::running().await;
    // Both halves, so that the pipe breaks rather than fills.
    drop((to_server, from_server));
    let exit = timeout(Duration::from_secs(1), session).await.unwrap().unwrap();
    assert_eq!(exit.code(), 1);
}

#[tokio::test]
async fn a_client_that_does_not_read_cannot_hold_up_the_end() {
    let mut test = Test::running().await;
    // More than the pipe holds.
    for id in 0..4 {
        let text = "x".repeat(1 << 20);
        test.send(json!({"jsonrpc": "2.0", "id": id, "method": "test/echo", "params": [text]}))
            .await;
    }
    test.send(json!({"jsonrpc": "2.0", "method": "exit"})).await;
    assert_eq!(test.exit().await.code(), 1);
}

#[tokio::test]
async fn a_client_that_reads_late_gets_everything_and_costs_bounded_memory() {
    const REQUESTS: usize = 30;
    let Test {
        mut to_server,
        mut from_server,
        session,
        ..
    } = Test::running().await;
    let sent = Arc::new(AtomicUsize::new(0));
    let sender = tokio::spawn({
        let sent = sent.clone();
        async move {
            let text = "x".repeat(1 << 20);
            for id in 0..REQUESTS {
                let request = json!({"jsonrpc": "2.0", "id": id, "method": "test/echo", "params": [&text]});
                to_server
                    .write_all(&encode(request.to_string().as_bytes()))
                    .await
                    .unwrap();
                sent.fetch_add(1, Ordering::SeqCst);
            }
            to_server.shutdown().await.unwrap();
        }
    });
    // Until nothing moves any more: the server has stopped reading.
    let mut last = usize::MAX;
    while std::mem::replace(&mut last, sent.load(Ordering::SeqCst)) != sent.load(Ordering::SeqCst)
        || last == 0
    {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(last < REQUESTS / 2, "{last} megabytes are held");

    let mut all = Vec::new();
    timeout(super::DEADLINE, from_server.read_to_end(&mut all))
        .await
        .unwrap()
        .unwrap();
    sender.await.unwrap();
    assert!(all.len() > REQUESTS << 20);
    assert_eq!(session.await.unwrap().code(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn a_dead_parent_ends_the_session() {
    let mut parent = Command::new("sleep").arg("1000").spawn().unwrap();
    let mut test = Test::fresh();
    let params = json!({"processId": parent.id(), "capabilities": {}});
    assert!(test.request(json!(1), "initialize", params).await["result"].is_object());
    test.assert_alive().await;
    parent.kill().unwrap();
    parent.wait().unwrap();
    assert_eq!(timeout(Duration::from_secs(5), test.next()).await.unwrap(), None);
    let exit = test.exit().await;
    assert!(matches!(exit.why, Ended::ParentDied(_)));
    assert_eq!(exit.code(), 1);
}

#[tokio::test]
async fn a_parent_that_is_not_here_is_not_missed() {
    let mut test = Test::fresh();
    let params = json!({"processId": 4_194_305, "capabilities": {}});
    assert!(test.request(json!(1), "initialize", params).await["result"].is_object());
    tokio::time::sleep(Duration::from_millis(20)).await;
    test.assert_alive().await;
    test.end().await;
}
