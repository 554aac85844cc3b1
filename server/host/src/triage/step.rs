//! The commands of the triage.

use std::time::Duration;

/// What the triage of one host should look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How far back logs are read; one hour when absent.
    pub since: Option<Duration>,
    /// The commands run within a container, where the kernel's log, the journal, units, disks and the clock are not
    /// the container's own.
    pub is_container: bool,
}

/// When a step may start. Steps of one stage run at the same time as far as the transport allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// At once: counters and files that answer within milliseconds and give the first facts.
    Now,
    /// After those: samples that take seconds, and logs.
    Sample,
    /// After all else has ended: counters of [`Stage::Now`] are read again, which makes rates of them.
    Again,
}

/// One command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Names it in [`Outputs`](super::Outputs), citations and file names: `a-z`, `0-9` and `-` only.
    pub id: &'static str,
    /// One command line that the gate judges `read`: literal words, pipelines, `||`.
    pub command: String,
    /// What it tells.
    pub why: &'static str,
    /// After how many seconds it is given up.
    pub seconds: u16,
    /// When it may start.
    pub stage: Stage,
    /// As another user than root it sees less, or nothing.
    pub wants_root: bool,
}

/// The steps, the cheapest that tell most first.
pub fn steps(options: &Options) -> Vec<Step> {
    let _ = options;
    Vec::new()
}
