//! Stack traces: what is read of each dialect, as tools wrote it and as their formats are documented; what may
//! stand around it; and what hostile text does.

// Helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

mod around;
mod hostile;
#[path = "../../fuzz/traces.rs"]
mod invariants;
mod library;
mod recorded;
mod written;

use std::fmt::Write as _;
use std::path::PathBuf;

use expect_test::Expect;
use profile::traces::{Frame, Trace, Traces, parse};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The first lines of a file of the bundled workspaces.
fn bundled(path: &str, lines: usize) -> String {
    let text = std::fs::read_to_string(folder().join("../../tests/workspaces").join(path)).unwrap();
    text.split_inclusive('\n').take(lines).collect()
}

#[track_caller]
fn check_file(path: &str, expected: &Expect) {
    let text = std::fs::read_to_string(folder().join("tests/traces").join(path)).unwrap();
    check(&text, expected);
}

/// Shows a text's traces, and checks that all ranges are where they should be.
#[track_caller]
fn check(text: &str, expected: &Expect) {
    let traces = parse(text).unwrap_or_default();
    ranges_hold(text, &traces);
    let shown: Vec<String> = traces.traces.iter().map(|trace| show(&traces, trace)).collect();
    expected.assert_eq(&shown.concat());
}

/// `dialect [thread]: heading`, then a line a frame: `function @ mapping file:line:column`, with marks.
fn show(traces: &Traces, trace: &Trace) -> String {
    let mut out = format!("{:?}", trace.dialect);
    if let Some(thread) = &trace.thread {
        write!(out, " [{thread}]").unwrap();
    }
    if let Some(heading) = &trace.heading {
        write!(out, ": {}", heading.text.replace('\n', "⏎")).unwrap();
    }
    if let Some(weight) = &trace.weight {
        write!(out, " ({} {})", weight.amount, weight.unit).unwrap();
    }
    if let Some(cause) = trace.cause {
        let cause = &traces.traces[cause];
        let heading = cause.heading.as_ref().map_or("?", |heading| &heading.text);
        write!(out, " <- {}", heading.lines().next().unwrap_or_default()).unwrap();
    }
    out.push('\n');
    if let Some(origin) = &trace.origin {
        writeln!(out, "  at {}", show_frame(origin)).unwrap();
    }
    for frame in &trace.frames {
        writeln!(out, "  {}", show_frame(frame)).unwrap();
    }
    out
}

fn show_frame(frame: &Frame) -> String {
    if let Some(count) = frame.elided {
        return format!("... {count}");
    }
    let mut out = frame.function.clone().unwrap_or("-".to_owned());
    match (&frame.mapping, &frame.file) {
        (None, None) => {}
        (mapping, file) => {
            write!(out, " @ {}", mapping.as_deref().unwrap_or("-")).unwrap();
            if let Some(file) = file {
                write!(out, " {file}").unwrap();
            }
        }
    }
    for number in [frame.line, frame.column].into_iter().flatten() {
        write!(out, ":{number}").unwrap();
    }
    for (mark, is_set) in [(" inlined", frame.inlined), (" ?", frame.uncertain)] {
        out += if is_set { mark } else { "" };
    }
    if frame.repeated > 0 {
        write!(out, " x{}", frame.repeated + 1).unwrap();
    }
    out
}

/// What is said to stand somewhere in the text stands there, as far as nothing was cut out of it.
#[track_caller]
fn ranges_hold(text: &str, traces: &Traces) {
    for trace in &traces.traces {
        assert!(text.get(trace.bytes.clone()).is_some());
        for frame in trace.frames.iter().chain(&trace.origin) {
            let whole = text.get(frame.bytes.clone()).unwrap();
            if let (Some(function), Some(range)) = (&frame.function, &frame.function_range) {
                let at = text.get(range.clone()).unwrap();
                assert!(whole.contains(at));
                assert!(
                    at == function || at.contains(['\u{1b}', '\\']),
                    "{at} is not {function}"
                );
            }
            assert_eq!(frame.function.is_some(), frame.function_range.is_some());
            assert_eq!(frame.file.is_some(), frame.place_range.is_some());
            if let Some(range) = &frame.place_range {
                let at = text.get(range.clone()).unwrap();
                let base = frame.file.as_deref().unwrap().rsplit('/').next().unwrap();
                assert!(
                    at.contains(base) || at.contains(['\u{1b}', '\\']),
                    "{at} is not {base}"
                );
                if let Some(line) = frame.line {
                    assert!(at.contains(&line.to_string()), "{at} has no {line}");
                }
            }
        }
    }
}
