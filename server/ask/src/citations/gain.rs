//! Which figures of an answer are claims that want evidence, and what they say can be won.

use super::unit::{Dimension, Unit};

/// Words behind a figure that make it a gain in speed.
const FASTER: [&str; 8] = [
    "faster",
    "quicker",
    "as fast",
    "as quick",
    "speedup",
    "speed-up",
    "speed up",
    "the speed",
];

/// Words behind a factor that compare, so that it does not count how often something happens: `3 times` may be calls.
const COMPARING: [&str; 8] = [
    "slower", "more", "less", "fewer", "as many", "as much", "as slow", "cheaper",
];

/// Words before a figure that make it a gain in speed.
const GAINING: [&str; 7] = [
    "speedup of",
    "speed-up of",
    "speed up of",
    "speed up by",
    "speeds up by",
    "faster by",
    "sped up by",
];

/// Words of saving, and of what is saved then.
const SAVING: [&str; 6] = ["reduc", "cut", "save", "saving", "lower", "shorten"];
const TIME: [&str; 8] = [
    "time",
    "runtime",
    "run-time",
    "latency",
    "cpu",
    "duration",
    "cycles",
    "wall clock",
];

/// Whether a figure claims something of the program by itself. Sizes do not: advice is full of buffers and pages; nor
/// does `100 %`.
pub(super) fn is_claim(value: f64, unit: Unit, written: &str, behind: &str) -> bool {
    match unit.dimension {
        Dimension::Share => value > 0.0 && !(99.99..100.01).contains(&value),
        Dimension::Time => true,
        Dimension::Factor => {
            !written.ends_with("times") || begins(behind, &FASTER) || begins(behind, &COMPARING)
        }
        Dimension::Count => written.ends_with("sample") || written.ends_with("samples"),
        Dimension::Plain | Dimension::Bytes => false,
    }
}

/// How many times as fast something gets, as `5x faster`, `a speed-up of 5x`, `40 % faster` and `cuts the run time by
/// 40 %` say it. `before` is of the same sentence.
pub(super) fn read(value: f64, unit: Unit, before: &str, behind: &str) -> Option<f64> {
    let before = before.to_lowercase();
    let near = before.trim_end_matches(|char: char| !char.is_alphabetic());
    let near = [
        "about",
        "around",
        "roughly",
        "nearly",
        "almost",
        "up to",
        "over",
        "some",
        "approximately",
        "to",
    ]
    .iter()
    .find_map(|word| near.strip_suffix(word))
    .map_or(near, |rest| rest.trim_end());
    let is_faster = begins(behind, &FASTER) || GAINING.iter().any(|words| near.ends_with(words));
    match unit.dimension {
        Dimension::Factor if is_faster => Some(value),
        Dimension::Share if is_faster => Some(1.0 + value / 100.0),
        Dimension::Share if value < 100.0 && saves(&before, behind) => Some(1.0 / (1.0 - value / 100.0)),
        _ => None,
    }
}

/// Whether time is saved: `cuts the run time by 40 %`, `saves 40 % of the CPU time`, `40 % less time`.
fn saves(before: &str, behind: &str) -> bool {
    let behind: String = behind.chars().take(30).collect::<String>().to_lowercase();
    let behind = behind.split(['.', ',', ';']).next().unwrap_or_default();
    let names_time = |text: &str| TIME.iter().any(|word| text.contains(word));
    let says = SAVING.iter().any(|word| before.contains(word));
    says && (before.ends_with("by ") && names_time(before) || names_time(behind))
        || behind.trim_start().starts_with("less") && names_time(behind)
}

/// Whether a text begins with one of these, after blanks and emphasis.
fn begins(text: &str, words: &[&str]) -> bool {
    let text = text.trim_start_matches([' ', '\u{a0}', '*', '-']);
    words.iter().any(|word| {
        text.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    })
}
