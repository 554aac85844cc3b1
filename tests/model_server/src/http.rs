//! As much of HTTP/1.1 as a client of models speaks.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;

use serde_json::Value;

use crate::state::Shared;

/// A request that was received.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// `POST`, `GET`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Names in lower case, in their order.
    pub headers: Vec<(String, String)>,
    /// The body; null where there is none or it is not JSON.
    pub body: Value,
}

impl Recorded {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The key, by whichever header carries it.
    pub fn key(&self) -> Option<&str> {
        self.header("authorization")
            .and_then(|value| value.strip_prefix("Bearer "))
            .or_else(|| self.header("x-api-key"))
            .or_else(|| self.header("api-key"))
    }

    /// The text of the last message.
    pub fn question(&self) -> &str {
        self.body["messages"]
            .as_array()
            .and_then(|messages| messages.last())
            .and_then(|message| message["content"].as_str())
            .unwrap_or_default()
    }
}

/// The next request of a connection; nothing when the client or the test is done with it.
pub(crate) fn receive(stream: &mut TcpStream, shared: &Shared) -> io::Result<Option<Recorded>> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if !more(stream, shared, &mut bytes)? {
            return Ok(None);
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let method = first.next().unwrap_or_default().to_owned();
    let path = first.next().unwrap_or_default().to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0);
    while bytes.len() < head + 4 + length {
        if !more(stream, shared, &mut bytes)? {
            return Ok(None);
        }
    }
    Ok(Some(Recorded {
        method,
        path,
        headers,
        body: serde_json::from_slice(&bytes[head + 4..head + 4 + length]).unwrap_or(Value::Null),
    }))
}

/// Reads more; false when the connection or the server ends. The stream's time limit of reading is short, so that the end
/// of the server is seen.
fn more(stream: &mut TcpStream, shared: &Shared, bytes: &mut Vec<u8>) -> io::Result<bool> {
    let mut part = [0; 16 * 1024];
    loop {
        match stream.read(&mut part) {
            Ok(0) => return Ok(false),
            Ok(read) => {
                bytes.extend_from_slice(&part[..read]);
                return Ok(true);
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if shared.read(|state| state.ended) {
                    return Ok(false);
                }
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether the client closed the connection. Waits for the stream's short time limit if it did not.
pub(crate) fn is_closed(stream: &TcpStream) -> bool {
    match stream.peek(&mut [0]) {
        Ok(read) => read == 0,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}
