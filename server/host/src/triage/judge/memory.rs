//! Available memory, swap traffic, major faults.

use super::case::Case;
use crate::triage::Area;
use crate::triage::read::{table, vmstat};
use crate::triage::thresholds::THRESHOLDS;
use crate::triage::words::{bytes, figure};

pub(crate) fn judge(case: &mut Case<'_>) {
    if case.is_container {
        return;
    }
    available(case);
    swap(case);
    faults(case);
}

/// Percent of memory that is available, if the host says so; before Linux 3.14 free and cached memory stand for it.
pub(crate) fn available_percent(case: &Case<'_>) -> Option<(f64, crate::triage::Lines)> {
    let (total, _) = case.meminfo("MemTotal")?;
    let (available, lines) = case.meminfo("MemAvailable").or_else(|| {
        let (free, lines) = case.meminfo("MemFree")?;
        Some((
            free + case.meminfo("Buffers")?.0 + case.meminfo("Cached")?.0,
            lines,
        ))
    })?;
    (total > 0.0).then(|| (100.0 * available / total, lines))
}

fn available(case: &mut Case<'_>) {
    let Some((percent, lines)) = available_percent(case) else {
        return;
    };
    case.cover(Area::Memory);
    if let Some((severity, limit)) = THRESHOLDS.memory_available.passed(percent) {
        let total = case.memory.unwrap_or_default();
        let what = format!(
            "{} of {} memory are available, {} % ({} at {} % or less).",
            bytes(total * percent / 100.0),
            bytes(total),
            figure(percent),
            severity,
            figure(limit),
        );
        case.find(severity, Area::Memory, what, vec![lines], "The processes with the most resident memory, then shared memory, tmpfs and slabs in /proc/meminfo.");
    }
}

fn swap(case: &mut Case<'_>) {
    let traffic = swap_by_counters(case).or_else(|| swap_by_vmstat(case));
    let Some((rate, lines)) = traffic else { return };
    case.cover(Area::Swap);
    if let Some((severity, limit)) = THRESHOLDS.swap_traffic.passed(rate) {
        let what = format!(
            "{}/s go to and from swap over the sample ({severity} from {}/s).",
            bytes(rate * 1024.0),
            bytes(limit * 1024.0),
        );
        case.find(
            severity,
            Area::Swap,
            what,
            vec![lines],
            "What takes memory (ps by RSS), and memory pressure.",
        );
    }
}

/// KiB/s by the counters of pages, taken as 4 KiB.
fn swap_by_counters(case: &Case<'_>) -> Option<(f64, crate::triage::Lines)> {
    let interval = case.interval?;
    let (pages_in, _) = case.growth("/proc/vmstat", "pswpin")?;
    let (pages_out, lines) = case.growth("/proc/vmstat", "pswpout")?;
    Some(((pages_in + pages_out) * 4.0 / interval, lines))
}

fn swap_by_vmstat(case: &Case<'_>) -> Option<(f64, crate::triage::Lines)> {
    let section = case.step("vmstat")?;
    let samples = vmstat::read(section);
    let rate = table::mean(
        samples
            .iter()
            .filter_map(|sample| Some(sample.swapped_in? + sample.swapped_out?)),
    )?;
    let (first, last) = (samples.first()?.line, samples.last()?.line);
    Some((rate, section.between(first, last)))
}

fn faults(case: &mut Case<'_>) {
    let (Some((faults, lines)), Some(interval)) = (case.growth("/proc/vmstat", "pgmajfault"), case.interval)
    else {
        return;
    };
    case.cover(Area::MajorFaults);
    let rate = faults / interval;
    if let Some((severity, limit)) = THRESHOLDS.major_faults.passed(rate) {
        let what = format!(
            "{} major faults/s over the sample ({severity} from {}): pages of programs and files are read from disk again.",
            figure(rate),
            figure(limit),
        );
        case.find(
            severity,
            Area::MajorFaults,
            what,
            vec![lines],
            "Available memory and memory pressure; which processes fault: `pidstat -r 1 5`.",
        );
    }
}
