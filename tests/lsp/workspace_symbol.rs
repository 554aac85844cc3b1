//! `workspace/symbol`.

use expect_test::expect;
use serde_json::{Value, json};

use crate::harness::{Client, Workspace};
use crate::loaded::{WORDS, loaded, opened};

const TABLE: &str = "src/table.c";

#[track_caller]
fn symbols(client: &mut Client, query: &str) -> String {
    let symbols = client.request("workspace/symbol", json!({"query": query}));
    let show = |symbol: &Value| {
        let uri = symbol["location"]["uri"].as_str().unwrap();
        let file = uri.strip_prefix(&(client.uri("") + "/")).unwrap();
        let range = &symbol["location"]["range"];
        format!(
            "{} {} ({}) {file}:{} {:?}\n",
            symbol["kind"],
            symbol["name"].as_str().unwrap(),
            symbol["containerName"].as_str().unwrap(),
            range["start"]["line"].as_u64().unwrap() + 1,
            client.text_at(file, range),
        )
    };
    symbols.as_array().into_iter().flatten().map(show).collect()
}

#[test]
fn functions_come_hottest_first() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    expect![[r#"
        12 find (35.0 % self, 95.0 % total) src/table.c:17 "find"
        12 step (30.0 % self, 30.0 % total) src/table.c:9 "step"
        12 hash (20.0 % self, 20.0 % total) src/table.c:3 "hash"
        12 main (5.0 % self, 100.0 % total) src/main.c:3 "main"
    "#]]
    .assert_eq(&symbols(&mut client, ""));
    client.change(TABLE, 0..0, "\n\n");
    expect![[r#"
        12 step (30.0 % self, 30.0 % total) src/table.c:11 "step"
    "#]]
    .assert_eq(&symbols(&mut client, "ST"));
    assert_eq!(symbols(&mut client, "nothing"), "");
    // Cold functions are other servers' business, and what is not in the workspace has no place.
    assert_eq!(symbols(&mut client, "size") + &symbols(&mut client, "memcmp"), "");
}

#[test]
fn they_can_be_switched_off() {
    let workspace = Workspace::of(WORDS);
    let client = Client::start(&workspace).with_options(json!({"workspace_symbols": {"enable": false}}));
    let mut client = opened(client, TABLE);
    assert!(client.offered().get("workspaceSymbolProvider").is_none());
    assert_eq!(symbols(&mut client, ""), "");
}

#[test]
fn without_a_profile_there_are_none() {
    let mut client = Client::start(&Workspace::empty()).initialize();
    assert_eq!(symbols(&mut client, ""), "");
}
