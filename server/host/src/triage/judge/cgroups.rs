//! CPU throttling, memory and processes of cgroups: the own one of a container, and those of a host's services.

use super::case::Case;
use crate::triage::read::cgroup::{self, Throttling};
use crate::triage::read::section::{Section, files};
use crate::triage::thresholds::THRESHOLDS;
use crate::triage::words::{bytes, count, figure, quoted};
use crate::triage::{Area, Lines, Severity};

pub(crate) fn judge(case: &mut Case<'_>) {
    own_throttling(case);
    own_memory(case);
    own_kills(case);
    own_pids(case);
    services(case);
}

/// The first of these files that there is.
fn either<'a>(case: &Case<'a>, paths: [&str; 2]) -> Option<Section<'a>> {
    paths.iter().find_map(|path| case.file(path))
}

/// The memory limit of the own cgroup in bytes. Version 2 prints `max` for none, version 1 a figure near 2^63.
pub(crate) fn memory_limit(case: &Case<'_>) -> Option<(f64, Lines)> {
    let section = either(
        case,
        [
            "/sys/fs/cgroup/memory.max",
            "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        ],
    )?;
    let limit = section.number()?;
    (limit > 0.0 && limit < 9e18).then(|| (limit, section.whole()))
}

/// The CPU limit of the own cgroup in CPUs: `cpu.max`, or `cpu.cfs_quota_us` over `cpu.cfs_period_us`.
pub(crate) fn cpu_limit(case: &Case<'_>) -> Option<(f64, Lines)> {
    if let Some(section) = case.file("/sys/fs/cgroup/cpu.max") {
        let line = section.first_line()?;
        let mut words = line.text.split_whitespace();
        let (quota, period): (f64, f64) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        return (period > 0.0).then(|| (quota / period, section.at(line.number)));
    }
    let section = case.file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us")?;
    let (quota, period) = (
        section.number()?,
        case.file("/sys/fs/cgroup/cpu/cpu.cfs_period_us")?.number()?,
    );
    (quota > 0.0 && period > 0.0).then(|| (quota / period, section.whole()))
}

/// Percent of the periods between two readings.
fn throttled(first: Throttling, later: Throttling) -> Option<f64> {
    let periods = later.periods - first.periods;
    (periods > 0.0).then(|| (100.0 * (later.throttled - first.throttled) / periods).clamp(0.0, 100.0))
}

fn own_throttling(case: &mut Case<'_>) {
    for path in ["/sys/fs/cgroup/cpu.stat", "/sys/fs/cgroup/cpu/cpu.stat"] {
        let (Some(first), Some(section)) = (case.file(path), case.file_again(path)) else {
            continue;
        };
        let (Some(first), Some(later)) = (cgroup::throttling(first), cgroup::throttling(section)) else {
            continue;
        };
        case.cover(Area::CgroupCpu);
        if let Some(percent) = throttled(first, later) {
            throttling_found(case, "The own cgroup", percent, section.at(later.line));
        }
    }
}

fn throttling_found(case: &mut Case<'_>, who: &str, percent: f64, lines: Lines) {
    if let Some((severity, limit)) = THRESHOLDS.cgroup_throttling.passed(percent) {
        let limit_of = cpu_limit(case).filter(|_| case.is_container);
        let of = limit_of
            .map(|(limit, _)| format!(" of {limit:.2} CPUs"))
            .unwrap_or_default();
        let what = format!(
            "{who} was stopped by its CPU limit{of} in {} % of its periods over the sample ({severity} from {} %).",
            figure(percent),
            figure(limit),
        );
        case.find(
            severity,
            Area::CgroupCpu,
            what,
            vec![lines],
            "Raise the limit, or run fewer threads: runtimes often start one a CPU of the host.",
        );
    }
}

fn own_memory(case: &mut Case<'_>) {
    let usage = either(
        case,
        [
            "/sys/fs/cgroup/memory.current",
            "/sys/fs/cgroup/memory/memory.usage_in_bytes",
        ],
    );
    let Some(section) = usage else { return };
    let Some(usage) = section.number() else { return };
    if !case.is_container {
        return;
    }
    case.cover(Area::CgroupMemory);
    let Some((limit, limit_lines)) = memory_limit(case) else {
        return;
    };
    let reclaimable = either(
        case,
        ["/sys/fs/cgroup/memory.stat", "/sys/fs/cgroup/memory/memory.stat"],
    )
    .and_then(|section| {
        let named = section.named();
        named
            .get("total_inactive_file")
            .or_else(|| named.get("inactive_file"))
            .copied()
    })
    .unwrap_or_default();
    let used = (usage - reclaimable).max(0.0);
    let percent = 100.0 * used / limit;
    if let Some((severity, threshold)) = THRESHOLDS.cgroup_memory.passed(percent) {
        let what = format!(
            "The own cgroup uses {} of {} memory, {} % ({severity} from {} %).",
            bytes(used),
            bytes(limit),
            figure(percent),
            figure(threshold),
        );
        case.find(
            severity,
            Area::CgroupMemory,
            what,
            vec![section.whole(), limit_lines],
            "The processes with the most resident memory, and files in tmpfs, which count too.",
        );
    }
}

fn own_kills(case: &mut Case<'_>) {
    for path in [
        "/sys/fs/cgroup/memory.events",
        "/sys/fs/cgroup/memory/memory.oom_control",
    ] {
        let Some(section) = case.file(path) else { continue };
        let (Some(&kills), Some(line)) = (section.named().get("oom_kill"), section.line_of("oom_kill"))
        else {
            continue;
        };
        case.cover(Area::CgroupMemory);
        let grown = case.growth(path, "oom_kill").filter(|(count, _)| *count > 0.0);
        if let Some((killed, lines)) = grown {
            let what = format!(
                "Killed for lack of memory in the own cgroup during the sample: {}.",
                count(killed as usize, "process", "processes")
            );
            case.find(
                Severity::Critical,
                Area::CgroupMemory,
                what,
                vec![lines],
                "The memory limit, and the processes with the most resident memory.",
            );
        } else if kills > 0.0 {
            let what = format!(
                "Killed for lack of memory in the own cgroup since it was made: {} (when is not told).",
                figure(kills)
            );
            case.find(
                Severity::Note,
                Area::CgroupMemory,
                what,
                vec![section.at(line.number)],
                "The kernel log of the host tells when.",
            );
        }
    }
}

fn own_pids(case: &mut Case<'_>) {
    let current = either(
        case,
        ["/sys/fs/cgroup/pids.current", "/sys/fs/cgroup/pids/pids.current"],
    );
    let limit = either(case, ["/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max"]);
    let (Some(section), Some(limit)) = (current, limit) else {
        return;
    };
    let Some(current) = section.number() else { return };
    case.cover(Area::Pids);
    let Some(limit) = limit.number().filter(|&limit| limit > 0.0) else {
        return;
    };
    if let Some((severity, threshold)) = THRESHOLDS.pids.passed(100.0 * current / limit) {
        let what = format!(
            "The own cgroup has {} of {} processes and threads, {} % ({severity} from {} %).",
            figure(current),
            figure(limit),
            figure(100.0 * current / limit),
            figure(threshold),
        );
        case.find(
            severity,
            Area::Pids,
            what,
            vec![section.whole()],
            "Which process has the most threads: NLWP in ps.",
        );
    }
}

/// Services and containers of a host, by two readings of their files.
fn services(case: &mut Case<'_>) {
    let (Some(first), Some(later)) = (case.step("cgroups"), case.step("cgroups-again")) else {
        return;
    };
    let (first, later) = (
        files("cgroups", first.text()),
        files("cgroups-again", later.text()),
    );
    let mut paths: Vec<&str> = later.keys().copied().collect();
    paths.sort_unstable();
    for path in paths {
        let (Some(&earlier), Some(&section)) = (first.get(path), later.get(path)) else {
            continue;
        };
        let name = path.strip_prefix("/sys/fs/cgroup").unwrap_or(path);
        let name = quoted(name.rsplit_once('/').map_or(name, |(folder, _)| folder));
        if let (Some(earlier), Some(counted)) = (cgroup::throttling(earlier), cgroup::throttling(section)) {
            case.cover(Area::CgroupCpu);
            if let Some(percent) = throttled(earlier, counted) {
                throttling_found(case, &format!("Cgroup {name}"), percent, section.at(counted.line));
            }
        }
        if let (Some((earlier, _)), Some((killed, line))) = (cgroup::killed(earlier), cgroup::killed(section))
        {
            case.cover(Area::CgroupMemory);
            if let Some((severity, _)) = THRESHOLDS.oom_kills.passed(killed - earlier) {
                let number = count((killed - earlier) as usize, "process", "processes");
                let what =
                    format!("{number} of cgroup {name} were killed for lack of memory during the sample.");
                case.find(
                    severity,
                    Area::CgroupMemory,
                    what,
                    vec![section.at(line)],
                    "The memory limit of that service or container.",
                );
            }
        }
    }
}
