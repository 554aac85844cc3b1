//! Bodies -> messages: JSON-RPC 2.0 as LSP 3.17 uses it ("Base Types"), read as leniently as can be done safely.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;
use serde_json::{Map, Value};
use tower_lsp::jsonrpc::{Error, ErrorCode};

/// LSP 3.17, `ErrorCodes.ServerNotInitialized`.
const SERVER_NOT_INITIALIZED: i64 = -32002;
/// LSP 3.17, `LSPErrorCodes.RequestFailed`.
const REQUEST_FAILED: i64 = -32803;

/// The id of a client's request: "integer | string" in LSP; JSON-RPC has null and any number besides.
#[derive(Clone, Debug)]
pub(super) struct RequestId {
    /// What goes into the answer: in some clients' languages 1 is not 1.0.
    sent: Value,
    /// What is compared: 1 is 1.0.
    key: Value,
}

impl PartialEq for RequestId {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for RequestId {}

impl std::hash::Hash for RequestId {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl RequestId {
    /// `None` for what can be no id.
    pub(super) fn new(sent: Value) -> Option<Self> {
        let key = match &sent {
            Value::Null | Value::String(_) => sent.clone(),
            Value::Number(number) => whole(number).map_or_else(|| sent.clone(), Value::from),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        Some(Self { sent, key })
    }

    /// "If there was an error in detecting the id in the Request object, it MUST be Null" (JSON-RPC 2.0, 5).
    pub(super) fn null() -> Self {
        Self {
            sent: Value::Null,
            key: Value::Null,
        }
    }
}

impl Display for RequestId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.sent.fmt(f)
    }
}

/// A number as the integer that it is.
fn whole(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let float = number
            .as_f64()
            .filter(|float| float.fract() == 0.0 && float.abs() < 9e15)?;
        Some(float as i64)
    })
}

/// A message of the client.
#[derive(Debug)]
pub(super) enum Incoming {
    Request {
        id: RequestId,
        method: String,
        params: Option<Value>,
    },
    Notification {
        method: String,
        params: Option<Value>,
    },
    /// The answer to a request of ours, if that is the number of one.
    Response {
        id: Option<i64>,
        outcome: Result<Value, Error>,
        /// Neither `result` nor `error` is there. Clients in Lua and Python lose a null like that.
        is_empty: bool,
        /// The id for an answer, should it turn out to be a broken request.
        sent: RequestId,
    },
    /// JSON that is no message.
    Invalid {
        id: RequestId,
        why: &'static str,
    },
}

/// Sorts a body out.
pub(super) fn sort(body: Value) -> Incoming {
    let mut fields = match body {
        Value::Object(fields) => fields,
        Value::Array(_) => {
            return invalid(
                RequestId::null(),
                "LSP has no batches; send each message by itself",
            );
        }
        _ => return invalid(RequestId::null(), "a message is an object"),
    };
    let sent = fields.remove("id");
    let has_id = sent.is_some();
    let id = sent.map_or_else(|| Some(RequestId::null()), RequestId::new);

    // A missing version is forgiven, a wrong one is another protocol.
    let right_version = fields.get("jsonrpc").is_none_or(|version| version == "2.0");
    match (fields.remove("method"), id) {
        (Some(_), None) => invalid(RequestId::null(), "an id is a number or a string"),
        (Some(_), Some(id)) if !right_version => invalid(id, "`jsonrpc` is not \"2.0\""),
        (Some(Value::String(method)), Some(id)) => {
            let params = fields.remove("params");
            if has_id {
                Incoming::Request { id, method, params }
            } else {
                Incoming::Notification { method, params }
            }
        }
        (Some(_), Some(id)) => invalid(id, "`method` is not a string"),
        (None, id) => response(id.unwrap_or_else(RequestId::null), has_id, fields),
    }
}

fn invalid(id: RequestId, why: &'static str) -> Incoming {
    Incoming::Invalid { id, why }
}

fn response(sent: RequestId, has_id: bool, mut fields: Map<String, Value>) -> Incoming {
    let result = fields.remove("result");
    // `"error": null` beside a result is common; by the specification only one of them exists.
    let error = fields.remove("error").filter(|error| !error.is_null());
    if !has_id && result.is_none() && error.is_none() {
        return invalid(RequestId::null(), "neither `method` nor `result` nor `error`");
    }
    let is_empty = result.is_none() && error.is_none();
    let id = match &sent.key {
        Value::Number(number) => number.as_i64(),
        _ => None,
    };
    let outcome = match error {
        Some(error) => Err(error_of(error)),
        None => Ok(result.unwrap_or_default()),
    };
    Incoming::Response {
        id,
        outcome,
        is_empty,
        sent,
    }
}

/// Whatever a client puts into `error`.
fn error_of(mut error: Value) -> Error {
    let code = error.get("code").and_then(Value::as_i64);
    let message = match error.get("message") {
        Some(Value::String(message)) => message.clone(),
        _ => error.to_string(),
    };
    Error {
        code: code.map_or(ErrorCode::InternalError, ErrorCode::from),
        message: message.into(),
        data: error.get_mut("data").map(Value::take),
    }
}

/// An error with a message of ours.
pub(super) fn error(code: ErrorCode, message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error {
        code,
        message: message.into(),
        data: None,
    }
}

/// "If the server receives a request before the initialize request [...] the response should be an error with
/// `code: -32002`" (LSP 3.17, "Initialize Request").
pub(super) fn not_initialized() -> Error {
    error(
        ErrorCode::ServerError(SERVER_NOT_INITIALIZED),
        "the server is not initialized",
    )
}

/// An error that is about this one request only.
pub(super) fn request_failed(message: &'static str) -> Error {
    error(ErrorCode::ServerError(REQUEST_FAILED), message)
}

/// The body of an answer.
pub(super) fn answer(id: &RequestId, outcome: &Result<Value, Error>) -> Vec<u8> {
    #[derive(Serialize)]
    struct Answer<'a> {
        jsonrpc: &'static str,
        id: &'a Value,
        #[serde(skip_serializing_if = "Option::is_none")]
        result: Option<&'a Value>,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<&'a Error>,
    }
    body(&Answer {
        jsonrpc: "2.0",
        id: &id.sent,
        result: outcome.as_ref().ok(),
        error: outcome.as_ref().err(),
    })
}

/// The body of a request or notification of ours.
pub(super) fn call(id: Option<i64>, method: &str, params: Option<&Value>) -> Vec<u8> {
    #[derive(Serialize)]
    struct Call<'a> {
        jsonrpc: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<i64>,
        method: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        params: Option<&'a Value>,
    }
    body(&Call {
        jsonrpc: "2.0",
        id,
        method,
        // Ours are made from typed parameters, where "none" has become null; LSP allows arrays and objects only.
        params: params.filter(|params| !params.is_null()),
    })
}

fn body(message: &impl Serialize) -> Vec<u8> {
    // Strings, numbers and maps with strings for keys are always JSON.
    serde_json::to_vec(message).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn id(sent: Value) -> RequestId {
        RequestId::new(sent).unwrap()
    }

    #[test]
    fn ids_are_numbers_strings_or_null_and_come_back_as_sent() {
        assert_eq!(id(json!(1)), id(json!(1.0)));
        assert_ne!(id(json!(1)), id(json!("1")));
        assert_ne!(id(json!(1)), id(json!(1.5)));
        assert_eq!(id(json!(1.0)).to_string(), "1.0");
        assert!(RequestId::new(json!([1])).is_none());
        let answer = answer(&id(json!("a\"b")), &Ok(Value::Null));
        assert_eq!(
            String::from_utf8(answer).unwrap(),
            r#"{"jsonrpc":"2.0","id":"a\"b","result":null}"#
        );
    }

    #[test]
    fn an_id_makes_a_request_even_if_it_is_null() {
        assert!(matches!(
            sort(json!({"jsonrpc": "2.0", "id": null, "method": "a"})),
            Incoming::Request { .. }
        ));
        assert!(matches!(
            sort(json!({"jsonrpc": "2.0", "method": "a"})),
            Incoming::Notification { .. }
        ));
        assert!(matches!(
            sort(json!({"method": "a"})),
            Incoming::Notification { .. }
        ));
    }

    #[test]
    fn what_is_no_message_says_why_and_whose() {
        for (body, expected) in [
            (json!([]), "null"),
            (json!(1), "null"),
            (json!({}), "null"),
            (json!({"jsonrpc": "1.0", "id": 4, "method": "a"}), "4"),
            (json!({"id": 4, "method": 5}), "4"),
            (json!({"id": {}, "method": "a"}), "null"),
        ] {
            match sort(body.clone()) {
                Incoming::Invalid { id, .. } => assert_eq!(id.to_string(), expected, "{body}"),
                other => panic!("{body} became {other:?}"),
            }
        }
    }

    #[test]
    fn responses_are_read_whatever_is_missing_or_too_much() {
        for (body, expected) in [
            (json!({"id": 1, "result": [1]}), Ok(json!([1]))),
            (json!({"id": 1.0, "result": 2, "error": null}), Ok(json!(2))),
            (json!({"id": 1}), Ok(Value::Null)),
            (
                json!({"id": 1, "result": null, "error": {"code": -5, "message": "no", "extra": 1}}),
                Err((-5, "no".to_owned())),
            ),
            (
                json!({"id": 1, "error": "no"}),
                Err((-32603, "\"no\"".to_owned())),
            ),
        ] {
            let Incoming::Response { id, outcome, .. } = sort(body.clone()) else {
                panic!("{body} is a response");
            };
            assert_eq!(id, Some(1));
            assert_eq!(
                outcome.map_err(|error| (error.code.code(), error.message.into_owned())),
                expected
            );
        }
    }
}
