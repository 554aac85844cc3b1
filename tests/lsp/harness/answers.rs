//! What the client answers when the server asks.

use serde_json::{Value, json};

/// The error of a method that a client does not know.
pub fn method_not_found(method: &str) -> Value {
    json!({"code": -32601, "message": format!("{method} is not known")})
}

/// The answer to one request: `None` leaves it open.
type Answer = Option<Result<Value, Value>>;

/// A test's own answers, by method and parameters.
type By = Box<dyn FnMut(&str, &Value) -> Answer>;

/// How requests of the server are answered.
pub enum Answers {
    /// As editors do: settings are empty, registrations succeed, edits are applied, messages are dismissed.
    Sensible,
    /// Settings as given, by their section; else sensibly.
    Settings(Value),
    /// Not at all.
    Never,
    /// With errors.
    Refuse,
    /// As the test says; where it says nothing, sensibly.
    By(By),
}

impl Answers {
    pub(super) fn to(&mut self, method: &str, parameters: &Value, initialize: &Value) -> Answer {
        match self {
            Answers::Never => None,
            Answers::Refuse => Some(Err(json!({"code": -32803, "message": "the client refuses"}))),
            Answers::Settings(settings) if method == "workspace/configuration" => {
                let of_section = |item: &Value| {
                    let path = item["section"]
                        .as_str()
                        .unwrap_or_default()
                        .split('.')
                        .filter(|part| !part.is_empty());
                    path.fold(settings.clone(), |settings, part| settings[part].clone())
                };
                Some(Ok(items(parameters).iter().map(of_section).collect()))
            }
            Answers::Sensible | Answers::Settings(_) => Some(sensible(method, parameters, initialize)),
            Answers::By(answer) => {
                answer(method, parameters).or_else(|| Some(sensible(method, parameters, initialize)))
            }
        }
    }
}

fn items(parameters: &Value) -> &[Value] {
    parameters["items"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
}

fn sensible(method: &str, parameters: &Value, initialize: &Value) -> Result<Value, Value> {
    match method {
        "workspace/configuration" => Ok(json!(vec![Value::Null; items(parameters).len()])),
        "workspace/workspaceFolders" => Ok(initialize["workspaceFolders"].clone()),
        "workspace/applyEdit" => Ok(json!({"applied": true})),
        "window/showDocument" => Ok(json!({"success": true})),
        "window/showMessageRequest"
        | "client/registerCapability"
        | "client/unregisterCapability"
        | "window/workDoneProgress/create" => Ok(Value::Null),
        refresh if refresh.starts_with("workspace/") && refresh.ends_with("/refresh") => Ok(Value::Null),
        unknown => Err(method_not_found(unknown)),
    }
}
