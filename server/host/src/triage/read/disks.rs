//! `lsblk -d -n -o NAME,ROTA,TYPE`, and `/proc/diskstats`.

use std::collections::{HashMap, HashSet};

use super::section::Section;

/// Names of the disks that rotate. Virtual disks of KVM and Xen say that they do and are left out.
pub(crate) fn rotating(section: Section<'_>) -> HashSet<&str> {
    section
        .lines()
        .filter_map(|line| {
            let words = line.columns();
            let (&name, &rotates) = (words.first()?, words.get(1)?);
            let is_virtual = name.starts_with("vd") || name.starts_with("xvd");
            (rotates == "1" && words.get(2) == Some(&"disk") && !is_virtual).then_some(name)
        })
        .collect()
}

/// Counters of one disk since the host started.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counters {
    /// Reads and writes.
    pub(crate) requests: f64,
    /// Milliseconds that they took, each counted.
    pub(crate) waited: f64,
    /// Milliseconds with requests in service.
    pub(crate) busy: f64,
    /// Milliseconds in service, weighted by the number of requests.
    pub(crate) weighted: f64,
    pub(crate) line: usize,
}

/// Disks and partitions by name (Linux, admin-guide/iostats.rst: fields 1, 4, 5, 8, 10, 11 after the name).
pub(crate) fn counters(section: Section<'_>) -> HashMap<&str, Counters> {
    section
        .lines()
        .filter_map(|line| {
            let words = line.columns();
            let figure = |place: usize| words.get(place + 2)?.parse::<f64>().ok();
            let counters = Counters {
                requests: figure(1)? + figure(5)?,
                waited: figure(4)? + figure(8)?,
                busy: figure(10)?,
                weighted: figure(11)?,
                line: line.number,
            };
            Some((*words.get(2)?, counters))
        })
        .collect()
}
