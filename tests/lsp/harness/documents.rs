//! Documents that the client has open.

use std::fs;
use std::ops::Range;

use serde_json::{Value, json};

use super::text::offset_of;
use super::{Client, Mark, position_of};

/// As the server should have it.
pub struct Document {
    pub text: String,
    pub version: i32,
}

impl Client {
    /// Opens a document with a text that may differ from the file's.
    pub fn open(&mut self, path: &str, text: &str) {
        let uri = self.uri(path);
        let document = Document {
            text: text.to_owned(),
            version: 1,
        };
        self.documents.insert(path.to_owned(), document);
        self.notify(
            "textDocument/didOpen",
            json!({"textDocument": {"uri": uri, "languageId": language(path), "version": 1, "text": text}}),
        );
    }

    /// Opens a file as it is.
    pub fn open_file(&mut self, path: &str) {
        let text = fs::read_to_string(self.root().join(path)).unwrap();
        self.open(path, &text);
    }

    /// Replaces a range, in bytes of the document as it is now.
    pub fn change(&mut self, path: &str, range: Range<usize>, new: &str) {
        let change = json!({"range": self.range(path, &range), "text": new});
        let document = self.documents.get_mut(path).unwrap();
        document.text.replace_range(range, new);
        self.changed(path, &json!([change]));
    }

    /// Puts one text in the place of another, which the document has once.
    #[track_caller]
    pub fn replace(&mut self, path: &str, old: &str, new: &str) {
        let text = self.text(path);
        assert_eq!(text.matches(old).count(), 1, "{path} has {old:?} once");
        let start = text.find(old).unwrap();
        self.change(path, start..start + old.len(), new);
    }

    /// Replaces the whole text.
    pub fn change_all(&mut self, path: &str, text: &str) {
        text.clone_into(&mut self.documents.get_mut(path).unwrap().text);
        self.changed(path, &json!([{"text": text}]));
    }

    fn changed(&mut self, path: &str, changes: &Value) {
        let uri = self.uri(path);
        let document = self.documents.get_mut(path).unwrap();
        document.version += 1;
        let version = document.version;
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}),
        );
    }

    /// Writes the document to its file and says so.
    pub fn save(&mut self, path: &str) {
        fs::write(self.root().join(path), &self.documents[path].text).unwrap();
        let uri = self.uri(path);
        self.notify("textDocument/didSave", json!({"textDocument": {"uri": uri}}));
    }

    pub fn close(&mut self, path: &str) {
        self.documents.remove(path);
        let uri = self.uri(path);
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// Says that files changed, as a client that watches them does; 1 created, 2 changed, 3 deleted.
    pub fn files_changed(&mut self, changes: &[(&str, u8)]) {
        let changes: Vec<Value> = changes
            .iter()
            .map(|(path, kind)| json!({"uri": self.uri(path), "type": kind}))
            .collect();
        self.notify("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    }

    /// The text of a document, or of a file that is not open.
    pub fn text(&self, path: &str) -> String {
        match self.documents.get(path) {
            Some(document) => document.text.clone(),
            None => fs::read_to_string(self.root().join(path)).unwrap(),
        }
    }

    /// A range in bytes as the protocol has it.
    pub fn range(&self, path: &str, range: &Range<usize>) -> Value {
        let text = self.text(path);
        let position = |offset| position_of(&text, offset, self.encoding());
        json!({"start": position(range.start), "end": position(range.end)})
    }

    /// The text at a range of the protocol.
    pub fn text_at(&self, path: &str, range: &Value) -> String {
        let text = self.text(path);
        let offset = |end: &str| offset_of(&text, &range[end], self.encoding());
        text[offset("start")..offset("end")].to_owned()
    }

    /// The parameters of requests about a document.
    pub fn document(&self, path: &str) -> Value {
        json!({"textDocument": {"uri": self.uri(path)}})
    }

    /// The parameters of requests about a place.
    pub fn at(&self, mark: &Mark) -> Value {
        let position = position_of(&self.text(&mark.file), mark.offset, self.encoding());
        json!({"textDocument": {"uri": self.uri(&mark.file)}, "position": position})
    }

    /// Waits for diagnostics of a file that are as wanted; those that came before are read, too.
    #[track_caller]
    pub fn expect_diagnostics(&mut self, path: &str, are_they: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let uri = self.uri(path);
        loop {
            let mut published = self.expect_notification("textDocument/publishDiagnostics", |published| {
                published["uri"] == uri
            });
            let Value::Array(diagnostics) = published["diagnostics"].take() else {
                panic!("no diagnostics in {published}");
            };
            if are_they(&diagnostics) {
                return diagnostics;
            }
        }
    }
}

/// What VS Code calls the language of a file.
fn language(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "c" | "h" => "c",
        "cc" | "cpp" | "hpp" => "cpp",
        "go" => "go",
        "java" => "java",
        "js" => "javascript",
        "py" => "python",
        "rs" => "rust",
        "ts" => "typescript",
        _ => "plaintext",
    }
}
