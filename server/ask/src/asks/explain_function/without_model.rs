//! What is said of a function when no model is asked.

use std::fmt::Write;

use super::{HOT_LINE, LISTED, base_name};
use crate::asks::known;
use crate::facts::{Call, FunctionFacts, SourceFacts};
use crate::question::NO_MODEL;
use crate::words;

/// What is known of a function without asking anybody: this function first, general notes after.
pub(super) fn explanation(facts: &FunctionFacts) -> String {
    let mut text = String::new();
    text.push_str(&heat_markdown(facts));
    let found = knowledge::function(facts.mapping.as_deref(), &facts.name);
    if let Some(source) = &facts.source {
        text.push_str("## What it does\n\n");
        text.push_str(&words::code_block(language(source), &source.signature));
        if let Some(doc) = &source.doc {
            let _ = write!(text, "\n{}\n", quoted(doc));
        }
        if source.stale {
            text.push_str("\nThe file has changed since the recording, so no line has heat.\n");
        }
        text.push('\n');
    }
    text.push_str(&where_markdown(facts));
    text.push_str(&costs_markdown(facts));
    text.push_str(&called_markdown(facts));
    text.push_str(&uses_markdown(facts));
    if facts.heat.is_some() && !is_advised(facts) {
        let _ = write!(text, "{}\n\n{}", unadvised(facts), begin_markdown(facts));
    }
    if let Some(found) = &found {
        let title = if facts.source.is_some() {
            "In general"
        } else {
            "What it does"
        };
        let _ = write!(text, "## {title}\n\n{}\n", known::function_markdown(found));
    }
    text.push_str(&library_markdown(facts));
    if let Some(manual) = &facts.manual {
        let _ = write!(text, "## The manual\n\n{}\n", known::manual_markdown(manual));
    }
    if found.is_none() && facts.source.is_none() && facts.manual.is_none() {
        text.push_str("sysgrok has no notes on this function, its source is not in the workspace, and the manual has no page for it.\n\n");
    }
    text.push_str(NO_MODEL);
    words::tidy(&text)
}

/// Its expensive code; empty where none was found.
fn costs_markdown(facts: &FunctionFacts) -> String {
    if facts.costs.is_empty() {
        return String::new();
    }
    let costs = known::costs_markdown(&facts.costs);
    format!("## Expensive code on hot lines\n\n{costs}\n")
}

/// Whether nothing is known of a function but its name.
pub(super) fn is_unknown(facts: &FunctionFacts) -> bool {
    facts.heat.is_none()
        && facts.source.is_none()
        && facts.manual.is_none()
        && knowledge::function(facts.mapping.as_deref(), &facts.name).is_none()
        && library_markdown(facts).is_empty()
}

/// What makes a function faster without asking anybody, for who knows what it does.
pub(super) fn faster(facts: &FunctionFacts) -> String {
    let mut text = heat_markdown(facts);
    text.push_str(&costs_markdown(facts));
    text.push_str(&called_markdown(facts));
    text.push_str(&uses_markdown(facts));
    if let Some(found) = knowledge::function(facts.mapping.as_deref(), &facts.name) {
        let _ = write!(text, "## In general\n\n{}\n", known::function_markdown(&found));
    }
    if !is_advised(facts) {
        let _ = write!(text, "{} A model may know more.\n\n", unadvised(facts));
    }
    text.push_str(&begin_markdown(facts));
    text.push_str(NO_MODEL);
    words::tidy(&text)
}

/// Whether there is anything that sysgrok itself can say on making a function faster.
fn is_advised(facts: &FunctionFacts) -> bool {
    !facts.costs.is_empty()
        || knowledge::function(facts.mapping.as_deref(), &facts.name).is_some()
        || !called_markdown(facts).is_empty()
}

/// That there is nothing, and what was looked at.
fn unadvised(facts: &FunctionFacts) -> &'static str {
    match &facts.source {
        Some(source) if source.stale => {
            "sysgrok cannot say what makes it faster: its file has changed since the recording, so that no line is known to be hot, and there are no notes on it or on what it calls."
        }
        Some(_) => {
            "sysgrok knows nothing that makes it faster: none of its patterns of expensive code is on a hot line, and it has no notes on it or on what it calls."
        }
        None => {
            "sysgrok knows nothing that makes it faster: its source is not in the workspace, and there are no notes on it or on what it calls."
        }
    }
}

/// Notes on what the function calls.
fn called_markdown(facts: &FunctionFacts) -> String {
    let calls = facts
        .heat
        .as_ref()
        .map(|heat| known::calls_markdown(&heat.callees));
    calls
        .filter(|calls| !calls.is_empty())
        .map(|calls| format!("## What it calls\n\n{calls}\n"))
        .unwrap_or_default()
}

/// A line, callee or caller with at least this part of the function's weight is where to begin.
const MOST_OF_IT: f64 = 0.5;

/// Where the weight points to: a line, something that is called, a caller.
fn begin_markdown(facts: &FunctionFacts) -> String {
    let Some(heat) = &facts.heat else {
        return String::new();
    };
    let whole = heat.total.or(heat.own).unwrap_or(0.0);
    let most = |share: f64| whole > 0.0 && share >= MOST_OF_IT * whole;
    let of_it = |share: f64| format!("{} of its {}", words::percent(share), words::percent(whole));
    let mut text = String::new();
    let lines = facts.source.iter().flat_map(|source| &source.lines);
    if let Some(line) = lines.max_by(|one, other| one.share().total_cmp(&other.share()))
        && most(line.share())
    {
        let _ = writeln!(
            text,
            "- Line {} takes {}: {}",
            line.number,
            of_it(line.share()),
            words::code(line.text.trim())
        );
    }
    if let Some(call) = heat.callees.first().filter(|call| most(call.share)) {
        let _ = writeln!(
            text,
            "- {} takes {}: what it does, and how often, counts for more than the rest.",
            words::code(&call.name),
            of_it(call.share)
        );
    }
    if let Some(call) = heat.callers.first().filter(|call| most(call.share)) {
        let _ = writeln!(
            text,
            "- {} comes from {}: fewer calls from there save as much as a faster function.",
            of_it(call.share),
            words::code(&call.name)
        );
    }
    if text.is_empty() {
        return text;
    }
    format!("## Where to begin\n\n{text}\n")
}

fn heat_markdown(facts: &FunctionFacts) -> String {
    let Some(heat) = &facts.heat else {
        return String::new();
    };
    let mut text = format!(
        "**{}** of {}",
        words::shares(heat.own, heat.total),
        words::prose(&heat.counted)
    );
    if let Some((own, whole, margin)) = heat.samples {
        let _ = write!(text, "; {own} of {whole} samples, ±{:.0} %", 100.0 * margin);
    }
    let _ = write!(text, " ({}).\n\n", words::prose(&heat.provenance));
    let bound = |share: Option<f64>| share.filter(|share| *share > 0.0).and_then(words::bound);
    match (bound(heat.own), bound(heat.total)) {
        (Some(own), Some(total)) if heat.own != heat.total => {
            let _ = write!(
                text,
                "If its own work took no time, the whole would be {own:.2} times as fast; with all that it calls, {total:.2} times. No change of it can give more.\n\n"
            );
        }
        (Some(bound), _) | (None, Some(bound)) => {
            let _ = write!(
                text,
                "If it took no time, the whole would be {bound:.2} times as fast. No change of it can give more.\n\n"
            );
        }
        (None, None) => {}
    }
    text
}

fn where_markdown(facts: &FunctionFacts) -> String {
    let mut text = String::new();
    if let Some(source) = &facts.source {
        let mut hot: Vec<_> = (source.lines.iter())
            .filter(|line| line.share() >= HOT_LINE)
            .collect();
        // A line that only calls is as hot as what it calls.
        hot.sort_by(|one, other| (other.share().total_cmp(&one.share())).then(one.number.cmp(&other.number)));
        for line in hot.iter().take(LISTED) {
            let _ = writeln!(
                text,
                "- Line {}: {}: {}",
                line.number,
                words::shares(line.own, line.total),
                words::code(line.text.trim())
            );
        }
    }
    let mut calls = |title: &str, calls: &[Call]| {
        if calls.is_empty() {
            return;
        }
        let named: Vec<String> = calls
            .iter()
            .take(LISTED)
            .map(|call| format!("{} {}", words::code(&call.name), words::percent(call.share)))
            .collect();
        let _ = write!(text, "\n{title}: {}\n", named.join(", "));
    };
    if let Some(heat) = &facts.heat {
        calls("Calls", &heat.callees);
        calls("Called by", &heat.callers);
    }
    if text.is_empty() {
        return text;
    }
    format!("## Where the time goes\n\n{}\n\n", text.trim())
}

/// The packages that the function uses, with what is faster.
fn uses_markdown(facts: &FunctionFacts) -> String {
    let mut text = String::new();
    for used in &facts.uses {
        let version = used.version.as_deref().unwrap_or_default();
        let _ = write!(
            text,
            "- {} {} ({})",
            words::code(&used.name),
            words::prose(version),
            words::prose(&used.from)
        );
        let faster = knowledge::package(&used.ecosystem, &used.name)
            .map(|software| knowledge::faster(software, &used.name))
            .unwrap_or_default();
        if !faster.is_empty() {
            let names: Vec<&str> = faster.iter().map(|faster| faster.id.as_str()).collect();
            let _ = write!(
                text,
                ": faster may be {}; `findfaster` tells of them",
                names.join(", ")
            );
        }
        text.push('\n');
    }
    if text.is_empty() {
        return text;
    }
    format!("## Packages that it uses\n\n{text}\n")
}

fn library_markdown(facts: &FunctionFacts) -> String {
    let mut text = String::new();
    let software = (facts.dependency.as_ref())
        .and_then(|dependency| knowledge::package(&dependency.ecosystem, &dependency.name))
        .or_else(|| knowledge::software(base_name(facts.mapping.as_deref()?), None));
    if let Some(dependency) = &facts.dependency {
        let version = dependency.version.as_deref().unwrap_or("of unknown version");
        let _ = writeln!(
            text,
            "It comes from {} {} ({}), named in {}.",
            words::code(&dependency.name),
            words::prose(version),
            dependency.ecosystem,
            words::code(&dependency.from)
        );
    }
    if let Some(software) = software {
        let _ = writeln!(
            text,
            "{}: {} {}",
            words::code(known::title(software)),
            software.summary,
            software.uses
        );
    }
    if text.is_empty() {
        return text;
    }
    format!("## Its library\n\n{text}\n")
}

/// The language of a code block, as renderers know it.
fn language(source: &SourceFacts) -> &'static str {
    match source.language.as_deref() {
        Some("Rust") => "rust",
        Some("C") => "c",
        Some("C++") => "cpp",
        Some("Go") => "go",
        Some("Python") => "python",
        Some("JavaScript") => "javascript",
        Some("TypeScript" | "TSX") => "typescript",
        Some("Java") => "java",
        _ => "",
    }
}

/// A doc comment as a quotation: its own markup is the author's, but not its HTML and links.
fn quoted(doc: &str) -> String {
    let safe = crate::fence::markdown_safe(doc, &[]);
    safe.lines()
        .map(|line| format!("> {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
