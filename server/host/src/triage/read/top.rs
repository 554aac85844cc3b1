//! `top -b -n N` of procps and `BusyBox`.

use super::ps::split;
use super::section::Section;
use super::table::{Columns, decimal, kibibytes};

/// One process in the last of the iterations.
#[derive(Clone, Debug)]
pub(crate) struct Row<'a> {
    pub(crate) pid: u32,
    pub(crate) nice: Option<i32>,
    pub(crate) state: Option<char>,
    /// Percent of one CPU since the iteration before.
    pub(crate) cpu: Option<f64>,
    /// Bytes.
    pub(crate) rss: Option<u64>,
    pub(crate) command: &'a str,
    pub(crate) line: usize,
}

/// What top printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Top<'a> {
    /// How many iterations. In the first alone, percentages are over each process's life.
    pub(crate) iterations: usize,
    pub(crate) rows: Vec<Row<'a>>,
    /// `BusyBox`: percentages are of all CPUs together, and the command is printed with its arguments.
    pub(crate) is_busybox: bool,
}

/// The last iteration.
pub(crate) fn read(section: Section<'_>) -> Top<'_> {
    let mut top = Top::default();
    let mut columns = Columns::default();
    for line in section.lines() {
        let words = line.columns();
        let is_header = words.contains(&"PID") && words.last() == Some(&"COMMAND");
        if is_header {
            columns = Columns::of(line.text);
            top.iterations += 1;
            top.rows.clear();
            top.is_busybox = words.contains(&"STAT");
        } else if columns.len() > 0 {
            // BusyBox prints states such as `R N` in two words; they are joined here.
            let Some((words, command)) = split(line.text, columns.len() - 1) else {
                continue;
            };
            let (words, command) = rejoined(words, command, top.is_busybox, &columns);
            let Some(pid) = columns.word(&words, &["PID"]).and_then(|word| word.parse().ok()) else {
                continue;
            };
            let word = |names: &[&str]| columns.word(&words, names);
            top.rows.push(Row {
                pid,
                nice: word(&["NI"]).and_then(|word| word.parse().ok()),
                state: word(&["S", "STAT"]).and_then(|word| word.chars().next()),
                cpu: word(&["%CPU"]).and_then(|word| decimal(word.trim_end_matches('%'))),
                rss: word(&["RES"]).and_then(kibibytes),
                command,
                line: line.number,
            });
        }
    }
    top
}

fn rejoined<'a>(
    words: Vec<&'a str>,
    command: &'a str,
    is_busybox: bool,
    columns: &Columns<'_>,
) -> (Vec<&'a str>, &'a str) {
    let state = columns.place(&["STAT"]).unwrap_or(usize::MAX);
    let is_split = is_busybox
        && words
            .get(state.saturating_add(1))
            .is_some_and(|word| matches!(*word, "N" | "<" | "L"));
    if !is_split {
        return (words, command);
    }
    let Some((next, rest)) = split(command, 1) else {
        return (words, command);
    };
    let mut joined = words;
    joined.remove(state + 1);
    joined.extend(next);
    (joined, rest)
}
