//! `textDocument/codeLens`.

use expect_test::expect;
use serde_json::{Value, json};

use crate::harness::{Client, Workspace};
use crate::loaded::{WORDS, loaded, loaded_with, opened};

const TABLE: &str = "src/table.c";

#[track_caller]
fn lenses(client: &mut Client, file: &str) -> String {
    let parameters = client.document(file);
    let lenses = client.request("textDocument/codeLens", parameters);
    let show = |lens: &Value| {
        // A lens without a command would have to be resolved.
        assert_eq!(lens["command"]["command"], "sysgrok.hotSpots");
        let line = lens["range"]["start"]["line"].as_u64().unwrap() + 1;
        let title = lens["command"]["title"].as_str().unwrap();
        format!("{line}: {} {title}\n", client.text_at(file, &lens["range"]))
    };
    lenses.as_array().into_iter().flatten().map(show).collect()
}

#[test]
fn hot_functions_carry_their_shares() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    expect![[r#"
        3: hash 20.0 % self, 20.0 % total
        9: step 30.0 % self, 30.0 % total
        17: find 35.0 % self, 95.0 % total
    "#]]
    .assert_eq(&lenses(&mut client, TABLE));
    client.change(TABLE, 0..0, "\n\n");
    expect![[r#"
        5: hash 20.0 % self, 20.0 % total
        11: step 30.0 % self, 30.0 % total
        19: find 35.0 % self, 95.0 % total
    "#]]
    .assert_eq(&lenses(&mut client, TABLE));
}

#[test]
fn the_least_share_and_whether_there_are_any_are_settings() {
    for (settings, expected) in [(json!({"share": 0.25}), 2), (json!({"enable": false}), 0)] {
        let workspace = Workspace::of(WORDS);
        let client = Client::start(&workspace).with_options(json!({"code_lenses": settings}));
        let mut client = opened(client, TABLE);
        assert_eq!(lenses(&mut client, TABLE).lines().count(), expected);
    }
}

#[test]
fn a_client_that_declares_nothing_may_ask() {
    let (_workspace, mut client) = loaded_with(WORDS, TABLE, json!({}));
    assert_eq!(
        client.offered()["codeLensProvider"],
        json!({"resolveProvider": false})
    );
    assert_eq!(lenses(&mut client, TABLE).lines().count(), 3);
}
