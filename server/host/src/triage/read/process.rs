//! Processes, joined from `ps` and `top`.

use crate::triage::{Lines, Outputs};

/// A process of the host.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Its id.
    pub pid: u32,
    /// Its parent's id, where printed.
    pub parent: Option<u32>,
    /// The kernel's short name of it (`comm`, up to 15 bytes), where printed, without control characters.
    pub name: String,
    /// Its arguments, or the name in brackets of a kernel thread; empty where not printed. Untrusted text.
    pub arguments: String,
    /// Its user, where printed.
    pub user: String,
    /// State as `ps` has it: `R`, `S`, `D`, `Z`, `T`, `I`...
    pub state: Option<char>,
    /// Share of one CPU in percent: over the sample of `top` where there is one, else over the process's life.
    pub cpu: Option<f64>,
    /// Whether [`Process::cpu`] is of the sample.
    pub is_sampled: bool,
    /// Resident memory in bytes.
    pub rss: Option<u64>,
    /// Niceness; positive yields to others.
    pub nice: Option<i32>,
    /// Seconds since its start.
    pub elapsed: Option<u64>,
    /// Its threads.
    pub threads: Option<u32>,
    /// The line that shows it best.
    pub evidence: Lines,
}

/// All processes that the outputs show, the busiest first.
pub fn processes(outputs: &Outputs) -> Vec<Process> {
    let _ = outputs;
    Vec::new()
}
