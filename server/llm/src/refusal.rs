//! What a server's refusal means. Servers agree on little, so that status, code and wording all count.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::learned::number_after;
use crate::{Error, Key};

/// A failure of one try, and whether another may help.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) error: Error,
    pub(crate) again: Again,
    /// What the server complained of, for what can be learned from it.
    pub(crate) complaint: Option<Box<Complaint>>,
}

/// Whether to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// It would be in vain.
    No,
    /// After the time that the server names, or our own.
    After(Option<Duration>),
    /// The connection failed, which for this machine mostly means that nothing runs there.
    Connection,
}

impl Failure {
    pub(crate) fn last(error: Error) -> Failure {
        Failure {
            error,
            again: Again::No,
            complaint: None,
        }
    }
}

/// A refusal as the server words it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Complaint {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) parameter: Option<String>,
    /// Codes and types, each of which may be the telling one.
    codes: Vec<String>,
    /// The whole of it.
    json: Value,
}

/// Who was asked, and as whom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) origin: &'a str,
    pub(crate) model: &'a str,
    pub(crate) key: Option<&'a Key>,
    pub(crate) is_chat: bool,
}

/// Reads a response that is no answer.
pub(crate) fn read(asked: Asked<'_>, status: u16, headers: &HeaderMap, body: &str) -> Failure {
    let body = asked.key.map_or_else(|| body.to_owned(), |key| key.redact(body));
    let after = retry_after(headers, Timestamp::now());
    if (300..400).contains(&status) {
        let to = headers
            .get("location")
            .and_then(|value| value.to_str().ok())
            .map_or("nowhere", |text| {
                text.split(['?', '#']).next().unwrap_or_default()
            });
        return Failure::last(Error::Redirected {
            origin: asked.origin.into(),
            to: shortened(to),
        });
    }
    if body.trim_start().starts_with('<') {
        let again = if is_passing(status) {
            Again::After(after)
        } else {
            Again::No
        };
        return Failure {
            error: Error::Page {
                origin: asked.origin.into(),
                status,
                title: title(&body),
            },
            again,
            complaint: None,
        };
    }
    let json = serde_json::from_str(&body).unwrap_or(Value::Null);
    let complaint = complaint(status, json, &body);
    let mut failure = judge(asked, &complaint, after);
    failure.complaint = Some(Box::new(complaint));
    failure
}

/// Reads an error that came in place of an answer, with a status that promised one.
pub(crate) fn read_message(asked: Asked<'_>, message: &Value) -> Failure {
    let text = message.to_string();
    let text = asked.key.map_or_else(|| text.clone(), |key| key.redact(&text));
    let json: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let status = [
        &json["error"]["code"],
        &json["error"]["status"],
        &json["status"],
        &json["code"],
    ]
    .iter()
    .find_map(|code| code.as_u64().or_else(|| code.as_str()?.parse().ok()))
    .filter(|code| (400..600).contains(code))
    .map_or(200, |code| code as u16);
    let complaint = complaint(status, json, &text);
    let mut failure = judge(asked, &complaint, None);
    failure.complaint = Some(Box::new(complaint));
    failure
}

fn complaint(status: u16, json: Value, body: &str) -> Complaint {
    // Google wraps its errors into a list.
    let json = match json {
        Value::Array(mut list) if list.len() == 1 => list.pop().unwrap_or_default(),
        other => other,
    };
    let error = &json["error"];
    let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let message = text(&error["message"])
        .or_else(|| text(error))
        .or_else(|| text(&json["message"]))
        .or_else(|| text(&json["detail"]))
        .or_else(|| {
            // vLLM, FastAPI and Mistral list what does not validate, with its place.
            let first = &json["detail"][0];
            let place: Vec<&str> = first["loc"]
                .as_array()?
                .iter()
                .filter_map(Value::as_str)
                .collect();
            Some(format!(
                "{}: {}",
                place.join("."),
                first["msg"].as_str().unwrap_or_default()
            ))
        })
        .unwrap_or_else(|| body.to_owned());
    let codes = [
        &error["code"],
        &error["type"],
        &error["status"],
        &json["code"],
        &json["type"],
        &error["innererror"]["code"],
    ]
    .iter()
    .filter_map(|code| code.as_str())
    .map(str::to_ascii_lowercase)
    .collect();
    Complaint {
        status,
        message: shortened(&message),
        parameter: text(&error["param"]),
        codes,
        json,
    }
}

fn judge(asked: Asked<'_>, complaint: &Complaint, after: Option<Duration>) -> Failure {
    let origin = asked.origin.to_owned();
    let message = complaint.message.clone();
    let status = complaint.status;
    let lower = message.to_ascii_lowercase();
    let coded = |code: &str| complaint.codes.iter().any(|one| one == code);
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));

    if coded("context_length_exceeded")
        || coded("exceed_context_size_error")
        || (status != 429
            && says(&[
                "prompt is too long",
                "maximum context length",
                "exceeds the available context size",
                "exceed context limit",
                "exceeds the context length",
                "exceeds the context window",
                "context length exceeded",
                "context size has been exceeded",
                "greater than the context length",
            ]))
    {
        return Failure::last(too_long(complaint));
    }
    if coded("insufficient_quota")
        || coded("billing_error")
        || coded("billing_hard_limit_reached")
        || status == 402
        || says(&[
            "credit balance is too low",
            "insufficient credits",
            "insufficient balance",
        ])
    {
        return Failure::last(Error::NoCredit { origin, message });
    }
    if status == 401
        || coded("invalid_api_key")
        || coded("authentication_error")
        || says(&["api key not valid", "invalid api key", "incorrect api key"])
    {
        return Failure::last(match asked.key {
            Some(_) => Error::WrongKey { origin },
            None => Error::NoKey { origin },
        });
    }
    if coded("content_filter") || coded("responsibleaipolicyviolation") || coded("content_policy_violation") {
        return Failure::last(Error::Filtered { origin, message });
    }
    if asked.is_chat
        && (coded("model_not_found")
            || coded("deploymentnotfound")
            || (matches!(status, 400 | 404) && lower.contains("model") && says(&["not found", "does not exist", "not exist", "not a valid model", "no such model"]))
            // Anthropic says `model: NAME` and no more.
            || (status == 404 && coded("not_found_error") && lower.starts_with("model:")))
    {
        return Failure::last(Error::UnknownModel {
            origin,
            model: asked.model.into(),
            listed: Vec::new(),
        });
    }
    if status == 403 || coded("permission_error") {
        return Failure::last(Error::Forbidden { origin, message });
    }
    if status == 429 || coded("rate_limit_exceeded") || coded("rate_limit_error") {
        return Failure {
            error: Error::RateLimited { origin, after },
            again: Again::After(after),
            complaint: None,
        };
    }
    // Servers that fail after they promised an answer have no status for it.
    let failed_late =
        status == 200 && (coded("overloaded_error") || coded("api_error") || coded("server_error"));
    if is_passing(status) || failed_late {
        let status = if status == 200 { 500 } else { status };
        return Failure {
            error: Error::Server {
                origin,
                status,
                message,
            },
            again: Again::After(after),
            complaint: None,
        };
    }
    Failure::last(Error::Refused {
        origin,
        status,
        message,
    })
}

/// Whether a status passes by itself: 501 and 505 do not.
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504 | 520..=529)
}

/// Reads the numbers: llama.cpp has fields for them, others name them in the sentence.
fn too_long(complaint: &Complaint) -> Error {
    let error = &complaint.json["error"];
    let field = |name: &str| error[name].as_u64().and_then(|number| u32::try_from(number).ok());
    let lower = complaint.message.to_ascii_lowercase();
    let after = |words: &str| {
        let (_, rest) = lower.split_once(words)?;
        number_after(
            &format!(">{}", rest.trim_start_matches([' ', ':', '(', 'i', 's'])),
            '>',
        )
    };
    Error::ContextTooLong {
        window: field("n_ctx")
            .or_else(|| after("maximum context length"))
            .or_else(|| after("available context size"))
            .or_else(|| number_after(&lower, '>')),
        needed: field("n_prompt_tokens")
            .or_else(|| after("resulted in"))
            .or_else(|| after("prompt is too long"))
            .or_else(|| after("you requested")),
    }
}

/// How long the server wants to be left alone, at `now`: `retry-after-ms` of `OpenAI` and Azure, or `retry-after`
/// (RFC 9110, 10.2.3) in seconds or as a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::trim)
    };
    let seconds = |number: f64| Duration::try_from_secs_f64(number).ok();
    if let Some(wait) = text("retry-after-ms")
        .and_then(|text| text.parse::<f64>().ok())
        .and_then(|milliseconds| seconds(milliseconds / 1000.0))
    {
        return Some(wait);
    }
    let wait = text("retry-after")?;
    if let Ok(number) = wait.parse::<f64>() {
        return seconds(number);
    }
    let date = jiff::fmt::rfc2822::parse(wait).ok()?.timestamp();
    Some(Duration::try_from(date.duration_since(now)).unwrap_or_default())
}

/// One line of at most 300 characters, without control characters.
pub(crate) fn shortened(text: &str) -> String {
    const LENGTH: usize = 300;
    let mut line = String::new();
    for (number, word) in text.split_whitespace().enumerate() {
        if number > 0 {
            line.push(' ');
        }
        line.extend(word.chars().filter(|char| !char.is_control()));
        if line.chars().count() > LENGTH {
            return line.chars().take(LENGTH).chain("...".chars()).collect();
        }
    }
    if line.is_empty() {
        "no reason given".into()
    } else {
        line
    }
}

/// The title of a page, or its first words.
pub(crate) fn title(page: &str) -> String {
    let lower = page.to_ascii_lowercase();
    let title = lower.find("<title").and_then(|at| {
        let rest = page.get(at..)?;
        let (_, rest) = rest.split_once('>')?;
        rest.split('<').next()
    });
    let text: String = shortened(title.unwrap_or(page)).chars().take(80).collect();
    text
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use reqwest::header::HeaderValue;

    use super::*;

    fn check(status: u16, body: &str, expect: &Expect) {
        let asked = Asked {
            origin: "https://models.example",
            model: "m",
            key: None,
            is_chat: true,
        };
        let failure = read(asked, status, &HeaderMap::new(), body);
        expect.assert_eq(&format!("{:?}: {}", failure.again, failure.error));
    }

    #[test]
    fn refusals_that_servers_really_send() {
        // llama.cpp, 2026-10.
        check(
            400,
            r#"{"error":{"code":400,"message":"request (9013 tokens) exceeds the available context size (4096 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":9013,"n_ctx":4096}}"#,
            &expect![
                "No: the question is too long for the model (9013 tokens, and it takes 4096): ask about less, or choose a model with a larger window"
            ],
        );
        // OpenAI.
        check(
            400,
            r#"{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
            &expect![
                "No: the question is too long for the model (9000 tokens, and it takes 8192): ask about less, or choose a model with a larger window"
            ],
        );
        // Anthropic.
        check(
            400,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#,
            &expect![
                "No: the question is too long for the model (210000 tokens, and it takes 200000): ask about less, or choose a model with a larger window"
            ],
        );
        // Ollama.
        check(
            400,
            r#"{"error":"the input length exceeds the context length"}"#,
            &expect![
                "No: the question is too long for the model: ask about less, or choose a model with a larger window"
            ],
        );
        check(
            404,
            r#"{"error":"model 'nope' not found"}"#,
            &expect![
                "No: https://models.example has no model `m`: set GAI_MODEL, or the model in your user settings, to one that it has"
            ],
        );
        // OpenRouter.
        check(
            402,
            r#"{"error":{"message":"Insufficient credits","code":402}}"#,
            &expect![
                "No: the account at https://models.example has no credit left (Insufficient credits): add credit there, or choose another provider"
            ],
        );
        // Google's OpenAI-compatible server.
        check(
            400,
            r#"[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]"#,
            &expect![
                "No: https://models.example wants a key and none is set: set GAI_API_KEY, or the key in your user settings"
            ],
        );
        // vLLM.
        check(
            404,
            r#"{"object":"error","message":"The model `m` does not exist.","type":"NotFoundError","code":404}"#,
            &expect![
                "No: https://models.example has no model `m`: set GAI_MODEL, or the model in your user settings, to one that it has"
            ],
        );
        // Azure.
        check(
            404,
            r#"{"error":{"code":"DeploymentNotFound","message":"The API deployment for this resource does not exist."}}"#,
            &expect![
                "No: https://models.example has no model `m`: set GAI_MODEL, or the model in your user settings, to one that it has"
            ],
        );
        check(
            404,
            r#"{"detail":"Not Found"}"#,
            &expect![
                "No: https://models.example refused the request with status 404 (Not Found): check the provider, endpoint and model"
            ],
        );
        check(
            529,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            &expect![
                "After(None): https://models.example failed with status 529 (Overloaded): try again later"
            ],
        );
        check(
            503,
            "<html><title>503 Service Unavailable</title>",
            &expect![
                "After(None): instead of a model, a web page answers at https://models.example (status 503, `503 Service Unavailable`): check the endpoint, and whether a proxy or login page is in between"
            ],
        );
        check(
            500,
            "",
            &expect![
                "After(None): https://models.example failed with status 500 (no reason given): try again later"
            ],
        );
        check(
            418,
            "plain words",
            &expect![
                "No: https://models.example refused the request with status 418 (plain words): check the provider, endpoint and model"
            ],
        );
    }

    #[test]
    fn waits_are_read_in_all_their_forms() {
        let now: Timestamp = "1994-11-06T08:49:00Z".parse().unwrap();
        let check = |name: &'static str, value: &str, wait: Option<f64>| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_str(value).unwrap());
            assert_eq!(
                retry_after(&headers, now),
                wait.map(Duration::from_secs_f64),
                "{value}"
            );
        };
        check("retry-after", "7", Some(7.0));
        check("retry-after", "0.25", Some(0.25));
        check("retry-after-ms", "1500", Some(1.5));
        check("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT", Some(37.0));
        check("retry-after", "Sun, 06 Nov 1994 08:40:00 GMT", Some(0.0));
        check("retry-after", "-1", None);
        check("retry-after", "inf", None);
        check("retry-after", "soon", None);
    }
}
