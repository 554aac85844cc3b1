//! What a function does, why it is hot, and how to make it faster.

mod without_model;

use std::collections::BTreeMap;
use std::fmt::Write;

use super::known;
use crate::evidence::Evidence;
use crate::facts::{Call, FunctionFacts, HeatFacts, SourceFacts};
use crate::question::{Question, Wishes};
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
        without_model: without_model::faster(facts),
        ..about(facts, vec!["optimise"], "optimise")
    }
}

fn about(facts: &FunctionFacts, stages: Vec<&'static str>, command: &str) -> Question {
    let (evidence, source) = evidence(facts);
    let mut variables = BTreeMap::new();
    variables.insert("subject".to_owned(), subject_in_task(facts));
    Question {
        prompt: "explain_function",
        stages,
        evidence,
        long: source.map(|source| (source, 1)),
        bound: bound(facts),
        variables,
        title: format!("{command}: {}", subject(facts)),
        without_model: without_model::explanation(facts),
        is_unread: without_model::is_unknown(facts),
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

/// The subject for the sentence that says what to do: what comes from a profile and is no plain name is read in the facts
/// alone.
fn subject_in_task(facts: &FunctionFacts) -> String {
    let mapping = (facts.mapping.as_deref()).and_then(|mapping| words::name_in_task(base_name(mapping)));
    match (words::name_in_task(&facts.name), mapping) {
        (Some(name), Some(mapping)) => format!("{name} in {mapping}"),
        (Some(name), None) => name,
        (None, _) => words::FIRST_FACT.to_owned(),
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
