//! Profiles are found, loaded behind the editor's back, several at once, and go when they shall.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Answers, Client, Workspace, usual_capabilities};

/// A program and a profile: `busy` has three quarters of the samples on its line 6, `idle` the rest on its line 2.
pub const APP: &str = "
//- /app.py
def idle(n):
    return n + 1

def busy(n):
    for _ in range(n):
        n = idle(n) * 3
    return n
//- /cpu.folded
main (run.py:1);busy (app.py:6) 75
main (run.py:1);busy (app.py:6);idle (app.py:2) 25
";

/// The other way round.
pub const IDLE: &str =
    "main (run.py:1);busy (app.py:6) 10\nmain (run.py:1);busy (app.py:6);idle (app.py:2) 90\n";

const NEWS: &str = "sysgrok/heatChanged";
pub const FINDINGS: &str = "textDocument/publishDiagnostics";

/// A client that is told when heat changes, and that need not read it.
pub fn client(workspace: &Workspace) -> Client {
    client_with(workspace, usual_capabilities())
}

pub fn client_with(workspace: &Workspace, mut capabilities: Value) -> Client {
    capabilities["experimental"]["sysgrok"] = json!({"heatChanged": true});
    Client::start(workspace)
        .with_capabilities(capabilities)
        .ignoring(&[NEWS, FINDINGS])
}

/// What a client declares that does not watch files.
pub fn watching_nothing() -> Value {
    let mut capabilities = usual_capabilities();
    capabilities["workspace"]["didChangeWatchedFiles"] = Value::Null;
    capabilities
}

/// Waits until a folder has loaded and shows what is wanted: names, sorted, and the one that is shown.
#[track_caller]
pub fn wait_for(client: &mut Client, folder: usize, loaded: &[&str], shown: Option<&str>) {
    loop {
        // One after the other: an old one that was not read yet says nothing of now.
        let news = client.expect_notification(NEWS, |_| true);
        let news = &news["folders"][folder];
        let mut names: Vec<&str> = news["loaded"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        names.sort_unstable();
        if names == loaded && news["shown"]["name"].as_str() == shown {
            return;
        }
    }
}

/// Waits for a change after which the hottest functions are these.
#[track_caller]
pub fn wait_for_heat(client: &mut Client, wanted: &str) {
    while hottest(client) != wanted {
        client.expect_notification(NEWS, |_| true);
    }
}

/// The hottest functions of the workspace: `busy 75, idle 25`.
pub fn hottest(client: &mut Client) -> String {
    let answer = client.request("sysgrok/hotSpots", json!({}));
    let spots = answer["spots"].as_array().unwrap().iter();
    let shown: Vec<String> = spots
        .map(|spot| {
            format!(
                "{} {:.0}",
                spot["name"].as_str().unwrap(),
                100.0 * spot["self"].as_f64().unwrap_or(0.0)
            )
        })
        .collect();
    shown.join(", ")
}

/// A command's answer.
#[track_caller]
pub fn run(client: &mut Client, command: &str, argument: Value) -> Value {
    let arguments = if argument.is_null() {
        json!([])
    } else {
        json!([argument])
    };
    client.request(
        "workspace/executeCommand",
        json!({"command": format!("sysgrok.{command}"), "arguments": arguments}),
    )
}

/// Has many megabytes, and is older than the other files.
pub fn huge(workspace: &Workspace, name: &str, megabytes: usize) -> PathBuf {
    let mut block = String::new();
    let mut number = 0;
    while block.len() < 1 << 20 {
        number += 1;
        writeln!(
            block,
            "app 1 [000] {number}.0: 1 cycles:\n\t  10 idle+0x1 (/bin/app)\n\t  20 busy{number}+0x1 (/bin/app)\n\t  30 main+0x1 (/bin/app)\n"
        )
        .unwrap();
    }
    let path = workspace.write(name, block.repeat(megabytes));
    workspace.folder().touch(name, -1000);
    path
}

#[test]
fn several_profiles_are_loaded_and_the_newest_is_shown() {
    let workspace = Workspace::of(APP);
    workspace.write("old.folded", IDLE);
    workspace.folder().touch("old.folded", -100);
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["cpu.folded", "old.folded"], Some("cpu.folded"));
    assert_eq!(hottest(&mut client), "busy 75, idle 25");
    client.expect_diagnostics("app.py", |found| !found.is_empty());

    assert_eq!(
        run(&mut client, "selectProfile", json!({"profile": "old.folded"})),
        json!({"profile": "old.folded"})
    );
    assert_eq!(hottest(&mut client), "idle 90, busy 10");

    // What was shown goes: the other is.
    run(&mut client, "unloadProfile", json!({"profile": "old.folded"}));
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    assert_eq!(hottest(&mut client), "busy 75, idle 25");

    run(&mut client, "unloadProfile", json!("cpu.folded"));
    wait_for(&mut client, 0, &[], None);
    client.expect_diagnostics("app.py", <[Value]>::is_empty);

    // What the user has sent away does not come back because it is written.
    workspace.write("cpu.folded", IDLE);
    client.files_changed(&[("cpu.folded", 2)]);
    run(&mut client, "loadProfile", json!("old.folded"));
    wait_for(&mut client, 0, &["old.folded"], Some("old.folded"));

    // But when it is asked for.
    run(
        &mut client,
        "loadProfile",
        json!({"uri": workspace.uri("cpu.folded")}),
    );
    wait_for(&mut client, 0, &["cpu.folded", "old.folded"], Some("cpu.folded"));
    client.shutdown();
}

#[test]
fn a_profile_of_any_name_is_loaded_when_settings_name_it() {
    let workspace = Workspace::of(APP);
    workspace.write("notes.txt", IDLE);
    workspace.write(".sysgrok.toml", "profiles = [\"notes.txt\"]\ndiscover = false\n");
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["notes.txt"], Some("notes.txt"));
    client.shutdown();
}

#[test]
fn an_unreadable_profile_is_a_finding_until_it_is_readable_or_goes() {
    let workspace = Workspace::of("//- /bad.folded\nthis is no profile at all\n");
    let mut client = client(&workspace).initialize();
    let found = client.expect_diagnostics("bad.folded", |found| !found.is_empty());
    assert_eq!(found[0]["severity"], 2);
    let message = found[0]["message"].as_str().unwrap();
    assert!(message.contains("bad.folded"), "{message}");

    workspace.write("bad.folded", "main;busy 3\n");
    client.files_changed(&[("bad.folded", 2)]);
    client.expect_diagnostics("bad.folded", <[Value]>::is_empty);
    wait_for(&mut client, 0, &["bad.folded"], Some("bad.folded"));

    workspace.write("bad.folded", "again no profile");
    client.files_changed(&[("bad.folded", 2)]);
    client.expect_diagnostics("bad.folded", |found| !found.is_empty());
    wait_for(&mut client, 0, &[], None);

    std::fs::remove_file(workspace.path("bad.folded")).unwrap();
    client.files_changed(&[("bad.folded", 3)]);
    client.expect_diagnostics("bad.folded", <[Value]>::is_empty);
    client.shutdown();
}

#[test]
fn hovers_are_answered_while_a_large_profile_is_loaded_and_the_load_can_be_cancelled() {
    let workspace = Workspace::of(APP);
    huge(&workspace, "huge.perf.txt", 200);
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    client.open_file("app.py");
    let (_, created) = client.expect_request("window/workDoneProgress/create", |_| true);
    let token = created["token"].clone();
    assert!(token.is_string(), "Zed takes no numbers: {token}");
    let begin = client.expect_notification("$/progress", |progress| progress["value"]["kind"] == "begin");
    assert_eq!(begin["value"]["cancellable"], true);
    assert_eq!(begin["value"]["title"], "Reading huge.perf.txt");

    let start = Instant::now();
    let busy = workspace.find("app.py", "busy");
    for _ in 0..50 {
        let hover = client.request("textDocument/hover", client.at(&busy));
        assert!(
            hover["contents"]["value"].as_str().unwrap().contains("75.0 %"),
            "{hover}"
        );
    }
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    let reports = client.take_unread("$/progress");
    assert!(
        !reports
            .iter()
            .any(|report| report["params"]["value"]["kind"] == "end"),
        "it was loaded too soon"
    );

    client.notify("window/workDoneProgress/cancel", json!({"token": token}));
    client.expect_notification("$/progress", |progress| progress["value"]["kind"] == "end");
    assert_eq!(hottest(&mut client), "busy 75, idle 25");
    // What was cancelled is no fault.
    assert!(
        !client
            .take_unread(FINDINGS)
            .iter()
            .any(|found| found["params"]["uri"] == workspace.uri("huge.perf.txt"))
    );
    client.shutdown();
}

#[test]
fn the_server_ends_at_once_while_a_large_profile_is_loaded() {
    let workspace = Workspace::empty();
    huge(&workspace, "one.perf.txt", 200);
    huge(&workspace, "two.perf.txt", 200);
    let mut client = client(&workspace).initialize();
    client.expect_notification("$/progress", |progress| progress["value"]["kind"] == "begin");
    let start = Instant::now();
    client.shutdown();
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn a_client_that_never_answers_is_served() {
    let workspace = Workspace::of(APP);
    huge(&workspace, "huge.perf.txt", 20);
    let mut client = client(&workspace).answering(Answers::Never).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    run(&mut client, "nextHotSpot", Value::Null);
    run(&mut client, "hotSpots", Value::Null);
    client = client.ignoring(&[
        "window/showDocument",
        "window/showMessageRequest",
        "window/showMessage",
    ]);
    wait_for(
        &mut client,
        0,
        &["cpu.folded", "huge.perf.txt"],
        Some("cpu.folded"),
    );
    // Here is something to choose, and nobody chooses.
    assert_eq!(run(&mut client, "unloadProfile", Value::Null), Value::Null);
    run(&mut client, "selectProfile", json!("huge.perf.txt"));
    wait_for(
        &mut client,
        0,
        &["cpu.folded", "huge.perf.txt"],
        Some("huge.perf.txt"),
    );
    client.shutdown();
}

#[test]
fn paths_may_hold_anything() {
    let root = "a b[c]|d%20é{x}#?";
    let workspace = Workspace::empty();
    let source = "def busy(n):\n    return n\n";
    workspace.write(&format!("{root}/src x/ap|p %é.py"), source);
    workspace.write(
        &format!("{root}/c[p]u|%41 é.folded"),
        "main;busy (src x/ap|p %é.py:2) 3\n",
    );
    let mut client = client(&workspace).with_roots(&[root]).initialize();
    wait_for(
        &mut client,
        0,
        &["c[p]u|%41 é.folded"],
        Some("c[p]u|%41 é.folded"),
    );
    let file = format!("{root}/src x/ap|p %é.py");
    client.expect_diagnostics(&file, |found| !found.is_empty());
    client.open_file(&file);
    let hover = client.request("textDocument/hover", client.at(&workspace.find(&file, "busy")));
    assert!(
        hover["contents"]["value"].as_str().unwrap().contains("100.0 %"),
        "{hover}"
    );
    let here = client.at(&workspace.find(&file, "busy"));
    let next = run(
        &mut client,
        "nextHotSpot",
        json!({"uri": here["textDocument"]["uri"], "position": here["position"]}),
    );
    let uri = next["location"]["uri"].as_str().unwrap().to_owned();
    client.expect_request("window/showDocument", |shown| shown["uri"] == uri.as_str());
    client.shutdown();
}

#[test]
fn every_root_has_its_own_profiles() {
    let workspace = Workspace::empty();
    for root in ["one", "two"] {
        workspace.write(&format!("{root}/{root}.py"), "def busy(n):\n    return n\n");
        workspace.write(
            &format!("{root}/{root}.folded"),
            format!("main;busy ({root}.py:2) 3\n"),
        );
    }
    let mut client = client(&workspace).with_roots(&["one"]).initialize();
    wait_for(&mut client, 0, &["one.folded"], Some("one.folded"));
    let folder = |root: &str| json!([{"uri": workspace.uri(root), "name": root}]);
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({"event": {"added": folder("two"), "removed": []}}),
    );
    wait_for(&mut client, 1, &["two.folded"], Some("two.folded"));
    client.expect_diagnostics("two/two.py", |found| !found.is_empty());
    run(&mut client, "unloadProfile", json!("two.folded"));
    wait_for(&mut client, 1, &[], None);
    client.expect_diagnostics("two/two.py", <[Value]>::is_empty);
    assert_eq!(hottest(&mut client), "busy 100");
    client.notify(
        "workspace/didChangeWorkspaceFolders",
        json!({"event": {"added": [], "removed": folder("one")}}),
    );
    client.expect_diagnostics("one/one.py", |found| !found.is_empty());
    client.expect_diagnostics("one/one.py", <[Value]>::is_empty);
    client.shutdown();
}

#[test]
fn files_outside_of_the_workspace_are_no_heat_but_may_be_profiles() {
    let workspace = Workspace::empty();
    workspace.write("in/app.py", "def busy(n):\n    return n\n");
    workspace.write("out/other.py", "def busy(n):\n    return n\n");
    workspace.write("out/cpu.txt", "main;busy (app.py:2) 3\n");
    let mut client = client(&workspace).with_roots(&["in"]).initialize();
    client.open_file("out/other.py");
    let hover = client.request(
        "textDocument/hover",
        client.at(&workspace.find("out/other.py", "busy")),
    );
    assert_eq!(hover, Value::Null);
    let path = workspace.path("out/cpu.txt");
    run(&mut client, "loadProfile", json!({"profile": path}));
    wait_for(&mut client, 0, &[path.to_str().unwrap()], path.to_str());
    client.expect_diagnostics("in/app.py", |found| !found.is_empty());
    client.shutdown();
}

#[test]
fn nothing_is_started_in_a_workspace_that_is_not_trusted() {
    let workspace = Workspace::of(APP);
    workspace.write("perf.data", [b"PERFILE2".as_slice(), &[0; 200]].concat());
    let mut client = client(&workspace)
        .with_options(json!({"trusted": false}))
        .initialize();
    // Heat is painted all the same.
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    let found = client.expect_diagnostics("perf.data", |found| !found.is_empty());
    let message = found[0]["message"].as_str().unwrap();
    assert!(
        message.contains("not trusted") && message.contains("perf script"),
        "{message}"
    );
    // A workspace cannot trust itself.
    client.notify(
        "workspace/didChangeConfiguration",
        json!({"settings": {"sysgrok": {"trusted": true}}}),
    );
    workspace.write("perf.data", [b"PERFILE2".as_slice(), &[0; 300]].concat());
    client.files_changed(&[("perf.data", 2)]);
    client.request("sysgrok/hotSpots", json!({}));
    client = client.ignoring(&["window/showMessage"]);
    client.shutdown();
}
