//! Findings in source files.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::harness::{Client, Workspace, few_capabilities};
use crate::loaded::{WORDS, shown};

const TABLE: &str = "src/table.c";
const MAIN: &str = "src/main.c";

#[track_caller]
fn check(client: &mut Client, file: &str, expected: &Expect) -> Vec<Value> {
    let found = client.expect_diagnostics(file, |found| !found.is_empty());
    expected.assert_eq(&shown(client, file, &found));
    found
}

#[test]
fn hot_functions_and_lines_are_found_in_files_that_are_not_open() {
    let workspace = Workspace::of(WORDS);
    let mut client = Client::start(&workspace).initialize();
    check(
        &mut client,
        MAIN,
        &expect![[r#"
        3:4 "main" 3 hot-function: `main` is hot: 5.0 % self, 100.0 % total of samples in words.folded (5 of 100 samples, ±45 %).
        4:4 "return find(0, \"x\");" 4 hot-line: This line is hot: 5.0 % self, 100.0 % total of samples in words.folded.
    "#]],
    );
    let found = check(
        &mut client,
        TABLE,
        &expect![[r#"
        17:4 "find" 3 hot-function: `find` is hot: 35.0 % self, 95.0 % total of samples in words.folded (35 of 100 samples, ±17 %).
        9:12 "step" 3 hot-function: `step` is hot: 30.0 % self, 30.0 % total of samples in words.folded (30 of 100 samples, ±18 %).
        3:16 "hash" 3 hot-function: `hash` is hot: 20.0 % self, 20.0 % total of samples in words.folded (20 of 100 samples, ±22 %).
        19:4 "while (t->at && memcmp(t->at->word, word, 4)) step(t);" 4 hot-line: This line is hot: 35.0 % self, 75.0 % total of samples in words.folded.
        10:4 "t->at = t->at->next;" 4 hot-line: This line is hot: 30.0 % self, 30.0 % total of samples in words.folded.
        5:4 "while (*word) h = h * 31 + *word++;" 4 hot-line: This line is hot: 20.0 % self, 20.0 % total of samples in words.folded.
    "#]],
    );
    assert!(found.iter().all(|finding| finding["source"] == "sysgrok"));
}

/// Neovim does that when it reads a file again, and forgets the findings.
#[test]
fn a_file_that_is_closed_and_opened_at_once_has_its_findings_again() {
    let workspace = Workspace::of(WORDS);
    let mut client = Client::start(&workspace).initialize();
    client.expect_diagnostics(MAIN, |found| !found.is_empty());
    let before = client.expect_diagnostics(TABLE, |found| !found.is_empty());
    client.open_file(TABLE);
    client.close(TABLE);
    client.open_file(TABLE);
    let after = client.expect_diagnostics(TABLE, |_| true);
    assert_eq!(before, after);
}

#[test]
fn a_hot_function_is_related_to_its_callers_and_its_row() {
    let workspace = Workspace::of(WORDS);
    let mut client = Client::start(&workspace).initialize();
    client.expect_diagnostics(MAIN, |found| !found.is_empty());
    let found = client.expect_diagnostics(TABLE, |found| !found.is_empty());
    let mut related = String::new();
    for finding in &found {
        for place in finding["relatedInformation"].as_array().into_iter().flatten() {
            let uri = place["location"]["uri"].as_str().unwrap();
            let file = uri.strip_prefix(&(client.uri("") + "/")).unwrap();
            let range = &place["location"]["range"];
            related += &format!(
                "{}: {} at {file}:{} {:?}\n",
                client.text_at(TABLE, &finding["range"]),
                place["message"].as_str().unwrap(),
                range["start"]["line"].as_u64().unwrap() + 1,
                client.text_at(file, range),
            );
        }
    }
    expect![[r#"
        find: `main` calls it for 95.0 % at src/main.c:3 "main"
        find: recorded in words.folded at words.folded:2 "find"
        step: `find` calls it for 30.0 % at src/table.c:17 "find"
        step: recorded in words.folded at words.folded:4 "step"
        hash: `find` calls it for 20.0 % at src/table.c:17 "find"
        hash: recorded in words.folded at words.folded:3 "hash"
    "#]]
    .assert_eq(&related);
}

#[test]
fn a_client_without_related_information_gets_none() {
    for capabilities in [few_capabilities(), json!({})] {
        let workspace = Workspace::of(WORDS);
        let mut client = Client::start(&workspace)
            .with_capabilities(capabilities)
            .initialize();
        client.expect_diagnostics(MAIN, |found| !found.is_empty());
        let found = client.expect_diagnostics(TABLE, |found| !found.is_empty());
        assert!(
            found
                .iter()
                .all(|finding| finding.get("relatedInformation").is_none()),
            "{found:?}"
        );
    }
}

/// Lines of one weight are each other's equals, and the limit still holds.
#[test]
fn lines_are_told_apart_by_what_they_are_and_not_by_what_they_weigh() {
    let workspace = Workspace::of(
        "
//- /a.py
def f(n):
    n = 1
    n = 2
    n = 3
    return n
//- /a.folded
f (a.py:2) 10
f (a.py:3) 10
f (a.py:4) 10
",
    );
    let options = json!({"diagnostics": {"lines": 2, "functions": 0}});
    let mut client = Client::start(&workspace).with_options(options).initialize();
    check(
        &mut client,
        "a.py",
        &expect![[r#"
        2:4 "n = 1" 4 hot-line: This line is hot: 33.3 % self, 33.3 % total of samples in a.folded.
        3:4 "n = 2" 4 hot-line: This line is hot: 33.3 % self, 33.3 % total of samples in a.folded.
    "#]],
    );
}

#[test]
fn limits_thresholds_and_severities_are_settings() {
    let workspace = Workspace::of(WORDS);
    let options = json!({"diagnostics": {
        "functions": 1, "function_severity": "warning", "line_share": 0.35, "line_severity": "information",
    }});
    let mut client = Client::start(&workspace).with_options(options).initialize();
    check(
        &mut client,
        TABLE,
        &expect![[r#"
        17:4 "find" 2 hot-function: `find` is hot: 35.0 % self, 95.0 % total of samples in words.folded (35 of 100 samples, ±17 %).
        19:4 "while (t->at && memcmp(t->at->word, word, 4)) step(t);" 3 hot-line: This line is hot: 35.0 % self, 75.0 % total of samples in words.folded.
    "#]],
    );
}

#[test]
fn nothing_is_found_when_it_is_switched_off() {
    let workspace = Workspace::of(WORDS);
    let options = json!({"diagnostics": {"enable": false}});
    let mut client = Client::start(&workspace).with_options(options).initialize();
    client.open_file(TABLE);
    // Hovers still know, once the profile is loaded.
    let at = client.at(&workspace.find(TABLE, "find(struct"));
    while client.request("textDocument/hover", at.clone()).is_null() {}
    assert_eq!(
        client.take_unread("textDocument/publishDiagnostics"),
        Vec::<Value>::new()
    );
}

#[test]
fn all_goes_when_the_profile_goes_and_comes_back_with_it() {
    let workspace = Workspace::of(WORDS);
    let mut client = Client::start(&workspace).initialize();
    for file in [MAIN, TABLE] {
        client.expect_diagnostics(file, |found| !found.is_empty());
    }
    let profile = workspace.text("words.folded");
    std::fs::remove_file(workspace.path("words.folded")).unwrap();
    client.files_changed(&[("words.folded", 3)]);
    for file in [MAIN, TABLE] {
        client.expect_diagnostics(file, <[Value]>::is_empty);
    }
    client.open_file(TABLE);
    let at = client.at(&workspace.find(TABLE, "find(struct"));
    assert_eq!(client.request("textDocument/hover", at), json!(null));
    workspace.write("words.folded", profile);
    client.files_changed(&[("words.folded", 1)]);
    for file in [MAIN, TABLE] {
        client.expect_diagnostics(file, |found| !found.is_empty());
    }
}

#[test]
fn a_rewritten_profile_replaces_what_it_said() {
    let workspace = Workspace::of(WORDS);
    let mut client = Client::start(&workspace).initialize();
    for file in [MAIN, TABLE] {
        client.expect_diagnostics(file, |found| !found.is_empty());
    }
    workspace.write("words.folded", "step (src/table.c:10) 7\n");
    client.files_changed(&[("words.folded", 2)]);
    client.expect_diagnostics(MAIN, <[Value]>::is_empty);
    check(
        &mut client,
        TABLE,
        &expect![[r#"
        9:12 "step" 3 hot-function: `step` is hot: 100.0 % self, 100.0 % total of samples in words.folded (7 of 7 samples, ±38 %).
        10:4 "t->at = t->at->next;" 4 hot-line: This line is hot: 100.0 % self, 100.0 % total of samples in words.folded.
    "#]],
    );
}

/// What did not change is not sent again: each file is published once.
#[test]
fn edits_of_one_file_publish_no_other() {
    let workspace = Workspace::of(WORDS);
    let mut client = Client::start(&workspace).initialize();
    for file in [MAIN, TABLE] {
        client.expect_diagnostics(file, |found| !found.is_empty());
    }
    client.open_file(TABLE);
    client.replace(TABLE, "#include <string.h>\n", "\n\n\n");
    client.expect_diagnostics(TABLE, |found| found[0]["range"]["start"]["line"] == 18);
    // Its functions are named beside the lines of the other file, so that is published too, with what moved alone.
    let again = client.take_unread("textDocument/publishDiagnostics");
    assert!(
        again
            .iter()
            .all(|message| message["params"]["uri"] == client.uri(MAIN)),
        "{again:?}"
    );
}
