//! What could not be seen, which is not health.

use super::case::Case;
use crate::triage::words::plain;
use crate::triage::{CouldNotSee, Exit, Options, steps};

/// Files that every Linux of today has; the others are there or not by version, module or limit.
const EXPECTED: &[&str] = &[
    "/proc/uptime",
    "/proc/loadavg",
    "/proc/stat",
    "/proc/meminfo",
    "/proc/vmstat",
    "/proc/net/snmp",
    "/proc/net/netstat",
    "/proc/mounts",
];

pub(crate) fn tell(case: &mut Case<'_>) {
    let options = Options {
        since: case.outputs.since,
        is_container: case.is_container,
    };
    let mut unseen = Vec::new();
    for step in steps(&options) {
        if let Some(why) = why(case, step.id) {
            unseen.push(CouldNotSee {
                what: step.id.to_owned(),
                why,
            });
        }
    }
    if case.step("files").is_some() {
        for path in EXPECTED.iter().filter(|path| case.file(path).is_none()) {
            unseen.push(CouldNotSee {
                what: (*path).to_owned(),
                why: "not printed".to_owned(),
            });
        }
        let pressure = if case.is_container {
            "/sys/fs/cgroup/cpu.pressure"
        } else {
            "/proc/pressure/cpu"
        };
        if case.file(pressure).is_none() {
            unseen.push(CouldNotSee {
                what: pressure.to_owned(),
                why: "this kernel keeps no pressure stall information (Linux 4.20 or later does, where it is enabled)".to_owned(),
            });
        }
    }
    for line in denied(case) {
        unseen.push(CouldNotSee {
            what: "files".to_owned(),
            why: line,
        });
    }
    case.found.could_not_see = unseen;
}

/// Steps whose standard error tells that something is left out.
const IN_PART: &[&str] = &["journal", "kernel-journal", "dmesg", "df", "inodes", "containers"];

/// Why a step showed nothing, or not all.
fn why(case: &Case<'_>, step: &str) -> Option<String> {
    let Some(output) = case.outputs.by_step.get(step) else {
        return Some("was not run".to_owned());
    };
    let said = output
        .errors
        .lines()
        .find(|line| !line.trim().is_empty())
        .map(plain);
    match &output.exit {
        Exit::TimedOut => Some("timed out".to_owned()),
        Exit::Failed(reason) => Some(plain(reason)),
        // head and ls end with 1 or 2 when some of the files could not be read.
        // What the user may not see is left out with a word on standard error.
        Exit::Code(0 | 1) if IN_PART.contains(&step) && said.is_some() => said,
        Exit::Code(0 | 1) if !output.text.trim().is_empty() => None,
        Exit::Code(0) => said,
        Exit::Code(1) if said.is_none() => None,
        Exit::Code(127) => Some("not found on this host".to_owned()),
        Exit::Code(_) if !output.text.trim().is_empty() && said.is_none() => None,
        Exit::Code(code) => Some(said.unwrap_or_else(|| format!("ended with code {code}"))),
    }
}

/// Files of the first step that the user may not read.
fn denied(case: &Case<'_>) -> Vec<String> {
    let Some(output) = case.outputs.by_step.get("files") else {
        return Vec::new();
    };
    let denied = output
        .errors
        .lines()
        .filter(|line| line.contains("ermission denied"));
    denied.take(10).map(plain).collect()
}
