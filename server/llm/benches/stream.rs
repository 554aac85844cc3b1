//! What a stream costs: how late a token is given, how much of a core 2,000 tokens/s take beside a bare reader of the same
//! bytes, and how well parallel questions fill their slots.
//!
//! `cargo bench -p sysgrok-llm`. Prints figures; the goals are in the design: 1 ms, 5 %, 10 rounds plus 10 %.

#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use llm::{Client, Event, Message, Options, Request};

const TOKENS: usize = 4_000;
const RATE: f64 = 2_000.0;
const ROUND: Duration = Duration::from_millis(100);

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        bare();
        delivery().await;
        rounds().await;
    });
}

/// A server that writes when each token was sent into it, in nanoseconds since `begun`.
fn timed_server(begun: Instant) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_nodelay(true).unwrap();
        let _ = stream.read(&mut [0; 8192]).unwrap();
        write!(stream, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").unwrap();
        let start = Instant::now();
        for number in 0..TOKENS {
            let due = start + Duration::from_secs_f64(number as f64 / RATE);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let event = format!(
                "data: {{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{} \"}},\"finish_reason\":null}}]}}\n\n",
                begun.elapsed().as_nanos()
            );
            write!(stream, "{:x}\r\n{event}\r\n", event.len()).unwrap();
        }
        write!(stream, "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n").unwrap();
    });
    url
}

/// Reads the same stream and does nothing with it, which is what the system itself takes.
fn bare() {
    let url = timed_server(Instant::now());
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    write!(stream, "POST / HTTP/1.1\r\n\r\n").unwrap();
    let before = processor_time();
    let clock = Instant::now();
    while stream.read(&mut [0; 8192]).is_ok_and(|read| read > 0) {}
    let share = processor_time().saturating_sub(before).as_secs_f64() / clock.elapsed().as_secs_f64();
    println!("a bare reader: {:.1} % of a core", share * 100.0);
}

async fn delivery() {
    let begun = Instant::now();
    let client = client(timed_server(begun), 4);
    let before = processor_time();
    let clock = Instant::now();
    let mut answer = client.ask(question());
    let mut late = Vec::with_capacity(TOKENS);
    while let Some(event) = answer.next().await {
        if let Event::Text(text) = event.unwrap() {
            let now = begun.elapsed().as_nanos();
            late.extend(
                text.split_whitespace()
                    .map(|sent| now - sent.parse::<u128>().unwrap()),
            );
        }
    }
    let share = processor_time().saturating_sub(before).as_secs_f64() / clock.elapsed().as_secs_f64();
    late.sort_unstable();
    println!(
        "{} tokens at {RATE} a second: p50 {} us, p99 {} us, worst {} us after they were sent; {:.1} % of a core",
        late.len(),
        late[late.len() / 2] / 1000,
        late[late.len() * 99 / 100] / 1000,
        late[late.len() - 1] / 1000,
        share * 100.0
    );
}

/// Processor time of this thread, which is the client's; the server has its own.
fn processor_time() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(text.split(' ').next().unwrap().parse().unwrap())
}

async fn rounds() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            std::thread::spawn(move || {
                stream.set_nodelay(true).unwrap();
                while stream.read(&mut [0; 8192]).is_ok_and(|read| read > 0) {
                    std::thread::sleep(ROUND);
                    let body = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
                    write!(
                        stream,
                        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
                        body.len()
                    )
                    .unwrap();
                }
            });
        }
    });
    let client = client(url, 4);
    let begun = Instant::now();
    futures_util::future::join_all((0..40).map(|_| client.ask(question()).whole())).await;
    println!(
        "40 questions, 4 at once, {} ms each: {:.2} rounds",
        ROUND.as_millis(),
        begun.elapsed().as_secs_f64() / ROUND.as_secs_f64()
    );
}

fn client(url: String, parallel: usize) -> Client {
    Client::new(Options {
        endpoint: Some(url),
        model: Some("m".into()),
        max_concurrent_queries: parallel,
        ..Options::default()
    })
    .unwrap()
}

fn question() -> Request {
    Request {
        messages: vec![Message::user("hello")],
        ..Request::default()
    }
}
