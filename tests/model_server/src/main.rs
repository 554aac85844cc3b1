//! The model server as a program, for tests that are not written in Rust: editors and their plugins.
//!
//! It speaks the dialect that is its argument, `openai` (the default), `azure`, `anthropic` or `ollama`. First it
//! prints its address, then one line of JSON for each line of JSON that it reads, and it ends with its input.
//!
//! | it reads | it answers |
//! |---|---|
//! | `{"reply": {"pieces": ["a ", "b"], "hold": [2]}}` | `{}`; the next chat that has no reply yet gets these pieces, holding before those numbers |
//! | `{"always": {...}}` | `{}`; so does every chat for which no reply waits |
//! | `{"reply": {"status": 500}}` | `{}`; the next chat fails |
//! | `{"release": 1}` | `{}`; so many holds go on, now or as they come |
//! | `{"chats": 2}` | `{"questions": [...]}` when so many chats were asked for: the last message of each |
//! | `{"givenUp": 1}` | `{}` when the client gave up so many chats |

use std::io::{self, BufRead, Write};

use model_server::{Dialect, ModelServer, Reply};
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let dialect = match std::env::args().nth(1).as_deref() {
        Some("azure") => Dialect::Azure,
        Some("anthropic") => Dialect::Anthropic,
        Some("ollama") => Dialect::Ollama,
        _ => Dialect::OpenAi,
    };
    let server = ModelServer::start(dialect);
    let mut output = io::stdout().lock();
    writeln!(output, "{}", json!({"url": server.url()}))?;
    output.flush()?;
    for line in io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line?) {
            Ok(command) => obey(&server, &command),
            Err(error) => json!({"error": error.to_string()}),
        };
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

fn obey(server: &ModelServer, command: &Value) -> Value {
    let count = |value: &Value| value.as_u64().unwrap_or_default() as usize;
    if let Some(reply) = command.get("reply") {
        server.reply(reply_of(reply));
    } else if let Some(reply) = command.get("always") {
        server.always(reply_of(reply));
    } else if let Some(holds) = command.get("release") {
        server.release(count(holds));
    } else if let Some(chats) = command.get("chats") {
        let chats = server.wait_for_chats(count(chats));
        let questions: Vec<&str> = chats.iter().map(model_server::Recorded::question).collect();
        return json!({"questions": questions});
    } else if let Some(chats) = command.get("givenUp") {
        server.wait_for_given_up(count(chats));
    } else {
        return json!({"error": "there is no such command"});
    }
    json!({})
}

fn reply_of(reply: &Value) -> Reply {
    if let Some(status) = reply.get("status").and_then(Value::as_u64) {
        return Reply::failure(status as u16);
    }
    let list = |key: &str| {
        reply
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let pieces = list("pieces");
    let pieces: Vec<&str> = pieces.iter().filter_map(Value::as_str).collect();
    let holds = list("hold");
    let holds = holds.iter().filter_map(Value::as_u64);
    holds.fold(Reply::pieces(&pieces), |reply, piece| {
        reply.hold_before(piece as usize)
    })
}
