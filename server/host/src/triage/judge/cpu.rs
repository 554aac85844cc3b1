//! Load, run queue, steal and I/O wait.

use super::case::Case;
use crate::triage::read::section::Section;
use crate::triage::read::{iostat, mpstat, sar, table, vmstat};
use crate::triage::thresholds::{THRESHOLDS, Threshold};
use crate::triage::words::{count, figure};
use crate::triage::{Area, Lines, Severity};

pub(crate) fn judge(case: &mut Case<'_>) {
    if case.is_container {
        return;
    }
    load(case);
    load_of_the_day(case);
    run_queue(case);
    share(
        case,
        Area::Steal,
        &THRESHOLDS.steal,
        |span| span.0,
        "the hypervisor ran others in that time",
        "Ask the provider, or look at the CPU credits of the instance; nothing on this host takes that time.",
    );
    share(
        case,
        Area::IoWait,
        &THRESHOLDS.iowait,
        |span| span.1,
        "CPUs idled while tasks waited for disks",
        "The queues and waiting times of the disks (iostat), and processes in state D.",
    );
}

/// Tasks that yield make load and queues long without slowing others.
fn eased(case: &Case<'_>, severity: Severity) -> Severity {
    if case.is_busy_with_nice_work {
        Severity::Note
    } else {
        severity
    }
}

fn load(case: &mut Case<'_>) {
    let Some(section) = case.file("/proc/loadavg") else {
        return;
    };
    let (Some(line), Some(cpus)) = (section.first_line(), case.cpus) else {
        return;
    };
    let loads: Vec<f64> = line
        .text
        .split_whitespace()
        .take(3)
        .map_while(table::decimal)
        .collect();
    if loads.len() < 3 {
        return;
    }
    case.cover(Area::Load);
    let per = f64::from(cpus.max(2));
    let means = [
        (15, &THRESHOLDS.load_15_per_cpu),
        (5, &THRESHOLDS.load_5_per_cpu),
        (1, &THRESHOLDS.load_1_per_cpu),
    ];
    for ((minutes, threshold), load) in means.into_iter().zip(loads.iter().rev()) {
        if let Some((severity, limit)) = threshold.passed(load / per) {
            let what = format!(
                "The load of the last {minutes} min is {} on {}, {} a CPU (warning from {}).",
                figure(*load),
                count(cpus as usize, "CPU", "CPUs"),
                figure(load / per),
                figure(limit),
            );
            let severity = eased(case, severity);
            case.find(
                severity,
                Area::Load,
                what,
                vec![section.at(line.number)],
                "Whether tasks run (state R, CPU pressure) or wait for disks (state D, I/O pressure).",
            );
            return;
        }
    }
}

/// The highest load that sysstat recorded within the time looked at.
fn load_of_the_day(case: &mut Case<'_>) {
    let (Some(section), Some(now), Some(cpus)) = (case.step("sar-load"), case.now, case.cpus) else {
        return;
    };
    let second = i64::from(now.hour()) * 3600 + i64::from(now.minute()) * 60 + i64::from(now.second());
    let oldest = second as f64 - case.outputs.since_seconds();
    let records = sar::loads(section);
    let recent = records
        .iter()
        .filter(|record| record.at as f64 >= oldest && record.at as i64 <= second);
    let Some(highest) = recent.max_by(|one, other| one.of_one_minute.total_cmp(&other.of_one_minute)) else {
        return;
    };
    let per_cpu = highest.of_one_minute / f64::from(cpus.max(2));
    if let Some((_, limit)) = THRESHOLDS.load_1_per_cpu.passed(per_cpu) {
        let what = format!(
            "At {:02}:{:02} the load of one minute was {}, {} a CPU (from {}).",
            highest.at / 3600,
            highest.at / 60 % 60,
            figure(highest.of_one_minute),
            figure(per_cpu),
            figure(limit),
        );
        case.find(
            Severity::Note,
            Area::Load,
            what,
            vec![section.at(highest.line)],
            "What ran then: `sar -u`, `sar -d`, the journal.",
        );
    }
}

fn run_queue(case: &mut Case<'_>) {
    let (Some(section), Some(cpus)) = (case.step("vmstat"), case.cpus) else {
        return;
    };
    let samples = vmstat::read(section);
    let Some(runnable) = table::mean(samples.iter().filter_map(|sample| sample.runnable)) else {
        return;
    };
    case.cover(Area::RunQueue);
    if let Some((severity, limit)) = THRESHOLDS.run_queue_per_cpu.passed(runnable / f64::from(cpus)) {
        let what = format!(
            "{} tasks are runnable on {}, {} a CPU (warning from {}).",
            figure(runnable),
            count(cpus as usize, "CPU", "CPUs"),
            figure(runnable / f64::from(cpus)),
            figure(limit),
        );
        let severity = eased(case, severity);
        let lines = lines_of(section, &samples);
        case.find(
            severity,
            Area::RunQueue,
            what,
            vec![lines],
            "The processes with the most CPU time (top, pidstat).",
        );
    }
}

fn lines_of(section: Section<'_>, samples: &[vmstat::Sample]) -> Lines {
    let first = samples.first().map_or(1, |sample| sample.line);
    section.between(first, samples.last().map_or(first, |sample| sample.line))
}

/// Judges steal or I/O wait, by the longest sample that there is.
fn share(
    case: &mut Case<'_>,
    area: Area,
    threshold: &Threshold,
    pick: fn((f64, f64)) -> f64,
    meaning: &str,
    next: &str,
) {
    let Some((steal, iowait, lines)) = sample(case) else {
        return;
    };
    case.cover(area);
    let value = pick((steal, iowait));
    if let Some((severity, limit)) = threshold.passed(value) {
        let what = format!(
            "{} was {} % of CPU time over the sample (from {} %): {meaning}.",
            if area == Area::Steal { "Steal" } else { "I/O wait" },
            figure(value),
            figure(limit),
        );
        case.find(severity, area, what, vec![lines], next);
    }
}

/// Steal and I/O wait in percent, and where they are printed: between the readings of `/proc/stat`, else by vmstat,
/// mpstat or iostat.
fn sample(case: &Case<'_>) -> Option<(f64, f64, Lines)> {
    if let Some((section, span)) = case.cpu_times() {
        let percent = |ticks: f64| 100.0 * ticks / span.total;
        return Some((percent(span.steal), percent(span.iowait), section.at(span.line)));
    }
    if let Some(section) = case.step("vmstat") {
        let samples = vmstat::read(section);
        let steal = table::mean(samples.iter().filter_map(|sample| sample.steal));
        let iowait = table::mean(samples.iter().filter_map(|sample| sample.iowait));
        if let (Some(steal), Some(iowait)) = (steal, iowait) {
            return Some((steal, iowait, lines_of(section, &samples)));
        }
    }
    if let Some(section) = case.step("mpstat") {
        let all = mpstat::read(section).into_iter().find(|cpu| cpu.name == "all");
        if let Some((cpu, steal, iowait)) = all.and_then(|cpu| Some((cpu.line, cpu.steal?, cpu.iowait?))) {
            return Some((steal, iowait, section.at(cpu)));
        }
    }
    let section = case.step("iostat")?;
    let (iowait, steal, line) = iostat::cpu(section)?;
    Some((steal, iowait, section.at(line)))
}
