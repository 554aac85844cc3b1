//! The figures by which outputs are judged: `thresholds.toml`, each with its reason and source.
//!
//! Every figure is a field here, so the compiler tells of one that nothing judges by.

use std::sync::LazyLock;

use serde::Deserialize;

use super::Severity;

/// The text of the table.
pub const TABLE: &str = include_str!("thresholds.toml");

/// Where a figure was read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title, and the place in it.
    pub title: String,
    /// Address.
    pub url: String,
    /// The day on which it was read, as `2026-11-25`.
    pub read: String,
}

/// Whether the source states the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Basis {
    /// The source states it for this purpose.
    Read,
    /// It was chosen; [`Threshold::why`] says how.
    Chosen,
}

/// From which value on something is how bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Worth knowing.
    pub note: Option<f64>,
    /// A warning.
    pub warning: Option<f64>,
    /// Critical.
    pub critical: Option<f64>,
}

/// One figure of the table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Values at or above these are bad.
    pub above: Option<Limits>,
    /// Values at or below these are bad. Exactly one of the two is there.
    pub below: Option<Limits>,
    /// What the figure counts.
    pub unit: String,
    /// Why it matters, and how the figure came about.
    pub why: String,
    /// Whether the source states it.
    pub basis: Basis,
    /// Where it, or the measure, is explained.
    pub source: Source,
}

impl Threshold {
    /// How bad the value is and which figure it passed, if it passed one.
    pub(crate) fn passed(&self, value: f64) -> Option<(Severity, f64)> {
        let is_beyond = |limit: f64| {
            if self.below.is_some() {
                value <= limit
            } else {
                value >= limit
            }
        };
        let limits = self.above.or(self.below)?;
        [
            (Severity::Critical, limits.critical),
            (Severity::Warning, limits.warning),
            (Severity::Note, limits.note),
        ]
        .into_iter()
        .find_map(|(severity, limit)| {
            limit
                .filter(|&limit| is_beyond(limit))
                .map(|limit| (severity, limit))
        })
    }
}

macro_rules! thresholds {
    ($($name:ident,)*) => {
        /// The table. See `thresholds.toml` for what each figure means.
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct Thresholds {
            $(pub(crate) $name: Threshold,)*
        }

        impl Thresholds {
            fn all(&self) -> Vec<(&'static str, &Threshold)> {
                vec![$((stringify!($name), &self.$name),)*]
            }
        }

        /// Names of all figures, in the order of the table.
        pub const NAMES: &[&str] = &[$(stringify!($name),)*];
    };
}

thresholds! {
    load_1_per_cpu,
    load_5_per_cpu,
    load_15_per_cpu,
    run_queue_per_cpu,
    steal,
    iowait,
    cpu_pressure,
    memory_pressure_some,
    memory_pressure_full,
    io_pressure_some,
    io_pressure_full,
    memory_available,
    swap_traffic,
    major_faults,
    oom_kills,
    disk_available,
    disk_spare,
    inodes_available,
    disk_queue,
    disk_wait,
    disk_wait_requests,
    disk_busy,
    retransmits,
    retransmits_segments,
    listen_overflows,
    softnet_drops,
    link_drops,
    link_errors,
    link_packets,
    conntrack,
    cgroup_throttling,
    cgroup_memory,
    file_descriptors,
    process_file_descriptors,
    pids,
    process_cpu,
    process_cpu_contended,
    cpu_idle,
    process_cpu_age,
    process_memory,
    blocked_processes,
    zombies,
    failed_units,
    journal_errors,
    segfaults,
    clock_offset,
}

/// The table, read once.
pub(crate) static THRESHOLDS: LazyLock<Thresholds> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the table is part of the program, and a test reads it"
    )]
    toml::from_str(TABLE).expect("thresholds.toml is valid")
});

/// All figures by name, for reports on how the triage judges.
pub fn all() -> Vec<(&'static str, &'static Threshold)> {
    THRESHOLDS.all()
}
