//! `textDocument/inlayHint`.

use expect_test::expect;
use serde_json::{Value, json};

use crate::harness::{Client, Workspace, few_capabilities, usual_capabilities};
use crate::loaded::{FINDINGS, WORDS, loaded, loaded_with, opened};

const TABLE: &str = "src/table.c";

/// The hints of some lines, from 0, the last not counted, each behind its line of code.
#[track_caller]
fn hints(client: &mut Client, file: &str, from: usize, to: usize) -> String {
    let mut parameters = client.document(file);
    parameters["range"] = json!({
        "start": {"line": from, "character": 0}, "end": {"line": to, "character": 0},
    });
    let hints = client.request("textDocument/inlayHint", parameters);
    let text = client.text(file);
    let show = |hint: &Value| {
        let line = usize::try_from(hint["position"]["line"].as_u64().unwrap()).unwrap();
        let start = json!({"start": {"line": line, "character": 0}, "end": hint["position"]});
        let before = client.text_at(file, &start);
        assert_eq!(
            Some(before.as_str()),
            text.split('\n').nth(line).map(|line| line.trim_end_matches('\r'))
        );
        assert_eq!(hint["paddingLeft"], true);
        let (label, tooltip) = (hint["label"].as_str().unwrap(), hint["tooltip"].as_str().unwrap());
        format!("{}:{before} [{label}] ({tooltip})\n", line + 1)
    };
    hints.as_array().into_iter().flatten().map(show).collect()
}

#[test]
fn hot_lines_end_in_their_share() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    expect![[r#"
        5:    while (*word) h = h * 31 + *word++; [20 %] (20.0 % self, 20.0 % total of samples)
        10:    t->at = t->at->next; [30 %] (30.0 % self, 30.0 % total of samples)
        19:    while (t->at && memcmp(t->at->word, word, 4)) step(t); [35 %] (35.0 % self, 75.0 % total of samples)
    "#]].assert_eq(&hints(&mut client, TABLE, 0, 100));
}

#[test]
fn only_the_range_is_answered() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    expect![[r#"
        10:    t->at = t->at->next; [30 %] (30.0 % self, 30.0 % total of samples)
    "#]]
    .assert_eq(&hints(&mut client, TABLE, 9, 9));
    assert_eq!(hints(&mut client, TABLE, 20, 24), "");
    assert_eq!(
        hints(
            &mut client,
            TABLE,
            usize::try_from(u32::MAX).unwrap(),
            usize::try_from(u32::MAX).unwrap()
        ),
        ""
    );
}

#[test]
fn the_least_share_and_whether_there_are_any_are_settings() {
    for (settings, expected) in [(json!({"share": 0.25}), 2), (json!({"enable": false}), 0)] {
        let workspace = Workspace::of(WORDS);
        let client = Client::start(&workspace).with_options(json!({"inlay_hints": settings}));
        let mut client = opened(client, TABLE);
        assert_eq!(hints(&mut client, TABLE, 0, 100).lines().count(), expected);
    }
}

#[test]
fn they_are_offered_to_clients_that_show_them() {
    for (capabilities, offered) in [
        (usual_capabilities(), true),
        (few_capabilities(), false),
        (json!({}), false),
    ] {
        let (_workspace, client) = loaded_with(WORDS, TABLE, capabilities);
        assert_eq!(client.offered().get("inlayHintProvider").is_some(), offered);
    }
}

/// Behind the last character, whatever it is, and before the break.
#[test]
fn they_stand_at_the_end_in_every_encoding() {
    for encoding in ["utf-8", "utf-16", "utf-32"] {
        let workspace = Workspace::empty();
        workspace.write("a.py", "def f(n):\r\n\tn = 'é😀\u{2028}' \r\n\treturn n\r\n");
        workspace.write("a.folded", "f (a.py:2) 9\n");
        let mut capabilities = usual_capabilities();
        capabilities["general"]["positionEncodings"] = json!([encoding]);
        let mut client = opened(Client::start(&workspace).with_capabilities(capabilities), "a.py");
        let shown = hints(&mut client, "a.py", 0, 9);
        assert_eq!(
            shown,
            "2:\tn = 'é😀\u{2028}'  [100 %] (100.0 % self, 100.0 % total of samples)\n"
        );
    }
}

/// Clients ask again when they are told to: after each load and when a profile goes.
#[test]
fn clients_are_told_to_ask_again() {
    let workspace = Workspace::of(WORDS);
    let mut client = Client::start(&workspace).ignoring(&[FINDINGS]).initialize();
    client.expect_request("workspace/inlayHint/refresh", |_| true);
    client.expect_request("workspace/codeLens/refresh", |_| true);
    std::fs::remove_file(workspace.path("words.folded")).unwrap();
    client.files_changed(&[("words.folded", 3)]);
    client.expect_request("workspace/inlayHint/refresh", |_| true);
    client.expect_request("workspace/codeLens/refresh", |_| true);
    client.open_file(TABLE);
    assert_eq!(hints(&mut client, TABLE, 0, 100), "");
}
