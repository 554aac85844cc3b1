//! Messages of Anthropic, version 2023-06-01.

use serde_json::{Value, json};

use super::{Call, Counted, Told, decimal, messages, text_of};
use crate::answer::Finish;
use crate::learned::{Learned, Optional};

/// The version of the protocol, which every request states.
pub(crate) const VERSION: &str = "2023-06-01";

/// The protocol wants a number of output tokens. Thinking counts, which recent models always do.
const MAX_TOKENS: u32 = 16_384;

/// The highest temperature; elsewhere it goes to 2.
pub(crate) const HOTTEST: f32 = 1.0;

/// `POST /v1/messages`.
pub(crate) fn body(call: &Call<'_>, learned: &Learned) -> Value {
    let limit = call.max_output_tokens.unwrap_or(MAX_TOKENS);
    let mut body = json!({
        "model": call.model,
        "max_tokens": learned.output_cap.map_or(limit, |cap| cap.min(limit)),
        "messages": messages(&Call { system: "", ..call.clone() }, true),
        "stream": true,
    });
    if !call.system.is_empty() {
        body["system"] = call.system.into();
    }
    if let (Some(temperature), true) = (call.temperature, learned.takes(Optional::Temperature)) {
        body["temperature"] = decimal(temperature.min(HOTTEST));
    }
    if let (Some(schema), true) = (call.schema, learned.takes(Optional::Schema)) {
        body["output_config"] = json!({"format": {"type": "json_schema", "schema": schema.json}});
    }
    body
}

/// An event of a stream, or a whole message.
pub(crate) fn read(message: Value) -> Told {
    let mut told = Told {
        is_known: message["type"].is_string(),
        ..Told::default()
    };
    match message["type"].as_str().unwrap_or_default() {
        "error" => told.error = Some(message),
        "message_start" => told.usage = counted(&message["message"]["usage"]),
        "content_block_start" => told.text = text_of(&message["content_block"]["text"]),
        // Deltas of thinking carry no `text`.
        "content_block_delta" => told.text = text_of(&message["delta"]["text"]),
        "message_delta" => {
            told.usage = counted(&message["usage"]);
            told.finish = finish(&message["delta"]["stop_reason"]);
        }
        "message_stop" => told.is_end = true,
        "message" => {
            told.text = text_of(&message["content"]);
            told.usage = counted(&message["usage"]);
            told.finish = finish(&message["stop_reason"]);
            told.is_end = true;
        }
        _ if message["error"].is_object() => told.error = Some(message),
        _ => {}
    }
    told
}

fn finish(reason: &Value) -> Option<Finish> {
    Some(match reason.as_str()? {
        "" => return None,
        "end_turn" | "stop_sequence" => Finish::Stop,
        "max_tokens" | "model_context_window_exceeded" => Finish::Length,
        "refusal" => Finish::Filter,
        _ => Finish::Other,
    })
}

/// `input_tokens` leaves out what went into or came from the prompt cache.
fn counted(usage: &Value) -> Counted {
    let read = usage["cache_read_input_tokens"].as_u64();
    let made = usage["cache_creation_input_tokens"].as_u64().unwrap_or(0);
    Counted {
        input: usage["input_tokens"]
            .as_u64()
            .map(|input| input.saturating_add(read.unwrap_or(0)).saturating_add(made)),
        output: usage["output_tokens"].as_u64(),
        cached_input: read,
        cost: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prompt_cache_counts_as_input() {
        let usage = counted(&json!({"input_tokens": 10, "cache_read_input_tokens": 100,
            "cache_creation_input_tokens": 1000, "output_tokens": 3}));
        assert_eq!(usage.input, Some(1110));
        assert_eq!(usage.cached_input, Some(100));
    }

    #[test]
    fn thinking_is_no_text() {
        let delta =
            json!({"type": "content_block_delta", "delta": {"type": "thinking_delta", "thinking": "hm"}});
        assert_eq!(read(delta).text, "");
    }
}
