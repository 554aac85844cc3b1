//! The report of several hosts.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::escape::{cell, escaped};
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
        let _ = writeln!(text, "- **{}**: {}", escaped(host), cell(&findings.verdict));
    }
    let (differing, shared): (Vec<Row>, Vec<Row>) = rows(&order).into_iter().partition(|row| row.differs());
    table(&mut text, "What differs", &order, &differing);
    table(&mut text, "What they share", &order, &shared);
    text
}

/// One line of a table: a cell a host.
struct Row {
    name: &'static str,
    cells: Vec<String>,
}

impl Row {
    fn differs(&self) -> bool {
        self.cells.windows(2).any(|pair| pair.first() != pair.last())
    }
}

/// Areas in which something was found on some host, then facts.
fn rows(hosts: &[&(String, Findings)]) -> Vec<Row> {
    let mut rows = Vec::new();
    for &area in Area::ALL {
        let cells: Vec<String> = hosts.iter().map(|(_, findings)| state(findings, area)).collect();
        if cells.iter().any(|cell| cell != FINE && cell != UNKNOWN)
            || cells.iter().collect::<BTreeSet<_>>().len() > 1
        {
            rows.push(Row {
                name: area.name(),
                cells,
            });
        }
    }
    let mut names: Vec<&'static str> = Vec::new();
    for fact in hosts.iter().flat_map(|(_, findings)| &findings.facts) {
        // These differ between any two hosts and say nothing.
        if !names.contains(&fact.name) && !matches!(fact.name, "host name" | "local time" | "up for") {
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
