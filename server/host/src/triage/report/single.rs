//! The report of one host.

use std::fmt::Write;

use super::escape::{cell, escaped, verdict};
use crate::triage::{Area, Findings, Lines};

/// The report of one host: verdict, findings, facts, what was not seen. Lines are cited as `[vmstat, lines 3-7]`.
pub fn markdown(findings: &Findings, host: &str) -> String {
    markdown_citing(findings, host, &|lines| format!("[{lines}]"))
}

/// [`markdown`] with citations of the caller's own, such as `[cmd 4, lines 3-7]`.
pub fn markdown_citing(findings: &Findings, host: &str, cite: &dyn Fn(&Lines) -> String) -> String {
    let mut text = format!("**{}**: {}\n", escaped(host), cell(verdict(findings)));
    if !findings.findings.is_empty() {
        text.push_str("\n## Findings\n\n| | what | shown by | look at next |\n|---|---|---|---|\n");
        for finding in &findings.findings {
            let cited: Vec<String> = finding.evidence.iter().map(cite).collect();
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} |",
                finding.severity,
                cell(&finding.what),
                cell(&cited.join(" ")),
                cell(&finding.next),
            );
        }
    }
    if !findings.facts.is_empty() {
        text.push_str("\n## Facts\n\n");
        for fact in &findings.facts {
            let _ = writeln!(
                text,
                "- {}: {} {}",
                fact.name,
                escaped(&fact.value),
                cite(&fact.evidence)
            );
        }
    }
    text.push_str("\n## What was judged\n\n");
    let _ = writeln!(text, "By stated thresholds: {}.", names(&findings.covered));
    if !findings.not_covered.is_empty() {
        let _ = writeln!(
            text,
            "\nNot judged, so nothing is known of: {}.",
            names(&findings.not_covered)
        );
    }
    if !findings.could_not_see.is_empty() {
        text.push_str("\n## What could not be seen\n\n");
        for unseen in &findings.could_not_see {
            let _ = writeln!(text, "- {}: {}", escaped(&unseen.what), escaped(&unseen.why));
        }
    }
    text
}

fn names(areas: &[Area]) -> String {
    if areas.is_empty() {
        return "nothing".to_owned();
    }
    areas
        .iter()
        .map(|area| area.name())
        .collect::<Vec<_>>()
        .join(", ")
}
