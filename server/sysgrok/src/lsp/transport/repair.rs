//! What clients send and the typed layer behind us (tower-lsp-server 0.22 with lsp-types 0.97) would refuse, made so
//! that it does not. Where nothing is wrong nothing is changed.

use bytes::Bytes;
use lsp_types::InitializeParams;
use serde::Deserialize;
use serde_json::{Value, json};
use serde_path_to_error::Segment;

use super::log;

/// JSON -> value. A lone surrogate, which JavaScript writes as `\ud83d` for half an emoji in a document, is no JSON for
/// serde; it becomes U+FFFD, which is one UTF-16 unit long as well, so that no position moves.
pub(super) fn parse(body: &Bytes) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(body).or_else(|error| match without_lone_surrogates(body) {
        Some(repaired) => serde_json::from_slice(&repaired),
        None => Err(error),
    })
}

/// `None` if there are none.
fn without_lone_surrogates(body: &[u8]) -> Option<Vec<u8>> {
    let unit = |at: usize| -> Option<u16> {
        let escape = body.get(at..at + 6)?;
        let digits = str::from_utf8(escape.strip_prefix(br"\u")?).ok()?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut repaired: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(found) = body.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        at += found;
        match unit(at) {
            // Both halves.
            Some(0xD800..0xDC00) if matches!(unit(at + 6), Some(0xDC00..0xE000)) => at += 12,
            Some(0xD800..0xE000) => {
                let repaired = repaired.get_or_insert_with(|| body.to_vec());
                if let Some(escape) = repaired.get_mut(at..at + 6) {
                    escape.copy_from_slice(br"\ufffd");
                }
                at += 6;
            }
            // An escape of another kind; its second character may itself be a backslash.
            _ => at += 2,
        }
    }
    repaired
}

/// Parameters that the typed handler of this method accepts.
pub(super) fn params(method: &str, params: Option<Value>) -> Option<Value> {
    match method {
        // They have none (LSP 3.17, "Shutdown Request", "Exit Notification"), and clients send `{}`, `[]` and null.
        "shutdown" | "exit" => None,
        // An empty object, and clients send nothing.
        "initialized" => Some(params.filter(Value::is_object).unwrap_or_else(|| json!({}))),
        "initialize" => Some(initialize(params)),
        "textDocument/didOpen" | "textDocument/didChange" => params.map(document),
        // `settings: LSPAny`, and clients that only want to say "ask again" leave it out.
        "workspace/didChangeConfiguration" => {
            let mut params = params.filter(Value::is_object).unwrap_or_else(|| json!({}));
            if let Value::Object(fields) = &mut params {
                fields.entry("settings").or_insert(Value::Null);
            }
            Some(params)
        }
        // `arguments?: LSPAny[]`, and clients send null.
        "workspace/executeCommand" => params.map(|mut params| {
            if let Value::Object(fields) = &mut params
                && fields.get("arguments").is_some_and(Value::is_null)
            {
                fields.remove("arguments");
            }
            params
        }),
        // Ours: every parameter may be left out, and an empty table of Lua is written as `[]`.
        _ if method.starts_with("sysgrok/") => {
            let is_nothing =
                |params: &Value| params.is_null() || params.as_array().is_some_and(Vec::is_empty);
            Some(
                params
                    .filter(|params| !is_nothing(params))
                    .unwrap_or_else(|| json!({})),
            )
        }
        _ => params,
    }
}

/// A version that is missing or null (which older versions of LSP allow) would lose the whole text or change.
fn document(mut params: Value) -> Value {
    if let Some(Value::Object(document)) = params.get_mut("textDocument") {
        let version = document.get("version").and_then(Value::as_i64);
        if version.is_none_or(|version| i32::try_from(version).is_err()) {
            document.insert("version".into(), json!(version.unwrap_or(0) as i32));
        }
        if document.contains_key("text") && !document.get("languageId").is_some_and(Value::is_string) {
            document.insert("languageId".into(), json!(""));
        }
    }
    params
}

/// No client is turned away for one strange capability: whatever lsp-types does not read is taken out. The server is
/// handed the untouched parameters as well, by [`Hooks::initialize_params`](super::Hooks::initialize_params).
fn initialize(params: Option<Value>) -> Value {
    let mut params = params.filter(Value::is_object).unwrap_or_else(|| json!({}));
    if let Value::Object(fields) = &mut params {
        let capabilities = fields.entry("capabilities").or_insert(Value::Null);
        // An empty table of Lua or PHP is written as `[]`.
        if !capabilities.is_object() {
            *capabilities = json!({});
        }
    }
    // Each round takes one thing out, so this ends; the bound is for clients that are made to be slow.
    for _ in 0..100 {
        let Err(error) = serde_path_to_error::deserialize::<_, InitializeParams>(&params) else {
            return params;
        };
        let path: Vec<Segment> = error.path().iter().cloned().collect();
        if !take_out(&mut params, &path) {
            break;
        }
        log(format_args!(
            "initialize: left out {}: {}",
            error.path(),
            error.inner()
        ));
    }
    if InitializeParams::deserialize(&params).is_err() {
        return json!({"capabilities": {}});
    }
    params
}

/// Removes the innermost field on a path; false if there is none.
fn take_out(value: &mut Value, path: &[Segment]) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return false;
    };
    match (first, value) {
        (Segment::Map { key }, Value::Object(fields)) => {
            let inner = fields.get_mut(key).is_some_and(|inner| take_out(inner, rest));
            inner || fields.remove(key).is_some()
        }
        (Segment::Seq { index }, Value::Array(values)) => {
            let inner = values.get_mut(*index).is_some_and(|inner| take_out(inner, rest));
            // A list whose element is wrong goes as a whole: an element less could mean something else.
            inner
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_surrogate_becomes_one_replacement_character() {
        let check = |json: &str, expected: &str| {
            let value = parse(&Bytes::copy_from_slice(json.as_bytes())).unwrap();
            assert_eq!(value, json!(expected));
        };
        check(r#""a\ud83db""#, "a\u{fffd}b");
        check(r#""\ude00""#, "\u{fffd}");
        check(r#""\uD83D\uDE00 \ud83d\ud83d\ude00""#, "😀 \u{fffd}😀");
        check(r#""\\ud83d \ud83d""#, "\\ud83d \u{fffd}");
        assert!(parse(&Bytes::from_static(br#""\ud83d"#)).is_err());
        assert!(parse(&Bytes::from_static(b"{")).is_err());
    }

    #[test]
    fn any_capabilities_make_initialize_succeed() {
        let all_wrong = json!({
            "processId": -1,
            "rootUri": 5,
            "trace": "loud",
            "workspaceFolders": [{"uri": "file:///a", "name": "a"}],
            "capabilities": {
                "textDocument": {
                    "hover": {"contentFormat": "markdown", "dynamicRegistration": true},
                    "codeLens": [],
                    "newThing": {"a": 1},
                },
                "workspace": {"applyEdit": "yes", "configuration": true},
                "window": 3,
            },
        });
        let repaired = initialize(Some(all_wrong));
        let typed = InitializeParams::deserialize(&repaired).unwrap();
        assert_eq!(typed.workspace_folders.unwrap().len(), 1);
        assert_eq!(typed.capabilities.workspace.unwrap().configuration, Some(true));
        let hover = typed.capabilities.text_document.unwrap().hover.unwrap();
        assert_eq!(hover.dynamic_registration, Some(true));
        assert_eq!(hover.content_format, None);

        for params in [
            None,
            Some(Value::Null),
            Some(json!([])),
            Some(json!({"capabilities": []})),
        ] {
            assert_eq!(initialize(params), json!({"capabilities": {}}));
        }
    }

    #[test]
    fn good_parameters_are_not_touched() {
        let good = json!({"processId": 1, "rootUri": null, "capabilities": {"general": {"positionEncodings": ["utf-8"]}}});
        assert_eq!(initialize(Some(good.clone())), good);
        let opened =
            json!({"textDocument": {"uri": "file:///a", "languageId": "c", "version": 3, "text": ""}});
        assert_eq!(document(opened.clone()), opened);
    }

    #[test]
    fn a_change_without_a_version_is_a_change() {
        let change = json!({"textDocument": {"uri": "file:///a", "version": null}, "contentChanges": []});
        let repaired = params("textDocument/didChange", Some(change)).unwrap();
        assert!(lsp_types::DidChangeTextDocumentParams::deserialize(&repaired).is_ok());
        let open = json!({"textDocument": {"uri": "file:///a", "text": "x"}});
        let repaired = params("textDocument/didOpen", Some(open)).unwrap();
        assert!(lsp_types::DidOpenTextDocumentParams::deserialize(&repaired).is_ok());
    }

    #[test]
    fn missing_and_superfluous_parameters() {
        assert_eq!(params("shutdown", Some(json!({}))), None);
        assert_eq!(params("initialized", None), Some(json!({})));
        assert_eq!(
            params("workspace/didChangeConfiguration", Some(json!({}))),
            Some(json!({"settings": null}))
        );
        assert_eq!(
            params(
                "workspace/executeCommand",
                Some(json!({"command": "a", "arguments": null}))
            ),
            Some(json!({"command": "a"}))
        );
    }
}
