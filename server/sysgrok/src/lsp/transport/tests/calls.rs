//! Requests, notifications, answers, cancelling and panics.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{DEADLINE, Test, code};

fn cancel(id: &Value) -> Value {
    json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": id}})
}

fn hang(id: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": "test/hang"})
}

#[tokio::test]
async fn ids_may_be_anything_and_be_used_again() {
    let mut test = Test::running().await;
    for _ in 0..2 {
        for id in [
            json!(7),
            json!("7"),
            json!(""),
            json!(-1),
            json!(1.5),
            json!(2.0),
            json!(1_u64 << 60),
            Value::Null,
        ] {
            let answer = test.request(id, "test/echo", json!([1])).await;
            assert_eq!(answer["result"], json!([1]));
        }
    }
    test.end().await;
}

#[tokio::test]
async fn an_id_that_is_pending_is_refused() {
    let mut test = Test::running().await;
    test.send(hang(&json!(1))).await;
    let answer = test.request(json!(1), "test/echo", json!([1])).await;
    assert_eq!(code(&answer), -32600);
    test.send(cancel(&json!(1))).await;
    assert_eq!(code(&test.next().await.unwrap()), -32800);
    // Now it is free.
    test.request(json!(1), "test/echo", json!([1])).await;
    test.end().await;
}

#[tokio::test]
async fn a_cancel_is_acted_upon_with_hundreds_of_requests_pending() {
    const PENDING: usize = 1000;
    let mut test = Test::running().await;
    for id in 0..PENDING {
        test.send(hang(&json!(id))).await;
    }
    test.assert_alive().await;
    assert_eq!(test.seen.hanging.load(Ordering::SeqCst), PENDING);

    let start = Instant::now();
    test.send(cancel(&json!(PENDING / 2))).await;
    let answer = test.next().await.unwrap();
    assert_eq!((&answer["id"], code(&answer)), (&json!(PENDING / 2), -32800));
    assert!(
        start.elapsed() < Duration::from_millis(500),
        "it waited for nothing"
    );

    for id in 0..PENDING {
        test.send(cancel(&json!(id))).await;
    }
    // All but the one, each once.
    for id in (0..PENDING).filter(|&id| id != PENDING / 2) {
        let answer = test.next().await.unwrap();
        assert_eq!((&answer["id"], code(&answer)), (&json!(id), -32800));
    }
    test.assert_alive().await;
    let start = Instant::now();
    while test.seen.dropped.load(Ordering::SeqCst) < PENDING {
        assert!(start.elapsed() < DEADLINE, "the handlers are dropped");
        tokio::task::yield_now().await;
    }
    test.end().await;
}

#[tokio::test]
async fn cancelling_what_is_unknown_or_finished_does_nothing() {
    let mut test = Test::running().await;
    test.request(json!(1), "test/echo", json!([1])).await;
    for id in [
        json!(1),
        json!(99),
        json!("x"),
        Value::Null,
        json!([1]),
        json!(5_000_000_000_u64),
    ] {
        test.send(cancel(&id)).await;
    }
    test.send(json!({"jsonrpc": "2.0", "method": "$/cancelRequest"}))
        .await;
    test.assert_alive().await;
    test.end().await;
}

#[tokio::test]
async fn a_cancelled_request_is_not_answered_again() {
    let mut test = Test::running().await;
    for id in 0..20 {
        test.send(json!({"jsonrpc": "2.0", "id": id, "method": "test/slow"}))
            .await;
        test.send(cancel(&json!(id))).await;
        assert_eq!(code(&test.next().await.unwrap()), -32800);
        // The same id again, at once: its own answer, and only that.
        let answer = test.request(json!(id), "test/slow", Value::Null).await;
        assert_eq!(answer["result"], "slow");
    }
    test.end().await;
}

#[tokio::test]
async fn ids_past_32_bits_can_be_cancelled() {
    let mut test = Test::running().await;
    for id in [json!(3_000_000_000_u64), json!("a"), json!(1.5)] {
        test.send(hang(&id)).await;
        test.send(cancel(&id)).await;
        assert_eq!(code(&test.next().await.unwrap()), -32800);
    }
    test.end().await;
}

#[tokio::test]
async fn a_panic_costs_one_request() {
    let mut test = Test::running().await;
    for (method, reason) in [
        ("test/panic", "the reason"),
        ("test/panicLater", "the later reason"),
    ] {
        for _ in 0..3 {
            let answer = test.request(json!(1), method, Value::Null).await;
            assert_eq!(code(&answer), -32603);
            let message = answer["error"]["message"].as_str().unwrap();
            assert!(message.contains(reason) && message.contains(method), "{message}");
            test.assert_alive().await;
        }
    }
    test.send(json!({"jsonrpc": "2.0", "method": "test/notifiedPanic"}))
        .await;
    test.assert_alive().await;
    test.end().await;
}

#[tokio::test]
async fn handlers_begin_in_the_order_of_their_messages() {
    let mut test = Test::running().await;
    for version in 0..200 {
        test.send(
            json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
            "textDocument": {"uri": "file:///a", "version": version}, "contentChanges": []}}),
        )
        .await;
    }
    test.assert_alive().await;
    let expected: Vec<String> = (0..200).map(|version| format!("change {version}")).collect();
    assert_eq!(test.seen.calls()[1..], expected);
    test.end().await;
}

#[tokio::test]
async fn what_a_handler_sends_before_it_answers_comes_before_the_answer() {
    let mut test = Test::running().await;
    for _ in 0..100 {
        test.send(json!({"jsonrpc": "2.0", "id": 1, "method": "test/tellThenAnswer"}))
            .await;
        for count in 0..5 {
            assert_eq!(test.next().await.unwrap()["params"]["count"], count);
        }
        assert_eq!(test.next().await.unwrap()["result"], "told");
    }
    test.end().await;
}

#[tokio::test]
async fn the_client_is_asked_and_its_answer_is_read_however_it_looks() {
    let mut test = Test::running().await;
    for (answer, expected) in [
        (json!({"jsonrpc": "2.0", "result": [1]}), json!({"result": [1]})),
        (
            json!({"result": {"uri": "file:///a b"}, "error": null}),
            json!({"result": {"uri": "file:///a b"}}),
        ),
        (json!({}), json!({"result": null})),
        (
            json!({"result": null, "error": {"code": -5, "message": "no", "data": 1, "more": 2}}),
            json!({"error": {"code": -5, "message": "no", "data": 1}}),
        ),
    ] {
        test.send(json!({"jsonrpc": "2.0", "id": "x", "method": "test/ask", "params": {}}))
            .await;
        let asked = test.next().await.unwrap();
        assert_eq!(asked["method"], "test/asked");
        let mut answer = answer;
        answer["id"] = asked["id"].clone();
        test.send(answer.clone()).await;
        let mut result = test.next().await.unwrap();
        assert_eq!(result["id"], "x");
        let fields = result.as_object_mut().unwrap();
        fields.remove("id");
        fields.remove("jsonrpc");
        assert_eq!(result, expected);
        // The same once more is dropped.
        if !answer["result"].is_null() {
            test.send(answer).await;
            test.assert_alive().await;
        }
    }
    test.end().await;
}

#[tokio::test]
async fn answers_to_nothing_are_dropped() {
    let mut test = Test::running().await;
    for id in [
        json!(99),
        json!("none"),
        Value::Null,
        json!({}),
        json!(-1),
        json!(1.5),
    ] {
        test.send(json!({"jsonrpc": "2.0", "id": id, "result": 1})).await;
        test.send(json!({"jsonrpc": "2.0", "id": id, "error": {"code": "no"}}))
            .await;
    }
    test.assert_alive().await;
    test.end().await;
}

#[tokio::test]
async fn a_client_that_never_answers_is_served() {
    let mut test = Test::running().await;
    for id in 0..300 {
        test.send(json!({"jsonrpc": "2.0", "id": id, "method": "test/ask", "params": {}}))
            .await;
        assert_eq!(test.next().await.unwrap()["method"], "test/asked");
    }
    test.assert_alive().await;
    test.send(cancel(&json!(5))).await;
    assert_eq!(test.next().await.unwrap()["id"], 5);
    // A late answer, to a question whose asker is gone.
    test.send(json!({"jsonrpc": "2.0", "id": 5, "result": 1})).await;
    test.assert_alive().await;
    test.end().await;
}

#[tokio::test]
async fn unknown_methods_and_mistaken_kinds() {
    let mut test = Test::running().await;
    assert_eq!(
        code(&test.request(json!(1), "test/unknown", json!({})).await),
        -32601
    );
    assert_eq!(
        code(&test.request(json!(1), "$/unknown", json!({})).await),
        -32601
    );
    assert_eq!(
        code(&test.request(json!(1), "initialized", json!({})).await),
        -32600
    );
    assert_eq!(
        code(&test.request(json!(1), "textDocument/hover", json!({})).await),
        -32602
    );
    for method in [
        "$/setTrace",
        "$/unknown",
        "unknown",
        "test/echo",
        "textDocument/hover",
    ] {
        test.send(json!({"jsonrpc": "2.0", "method": method, "params": {"value": "off"}}))
            .await;
    }
    test.assert_alive().await;
    test.end().await;
}

#[tokio::test]
async fn raw_uris_reach_handlers_encoded_and_return_raw() {
    let mut test = Test::running().await;
    let uri = "file:///a b/[c]|d/é";
    test.send(
        json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {
        "textDocument": {"uri": uri, "languageId": "c", "version": 1, "text": ""}}}),
    )
    .await;
    let answer = test.request(json!(1), "test/echo", json!({"uri": uri})).await;
    assert_eq!(answer["result"]["uri"], uri);
    assert!(
        test.seen
            .calls()
            .contains(&"open file:///a%20b/%5Bc%5D%7Cd/%C3%A9".to_owned())
    );
    test.end().await;
}

#[tokio::test]
async fn a_route_leads_past_the_typed_handler() {
    let mut test = Test::running().await;
    let answer = test
        .request(json!(1), "textDocument/codeAction", json!({"anything": 1}))
        .await;
    assert_eq!(answer["result"], json!({"plain": {"anything": 1}}));
    test.end().await;
}

#[tokio::test]
async fn too_many_pending_requests_are_refused_one_by_one() {
    let mut test = Test::running().await;
    let all = super::super::session::MOST_PENDING;
    for id in 0..all {
        test.send(hang(&json!(id))).await;
    }
    assert_eq!(
        code(&test.request(json!("more"), "test/echo", json!([])).await),
        -32803
    );
    test.send(cancel(&json!(0))).await;
    assert_eq!(code(&test.next().await.unwrap()), -32800);
    test.assert_alive().await;
    test.end().await;
}
