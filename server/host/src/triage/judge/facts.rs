//! Facts of the host.

use super::case::Case;
use crate::triage::read::lscpu;
use crate::triage::read::section::Section;
use crate::triage::words::{bytes, count, plain, span};

pub(crate) fn tell(case: &mut Case<'_>) {
    let around = if case.is_container {
        " of the host around"
    } else {
        ""
    };
    text_file(case, "host name", "/proc/sys/kernel/hostname");
    text_file(case, "kernel", "/proc/sys/kernel/osrelease");
    if let (Some(cpus), Some(section)) = (case.cpus, case.file("/proc/stat")) {
        let value = format!("{}{around}", count(cpus as usize, "CPU", "CPUs"));
        case.fact("CPUs", value, section.whole());
    }
    if let Some(section) = case.step("lscpu") {
        for (name, key) in [
            ("processor", "Model name"),
            ("virtualisation", "Hypervisor vendor"),
            ("NUMA nodes", "NUMA node(s)"),
        ] {
            if let Some((value, line)) = lscpu::value(section, key) {
                case.fact(name, plain(value), section.at(line));
            }
        }
    }
    if let Some((size, lines)) = case.meminfo("MemTotal") {
        case.fact("memory", format!("{}{around}", bytes(size)), lines);
    }
    if let Some((limit, lines)) = super::cgroups::memory_limit(case) {
        case.fact("memory limit of the cgroup", bytes(limit), lines);
    }
    if let Some((limit, lines)) = super::cgroups::cpu_limit(case) {
        case.fact("CPU limit of the cgroup", format!("{limit:.2} CPUs"), lines);
    }
    if let (Some(uptime), Some(section)) = (case.uptime, case.file("/proc/uptime")) {
        case.fact("up for", span(uptime), section.whole());
    }
    if let Some((section, line)) = case
        .file("/proc/loadavg")
        .and_then(|section| Some((section, section.first_line()?)))
    {
        let load: Vec<&str> = line.text.split_whitespace().take(3).collect();
        case.fact(
            "load average",
            format!("{}{around}", plain(&load.join(" "))),
            section.at(line.number),
        );
    }
    if let (Some(now), Some(section)) = (case.now, case.step("date")) {
        case.fact("local time", now.to_string(), section.at(1));
    }
    if case.is_container {
        let lines = case
            .file("/proc/1/cgroup")
            .or_else(|| case.file("/proc/mounts"))
            .map(Section::whole);
        if let Some(lines) = lines.or_else(|| case.file("/proc/uptime").map(Section::whole)) {
            case.fact(
                "container",
                "yes: load, CPU time and memory of /proc are the host's and are not judged",
                lines,
            );
        }
    }
}

fn text_file(case: &mut Case<'_>, name: &'static str, path: &str) {
    if let Some((section, line)) = case
        .file(path)
        .and_then(|section| Some((section, section.first_line()?)))
    {
        case.fact(name, plain(line.text), section.at(line.number));
    }
}
