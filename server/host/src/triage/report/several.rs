//! The report of several hosts.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::escape::{cell, escaped, verdict};
use crate::triage::{Area, Findings, Severity};

/// The report of several hosts: one line a host, the worst first, then what differs, then what they share.
pub fn compare(hosts: &[(String, Findings)]) -> String {
    let mut text = String::new();
    let mut order: Vec<&(String, Findings)> = hosts.iter().collect();
    order.sort_by_key(|(_, findings)| {
        let of = |severity| {
            findings
                .findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count()
        };
        std::cmp::Reverse((of(Severity::Critical), of(Severity::Warning)))
    });
    for (host, findings) in &order {
        let _ = writeln!(text, "- **{}**: {}", escaped(host), cell(verdict(findings)));
    }
    let (differing, shared): (Vec<Row>, Vec<Row>) = rows(&order).into_iter().partition(Row::differs);
    table(&mut text, "What differs", &order, &differing);
    table(&mut text, "What they share", &order, &shared);
    not_judged(&mut text, &order);
    text
}

/// What nothing is known of, by host.
fn not_judged(text: &mut String, hosts: &[&(String, Findings)]) {
    let _ = writeln!(text, "\n## What was not judged\n");
    for (host, findings) in hosts {
        let missing: Vec<&str> = findings.not_covered.iter().map(|area| area.name()).collect();
        let missing = match (findings.covered.is_empty(), missing.is_empty()) {
            (true, _) => "everything".to_owned(),
            (false, true) => "nothing was left out".to_owned(),
            (false, false) => missing.join(", "),
        };
        let _ = writeln!(text, "- {}: {missing}", escaped(host));
    }
}

/// One line of a table: a cell a host.
struct Row {
    name: &'static str,
    is_fact: bool,
    cells: Vec<String>,
}

impl Row {
    /// Whether hosts differ: in a finding, or in a fact that both tell.
    fn differs(&self) -> bool {
        let told = self.cells.iter().filter(|cell| !self.is_fact || *cell != UNKNOWN);
        told.collect::<BTreeSet<&String>>().len() > 1
    }
}

/// Areas in which something was found on some host, then facts.
fn rows(hosts: &[&(String, Findings)]) -> Vec<Row> {
    let mut rows = Vec::new();
    for &area in Area::ALL {
        let cells: Vec<String> = hosts.iter().map(|(_, findings)| state(findings, area)).collect();
        if cells.iter().any(|cell| cell != FINE && cell != UNKNOWN) {
            rows.push(Row {
                name: area.name(),
                is_fact: false,
                cells,
            });
        }
    }
    let mut names: Vec<&'static str> = Vec::new();
    for fact in hosts.iter().flat_map(|(_, findings)| &findings.facts) {
        // These differ between any two hosts and say nothing.
        if !names.contains(&fact.name)
            && !matches!(fact.name, "host name" | "local time" | "up for" | "load average")
        {
            names.push(fact.name);
        }
    }
    for name in names {
        let cells = hosts.iter().map(|(_, findings)| {
            let fact = findings.facts.iter().find(|fact| fact.name == name);
            fact.map_or_else(|| UNKNOWN.to_owned(), |fact| escaped(&fact.value))
        });
        rows.push(Row {
            name,
            is_fact: true,
            cells: cells.collect(),
        });
    }
    rows
}

const FINE: &str = "fine";
const UNKNOWN: &str = "not seen";

/// The worst finding of an area.
fn state(findings: &Findings, area: Area) -> String {
    let worst = findings.findings.iter().find(|finding| finding.area == area);
    match worst {
        Some(finding) => format!("{}: {}", finding.severity, cell(&finding.what)),
        None if findings.covered.contains(&area) => FINE.to_owned(),
        None => UNKNOWN.to_owned(),
    }
}

fn table(text: &mut String, title: &str, hosts: &[&(String, Findings)], rows: &[Row]) {
    if rows.is_empty() {
        return;
    }
    let names: Vec<String> = hosts.iter().map(|(host, _)| escaped(host)).collect();
    let _ = writeln!(
        text,
        "\n## {title}\n\n| | {} |\n|---|{}",
        names.join(" | "),
        "---|".repeat(names.len())
    );
    for row in rows {
        let _ = writeln!(text, "| {} | {} |", row.name, row.cells.join(" | "));
    }
}
