//! `vmstat 1 N` of procps.

use super::section::Section;
use super::table::{Columns, decimal};

/// One second. Columns that a version does not print are absent (`st` came with Linux 2.6.11's, `gu` with procps 4).
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    pub(crate) line: usize,
    /// Runnable tasks, running ones included.
    pub(crate) runnable: Option<f64>,
    /// KiB/s read from swap.
    pub(crate) swapped_in: Option<f64>,
    /// KiB/s written to swap.
    pub(crate) swapped_out: Option<f64>,
    /// Percent of CPU time.
    pub(crate) iowait: Option<f64>,
    /// Percent of CPU time.
    pub(crate) steal: Option<f64>,
}

/// The samples without the first row, which is the mean since the host started (vmstat(8)). The first row alone is no
/// sample.
pub(crate) fn read(section: Section<'_>) -> Vec<Sample> {
    let mut columns = Columns::default();
    let mut samples = Vec::new();
    let mut has_seen_mean = false;
    for line in section.lines() {
        let words = line.columns();
        if words.contains(&"si") && words.contains(&"so") {
            columns = Columns::of(line.text);
        } else if columns.len() > 0
            && words.len() >= columns.len()
            && words
                .iter()
                .take(columns.len())
                .all(|word| decimal(word).is_some())
        {
            if has_seen_mean {
                samples.push(Sample {
                    line: line.number,
                    runnable: columns.figure(&words, &["r"]),
                    swapped_in: columns.figure(&words, &["si"]),
                    swapped_out: columns.figure(&words, &["so"]),
                    iowait: columns.figure(&words, &["wa"]),
                    steal: columns.figure(&words, &["st"]),
                });
            }
            has_seen_mean = true;
        }
    }
    samples
}
