//! The text of a prompt and its version change together: old answers must not pass for answers to a new prompt.

// Helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use expect_test::expect;
use sha2::{Digest, Sha256};

#[test]
fn a_changed_prompt_has_a_new_version() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut seen = String::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        // What is included has the version `RULES_VERSION` in `src/prompt.rs`.
        let version = text
            .lines()
            .next()
            .unwrap()
            .strip_prefix("version: ")
            .unwrap_or("rules 1");
        let hash = Sha256::digest(text.as_bytes());
        let name = file.file_stem().unwrap().display();
        writeln!(
            seen,
            "{name} {version} {:02x}{:02x}{:02x}",
            hash[0], hash[1], hash[2]
        )
        .unwrap();
    }
    // When a line here changes, so must the version in it.
    expect![[r#"
        chat 1 53dab1
        code 1 7f035d
        criteria rules 1 909ad6
        debug_host 1 19b340
        explain_function 1 2fb3b0
        explain_process 1 dbff25
        find_faster 1 9a6b65
        rules rules 1 20ede7
        stack_trace 1 83e409
        top_n 1 e60c3c
    "#]]
    .assert_eq(&seen);
}
