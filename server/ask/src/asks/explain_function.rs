//! What a function does, why it is hot, and how to make it faster.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::known;
use crate::evidence::Evidence;
use crate::facts::{Call, FunctionFacts, HeatFacts, SourceFacts};
use crate::question::{NO_MODEL, Question, Wishes};
use crate::words;

/// Callers, callees and hot lines that are named.
const LISTED: usize = 8;

/// Lines of the manual that a model is shown.
const MANUAL_LINES: usize = 60;

/// Lines below this share are not called hot.
const HOT_LINE: f64 = 0.001;

/// Longer functions are shown around their hot lines only.
const MOST_LINES: usize = 600;
const AROUND: u32 = 12;

/// The question.
pub fn question(facts: &FunctionFacts, wishes: &Wishes) -> Question {
    let stages = match (wishes.short, wishes.no_optimisations) {
        (true, _) => vec!["short"],
        (false, true) => vec!["explain"],
        (false, false) => vec!["explain", "optimise"],
    };
    about(facts, stages, "explainfunction")
}

/// The question how to make it faster, for those who know what it does.
pub fn optimise(facts: &FunctionFacts) -> Question {
    Question {
        without_model: faster_without_model(facts),
        ..about(facts, vec!["optimise"], "optimise")
    }
}

fn about(facts: &FunctionFacts, stages: Vec<&'static str>, command: &str) -> Question {
    let (evidence, source) = evidence(facts);
    let mut variables = BTreeMap::new();
    variables.insert("subject".to_owned(), subject(facts));
    Question {
        prompt: "explain_function",
        stages,
        evidence,
        long: source.map(|source| (source, 1)),
        bound: bound(facts),
        variables,
        title: format!("{command}: {}", subject(facts)),
        without_model: without_model(facts),
        is_unread: false,
    }
}

/// How many times as fast the whole gets at most; absent where nothing is known of what the function calls.
pub(super) fn bound(facts: &FunctionFacts) -> Option<f64> {
    facts.heat.as_ref()?.total.and_then(words::bound)
}

fn subject(facts: &FunctionFacts) -> String {
    match &facts.mapping {
        Some(mapping) => format!(
            "{} in {}",
            words::code(&facts.name),
            words::code(base_name(mapping))
        ),
        None => words::code(&facts.name),
    }
}

fn base_name(mapping: &str) -> &str {
    mapping.rsplit('/').next().unwrap_or(mapping)
}

/// The facts, numbered; and which of them is the source.
pub(super) fn evidence(facts: &FunctionFacts) -> (Evidence, Option<usize>) {
    let mut evidence = Evidence::default();
    let mut about = format!("Function: {}\n", facts.name);
    if let Some(mapping) = &facts.mapping {
        let _ = writeln!(about, "Library or program: {mapping}");
    }
    if let Some(source) = &facts.source {
        let lines = (source.lines.first(), source.lines.last());
        if let (Some(first), Some(last)) = lines {
            let _ = writeln!(
                about,
                "File: {}, lines {} to {}",
                source.file, first.number, last.number
            );
        }
        if let Some(language) = &source.language {
            let _ = writeln!(about, "Language: {language}");
        }
        let _ = writeln!(about, "Signature: {}", source.signature);
    }
    evidence.add("The function", about);
    if let Some(heat) = &facts.heat {
        evidence.add("Its heat in the profile", heat_text(heat));
        evidence.add("How much can be won (Amdahl's law)", bounds_text(heat));
        evidence.add(
            "Its callers, with what passes from them of the whole",
            calls_text(&heat.callers),
        );
        evidence.add(
            "What it calls, with what passes of the whole",
            calls_text(&heat.callees),
        );
        evidence.add(
            "Notes of sysgrok on what it calls",
            known::calls_text(&heat.callees),
        );
    }
    let mut at = None;
    if let Some(source) = &facts.source {
        if let Some(doc) = &source.doc {
            evidence.add("Its doc comment", doc);
        }
        if source.lines.iter().any(|line| !line.text.trim().is_empty()) {
            at = Some(evidence.facts.len());
            let title = if source.stale {
                "Its source as it is now; it changed since the recording, so lines have no heat"
            } else {
                "Its source, with the heat of each line"
            };
            evidence.add(title, source_text(source));
        }
    }
    evidence.add(
        "Expensive code on its hot lines, found by patterns",
        known::costs_text(&facts.costs),
    );
    if let Some(dependency) = &facts.dependency {
        let version = dependency.version.as_deref().unwrap_or("of unknown version");
        evidence.add(
            "The package that it comes from",
            format!(
                "{} {version} ({}), named in {}",
                dependency.name, dependency.ecosystem, dependency.from
            ),
        );
    }
    let uses = (facts.uses.iter()).fold(String::new(), |mut text, used| {
        let version = used.version.as_deref().unwrap_or_default();
        let _ = writeln!(
            text,
            "{} {version} ({}), named in {}",
            used.name, used.ecosystem, used.from
        );
        text
    });
    evidence.add("Packages that it uses, in the versions that are locked", uses);
    if let Some(found) = knowledge::function(facts.mapping.as_deref(), &facts.name) {
        evidence.add(
            "Notes of sysgrok on the function of this name",
            known::function_text(&found),
        );
    }
    if let Some(manual) = &facts.manual {
        let lines: Vec<&str> = manual.text.lines().take(MANUAL_LINES).collect();
        evidence.add(
            "The beginning of its page in the system's manual",
            format!("{}: {}\n{}", manual.page, manual.summary, lines.join("\n")),
        );
    }
    (evidence, at)
}

fn heat_text(heat: &HeatFacts) -> String {
    let mut text = format!("{} of {}\n", words::shares(heat.own, heat.total), heat.counted);
    if let Some((own, whole, margin)) = heat.samples {
        let _ = writeln!(text, "{own} of {whole} samples, margin ±{:.0} %", 100.0 * margin);
    }
    let _ = writeln!(text, "Profile: {}", heat.provenance);
    text
}

fn bounds_text(heat: &HeatFacts) -> String {
    let mut text = String::new();
    let mut say = |what: &str, share: Option<f64>| {
        if let Some(share) = share.filter(|share| *share > 0.0)
            && let Some(bound) = words::bound(share)
        {
            let _ = writeln!(
                text,
                "{what} is {} of the whole: without it the program is at most {bound:.2}x as fast",
                words::percent(share)
            );
        }
    };
    say("Its own work", heat.own);
    if heat.total != heat.own {
        say("Its work with all it calls", heat.total);
    }
    text
}

fn calls_text(calls: &[Call]) -> String {
    let mut text = String::new();
    for call in calls.iter().take(2 * LISTED) {
        let _ = writeln!(text, "{} {}", call.name, words::percent(call.share));
    }
    text
}

/// The source as a table; the first line names the columns.
pub(super) fn source_text(source: &SourceFacts) -> String {
    let mut text = String::from("line | self | total | source\n");
    let share = |share: Option<f64>| share.map(words::percent).unwrap_or_default();
    let mut is_gap = false;
    for line in &source.lines {
        if !is_shown(source, line.number) {
            if !is_gap {
                text.push_str("     |  |  | ...\n");
            }
            is_gap = true;
            continue;
        }
        is_gap = false;
        let _ = writeln!(
            text,
            "{} | {} | {} | {}",
            line.number,
            share(line.own),
            share(line.total),
            line.text
        );
    }
    text
}

/// Whether a line is worth showing: of a very long function only what is near hot lines, and its first and last ones.
fn is_shown(source: &SourceFacts, number: u32) -> bool {
    if source.lines.len() <= MOST_LINES {
        return true;
    }
    let ends = [source.lines.first(), source.lines.last()];
    let is_near = |other: u32| other.abs_diff(number) <= AROUND;
    ends.into_iter().flatten().any(|line| is_near(line.number))
        || (source.lines.iter())
            .filter(|line| line.share() >= HOT_LINE)
            .any(|line| is_near(line.number))
}

/// What is known of a function without asking anybody: this function first, general notes after.
fn without_model(facts: &FunctionFacts) -> String {
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
    if !facts.costs.is_empty() {
        let _ = write!(
            text,
            "## Expensive code on hot lines\n\n{}\n",
            known::costs_markdown(&facts.costs)
        );
    }
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

/// What makes a function faster without asking anybody, for who knows what it does.
fn faster_without_model(facts: &FunctionFacts) -> String {
    let mut text = heat_markdown(facts);
    if !facts.costs.is_empty() {
        let _ = write!(
            text,
            "## Expensive code on hot lines\n\n{}\n",
            known::costs_markdown(&facts.costs)
        );
    }
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
            "- {} comes from {}: a call less there saves as much as the function made faster.",
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
