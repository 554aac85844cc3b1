//! A client with a profile that is loaded and a document that is open: where most tests of heat begin.

use serde_json::Value;

use crate::harness::{Client, Mark, Workspace, usual_capabilities};

/// What tests of other things than findings need not read.
pub const FINDINGS: &str = "textDocument/publishDiagnostics";

/// A program of two files and its profile. Of 100 samples `find` has 35 itself, `step` 30, `hash` 20, the C library's
/// `memcmp` 10, and `main` 5.
pub const WORDS: &str = "
//- /src/table.c
#include <string.h>

static unsigned hash(const char *word) {
    unsigned h = 0;
    while (*word) h = h * 31 + *word++;
    return h;
}

static void step(struct table *t) {
    t->at = t->at->next;
}

/* Finds a word in a table, or the place where it belongs.
   Compares the bytes of the words.

   Not to be called twice. */
int find(struct table *t, const char *word) {
    unsigned h = hash(word);
    while (t->at && memcmp(t->at->word, word, 4)) step(t);
    return h;
}

int size(struct table *t) {
    return t->size;
}
//- /src/main.c
int find(struct table *t, const char *word);

int main(void) {
    return find(0, \"x\");
}
//- /words.folded
main (src/main.c:4) 5
main (src/main.c:4);find (src/table.c:19) 35
main (src/main.c:4);find (src/table.c:18);hash (src/table.c:5) 20
main (src/main.c:4);find (src/table.c:19);step (src/table.c:10) 30
main (src/main.c:4);find (src/table.c:19);memcmp 10
";

/// A client of this fixture that has opened a file and been told its heat.
#[track_caller]
pub fn loaded(fixture: &str, file: &str) -> (Workspace, Client) {
    loaded_with(fixture, file, usual_capabilities())
}

/// The same for a client with these capabilities.
#[track_caller]
pub fn loaded_with(fixture: &str, file: &str, capabilities: Value) -> (Workspace, Client) {
    let workspace = Workspace::of(fixture);
    let client = Client::start(&workspace).with_capabilities(capabilities);
    let client = opened(client, file);
    (workspace, client)
}

/// Initializes a client, opens a file and waits for its heat.
#[track_caller]
pub fn opened(client: Client, file: &str) -> Client {
    let mut client = client.ignoring(&[FINDINGS]).initialize();
    client.open_file(file);
    client.expect_diagnostics(file, |found| !found.is_empty());
    client
}

/// The text of a hover at a place; `-` when there is none.
#[track_caller]
pub fn hover(client: &mut Client, mark: &Mark) -> String {
    let parameters = client.at(mark);
    let hover = client.request("textDocument/hover", parameters);
    match hover["contents"]["value"].as_str() {
        Some(text) => text.replace(&client.uri(""), "file://ROOT"),
        None if hover.is_null() => "-".to_owned(),
        None => panic!("no hover: {hover}"),
    }
}

/// The place of a text in an open document, which has it once, in the middle of its first word.
#[track_caller]
pub fn find(client: &Client, file: &str, wanted: &str) -> Mark {
    let text = client.text(file);
    assert_eq!(text.matches(wanted).count(), 1, "{file} has {wanted:?} once");
    Mark {
        file: file.to_owned(),
        offset: text.find(wanted).unwrap(),
    }
}

/// Findings as `range text: message`, with the texts that they are under.
pub fn shown(client: &Client, file: &str, findings: &[Value]) -> String {
    let line = |finding: &Value| {
        let range = &finding["range"];
        format!(
            "{}:{} {:?} {} {}: {}\n",
            range["start"]["line"].as_u64().unwrap() + 1,
            range["start"]["character"],
            client.text_at(file, range),
            finding["severity"],
            finding["code"].as_str().unwrap(),
            finding["message"].as_str().unwrap(),
        )
    };
    findings.iter().map(line).collect()
}
