//! What a value or operand may be.

use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

use super::classes::{Class, Refusal};
use super::paths;

/// The kind of a value or operand, named in the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text that no flag can hide in.
    Text,
    /// A name: no path, no list.
    Name,
    /// Names with commas between them.
    Names,
    /// Columns: names with commas, widths and headings.
    Fields,
    /// Columns to sort by, each with a sign.
    Sort,
    /// Positions in text, as `sort -k` and `cut -f` take them.
    Key,
    /// At most four characters between columns.
    Separator,
    /// A whole number.
    Count,
    /// A whole number up to 20.
    Few,
    /// A number of lines or bytes, as `head -n` takes it.
    Lines,
    /// A size with its unit.
    Size,
    /// Seconds, with a fraction.
    Seconds,
    /// Seconds between packets: no flood.
    Interval,
    /// Seconds of a pause: at most 30.
    Pause,
    /// Bytes of a packet: at most 9000.
    PacketSize,
    /// Process ids with commas between them, or the words of sysstat for them.
    Pids,
    /// A network interface.
    Interface,
    /// An internet address, no name.
    Address,
    /// What `lsof -i` takes, without names of hosts.
    Inet,
    /// Users, as `lsof -u` takes them.
    LsofUsers,
    /// What iproute2's `show` takes.
    Iproute,
    /// A filter of `ss`.
    Filter,
    /// A kernel setting, to be shown.
    Sysctl,
    /// A unit of systemd, or a pattern.
    Unit,
    /// A priority of the journal, or a range.
    Priority,
    /// A boot, counted back.
    Boot,
    /// A file system or pool of ZFS.
    Dataset,
    /// An object of Kubernetes, but no secret.
    Kubernetes,
    /// A block device.
    Device,
    /// How `date` shows the time.
    DateFormat,
    /// A file whose text may be shown.
    Contents,
    /// A file whose name, size and times may be shown.
    Listed,
    /// A tree that may be walked.
    Walked,
    /// One of these words.
    OneOf(Vec<String>),
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Kind, String> {
        Ok(match name {
            "text" => Kind::Text,
            "name" => Kind::Name,
            "names" => Kind::Names,
            "fields" => Kind::Fields,
            "sort" => Kind::Sort,
            "key" => Kind::Key,
            "separator" => Kind::Separator,
            "count" => Kind::Count,
            "few" => Kind::Few,
            "lines" => Kind::Lines,
            "size" => Kind::Size,
            "seconds" => Kind::Seconds,
            "interval" => Kind::Interval,
            "pause" => Kind::Pause,
            "packet-size" => Kind::PacketSize,
            "pids" => Kind::Pids,
            "interface" => Kind::Interface,
            "address" => Kind::Address,
            "inet" => Kind::Inet,
            "lsof-users" => Kind::LsofUsers,
            "iproute" => Kind::Iproute,
            "filter" => Kind::Filter,
            "sysctl" => Kind::Sysctl,
            "unit" => Kind::Unit,
            "priority" => Kind::Priority,
            "boot" => Kind::Boot,
            "dataset" => Kind::Dataset,
            "kubernetes" => Kind::Kubernetes,
            "device" => Kind::Device,
            "date-format" => Kind::DateFormat,
            "contents" => Kind::Contents,
            "listed" => Kind::Listed,
            "walked" => Kind::Walked,
            _ if name.contains('|') || name.chars().all(|character| character.is_ascii_uppercase()) => {
                Kind::OneOf(name.split('|').map(str::to_owned).collect())
            }
            _ => return Err(format!("no kind {name}")),
        })
    }
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Kind, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

/// Whether a text is not empty, does not begin as a flag does, and has only letters, digits and these.
fn made_of(text: &str, others: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || others.contains(character))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: &str) -> Option<f64> {
    let is_number = text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse().ok().filter(|_| is_number)
}

impl Kind {
    /// Whether the value is of the kind; otherwise why not.
    pub(super) fn check(&self, value: &str) -> Result<(), Refusal> {
        let fits = match self {
            Kind::Contents => return paths::contents(value),
            Kind::Listed => return paths::listed(value),
            Kind::Walked => return paths::walked(value),
            Kind::Text => !value.starts_with('-') || value == "-",
            Kind::Name => made_of(value, "_@.:%+-"),
            Kind::Names => made_of(value, "_@.:%+,-"),
            Kind::Fields => made_of(value, "_%+:=,-") && !value.to_ascii_lowercase().contains("environ"),
            Kind::Sort => {
                let names: Vec<_> = value.split(',').collect();
                names.iter().all(|name| {
                    let name = name.strip_prefix(['+', '-']).unwrap_or(name);
                    name.len() > 1 && made_of(name, "_%")
                })
            }
            Kind::Key => made_of(value.strip_prefix('-').unwrap_or(value), ".,-"),
            Kind::Separator => value.len() <= 4 && !value.starts_with('-'),
            Kind::Count => digits(value),
            Kind::Few => value.parse().is_ok_and(|count: u32| (1..=20).contains(&count)) && digits(value),
            Kind::Lines => {
                let value = value.strip_prefix(['+', '-']).unwrap_or(value);
                let value = value.strip_suffix(['k', 'K', 'M']).unwrap_or(value);
                digits(value)
            }
            Kind::Size => made_of(value, "") && value.len() <= 12,
            Kind::Seconds => number(value).is_some_and(|seconds| seconds <= 60.0),
            Kind::Interval => number(value).is_some_and(|seconds| (0.2..=60.0).contains(&seconds)),
            Kind::Pause => number(value).is_some_and(|seconds| seconds <= 30.0),
            Kind::PacketSize => digits(value) && value.parse().is_ok_and(|size: u32| size <= 9000),
            Kind::Pids => matches!(value, "ALL" | "SELF" | "self") || value.split(',').all(digits),
            Kind::Interface => made_of(value, "_.:@-") && value.len() <= 32,
            Kind::Address => value == "localhost" || value.parse::<IpAddr>().is_ok(),
            Kind::Inet => inet(value),
            Kind::LsofUsers => made_of(value.strip_prefix('^').unwrap_or(value), "_,^.-"),
            Kind::Iproute => made_of(value, "_.:@/%-"),
            Kind::Filter => is_filter(value),
            Kind::Sysctl => made_of(value, "_./-") && is_open_setting(&value.replace('.', "/")),
            Kind::Unit => made_of(value, "_.:@*-"),
            Kind::Priority => {
                let levels = value.split("..");
                let known = |level: &str| {
                    matches!(
                        level,
                        "emerg" | "alert" | "crit" | "err" | "warning" | "notice" | "info" | "debug"
                    ) || (level.len() == 1 && level.bytes().all(|byte| (b'0'..=b'7').contains(&byte)))
                };
                levels.clone().count() <= 2 && levels.into_iter().all(known)
            }
            Kind::Boot => digits(value.strip_prefix('-').unwrap_or(value)),
            Kind::Dataset => {
                made_of(value, "_./:@-") && !value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            }
            Kind::Kubernetes => made_of(value, "_./,:-") && !value.to_ascii_lowercase().contains("secret"),
            Kind::Device => value
                .strip_prefix("/dev/")
                .is_some_and(|name| made_of(name, "_.:/+-") && is_block_device(name)),
            Kind::DateFormat => value.starts_with('+'),
            Kind::OneOf(words) => words.iter().any(|word| word == value),
        };
        if fits {
            return Ok(());
        }
        let class = match self {
            Kind::Address | Kind::Filter => Class::Network,
            Kind::Kubernetes | Kind::Sysctl => Class::Secret,
            _ => Class::Operand,
        };
        let class =
            if value.is_empty() || value.starts_with('-') || (*self == Kind::Sysctl && value.contains('=')) {
                Class::Operand
            } else {
                class
            };
        Err(Refusal::new(
            class,
            format!("`{value}` is not {}", self.expected()),
        ))
    }

    /// What the user is told was expected.
    fn expected(&self) -> String {
        let text = match self {
            Kind::OneOf(words) => return format!("one of {}", words.join(", ")),
            Kind::Few => "a number from 1 to 20",
            Kind::Count | Kind::Lines | Kind::Boot => "a number",
            Kind::Seconds => "a number of seconds up to 60",
            Kind::Interval => "a number of seconds from 0.2 to 60",
            Kind::Pause => "a number of seconds up to 30",
            Kind::PacketSize => "a size up to 9000",
            Kind::Pids => "a process id",
            Kind::Filter => "a filter without names of hosts, which would be told to name servers",
            Kind::Address => "an internet address; a name would be told to name servers",
            Kind::Sysctl => "a setting that is known to hold no key",
            Kind::Kubernetes => "the name of an object, or it names secrets",
            Kind::Device => "a block device",
            Kind::DateFormat => "a format that begins with `+`; anything else would set the clock",
            Kind::Unit => "the name of a unit",
            Kind::Text | Kind::Separator => "text that is clearly no flag",
            _ => "what is known to be harmless here",
        };
        text.to_owned()
    }
}

/// `[46][protocol][@address][:ports]`, lsof 4.99.
fn inet(value: &str) -> bool {
    let (before, address) = value.split_once('@').unwrap_or((value, ""));
    let address_fits = address.is_empty() || {
        let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
        host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() || address.parse::<IpAddr>().is_ok()
    };
    address_fits
        && before.len() <= 64
        && before
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || ":,-".contains(character))
}

/// Whether a setting of the kernel is no key, nor a folder with one: of a folder sysctl shows all (procps 4.0).
fn is_open_setting(path: &str) -> bool {
    let parts: Vec<_> = path.trim_matches('/').split('/').collect();
    let holds_keys = match parts.as_slice() {
        ["net"] | ["net", "ipv4" | "ipv6"] | ["net", "ipv6", "conf"] | ["net", "ipv6", "conf", _] => true,
        // The name of an interface may hold dots.
        ["net", "ipv6", "conf", rest @ ..] => rest.last().is_some_and(|last| !last.contains('_')),
        _ => false,
    };
    !holds_keys && !path.contains("//") && paths::is_open(&format!("/proc/sys/{path}"))
}

/// A filter without names of hosts, which `ss` would ask of name servers (ss(8) of iproute2 6.1).
fn is_filter(value: &str) -> bool {
    const WORDS: &[&str] = &[
        "all",
        "and",
        "bucket",
        "big",
        "close-wait",
        "closed",
        "closing",
        "connected",
        "dport",
        "dst",
        "eq",
        "established",
        "exclude",
        "fin-wait-1",
        "fin-wait-2",
        "ge",
        "gt",
        "last-ack",
        "le",
        "listen",
        "listening",
        "lt",
        "ne",
        "neq",
        "not",
        "or",
        "sport",
        "src",
        "state",
        "syn-recv",
        "syn-sent",
        "synchronized",
        "time-wait",
    ];
    let fits = |word: &str| {
        let (host, port) = word.rsplit_once(':').unwrap_or((word, ""));
        let host = host.split_once('/').map_or(host, |(host, _)| host);
        let is_host =
            |host: &str| matches!(host, "" | "*") || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        WORDS.contains(&word)
            || word.trim_matches(['[', ']']).parse::<IpAddr>().is_ok()
            || (is_host(host) && (port.is_empty() || port == "*" || made_of(port, "-")))
    };
    let is_mark = |character: char| " ()=<>!&|,".contains(character);
    !value.is_empty() && !value.starts_with('-') && value.split(is_mark).all(fits)
}

/// Names of block devices (Linux, Documentation/admin-guide/devices.txt, and udev's links).
fn is_block_device(name: &str) -> bool {
    let roots = [
        "sd", "nvme", "vd", "xvd", "hd", "md", "dm-", "mapper/", "disk/by-", "mmcblk", "zd",
    ];
    roots.iter().any(|root| name.starts_with(root)) && !name.contains("..")
}
