//! `perf annotate --stdio`: symbols, lines, and what is only known by its text.

// Helpers of tests may unwrap as tests do; `UPDATE_EXPECT=1` writes raw strings.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes
)]

use std::collections::BTreeMap;
mod hostile;
mod listing;
mod recorded;
mod shapes;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use expect_test::Expect;
use profile::{Coverage, Error, Format, Options, Profile, ValueId, detect, read, read_as};

fn workspace(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(path)
}

fn bytes(path: &str) -> Vec<u8> {
    fs::read(workspace(path)).unwrap()
}

fn parse(bytes: &[u8]) -> Result<Profile, Error> {
    read("annotate.txt", bytes, &Options::default())
}

fn load(path: &str) -> Profile {
    let profile = parse(&bytes(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(profile.meta.format, Some(Format::PerfAnnotate), "{path}");
    profile
}

/// Every `perf annotate` text of the workspaces.
fn all() -> Vec<String> {
    let mut found = Vec::new();
    for language in ["c", "cpp", "rust"] {
        for entry in fs::read_dir(workspace(&format!("{language}/variants"))).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.starts_with("annotate") || name.starts_with("events-annotate") {
                found.push(format!("{language}/variants/{name}"));
            }
        }
    }
    found.sort();
    assert!(found.len() >= 11, "{found:?}");
    found
}

/// Own weights of one value type in samples, by function.
fn samples(profile: &Profile, value: &str) -> Vec<(String, f64)> {
    let value = profile.find_value(value).unwrap();
    let scale = profile.value(value).scale;
    (profile.flat.functions_of(value))
        .map(|cell| {
            (
                profile.symbols.name(cell.key).to_owned(),
                cell.own.unwrap() as f64 * scale,
            )
        })
        .collect()
}

fn shown(profile: &Profile) -> String {
    let mut out = String::new();
    let text = |id| profile.symbols.text.get(id);
    let name = |id| profile.symbols.name(id);
    for (index, value) in profile.values.iter().enumerate() {
        let id = ValueId(index as u32);
        writeln!(out, "{} x {} sum {}", value.label(), value.scale, value.sum).unwrap();
        for cell in profile.flat.functions_of(id) {
            let mapping = profile.symbols.mapping_name(cell.key).unwrap_or("-");
            writeln!(out, "  {} in {mapping}: {:?}", name(cell.key), cell.own).unwrap();
        }
        for cell in profile.flat.lines_of(id) {
            writeln!(
                out,
                "  {}:{} in {}: {:?}",
                text(cell.key.file),
                cell.key.line,
                name(cell.key.function),
                cell.own
            )
            .unwrap();
        }
        for line in profile.flat.printed.iter().filter(|line| line.value == id) {
            writeln!(
                out,
                "  {:?} {:?} in {}: {}",
                line.line,
                text(line.text),
                name(line.function),
                line.own
            )
            .unwrap();
        }
    }
    for warning in &profile.meta.warnings {
        writeln!(out, "  warning: {:?} {}", warning.line, warning.message).unwrap();
    }
    out
}

#[track_caller]
fn check(input: &str, expected: Expect) {
    expected.assert_eq(&match parse(input.as_bytes()) {
        Ok(profile) => shown(&profile),
        Err(error) => format!("{error}\n"),
    });
}

#[track_caller]
fn assert_sound(path: &str, profile: &Profile) {
    for (index, value) in profile.values.iter().enumerate() {
        assert!(
            matches!(profile.coverage[index], Coverage::Partial { .. }),
            "{path}"
        );
        let id = ValueId(index as u32);
        let mut of_function = BTreeMap::new();
        for cell in profile.flat.functions_of(id) {
            assert!(cell.own.unwrap() <= value.whole(), "{path}");
            assert_eq!(cell.total, None);
            of_function.insert(cell.key, cell.own.unwrap());
        }
        let mut lines = BTreeMap::new();
        for cell in profile.flat.lines_of(id) {
            *lines.entry(cell.key.function).or_insert(0i64) += cell.own.unwrap();
        }
        for (function, sum) in lines {
            // Each of its instructions may be rounded up.
            assert!(sum <= of_function[&function] / 100 * 101, "{path}");
        }
    }
}
