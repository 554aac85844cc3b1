//! `/proc/pressure/*` and the `*.pressure` files of cgroups.

use super::section::Section;

/// Percent of time in which tasks waited.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Averages {
    pub(crate) over_10_seconds: f64,
    pub(crate) over_60_seconds: f64,
    pub(crate) line: usize,
}

/// The line of `some` or `full`. The latter is missing for the CPU before Linux 5.13.
pub(crate) fn read(section: Section<'_>, kind: &str) -> Option<Averages> {
    let line = section.line_of(kind)?;
    let value = |key: &str| {
        line.text
            .split_whitespace()
            .find_map(|word| word.strip_prefix(key)?.strip_prefix('=')?.parse::<f64>().ok())
    };
    Some(Averages {
        over_10_seconds: value("avg10")?,
        over_60_seconds: value("avg60")?,
        line: line.number,
    })
}
