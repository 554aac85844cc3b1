//! The commands of the triage.

use std::time::Duration;

use super::Outputs;
use super::output::DEFAULT_SINCE;
use super::read::process::processes;
use super::read::process_cgroups;

/// What the triage of one host should look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How far back logs are read; one hour when absent.
    pub since: Option<Duration>,
    /// The commands run within a container, where the kernel's log, the journal, units, disks and the clock are not
    /// the container's own.
    pub is_container: bool,
}

/// When a step may start. Steps of one stage run at the same time as far as the transport allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// At once: counters and files that answer within milliseconds and give the first facts.
    Now,
    /// After those: samples that take seconds, and logs.
    Sample,
    /// After all else has ended: counters of [`Stage::Now`] are read again, which makes rates of them.
    Again,
}

/// One command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Names it in [`Outputs`](super::Outputs), citations and file names: `a-z`, `0-9` and `-` only.
    pub id: &'static str,
    /// One command line that the gate judges `read`: literal words, pipelines, `||`.
    pub command: String,
    /// What it tells.
    pub why: &'static str,
    /// After how many seconds it is given up.
    pub seconds: u16,
    /// When it may start.
    pub stage: Stage,
    /// As another user than root it sees less, or nothing.
    pub wants_root: bool,
}

/// Files of counters and limits, read by one command: `head` prints `==> FILE <==` before each, in GNU coreutils and
/// `BusyBox` alike, and goes on after one that is missing.
const FILES: &[&str] = &[
    "/proc/uptime",
    "/proc/loadavg",
    "/proc/stat",
    "/proc/meminfo",
    "/proc/pressure/cpu",
    "/proc/pressure/memory",
    "/proc/pressure/io",
    "/proc/vmstat",
    "/proc/diskstats",
    "/proc/net/snmp",
    "/proc/net/netstat",
    "/proc/net/softnet_stat",
    "/proc/net/dev",
    "/proc/sys/net/netfilter/nf_conntrack_count",
    "/proc/sys/net/netfilter/nf_conntrack_max",
    "/proc/sys/fs/file-nr",
    "/proc/sys/kernel/pid_max",
    "/proc/sys/kernel/threads-max",
    "/proc/sys/kernel/osrelease",
    "/proc/sys/kernel/hostname",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource",
    "/sys/devices/system/clocksource/clocksource0/available_clocksource",
    "/proc/1/cgroup",
    "/proc/mounts",
];

/// The process's own cgroup: of version 2, then of version 1. At the root of a host most of them are missing.
const CGROUP_FILES: &[&str] = &[
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/memory.current",
    "/sys/fs/cgroup/memory.events",
    "/sys/fs/cgroup/memory.stat",
    "/sys/fs/cgroup/cpu.max",
    "/sys/fs/cgroup/cpu.stat",
    "/sys/fs/cgroup/cpu.pressure",
    "/sys/fs/cgroup/memory.pressure",
    "/sys/fs/cgroup/io.pressure",
    "/sys/fs/cgroup/pids.max",
    "/sys/fs/cgroup/pids.current",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    "/sys/fs/cgroup/memory/memory.usage_in_bytes",
    "/sys/fs/cgroup/memory/memory.stat",
    "/sys/fs/cgroup/memory/memory.oom_control",
    "/sys/fs/cgroup/cpu/cpu.cfs_quota_us",
    "/sys/fs/cgroup/cpu/cpu.cfs_period_us",
    "/sys/fs/cgroup/cpu/cpu.stat",
    "/sys/fs/cgroup/pids/pids.max",
    "/sys/fs/cgroup/pids/pids.current",
];

/// Those that count, read again at the end.
const COUNTERS: &[&str] = &[
    "/proc/uptime",
    "/proc/stat",
    "/proc/vmstat",
    "/proc/diskstats",
    "/proc/net/snmp",
    "/proc/net/netstat",
    "/proc/net/softnet_stat",
    "/proc/net/dev",
    "/sys/fs/cgroup/cpu.stat",
    "/sys/fs/cgroup/memory.events",
    "/sys/fs/cgroup/cpu/cpu.stat",
    "/sys/fs/cgroup/memory/memory.oom_control",
];

fn files(files: &[&[&str]]) -> String {
    format!("head -n 600 {}", files.concat().join(" "))
}

fn step(stage: Stage, id: &'static str, seconds: u16, command: impl Into<String>, why: &'static str) -> Step {
    Step {
        id,
        command: command.into(),
        why,
        seconds,
        stage,
        wants_root: false,
    }
}

fn as_root(step: Step) -> Step {
    Step {
        wants_root: true,
        ..step
    }
}

/// The steps, the cheapest that tell most first.
///
/// The options are those that procps from 3.3.10 (of RHEL 7) to 4, util-linux, iproute2, systemd from 219 and sysstat
/// from 10 have; where `BusyBox` has others, they follow `||`.
pub fn steps(options: &Options) -> Vec<Step> {
    let mut all = vec![
        step(
            Stage::Now,
            "files",
            10,
            files(&[FILES, CGROUP_FILES]),
            "counters, limits, pressure, mounts and the own cgroup",
        ),
        step(
            Stage::Now,
            "date",
            10,
            "date '+%Y-%m-%dT%H:%M:%S%z'",
            "the host's own time, to tell old messages from new",
        ),
        step(
            Stage::Now,
            "ps",
            10,
            "ps -eo pid,ppid,user:16,ni,stat,etime,time,pcpu,rss,nlwp,args --sort=-pcpu || ps -o pid,ppid,user,nice,stat,etime,time,rss,args || ps -o pid,ppid,user,nice,stat,rss,args",
            "all processes with state, age, memory and threads",
        ),
        step(
            Stage::Now,
            "df",
            10,
            "df -P",
            "space of file systems; hangs with a dead network file system",
        ),
        step(Stage::Now, "inodes", 10, "df -Pi", "inodes of file systems"),
        step(
            Stage::Sample,
            "top",
            10,
            "top -b -n 2 -d 2 -w 512 || top -b -n 2 -d 2",
            "CPU by process over two seconds",
        ),
        step(
            Stage::Sample,
            "vmstat",
            10,
            "vmstat 1 5",
            "run queue, swap traffic and CPU time by second",
        ),
        step(
            Stage::Sample,
            "listening",
            10,
            "ss -ltn",
            "accept queues of listening sockets",
        ),
        step(
            Stage::Sample,
            "tcp-states",
            10,
            "ss -tan | cut -d ' ' -f 1 | sort | uniq -c",
            "TCP connections by state",
        ),
    ];
    if !options.is_container {
        all.extend(of_hosts(options));
    }
    all.push(step(
        Stage::Again,
        "files-again",
        5,
        files(&[COUNTERS]),
        "the counters again, which makes rates of them",
    ));
    all.sort_by_key(|step| step.stage);
    all
}

/// What a container would see of its host, and not of itself.
fn of_hosts(options: &Options) -> Vec<Step> {
    let since = options.since.unwrap_or(DEFAULT_SINCE).as_secs().max(1);
    vec![
        as_root(step(
            Stage::Now,
            "dmesg",
            10,
            "dmesg | tail -n 2000",
            "the kernel's log: OOM kills, I/O errors, hung tasks, links",
        )),
        step(
            Stage::Now,
            "failed-units",
            10,
            "systemctl --failed --no-legend --no-pager --plain",
            "systemd units that failed",
        ),
        step(
            Stage::Now,
            "process-cgroups",
            10,
            "ps -eo pid,cgroup",
            "the cgroups of services and containers",
        ),
        step(
            Stage::Sample,
            "iostat",
            10,
            "iostat -xz 1 4",
            "queues and waiting times of disks",
        ),
        step(
            Stage::Sample,
            "mpstat",
            10,
            "mpstat -P ALL 1 3",
            "CPU time by CPU",
        ),
        step(
            Stage::Sample,
            "pidstat",
            10,
            "pidstat 1 3",
            "CPU by process, where top is missing",
        ),
        step(
            Stage::Sample,
            "sar-tcp",
            10,
            "sar -n TCP,ETCP 1 3",
            "TCP segments and retransmits by second",
        ),
        step(
            Stage::Sample,
            "sar-load",
            10,
            "sar -q",
            "run queue and load of the day, where sysstat records them",
        ),
        step(
            Stage::Sample,
            "disks",
            10,
            "lsblk -d -n -o NAME,ROTA,TYPE",
            "which disks rotate",
        ),
        as_root(step(
            Stage::Sample,
            "kernel-journal",
            10,
            "journalctl -k -b -o short-monotonic --no-pager -n 2000",
            "the kernel's log where dmesg is not permitted",
        )),
        as_root(step(
            Stage::Sample,
            "journal",
            10,
            format!("journalctl -p err --since '{since} seconds ago' -o short-iso --no-pager -n 500"),
            "errors of services",
        )),
        step(
            Stage::Sample,
            "timedatectl",
            10,
            "timedatectl",
            "whether the clock is synchronised",
        ),
        step(
            Stage::Sample,
            "chrony",
            10,
            "chronyc -n tracking",
            "how far the clock is off",
        ),
        step(
            Stage::Sample,
            "links",
            10,
            "ip -s link",
            "states, errors and drops of network interfaces",
        ),
        step(Stage::Sample, "sockets", 5, "ss -s", "sockets in use by kind"),
        step(
            Stage::Sample,
            "lscpu",
            10,
            "lscpu",
            "processor, virtualisation, NUMA nodes",
        ),
        as_root(step(
            Stage::Sample,
            "containers",
            10,
            "docker ps -a --no-trunc",
            "containers that restart or ended badly",
        )),
    ]
}

/// No command line is made longer than this, in bytes; the gate takes somewhat longer ones.
const LONGEST: usize = 3600;
/// No command is given more operands.
const MOST_OPERANDS: usize = 100;

/// Ids of the steps that [`follow_up`] makes.
pub(crate) const FOLLOW_UP_IDS: &[&str] = &["cgroups", "cgroups-again", "open-files", "limits"];

/// Steps that need process ids or paths of the others: open files and limits of the largest processes, and the cgroups
/// of the busiest.
///
/// To be asked for once the steps of [`Stage::Now`] have ended; they join the others by their stage. Where a shell
/// script would substitute, the command is written out.
pub fn follow_up(outputs: &Outputs) -> Vec<Step> {
    let mut all = Vec::new();
    let mut processes = processes(outputs);
    processes.retain(|process| !process.is_kernel_thread());
    let cgroups = process_cgroups::paths(outputs, &processes);
    if let Some(command) = bounded("head -n 40", cgroups) {
        let why = "throttling and OOM kills of services and containers";
        all.push(step(Stage::Sample, "cgroups", 10, command.clone(), why));
        all.push(step(Stage::Again, "cgroups-again", 10, command, "the same again"));
    }
    processes.sort_by_key(|process| std::cmp::Reverse(process.rss));
    let of_each = |file: &str| {
        let paths = processes
            .iter()
            .map(|process| format!("/proc/{}/{file}", process.pid));
        paths.collect::<Vec<String>>()
    };
    if let Some(command) = bounded("ls", of_each("fd")) {
        let why = "open files of the largest processes";
        all.push(as_root(step(Stage::Sample, "open-files", 10, command, why)));
    }
    if let Some(command) = bounded("head -n 20", of_each("limits")) {
        let why = "limits of the largest processes";
        all.push(as_root(step(Stage::Sample, "limits", 10, command, why)));
    }
    all
}

/// The command with as many operands as fit. With fewer than two, `head` and `ls` would not name them in their output.
fn bounded(command: &str, operands: Vec<String>) -> Option<String> {
    let mut line = command.to_owned();
    let mut count = 0;
    for operand in operands {
        if count == MOST_OPERANDS || line.len() + operand.len() >= LONGEST {
            break;
        }
        line.push(' ');
        line.push_str(&operand);
        count += 1;
    }
    (count > 1).then_some(line)
}
