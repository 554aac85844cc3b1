//! Ollama's native chat. Its OpenAI-compatible one ignores the window asked for.

use serde_json::{Value, json};

use super::{Call, Counted, Told, decimal, messages, text_of};
use crate::answer::Finish;
use crate::learned::{Learned, Optional};

/// `POST /api/chat`.
pub(crate) fn body(call: &Call<'_>, learned: &Learned) -> Value {
    let mut options = json!({});
    if let Some(window) = call.window {
        options["num_ctx"] = window.into();
    }
    if let Some(limit) = call.max_output_tokens {
        options["num_predict"] = limit.into();
    }
    if let (Some(temperature), true) = (call.temperature, learned.takes(Optional::Temperature)) {
        options["temperature"] = decimal(temperature);
    }
    let mut body = json!({
        "model": call.model,
        "messages": messages(call, learned.takes(Optional::System)),
        "stream": true,
        "options": options,
        // Since August 2025 a longer prompt is then an error; before, and with some models still, its beginning is cut
        // silently, which the number of tokens read shows.
        "truncate": false,
    });
    if let (Some(schema), true) = (call.schema, learned.takes(Optional::Schema)) {
        body["format"] = schema.json.clone();
    }
    body
}

/// A line of a stream, or a whole answer.
pub(crate) fn read(message: Value) -> Told {
    let mut told = Told::default();
    if message.get("error").is_some_and(|error| !error.is_null()) {
        told.error = Some(message);
        return told;
    }
    told.is_known = message.get("message").is_some() || message.get("done").is_some();
    told.text = text_of(&message["message"]["content"]);
    told.is_end = message["done"] == true;
    told.finish = match message["done_reason"].as_str() {
        Some("stop") => Some(Finish::Stop),
        Some("length") => Some(Finish::Length),
        Some(reason) if !reason.is_empty() => Some(Finish::Other),
        // Servers before 2024-07 gave no reason.
        _ if told.is_end => Some(Finish::Stop),
        _ => None,
    };
    told.usage = Counted {
        input: message["prompt_eval_count"].as_u64(),
        output: message["eval_count"].as_u64(),
        ..Counted::default()
    };
    told
}
