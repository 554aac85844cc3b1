//! Processes, joined from `ps`, `top` and `pidstat`.

use std::collections::HashMap;

use super::section::Section;
use super::{pidstat, ps, top};
use crate::triage::words::is_hidden;
use crate::triage::{Lines, Outputs};

/// A process of the host.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Its id.
    pub pid: u32,
    /// Its parent's id, where printed.
    pub parent: Option<u32>,
    /// The kernel's short name of it (`comm`, up to 15 bytes) where printed, else the last part of the path of its
    /// program; without control characters.
    pub name: String,
    /// Its arguments, or the name in brackets of a kernel thread; empty where not printed. Untrusted text.
    pub arguments: String,
    /// Its user, where printed.
    pub user: String,
    /// State as `ps` has it: `R`, `S`, `D`, `Z`, `T`, `I`...
    pub state: Option<char>,
    /// State in the last iteration of `top`, some seconds later.
    pub later_state: Option<char>,
    /// Share of one CPU in percent: over the sample of `top` or `pidstat` where there is one, else over the process's
    /// life.
    pub cpu: Option<f64>,
    /// Whether [`Process::cpu`] is of a sample.
    pub is_sampled: bool,
    /// Resident memory in bytes.
    pub rss: Option<u64>,
    /// Niceness; positive yields to others.
    pub nice: Option<i32>,
    /// Seconds since its start.
    pub elapsed: Option<u64>,
    /// Its threads.
    pub threads: Option<u32>,
    /// The lines that show it: of the sample first.
    pub evidence: Vec<Lines>,
}

impl Process {
    fn new(pid: u32) -> Process {
        Process {
            pid,
            parent: None,
            name: String::new(),
            arguments: String::new(),
            user: String::new(),
            state: None,
            later_state: None,
            cpu: None,
            is_sampled: false,
            rss: None,
            nice: None,
            elapsed: None,
            threads: None,
            evidence: Vec::new(),
        }
    }

    /// Whether it is a thread of the kernel: those have no memory of their own and print their name in brackets.
    pub fn is_kernel_thread(&self) -> bool {
        self.arguments.starts_with('[') && self.rss.unwrap_or_default() == 0
    }
}

/// All processes that the outputs show, the busiest first, then by id.
///
/// Percentages of `BusyBox`'s `top` are of all CPUs and are scaled by their number, which `/proc/stat` tells.
pub fn processes(outputs: &Outputs) -> Vec<Process> {
    let section = |step: &'static str| {
        let output = outputs.by_step.get(step)?;
        Some(Section::new(step, &output.text))
    };
    let mut by_pid: HashMap<u32, Process> = HashMap::new();
    if let Some(section) = section("ps") {
        for row in ps::read(section) {
            add_row(&mut by_pid, &row, section);
        }
    }
    if let Some(section) = section("pidstat") {
        for row in pidstat::read(section) {
            let process = by_pid.entry(row.pid).or_insert_with(|| Process::new(row.pid));
            process.cpu = Some(row.cpu);
            process.is_sampled = true;
            process.name = clean(row.command);
            process.evidence.insert(0, section.at(row.line));
        }
    }
    if let Some(section) = section("top") {
        let top = top::read(section);
        let scale = if top.is_busybox { cpus(outputs) } else { 1.0 };
        for row in &top.rows {
            let process = by_pid.entry(row.pid).or_insert_with(|| Process::new(row.pid));
            if top.iterations > 1 && row.cpu.is_some() {
                process.cpu = row.cpu.map(|cpu| cpu * scale);
                process.is_sampled = true;
                process.evidence.retain(|lines| lines.step != "pidstat");
                process.evidence.insert(0, section.at(row.line));
            }
            process.cpu = process.cpu.or(row.cpu);
            process.later_state = row.state;
            process.state = process.state.or(row.state);
            process.nice = process.nice.or(row.nice);
            process.rss = process.rss.or(row.rss);
            process.name = clean(if top.is_busybox {
                program(row.command)
            } else {
                row.command
            });
            if process.evidence.is_empty() {
                process.evidence.push(section.at(row.line));
            }
        }
    }
    let mut all: Vec<Process> = by_pid.into_values().collect();
    all.sort_by(|one, other| {
        let cpu = |process: &Process| process.cpu.unwrap_or(-1.0);
        cpu(other).total_cmp(&cpu(one)).then(one.pid.cmp(&other.pid))
    });
    all
}

fn add_row(by_pid: &mut HashMap<u32, Process>, row: &ps::Row<'_>, section: Section<'_>) {
    let process = by_pid.entry(row.pid).or_insert_with(|| Process::new(row.pid));
    *process = Process {
        parent: row.parent,
        name: clean(program(row.arguments)),
        arguments: row.arguments.to_owned(),
        user: clean(row.user),
        state: row.state,
        cpu: row.cpu,
        rss: row.rss,
        nice: row.nice,
        elapsed: row.elapsed,
        threads: row.threads,
        evidence: vec![section.at(row.line)],
        ..Process::new(row.pid)
    };
}

/// The program's name of a command line, or a kernel thread's without its brackets.
fn program(arguments: &str) -> &str {
    let first = arguments.split_whitespace().next().unwrap_or_default();
    if let Some(name) = first.strip_prefix('[') {
        return name.trim_end_matches(']');
    }
    first.rsplit('/').next().unwrap_or(first).trim_end_matches(':')
}

fn clean(name: &str) -> String {
    name.trim()
        .chars()
        .filter(|&character| !is_hidden(character))
        .take(64)
        .collect()
}

fn cpus(outputs: &Outputs) -> f64 {
    let count = outputs.by_step.get("files").and_then(|output| {
        let stat = *super::section::files("files", &output.text).get("/proc/stat")?;
        Some(super::cpu_time::count(stat))
    });
    f64::from(count.unwrap_or(1).max(1))
}
