//! `ps -eo pid,cgroup`: in which cgroups the processes are.

use std::collections::{HashMap, HashSet};

use super::process::Process;
use super::section::Section;
use crate::triage::Outputs;

/// Files of the cgroups of these processes that tell of throttling and OOM kills, in the order of the processes, each
/// once. The root has none of them.
pub(crate) fn paths(outputs: &Outputs, processes: &[Process]) -> Vec<String> {
    let Some(output) = outputs.by_step.get("process-cgroups") else {
        return Vec::new();
    };
    let section = Section::new("process-cgroups", &output.text);
    let by_pid: HashMap<u32, &str> = section
        .lines()
        .filter_map(|line| {
            let (pid, cgroups) = line.text.trim().split_once(' ')?;
            Some((pid.parse().ok()?, cgroups.trim()))
        })
        .collect();
    let mut seen = HashSet::new();
    let mut paths = Vec::new();
    for process in processes {
        let Some(cgroups) = by_pid.get(&process.pid) else {
            continue;
        };
        for path in files(cgroups) {
            if seen.insert(path.clone()) {
                paths.push(path);
            }
        }
    }
    paths
}

/// `0::/system.slice/nginx.service` under version 2, `9:memory:/docker/0123,4:cpu,cpuacct:/docker/0123` under version 1.
fn files(cgroups: &str) -> Vec<String> {
    let unified = cgroups.strip_prefix("0::").filter(|path| is_plain(path));
    if let Some(path) = unified {
        return vec![
            format!("/sys/fs/cgroup{path}/cpu.stat"),
            format!("/sys/fs/cgroup{path}/memory.events"),
        ];
    }
    let of = |controllers: &[&str]| {
        let found = controllers.iter().find_map(|name| cgroups.split_once(name));
        let path = found?.1.split(',').next()?;
        is_plain(path).then_some(path)
    };
    let mut files = Vec::new();
    if let Some(path) = of(&[":cpu,cpuacct:", ":cpuacct,cpu:", ":cpu:"]) {
        files.push(format!("/sys/fs/cgroup/cpu{path}/cpu.stat"));
    }
    if let Some(path) = of(&[":memory:"]) {
        files.push(format!("/sys/fs/cgroup/memory{path}/memory.oom_control"));
    }
    files
}

/// Whether a path is below the root and needs no quoting.
fn is_plain(path: &str) -> bool {
    let plain = |character: char| character.is_ascii_alphanumeric() || "_@:./-".contains(character);
    path.len() > 1
        && path.starts_with('/')
        && path.chars().all(plain)
        && !path.split('/').any(|part| part.starts_with("..") || part == ".")
}
