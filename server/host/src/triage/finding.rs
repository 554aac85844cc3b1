//! What was found, what was seen, and what was not.

use std::fmt;

/// How bad it is. Orders from mild to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; no alarm.
    Note,
    /// Something works badly, or will soon not work.
    Warning,
    /// Something does not work now, or did not within the time looked at.
    Critical,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Critical => "critical",
        })
    }
}

/// Lines of the captured text of one step, so that a report can cite them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lines {
    /// Id of the [`Step`](super::Step).
    pub step: String,
    /// First line, from 1.
    pub first: usize,
    /// Last line, inclusive.
    pub last: usize,
}

/// Shown as `vmstat, lines 3-7`.
impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(f, "{}, line {}", self.step, self.first)
        } else {
            write!(f, "{}, lines {}-{}", self.step, self.first, self.last)
        }
    }
}

/// One thing that passed a threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// What it is about.
    pub area: Area,
    /// One sentence with the measured figure and the threshold. What comes from the host stands between backticks,
    /// is short and has no control characters.
    pub what: String,
    /// The lines that show it, the most telling first. Never empty.
    pub evidence: Vec<Lines>,
    /// What to look at next.
    pub next: String,
}

/// A fact of the host that judges nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What: `CPUs`, `memory`, `kernel`...
    pub name: &'static str,
    /// Its value, for people.
    pub value: String,
    /// Where it was read.
    pub evidence: Lines,
}

/// Something that the triage wanted to see and did not. This is not health.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouldNotSee {
    /// A step's id, or a file within its output.
    pub what: String,
    /// Why, in the host's words where there are any: permission denied, not found, timed out.
    pub why: String,
}

/// What the outputs of one host say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// One line, the worst first.
    pub verdict: String,
    /// The worst first.
    pub findings: Vec<Finding>,
    /// What the host is.
    pub facts: Vec<Fact>,
    /// What could not be seen.
    pub could_not_see: Vec<CouldNotSee>,
    /// The areas that were judged, in the order of [`Area::ALL`]. "No fault found" holds for these only.
    pub covered: Vec<Area>,
    /// The areas that were not, in the same order.
    pub not_covered: Vec<Area>,
}

impl Findings {
    /// The worst severity, if anything was found.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

macro_rules! areas {
    ($($variant:ident, $name:literal;)*) => {
        /// A part of the host that is judged by itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Area {
            $(#[doc = $name] $variant,)*
        }

        impl Area {
            /// All areas, in the order of reports.
            pub const ALL: &[Area] = &[$(Area::$variant,)*];

            /// What reports call it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Area::$variant => $name,)*
                }
            }
        }
    };
}

areas! {
    Load, "load";
    RunQueue, "run queue";
    Steal, "steal";
    IoWait, "I/O wait";
    CpuPressure, "CPU pressure";
    MemoryPressure, "memory pressure";
    IoPressure, "I/O pressure";
    Memory, "available memory";
    Swap, "swap traffic";
    MajorFaults, "major faults";
    OutOfMemory, "OOM kills";
    DiskSpace, "disk space";
    Inodes, "inodes";
    DiskLoad, "disk load";
    Mounts, "read-only mounts";
    Retransmits, "TCP retransmits";
    ListenQueues, "listen queues";
    PacketDrops, "packet drops";
    Links, "network links";
    Conntrack, "connection tracking";
    CgroupCpu, "cgroup CPU throttling";
    CgroupMemory, "cgroup memory";
    ProcessCpu, "CPU by process";
    ProcessMemory, "memory by process";
    ProcessStates, "process states";
    Pids, "process and thread count";
    FileDescriptors, "file descriptors";
    ProcessFiles, "open files by process";
    Units, "failed units";
    Journal, "journal errors";
    KernelLog, "kernel log";
    Clock, "clock";
    ClockSource, "clock source";
    Containers, "containers";
}
