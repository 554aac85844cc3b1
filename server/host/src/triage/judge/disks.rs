//! Queues and waiting times of disks.

use std::collections::HashSet;

use super::case::Case;
use crate::triage::read::{disks, iostat};
use crate::triage::thresholds::THRESHOLDS;
use crate::triage::words::{figure, quoted};
use crate::triage::{Area, Lines, Severity};

/// Means of one disk over the sample.
struct Load {
    name: String,
    queue: f64,
    wait: f64,
    requests: f64,
    busy: f64,
    evidence: Lines,
}

pub(crate) fn judge(case: &mut Case<'_>) {
    if case.is_container {
        return;
    }
    let Some(loads) = by_iostat(case).or_else(|| by_counters(case)) else {
        return;
    };
    case.cover(Area::DiskLoad);
    let rotating: HashSet<&str> = case.step("disks").map(disks::rotating).unwrap_or_default();
    for load in loads {
        let mut passed: Vec<(Severity, String)> = Vec::new();
        if let Some((severity, limit)) = THRESHOLDS.disk_queue.passed(load.queue) {
            passed.push((
                severity,
                format!(
                    "{} requests are queued (from {})",
                    figure(load.queue),
                    figure(limit)
                ),
            ));
        }
        let is_used = THRESHOLDS.disk_wait_requests.passed(load.requests).is_some();
        if let Some((severity, limit)) = THRESHOLDS.disk_wait.passed(load.wait).filter(|_| is_used) {
            passed.push((
                severity,
                format!(
                    "a request takes {} ms (from {} ms)",
                    figure(load.wait),
                    figure(limit)
                ),
            ));
        }
        let is_rotating = rotating.contains(load.name.as_str());
        if let Some((severity, limit)) = THRESHOLDS.disk_busy.passed(load.busy).filter(|_| is_rotating) {
            passed.push((
                severity,
                format!(
                    "it is busy for {} % of the time (from {} %)",
                    figure(load.busy),
                    figure(limit)
                ),
            ));
        }
        if let Some(severity) = passed.iter().map(|one| one.0).max() {
            let reasons: Vec<String> = passed.into_iter().map(|one| one.1).collect();
            let what = format!(
                "Disk {} is saturated: {}.",
                quoted(&load.name),
                reasons.join(", ")
            );
            case.find(
                severity,
                Area::DiskLoad,
                what,
                vec![load.evidence],
                "Which processes read and write: `pidstat -d 1 5`.",
            );
        }
    }
}

fn by_iostat(case: &Case<'_>) -> Option<Vec<Load>> {
    let section = case.step("iostat")?;
    iostat::cpu(section).is_some().then_some(())?;
    let loads = iostat::read(section).into_iter().filter_map(|disk| {
        let (first, last) = (*disk.lines.first()?, *disk.lines.last()?);
        Some(Load {
            name: disk.name.to_owned(),
            queue: disk.queue,
            wait: disk.wait,
            requests: disk.requests,
            busy: disk.busy,
            evidence: section.between(first, last),
        })
    });
    Some(loads.collect())
}

/// Without sysstat, by the kernel's counters. Partitions repeat their disk and are left out by their number.
fn by_counters(case: &Case<'_>) -> Option<Vec<Load>> {
    let interval = case.interval?;
    let first = disks::counters(case.file("/proc/diskstats")?);
    let section = case.file_again("/proc/diskstats")?;
    let mut loads: Vec<Load> = disks::counters(section)
        .into_iter()
        .filter_map(|(name, later)| {
            let earlier = first.get(name)?;
            let requests = later.requests - earlier.requests;
            (requests >= 0.0).then(|| Load {
                name: name.to_owned(),
                queue: (later.weighted - earlier.weighted).max(0.0) / (interval * 1000.0),
                wait: if requests > 0.0 {
                    (later.waited - earlier.waited).max(0.0) / requests
                } else {
                    0.0
                },
                requests: requests / interval,
                busy: (later.busy - earlier.busy).max(0.0) / (interval * 10.0),
                evidence: section.at(later.line),
            })
        })
        .collect();
    loads.sort_by_key(|load| load.evidence.first);
    let names: HashSet<String> = loads.iter().map(|load| load.name.clone()).collect();
    loads.retain(|load| !is_partition(&load.name, &names));
    Some(loads)
}

/// `sda1` beside `sda`, `nvme0n1p1` beside `nvme0n1`.
fn is_partition(name: &str, names: &HashSet<String>) -> bool {
    let disk = name.trim_end_matches(|character: char| character.is_ascii_digit());
    disk != name && (names.contains(disk) || disk.strip_suffix('p').is_some_and(|disk| names.contains(disk)))
}
