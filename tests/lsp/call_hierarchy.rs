//! `textDocument/prepareCallHierarchy` and what follows it.

use expect_test::expect;
use serde_json::{Value, json};

use crate::harness::{Client, Workspace};
use crate::loaded::{WORDS, find, loaded, opened};

const TABLE: &str = "src/table.c";

#[track_caller]
fn prepare(client: &mut Client, file: &str, place: &str) -> Option<Value> {
    let parameters = client.at(&find(client, file, place));
    let items = client.request("textDocument/prepareCallHierarchy", parameters);
    let items = items.as_array()?;
    assert_eq!(items.len(), 1);
    Some(items[0].clone())
}

fn file_of(client: &Client, item: &Value) -> String {
    let uri = item["uri"].as_str().unwrap();
    uri.strip_prefix(&(client.uri("") + "/")).unwrap().to_owned()
}

fn show(client: &Client, item: &Value) -> String {
    let file = file_of(client, item);
    let range = &item["selectionRange"];
    format!(
        "{} ({}) {file}:{} {:?}",
        item["name"].as_str().unwrap(),
        item["detail"].as_str().unwrap(),
        range["start"]["line"].as_u64().unwrap() + 1,
        client.text_at(&file, range),
    )
}

/// Each call with the places from which it is made.
#[track_caller]
fn calls(client: &mut Client, direction: &str, item: &Value) -> String {
    let answer = client.request(&format!("callHierarchy/{direction}Calls"), json!({"item": item}));
    let end = if direction == "incoming" { "from" } else { "to" };
    let mut shown = String::new();
    for call in answer.as_array().into_iter().flatten() {
        let caller = file_of(
            client,
            if direction == "incoming" {
                &call["from"]
            } else {
                item
            },
        );
        let places = call["fromRanges"].as_array().unwrap();
        let places = places.iter().map(|range| {
            let line = range["start"]["line"].as_u64().unwrap() + 1;
            format!("{line} {:?}", client.text_at(&caller, range))
        });
        let places: Vec<String> = places.collect();
        shown += &format!("{}, at {}\n", show(client, &call[end]), places.join(", "));
    }
    shown
}

#[test]
fn callers_and_callees_come_with_what_passes() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    let item = prepare(&mut client, TABLE, "find(struct").unwrap();
    expect![[r#"find (35.0 % self, 95.0 % total) src/table.c:17 "find""#]].assert_eq(&show(&client, &item));
    expect![[r#"
        main (95.0 % of samples through this call) src/main.c:3 "main", at 4 "find"
    "#]]
    .assert_eq(&calls(&mut client, "incoming", &item));
    expect![[r#"
        step (30.0 % of samples through this call) src/table.c:9 "step", at 19 "step"
        hash (20.0 % of samples through this call) src/table.c:3 "hash", at 18 "hash"
        memcmp (10.0 % of samples through this call) words.folded:5 "memcmp", at 19 "memcmp"
    "#]]
    .assert_eq(&calls(&mut client, "outgoing", &item));
}

#[test]
fn a_call_means_what_it_calls_and_a_line_the_function_around() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    for (place, name) in [
        ("hash(word)", "hash"),
        ("hash(const", "hash"),
        ("memcmp", "memcmp"),
        ("while (t->at", "find"),
        ("return h;\n}\n\nint", "find"),
    ] {
        let item = prepare(&mut client, TABLE, place).unwrap();
        assert_eq!(item["name"], name, "{place}");
    }
    for cold in ["#include", "t->size"] {
        assert_eq!(prepare(&mut client, TABLE, cold), None, "{cold}");
    }
}

/// A function without source leads to the row of the profile that names it, and its callers are known.
#[test]
fn a_function_outside_the_workspace_leads_to_its_row() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    let item = prepare(&mut client, TABLE, "memcmp").unwrap();
    expect![[r#"memcmp (10.0 % self, 10.0 % total) words.folded:5 "memcmp""#]]
        .assert_eq(&show(&client, &item));
    expect![[r#"
        find (10.0 % of samples through this call) src/table.c:17 "find", at 19 "memcmp"
    "#]]
    .assert_eq(&calls(&mut client, "incoming", &item));
    assert_eq!(calls(&mut client, "outgoing", &item), "");
}

/// An item is found again by its name: the client may keep it over edits and new recordings.
#[test]
fn items_outlast_edits_and_reloads() {
    let (workspace, mut client) = loaded(WORDS, TABLE);
    let find_item = prepare(&mut client, TABLE, "find(struct").unwrap();
    let library = prepare(&mut client, TABLE, "memcmp").unwrap();
    client.change(TABLE, 0..0, "\n\n");
    // Another order, other weights, and more functions.
    workspace.write(
        "words.folded",
        "other;more 1000\nmain (src/main.c:4);find (src/table.c:19);memcmp 2900\nfind (src/table.c:19) 100\n",
    );
    client.files_changed(&[("words.folded", 2)]);
    client.expect_diagnostics("src/main.c", <[Value]>::is_empty);
    expect![[r#"
        memcmp (72.5 % of samples through this call) words.folded:2 "memcmp", at 21 "memcmp"
    "#]]
    .assert_eq(&calls(&mut client, "outgoing", &find_item));
    expect![[r#"
        find (72.5 % of samples through this call) src/table.c:19 "find", at 21 "memcmp"
    "#]]
    .assert_eq(&calls(&mut client, "incoming", &library));
    // What is not in the profile any more, or not ours, has no calls.
    workspace.write("words.folded", "other 1\n");
    client.files_changed(&[("words.folded", 2)]);
    client.expect_diagnostics(TABLE, <[Value]>::is_empty);
    assert_eq!(calls(&mut client, "outgoing", &find_item), "");
    let mut foreign = library;
    foreign.as_object_mut().unwrap().remove("data");
    assert_eq!(calls(&mut client, "incoming", &foreign), "");
}

/// Functions of one name in one file are told apart by where they were.
#[test]
fn overloads_stay_apart() {
    let fixture = "
//- /a.cc
int add(int a) {
    return a;
}
int add(double a) {
    return a;
}
//- /a.folded
one;add(int) (a.cc:2) 10
two;add(double) (a.cc:5) 20
";
    let (_workspace, mut client) = loaded(fixture, "a.cc");
    for (place, expected) in [
        (
            "add(int",
            expect![[r#"
        one (33.3 % of samples through this call) a.folded:1 "one", at 1 "one"
    "#]],
        ),
        (
            "add(double",
            expect![[r#"
        two (66.7 % of samples through this call) a.folded:2 "two", at 2 "two"
    "#]],
        ),
    ] {
        let item = prepare(&mut client, "a.cc", place).unwrap();
        expected.assert_eq(&calls(&mut client, "incoming", &item));
    }
}

#[test]
fn it_can_be_switched_off() {
    let workspace = Workspace::of(WORDS);
    let client = Client::start(&workspace).with_options(json!({"call_hierarchy": {"enable": false}}));
    let mut client = opened(client, TABLE);
    assert!(client.offered().get("callHierarchyProvider").is_none());
    assert_eq!(prepare(&mut client, TABLE, "find(struct"), None);
}
