//! `sysgrok/flameGraph`: the stacks as one tree.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::harness::{Client, Workspace};
use crate::loaded::{FINDINGS, WORDS, loaded};

/// A node a line: function, total, self, what it was, where the function is.
fn check(client: &Client, graph: &Value, expected: &Expect) {
    let mut shown = String::new();
    node(client, graph, &graph["root"], 0, &mut shown);
    expected.assert_eq(&shown);
}

fn node(client: &Client, graph: &Value, at: &Value, depth: usize, shown: &mut String) {
    let function = at["function"]
        .as_u64()
        .map(|index| &graph["functions"][index as usize]);
    let name = function.map_or("all", |function| function["name"].as_str().unwrap());
    let place = function.map_or(String::new(), |function| match &function["location"] {
        Value::Null => " elsewhere".to_owned(),
        location => {
            let uri = location["uri"].as_str().unwrap();
            let file = uri.strip_prefix(&client.uri("")).unwrap().trim_start_matches('/');
            assert_eq!(function["inWorkspace"], true);
            assert_eq!(client.text_at(file, &location["range"]), name);
            format!(" {file}")
        }
    });
    let indent = "  ".repeat(depth);
    write!(shown, "{indent}{name} {} {}", at["total"], at["self"]).unwrap();
    if !at["base"].is_null() {
        write!(shown, " was {}", at["base"]).unwrap();
    }
    writeln!(shown, "{place}").unwrap();
    for child in at["children"].as_array().unwrap() {
        node(client, graph, child, depth + 1, shown);
    }
}

#[test]
fn it_shows_who_calls_whom_and_where_they_are() {
    let (_workspace, mut client) = loaded(WORDS, "src/table.c");
    let graph = client.request("sysgrok/flameGraph", json!({}));
    assert_eq!(graph["profile"]["name"], "words.folded");
    assert_eq!((&graph["base"], &graph["reason"]), (&Value::Null, &Value::Null));
    assert_eq!(graph["leftOut"], 0.0);
    check(
        &client,
        &graph,
        &expect![[r#"
        all 1.0 0.0
          main 1.0 0.05 src/main.c
            find 0.95 0.35 src/table.c
              step 0.3 0.3 src/table.c
              hash 0.2 0.2 src/table.c
              memcmp 0.1 0.1 elsewhere
    "#]],
    );
    let lean = client.request("sysgrok/flameGraph", json!({"limit": 3}));
    assert!((lean["leftOut"].as_f64().unwrap() - 0.3).abs() < 1e-9, "{lean}");
    check(
        &client,
        &lean,
        &expect![[r#"
        all 1.0 0.0
          main 1.0 0.05 src/main.c
            find 0.95 0.35 src/table.c
              step 0.3 0.3 src/table.c
    "#]],
    );
}

#[test]
fn it_can_be_inverted_and_narrowed_to_a_function() {
    let (_workspace, mut client) = loaded(WORDS, "src/table.c");
    let graph = client.request("sysgrok/flameGraph", json!({"invert": true, "function": "hash"}));
    check(
        &client,
        &graph,
        &expect![[r#"
        all 0.2 0.0
          hash 0.2 0.0 src/table.c
            find 0.2 0.0 src/table.c
              main 0.2 0.2 src/main.c
    "#]],
    );
    let none = client.request("sysgrok/flameGraph", json!({"function": "nobody"}));
    assert_eq!(none["reason"], "the profile has no function nobody");
    assert_eq!(none["root"]["children"], json!([]));
}

/// Waits until both are joined.
fn both(workspace: &Workspace, names: [&str; 2]) -> Client {
    let options = json!({"discover": false, "profiles": names});
    let mut client = Client::start(workspace)
        .with_options(options)
        .ignoring(&[FINDINGS])
        .initialize();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    for name in names {
        let of = json!({"profile": workspace.uri(name), "limit": 1});
        while client.try_request("sysgrok/flameGraph", of.clone()).is_err() {
            assert!(std::time::Instant::now() < deadline, "{name} is never joined");
        }
    }
    client
}

#[test]
fn two_profiles_are_compared_by_function() {
    let other = "//- /before.folded\nmain (src/main.c:4);find (src/table.c:19) 40\nmain (src/main.c:4);find \
                 (src/table.c:18);hash (src/table.c:5) 40\nmain (src/main.c:4);gone 20\n";
    let workspace = Workspace::of(&format!("{WORDS}{other}"));
    let mut client = both(&workspace, ["words.folded", "before.folded"]);
    let parameters =
        json!({"profile": workspace.uri("words.folded"), "base": workspace.uri("before.folded")});
    let graph = client.request("sysgrok/flameGraph", parameters);
    assert_eq!(graph["base"]["name"], "before.folded");
    check(
        &client,
        &graph,
        &expect![[r#"
        all 1.0 0.0 was 1.0
          main 1.0 0.05 was 1.0 src/main.c
            find 0.95 0.35 was 0.8 src/table.c
              step 0.3 0.3 was 0.0 src/table.c
              hash 0.2 0.2 was 0.4 src/table.c
              memcmp 0.1 0.1 was 0.0 elsewhere
    "#]],
    );
}

#[test]
fn a_profile_without_stacks_says_why_there_is_none() {
    let workspace = Workspace::of(WORDS);
    let table = include_str!("../workspaces/c/variants/flat-report.txt");
    workspace.write("flat.txt", table);
    let mut client = both(&workspace, ["flat.txt", "words.folded"]);
    let graph = client.request(
        "sysgrok/flameGraph",
        json!({"profile": workspace.uri("flat.txt")}),
    );
    assert_eq!(graph["root"]["children"], json!([]));
    let reason = graph["reason"].as_str().unwrap();
    assert!(
        reason.starts_with("flat.txt has no whole stacks: its format, perf-report,"),
        "{reason}"
    );
    let compared = json!({"profile": workspace.uri("words.folded"), "base": workspace.uri("flat.txt")});
    let compared = client.request("sysgrok/flameGraph", compared);
    assert_eq!(compared["root"]["children"], json!([]));
    assert_eq!(compared["reason"], reason);
}

#[test]
fn without_a_profile_it_is_an_error() {
    let workspace = Workspace::empty();
    let mut client = Client::start(&workspace).ignoring(&[FINDINGS]).initialize();
    let none = client.try_request("sysgrok/flameGraph", json!({})).unwrap_err();
    assert_eq!(none["code"], -32803);
    assert_eq!(none["message"], "no profile is shown");
    let unknown = json!({"profile": workspace.uri("none.folded")});
    let unknown = client.try_request("sysgrok/flameGraph", unknown).unwrap_err();
    assert!(
        unknown["message"]
            .as_str()
            .unwrap()
            .ends_with("none.folded is not loaded"),
        "{unknown}"
    );
    let wrong = client
        .try_request("sysgrok/flameGraph", json!({"limit": -1}))
        .unwrap_err();
    assert_eq!(wrong["code"], -32602);
}

/// A recording of perf: the tree holds the profile's own sums.
#[test]
fn a_recording_adds_up() {
    let workspace = Workspace::copy_of("c");
    let mut client = Client::start(&workspace).ignoring(&[FINDINGS]).initialize();
    client.expect_diagnostics("src/table.c", |found| !found.is_empty());
    let graph = client.request("sysgrok/flameGraph", json!({}));
    assert_eq!(graph["profile"]["provenance"]["format"], "perf-script");
    assert_eq!(graph["leftOut"], 0.0);
    let spots = client.request(
        "sysgrok/hotSpots",
        json!({"onlyWorkspace": false, "limit": 10_000}),
    );
    let mut own = vec![0.0; graph["functions"].as_array().unwrap().len()];
    sum(&graph["root"], &mut own);
    let functions = graph["functions"].as_array().unwrap().iter().zip(own);
    for (function, own) in functions {
        let is_it =
            |spot: &&Value| spot["name"] == function["name"] && spot["mapping"] == function["mapping"];
        let spot = spots["spots"].as_array().unwrap().iter().find(is_it).unwrap();
        assert!(
            (spot["self"].as_f64().unwrap() - own).abs() < 1e-9,
            "{function} {spot}"
        );
        assert_eq!(spot["location"], function["location"]);
    }
}

fn sum(node: &Value, own: &mut [f64]) {
    if let Some(function) = node["function"].as_u64() {
        own[function as usize] += node["self"].as_f64().unwrap();
    }
    let children = node["children"].as_array().unwrap();
    let totals: f64 = children
        .iter()
        .map(|child| child["total"].as_f64().unwrap())
        .sum();
    let total = totals + node["self"].as_f64().unwrap();
    assert!((total - node["total"].as_f64().unwrap()).abs() < 1e-9, "{node}");
    for child in children {
        sum(child, own);
    }
}

/// A cancelled request is answered at once, and the next one is not kept waiting.
#[test]
fn it_can_be_cancelled() {
    let (_workspace, mut client) = loaded(WORDS, "src/table.c");
    let ids: Vec<Value> = (0..20)
        .map(|_| client.send_request("sysgrok/flameGraph", json!({})))
        .collect();
    for id in &ids {
        client.cancel(id);
    }
    for id in &ids {
        if let Err(error) = client.answer_to(id) {
            assert_eq!(error["code"], -32800, "{error}");
        }
    }
    let graph = client.request("sysgrok/flameGraph", json!({}));
    assert_eq!(graph["reason"], Value::Null);
}

#[test]
fn each_folder_has_its_own() {
    let workspace = Workspace::of(
        "
//- /one/a.py
def f():
    pass
//- /one/a.folded
f (a.py:2) 10
//- /two/b.py
def g():
    pass
//- /two/b.folded
g (b.py:2) 10
",
    );
    let mut client = Client::start(&workspace)
        .ignoring(&[FINDINGS])
        .with_roots(&["one", "two"])
        .initialize();
    client.expect_diagnostics("one/a.py", |found| !found.is_empty());
    client.expect_diagnostics("two/b.py", |found| !found.is_empty());
    let place = |graph: &Value| graph["functions"][0]["location"]["uri"].clone();
    for parameters in [
        json!({"function": "g"}),
        json!({"profile": workspace.uri("two/b.folded")}),
    ] {
        let graph = client.request("sysgrok/flameGraph", parameters);
        assert_eq!(place(&graph), client.uri("two/b.py"));
        assert_eq!(graph["profile"]["name"], "b.folded");
    }
    let first = client.request("sysgrok/flameGraph", json!({}));
    assert_eq!(place(&first), client.uri("one/a.py"));
    let callers = client.request("sysgrok/callers", json!({"function": "g"}));
    assert_eq!(callers["self"], 1.0);
}
