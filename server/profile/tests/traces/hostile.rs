//! Hostile text: nothing panics, time is linear, memory is bounded.

use profile::traces::{MOST_FRAMES, parse};
use proptest::prelude::*;

use crate::ranges_hold;

/// Pieces of which lines of traces are made.
const PIECES: [&str; 56] = [
    "#0  ",
    "#1 ",
    "0x7f ",
    " in ",
    "f (x=1)",
    ") at ",
    "a.c:3",
    " from /lib/x",
    "\n",
    "\n",
    "\n",
    "\t",
    "    ",
    "at ",
    "com.a.B.c(B.java:1)",
    "Caused by: x.YError: z",
    "Traceback (most recent call last):",
    "  File \"a.py\", line 3, in f",
    "[Previous line repeated 9 more times]",
    "The above exception was the direct cause of the following exception:",
    "goroutine 1 [running]:",
    "main.f(0x1)",
    "\t/a.go:1 +0x1",
    "thread 'm' panicked at a.rs:1:2:",
    "  1: f",
    "==1== ",
    "at 0x1: f (a.c:1)",
    "Call Trace:",
    " ? f+0x1/0x2 [m]",
    "<TASK>",
    "f@http://a/b.js:1:2",
    "---> ",
    "a.b(C d) in e:line 3",
    "--- End of inner exception stack trace ---",
    "a ---> XError: b",
    "a.rb:1:in `f': m (E)",
    "Next X: y in a:1",
    "Stack trace:",
    "#0 a.php(3): f()",
    "{main}",
    "-----------+-----",
    "10ms   f",
    "3 | a | b | c",
    "12\na: b\nc#1\n",
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
    "2024-01-01 00:00:00 ",
    "🙂",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn shuffled_pieces_do_no_harm(pieces in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = pieces.iter().map(|&piece| PIECES[piece]).collect();
        if let Some(traces) = parse(&text) {
            for trace in &traces.traces {
                prop_assert!(trace.cause.is_none_or(|cause| cause < traces.traces.len()));
                prop_assert!(text.get(trace.bytes.clone()).is_some());
                for frame in &trace.frames {
                    prop_assert!(text.get(frame.bytes.clone()).is_some());
                    for range in [&frame.function_range, &frame.place_range].into_iter().flatten() {
                        prop_assert!(text.get(range.clone()).is_some());
                    }
                }
            }
        }
    }

    #[test]
    fn any_text_does_no_harm(text in "\\PC{0,300}") {
        let _ = parse(&text);
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
