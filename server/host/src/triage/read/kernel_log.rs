//! The kernel's log: `dmesg`, `dmesg -T`, `journalctl -k`, and what of it matters.

use jiff::civil::DateTime;

use super::section::Section;
use crate::triage::words::plain;

/// When a message was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum When {
    /// Seconds after the host started.
    SinceBoot(f64),
    /// Local time of the host.
    Local(DateTime),
    /// Not printed, or not understood.
    Unknown,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// A process was killed for lack of memory: its name, and whether a cgroup's limit was the reason.
    OutOfMemory { process: String, is_cgroup: bool },
    /// A disk failed to read or write: its name where printed.
    IoError(String),
    /// A file system is damaged or became read-only.
    FileSystem(String),
    /// A task waited for minutes: its name.
    HungTask(String),
    /// A CPU did not schedule for long.
    Lockup,
    /// A program crashed: its name.
    Segfault(String),
    /// The processor or memory reported errors; whether they were beyond correction.
    Hardware { is_fatal: bool },
    /// An interface lost its link, or has it again: its name.
    Link { name: String, is_up: bool },
    /// Connections were dropped since the connection table was full.
    ConntrackFull,
    /// More connections were asked for than a socket's queue takes.
    SynFlood,
    /// A processor was slowed by heat.
    Heat,
}

/// One message that matters.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) when: When,
    pub(crate) event: Event,
    pub(crate) line: usize,
}

/// The messages that matter, in the order of the log.
pub(crate) fn read(section: Section<'_>) -> Vec<Message> {
    section
        .lines()
        .filter_map(|line| {
            let event = event(line.text)?;
            Some(Message {
                when: when(line.text),
                event,
                line: line.number,
            })
        })
        .collect()
}

fn when(line: &str) -> When {
    // BusyBox may print the level first, as `<6>`.
    let line = match line.split_once('>') {
        Some((level, rest)) if level.starts_with('<') && level.len() <= 3 => rest,
        _ => line,
    };
    if let Some((stamp, _)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        if let Ok(seconds) = stamp.trim().parse::<f64>() {
            return When::SinceBoot(seconds);
        }
        // `dmesg -T`: `[Wed Nov 25 04:33:13 2026]`.
        if let Ok(local) = DateTime::strptime("%a %b %e %H:%M:%S %Y", stamp.trim()) {
            return When::Local(local);
        }
        return When::Unknown;
    }
    line.split_whitespace()
        .next()
        .and_then(iso)
        .map_or(When::Unknown, When::Local)
}

/// The local time of `2026-11-25T04:33:13+0000`; the zone is left out, since all times of one host have the same.
pub(crate) fn iso(word: &str) -> Option<DateTime> {
    let date_and_time = word.get(..19)?;
    DateTime::strptime("%Y-%m-%dT%H:%M:%S", date_and_time).ok()
}

/// Kernel messages: `mm/oom_kill.c`, `block/blk-core.c`, `kernel/hung_task.c`, `kernel/watchdog.c`, `arch/x86/mm/fault.c`,
/// `arch/x86/kernel/cpu/mce`, `net/netfilter/nf_conntrack_core.c`, `net/ipv4/tcp_input.c` and the drivers' own.
fn event(line: &str) -> Option<Event> {
    let has = |text: &str| line.contains(text);
    if has("ut of memory: Kill") {
        return Some(Event::OutOfMemory {
            process: after(line, " (")
                .and_then(|rest| rest.split(')').next())
                .map(plain)
                .unwrap_or_default(),
            is_cgroup: has("cgroup out of memory"),
        });
    }
    if has("I/O error") || has("critical medium error") || has("critical target error") {
        let device = after(line, ", dev ")
            .or_else(|| after(line, "on dev "))
            .map(first_word);
        return Some(Event::IoError(device.map(plain).unwrap_or_default()));
    }
    if has("Remounting filesystem read-only")
        || has("EXT4-fs error")
        || has("BTRFS error")
        || has("BTRFS critical")
        || (has("XFS (") && (has("orruption") || has("shutdown") || has("Shutting down")))
    {
        let device = after(line, "(device ")
            .or_else(|| after(line, "XFS ("))
            .or_else(|| after(line, "-fs ("));
        let device = device.and_then(|rest| rest.split(')').next()).map(plain);
        return Some(Event::FileSystem(device.unwrap_or_default()));
    }
    if has("blocked for more than ") {
        let task = after(line, "task ")
            .map(first_word)
            .map(|word| word.rsplit_once(':').map_or(word, |task| task.0));
        return Some(Event::HungTask(task.map(plain).unwrap_or_default()));
    }
    if has("soft lockup") || has("hard LOCKUP") {
        return Some(Event::Lockup);
    }
    if has(" segfault at ") || has(" general protection fault") && has("traps: ") {
        return Some(Event::Segfault(plain(crashed(line))));
    }
    if has("[Hardware Error]") || has("EDAC MC") && (has(" CE ") || has(" UE ")) {
        let is_fatal = has("Uncorrected") || has("ncorrectable") || has("Fatal") || has(" UE ");
        return Some(Event::Hardware { is_fatal });
    }
    if has("table full, dropping packet") {
        return Some(Event::ConntrackFull);
    }
    if has("ossible SYN flooding") {
        return Some(Event::SynFlood);
    }
    if has("temperature above threshold") {
        return Some(Event::Heat);
    }
    link(line)
}

fn link(line: &str) -> Option<Event> {
    let lower = |text: &str| line.contains(text);
    let is_down = lower("Link is Down") || lower("Link is down") || lower("link down") || lower("Link Down");
    let is_up = lower("Link is Up") || lower("Link is up") || lower("link up") || lower("link becomes ready");
    if is_down == is_up {
        return None;
    }
    // The name is the last word with a colon before the message, as in `igb 0000:01:00.0 eth0: igb: eth0 NIC Link is
    // Down` or `eth0: link down`. SATA ports are no interfaces.
    let at = ["Link ", "link "]
        .iter()
        .filter_map(|word| line.find(word))
        .min()?;
    let name = line
        .get(..at)?
        .split_whitespace()
        .rev()
        .map(|word| word.trim_end_matches(':'))
        .find(|word| {
            word.starts_with(|c: char| c.is_ascii_lowercase()) && word.ends_with(|c: char| c.is_ascii_digit())
        })?;
    (!name.starts_with("ata")).then(|| Event::Link {
        name: plain(name),
        is_up,
    })
}

/// `name[pid]` before the message of a crash, without the number.
fn crashed(line: &str) -> &str {
    let end = line
        .find(" segfault at ")
        .or_else(|| line.find(" general protection fault"));
    let head = end.and_then(|end| line.get(..end)).unwrap_or_default();
    let name = head.rsplit_once('[').map_or(head, |(name, _)| name);
    let name = name.rsplit_once("] ").map_or(name, |(_, name)| name);
    name.rsplit_once(": ").map_or(name, |(_, name)| name).trim()
}

fn after<'a>(line: &'a str, text: &str) -> Option<&'a str> {
    let at = line.find(text)?;
    line.get(at + text.len()..)
}

fn first_word(text: &str) -> &str {
    let word = text.split_whitespace().next().unwrap_or_default();
    word.trim_end_matches(',')
}
