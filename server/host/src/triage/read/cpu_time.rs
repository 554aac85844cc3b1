//! The `cpu` lines of `/proc/stat` (`proc_stat(5)`).

use super::section::Section;

/// Ticks since the host started.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CpuTime {
    pub(crate) nice: f64,
    pub(crate) idle: f64,
    pub(crate) iowait: f64,
    pub(crate) steal: f64,
    /// All of the above and the rest, guests once.
    pub(crate) total: f64,
    pub(crate) line: usize,
}

impl CpuTime {
    /// The ticks between an earlier reading and this one; absent if no time passed or the counters were reset.
    pub(crate) fn since(self, earlier: CpuTime) -> Option<CpuTime> {
        let total = self.total - earlier.total;
        (total > 0.0).then(|| CpuTime {
            nice: (self.nice - earlier.nice).max(0.0),
            idle: (self.idle - earlier.idle).max(0.0),
            // The kernel documents that iowait may decrease.
            iowait: (self.iowait - earlier.iowait).max(0.0),
            steal: (self.steal - earlier.steal).max(0.0),
            total,
            line: self.line,
        })
    }
}

/// All CPUs together.
pub(crate) fn read(section: Section<'_>) -> Option<CpuTime> {
    let line = section.line_of("cpu")?;
    let ticks: Vec<f64> = line
        .text
        .split_whitespace()
        .skip(1)
        .map_while(|word| word.parse().ok())
        .collect();
    let at = |place: usize| ticks.get(place).copied();
    Some(CpuTime {
        nice: at(1)?,
        idle: at(3)?,
        iowait: at(4).unwrap_or_default(),
        steal: at(7).unwrap_or_default(),
        // user, nice, system, idle, iowait, irq, softirq, steal; guest time is within user and nice.
        total: ticks.iter().take(8).sum(),
        line: line.number,
    })
}

/// How many CPUs are on line.
pub(crate) fn count(section: Section<'_>) -> u32 {
    let numbered = section.lines().filter(|line| {
        line.text
            .strip_prefix("cpu")
            .is_some_and(|rest| rest.starts_with(|character: char| character.is_ascii_digit()))
    });
    u32::try_from(numbered.count()).unwrap_or(u32::MAX)
}
