//! Files of cgroups, version 2 (Linux, admin-guide/cgroup-v2.rst) and 1, and what `grep` finds of them.

use std::collections::BTreeMap;

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

/// Counters of one cgroup as `grep -r` found them. Those that are 0 are absent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    pub(crate) throttling: Throttling,
    /// Processes killed within it, and the line.
    pub(crate) killed: Option<(f64, usize)>,
}

/// By path, without the mount point. `PATH/cpu.stat:nr_throttled 5`.
pub(crate) fn found(section: Section<'_>) -> BTreeMap<&str, Found> {
    let mut all: BTreeMap<&str, Found> = BTreeMap::new();
    for line in section.lines() {
        let Some((path, entry)) = line.text.rsplit_once(':') else {
            continue;
        };
        let mut words = entry.split_whitespace();
        let (Some(name), Some(value)) = (words.next(), words.next().and_then(|word| word.parse().ok()))
        else {
            continue;
        };
        let path = path.strip_prefix("/sys/fs/cgroup").unwrap_or(path);
        let path = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
        let found = all.entry(path).or_default();
        match name {
            "nr_periods" => found.throttling.periods = value,
            "nr_throttled" => {
                found.throttling.throttled = value;
                found.throttling.line = line.number;
            }
            "oom_kill" => found.killed = Some((value, line.number)),
            _ => {}
        }
    }
    all
}
