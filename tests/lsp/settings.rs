//! The ways in which an editor gives settings, and what becomes of wrong ones. Each test looks at which functions are
//! called hot.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Answers, Client, Workspace, few_capabilities};

/// Of 100 samples `first` has 50, `second` 30, `third` 20.
const APP: &str = "
//- /app.py
def first(n):
    return n * 3

def second(n):
    return n * 2

def third(n):
    return n + 1
//- /app.folded
first (app.py:2) 50
second (app.py:5) 30
third (app.py:8) 20
";

const ALL: &[&str] = &["first", "second", "third"];

fn start(workspace: &Workspace) -> Client {
    Client::start(workspace).ignoring(&["textDocument/publishDiagnostics"])
}

/// A client that cannot be asked for settings.
fn pushing(workspace: &Workspace) -> Client {
    start(workspace).with_capabilities(few_capabilities())
}

/// At most this many functions.
fn at_most(functions: usize) -> Value {
    json!({"diagnostics": {"functions": functions}})
}

/// Waits until these functions are called hot.
#[track_caller]
fn expect_hot(client: &mut Client, functions: &[&str]) {
    client.expect_diagnostics("app.py", |found| {
        let hot = found.iter().filter(|one| one["code"] == "hot-function");
        let names: Vec<&str> = hot
            .filter_map(|one| one["message"].as_str()?.split('`').nth(1))
            .collect();
        names == functions
    });
}

fn change(client: &mut Client, settings: &Value) {
    client.notify("workspace/didChangeConfiguration", json!({"settings": settings}));
}

/// The warning that names these.
#[track_caller]
fn expect_warning(client: &mut Client, parts: &[&str]) {
    let shown = client.expect_notification("window/showMessage", |_| true);
    let message = shown["message"].as_str().unwrap();
    assert_eq!(shown["type"], 2, "{message}");
    for part in parts {
        assert!(message.contains(part), "no {part:?} in {message:?}");
    }
}

#[test]
fn options_come_with_initialize_in_a_section_or_without() {
    for options in [at_most(2), json!({"sysgrok": at_most(2)})] {
        let workspace = Workspace::of(APP);
        let mut client = start(&workspace).with_options(options).initialize();
        expect_hot(&mut client, &ALL[..2]);
    }
}

#[test]
fn settings_are_asked_for_and_asked_for_again_when_they_change() {
    let workspace = Workspace::of(APP);
    let answers =
        |settings: Value| Answers::Settings(json!({"sysgrok": settings, "other": {"functions": 0}}));
    let mut client = start(&workspace).answering(answers(at_most(1))).initialize();
    let (_, asked) = client.expect_request("workspace/configuration", |_| true);
    assert_eq!(asked["items"][0]["section"], "sysgrok");
    expect_hot(&mut client, &ALL[..1]);

    client.answer_requests(answers(json!({"diagnostics": {"function_share": 0.25}})));
    change(&mut client, &Value::Null);
    expect_hot(&mut client, &ALL[..2]);

    // Nothing is set any more.
    client.answer_requests(answers(Value::Null));
    change(&mut client, &Value::Null);
    expect_hot(&mut client, ALL);
}

#[test]
fn settings_are_taken_as_they_are_pushed() {
    let workspace = Workspace::of(APP);
    let mut client = pushing(&workspace).initialize();
    expect_hot(&mut client, ALL);
    change(&mut client, &json!({"sysgrok": at_most(2)}));
    expect_hot(&mut client, &ALL[..2]);
    change(&mut client, &at_most(1));
    expect_hot(&mut client, &ALL[..1]);
    // Sections of others, some of them wrong, are not ours.
    change(
        &mut client,
        &json!({"sysgrok": at_most(2), "clangd": {"functions": "all"}}),
    );
    expect_hot(&mut client, &ALL[..2]);
}

#[test]
fn what_comes_later_goes_over_what_came_with_initialize() {
    let workspace = Workspace::of(APP);
    let mut client = pushing(&workspace).with_options(at_most(2)).initialize();
    expect_hot(&mut client, &ALL[..2]);
    change(&mut client, &at_most(1));
    expect_hot(&mut client, &ALL[..1]);
    // eglot sends this when nothing is set.
    change(&mut client, &json!({}));
    expect_hot(&mut client, &ALL[..2]);
}

#[test]
fn the_editor_goes_over_the_file_of_the_workspace() {
    let workspace = Workspace::of(APP);
    workspace.write(".sysgrok.toml", "[diagnostics]\nfunctions = 1\nlines = 0\n");
    let mut client = pushing(&workspace).initialize();
    expect_hot(&mut client, &ALL[..1]);
    change(&mut client, &at_most(2));
    let found = client.expect_diagnostics("app.py", |found| !found.is_empty());
    assert_eq!(
        found.len(),
        2,
        "the file still says that there are no lines: {found:?}"
    );
}

/// The profile says something else by now, in as many bytes and of the same time, so that it looks as it was: whoever
/// read it again would notice.
#[test]
fn thresholds_change_without_reading_the_profile_again() {
    let workspace = Workspace::of(APP);
    let mut client = start(&workspace).initialize();
    expect_hot(&mut client, ALL);
    let path = workspace.path("app.folded");
    let written = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, workspace.text("app.folded").replace("50", "10")).unwrap();
    fs::File::options()
        .append(true)
        .open(&path)
        .unwrap()
        .set_modified(written)
        .unwrap();
    for (settings, hot) in [
        (json!({"diagnostics": {"function_share": 0.4}}), &ALL[..1]),
        (json!({"diagnostics": {"enable": false}}), &[]),
        (json!({"diagnostics": {"enable": true}}), ALL),
    ] {
        client.answer_requests(Answers::Settings(json!({"sysgrok": settings})));
        change(&mut client, &Value::Null);
        expect_hot(&mut client, hot);
    }
}

#[test]
fn a_wrong_key_is_named_and_costs_its_layer_only() {
    let workspace = Workspace::of(APP);
    workspace.write(".sysgrok.toml", "[diagnostics]\nfunctions = 2\n");
    let options = json!({"diagnostics": {"functions": 1, "colour": "red"}});
    let mut client = pushing(&workspace).with_options(options).initialize();
    expect_warning(&mut client, &["initializationOptions", "colour"]);
    // The file stands, and the right key beside the wrong one does not.
    expect_hot(&mut client, &ALL[..2]);

    change(&mut client, &at_most(1));
    expect_warning(&mut client, &["initializationOptions", "colour"]);
    expect_hot(&mut client, &ALL[..1]);
}

#[test]
fn a_wrong_value_is_named() {
    for (settings, parts) in [
        (
            json!({"diagnostics": {"functions": -1}}),
            ["the editor's settings", "-1"],
        ),
        (
            json!({"diagnostics": {"function_severity": "error"}}),
            ["the editor's settings", "error"],
        ),
        (
            json!({"profiles": "cpu.folded"}),
            ["the editor's settings", "cpu.folded"],
        ),
    ] {
        let workspace = Workspace::of(APP);
        let mut client = pushing(&workspace).initialize();
        expect_hot(&mut client, ALL);
        change(&mut client, &settings);
        expect_warning(&mut client, &parts);
        change(&mut client, &at_most(2));
        expect_hot(&mut client, &ALL[..2]);
    }
}

#[test]
fn a_wrong_file_of_settings_is_named_and_the_editor_still_counts() {
    let workspace = Workspace::of(APP);
    workspace.write(".sysgrok.toml", "[diagnostics\n");
    let mut client = start(&workspace).with_options(at_most(2)).initialize();
    expect_warning(&mut client, &[".sysgrok.toml"]);
    expect_hot(&mut client, &ALL[..2]);
}
