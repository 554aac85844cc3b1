//! What single processes do: spin, hold memory, wait, stay as zombies; and how many there are.

use super::case::Case;
use crate::triage::read::process::{Process, processes};
use crate::triage::thresholds::THRESHOLDS;
use crate::triage::words::{bytes, count, figure, plain, quoted, span};
use crate::triage::{Area, Lines, Severity};

/// How many processes one finding names.
const NAMED: usize = 5;

pub(crate) fn judge(case: &mut Case<'_>) {
    numbers(case);
    let all = processes(case.outputs);
    if all.is_empty() {
        return;
    }
    cpu(case, &all);
    memory(case, &all);
    states(case, &all);
}

/// `name (pid 12)` of the first few.
fn names<'p>(processes: impl Iterator<Item = &'p Process>) -> String {
    let all: Vec<String> = processes
        .map(|process| format!("{} (pid {})", quoted(&process.name), process.pid))
        .collect();
    let shown = all.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if all.len() > NAMED {
        format!("{shown} and {} more", all.len() - NAMED)
    } else {
        shown
    }
}

fn evidence<'p>(processes: impl Iterator<Item = &'p Process>) -> Vec<Lines> {
    processes
        .take(NAMED)
        .filter_map(|process| process.evidence.first().cloned())
        .collect()
}

fn cpu(case: &mut Case<'_>, all: &[Process]) {
    if all.iter().all(|process| process.cpu.is_none()) {
        return;
    }
    case.cover(Area::ProcessCpu);
    let table = &*THRESHOLDS;
    let busy: Vec<&Process> = all
        .iter()
        .filter(|process| !process.is_kernel_thread() && process.nice.unwrap_or_default() <= 0)
        .filter(|process| {
            process
                .cpu
                .is_some_and(|cpu| table.process_cpu.passed(cpu).is_some())
        })
        .filter(|process| {
            let age = process.elapsed.map(|seconds| seconds as f64);
            // A process that ps did not see yet is younger than the triage.
            age.is_some_and(|age| table.process_cpu_age.passed(age).is_some())
        })
        .collect();
    let Some(busiest) = busy.first() else { return };
    let Some((severity, limit)) = table.process_cpu.passed(busiest.cpu.unwrap_or_default()) else {
        return;
    };
    let what = if busy.len() == 1 {
        format!(
            "{} uses {} % of a CPU {} ({severity} from {} %); it runs for {}.",
            names(busy.iter().copied()),
            figure(busiest.cpu.unwrap_or_default()),
            if busiest.is_sampled {
                "over the sample"
            } else {
                "over its life"
            },
            figure(limit),
            span(busiest.elapsed.unwrap_or_default() as f64),
        )
    } else {
        format!(
            "{} use a whole CPU each or more ({severity} from {} %): {}.",
            count(busy.len(), "process", "processes"),
            figure(limit),
            names(busy.iter().copied()),
        )
    };
    let next = format!(
        "Where it spends the time: `perf record -g -p {}`, or its stack: `cat /proc/{}/stack`.",
        busiest.pid, busiest.pid
    );
    case.find(
        severity,
        Area::ProcessCpu,
        what,
        evidence(busy.iter().copied()),
        next,
    );
}

fn memory(case: &mut Case<'_>, all: &[Process]) {
    let Some(total) = case.memory.filter(|&total| total > 0.0) else {
        return;
    };
    let Some(largest) = all.iter().max_by_key(|process| process.rss) else {
        return;
    };
    let Some(rss) = largest.rss else { return };
    case.cover(Area::ProcessMemory);
    let percent = 100.0 * rss as f64 / total;
    if let Some((severity, limit)) = THRESHOLDS.process_memory.passed(percent) {
        let is_short = !case.is_container
            && super::memory::available_percent(case)
                .is_some_and(|(percent, _)| THRESHOLDS.memory_available.passed(percent).is_some());
        let what = format!(
            "{} holds {} of {} memory, {} % (from {} %){}.",
            names(std::iter::once(largest)),
            bytes(rss as f64),
            bytes(total),
            figure(percent),
            figure(limit),
            if is_short { ", while memory is short" } else { "" },
        );
        let severity = if is_short { Severity::Warning } else { severity };
        let lines = largest
            .evidence
            .iter()
            .find(|lines| lines.step == "ps")
            .or(largest.evidence.first());
        case.find(
            severity,
            Area::ProcessMemory,
            what,
            lines.cloned().into_iter().collect(),
            format!("Whether it grows: `pidstat -r -p {} 1 5`.", largest.pid),
        );
    }
}

fn states(case: &mut Case<'_>, all: &[Process]) {
    if all.iter().all(|process| process.state.is_none()) {
        return;
    }
    case.cover(Area::ProcessStates);
    let blocked: Vec<&Process> = all
        .iter()
        .filter(|process| process.state == Some('D') && process.later_state.unwrap_or('D') == 'D')
        .collect();
    if let Some((severity, limit)) = THRESHOLDS.blocked_processes.passed(blocked.len() as f64) {
        let looks = if blocked.iter().any(|process| process.later_state.is_some()) {
            "at every look"
        } else {
            "at the one look"
        };
        // One look cannot tell a wait from a stay.
        let severity = if looks == "at every look" {
            severity
        } else {
            severity.min(Severity::Note)
        };
        let what = format!(
            "{} cannot be interrupted (state D) {looks} ({severity} from {}): {}.",
            count(blocked.len(), "process", "processes"),
            figure(limit),
            names(blocked.iter().copied()),
        );
        case.find(severity, Area::ProcessStates, what, evidence(blocked.iter().copied()), "What they wait for: `ps -o pid,wchan:32,args`, dead network file systems, hung tasks in the kernel log.");
    }
    let zombies: Vec<&Process> = all.iter().filter(|process| process.state == Some('Z')).collect();
    if let Some((severity, limit)) = THRESHOLDS.zombies.passed(zombies.len() as f64) {
        let parents: std::collections::BTreeSet<u32> =
            zombies.iter().filter_map(|process| process.parent).collect();
        let parents: Vec<String> = parents.iter().take(NAMED).map(u32::to_string).collect();
        let what = format!(
            "{} are zombies (from {}); their parents have pid {}.",
            count(zombies.len(), "process", "processes"),
            figure(limit),
            plain(&parents.join(", ")),
        );
        case.find(
            severity,
            Area::ProcessStates,
            what,
            evidence(zombies.iter().copied()),
            "Why the parent does not wait for its children.",
        );
    }
}

/// Processes and threads of the whole host against its limits.
fn numbers(case: &mut Case<'_>) {
    if case.is_container {
        return;
    }
    let Some(section) = case.file("/proc/loadavg") else {
        return;
    };
    let Some(line) = section.first_line() else { return };
    let tasks = line
        .text
        .split_whitespace()
        .nth(3)
        .and_then(|word| word.split_once('/')?.1.parse::<f64>().ok());
    let Some(tasks) = tasks else { return };
    let limits = [
        ("pid_max", case.file("/proc/sys/kernel/pid_max")),
        ("threads-max", case.file("/proc/sys/kernel/threads-max")),
    ];
    let lowest = limits
        .into_iter()
        .filter_map(|(name, file)| Some((name, file?, file?.number()?)))
        .min_by(|one, other| one.2.total_cmp(&other.2));
    let Some((name, file, limit)) = lowest.filter(|lowest| lowest.2 > 0.0) else {
        return;
    };
    case.cover(Area::Pids);
    let percent = 100.0 * tasks / limit;
    if let Some((severity, threshold)) = THRESHOLDS.pids.passed(percent) {
        let what = format!(
            "There are {} processes and threads, {} % of {name} ({severity} from {} %).",
            figure(tasks),
            figure(percent),
            figure(threshold),
        );
        case.find(
            severity,
            Area::Pids,
            what,
            vec![section.at(line.number), file.whole()],
            "Which process has the most threads: NLWP in ps.",
        );
    }
}
