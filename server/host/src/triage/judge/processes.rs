//! What single processes do: spin, hold memory, wait, stay as zombies; and how many there are.

use super::case::Case;
use crate::triage::read::process::{Process, processes};
use crate::triage::thresholds::{THRESHOLDS, Threshold};
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
    let tells_age = all.iter().any(|process| process.elapsed.is_some());
    let later = case.interval.unwrap_or_default();
    let is_old = |process: &Process| match process.elapsed {
        Some(seconds) => {
            let since_ps = if process.is_sampled { later } else { 0.0 };
            table.process_cpu_age.passed(seconds as f64 + since_ps).is_some()
        }
        // What ps did not see yet is younger than the triage; BusyBox may tell no age at all.
        None => !tells_age,
    };
    let candidates = all
        .iter()
        .filter(|process| !process.is_kernel_thread() && process.nice.unwrap_or_default() <= 0)
        .filter(|process| is_old(process));
    let no_cpu_is_idle = case
        .cpu_times()
        .is_some_and(|(_, time)| table.cpu_idle.passed(100.0 * time.idle / time.total).is_some());
    let mut busy: Vec<&Process> = Vec::new();
    let mut held_up: Vec<&Process> = Vec::new();
    for process in candidates {
        let cpu = process.cpu.unwrap_or_default();
        let always_runs = process.state == Some('R') && process.later_state == Some('R');
        if table.process_cpu.passed(cpu).is_some() {
            busy.push(process);
        } else if no_cpu_is_idle && always_runs && table.process_cpu_contended.passed(cpu).is_some() {
            held_up.push(process);
        }
    }
    busy_found(case, &busy, &table.process_cpu, "uses", "use");
    busy_found(
        case,
        &held_up,
        &table.process_cpu_contended,
        "runs whenever it may, and no CPU is idle: it gets",
        "run whenever they may, and no CPU is idle; each gets",
    );
    if no_cpu_is_idle && busy.is_empty() && held_up.is_empty() {
        most_of_the_time(case, all);
    }
}

/// Where no CPU is idle and no process stands out, who has the most is told all the same.
fn most_of_the_time(case: &mut Case<'_>, all: &[Process]) {
    let mut most: Vec<(&Process, f64)> = (all.iter())
        .filter(|process| !process.is_kernel_thread() && process.nice.unwrap_or_default() <= 0)
        .filter_map(|process| Some((process, process.cpu.filter(|&cpu| cpu >= 1.0)?)))
        .collect();
    most.sort_by(|left, right| right.1.total_cmp(&left.1));
    most.truncate(NAMED);
    let Some((busiest, _)) = most.first() else { return };
    let each: Vec<String> = (most.iter())
        .map(|(process, cpu)| format!("{} {} %", names(std::iter::once(*process)), figure(*cpu)))
        .collect();
    let what = format!(
        "No CPU is idle, and no process stands out; the most of a CPU have: {}.",
        each.join(", ")
    );
    let next = format!(
        "Where they spend the time: `perf record -g -p {} -- sleep 10`.",
        busiest.pid
    );
    let lines = evidence(most.iter().map(|(process, _)| *process));
    case.find(Severity::Note, Area::ProcessCpu, what, lines, next);
}

fn busy_found(case: &mut Case<'_>, busy: &[&Process], threshold: &Threshold, does: &str, do_all: &str) {
    let Some(busiest) = busy.first() else { return };
    let cpu = busiest.cpu.unwrap_or_default();
    let Some((severity, limit)) = threshold.passed(cpu) else {
        return;
    };
    let span_of = if busiest.is_sampled {
        "the sample"
    } else {
        "its life"
    };
    let all = names(busy.iter().copied());
    let what = if busy.len() == 1 {
        let age = busiest
            .elapsed
            .map(|seconds| format!("; it runs for {}", span(seconds as f64)));
        format!(
            "{all} {does} {} % of a CPU over {span_of} ({severity} from {} %){}.",
            figure(cpu),
            figure(limit),
            age.unwrap_or_default(),
        )
    } else {
        format!(
            "{} {do_all} {} % of a CPU or more over {span_of}: {all}.",
            count(busy.len(), "process", "processes"),
            figure(limit),
        )
    };
    let pid = busiest.pid;
    let next = format!("Where it spends the time: `perf record -g -p {pid} -- sleep 10`.");
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
    // Whoever is gone at a later look did not stay: a shell waits like this while it starts a command.
    let is_looked_at_again = all.iter().any(|process| process.later_state.is_some());
    let later = |process: &Process| process.later_state.or((!is_looked_at_again).then_some('D'));
    let blocked: Vec<&Process> = all
        .iter()
        .filter(|process| process.state == Some('D') && later(process) == Some('D'))
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
