//! Clients of several kinds.

use serde_json::{Value, json};

/// A plain client of years ago: what it declares is less than what it may be sent.
pub fn few_capabilities() -> Value {
    json!({
        "workspace": {"applyEdit": true},
        "textDocument": {
            "synchronization": {"didSave": true},
            "hover": {"contentFormat": ["plaintext"]},
            "publishDiagnostics": {},
        },
    })
}

/// What today's editors have in common.
pub fn usual_capabilities() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "window": {"workDoneProgress": true, "showDocument": {"support": true}},
        "workspace": {
            "applyEdit": true,
            "configuration": true,
            "workspaceFolders": true,
            "didChangeConfiguration": {"dynamicRegistration": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true, "relativePatternSupport": true},
            "inlayHint": {"refreshSupport": true},
            "codeLens": {"refreshSupport": true},
            "executeCommand": {},
            "symbol": {},
            "workspaceEdit": {"documentChanges": true},
        },
        "textDocument": {
            "synchronization": {"didSave": true},
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "publishDiagnostics": {
                "relatedInformation": true,
                "codeDescriptionSupport": true,
                "versionSupport": true,
                "dataSupport": true,
                "tagSupport": {"valueSet": [1, 2]},
            },
            "inlayHint": {"resolveSupport": {"properties": ["tooltip"]}},
            "codeLens": {},
            "callHierarchy": {},
            "documentLink": {"tooltipSupport": true},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
            "codeAction": {
                "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}},
                "dataSupport": true,
                "resolveSupport": {"properties": ["edit"]},
            },
        },
    })
}

/// Everything that LSP 3.18 lets a client declare of what concerns us, and things that no version knows.
pub fn all_capabilities() -> Value {
    let mut all = usual_capabilities();
    all["general"] = json!({
        "positionEncodings": ["utf-32", "utf-8", "utf-16"],
        "staleRequestSupport": {"cancel": true, "retryOnContentModified": []},
        "regularExpressions": {"engine": "ECMAScript", "version": "ES2020"},
        "markdown": {"parser": "marked", "version": "1.1.0", "allowedTags": ["b"]},
    });
    all["window"]["showMessage"] = json!({"messageActionItem": {"additionalPropertiesSupport": true}});
    all["workspace"]["textDocumentContent"] = json!({"dynamicRegistration": true});
    all["workspace"]["foldingRange"] = json!({"refreshSupport": true});
    all["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    all["workspace"]["workspaceEdit"] = json!({
        "documentChanges": true,
        "resourceOperations": ["create", "rename", "delete", "of the future"],
        "failureHandling": "textOnlyTransactional",
        "changeAnnotationSupport": {"groupsOnLabel": true},
        "snippetEditSupport": true,
        "metadataSupport": true,
    });
    all["textDocument"]["diagnostic"] = json!({"dynamicRegistration": true, "markupMessageSupport": true});
    all["textDocument"]["codeAction"]["tagSupport"] = json!({"valueSet": [1]});
    all["textDocument"]["codeAction"]["documentationSupport"] = json!(true);
    all["textDocument"]["ofTheFuture"] = json!({"any": [1, "thing"]});
    all["experimental"] = json!({"uri": "file:///not a uri", "of": {"any": "kind"}});
    all
}
