//! What fuzzing found and every line of the lists, replayed; random lines; long ones.

#[path = "../../fuzz/invariants.rs"]
mod invariants;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use host::gate::{Policy, Tier, judge};
use proptest::prelude::*;

use crate::corpus::cases;

#[test]
fn the_corpus_of_the_fuzz_target() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/gate");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut count = 0;
    for entry in entries {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        invariants::hold(&String::from_utf8_lossy(&bytes));
        count += 1;
    }
    assert!(count > 0, "{} is empty", folder.display());
}

#[test]
fn every_line_of_the_lists() {
    for case in cases() {
        invariants::hold(&case.line);
    }
    for line in include_str!("everyday.txt").lines() {
        invariants::hold(line.get(2..).unwrap_or_default());
    }
}

/// A line of the corpus with a few characters changed.
fn mutated() -> impl Strategy<Value = String> {
    let lines: Vec<String> = cases().into_iter().map(|case| case.line).collect();
    let edit = (any::<prop::sample::Index>(), 0..3_u8, nasty());
    (prop::sample::select(lines), prop::collection::vec(edit, 0..4)).prop_map(|(line, edits)| {
        let mut characters: Vec<char> = line.chars().collect();
        for (place, what, text) in edits {
            if characters.is_empty() {
                break;
            }
            let place = place.index(characters.len());
            match what {
                0 => drop(characters.remove(place)),
                1 => drop(characters.splice(place..place, text.chars())),
                _ => drop(characters.splice(place..=place, text.chars())),
            }
        }
        characters.into_iter().collect()
    })
}

/// What shells give a meaning to, and what is plain.
pub fn nasty() -> impl Strategy<Value = String> {
    prop::sample::select(
        [
            "ps",
            "cat",
            "echo",
            "a",
            "-e",
            "--",
            "-",
            "/etc/hosts",
            "'",
            "\"",
            "\\",
            "$",
            "`",
            "|",
            "||",
            "&&",
            "&",
            ";",
            ";;",
            "(",
            ")",
            "{",
            "}",
            "<",
            ">",
            "*",
            "?",
            "[",
            "]",
            "~",
            "#",
            "!",
            "=",
            "%",
            "+",
            ",",
            " ",
            "  ",
            "\t",
            "\n",
            "\r",
            "\u{a0}",
            "\u{2028}",
            "é",
            "$(",
            "${",
            "$'",
            "1",
            ":",
            "@",
            "^",
            ".",
        ]
        .map(str::to_owned)
        .to_vec(),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3000) })]

    #[test]
    fn changed_lines(line in mutated()) {
        invariants::hold(&line);
    }

    #[test]
    fn random_lines(pieces in prop::collection::vec(nasty(), 0..12)) {
        invariants::hold(&pieces.concat());
    }
}

/// A million bytes of anything take time in proportion, and are not read.
#[test]
fn long_and_deep_lines_end_soon() {
    let million = 1 << 20;
    for unit in [
        "a",
        " ",
        "'",
        "\"",
        "(",
        "$(",
        "`",
        "{",
        "\\",
        "ps ",
        "ps | ",
        "ps; ",
        "a=",
        "<<",
        "env ",
        "sudo ",
        "-",
        "\u{2028}",
        "eval 'x' ",
    ] {
        let line = unit.repeat(million / unit.len());
        let begun = Instant::now();
        let verdict = judge(&line, &Policy::default());
        assert_ne!(verdict.tier, Tier::Read);
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "{unit:?}: {:?}",
            begun.elapsed()
        );
    }
    // As long as is looked at.
    for unit in [
        "(",
        "$(",
        "ps | ",
        "ps | ps | ",
        "'a'",
        "\"a\"",
        "{a,",
        "eval ",
        "env env sudo ",
    ] {
        let line = unit.repeat(4096 / unit.len());
        let begun = Instant::now();
        assert_ne!(judge(&line, &Policy::default()).tier, Tier::Read);
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "{unit:?}: {:?}",
            begun.elapsed()
        );
    }
}
