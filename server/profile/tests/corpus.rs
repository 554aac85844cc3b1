//! What fuzzing found, and seeds from recordings, replayed: `fuzz/corpus/TARGET/*`.

#![allow(clippy::unwrap_used)]

#[path = "../fuzz/invariants.rs"]
mod invariants;

use std::path::PathBuf;

use profile::Format;

fn replay(target: &str, format: Option<Format>) {
    replay_with(target, |bytes| invariants::hold(format, bytes));
}

fn replay_with(target: &str, hold: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut count = 0;
    for entry in entries {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let outcome = std::panic::catch_unwind(|| hold(&bytes));
        assert!(outcome.is_ok(), "{}", path.display());
        count += 1;
    }
    assert!(count > 0, "{} is empty", folder.display());
}

#[test]
fn perf_script() {
    replay("perf_script", Some(Format::PerfScript));
}

#[test]
fn perf_report() {
    replay("perf_report", Some(Format::PerfReport));
}

#[test]
fn perf_annotate() {
    replay("perf_annotate", Some(Format::PerfAnnotate));
}

#[test]
fn folded() {
    replay("folded", Some(Format::Folded));
}

#[test]
fn pprof() {
    replay("pprof", Some(Format::Pprof));
}

#[test]
fn topn() {
    replay("topn", Some(Format::TopN));
}

#[test]
fn traces() {
    replay_with("traces", invariants::traces::hold);
}

#[test]
fn any() {
    replay("any", None);
}
