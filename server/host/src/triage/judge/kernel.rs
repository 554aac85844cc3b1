//! The kernel's log within the time looked at, and OOM kills.

use std::collections::BTreeMap;

use super::case::Case;
use crate::triage::read::kernel_log::{self, Event, Message};
use crate::triage::read::section::Section;
use crate::triage::thresholds::THRESHOLDS;
use crate::triage::words::{count, figure, quoted, span};
use crate::triage::{Area, Lines, Severity};

pub(crate) fn judge(case: &mut Case<'_>) {
    if case.is_container {
        return;
    }
    let kills_counted = kills_during_sample(case);
    // The journal holds what dmesg does, and a host may permit one and not the other.
    let log = case
        .step("dmesg")
        .filter(|section| is_log(*section))
        .or_else(|| case.step("kernel-journal"));
    let Some(section) = log else { return };
    case.cover(Area::KernelLog);
    case.cover(Area::OutOfMemory);
    let window = case.outputs.since_seconds();
    let mut recent: Vec<Message> = Vec::new();
    let mut undated: Vec<Message> = Vec::new();
    for message in kernel_log::read(section) {
        match case.age(message.when) {
            Some(age) if age <= window => recent.push(message),
            Some(_) => {}
            None => undated.push(message),
        }
    }
    tell(case, section, &recent, None, kills_counted);
    // What may be years old is no alarm.
    tell(case, section, &undated, Some(Severity::Note), kills_counted);
}

/// A refused dmesg prints nothing to standard output; what it printed is a log.
fn is_log(section: Section<'_>) -> bool {
    section
        .first_line()
        .is_some_and(|line| !line.text.contains("not permitted"))
}

/// The kernel counts its kills since Linux 4.13, whoever may read its log.
fn kills_during_sample(case: &mut Case<'_>) -> bool {
    let Some((kills, lines)) = case.growth("/proc/vmstat", "oom_kill") else {
        return false;
    };
    case.cover(Area::OutOfMemory);
    let Some((severity, _)) = THRESHOLDS.oom_kills.passed(kills) else {
        return false;
    };
    let what = format!(
        "{} killed for lack of memory during the sample.",
        count(kills as usize, "process was", "processes were")
    );
    case.find(
        severity,
        Area::OutOfMemory,
        what,
        vec![lines],
        "Available memory, the largest processes, memory limits of cgroups.",
    );
    true
}

struct Group {
    severity: Severity,
    area: Area,
    what: &'static str,
    next: &'static str,
}

/// One finding a sort of event.
fn tell(
    case: &mut Case<'_>,
    section: Section<'_>,
    messages: &[Message],
    at_most: Option<Severity>,
    kills_counted: bool,
) {
    let mut groups: BTreeMap<&'static str, (Group, Vec<&Message>)> = BTreeMap::new();
    let mut links: BTreeMap<&str, &Message> = BTreeMap::new();
    for message in messages {
        if let Event::Link { name, .. } = &message.event {
            links.insert(name, message);
        } else if let Some(group) = group(&message.event) {
            groups
                .entry(group.what)
                .or_insert_with(|| (group, Vec::new()))
                .1
                .push(message);
        }
    }
    let window = span(case.outputs.since_seconds());
    let when = if at_most.is_some() {
        "at a time that is not told".to_owned()
    } else {
        format!("in the last {window}")
    };
    for (group, members) in groups.into_values() {
        let number = members.len();
        let severity = match group.area {
            Area::OutOfMemory => THRESHOLDS.oom_kills.passed(number as f64).map(|passed| passed.0),
            _ if group.what == SEGFAULTS => THRESHOLDS.segfaults.passed(number as f64).map(|passed| passed.0),
            _ => Some(group.severity),
        };
        let Some(severity) = severity else { continue };
        if group.area == Area::OutOfMemory && kills_counted && at_most.is_some() {
            continue;
        }
        let limit = match group.area {
            Area::OutOfMemory => format!(" ({severity} from {})", figure(1.0)),
            _ => String::new(),
        };
        let names = named(&members);
        let what = format!(
            "{}: {} {when}{limit}{names}.",
            group.what,
            count(number, "message", "messages")
        );
        let severity = at_most.map_or(severity, |most| severity.min(most));
        case.find(severity, group.area, what, lines(section, &members), group.next);
    }
    for (name, message) in links {
        let Event::Link { is_up, .. } = message.event else {
            continue;
        };
        let severity = if is_up { Severity::Note } else { Severity::Warning };
        let severity = at_most.map_or(severity, |most| severity.min(most));
        let what = format!(
            "Interface {} {} {when}.",
            quoted(name),
            if is_up {
                "came up"
            } else {
                "lost its link, and it has not come back,"
            }
        );
        // Links come up when a host starts.
        if !is_up
            || case
                .uptime
                .is_some_and(|uptime| uptime > case.outputs.since_seconds())
        {
            case.find(
                severity,
                Area::KernelLog,
                what,
                vec![section.at(message.line)],
                "Cable, transceiver, switch port.",
            );
        }
    }
}

const SEGFAULTS: &str = "Programs crashed";

fn group(event: &Event) -> Option<Group> {
    let kernel = |severity, what, next| {
        Some(Group {
            severity,
            area: Area::KernelLog,
            what,
            next,
        })
    };
    match event {
        Event::OutOfMemory { is_cgroup, .. } => Some(Group {
            severity: Severity::Critical,
            area: Area::OutOfMemory,
            what: if *is_cgroup {
                "The kernel killed processes at the memory limit of their cgroup"
            } else {
                "The kernel killed processes for lack of memory"
            },
            next: "What grew: the table of processes that the kernel prints before the kill.",
        }),
        // Drives without a medium fail to be read whenever somebody asks.
        Event::IoError(device) if device.starts_with("fd") || device.starts_with("sr") => None,
        Event::IoError(_) => kernel(
            Severity::Critical,
            "Disks failed to read or write",
            "The disk's health: `smartctl -a`; then cables and the controller.",
        ),
        Event::FileSystem(_) => kernel(
            Severity::Critical,
            "A file system reported damage or became read-only",
            "Stop writing to it, look for I/O errors, then check it unmounted.",
        ),
        Event::HungTask(_) => kernel(
            Severity::Warning,
            "Tasks waited for more than two minutes",
            "The stack that follows the message tells for what.",
        ),
        Event::Lockup => kernel(
            Severity::Critical,
            "A CPU did not schedule for long",
            "The stack that follows the message; in a virtual machine, steal.",
        ),
        Event::Segfault(_) => kernel(
            Severity::Note,
            SEGFAULTS,
            "`coredumpctl list`, and the service's journal.",
        ),
        Event::Hardware { is_fatal: true } => kernel(
            Severity::Critical,
            "The hardware reported errors that it could not correct",
            "`ras-mc-ctl --summary`, the machine's own event log; replace the part.",
        ),
        Event::Hardware { is_fatal: false } => kernel(
            Severity::Warning,
            "The hardware reported errors",
            "`ras-mc-ctl --summary`, the machine's own event log.",
        ),
        Event::ConntrackFull => kernel(
            Severity::Critical,
            "Packets were dropped since the connection table was full",
            "net.netfilter.nf_conntrack_max, and which peers hold so many.",
        ),
        Event::SynFlood => kernel(
            Severity::Warning,
            "More connections were asked for than a socket's queue takes",
            "The backlog of that server, and whether it accepts slowly.",
        ),
        Event::Heat => kernel(
            Severity::Warning,
            "Processors were slowed by heat",
            "Fans, dust, the room.",
        ),
        Event::Link { .. } => None,
    }
}

/// Who is concerned, each once.
fn named(members: &[&Message]) -> String {
    let mut names: Vec<String> = Vec::new();
    for message in members {
        let name = match &message.event {
            Event::OutOfMemory { process, .. } => process,
            Event::IoError(name)
            | Event::FileSystem(name)
            | Event::HungTask(name)
            | Event::Segfault(name) => name,
            _ => continue,
        };
        let name = quoted(name);
        if name.len() > 2 && names.len() < 5 && !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        String::new()
    } else {
        format!(": {}", names.join(", "))
    }
}

fn lines(section: Section<'_>, members: &[&Message]) -> Vec<Lines> {
    members
        .iter()
        .take(5)
        .map(|message| section.at(message.line))
        .collect()
}
