//! Hostile text: nothing panics, time is linear, memory is bounded.

use profile::traces::{MOST_FRAMES, parse};
use proptest::prelude::*;

use crate::{invariants, ranges_hold};

/// What lines of traces are made of, and what may stand around them.
const PIECES: [&str; 24] = [
    "\n",
    "\n",
    "\n",
    "\t",
    "    ",
    "at ",
    "#0  ",
    "0x7f ",
    " in ",
    ") at ",
    " (",
    ")",
    ":3",
    "\u{1b}[31m",
    "\\n",
    "\"",
    "{\"",
    "=\"",
    "é",
    "\r",
    "> ",
    "app_1 | ",
    "[  1.5] ",
    "🙂",
];

/// The lines of all fixtures.
fn lines() -> Vec<String> {
    let mut lines = Vec::new();
    for folder in ["recorded", "written"] {
        for entry in std::fs::read_dir(crate::folder().join("tests/traces").join(folder)).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            lines.extend(text.lines().map(str::to_owned));
        }
    }
    lines.sort();
    lines.dedup();
    lines
}

/// Lines of any fixtures in any order, cut and joined with other pieces.
fn shuffled() -> impl Strategy<Value = String> {
    let lines = lines();
    let line = (
        0..lines.len(),
        any::<prop::sample::Index>(),
        0..PIECES.len(),
        0..4,
    )
        .prop_map(move |(line, at, piece, how)| {
            let line = &lines[line];
            let mut at = at.index(line.len() + 1);
            while !line.is_char_boundary(at) {
                at -= 1;
            }
            let piece = PIECES[piece];
            match how {
                0 => format!("{}{piece}{}\n", &line[..at], &line[at..]),
                1 => format!("{piece}{}", &line[at..]),
                _ => format!("{line}\n"),
            }
        });
    prop::collection::vec(line, 0..24).prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn shuffled_lines_do_no_harm(text in shuffled()) {
        invariants::hold(text.as_bytes());
    }

    #[test]
    fn any_text_does_no_harm(text in "\\PC{0,300}") {
        invariants::hold(text.as_bytes());
    }
}

#[test]
fn long_lines_and_many_lines_take_no_longer_than_their_bytes() {
    for text in [
        "(".repeat(3 << 20),
        "#0 ".repeat(300_000),
        format!("#0  f {}", "(".repeat(900_000)),
        format!("{{\"s\":\"{}\"}}", "\\n".repeat(400_000)),
        format!("{{\"s\":\"{}\"}}", "at f (a.js:1:2)\\n".repeat(50_000)),
        "\u{1b}[".repeat(400_000),
        "\u{1b}]".repeat(400_000),
        "> ".repeat(400_000),
        "#0  f (a=1,\n    b=2,\n".repeat(40_000),
        "thread 'm' panicked at a.rs:1:2:\nx\n".repeat(40_000),
        "Caused by: a.XError: b\n".repeat(40_000),
        " ---> a.XError: b\n".repeat(40_000),
        format!(
            "XError: {}\n   at a.b(C d) in e:line 3\n",
            "a ---> ".repeat(2_000)
        ),
        "@/".repeat(400_000),
        ",[{file,\"".repeat(100_000),
        "a;".repeat(30_000),
        format!("{{{}", ",[{file,\"".repeat(100_000)),
        "\n".repeat(1 << 20),
    ] {
        if let Some(traces) = parse(&text) {
            ranges_hold(&text, &traces);
        }
    }
}

#[test]
fn a_text_of_too_many_frames_is_cut() {
    let text = "\tat a.b.C.d(C.java:1)\n".repeat(MOST_FRAMES + 10);
    let traces = parse(&text).unwrap();
    assert!(traces.truncated);
    let frames: usize = traces.traces.iter().map(|trace| trace.frames.len()).sum();
    assert_eq!(frames, MOST_FRAMES);
}
