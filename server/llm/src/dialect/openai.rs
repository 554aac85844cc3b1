//! Chat completions of `OpenAI`, which Azure, llama.cpp, vLLM, LM Studio, `OpenRouter` and many others speak more or less.

use serde_json::{Value, json};

use super::{Call, Counted, Told, decimal, messages, text_of};
use crate::answer::Finish;
use crate::learned::{LIMITS, Learned, Optional};

/// `POST /chat/completions`.
pub(crate) fn body(call: &Call<'_>, learned: &Learned) -> Value {
    let mut body = json!({
        "model": call.model,
        "messages": messages(call, learned.takes(Optional::System)),
        "stream": true,
    });
    if learned.takes(Optional::StreamOptions) {
        body["stream_options"] = json!({"include_usage": true});
    }
    if let (Some(temperature), true) = (call.temperature, learned.takes(Optional::Temperature)) {
        body["temperature"] = decimal(temperature);
    }
    if let Some(limit) = call.max_output_tokens {
        // OpenAI's own models know the newer name; of others many know the older one only.
        let [newer, older] = LIMITS;
        let names = if call.is_default_server {
            [newer, older]
        } else {
            [older, newer]
        };
        if let Some(name) = names.iter().find(|name| !learned.refused_limits.contains(name)) {
            body[*name] = learned.output_cap.map_or(limit, |cap| cap.min(limit)).into();
        }
    }
    if let (Some(schema), true) = (call.schema, learned.takes(Optional::Schema)) {
        body["response_format"] = json!({
            "type": "json_schema",
            "json_schema": {"name": schema.name, "schema": schema.json, "strict": is_strict(&schema.json)},
        });
    }
    body
}

/// Whether a schema keeps what `OpenAI` demands of strict ones: objects name all their properties, require each, and allow
/// no others.
fn is_strict(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => {
            let is_object = map.get("type").is_some_and(|kind| kind == "object");
            let properties = map.get("properties").and_then(Value::as_object);
            let required = map.get("required").and_then(Value::as_array);
            let all_required = properties.is_none_or(|properties| {
                required.is_some_and(|required| {
                    properties
                        .keys()
                        .all(|name| required.iter().any(|one| one == name))
                })
            });
            let closed = map.get("additionalProperties") == Some(&Value::Bool(false));
            (!is_object || (closed && all_required)) && map.values().all(is_strict)
        }
        Value::Array(items) => items.iter().all(is_strict),
        _ => true,
    }
}

/// A chunk of a stream, or a whole completion from a server that does not stream.
pub(crate) fn read(message: Value) -> Told {
    let mut told = Told::default();
    if message.get("error").is_some_and(|error| !error.is_null()) {
        told.error = Some(message);
        return told;
    }
    told.is_known = message.get("choices").is_some() || message.get("usage").is_some();
    told.usage = counted(&message["usage"]);
    let choice = &message["choices"][0];
    let said = if choice["delta"].is_object() {
        &choice["delta"]
    } else {
        &choice["message"]
    };
    told.text = text_of(&said["content"]);
    if let Some(refusal) = said["refusal"].as_str()
        && !refusal.is_empty()
    {
        told.text.push_str(refusal);
        told.finish = Some(Finish::Filter);
    }
    if let Some(reason) = choice["finish_reason"].as_str()
        && !reason.is_empty()
        && told.finish.is_none()
    {
        told.finish = Some(finish(reason));
    }
    // A whole completion ends the answer, whatever it says of its reason.
    told.is_end = choice["message"].is_object();
    told
}

fn finish(reason: &str) -> Finish {
    match reason {
        "stop" | "eos" | "end_turn" | "stop_sequence" => Finish::Stop,
        "length" | "max_tokens" | "model_length" => Finish::Length,
        "content_filter" | "refusal" => Finish::Filter,
        _ => Finish::Other,
    }
}

fn counted(usage: &Value) -> Counted {
    Counted {
        input: usage["prompt_tokens"].as_u64(),
        output: usage["completion_tokens"].as_u64(),
        cached_input: usage["prompt_tokens_details"]["cached_tokens"].as_u64(),
        // OpenRouter names what it charged, in dollars.
        cost: usage["cost"].as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_strict_only_where_openai_would_take_them() {
        let strict = json!({"type": "object", "properties": {"a": {"type": "array", "items": {"type": "object",
            "properties": {}, "required": [], "additionalProperties": false}}}, "required": ["a"],
            "additionalProperties": false});
        assert!(is_strict(&strict));
        let mut loose = strict.clone();
        loose["required"] = json!([]);
        assert!(!is_strict(&loose));
        let mut open = strict;
        open["properties"]["a"]["items"]["additionalProperties"] = json!(true);
        assert!(!is_strict(&open));
    }

    #[test]
    fn near_compatible_chunks_are_read() {
        let text = |message| read(message).text;
        assert_eq!(
            text(json!({"choices": [{"delta": {"content": "a"}, "finish_reason": ""}]})),
            "a"
        );
        assert_eq!(
            text(json!({"choices": [{"delta": {"content": [{"type": "text", "text": "b"}]}}]})),
            "b"
        );
        assert_eq!(
            text(json!({"choices": [{"delta": {"content": null, "reasoning": "no"}}], "usage": {}})),
            ""
        );
        assert_eq!(text(json!({"choices": [], "service_tier": {"new": 1}})), "");
        assert_eq!(text(json!({"choices": "none"})), "");
        assert_eq!(
            read(json!({"choices": [{"delta": {}}], "usage": {}}))
                .usage
                .usage(),
            None
        );
        assert!(!read(json!({"hello": 1})).is_known);
    }
}
