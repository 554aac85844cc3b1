//! `sysgrok/status`: what is loaded and shown, for clients that begin or were reloaded.

use serde_json::{Value, json};

use crate::harness::{Client, Workspace};
use crate::loaded::{FINDINGS, WORDS, loaded};

fn execute(client: &mut Client, command: &str, argument: Value) -> Value {
    let parameters = json!({"command": command, "arguments": [argument]});
    client.request("workspace/executeCommand", parameters)
}

#[test]
fn it_says_what_is_shown_hidden_and_to_be_chosen() {
    let (_workspace, mut client) = loaded(WORDS, "src/table.c");
    // Whatever a client sends for "no parameters".
    for parameters in [json!({}), Value::Null, json!([])] {
        let status = client.request("sysgrok/status", parameters);
        let folder = &status["folders"][0];
        assert_eq!(status["folders"].as_array().unwrap().len(), 1);
        assert_eq!(folder["shown"]["name"], "words.folded");
        assert_eq!(folder["loaded"], json!(["words.folded"]));
        assert_eq!(folder["valueTypes"], json!(["samples/count"]));
        assert_eq!(folder["hidden"], false);
    }
    execute(&mut client, "sysgrok.toggle", Value::Null);
    let hidden = client.request("sysgrok/status", json!({}))["folders"][0].take();
    assert_eq!(hidden["shown"], Value::Null);
    assert_eq!(hidden["hidden"], true);
    assert_eq!(hidden["valueTypes"], json!(["samples/count"]));
}

#[test]
fn every_folder_has_its_own() {
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
",
    );
    let mut client = Client::start(&workspace)
        .ignoring(&[FINDINGS])
        .with_roots(&["one", "two"])
        .initialize();
    client.expect_diagnostics("one/a.py", |found| !found.is_empty());
    let status = client.request("sysgrok/status", json!({}));
    let folders = status["folders"].as_array().unwrap();
    let shown: Vec<_> = folders
        .iter()
        .map(|folder| (&folder["uri"], &folder["shown"]["name"], &folder["valueTypes"]))
        .collect();
    assert_eq!(
        shown,
        [
            (
                &json!(client.uri("one")),
                &json!("a.folded"),
                &json!(["samples/count"])
            ),
            (&json!(client.uri("two")), &Value::Null, &json!([])),
        ]
    );
    assert_eq!(folders[1]["hidden"], false);
}
