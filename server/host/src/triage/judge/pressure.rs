//! Pressure stall information: of the host, or within a container of its own cgroup.

use super::case::Case;
use crate::triage::read::pressure::{Averages, read};
use crate::triage::thresholds::{THRESHOLDS, Threshold};
use crate::triage::words::figure;
use crate::triage::{Area, Severity};

struct Measure {
    area: Area,
    resource: &'static str,
    kind: &'static str,
    is_minute: bool,
    threshold: &'static Threshold,
    next: &'static str,
}

pub(crate) fn judge(case: &mut Case<'_>) {
    let table = &*THRESHOLDS;
    let memory = "What takes memory (ps by RSS), swap traffic, and cgroup limits.";
    let io = "The queues and waiting times of the disks (iostat), and processes in state D.";
    let measures = [
        (
            Area::CpuPressure,
            "cpu",
            "some",
            true,
            &table.cpu_pressure,
            "The processes with the most CPU time, and CPU limits of cgroups.",
        ),
        (
            Area::MemoryPressure,
            "memory",
            "full",
            false,
            &table.memory_pressure_full,
            memory,
        ),
        (
            Area::MemoryPressure,
            "memory",
            "some",
            true,
            &table.memory_pressure_some,
            memory,
        ),
        (Area::IoPressure, "io", "full", true, &table.io_pressure_full, io),
        (Area::IoPressure, "io", "some", false, &table.io_pressure_some, io),
    ];
    let mut found = Vec::new();
    for (area, resource, kind, is_minute, threshold, next) in measures {
        let measure = Measure {
            area,
            resource,
            kind,
            is_minute,
            threshold,
            next,
        };
        // One finding an area: the first that passes is the worse.
        if judge_one(case, &measure, found.contains(&area)) {
            found.push(area);
        }
    }
}

fn judge_one(case: &mut Case<'_>, measure: &Measure, is_found: bool) -> bool {
    let path = if case.is_container {
        format!("/sys/fs/cgroup/{}.pressure", measure.resource)
    } else {
        format!("/proc/pressure/{}", measure.resource)
    };
    let Some(section) = case.file(&path) else {
        return false;
    };
    let Some(averages) = read(section, measure.kind) else {
        return false;
    };
    case.cover(measure.area);
    let value = pick(averages, measure.is_minute);
    let Some((severity, limit)) = measure.threshold.passed(value).filter(|_| !is_found) else {
        return false;
    };
    let (who, waited_for) = (
        if measure.kind == "full" {
            "all tasks"
        } else {
            "some task"
        },
        if measure.resource == "io" {
            "I/O"
        } else {
            measure.resource
        },
    );
    let what = format!(
        "For {} % of the last {}, {who} waited for {} (from {} %).",
        figure(value),
        if measure.is_minute { "minute" } else { "10 seconds" },
        if waited_for == "cpu" { "a CPU" } else { waited_for },
        figure(limit),
    );
    let is_eased = measure.resource == "cpu" && case.is_busy_with_nice_work;
    let severity = if is_eased { Severity::Note } else { severity };
    case.find(
        severity,
        measure.area,
        what,
        vec![section.at(averages.line)],
        measure.next,
    );
    true
}

fn pick(averages: Averages, is_minute: bool) -> f64 {
    if is_minute {
        averages.over_60_seconds
    } else {
        averages.over_10_seconds
    }
}
