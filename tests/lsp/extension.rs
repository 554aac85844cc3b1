//! Our own methods: what is offered, `sysgrok/heat`, `sysgrok/hotSpots` and `sysgrok/heatChanged`.
//! `editors/PROTOCOL.md` tells what they are.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Client, Workspace, usual_capabilities};

/// Of 100 samples `mémoire` has 60, all on its second line; `appelé` has 10 and calls it; the system has 30.
const APP: &str = "
//- /src/app.py
def froid():
    pass

def mémoire(n):
    é = 'ü😀'; return é * n

def appelé(n):
    return mémoire(n)
//- /app.folded
appelé (src/app.py:8) 10
appelé (src/app.py:8);mémoire (src/app.py:5) 60
appelé (src/app.py:8);malloc 30
";

const FILE: &str = "src/app.py";

fn start(workspace: &Workspace) -> Client {
    Client::start(workspace).ignoring(&["textDocument/publishDiagnostics"])
}

/// A client that was told the heat of the file.
#[track_caller]
fn loaded(client: Client) -> Client {
    let mut client = client.initialize();
    client.expect_diagnostics(FILE, |found| !found.is_empty());
    client
}

fn heat(client: &mut Client) -> Value {
    let document = client.document(FILE);
    client.request("sysgrok/heat", document)
}

/// Text, self and total of functions or lines.
fn shown(client: &Client, list: &Value, range: &str) -> Vec<(String, Option<f64>, Option<f64>)> {
    let list = list.as_array().unwrap();
    let shown = |one: &Value| {
        (
            client.text_at(FILE, &one[range]),
            one["self"].as_f64(),
            one["total"].as_f64(),
        )
    };
    list.iter().map(shown).collect()
}

fn row(text: &str, own: f64, total: f64) -> (String, Option<f64>, Option<f64>) {
    (text.to_owned(), Some(own), Some(total))
}

#[test]
fn it_is_offered() {
    let workspace = Workspace::empty();
    let client = start(&workspace).initialize();
    let offered = json!({
        "heat": true, "heatChanged": true, "hotSpots": true, "status": true, "callers": true, "flameGraph": true,
        "report": true, "reports": true, "reportText": true, "ask": true, "hosts": true, "explained": true,
    });
    assert_eq!(client.offered()["experimental"]["sysgrok"], offered);
}

#[test]
fn a_document_has_functions_and_lines_in_the_units_agreed_upon() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let workspace = Workspace::of(APP);
        let mut capabilities = usual_capabilities();
        capabilities["general"]["positionEncodings"] = json!([encoding]);
        let mut client = loaded(start(&workspace).with_capabilities(capabilities));
        let closed = heat(&mut client);
        assert_eq!(closed["version"], Value::Null);
        client.open_file(FILE);
        let heat = heat(&mut client);
        assert_eq!(heat["version"], 1);
        assert_eq!(
            heat["functions"], closed["functions"],
            "open or not, it is the same"
        );
        assert_eq!(
            (heat["self"].as_f64(), heat["total"].as_f64()),
            (Some(0.7), Some(1.0))
        );
        assert_eq!(heat["stale"], false);
        let names = shown(&client, &heat["functions"], "selectionRange");
        assert_eq!(names, [row("mémoire", 0.6, 0.6), row("appelé", 0.1, 1.0)]);
        let whole = shown(&client, &heat["functions"], "range");
        assert_eq!(whole[0].0, "def mémoire(n):\n    é = 'ü😀'; return é * n");
        assert_eq!(heat["functions"][0]["samples"]["hit"], 60);
        assert_eq!(heat["functions"][0]["samples"]["of"], 100);
        let lines = shown(&client, &heat["lines"], "range");
        assert_eq!(
            lines,
            [
                row("é = 'ü😀'; return é * n", 0.6, 0.6),
                row("return mémoire(n)", 0.1, 1.0)
            ]
        );
    }
}

#[test]
fn the_profile_is_told() {
    let workspace = Workspace::of(APP);
    workspace.write(
        "app.folded.meta.toml",
        "tool = \"py-spy 0.4.1\"\nhost = \"web3\"\nrecorded = \"2026-11-22T10:00:00Z\"\n",
    );
    let mut client = loaded(start(&workspace));
    let profile = heat(&mut client)["profile"].take();
    let expected = json!({
        "uri": client.uri("app.folded"), "name": "app.folded", "valueType": "samples", "unit": "count",
        "whole": 100.0, "complete": true, "samples": 100,
        "provenance": {
            "format": "folded", "tool": "py-spy 0.4.1", "command": null,
            "recorded": "2026-11-22T10:00:00Z", "host": "web3", "revision": null,
        },
    });
    assert_eq!(profile, expected);
}

#[test]
fn heat_moves_with_edits() {
    let workspace = Workspace::of(APP);
    let mut client = loaded(start(&workspace));
    client.open_file(FILE);
    client.change(FILE, 0..0, "# é\r\n\r\n");
    client.replace(FILE, "def mémoire(n):\n", "def mémoire(n):\n    # between\n");
    let heat = heat(&mut client);
    assert_eq!(heat["version"], 3);
    let lines = shown(&client, &heat["lines"], "range");
    assert_eq!(
        lines,
        [
            row("é = 'ü😀'; return é * n", 0.6, 0.6),
            row("return mémoire(n)", 0.1, 1.0)
        ]
    );
    assert_eq!(
        shown(&client, &heat["functions"], "selectionRange")[0].0,
        "mémoire"
    );
}

#[test]
fn a_file_that_has_changed_since_the_recording_is_stale() {
    let workspace = Workspace::of(APP);
    workspace.folder().touch("app.folded", -3600);
    let mut client = loaded(start(&workspace));
    let heat = heat(&mut client);
    assert_eq!(heat["stale"], true);
    assert_eq!(heat["functions"][0]["stale"], true);
    assert_eq!(heat["lines"], json!([]));
}

#[test]
fn what_has_no_heat_says_so() {
    let workspace = Workspace::of(APP);
    workspace.write("src/cold.py", "def cold():\n    pass\n");
    let mut client = loaded(start(&workspace));
    let cold = json!({"textDocument": {"uri": client.uri("src/cold.py")}});
    let cold = client.request("sysgrok/heat", cold);
    assert_eq!((&cold["functions"], &cold["lines"]), (&json!([]), &json!([])));
    for uri in ["file:///elsewhere/app.py", "untitled:Untitled-1"] {
        let nothing = client.request("sysgrok/heat", json!({"textDocument": {"uri": uri}}));
        assert_eq!(nothing, Value::Null, "{uri}");
    }
    let wrong = client
        .try_request("sysgrok/heat", json!({"document": 1}))
        .unwrap_err();
    assert_eq!(wrong["code"], -32602);
}

/// Name, self and where.
fn spots(client: &mut Client, parameters: Value) -> Vec<String> {
    let answer = client.request("sysgrok/hotSpots", parameters);
    let show = |spot: &Value| {
        let place = match &spot["location"] {
            Value::Null => spot["elsewhere"].as_str().unwrap().to_owned(),
            location => {
                assert_eq!(location["uri"], client.uri(FILE));
                format!("{:?}", client.text_at(FILE, &location["range"]))
            }
        };
        assert_eq!(spot["profile"], 0);
        format!("{} {} {place}", spot["name"].as_str().unwrap(), spot["self"])
    };
    answer["spots"].as_array().unwrap().iter().map(show).collect()
}

#[test]
fn hot_spots_are_ranked() {
    let workspace = Workspace::of(APP);
    let mut client = loaded(start(&workspace));
    let functions = spots(&mut client, json!({}));
    assert_eq!(functions, ["mémoire 0.6 \"mémoire\"", "appelé 0.1 \"appelé\""]);
    let all = spots(&mut client, json!({"onlyWorkspace": false, "limit": 2}));
    assert_eq!(all[0], functions[0]);
    assert!(all[1].starts_with("malloc 0.3 "), "{all:?}");
    assert_eq!(all.len(), 2);
    let lines = spots(&mut client, json!({"kind": "lines", "limit": 1}));
    assert_eq!(lines, ["src/app.py:5 0.6 \"é = 'ü😀'; return é * n\""]);
    let files = spots(&mut client, json!({"kind": "files"}));
    assert_eq!(files, ["src/app.py 0.7 \"\""]);
    let wrong = client
        .try_request("sysgrok/hotSpots", json!({"kind": "planets"}))
        .unwrap_err();
    assert_eq!(wrong["code"], -32602);
}

#[test]
fn hot_spots_are_where_they_are_now() {
    let workspace = Workspace::of(APP);
    let mut client = loaded(start(&workspace));
    client.open_file(FILE);
    client.replace(FILE, "    é = 'ü😀'; return é * n\n", "    return n\n");
    client.change(FILE, 0..0, "\n");
    // The line of `mémoire` is gone; that of `appelé` has moved.
    let lines = spots(&mut client, json!({"kind": "lines"}));
    assert_eq!(lines, ["src/app.py:9 0.1 \"return mémoire(n)\""]);
    let functions = spots(&mut client, json!({}));
    assert_eq!(functions[0], "mémoire 0.6 \"mémoire\"");
}

#[test]
fn without_a_profile_there_are_no_spots() {
    let workspace = Workspace::empty();
    let mut client = start(&workspace).initialize();
    let nothing = client.request("sysgrok/hotSpots", json!({}));
    assert_eq!(nothing, json!({"profiles": [], "spots": []}));
}

#[test]
fn clients_that_want_it_are_told_when_heat_changes() {
    let workspace = Workspace::of(APP);
    let mut capabilities = usual_capabilities();
    capabilities["experimental"] = json!({"sysgrok": {"heatChanged": true}});
    let mut client = start(&workspace)
        .ignoring(&["sysgrok/heatChanged"])
        .with_capabilities(capabilities)
        .initialize();
    let of = |news: &Value| news["folders"][0].clone();
    let loaded = client.expect_notification("sysgrok/heatChanged", |news| !of(news)["shown"].is_null());
    assert_eq!(of(&loaded)["uri"], client.uri("").trim_end_matches('/'));
    assert_eq!(of(&loaded)["loaded"], json!(["app.folded"]));
    assert_eq!(of(&loaded)["shown"]["name"], "app.folded");

    client.notify("workspace/didChangeConfiguration", json!({"settings": null}));
    fs::remove_file(workspace.path("app.folded")).unwrap();
    client.files_changed(&[("app.folded", 3)]);
    let gone = client.expect_notification("sysgrok/heatChanged", |news| of(news)["shown"].is_null());
    assert_eq!(of(&gone)["loaded"], json!([]));
    assert_eq!(heat(&mut client), Value::Null);
}

/// The harness fails when a message is left unread.
#[test]
fn other_clients_are_not() {
    for experimental in [
        Value::Null,
        json!({"sysgrok": {"heatChanged": false}}),
        json!({"sysgrok": 1}),
    ] {
        let workspace = Workspace::of(APP);
        let mut capabilities = usual_capabilities();
        capabilities["experimental"] = experimental;
        let client = loaded(start(&workspace).with_capabilities(capabilities));
        client.shutdown();
    }
}
