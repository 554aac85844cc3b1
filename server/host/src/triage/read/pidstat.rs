//! `pidstat 1 N` of sysstat.

use super::section::Section;
use super::table::Columns;

/// CPU use of one process over the samples.
#[derive(Clone, Debug)]
pub(crate) struct Row<'a> {
    pub(crate) pid: u32,
    /// Percent of one CPU.
    pub(crate) cpu: f64,
    pub(crate) command: &'a str,
    pub(crate) line: usize,
}

/// The rows of the last table, which holds the averages.
pub(crate) fn read(section: Section<'_>) -> Vec<Row<'_>> {
    let mut columns = Columns::default();
    let mut rows = Vec::new();
    for line in section.lines() {
        let words = line.columns();
        if words.contains(&"PID") && words.contains(&"%CPU") {
            columns = Columns::of(line.text);
            rows.clear();
        } else if columns.len() > 0 && words.len() >= columns.len() {
            let pid = columns.word(&words, &["PID"]).and_then(|word| word.parse().ok());
            let (Some(pid), Some(cpu)) = (pid, columns.figure(&words, &["%CPU"])) else {
                continue;
            };
            rows.push(Row {
                pid,
                cpu,
                command: columns.word(&words, &["Command"]).unwrap_or_default(),
                line: line.number,
            });
        }
    }
    rows
}
