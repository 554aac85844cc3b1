//! Retransmits, accept queues, dropped packets, links, the connection table.

use super::case::Case;
use crate::triage::read::section::Section;
use crate::triage::read::{counters, interfaces, links, listening, sar, softnet};
use crate::triage::thresholds::THRESHOLDS;
use crate::triage::words::{figure, quoted};
use crate::triage::{Area, Lines, Severity};

const SNMP: &str = "/proc/net/snmp";
const NETSTAT: &str = "/proc/net/netstat";

pub(crate) fn judge(case: &mut Case<'_>) {
    retransmits(case);
    listen_queues(case);
    backlog(case);
    interface_counters(case);
    if !case.is_container {
        without_carrier(case);
    }
    conntrack(case);
}

/// How much a protocol's counter grew between the readings.
fn growth(case: &Case<'_>, path: &str, protocol: &str, name: &str) -> Option<(f64, Lines)> {
    let (first, _) = counters::counter(case.file(path)?, protocol, name)?;
    let section = case.file_again(path)?;
    let (later, line) = counters::counter(section, protocol, name)?;
    (later >= first).then(|| (later - first, section.at(line)))
}

fn retransmits(case: &mut Case<'_>) {
    let Some((sent, again, lines)) = segments(case) else {
        return;
    };
    case.cover(Area::Retransmits);
    if THRESHOLDS.retransmits_segments.passed(sent).is_none() {
        return;
    }
    let percent = 100.0 * again / sent;
    if let Some((severity, limit)) = THRESHOLDS.retransmits.passed(percent) {
        let what = format!(
            "{} of {} TCP segments were sent again over the sample, {} % ({severity} from {} %).",
            figure(again.round()),
            figure(sent.round()),
            figure(percent),
            figure(limit),
        );
        case.find(
            severity,
            Area::Retransmits,
            what,
            vec![lines],
            "To which peers: `ss -tin`; errors and drops of the interfaces; the path to the peers.",
        );
    }
}

/// Segments sent and sent again over the sample.
fn segments(case: &Case<'_>) -> Option<(f64, f64, Lines)> {
    let counted = growth(case, SNMP, "Tcp", "OutSegs").zip(growth(case, SNMP, "Tcp", "RetransSegs"));
    if let Some(((sent, _), (again, lines))) = counted {
        return Some((sent, again, lines));
    }
    // The averages of `sar` are over three seconds.
    let section = case.step("sar-tcp")?;
    let tcp = sar::tcp(section)?;
    Some((tcp.sent * 3.0, tcp.retransmitted * 3.0, section.at(tcp.line)))
}

fn listen_queues(case: &mut Case<'_>) {
    if let (Some((overflows, lines)), Some(interval)) =
        (growth(case, NETSTAT, "TcpExt", "ListenOverflows"), case.interval)
    {
        case.cover(Area::ListenQueues);
        let rate = overflows / interval;
        if let Some((severity, limit)) = THRESHOLDS.listen_overflows.passed(rate) {
            let what = format!(
                "{} connections/s found an accept queue full over the sample ({severity} from {}/s).",
                figure(rate),
                figure(limit),
            );
            case.find(
                severity,
                Area::ListenQueues,
                what,
                vec![lines],
                "Which socket: `ss -ltn`, where Recv-Q is above Send-Q; then why its server accepts slowly.",
            );
        }
    }
    let Some(section) = case.step("listening") else {
        return;
    };
    let Some(listeners) = listening::read(section) else {
        return;
    };
    case.cover(Area::ListenQueues);
    for listener in listeners {
        if listener.waiting > listener.backlog {
            let what = format!(
                "{} connections wait at {} to be accepted, and its backlog is {}: it is full.",
                listener.waiting,
                quoted(listener.address),
                listener.backlog,
            );
            case.find(
                Severity::Warning,
                Area::ListenQueues,
                what,
                vec![section.at(listener.line)],
                "Which process listens there (`ss -ltnp`) and what it does.",
            );
        }
    }
}

fn backlog(case: &mut Case<'_>) {
    const PATH: &str = "/proc/net/softnet_stat";
    let (Some(first), Some(section), Some(interval)) =
        (case.file(PATH), case.file_again(PATH), case.interval)
    else {
        return;
    };
    let (Some(first), Some(later)) = (softnet::dropped(first), softnet::dropped(section)) else {
        return;
    };
    case.cover(Area::PacketDrops);
    let rate = (later - first).max(0.0) / interval;
    if let Some((severity, limit)) = THRESHOLDS.softnet_drops.passed(rate) {
        let what = format!(
            "{} packets/s were dropped before a CPU took them over the sample ({severity} from {}/s).",
            figure(rate),
            figure(limit),
        );
        case.find(severity, Area::PacketDrops, what, vec![section.whole()], "Whether one CPU serves all interrupts: `mpstat -P ALL`, /proc/interrupts; then net.core.netdev_max_backlog.");
    }
}

fn interface_counters(case: &mut Case<'_>) {
    const PATH: &str = "/proc/net/dev";
    let (Some(first), Some(section)) = (case.file(PATH), case.file_again(PATH)) else {
        return;
    };
    let first = interfaces::read(first);
    let mut later: Vec<_> = interfaces::read(section).into_iter().collect();
    later.sort_by_key(|(_, counters)| counters.line);
    case.cover(Area::Links);
    for (name, counters) in later {
        let Some(earlier) = first.get(name) else { continue };
        let packets = counters.packets - earlier.packets;
        if THRESHOLDS.link_packets.passed(packets).is_none() {
            continue;
        }
        let measures = [
            ("dropped", counters.drops - earlier.drops, &THRESHOLDS.link_drops),
            (
                "faulty",
                counters.errors - earlier.errors,
                &THRESHOLDS.link_errors,
            ),
        ];
        for (verb, count, threshold) in measures {
            let percent = 100.0 * count / packets;
            if let Some((severity, limit)) = threshold.passed(percent) {
                let what = format!(
                    "{} of {} packets of {} were {verb} over the sample, {} % ({severity} from {} %).",
                    figure(count),
                    figure(packets),
                    quoted(name),
                    figure(percent),
                    figure(limit),
                );
                case.find(
                    severity,
                    Area::Links,
                    what,
                    vec![section.at(counters.line)],
                    "`ethtool -S` of the interface tells which ring or which kind of error.",
                );
            }
        }
    }
}

fn without_carrier(case: &mut Case<'_>) {
    let Some(section) = case.step("links") else { return };
    case.cover(Area::Links);
    for (name, line) in links::without_carrier(section) {
        // Bridges without members have no carrier either.
        let is_bridge = ["docker", "br", "virbr", "cni", "lxc", "lxd"]
            .iter()
            .any(|prefix| name.starts_with(prefix));
        if !is_bridge {
            let what = format!("Interface {} is up and has no carrier.", quoted(name));
            case.find(
                Severity::Note,
                Area::Links,
                what,
                vec![section.at(line)],
                "Whether a cable belongs there; link messages in the kernel log.",
            );
        }
    }
}

fn conntrack(case: &mut Case<'_>) {
    let count = case.file("/proc/sys/net/netfilter/nf_conntrack_count");
    let limit = case.file("/proc/sys/net/netfilter/nf_conntrack_max");
    let (Some(section), Some(limit)) = (count, limit.and_then(Section::number)) else {
        return;
    };
    let Some(count) = section.number().filter(|_| limit > 0.0) else {
        return;
    };
    case.cover(Area::Conntrack);
    let percent = 100.0 * count / limit;
    if let Some((severity, threshold)) = THRESHOLDS.conntrack.passed(percent) {
        let what = format!(
            "{} of {} entries of the connection table are in use, {} % ({severity} from {} %).",
            figure(count),
            figure(limit),
            figure(percent),
            figure(threshold),
        );
        case.find(
            severity,
            Area::Conntrack,
            what,
            vec![section.whole()],
            "Which peers hold so many: `conntrack -L`; net.netfilter.nf_conntrack_max and the time limits.",
        );
    }
}
