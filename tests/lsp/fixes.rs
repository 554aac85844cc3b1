//! Expensive code on hot lines: findings, and rewrites where they are certain.

use expect_test::expect;
use serde_json::{Value, json};

use crate::harness::{Client, few_capabilities, usual_capabilities};
use crate::loaded::{loaded, loaded_with, shown};

/// Lines 2 and 5 are hot, line 8 is not.
const RANK: &str = "
//- /rank.py
def rank(words):
    return list(sorted(words, key=len)), 'é', list(sorted(words))

def again(words):
    return list(sorted(words))

def cold(words):
    return list(sorted(words))
//- /cpu.folded
main;rank (rank.py:2) 60
main;again (rank.py:5) 20
main;cold (rank.py:7) 20
";

fn fixes(client: &mut Client, line: u32) -> Vec<Value> {
    let at = json!({"line": line - 1, "character": 4});
    let parameters = json!({
        "textDocument": {"uri": client.uri("rank.py")},
        "range": {"start": at, "end": at},
        "context": {"diagnostics": [], "only": ["quickfix"]},
    });
    let answer = client.request("textDocument/codeAction", parameters);
    answer.as_array().cloned().unwrap_or_default()
}

/// The text after edits that a client applies from the last to the first.
fn applied(client: &Client, edits: &Value) -> String {
    let mut text = client.text("rank.py");
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
            let characters = usize::try_from(end["character"].as_u64().unwrap()).unwrap();
            // The fixture has none of more than one unit of UTF-16.
            start
                + text[start..]
                    .chars()
                    .take(characters)
                    .map(char::len_utf8)
                    .sum::<usize>()
        };
        let range = offset("start")..offset("end");
        text.replace_range(range, edit["newText"].as_str().unwrap());
    }
    text
}

#[test]
fn a_certain_rewrite_of_a_hot_line_is_offered_for_the_text_as_it_is_now() {
    let (_workspace, mut client) = loaded(RANK, "rank.py");
    client.change("rank.py", 0..0, "# more\n");
    let found = fixes(&mut client, 3);
    let titles: Vec<&Value> = found.iter().map(|fix| &fix["title"]).collect();
    assert_eq!(titles, ["Leave out the copy", "Leave out the copy"]);
    for fix in &found {
        assert_eq!(fix["kind"], "quickfix.sysgrok");
        assert!(
            fix.get("isPreferred").is_none() && fix.get("command").is_none(),
            "{fix}"
        );
    }
    let change = &found[1]["edit"]["documentChanges"][0];
    assert_eq!(
        change["textDocument"],
        json!({"uri": client.uri("rank.py"), "version": 2})
    );
    let text = applied(&client, &change["edits"]);
    expect![[r"
        # more
        def rank(words):
            return list(sorted(words, key=len)), 'é', sorted(words)
    "]]
    .assert_eq(&(text.lines().take(3).collect::<Vec<_>>().join("\n") + "\n"));
    assert_eq!(fixes(&mut client, 9), Vec::<Value>::new(), "the line is cold");
    client.shutdown();
}

#[test]
fn a_finding_and_its_rewrite_belong_together() {
    let (_workspace, mut client) = loaded(RANK, "rank.py");
    client.replace("rank.py", "def cold", "def colder");
    let found = client.expect_diagnostics("rank.py", |found| {
        found.iter().any(|finding| finding["code"] == "expensive-code")
    });
    let finding = (found.iter())
        .find(|finding| finding["code"] == "expensive-code")
        .unwrap();
    let parameters = json!({
        "textDocument": {"uri": client.uri("rank.py")},
        "range": finding["range"],
        "context": {"diagnostics": [finding], "only": ["quickfix.sysgrok"]},
    });
    let actions = client.request("textDocument/codeAction", parameters);
    assert_eq!(actions[0]["diagnostics"], json!([finding]));
    client.shutdown();
}

#[test]
fn a_client_without_versions_gets_plain_changes() {
    let mut capabilities = usual_capabilities();
    capabilities["workspace"]["workspaceEdit"] = json!({});
    let (_workspace, mut client) = loaded_with(RANK, "rank.py", capabilities);
    let found = fixes(&mut client, 5);
    let edits = &found[0]["edit"]["changes"][client.uri("rank.py")];
    assert!(applied(&client, edits).contains("def again(words):\n    return sorted(words)\n"));
    client.shutdown();
    // One that knows commands only gets none.
    let (_workspace, mut client) = loaded_with(RANK, "rank.py", few_capabilities());
    assert_eq!(fixes(&mut client, 5), Vec::<Value>::new());
    client.shutdown();
}

#[test]
fn hot_lines_say_what_is_expensive_in_them() {
    let (_workspace, mut client) = loaded(RANK, "rank.py");
    client.replace("rank.py", "def cold", "def colder");
    let found = client.expect_diagnostics("rank.py", |found| {
        found.iter().any(|finding| finding["code"] == "expensive-code")
    });
    let expensive: Vec<Value> = found
        .into_iter()
        .filter(|finding| finding["code"] == "expensive-code")
        .collect();
    expect![[r#"
        2:11 "list(sorted(words, key=len))" 4 expensive-code: A list is made of a list, only to be sorted, on a line with 60.0 % of samples. `sorted` makes a list of its own; the other one is one more copy. Leave out `list`.
        5:11 "list(sorted(words))" 4 expensive-code: A list is made of a list, only to be sorted, on a line with 20.0 % of samples. `sorted` makes a list of its own; the other one is one more copy. Leave out `list`.
    "#]].assert_eq(&shown(&client, "rank.py", &expensive));
    client.shutdown();
}
