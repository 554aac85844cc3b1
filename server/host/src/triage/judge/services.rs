//! Failed units and errors in the journal.

use super::case::Case;
use crate::triage::read::failed_units;
use crate::triage::read::journal::{self, Shortage};
use crate::triage::thresholds::THRESHOLDS;
use crate::triage::words::{count, figure, quoted, span};
use crate::triage::{Area, Severity};

pub(crate) fn judge(case: &mut Case<'_>) {
    if case.is_container {
        return;
    }
    units(case);
    errors(case);
}

fn units(case: &mut Case<'_>) {
    let Some(section) = case.ended_step("failed-units") else {
        return;
    };
    case.cover(Area::Units);
    let units = failed_units::read(section);
    if let Some((severity, limit)) = THRESHOLDS.failed_units.passed(units.len() as f64) {
        let names: Vec<String> = units.iter().take(5).map(|(unit, _)| quoted(unit)).collect();
        let more = if units.len() > 5 {
            format!(" and {} more", units.len() - 5)
        } else {
            String::new()
        };
        let what = format!(
            "{} failed ({severity} from {}): {}{more}.",
            count(units.len(), "systemd unit has", "systemd units have"),
            figure(limit),
            names.join(", "),
        );
        let lines = units
            .first()
            .zip(units.last())
            .map(|(first, last)| section.between(first.1, last.1));
        let unit = units.first().map_or("", |unit| unit.0);
        case.find(
            severity,
            Area::Units,
            what,
            lines.into_iter().collect(),
            format!("{} and its journal.", quoted(&format!("systemctl status {unit}"))),
        );
    }
}

fn errors(case: &mut Case<'_>) {
    let Some(section) = case.ended_step("journal") else {
        return;
    };
    // Without a journal, journalctl ends well too.
    let is_absent = section.text().trim() == "-- No entries --" && case.has_errors("journal");
    if is_absent || section.first_line().is_none() {
        return;
    }
    case.cover(Area::Journal);
    let journal = journal::read(section);
    let window = span(case.outputs.since_seconds());
    for (shortage, (times, line, identifier)) in &journal.shortages {
        let (what, next) = match shortage {
            Shortage::OpenFiles => (
                "Too many open files",
                "The open files and limits of that process.",
            ),
            Shortage::Space => (
                "No space left on device",
                "Space and inodes of the file system, and quotas.",
            ),
            Shortage::Memory => (
                "Cannot allocate memory",
                "Available memory and the limits of that service.",
            ),
            Shortage::Processes => (
                "fork: Resource temporarily unavailable",
                "The limits of processes of that user or service.",
            ),
        };
        let what = format!(
            "{} tells “{what}” ({} in the last {window}).",
            quoted(identifier),
            count(*times, "message", "messages")
        );
        case.find(
            Severity::Warning,
            Area::Journal,
            what,
            vec![section.at(*line)],
            next,
        );
    }
    if let Some((severity, limit)) = THRESHOLDS.journal_errors.passed(journal.count as f64) {
        let mut loudest: Vec<_> = journal.errors.iter().collect();
        loudest.sort_by_key(|(identifier, errors)| (std::cmp::Reverse(errors.count), **identifier));
        let names: Vec<String> = loudest
            .iter()
            .take(3)
            .map(|(identifier, errors)| {
                format!(
                    "{} {}: {}",
                    errors.count,
                    quoted(identifier),
                    quoted(errors.message)
                )
            })
            .collect();
        let what = format!(
            "{} errors in the journal of the last {window} (from {}); most by {}.",
            journal.count,
            figure(limit),
            names.join("; "),
        );
        let lines = loudest
            .iter()
            .take(3)
            .map(|(_, errors)| section.between(errors.first, errors.last))
            .collect();
        case.find(
            severity,
            Area::Journal,
            what,
            lines,
            "The messages before the first of them.",
        );
    }
}
