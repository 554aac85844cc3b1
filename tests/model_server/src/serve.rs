//! Connections: a thread each.

use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use crate::http::{self, Recorded};
use crate::reply::{Content, Fault, unscripted};
use crate::state::{Shared, State, is_chat};
use crate::{Dialect, Reply};

/// How often a connection that waits looks whether it is still wanted.
const LOOK: Duration = Duration::from_millis(5);

/// Accepts connections until the server ends.
pub(crate) fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    let mut threads = Vec::new();
    for stream in listener.incoming() {
        if shared.read(|state| state.ended) {
            break;
        }
        let Ok(stream) = stream else { continue };
        shared.change(|state| state.connections += 1);
        let shared = Arc::clone(shared);
        threads.push(std::thread::spawn(move || {
            // A connection that the client breaks is what tests are about.
            let _ = serve(stream, &shared);
        }));
    }
    for thread in threads {
        let _ = thread.join();
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(LOOK))?;
    stream.set_write_timeout(Some(Duration::from_secs(20)))?;
    while let Some(request) = http::receive(&mut stream, shared)? {
        let chat = request.method == "POST" && is_chat(&request.path);
        let reply = shared.change(|state| {
            state.requests.push(request.clone());
            if chat {
                state.open += 1;
                state.most_open = state.most_open.max(state.open);
            }
            choose(state, &request, chat, shared.dialect)
        });
        // A client may ask again as soon as it has the last piece, so that a chat is over before that is written.
        let mut is_open = chat;
        let written = write(&mut stream, shared, &reply, &request, || {
            shared.change(|state| state.open -= usize::from(std::mem::take(&mut is_open)));
        });
        shared.change(|state| {
            state.open -= usize::from(is_open);
            if chat {
                state.given_up += usize::from(matches!(written, Ok(Outcome::GivenUp) | Err(_)));
            }
        });
        if !matches!(written, Ok(Outcome::Whole)) {
            break;
        }
    }
    Ok(())
}

fn choose(state: &mut State, request: &Recorded, chat: bool, dialect: Dialect) -> Reply {
    if state.key.as_deref().is_some_and(|key| request.key() != Some(key)) {
        return Reply::wrong_key();
    }
    if !chat {
        let path = request.path.split('?').next().unwrap_or_default();
        return state.paths.get(path).cloned().unwrap_or_else(|| {
            Reply::json(
                404,
                &serde_json::json!({"error": {"message": "File Not Found", "type": "not_found_error", "code": 404}}),
            )
        });
    }
    let refused = state
        .refused
        .iter()
        .find(|name| request.body.get(name.as_str()).is_some());
    if let Some(name) = refused {
        return Reply::refused_parameter(name);
    }
    let model = request.body["model"].as_str();
    if dialect != Dialect::Azure
        && !state.models.is_empty()
        && model.is_none_or(|model| !state.models.iter().any(|name| name == model))
    {
        return Reply::unknown_model();
    }
    if let Some(reply) = state.replies.pop_front() {
        return reply;
    }
    match &mut state.respond {
        Some(respond) => (respond.0)(request),
        None => unscripted(),
    }
}

/// How writing a reply ended.
enum Outcome {
    /// All of it was written, and the connection can be used again.
    Whole,
    /// The reply says to close here.
    Cut,
    /// The client closed the connection, or the server ends.
    GivenUp,
}

fn write(
    stream: &mut TcpStream,
    shared: &Shared,
    reply: &Reply,
    request: &Recorded,
    mut last: impl FnMut(),
) -> io::Result<Outcome> {
    let mut headers = reply.headers.clone();
    let body = match &reply.content {
        Content::Answer(answer) => {
            headers.push(("content-type".into(), shared.dialect.content_type(answer).into()));
            shared.dialect.body(answer, request)
        }
        Content::Raw(pieces) => pieces.clone(),
        Content::Fault(fault) => {
            headers.push(("content-type".into(), "application/json".into()));
            vec![shared.dialect.fault(fault, request).to_string().into_bytes()]
        }
    };
    let mut head = format!(
        "HTTP/1.1 {} Scripted\r\ntransfer-encoding: chunked\r\n",
        reply_status(reply, shared.dialect)
    );
    for (name, value) in headers {
        head.extend([name.as_str(), ": ", value.as_str(), "\r\n"]);
    }
    head += "\r\n";

    let count = body.len();
    // The head is number 0, and goes out before the first piece may hold.
    for (number, piece) in std::iter::once(head.into_bytes())
        .chain(body.into_iter().map(chunk_of(reply.dribbled)))
        .enumerate()
    {
        if reply.hold.contains(&number) && !released(stream, shared) {
            return Ok(Outcome::GivenUp);
        }
        if reply.hang == Some(number) {
            while !shared.read(|state| state.ended) && !http::is_closed(stream) {
                shared.pause(LOOK);
            }
            return Ok(Outcome::GivenUp);
        }
        if reply.cut == Some(number) {
            return Ok(Outcome::Cut);
        }
        if number == count {
            last();
        }
        if reply.dribbled && number > 0 {
            for byte in piece {
                stream.write_all(&[byte])?;
            }
        } else {
            stream.write_all(&piece)?;
        }
    }
    stream.write_all(b"0\r\n\r\n")?;
    Ok(Outcome::Whole)
}

/// Anthropic has 400 and 529 where others have 429 and 503.
fn reply_status(reply: &Reply, dialect: Dialect) -> u16 {
    match (&reply.content, dialect) {
        (Content::Fault(Fault::NoCredit), Dialect::Anthropic) => 400,
        (Content::Fault(Fault::Overloaded), Dialect::Anthropic) if reply.status == 503 => 529,
        _ => reply.status,
    }
}

/// A piece as chunks of HTTP: one, or one for each byte.
fn chunk_of(dribbled: bool) -> impl Fn(Vec<u8>) -> Vec<u8> {
    move |piece| {
        let size = if dribbled { 1 } else { piece.len().max(1) };
        let mut chunks = Vec::new();
        for part in piece.chunks(size) {
            chunks.extend_from_slice(format!("{:x}\r\n", part.len()).as_bytes());
            chunks.extend_from_slice(part);
            chunks.extend_from_slice(b"\r\n");
        }
        chunks
    }
}

/// Waits to be released; false when the client closes the connection first.
fn released(stream: &TcpStream, shared: &Shared) -> bool {
    loop {
        let (mine, ended) = shared.change(|state| {
            let mine = state.released > 0;
            state.released -= usize::from(mine);
            (mine, state.ended)
        });
        if mine {
            return true;
        }
        if ended || http::is_closed(stream) {
            return false;
        }
        shared.pause(LOOK);
    }
}
