//! Malformed bytes, bodies and messages.

use serde_json::{Value, json};

use super::{Test, code};

/// Sends bytes and expects one error with a null id, after which all is well.
async fn refused(test: &mut Test, bytes: &[u8], expected: i64) {
    test.raw(bytes).await;
    let answer = test.next().await.unwrap();
    assert_eq!(answer["id"], Value::Null);
    assert_eq!(code(&answer), expected, "{answer}");
    test.assert_alive().await;
}

#[tokio::test]
async fn a_malformed_body_is_answered_and_the_session_goes_on() {
    let mut test = Test::running().await;
    refused(&mut test, b"Content-Length: 9\r\n\r\n{\"method\"", -32700).await;
    refused(&mut test, b"Content-Length: 0\r\n\r\n", -32700).await;
    refused(&mut test, b"Content-Length: 4\r\n\r\n\"\xff\xfe\"", -32700).await;
    refused(&mut test, b"Content-Length: 5\r\n\r\n{}}}}", -32700).await;
    let deep = "[".repeat(100_000);
    refused(
        &mut test,
        format!("Content-Length: 100000\r\n\r\n{deep}").as_bytes(),
        -32700,
    )
    .await;
    refused(&mut test, b"Content-Length: 2\r\n\r\n[]", -32600).await;
    refused(&mut test, b"Content-Length: 4\r\n\r\nnull", -32600).await;
    refused(&mut test, b"Content-Length: 2\r\n\r\n{}", -32600).await;
    assert_eq!(test.end().await.code(), 1);
}

#[tokio::test]
async fn bad_lengths_are_answered_and_the_next_message_is_found() {
    let mut test = Test::running().await;
    refused(&mut test, b"Content-Length: minus one\r\n\r\n{}", -32700).await;
    refused(&mut test, b"Content-Type: text/plain\r\n\r\n{}", -32700).await;
    refused(&mut test, b"what a wrapper prints\n", -32700).await;
    let nonsense = "x".repeat(1 << 20);
    refused(&mut test, nonsense.as_bytes(), -32700).await;
    refused(
        &mut test,
        format!("Content-Length: {}\r\n\r\n", u64::MAX).as_bytes(),
        -32700,
    )
    .await;
    test.end().await;
}

#[tokio::test]
async fn a_message_that_is_too_large_is_refused_at_once() {
    let mut test = Test::running().await;
    let length = super::LARGEST_MESSAGE + 1;
    test.raw(format!("Content-Length: {length}\r\n\r\n").as_bytes())
        .await;
    assert_eq!(code(&test.next().await.unwrap()), -32700);
    // It goes by without being kept; a client that sends it all is served after it.
    let piece = vec![b' '; 1 << 20];
    for _ in 0..256 {
        test.raw(&piece).await;
    }
    test.raw(b" ").await;
    test.assert_alive().await;
    test.end().await;
}

#[tokio::test]
async fn lower_case_headers_and_bare_line_ends_are_understood() {
    let mut test = Test::running().await;
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"test/echo","params":[1]}"#;
    for header in [
        "content-length: @\r\n\r\n",
        "Content-Type: application/vscode-jsonrpc; charset=utf8\r\nCONTENT-LENGTH: @\r\n\r\n",
        "A: b\nC: d\nE: f\ncontent-length:@\n\n",
    ] {
        let message = header.replace('@', &body.len().to_string()) + body;
        test.raw(message.as_bytes()).await;
        assert_eq!(test.next().await.unwrap()["result"], json!([1]), "{header:?}");
    }
    test.end().await;
}

#[tokio::test]
async fn bytes_may_come_one_by_one() {
    let mut test = Test::running().await;
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"test/echo","params":["é"]}"#;
    for byte in super::encode(body.as_bytes()) {
        test.raw(&[byte]).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(test.next().await.unwrap()["result"], json!(["é"]));
    test.end().await;
}

#[tokio::test]
async fn half_an_emoji_does_not_lose_a_change() {
    let mut test = Test::running().await;
    let body = br#"{"jsonrpc":"2.0","id":1,"method":"test/echo","params":["\ud83d|"]}"#;
    test.raw(&super::encode(body)).await;
    assert_eq!(test.next().await.unwrap()["result"], json!(["\u{fffd}|"]));
    test.end().await;
}

#[tokio::test]
async fn a_large_message_arrives() {
    let mut test = Test::running().await;
    let text = "é\n".repeat(3 << 20);
    let answer = test.request(json!(1), "test/echo", json!([text])).await;
    assert_eq!(answer["result"][0].as_str().unwrap().len(), text.len());
    test.end().await;
}

#[tokio::test]
async fn input_that_ends_inside_a_message_ends_the_session() {
    for cut in [
        "Content-Le",
        "Content-Length: 10\r\n",
        "Content-Length: 10\r\n\r\n{\"json",
        "nonsense",
    ] {
        let mut test = Test::running().await;
        test.raw(cut.as_bytes()).await;
        assert_eq!(test.end().await.code(), 1, "{cut:?}");
    }
}
