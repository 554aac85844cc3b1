//! `sysgrok/callers`: who calls a function, and what it calls.

use serde_json::{Value, json};

use crate::harness::{Client, Workspace};
use crate::loaded::{FINDINGS, WORDS, loaded};

/// An edge a line: name, share of the profile, share of the function, where.
fn edges(client: &Client, edges: &Value) -> Vec<String> {
    let show = |edge: &Value| {
        let place = match &edge["location"] {
            Value::Null => "-".to_owned(),
            location => {
                let uri = location["uri"].as_str().unwrap();
                let file = uri.strip_prefix(&client.uri("")).unwrap().trim_start_matches('/');
                format!("{file} {:?}", client.text_at(file, &location["range"]))
            }
        };
        let name = edge["name"].as_str().unwrap();
        format!(
            "{name} {} {:.3} {place}",
            edge["total"],
            edge["ofFunction"].as_f64().unwrap()
        )
    };
    edges.as_array().unwrap().iter().map(show).collect()
}

#[test]
fn both_ends_are_named_weighed_and_placed() {
    let (_workspace, mut client) = loaded(WORDS, "src/table.c");
    let found = client.request("sysgrok/callers", json!({"function": "find"}));
    assert_eq!(found["function"], "find");
    assert_eq!((&found["self"], &found["total"]), (&json!(0.35), &json!(0.95)));
    let main = "main 0.95 1.000 src/main.c \"main\"";
    assert_eq!(edges(&client, &found["callers"]), [main]);
    assert_eq!(
        edges(&client, &found["callees"]),
        [
            "step 0.3 0.316 src/table.c \"step\"",
            "hash 0.2 0.211 src/table.c \"hash\"",
            "memcmp 0.1 0.105 -",
        ]
    );
    let one = client.request("sysgrok/callers", json!({"function": "find", "limit": 1}));
    assert_eq!(one["callees"].as_array().unwrap().len(), 1);
    let elsewhere = client.request("sysgrok/callers", json!({"function": "memcmp", "profile": null}));
    assert_eq!(
        edges(&client, &elsewhere["callers"]),
        ["find 0.1 1.000 src/table.c \"find\""]
    );
}

#[test]
fn they_are_where_they_are_now() {
    let (_workspace, mut client) = loaded(WORDS, "src/table.c");
    client.change("src/table.c", 0..0, "\n\n");
    let found = client.request("sysgrok/callers", json!({"function": "find"}));
    assert_eq!(
        edges(&client, &found["callees"])[0],
        "step 0.3 0.316 src/table.c \"step\""
    );
}

#[test]
fn what_is_not_there_has_none() {
    let (workspace, mut client) = loaded(WORDS, "src/table.c");
    for parameters in [
        json!({"function": "nobody"}),
        json!({"function": ""}),
        json!({"function": "find", "profile": workspace.uri("none.folded")}),
        json!({"function": "find", "profile": "untitled:1"}),
    ] {
        assert_eq!(
            client.request("sysgrok/callers", parameters.clone()),
            Value::Null,
            "{parameters}"
        );
    }
    let wrong = client.try_request("sysgrok/callers", json!({})).unwrap_err();
    assert_eq!(wrong["code"], -32602);
    let empty = Workspace::empty();
    let mut client = Client::start(&empty).ignoring(&[FINDINGS]).initialize();
    let nothing = client.request("sysgrok/callers", json!({"function": "find"}));
    assert_eq!(nothing, Value::Null);
}

#[test]
fn a_profile_that_is_not_shown_can_be_asked() {
    let fixture = format!("{WORDS}//- /other.folded\nmain;other 1\n");
    let workspace = Workspace::of(&fixture);
    let options = json!({"discover": false, "profiles": ["words.folded", "other.folded"]});
    let mut client = Client::start(&workspace)
        .with_options(options)
        .ignoring(&[FINDINGS])
        .initialize();
    client.expect_diagnostics("src/table.c", |found| !found.is_empty());
    let loaded =
        |client: &mut Client| client.request("sysgrok/status", json!({}))["folders"][0]["loaded"].take();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while loaded(&mut client).as_array().unwrap().len() < 2 {
        assert!(
            std::time::Instant::now() < deadline,
            "the second profile is never loaded"
        );
    }
    let shown = client.request("sysgrok/callers", json!({"function": "other"}));
    assert_eq!(shown, Value::Null);
    let named = json!({"function": "other", "profile": workspace.uri("other.folded")});
    let mut found = client.request("sysgrok/callers", named.clone());
    // It is loaded before it is joined.
    while found.is_null() {
        assert!(
            std::time::Instant::now() < deadline,
            "the second profile is never joined"
        );
        found = client.request("sysgrok/callers", named.clone());
    }
    assert_eq!(
        edges(&client, &found["callers"]),
        ["main 1.0 1.000 src/main.c \"main\""]
    );
}
