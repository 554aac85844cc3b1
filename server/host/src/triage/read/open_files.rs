//! Open files by process: counts of `/proc/PID/fd/*`, and `/proc/PID/limits`.

use super::section::{Section, files};
use crate::triage::{Lines, Outputs};

/// How many processes are looked at closer.
const MOST: usize = 10;

/// Open files of one process.
#[derive(Clone, Debug)]
pub(crate) struct OpenFiles {
    pub(crate) pid: u32,
    pub(crate) count: f64,
    pub(crate) line: usize,
}

/// Rows of `uniq -c`.
pub(crate) fn read(section: Section<'_>) -> Vec<OpenFiles> {
    section
        .lines()
        .filter_map(|line| {
            let words = line.columns();
            Some(OpenFiles {
                count: words.first()?.parse().ok()?,
                pid: words.get(1)?.parse().ok()?,
                line: line.number,
            })
        })
        .collect()
}

/// The processes with the most open files.
pub(crate) fn most(outputs: &Outputs) -> Vec<u32> {
    let Some(output) = outputs.by_step.get("open-files") else {
        return Vec::new();
    };
    let rows = read(Section::new("open-files", &output.text));
    rows.iter().take(MOST).map(|row| row.pid).collect()
}

/// The soft limit of open files of a process, and the line that states it.
pub(crate) fn limit(outputs: &Outputs, pid: u32) -> Option<(f64, Lines)> {
    let output = outputs.by_step.get("limits")?;
    let section = *files("limits", &output.text).get(format!("/proc/{pid}/limits").as_str())?;
    let line = section
        .lines()
        .find(|line| line.text.starts_with("Max open files"))?;
    let soft = line.text.split_whitespace().nth(3)?.parse().ok()?;
    Some((soft, section.at(line.number)))
}
