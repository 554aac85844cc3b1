//! `mpstat -P ALL 1 N` of sysstat.

use super::section::Section;
use super::table::Columns;

/// Means of all CPUs together or of one.
#[derive(Clone, Debug)]
pub(crate) struct Cpu<'a> {
    /// `all`, or its number.
    pub(crate) name: &'a str,
    pub(crate) line: usize,
    /// Percent of time.
    pub(crate) iowait: Option<f64>,
    /// Percent of time.
    pub(crate) steal: Option<f64>,
}

/// The rows of the `Average:` table. In other languages its first word differs, so the last table is taken.
pub(crate) fn read(section: Section<'_>) -> Vec<Cpu<'_>> {
    let mut columns = Columns::default();
    let mut table = Vec::new();
    for line in section.lines() {
        let words = line.columns();
        if words.contains(&"CPU") && words.contains(&"%idle") {
            columns = Columns::of(line.text);
            table.clear();
        } else if columns.len() > 0 && words.len() == columns.len() {
            let Some(name) = columns.word(&words, &["CPU"]) else {
                continue;
            };
            table.push(Cpu {
                name,
                line: line.number,
                iowait: columns.figure(&words, &["%iowait"]),
                steal: columns.figure(&words, &["%steal"]),
            });
        }
    }
    table
}
