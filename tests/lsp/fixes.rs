//! Expensive code on hot lines: findings, and rewrites where they are certain.

use expect_test::expect;
use serde_json::{Value, json};

use crate::harness::{Client, few_capabilities, usual_capabilities};
use crate::loaded::{find, loaded, loaded_with, shown};

/// Line 5 is hot, and so is line 12; line 18 is not.
const JOIN: &str = "
//- /join.c
#include <string.h>

int copy(const char *text, char *out) {
    int found = 0;
    for (size_t at = 0; at < strlen(text); at++)
        out[at] = text[at];
    return found;
}

int copied(const char *text, char *out) {
    int found = 0;
    for (size_t at = 0; at < strlen(text); at++)
        out[at] = text[at];
    return found;
}

int cold(const char *text, char *out) {
    for (size_t at = 0; at < strlen(text); at++)
        out[at] = text[at];
    return 0;
}
//- /cpu.folded
main;copy (join.c:5) 60
main;copied (join.c:12) 20
main;cold (join.c:19) 20
";

fn fixes(client: &mut Client, line: u32) -> Vec<Value> {
    let at = json!({"line": line - 1, "character": 4});
    let parameters = json!({
        "textDocument": {"uri": client.uri("join.c")},
        "range": {"start": at, "end": at},
        "context": {"diagnostics": [], "only": ["quickfix"]},
    });
    let answer = client.request("textDocument/codeAction", parameters);
    answer.as_array().cloned().unwrap_or_default()
}

/// The text after edits that a client applies from the last to the first.
fn applied(client: &Client, edits: &Value) -> String {
    let mut text = client.text("join.c");
    let mut edits: Vec<&Value> = edits.as_array().unwrap().iter().collect();
    edits.sort_by_key(|edit| {
        let start = &edit["range"]["start"];
        (start["line"].as_u64(), start["character"].as_u64())
    });
    for edit in edits.into_iter().rev() {
        let offset = |end: &str| {
            let end = &edit["range"][end];
            let line = usize::try_from(end["line"].as_u64().unwrap()).unwrap();
            let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            start + usize::try_from(end["character"].as_u64().unwrap()).unwrap()
        };
        let range = offset("start")..offset("end");
        text.replace_range(range, edit["newText"].as_str().unwrap());
    }
    text
}

#[test]
fn a_certain_rewrite_is_offered_on_a_hot_line() {
    let (_workspace, mut client) = loaded(JOIN, "join.c");
    client.replace("join.c", "int found = 0;\n    return found;\n}\n\nint copied", "int copied");
    client.shutdown();
}

#[test]
fn a_rewrite_is_of_the_text_as_it_is_now() {
    let (_workspace, mut client) = loaded(JOIN, "join.c");
    let end = client.text("join.c").find("int copy(").unwrap();
    client.change("join.c", end..end, "/* é */\n");
    let found = fixes(&mut client, 6);
    assert_eq!(found.len(), 1, "{found:?}");
    let fix = &found[0];
    assert_eq!(fix["kind"], "quickfix.sysgrok");
    assert_eq!(fix["title"], "Measure the length once");
    assert!(fix.get("isPreferred").is_none() && fix.get("command").is_none(), "{fix}");
    let change = &fix["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({"uri": client.uri("join.c"), "version": 2}));
    let text = applied(&client, &change["edits"]);
    expect![[r"
        "]]
    .assert_eq(&text.lines().skip(3).take(6).map(|line| format!("{line}\n")).collect::<String>());
    assert_eq!(fixes(&mut client, 19), Vec::<Value>::new(), "the line is cold");
    client.shutdown();
}

#[test]
fn a_client_without_versions_gets_plain_changes() {
    let mut capabilities = usual_capabilities();
    capabilities["workspace"]["workspaceEdit"] = json!({});
    let (_workspace, mut client) = loaded_with(JOIN, "join.c", capabilities);
    let found = fixes(&mut client, 5);
    let edits = &found[0]["edit"]["changes"][client.uri("join.c")];
    assert!(applied(&client, edits).contains("Measured") || !edits.as_array().unwrap().is_empty());
    client.shutdown();
    // One that knows commands only gets none.
    let (_workspace, mut client) = loaded_with(JOIN, "join.c", few_capabilities());
    assert_eq!(fixes(&mut client, 5), Vec::<Value>::new());
    client.shutdown();
}

#[test]
fn hot_lines_say_what_is_expensive_in_them() {
    let (_workspace, mut client) = loaded(JOIN, "join.c");
    client.replace("join.c", "int cold", "int colder");
    let found = client.expect_diagnostics("join.c", |found| {
        found.iter().any(|finding| finding["code"] == "expensive-code")
    });
    let expensive: Vec<Value> = found.into_iter().filter(|finding| finding["code"] == "expensive-code").collect();
    expect![[r#"
        5:29 "strlen(text)" 4 expensive-code: The length of a text is measured in every turn of a loop, on a line with 60.0 % of samples. `strlen` walks the whole text each time, so that the loop takes quadratic time. Where the loop writes to memory or calls a function, no compiler may move it out. Measure it once before the loop, or stop at the final `'\0'`.
        12:29 "strlen(text)" 4 expensive-code: The length of a text is measured in every turn of a loop, on a line with 20.0 % of samples. `strlen` walks the whole text each time, so that the loop takes quadratic time. Where the loop writes to memory or calls a function, no compiler may move it out. Measure it once before the loop, or stop at the final `'\0'`.
    "#]].assert_eq(&shown(&client, "join.c", &expensive));
    let _ = find(&client, "join.c", "int colder");
    client.shutdown();
}
