//! Code actions: on hot code, on profiles, on selections; nothing elsewhere, and none preferred.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::commands::TWINS;
use crate::harness::{Client, Workspace, few_capabilities};
use crate::loading::{APP, IDLE, client, client_with, hottest, run, wait_for, wait_for_heat};

/// The actions for a text of a file.
#[track_caller]
fn actions(
    client: &mut Client,
    workspace: &Workspace,
    file: &str,
    at: &str,
    selected: bool,
    only: Value,
) -> Vec<Value> {
    let start = client.at(&workspace.find(file, at))["position"].take();
    let mut end = start.clone();
    if selected {
        end["character"] = json!(start["character"].as_u64().unwrap() + 1);
    }
    let mut context = json!({"diagnostics": []});
    if !only.is_null() {
        context["only"] = only;
    }
    let parameters = json!({
        "textDocument": {"uri": client.uri(file)},
        "range": {"start": start, "end": end},
        "context": context,
    });
    let answer = client.request("textDocument/codeAction", parameters);
    answer.as_array().cloned().unwrap_or_default()
}

#[track_caller]
fn check(client: &mut Client, workspace: &Workspace, file: &str, at: &str, expected: &Expect) -> Vec<Value> {
    let found = actions(client, workspace, file, at, false, Value::Null);
    let titles: Vec<String> = (found.iter())
        .map(|action| {
            let kind = action["kind"].as_str().unwrap();
            assert!(
                action.get("isPreferred").is_none() && action["command"]["command"].is_string(),
                "{action}"
            );
            format!("{kind}: {}\n", action["title"].as_str().unwrap())
        })
        .collect();
    expected.assert_eq(&titles.concat());
    found
}

fn two() -> (Workspace, Client) {
    let workspace = Workspace::of(APP);
    workspace.write("old.folded", IDLE);
    workspace.write("cold.py", "def cold():\n    pass\n");
    workspace.folder().touch("old.folded", -100);
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["cpu.folded", "old.folded"], Some("cpu.folded"));
    (workspace, client)
}

/// Does what an action says.
#[track_caller]
fn act(client: &mut Client, actions: &[Value], title: &str) -> Value {
    let action = actions.iter().find(|action| action["title"] == title).unwrap();
    client.request("workspace/executeCommand", action["command"].clone())
}

#[test]
fn hot_code_has_actions_and_cold_code_has_none() {
    let (workspace, mut client) = two();
    client.open_file("app.py");
    client.open_file("cold.py");
    let found = check(
        &mut client,
        &workspace,
        "app.py",
        "n = idle",
        &expect![[r#"
            refactor.sysgrok: Show callers of busy
            refactor.sysgrok: Explain busy
            refactor.sysgrok: Suggest how to make busy faster
            refactor.sysgrok: Next hot spot
            refactor.sysgrok: Previous hot spot
            source.sysgrok: Show hot spots
            source.sysgrok: Hide heat
            source.sysgrok: Select profile old.folded
        "#]],
    );
    check(
        &mut client,
        &workspace,
        "app.py",
        "idle(n) *",
        &expect![[r#"
            refactor.sysgrok: Show callers of idle
            refactor.sysgrok: Explain idle
            refactor.sysgrok: Suggest how to make idle faster
            refactor.sysgrok: Next hot spot
            refactor.sysgrok: Previous hot spot
            source.sysgrok: Show hot spots
            source.sysgrok: Hide heat
            source.sysgrok: Select profile old.folded
        "#]],
    );
    check(&mut client, &workspace, "cold.py", "cold", &expect![[""]]);

    let answer = act(&mut client, &found, "Show callers of busy");
    assert!(answer["markdown"].as_str().unwrap().contains("busy"), "{answer}");
    client.expect_request("window/showDocument", |_| true);
    act(&mut client, &found, "Select profile old.folded");
    assert_eq!(hottest(&mut client), "idle 90, busy 10");
    act(&mut client, &found, "Hide heat");
    check(
        &mut client,
        &workspace,
        "app.py",
        "n = idle",
        &expect![[r#"
        source.sysgrok: Show heat
    "#]],
    );
    client.shutdown();
}

#[test]
fn kinds_are_honoured() {
    let (workspace, mut client) = two();
    client.open_file("app.py");
    let mut kinds = |only: Value| {
        let found = actions(&mut client, &workspace, "app.py", "n = idle", false, only);
        let mut kinds: Vec<String> = found
            .iter()
            .map(|action| action["kind"].as_str().unwrap().to_owned())
            .collect();
        kinds.dedup();
        kinds.join(" ")
    };
    assert_eq!(kinds(json!(["quickfix"])), "");
    assert_eq!(kinds(json!(["source"])), "source.sysgrok");
    assert_eq!(kinds(json!(["refactor.sysgrok"])), "refactor.sysgrok");
    assert_eq!(kinds(json!(["refactor.sys"])), "");
    assert_eq!(kinds(json!([""])), "refactor.sysgrok source.sysgrok");
    client.shutdown();
}

#[test]
fn a_client_without_literals_gets_commands() {
    let workspace = Workspace::of(APP);
    let mut client = client_with(&workspace, few_capabilities()).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    client.open_file("app.py");
    let found = actions(&mut client, &workspace, "app.py", "n = idle", false, Value::Null);
    assert!(
        !found.is_empty() && found.iter().all(|action| action["command"].is_string()),
        "{found:?}"
    );
    client.shutdown();
}

#[test]
fn a_path_of_several_files_is_settled_by_an_action() {
    let workspace = Workspace::of(TWINS);
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    client.open_file("two/util.py");
    let found = check(
        &mut client,
        &workspace,
        "two/util.py",
        "return",
        &expect![[r#"
        refactor.sysgrok: Paint two/util.py from profile path /build/util.py: write a path_map rule for me
        refactor.sysgrok: Paint two/util.py from profile path /build/util.py: write a path_map rule in .sysgrok.toml
    "#]],
    );
    act(
        &mut client,
        &found,
        "Paint two/util.py from profile path /build/util.py: write a path_map rule for me",
    );
    wait_for_heat(&mut client, "busy 100");
    client.expect_notification("window/showMessage", |_| true);
    // Now it is simply hot.
    check(
        &mut client,
        &workspace,
        "two/util.py",
        "return",
        &expect![[r#"
            refactor.sysgrok: Show callers of busy
            refactor.sysgrok: Explain busy
            refactor.sysgrok: Suggest how to make busy faster
            refactor.sysgrok: Next hot spot
            refactor.sysgrok: Previous hot spot
            source.sysgrok: Show hot spots
            source.sysgrok: Hide heat
        "#]],
    );
    client.shutdown();
}

#[test]
fn a_selection_in_a_file_with_heat_has_actions() {
    let workspace = Workspace::of(APP);
    workspace.write("app.py", workspace.text("app.py") + "\ndef cold(n):\n    pass\n");
    workspace.write("cpu.folded", workspace.text("cpu.folded"));
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    client.open_file("app.py");
    let cursor = actions(&mut client, &workspace, "app.py", "pass", false, Value::Null);
    assert_eq!(cursor, Vec::<Value>::new());
    let selection = actions(&mut client, &workspace, "app.py", "pass", true, Value::Null);
    assert!(
        selection.iter().any(|action| action["title"] == "Show hot spots"),
        "{selection:?}"
    );
    client.shutdown();
}

#[test]
fn an_opened_profile_is_loaded_selected_and_unloaded() {
    let (workspace, mut client) = two();
    workspace.write("notes.txt", "main;busy (app.py:6) 3\n");
    client.open_file("notes.txt");
    client.open_file("old.folded");
    let found = check(
        &mut client,
        &workspace,
        "notes.txt",
        "busy",
        &expect![[r#"
            source.sysgrok: Load this profile
            refactor.sysgrok: Show callers of busy
            refactor.sysgrok: Explain busy
            refactor.sysgrok: Suggest how to make busy faster
            source.sysgrok: Show hot spots
            source.sysgrok: Hide heat
            source.sysgrok: Select profile old.folded
        "#]],
    );
    act(&mut client, &found, "Load this profile");
    wait_for(
        &mut client,
        0,
        &["cpu.folded", "notes.txt", "old.folded"],
        Some("notes.txt"),
    );
    let found = check(
        &mut client,
        &workspace,
        "notes.txt",
        "busy",
        &expect![[r#"
            source.sysgrok: Unload this profile
            refactor.sysgrok: Show callers of busy
            refactor.sysgrok: Explain busy
            refactor.sysgrok: Suggest how to make busy faster
            source.sysgrok: Show hot spots
            source.sysgrok: Hide heat
            source.sysgrok: Select profile cpu.folded
            source.sysgrok: Select profile old.folded
        "#]],
    );
    act(&mut client, &found, "Unload this profile");
    wait_for(&mut client, 0, &["cpu.folded", "old.folded"], Some("old.folded"));
    run(&mut client, "selectProfile", json!("cpu.folded"));
    let found = check(
        &mut client,
        &workspace,
        "old.folded",
        "idle",
        &expect![[r#"
            source.sysgrok: Select this profile
            source.sysgrok: Unload this profile
            refactor.sysgrok: Show callers of idle
            refactor.sysgrok: Explain idle
            refactor.sysgrok: Suggest how to make idle faster
            source.sysgrok: Show hot spots
            source.sysgrok: Hide heat
        "#]],
    );
    act(&mut client, &found, "Select this profile");
    assert_eq!(hottest(&mut client), "idle 90, busy 10");
    client.shutdown();
}

/// The titles of what can be asked about a selection, or where the cursor is.
#[track_caller]
fn asked(client: &mut Client, workspace: &Workspace, file: &str, from: &str, to: &str) -> String {
    let position = |at: &str| client.at(&workspace.find(file, at))["position"].take();
    let parameters = json!({
        "textDocument": {"uri": client.uri(file)},
        "range": {"start": position(from), "end": position(to)},
        "context": {"diagnostics": [], "only": ["refactor.sysgrok"]},
    });
    let answer = client.request("textDocument/codeAction", parameters);
    let titles: Vec<&str> = answer
        .as_array()
        .into_iter()
        .flatten()
        .map(|action| action["title"].as_str().unwrap())
        .filter(|title| title.starts_with("Explain this") || title.starts_with("Find "))
        .collect();
    titles.join(", ")
}

#[test]
fn stack_traces_lists_and_annotated_code_are_explained_where_they_stand() {
    let workspace = Workspace::of(
        r#"
//- /notes.md
Words.

Traceback (most recent call last):
  File "app.py", line 6, in busy
    n = idle(n)
ValueError: x

 12.50 |   x = y * 2;
  1.50 |   z = x;

The end.
//- /top.topn.txt
    1 | libc.so.6 | __random | ./stdlib/random.c#295 | 2.43% | 2.79%
    2 | libc.so.6 | __random_r | ./stdlib/random_r.c#371 | 2.24% | 2.43%
"#,
    );
    let mut client = client(&workspace).initialize();
    client.open_file("notes.md");
    client.open_file("top.topn.txt");
    let mut asked = |file: &str, from: &str, to: &str| asked(&mut client, &workspace, file, from, to);
    assert_eq!(
        asked("notes.md", "Traceback", "12.50"),
        "Explain this stack trace"
    );
    assert_eq!(
        asked("notes.md", "12.50", "The end"),
        "Explain this annotated code"
    );
    assert_eq!(asked("notes.md", "The end", "end."), "Explain this stack trace");
    assert_eq!(
        asked("top.topn.txt", "__random |", "__random |"),
        "Explain this list"
    );
    client.shutdown();
}

#[test]
fn something_faster_is_offered_for_dependencies_and_for_imports_beside_heat() {
    let workspace = Workspace::of(
        "
//- /app.py
import json
import os

def busy(n):
    return json.dumps(n)
//- /cold.py
import json
import os
//- /requirements.txt
simplejson==3.0
# none
//- /far.py
from json import (
    dumps,
    loads,
)
import random as r
from . import near
def far(n):
    import re
    return r.random()
//- /find.cpp
#include <regex>
#include <json/json.h>
#include \"own.h\"
int find(int n) {
    return n;
}
//- /cpu.folded
busy (app.py:5) 10
far (far.py:9) 10
find (find.cpp:5) 10
",
    );
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    for file in ["app.py", "cold.py", "requirements.txt", "far.py", "find.cpp"] {
        client.open_file(file);
    }
    let mut asked = |file: &str, from: &str, to: &str| asked(&mut client, &workspace, file, from, to);
    assert_eq!(
        asked("app.py", "import json", "import json"),
        "Find something faster than json"
    );
    assert_eq!(asked("app.py", "return", "return"), "");
    assert_eq!(
        asked("requirements.txt", "simplejson", "simplejson"),
        "Find something faster than simplejson"
    );
    assert_eq!(asked("requirements.txt", "none", "none"), "");
    // In code that is not hot only what sysgrok knows something about, unless it is selected.
    assert_eq!(
        asked("cold.py", "json", "json"),
        "Find something faster than json"
    );
    assert_eq!(asked("cold.py", "os\n", "os\n"), "");
    assert_eq!(
        asked("cold.py", "import os", "os\n"),
        "Find something faster than os"
    );
    for (file, place, name) in [
        ("far.py", "from json", "json"),
        ("far.py", "dumps", "json"),
        ("far.py", "random as", "random"),
        ("far.py", "re\n", "re"),
        ("find.cpp", "<regex", "regex"),
        ("find.cpp", "include <json", "json/json.h"),
    ] {
        let expected = format!("Find something faster than {name}");
        assert_eq!(asked(file, place, place), expected, "{file} {place}");
    }
    assert_eq!(asked("far.py", "from .", "from ."), "");
    assert_eq!(asked("find.cpp", "own.h", "own.h"), "");
    client.shutdown();
}
