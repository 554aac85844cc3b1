//! Heat under edits, saves and changed files: it moves with its code, or goes, and is never on another line.

use expect_test::expect;
use serde_json::{Value, json};

use crate::harness::{Client, Workspace};
use crate::loaded::{FINDINGS, WORDS, find, hover, loaded};

const TABLE: &str = "src/table.c";

/// The hot lines and functions as hints and lenses show them, each with its code.
#[track_caller]
fn heat(client: &mut Client, file: &str) -> String {
    let mut parameters = client.document(file);
    let lenses = client.request("textDocument/codeLens", parameters.clone());
    parameters["range"] =
        json!({"start": {"line": 0, "character": 0}, "end": {"line": 1_000_000, "character": 0}});
    let hints = client.request("textDocument/inlayHint", parameters);
    let text = client.text(file);
    let mut shown: Vec<(u64, String)> = Vec::new();
    for lens in lenses.as_array().into_iter().flatten() {
        let line = lens["range"]["start"]["line"].as_u64().unwrap();
        let (name, title) = (client.text_at(file, &lens["range"]), &lens["command"]["title"]);
        shown.push((
            line,
            format!("{}: {name}: {}\n", line + 1, title.as_str().unwrap()),
        ));
    }
    for hint in hints.as_array().into_iter().flatten() {
        let line = hint["position"]["line"].as_u64().unwrap();
        let code = text.lines().nth(usize::try_from(line).unwrap()).unwrap().trim();
        shown.push((
            line,
            format!("{}: {code} [{}]\n", line + 1, hint["label"].as_str().unwrap()),
        ));
    }
    shown.sort();
    shown.into_iter().map(|(_, line)| line).collect()
}

#[test]
fn heat_moves_with_its_code() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    expect![[r#"
        3: hash: 20.0 % self, 20.0 % total
        5: while (*word) h = h * 31 + *word++; [20 %]
        9: step: 30.0 % self, 30.0 % total
        10: t->at = t->at->next; [30 %]
        17: find: 35.0 % self, 95.0 % total
        19: while (t->at && memcmp(t->at->word, word, 4)) step(t); [35 %]
    "#]]
    .assert_eq(&heat(&mut client, TABLE));
    client.change(TABLE, 0..0, "/* New. */\n\n");
    client.replace(
        TABLE,
        "    return h;\n}\n\nstatic void",
        "    return h;\n}\n\nint other;\n\nstatic void",
    );
    expect![[r#"
        5: hash: 20.0 % self, 20.0 % total
        7: while (*word) h = h * 31 + *word++; [20 %]
        13: step: 30.0 % self, 30.0 % total
        14: t->at = t->at->next; [30 %]
        21: find: 35.0 % self, 95.0 % total
        23: while (t->at && memcmp(t->at->word, word, 4)) step(t); [35 %]
    "#]]
    .assert_eq(&heat(&mut client, TABLE));
    // The findings follow.
    let found = client.expect_diagnostics(TABLE, |found| found[0]["range"]["start"]["line"] == 20);
    assert_eq!(client.text_at(TABLE, &found[0]["range"]), "find");
}

#[test]
fn a_changed_line_loses_its_heat_and_an_undo_brings_it_back() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    let before = heat(&mut client, TABLE);
    let line = "    while (t->at && memcmp(t->at->word, word, 4)) step(t);\n";
    client.replace(TABLE, line, "");
    expect![[r#"
        3: hash: 20.0 % self, 20.0 % total
        5: while (*word) h = h * 31 + *word++; [20 %]
        9: step: 30.0 % self, 30.0 % total
        10: t->at = t->at->next; [30 %]
        17: find: 35.0 % self, 95.0 % total
    "#]]
    .assert_eq(&heat(&mut client, TABLE));
    client.replace(
        TABLE,
        "    unsigned h = hash(word);\n",
        &format!("    unsigned h = hash(word);\n{line}"),
    );
    assert_eq!(heat(&mut client, TABLE), before);
    // Typed letter by letter, and taken back so.
    let at = client.text(TABLE).find("t->at && memcmp").unwrap();
    for (index, letter) in "x && ".char_indices() {
        client.change(TABLE, at + index..at + index, &letter.to_string());
    }
    assert!(!heat(&mut client, TABLE).contains("while (x"));
    for index in (0..5).rev() {
        client.change(TABLE, at + index..at + index + 1, "");
    }
    assert_eq!(heat(&mut client, TABLE), before);
    // All of it replaced, as formatters do.
    let text = client.text(TABLE);
    client.change_all(TABLE, &text.replace("    ", "\t"));
    expect![[r#"
        3: hash: 20.0 % self, 20.0 % total
        9: step: 30.0 % self, 30.0 % total
        17: find: 35.0 % self, 95.0 % total
    "#]]
    .assert_eq(&heat(&mut client, TABLE));
    client.change_all(TABLE, &text);
    assert_eq!(heat(&mut client, TABLE), before);
}

#[test]
fn a_renamed_function_keeps_its_heat_and_a_new_one_of_its_name_gets_none() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    client.replace(TABLE, "int find(struct", "int look_up(struct");
    client.replace(TABLE, "int size(struct", "int size_of(struct");
    expect![[r#"
        3: hash: 20.0 % self, 20.0 % total
        5: while (*word) h = h * 31 + *word++; [20 %]
        9: step: 30.0 % self, 30.0 % total
        10: t->at = t->at->next; [30 %]
        17: look_up: 35.0 % self, 95.0 % total
        19: while (t->at && memcmp(t->at->word, word, 4)) step(t); [35 %]
    "#]]
    .assert_eq(&heat(&mut client, TABLE));
    let name = find(&client, TABLE, "look_up(struct");
    assert!(hover(&mut client, &name).starts_with("`find`: **35.0 % self"));
    // The whole function goes.
    let text = client.text(TABLE);
    let function = text.find("int look_up").unwrap()..text.find("int size_of").unwrap();
    client.change(TABLE, function, "");
    expect![[r#"
        3: hash: 20.0 % self, 20.0 % total
        5: while (*word) h = h * 31 + *word++; [20 %]
        9: step: 30.0 % self, 30.0 % total
        10: t->at = t->at->next; [30 %]
    "#]]
    .assert_eq(&heat(&mut client, TABLE));
}

#[test]
fn heat_stays_where_it_is_when_the_file_is_saved() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    client.change(TABLE, 0..0, "\n\n");
    let unsaved = heat(&mut client, TABLE);
    client.save(TABLE);
    assert_eq!(heat(&mut client, TABLE), unsaved);
    client.change(TABLE, 0..1, "");
    let edited = heat(&mut client, TABLE);
    expect![[r#"
        4: hash: 20.0 % self, 20.0 % total
        6: while (*word) h = h * 31 + *word++; [20 %]
        10: step: 30.0 % self, 30.0 % total
        11: t->at = t->at->next; [30 %]
        18: find: 35.0 % self, 95.0 % total
        20: while (t->at && memcmp(t->at->word, word, 4)) step(t); [35 %]
    "#]]
    .assert_eq(&edited);
    client.save(TABLE);
    client.change(TABLE, 0..0, "\n\n\n");
    client.close(TABLE);
    client.open_file(TABLE);
    assert_eq!(heat(&mut client, TABLE), edited);
}

#[test]
fn what_was_not_saved_goes_when_the_document_is_closed() {
    let (workspace, mut client) = loaded(WORDS, TABLE);
    let saved = heat(&mut client, TABLE);
    client.change(TABLE, 0..0, "\n\n");
    client.expect_diagnostics(TABLE, |found| found[0]["range"]["start"]["line"] == 18);
    client.close(TABLE);
    client.expect_diagnostics(TABLE, |found| found[0]["range"]["start"]["line"] == 16);
    client.open_file(TABLE);
    assert_eq!(heat(&mut client, TABLE), saved);
    // Opened with a text that is not the file's, as editors do after a crash.
    client.close(TABLE);
    client.open(TABLE, &format!("\n{}", workspace.text(TABLE)));
    assert_ne!(heat(&mut client, TABLE), saved);
    assert!(heat(&mut client, TABLE).contains("20: while (t->at"));
}

/// The join speaks of the file on disk; what the editor has more is on top of it.
#[test]
fn a_profile_that_is_loaded_over_unsaved_edits_lands_on_the_right_lines() {
    let (workspace, mut client) = loaded(WORDS, TABLE);
    client.change(TABLE, 0..0, "\n\n");
    let text = client.text(TABLE);
    client.replace(
        TABLE,
        "    return h;\n}\n\nstatic void",
        "    return h;\n}\n\nint other;\n\nstatic void",
    );
    workspace.write("words.folded", "find (src/table.c:19) 9\n");
    client.files_changed(&[("words.folded", 2)]);
    client.expect_diagnostics("src/main.c", <[Value]>::is_empty);
    expect![[r#"
        21: find: 100.0 % self, 100.0 % total
        23: while (t->at && memcmp(t->at->word, word, 4)) step(t); [100 %]
    "#]]
    .assert_eq(&heat(&mut client, TABLE));
    assert_ne!(text, client.text(TABLE));
}

/// Nobody knows how the file changed since: no line has heat, and the functions say why.
#[test]
fn a_stale_file_has_heat_on_functions_alone() {
    let workspace = Workspace::of(WORDS);
    workspace.folder().touch("words.folded", -3600);
    let mut client = Client::start(&workspace).ignoring(&[FINDINGS]).initialize();
    client.open_file(TABLE);
    let found = client.expect_diagnostics(TABLE, |found| !found.is_empty());
    expect![[r#"
        17:4 "find" 3 hot-function: `find` is hot: 35.0 % self, 95.0 % total of samples in words.folded (35 of 100 samples, ±17 %). The file has changed since the recording, so its lines are not known.
        9:12 "step" 3 hot-function: `step` is hot: 30.0 % self, 30.0 % total of samples in words.folded (30 of 100 samples, ±18 %). The file has changed since the recording, so its lines are not known.
        3:16 "hash" 3 hot-function: `hash` is hot: 20.0 % self, 20.0 % total of samples in words.folded (20 of 100 samples, ±22 %). The file has changed since the recording, so its lines are not known.
    "#]].assert_eq(&crate::loaded::shown(&client, TABLE, &found));
    expect![[r#"
        3: hash: 20.0 % self, 20.0 % total
        9: step: 30.0 % self, 30.0 % total
        17: find: 35.0 % self, 95.0 % total
    "#]]
    .assert_eq(&heat(&mut client, TABLE));
    let name = find(&client, TABLE, "find(struct");
    let text = hover(&mut client, &name);
    assert!(
        text.contains("The file has changed since the recording, so its lines are not known."),
        "{text}"
    );
    assert!(!text.contains("Hottest lines"), "{text}");
}

#[test]
fn a_thousand_fast_edits_then_a_hover() {
    let (_workspace, mut client) = loaded(WORDS, TABLE);
    for edit in 0..500 {
        client.change(TABLE, 0..0, if edit % 2 == 0 { "\n" } else { "//\u{2028}😀\r\n" });
        let end = client.text(TABLE).len();
        client.change(TABLE, end..end, "int x;\n");
    }
    let name = find(&client, TABLE, "find(struct");
    assert!(hover(&mut client, &name).starts_with("`find`: **35.0 % self, 95.0 % total** of samples"));
    let hot = find(&client, TABLE, "t->at = t->at->next");
    let text = hover(&mut client, &hot);
    assert!(
        text.starts_with("This line: **30.0 % self, 30.0 % total** of samples"),
        "{text}"
    );
}

/// Ten thousand lines of C, each function with a hot line.
#[test]
fn a_large_file_has_heat_to_its_end() {
    let workspace = Workspace::empty();
    let (mut text, mut profile) = (String::new(), String::new());
    for number in 0..1000 {
        text += &format!("int f{number}(int n) {{\n");
        for line in 0..8 {
            text += &format!("    n += {line} * n;\n");
        }
        text += "    return n; }\n";
        profile += &format!(
            "main;f{number} (big.c:{}) {}\n",
            number * 10 + 5,
            if number == 999 { 500_000 } else { 1000 + number }
        );
    }
    workspace.write("big.c", &text);
    workspace.write("big.folded", &profile);
    let mut client = crate::loaded::opened(Client::start(&workspace), "big.c");
    client.change("big.c", 0..0, "\n");
    let last = find(&client, "big.c", "f999(int");
    assert!(hover(&mut client, &last).contains("[`line 9996`]"));
    let mut parameters = client.document("big.c");
    parameters["range"] =
        json!({"start": {"line": 9990, "character": 0}, "end": {"line": 10_010, "character": 0}});
    let hints = client.request("textDocument/inlayHint", parameters);
    // A thousandth each, which is less than hints show, but for the last.
    assert_eq!(
        (hints[0]["label"].as_str(), hints.as_array().map(Vec::len)),
        (Some("25 %"), Some(1))
    );
    let symbols = client.request("workspace/symbol", json!({"query": "f99"}));
    assert_eq!(symbols[0]["name"], "f999");
    assert_eq!(symbols[0]["location"]["range"]["start"]["line"], 9991);
}
