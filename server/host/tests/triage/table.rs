//! The thresholds: complete, each with a reason and a source.

use std::collections::BTreeSet;
use std::path::Path;

use host::triage::thresholds::{Basis, NAMES, TABLE, all};

#[test]
fn each_has_one_direction_a_figure_a_reason_and_a_source() {
    for (name, threshold) in all() {
        assert!(threshold.above.is_some() != threshold.below.is_some(), "{name}");
        let limits = threshold.above.or(threshold.below).unwrap();
        let mut figures = [limits.note, limits.warning, limits.critical]
            .into_iter()
            .flatten()
            .peekable();
        assert!(figures.peek().is_some(), "{name} has no figure");
        let figures: Vec<f64> = figures.collect();
        let is_ordered = if threshold.above.is_some() {
            figures.is_sorted()
        } else {
            figures.is_sorted_by(|one, other| one >= other)
        };
        assert!(is_ordered, "{name}: {figures:?}");
        assert!(threshold.why.ends_with('.') && threshold.why.len() > 20, "{name}");
        assert!(threshold.unit.len() > 5, "{name}");
        assert!(threshold.source.url.starts_with("http"), "{name}");
        assert!(
            threshold.source.title.len() > 10 && threshold.source.read.len() == 10,
            "{name}"
        );
        let says_chosen = [
            "No public figure",
            "was chosen",
            "little; no public",
            "together take",
        ]
        .iter()
        .any(|text| threshold.why.contains(text));
        assert!(
            threshold.basis == Basis::Read || says_chosen,
            "{name} does not say how it was chosen"
        );
    }
}

#[test]
fn each_of_the_table_is_judged_by() {
    let judges = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/triage/judge");
    let mut text = String::new();
    for entry in std::fs::read_dir(judges).unwrap() {
        text.push_str(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    let unused: Vec<&&str> = NAMES
        .iter()
        .filter(|name| !text.contains(&format!(".{name}")))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn the_table_is_read_in_whole() {
    let written: BTreeSet<&str> = TABLE
        .lines()
        .filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'))
        .collect();
    assert_eq!(written, NAMES.iter().copied().collect());
}
