//! What all judges share: the outputs, cut into files, the host's size, and the findings so far.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::DateTime;

use crate::triage::read::section::{Section, files};
use crate::triage::read::{cpu_time, date, kernel_log};
use crate::triage::{Area, Exit, Fact, Finding, Findings, Lines, Outputs, Severity};

/// The host under judgement.
pub(crate) struct Case<'a> {
    pub(crate) outputs: &'a Outputs,
    files: HashMap<&'a str, Section<'a>>,
    again: HashMap<&'a str, Section<'a>>,
    /// CPUs on line.
    pub(crate) cpus: Option<u32>,
    /// Memory in bytes: of the host, or the limit of the container's cgroup.
    pub(crate) memory: Option<f64>,
    /// Seconds since the host started.
    pub(crate) uptime: Option<f64>,
    /// Seconds between the two readings of the counters.
    pub(crate) interval: Option<f64>,
    /// The host's local time.
    pub(crate) now: Option<DateTime>,
    /// Whether the outputs are a container's. Then load, CPU time, memory and pressure of `/proc` are those of the host
    /// around it and are not judged.
    pub(crate) is_container: bool,
    /// Whether most of the busy time went to tasks that yield to others.
    pub(crate) is_busy_with_nice_work: bool,
    pub(crate) found: Findings,
    covered: BTreeSet<Area>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(outputs: &'a Outputs) -> Case<'a> {
        let text = |step: &str| {
            outputs
                .by_step
                .get(step)
                .map_or("", |output| output.text.as_str())
        };
        let first = files("files", text("files"));
        let again = files("files-again", text("files-again"));
        let number = |files: &HashMap<&str, Section<'a>>, path: &str| files.get(path)?.number();
        let uptime = number(&first, "/proc/uptime");
        let later = number(&again, "/proc/uptime");
        let cpus = first.get("/proc/stat").map(|stat| cpu_time::count(*stat));
        let now = date::read(Section::new("date", text("date")));
        let mut case = Case {
            outputs,
            cpus: cpus.filter(|&count| count > 0),
            memory: None,
            uptime,
            interval: uptime
                .zip(later)
                .map(|(first, later)| later - first)
                .filter(|&span| span >= 1.0),
            now,
            is_container: false,
            is_busy_with_nice_work: false,
            found: Findings::default(),
            covered: BTreeSet::new(),
            files: first,
            again,
        };
        case.is_container = outputs.is_container || case.looks_like_container();
        case.memory = case.meminfo("MemTotal").map(|(size, _)| size);
        if case.is_container {
            let limit = super::cgroups::memory_limit(&case).map(|(limit, _)| limit);
            case.memory = limit.or(case.memory);
        }
        case.is_busy_with_nice_work = case.cpu_times().is_some_and(|(_, span)| {
            let busy = span.total - span.idle - span.iowait - span.steal;
            span.nice * 2.0 > busy && busy > 0.0
        });
        case
    }

    /// A file of the first reading.
    pub(crate) fn file(&self, path: &str) -> Option<Section<'a>> {
        self.files.get(path).copied()
    }

    /// A file of the second reading.
    pub(crate) fn file_again(&self, path: &str) -> Option<Section<'a>> {
        self.again.get(path).copied()
    }

    /// What a step printed, if it printed anything.
    pub(crate) fn step(&self, step: &'static str) -> Option<Section<'a>> {
        let output = self.outputs.by_step.get(step)?;
        (!output.text.trim().is_empty()).then(|| Section::new(step, &output.text))
    }

    /// What a step printed that ended well; it may have printed nothing.
    pub(crate) fn ended_step(&self, step: &'static str) -> Option<Section<'a>> {
        let output = self.outputs.by_step.get(step)?;
        (output.exit == Exit::Code(0)).then(|| Section::new(step, &output.text))
    }

    /// Whether a step printed something on standard error.
    pub(crate) fn has_errors(&self, step: &str) -> bool {
        self.outputs
            .by_step
            .get(step)
            .is_some_and(|output| !output.errors.trim().is_empty())
    }

    /// A figure of `/proc/meminfo` in bytes, and its line.
    pub(crate) fn meminfo(&self, name: &str) -> Option<(f64, Lines)> {
        let section = self.file("/proc/meminfo")?;
        let line = section.line_of(name)?;
        let value: f64 = line.text.split_whitespace().nth(1)?.parse().ok()?;
        Some((value * 1024.0, section.at(line.number)))
    }

    /// CPU time between the readings, with the section that shows the later one.
    pub(crate) fn cpu_times(&self) -> Option<(Section<'a>, cpu_time::CpuTime)> {
        let first = cpu_time::read(self.file("/proc/stat")?)?;
        let section = self.file_again("/proc/stat")?;
        Some((section, cpu_time::read(section)?.since(first)?))
    }

    /// How much a `name value` counter of one of these files grew between the readings, and where the later is.
    pub(crate) fn growth(&self, path: &str, name: &str) -> Option<(f64, Lines)> {
        let first = *self.file(path)?.named().get(name)?;
        let section = self.file_again(path)?;
        let later = *section.named().get(name)?;
        let line = section.line_of(name)?.number;
        (later >= first).then(|| (later - first, section.at(line)))
    }

    /// Seconds since a message, if its time and the host's are known.
    pub(crate) fn age(&self, when: kernel_log::When) -> Option<f64> {
        match when {
            kernel_log::When::SinceBoot(seconds) => Some(self.uptime? - seconds),
            kernel_log::When::Local(time) => Some(time.duration_until(self.now?).as_secs_f64()),
            kernel_log::When::Unknown => None,
        }
    }

    pub(crate) fn cover(&mut self, area: Area) {
        self.covered.insert(area);
    }

    pub(crate) fn covered(&self) -> &BTreeSet<Area> {
        &self.covered
    }

    pub(crate) fn fact(&mut self, name: &'static str, value: impl Into<String>, evidence: Lines) {
        self.found.facts.push(Fact {
            name,
            value: value.into(),
            evidence,
        });
    }

    pub(crate) fn find(
        &mut self,
        severity: Severity,
        area: Area,
        what: String,
        evidence: Vec<Lines>,
        next: impl Into<String>,
    ) {
        self.found.findings.push(Finding {
            severity,
            area,
            what,
            evidence,
            next: next.into(),
        });
    }

    /// Signs that only a container shows: files that a root cgroup does not have (Linux, admin-guide/cgroup-v2.rst), a
    /// runtime's name in the path of process 1 under cgroup version 1, or a root file system of layers.
    fn looks_like_container(&self) -> bool {
        let has_runtime = self.file("/proc/1/cgroup").is_some_and(|section| {
            section.lines().any(|line| {
                ["docker", "kubepods", "containerd", "/lxc", "libpod", "garden"]
                    .iter()
                    .any(|name| line.text.contains(name))
            })
        });
        let is_layered = self.file("/proc/mounts").is_some_and(|section| {
            section
                .lines()
                .any(|line| line.text.starts_with("overlay / overlay "))
        });
        let is_below_root = self.file("/sys/fs/cgroup/memory.max").is_some()
            || self.file("/sys/fs/cgroup/pids.max").is_some();
        has_runtime || is_below_root || is_layered
    }
}
