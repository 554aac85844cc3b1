//! The protocols, as the servers speak them.

use serde_json::{Value, json};

use crate::Recorded;
use crate::reply::{Answer, Fault};

/// Whose protocol is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Chat completions of `OpenAI`.
    OpenAi,
    /// The same as deployments of Azure.
    Azure,
    /// Messages of Anthropic.
    Anthropic,
    /// Ollama's native chat.
    Ollama,
}

impl Dialect {
    /// Where models are listed.
    pub(crate) fn models_path(self) -> &'static str {
        match self {
            Dialect::OpenAi | Dialect::Anthropic => "/v1/models",
            Dialect::Azure => "/openai/models",
            Dialect::Ollama => "/api/tags",
        }
    }

    /// A list of models.
    pub(crate) fn model_list(self, names: &[String]) -> Value {
        match self {
            Dialect::OpenAi | Dialect::Azure => {
                let data: Vec<Value> = names
                    .iter()
                    .map(|name| json!({"id": name, "object": "model"}))
                    .collect();
                json!({"object": "list", "data": data})
            }
            Dialect::Anthropic => {
                let data: Vec<Value> = names
                    .iter()
                    .map(|name| json!({"id": name, "type": "model", "display_name": name}))
                    .collect();
                json!({"data": data, "has_more": false})
            }
            Dialect::Ollama => {
                let models: Vec<Value> = names
                    .iter()
                    .map(|name| json!({"name": name, "model": name}))
                    .collect();
                json!({"models": models})
            }
        }
    }

    /// The content type of an answer.
    pub(crate) fn content_type(self, answer: &Answer) -> &'static str {
        match self {
            _ if !answer.streamed => "application/json",
            Dialect::Ollama => "application/x-ndjson",
            _ => "text/event-stream",
        }
    }

    /// The pieces of an answer's body: one for each piece of text, and one for what follows.
    pub(crate) fn body(self, answer: &Answer, request: &Recorded) -> Vec<Vec<u8>> {
        let model = request.body["model"].as_str().unwrap_or("model");
        if !answer.streamed {
            return vec![self.whole(answer, model).to_string().into_bytes()];
        }
        let mut body: Vec<String> = answer
            .pieces
            .iter()
            .map(|piece| self.piece(piece, model))
            .collect();
        body.push(self.end(answer, request, model));
        // What precedes the first piece arrives with it.
        if let (Some(first), start) = (body.first_mut(), self.start(answer, model)) {
            first.insert_str(0, &start);
        }
        body.into_iter().map(String::into_bytes).collect()
    }

    fn start(self, answer: &Answer, model: &str) -> String {
        match self {
            Dialect::OpenAi | Dialect::Azure => data(&json!({
                "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model,
                "choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": null}],
            })),
            Dialect::Anthropic => {
                let usage = answer.usage.map_or(
                    json!({}),
                    |(input, _)| json!({"input_tokens": input, "output_tokens": 1}),
                );
                named(&json!({
                    "type": "message_start",
                    "message": {"id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": [],
                        "stop_reason": null, "usage": usage},
                })) + &named(&json!({
                    "type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""},
                })) + &named(&json!({"type": "ping"}))
            }
            Dialect::Ollama => String::new(),
        }
    }

    fn piece(self, text: &str, model: &str) -> String {
        match self {
            Dialect::OpenAi | Dialect::Azure => data(&json!({
                "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model,
                "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": null}],
            })),
            Dialect::Anthropic => named(&json!({
                "type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text},
            })),
            Dialect::Ollama => line(&json!({
                "model": model, "created_at": "2026-01-01T00:00:00Z",
                "message": {"role": "assistant", "content": text}, "done": false,
            })),
        }
    }

    fn end(self, answer: &Answer, request: &Recorded, model: &str) -> String {
        let finish = &answer.finish;
        match self {
            Dialect::OpenAi | Dialect::Azure => {
                let mut end = data(&json!({
                    "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model,
                    "choices": [{"index": 0, "delta": {}, "finish_reason": finish}],
                }));
                let wanted = request.body["stream_options"]["include_usage"] == true;
                if let (Some((input, output)), true) = (answer.usage, wanted) {
                    end += &data(&json!({
                        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": model,
                        "choices": [], "usage": openai_usage(input, output),
                    }));
                }
                if answer.end_mark {
                    end += "data: [DONE]\n\n";
                }
                end
            }
            Dialect::Anthropic => {
                let usage = answer
                    .usage
                    .map_or(json!({}), |(_, output)| json!({"output_tokens": output}));
                let mut end = named(&json!({"type": "content_block_stop", "index": 0}));
                end += &named(&json!({
                    "type": "message_delta",
                    "delta": {"stop_reason": anthropic_finish(finish), "stop_sequence": null}, "usage": usage,
                }));
                if answer.end_mark {
                    end += &named(&json!({"type": "message_stop"}));
                }
                end
            }
            Dialect::Ollama if answer.end_mark => line(&ollama_end(answer, model, "")),
            Dialect::Ollama => String::new(),
        }
    }

    fn whole(self, answer: &Answer, model: &str) -> Value {
        let text = answer.pieces.concat();
        match self {
            Dialect::OpenAi | Dialect::Azure => {
                let usage = answer
                    .usage
                    .map_or(json!({}), |(input, output)| openai_usage(input, output));
                json!({
                    "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": model,
                    "choices": [{"index": 0, "message": {"role": "assistant", "content": text},
                        "finish_reason": answer.finish}],
                    "usage": usage,
                })
            }
            Dialect::Anthropic => {
                let usage = answer.usage.map_or(
                    json!({}),
                    |(input, output)| json!({"input_tokens": input, "output_tokens": output}),
                );
                json!({
                    "id": "msg_1", "type": "message", "role": "assistant", "model": model,
                    "content": [{"type": "text", "text": text}], "stop_reason": anthropic_finish(&answer.finish),
                    "usage": usage,
                })
            }
            Dialect::Ollama => ollama_end(answer, model, &text),
        }
    }

    /// The body of an error.
    pub(crate) fn fault(self, fault: &Fault, request: &Recorded) -> Value {
        let key = request.key().unwrap_or_default();
        let model = request.body["model"].as_str().unwrap_or_default();
        let (message, kind, code, parameter) = match fault {
            Fault::WrongKey => (
                format!("Incorrect API key provided: {key}. You can find your key in your account."),
                ["invalid_request_error", "authentication_error"],
                "invalid_api_key",
                Value::Null,
            ),
            Fault::NoCredit => (
                match self {
                    Dialect::Anthropic => "Your credit balance is too low to access the API. Please go to Plans & Billing to upgrade or purchase credits.",
                    _ => "You exceeded your current quota, please check your plan and billing details.",
                }
                .to_owned(),
                ["insufficient_quota", "invalid_request_error"],
                "insufficient_quota",
                Value::Null,
            ),
            Fault::UnknownModel => (
                match self {
                    Dialect::Anthropic => format!("model: {model}"),
                    Dialect::Ollama => format!("model '{model}' not found"),
                    _ => format!("The model `{model}` does not exist or you do not have access to it."),
                },
                ["invalid_request_error", "not_found_error"],
                "model_not_found",
                Value::Null,
            ),
            Fault::RateLimit => (
                "Rate limit reached for requests per minute. Please try again later.".into(),
                ["requests", "rate_limit_error"],
                "rate_limit_exceeded",
                Value::Null,
            ),
            Fault::Overloaded => (
                "The server had an error while processing your request.".into(),
                ["server_error", "overloaded_error"],
                "server_error",
                Value::Null,
            ),
            Fault::TooLong { window, needed } => (
                match self {
                    Dialect::Anthropic => format!("prompt is too long: {needed} tokens > {window} maximum"),
                    Dialect::Ollama => "the input length exceeds the context length".into(),
                    _ => format!("This model's maximum context length is {window} tokens. However, your messages resulted in {needed} tokens. Please reduce the length of the messages."),
                },
                ["invalid_request_error", "invalid_request_error"],
                "context_length_exceeded",
                json!("messages"),
            ),
            Fault::Parameter(name) => (
                match (self, name.as_str()) {
                    (Dialect::Anthropic, _) => format!("{name}: Extra inputs are not permitted"),
                    (_, "max_tokens") => "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.".into(),
                    _ => format!("Unsupported parameter: '{name}' is not supported with this model."),
                },
                ["invalid_request_error", "invalid_request_error"],
                "unsupported_parameter",
                json!(name),
            ),
            Fault::Filtered => (
                "The response was filtered due to the prompt triggering the content management policy.".into(),
                ["invalid_request_error", "invalid_request_error"],
                "content_filter",
                json!("prompt"),
            ),
        };
        match self {
            Dialect::OpenAi | Dialect::Azure => {
                json!({"error": {"message": message, "type": kind[0], "param": parameter, "code": code}})
            }
            Dialect::Anthropic => json!({"type": "error", "error": {"type": kind[1], "message": message}}),
            Dialect::Ollama => json!({"error": message}),
        }
    }
}

fn openai_usage(input: u64, output: u64) -> Value {
    json!({
        "prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output,
        "prompt_tokens_details": {"cached_tokens": 0},
    })
}

fn anthropic_finish(finish: &str) -> &str {
    match finish {
        "stop" => "end_turn",
        "length" => "max_tokens",
        other => other,
    }
}

fn ollama_end(answer: &Answer, model: &str, text: &str) -> Value {
    let mut end = json!({
        "model": model, "created_at": "2026-01-01T00:00:01Z", "message": {"role": "assistant", "content": text},
        "done": true, "done_reason": answer.finish,
    });
    if let Some((input, output)) = answer.usage {
        end["prompt_eval_count"] = input.into();
        end["eval_count"] = output.into();
    }
    end
}

fn data(json: &Value) -> String {
    format!("data: {json}\n\n")
}

fn named(json: &Value) -> String {
    format!(
        "event: {}\ndata: {json}\n\n",
        json["type"].as_str().unwrap_or_default()
    )
}

fn line(json: &Value) -> String {
    format!("{json}\n")
}
