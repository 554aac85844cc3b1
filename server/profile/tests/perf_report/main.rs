//! `perf report --stdio`: rows, totals and calls as perf printed them.

// Helpers of tests may unwrap as tests do; `UPDATE_EXPECT=1` writes raw strings.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes
)]

mod hostile;
mod recorded;
mod shapes;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use expect_test::Expect;
use profile::{Coverage, Error, Format, Options, Profile, ValueId, read, read_as};

fn workspace(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(path)
}

fn bytes(path: &str) -> Vec<u8> {
    fs::read(workspace(path)).unwrap()
}

#[track_caller]
fn load(path: &str) -> Profile {
    let profile = read(path, &bytes(path)[..], &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(profile.meta.format, Some(Format::PerfReport), "{path}");
    profile
}

fn parse(text: &str) -> Result<Profile, Error> {
    read("report.txt", text.as_bytes(), &Options::default())
}

/// Every `perf report` text of the workspaces.
fn all() -> Vec<String> {
    let mut found = Vec::new();
    for language in ["c", "cpp", "go", "js", "python", "rust"] {
        let folder = format!("{language}/variants");
        let Ok(entries) = fs::read_dir(workspace(&folder)) else {
            continue;
        };
        for entry in entries {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.contains("report") {
                found.push(format!("{folder}/{name}"));
            }
        }
    }
    found.sort();
    assert!(found.len() > 30, "{found:?}");
    found
}

/// Self of the heaviest functions in percent.
fn top(profile: &Profile, value: ValueId, count: usize) -> Vec<(String, f64)> {
    (profile.flat.functions_of(value).take(count))
        .map(|cell| {
            let share = profile.value(value).share(cell.own.unwrap());
            (
                profile.symbols.name(cell.key).to_owned(),
                (share * 1e4).round() / 100.0,
            )
        })
        .collect()
}

/// Values, the heaviest rows, lines and edges, warnings.
fn shown(profile: &Profile) -> String {
    let mut out = String::new();
    let text = |id| profile.symbols.text.get(id);
    for (index, value) in profile.values.iter().enumerate() {
        let id = ValueId(index as u32);
        let total = value
            .stated_total
            .map_or("not stated".to_owned(), |total| total.to_string());
        let coverage = &profile.coverage[index];
        writeln!(
            out,
            "{} x {} sum {} of {total}, {coverage:?}",
            value.label(),
            value.scale,
            value.sum
        )
        .unwrap();
        for cell in profile.flat.functions_of(id).take(4) {
            let mapping = profile.symbols.mapping_name(cell.key).unwrap_or("-");
            let name = profile.symbols.name(cell.key);
            writeln!(out, "  {name} in {mapping}: {:?} {:?}", cell.own, cell.total).unwrap();
        }
        for cell in profile.flat.lines_of(id).take(4) {
            let (file, line) = (text(cell.key.file), cell.key.line);
            writeln!(out, "  {file}:{line}: {:?} {:?}", cell.own, cell.total).unwrap();
        }
    }
    let mut edges = profile.flat.edges.clone();
    edges.sort_by_key(|edge| std::cmp::Reverse(edge.weight));
    for edge in edges.iter().take(6) {
        let name = |function| profile.symbols.name(function);
        writeln!(
            out,
            "  {} -> {}: {}",
            name(edge.caller),
            name(edge.callee),
            edge.weight
        )
        .unwrap();
    }
    for warning in &profile.meta.warnings {
        writeln!(out, "  warning: {:?} {}", warning.line, warning.message).unwrap();
    }
    out
}

#[track_caller]
fn check(text: &str, expected: &Expect) {
    let text = match parse(text) {
        Ok(profile) => shown(&profile),
        Err(error) => format!("{error}\n"),
    };
    expected.assert_eq(&text);
}

/// What must hold in every profile: no share above the whole, sums as the builder states them.
#[track_caller]
fn assert_sound(path: &str, profile: &Profile) {
    for (index, value) in profile.values.iter().enumerate() {
        let id = ValueId(index as u32);
        let cells = profile.flat.functions_of(id);
        let own = cells.filter_map(|cell| cell.own).fold(0, i64::saturating_add);
        assert_eq!(own, value.sum, "{path}");
        if let Some(total) = value.stated_total {
            // 50 millionths of rounding a row.
            let rows = profile.flat.functions_of(id).count() as i64 + 1;
            assert!(
                own <= total.saturating_add(100 * rows),
                "{path}: {own} of {total}"
            );
        }
        for cell in profile.flat.functions_of(id) {
            assert!(cell.own.unwrap() <= value.whole(), "{path}");
            assert!(
                cell.total.is_none_or(|total| total <= value.whole()),
                "{path}: {cell:?}"
            );
        }
        for cell in profile.flat.lines_of(id) {
            assert!(cell.own.unwrap() <= value.whole(), "{path}");
        }
    }
    for edge in &profile.flat.edges {
        assert!(edge.weight <= profile.value(edge.value).whole(), "{path}");
    }
}

/// A report of these rows and call chains.
fn chained(tree: &str) -> String {
    format!(
        "# Samples: 100  of event 'cycles'\n# Event count (approx.): 1000\n#\n# Overhead  Command  Shared Object  Symbol\n\
         # ........  .......  .............  ......\n#\n{tree}"
    )
}
