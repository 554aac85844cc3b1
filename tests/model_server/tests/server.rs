//! The server itself, asked by hand.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use model_server::{Dialect, ModelServer, Reply};

fn send(server: &ModelServer, path: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.url().trim_start_matches("http://")).unwrap();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-test\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    stream
}

/// Everything until the last chunk.
fn receive(stream: TcpStream) -> String {
    let mut text = String::new();
    let mut reader = BufReader::new(stream);
    while !text.ends_with("\r\n0\r\n") && reader.read_line(&mut text).unwrap() > 0 {}
    text
}

#[test]
fn answers_in_every_dialect_and_records_what_it_was_asked() {
    for (dialect, path, mark) in [
        (Dialect::OpenAi, "/v1/chat/completions", "data: [DONE]"),
        (
            Dialect::Azure,
            "/openai/deployments/mine/chat/completions?api-version=1",
            "data: [DONE]",
        ),
        (Dialect::Anthropic, "/v1/messages", "event: message_stop"),
        (Dialect::Ollama, "/api/chat", "\"done\":true"),
    ] {
        let server = ModelServer::start(dialect);
        server.answer("one two");
        let text = receive(send(
            &server,
            path,
            r#"{"messages":[{"role":"user","content":"hello"}]}"#,
        ));
        assert!(text.contains("\"one \"") && text.contains("\"two\""), "{text}");
        assert!(text.contains(mark), "{text}");
        let chats = server.chats();
        assert_eq!(chats.len(), 1);
        assert_eq!(chats[0].question(), "hello");
        assert_eq!(chats[0].key(), Some("sk-test"));
        assert_eq!(chats[0].path, path);
    }
}

#[test]
fn a_reply_that_holds_goes_on_when_released() {
    let server = ModelServer::start(Dialect::OpenAi);
    server.reply(Reply::text("one two").hold_before(2));
    let mut stream = send(&server, "/v1/chat/completions", "{}");
    server.wait_for_open(1);
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains("one ") {
        let mut part = [0; 1024];
        let read = stream.read(&mut part).unwrap();
        seen.extend_from_slice(&part[..read]);
    }
    assert!(!String::from_utf8_lossy(&seen).contains("two"));
    server.release(1);
    assert!(receive(stream).contains("two"));
    server.wait_for_open(0);
}

#[test]
fn a_client_that_goes_is_noticed() {
    let server = ModelServer::start(Dialect::Ollama);
    server.reply(Reply::hang());
    let stream = send(&server, "/api/chat", "{}");
    server.wait_for_open(1);
    drop(stream);
    server.wait_for_given_up(1);
    assert_eq!(server.most_open(), 1);
}

#[test]
fn what_no_test_scripted_is_an_error() {
    let server = ModelServer::start(Dialect::OpenAi);
    assert!(receive(send(&server, "/v1/chat/completions", "{}")).starts_with("HTTP/1.1 418"));
}
