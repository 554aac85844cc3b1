//! What sysgrok's own notes say, as evidence for a model and as markdown for people.

use std::fmt::Write;

use knowledge::{Claim, Faster, Function, Match, Software, Sureness};

use crate::facts::{Call, CostFacts, ManualFacts};
use crate::words;

/// Lines of a manual page that are shown.
const MANUAL_LINES: usize = 12;

/// The notes on a function as plain text.
pub(super) fn function_text(found: &Match<'_, Function>) -> String {
    let entry = found.entry;
    let mut text = format!("{}\nWhen it is hot: {}\n", entry.summary, entry.hot);
    for (title, list) in [("Look at", &entry.look), ("What helps", &entry.remedies)] {
        for item in list {
            let _ = writeln!(text, "{title}: {item}");
        }
    }
    for faster in entry.faster.iter().filter_map(|id| knowledge::faster_by_id(id)) {
        text.push_str(&faster_text(faster));
    }
    text
}

/// The notes on something faster as plain text.
pub(super) fn faster_text(faster: &Faster) -> String {
    let mut text = format!(
        "Faster alternative {} ({}): {} Compatibility: {}\n",
        faster.id, faster.ecosystem, faster.summary, faster.compatible
    );
    for (title, list) in [("Pro", &faster.pros), ("Con", &faster.cons)] {
        for item in list {
            let _ = writeln!(text, "{title}: {item}");
        }
    }
    for claim in &faster.claim {
        let _ = writeln!(text, "Measured: {}", claim_text(claim));
    }
    text
}

fn claim_text(claim: &Claim) -> String {
    let mut text = format!("{} ({}", claim.says.trim_end_matches('.'), claim.who);
    for (name, value) in [
        ("version", &claim.version),
        ("on", &claim.hardware),
        ("", &claim.date),
    ] {
        if value != "not stated" {
            let _ = write!(text, ", {name}{}{value}", if name.is_empty() { "" } else { " " });
        }
    }
    text.push(')');
    text
}

/// How far the notes on a function speak of this one.
pub(super) fn caution(found: &Match<'_, Function>) -> Option<String> {
    (found.sureness == Sureness::NameOnly).then(|| {
        format!(
            "This is about the {} of {}; which program or library the function here belongs to is not known.",
            words::code(found.name),
            (found
                .entry
                .software
                .iter()
                .filter_map(|id| knowledge::software_by_id(id)))
            .map(title)
            .collect::<Vec<_>>()
            .join(", ")
        )
    })
}

/// How software is called in a sentence.
pub(super) fn title(software: &Software) -> &str {
    software
        .names
        .first()
        .map_or(software.id.as_str(), String::as_str)
}

/// The notes on a function for people.
pub(super) fn function_markdown(found: &Match<'_, Function>) -> String {
    let entry = found.entry;
    let mut text = format!("{}\n\n{}\n", entry.summary, entry.hot);
    if let Some(caution) = caution(found) {
        let _ = writeln!(text, "\n{caution}");
    }
    list(&mut text, "Look at", &entry.look);
    list(&mut text, "What helps", &entry.remedies);
    let faster: Vec<&Faster> = entry
        .faster
        .iter()
        .filter_map(|id| knowledge::faster_by_id(id))
        .collect();
    if !faster.is_empty() {
        text.push_str("\n**Faster alternatives**\n\n");
        for faster in faster {
            text.push_str(&faster_item(faster));
        }
    }
    sources(
        &mut text,
        entry
            .sources
            .iter()
            .map(|source| (source.title.as_str(), source.url.as_str())),
    );
    text
}

/// A list under a bold title, if there is anything in it.
pub(super) fn list(text: &mut String, title: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let _ = write!(text, "\n**{title}**\n\n");
    for item in items {
        let _ = writeln!(text, "- {item}");
    }
}

/// Something faster as an item of a list: what it is, and what was measured.
pub(super) fn faster_item(faster: &Faster) -> String {
    let mut text = format!(
        "- **{}** ({}): {} {}\n",
        faster.id, faster.ecosystem, faster.summary, faster.compatible
    );
    for claim in claims(faster).lines() {
        let _ = writeln!(text, "  - Measured: {}", claim.trim_start_matches("- "));
    }
    text
}

/// What was measured of something faster, as a list.
pub(super) fn claims(faster: &Faster) -> String {
    (faster.claim.iter()).fold(String::new(), |mut text, claim| {
        let _ = writeln!(text, "- {}, [source]({})", claim_text(claim), claim.url);
        text
    })
}

/// Where the notes come from.
pub(super) fn sources<'a>(text: &mut String, sources: impl Iterator<Item = (&'a str, &'a str)>) {
    let links: Vec<String> = sources
        .map(|(title, url)| format!("[{}]({url})", words::prose(title)))
        .collect();
    if !links.is_empty() {
        let _ = write!(text, "\nSources: {}\n", links.join(", "));
    }
}

/// Expensive code on hot lines, for people: a pattern that is found several times is explained once.
pub(super) fn costs_markdown(costs: &[CostFacts]) -> String {
    let mut text = String::new();
    let mut told: Vec<&str> = Vec::new();
    for cost in costs {
        if told.contains(&cost.title.as_str()) {
            continue;
        }
        told.push(&cost.title);
        let alike = costs.iter().filter(|other| other.title == cost.title);
        let lines: Vec<String> = alike
            .map(|cost| match cost.share {
                Some(share) => format!("{} ({})", cost.line, words::percent(share)),
                None => cost.line.to_string(),
            })
            .collect();
        let _ = writeln!(
            text,
            "- Line{} {}: **{}**. {} {} Fine where: {}",
            if lines.len() == 1 { "" } else { "s" },
            lines.join(", "),
            cost.title.trim_end_matches('.'),
            cost.why,
            cost.instead,
            cost.unless
        );
    }
    text
}

/// What is known of functions that are called, as a list: what each does, what it means when it is hot, and what helps.
pub(super) fn calls_markdown(calls: &[Call]) -> String {
    let mut text = String::new();
    for (call, found) in noted(calls) {
        let _ = write!(
            text,
            "- {} ({}): {} {}",
            words::code(&call.name),
            words::percent(call.share),
            found.entry.summary,
            found.entry.hot
        );
        if found.entry.remedies.is_empty() {
            text.push('\n');
            continue;
        }
        text.push_str(" What helps:\n");
        for remedy in &found.entry.remedies {
            let _ = writeln!(text, "  - {remedy}");
        }
    }
    text
}

/// The same as plain text.
pub(super) fn calls_text(calls: &[Call]) -> String {
    let mut text = String::new();
    for (call, found) in noted(calls) {
        let _ = writeln!(text, "{}: {} {}", call.name, found.entry.summary, found.entry.hot);
        for remedy in &found.entry.remedies {
            let _ = writeln!(text, "What helps: {remedy}");
        }
    }
    text
}

/// Calls below this share are not worth a note.
const NOTED_CALL: f64 = 0.01;

/// Calls that are noted at most.
const NOTED_CALLS: usize = 3;

/// The heaviest calls of functions that there are notes on, each entry once.
fn noted(calls: &[Call]) -> Vec<(&Call, Match<'static, Function>)> {
    let mut noted: Vec<(&Call, Match<'static, Function>)> = Vec::new();
    for call in calls.iter().filter(|call| call.share >= NOTED_CALL) {
        if let Some(found) = knowledge::function(call.mapping.as_deref(), &call.name)
            && found.sureness != Sureness::NameOnly
            && noted.len() < NOTED_CALLS
            && noted
                .iter()
                .all(|(_, other)| !std::ptr::eq(other.entry, found.entry))
        {
            noted.push((call, found));
        }
    }
    noted
}

/// The same as plain text.
pub(super) fn costs_text(costs: &[CostFacts]) -> String {
    let mut text = String::new();
    for cost in costs {
        let share = cost
            .share
            .map(|share| format!(" ({})", words::percent(share)))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "line {}{share}: {}: {} {} Fine where: {}",
            cost.line, cost.title, cost.why, cost.instead, cost.unless
        );
    }
    text
}

/// The beginning of a manual page, for people.
pub(super) fn manual_markdown(manual: &ManualFacts) -> String {
    let lines: Vec<&str> = manual.text.lines().take(MANUAL_LINES).collect();
    let mut text = format!(
        "{}: {}\n",
        words::code(&manual.page),
        words::prose(&manual.summary)
    );
    if lines.iter().any(|line| !line.trim().is_empty()) {
        let _ = write!(text, "\n{}", words::code_block("text", &lines.join("\n")));
    }
    text
}
