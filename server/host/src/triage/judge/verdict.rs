//! The verdict: one line, the worst first.

use super::case::Case;
use crate::triage::words::count;
use crate::triage::{Area, Findings, Severity};

/// Orders the findings and states the verdict.
pub(crate) fn conclude(case: Case<'_>) -> Findings {
    let covered: Vec<Area> = Area::ALL
        .iter()
        .copied()
        .filter(|area| case.covered().contains(area))
        .collect();
    let concerns_host = |area: &Area| !case.is_container || !OF_HOSTS.contains(area);
    let not_covered: Vec<Area> = Area::ALL
        .iter()
        .copied()
        .filter(|area| !case.covered().contains(area) && concerns_host(area))
        .collect();
    let mut found = case.found;
    found.findings.sort_by(|one, other| {
        other
            .severity
            .cmp(&one.severity)
            .then(one.area.cmp(&other.area))
            .then_with(|| one.evidence.cmp(&other.evidence))
    });
    found.covered = covered;
    found.not_covered = not_covered;
    found.verdict = verdict(&found);
    found
}

/// What a container cannot be blamed for.
const OF_HOSTS: &[Area] = &[
    Area::Load,
    Area::RunQueue,
    Area::Steal,
    Area::IoWait,
    Area::Memory,
    Area::Swap,
    Area::MajorFaults,
    Area::OutOfMemory,
    Area::DiskLoad,
    Area::Units,
    Area::Journal,
    Area::KernelLog,
    Area::Clock,
    Area::ClockSource,
    Area::Containers,
];

fn verdict(found: &Findings) -> String {
    let of = |severity: Severity| {
        found
            .findings
            .iter()
            .filter(move |finding| finding.severity == severity)
    };
    let (critical, warnings) = (of(Severity::Critical).count(), of(Severity::Warning).count());
    let notes = of(Severity::Note).count();
    if let Some(worst) = found
        .findings
        .first()
        .filter(|worst| worst.severity > Severity::Note)
    {
        let more = (critical + warnings).saturating_sub(1);
        let more = if more > 0 {
            format!(" And {more} more.")
        } else {
            String::new()
        };
        return format!("{}: {}{more}", worst.severity, worst.what);
    }
    if found.covered.is_empty() {
        return "nothing could be judged.".to_owned();
    }
    let noted = if notes > 0 {
        format!(", {}", count(notes, "note", "notes"))
    } else {
        String::new()
    };
    let unseen = found.not_covered.len();
    let unseen = if unseen > 0 {
        format!("; {unseen} could not be judged")
    } else {
        String::new()
    };
    format!(
        "no fault found in {}{noted}{unseen}.",
        count(found.covered.len(), "area", "areas")
    )
}
