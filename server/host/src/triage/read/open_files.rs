//! Open files by process: `ls /proc/PID/fd ...`, and `head /proc/PID/limits ...`.

use super::section::{Section, files};
use crate::triage::{Lines, Outputs};

/// Open files of one process.
#[derive(Clone, Debug)]
pub(crate) struct OpenFiles {
    pub(crate) pid: u32,
    pub(crate) count: usize,
    /// The line that names the process.
    pub(crate) line: usize,
}

/// Each folder is printed with its name and a colon, then its entries, then a blank line.
pub(crate) fn read(section: Section<'_>) -> Vec<OpenFiles> {
    let mut all: Vec<OpenFiles> = Vec::new();
    let mut is_open = false;
    for line in section.lines() {
        let pid = line
            .text
            .strip_prefix("/proc/")
            .and_then(|rest| rest.strip_suffix("/fd:"));
        if let Some(pid) = pid.and_then(|pid| pid.parse().ok()) {
            is_open = true;
            all.push(OpenFiles {
                pid,
                count: 0,
                line: line.number,
            });
        } else if line.text.is_empty() {
            is_open = false;
        } else if let Some(last) = all.last_mut().filter(|_| is_open) {
            last.count += 1;
        }
    }
    all
}

/// The soft limit of open files of a process, and the line that states it (`proc_pid_limits(5)`).
pub(crate) fn limits(outputs: &Outputs) -> Vec<(u32, f64, Lines)> {
    let Some(output) = outputs.by_step.get("limits") else {
        return Vec::new();
    };
    files("limits", &output.text)
        .into_iter()
        .filter_map(|(path, section)| {
            let pid = path
                .strip_prefix("/proc/")?
                .strip_suffix("/limits")?
                .parse()
                .ok()?;
            let line = section
                .lines()
                .find(|line| line.text.starts_with("Max open files"))?;
            let soft = line.text.split_whitespace().nth(3)?.parse().ok()?;
            Some((pid, soft, section.at(line.number)))
        })
        .collect()
}
