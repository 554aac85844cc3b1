//! `ps -eo ...` of procps and `ps -o ...` of `BusyBox`.

use super::section::Section;
use super::table::{Columns, clock, decimal, kibibytes};

/// One process. What a version does not print is absent.
#[derive(Clone, Debug)]
pub(crate) struct Row<'a> {
    pub(crate) pid: u32,
    pub(crate) parent: Option<u32>,
    pub(crate) user: &'a str,
    pub(crate) state: Option<char>,
    pub(crate) nice: Option<i32>,
    /// Seconds since its start.
    pub(crate) elapsed: Option<u64>,
    /// Percent of one CPU over its life.
    pub(crate) cpu: Option<f64>,
    /// Bytes.
    pub(crate) rss: Option<u64>,
    pub(crate) threads: Option<u32>,
    /// The rest of the line.
    pub(crate) arguments: &'a str,
    pub(crate) line: usize,
}

/// All rows. The command is the last column and may hold anything, blanks included.
pub(crate) fn read(section: Section<'_>) -> Vec<Row<'_>> {
    let mut columns = Columns::default();
    let mut rows = Vec::new();
    for line in section.lines() {
        if columns.len() == 0 {
            let header = Columns::of(line.text);
            if header.place(&["PID"]).is_some() && header.place(&["COMMAND", "CMD"]).is_some() {
                columns = header;
            }
            continue;
        }
        let Some((words, arguments)) = split(line.text, columns.len() - 1) else {
            continue;
        };
        let Some(pid) = columns.word(&words, &["PID"]).and_then(|word| word.parse().ok()) else {
            continue;
        };
        let word = |names: &[&str]| columns.word(&words, names);
        rows.push(Row {
            pid,
            parent: word(&["PPID"]).and_then(|word| word.parse().ok()),
            user: word(&["USER", "UID"]).unwrap_or_default(),
            state: word(&["STAT", "S"]).and_then(|word| word.chars().next()),
            nice: word(&["NI"]).and_then(|word| word.parse().ok()),
            elapsed: word(&["ELAPSED"]).and_then(clock),
            cpu: word(&["%CPU", "C"]).and_then(decimal),
            rss: word(&["RSS"]).and_then(kibibytes),
            threads: word(&["NLWP", "THCNT"]).and_then(|word| word.parse().ok()),
            arguments,
            line: line.number,
        });
    }
    rows
}

/// That many words, and what follows them.
pub(crate) fn split(line: &str, count: usize) -> Option<(Vec<&str>, &str)> {
    let mut rest = line.trim_start();
    let mut words = Vec::with_capacity(count);
    for _ in 0..count {
        let end = rest.find(char::is_whitespace)?;
        words.push(rest.get(..end)?);
        rest = rest.get(end..)?.trim_start();
    }
    Some((words, rest.trim_end()))
}
