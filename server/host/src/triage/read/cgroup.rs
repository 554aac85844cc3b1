//! Files of cgroups, version 2 (Linux, admin-guide/cgroup-v2.rst) and 1.

use super::section::Section;

/// CPU periods of a cgroup since it was made.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Throttling {
    /// Periods in which it ran.
    pub(crate) periods: f64,
    /// Those in which its limit stopped it.
    pub(crate) throttled: f64,
    pub(crate) line: usize,
}

/// `cpu.stat`. Without a limit the fields are missing or 0.
pub(crate) fn throttling(section: Section<'_>) -> Option<Throttling> {
    let periods = section.named().get("nr_periods").copied()?;
    let line = section.line_of("nr_throttled")?;
    Some(Throttling {
        periods,
        throttled: line.text.split_whitespace().nth(1)?.parse().ok()?,
        line: line.number,
    })
}

/// Processes killed within a cgroup for lack of memory, and the line: `memory.events`, or since Linux 4.13
/// `memory.oom_control`.
pub(crate) fn killed(section: Section<'_>) -> Option<(f64, usize)> {
    let line = section.line_of("oom_kill")?;
    Some((line.text.split_whitespace().nth(1)?.parse().ok()?, line.number))
}
