//! Whether the clock is right, and what it is read from.

use super::case::Case;
use crate::triage::read::section::Section;
use crate::triage::read::{chrony, timedatectl};
use crate::triage::thresholds::THRESHOLDS;
use crate::triage::words::{figure, quoted};
use crate::triage::{Area, Severity};

pub(crate) fn judge(case: &mut Case<'_>) {
    if case.is_container {
        return;
    }
    synchronisation(case);
    source(case);
}

fn synchronisation(case: &mut Case<'_>) {
    const NEXT: &str =
        "`chronyc sources -v`, or `timedatectl timesync-status`: whether the servers are reached.";
    let clock = case
        .step("timedatectl")
        .map(|section| (section, timedatectl::read(section)));
    let tracking = case
        .step("chrony")
        .map(|section| (section, chrony::read(section)));
    if let Some((section, (offset, line))) =
        tracking.and_then(|(section, tracking)| Some((section, tracking.offset?)))
    {
        case.cover(Area::Clock);
        if let Some((severity, limit)) = THRESHOLDS.clock_offset.passed(offset) {
            let what = format!(
                "The clock is {} s away from the time servers ({severity} from {} s).",
                figure(offset),
                figure(limit)
            );
            case.find(severity, Area::Clock, what, vec![section.at(line)], NEXT);
        }
    }
    if let Some((section, (is_right, line))) =
        tracking.and_then(|(section, tracking)| Some((section, tracking.is_synchronised?)))
    {
        case.cover(Area::Clock);
        if !is_right {
            let what = "chrony does not follow any time server.".to_owned();
            case.find(Severity::Warning, Area::Clock, what, vec![section.at(line)], NEXT);
        }
        return;
    }
    if let Some((section, clock)) = clock {
        let Some((is_right, line)) = clock.is_synchronised else {
            return;
        };
        case.cover(Area::Clock);
        if !is_right {
            // Where nothing is set up to keep the clock, a hypervisor may.
            let severity = if clock.is_kept == Some(true) {
                Severity::Warning
            } else {
                Severity::Note
            };
            let what = "The clock is not synchronised with any time server.".to_owned();
            case.find(severity, Area::Clock, what, vec![section.at(line)], NEXT);
        }
    }
}

/// Sources that are read by a system call and a slow device rather than by an instruction.
fn source(case: &mut Case<'_>) {
    let Some(section) = case.file("/sys/devices/system/clocksource/clocksource0/current_clocksource") else {
        return;
    };
    let Some(line) = section.first_line() else { return };
    case.cover(Area::ClockSource);
    let name = line.text.trim();
    let has_better = case
        .file("/sys/devices/system/clocksource/clocksource0/available_clocksource")
        .and_then(Section::first_line)
        .is_some_and(|line| {
            line.text
                .split_whitespace()
                .any(|word| matches!(word, "tsc" | "kvm-clock"))
        });
    if matches!(
        name,
        "hpet" | "acpi_pm" | "jiffies" | "refined-jiffies" | "pit" | "xen"
    ) {
        let better = if has_better {
            "; a faster one is available"
        } else {
            ""
        };
        let what = format!(
            "The clock is read from {}, which is slow{better}: programs that ask the time often pay for it.",
            quoted(name)
        );
        case.find(
            Severity::Note,
            Area::ClockSource,
            what,
            vec![section.at(line.number)],
            "Why the kernel left the TSC: `dmesg | grep -i clocksource`.",
        );
    }
}
