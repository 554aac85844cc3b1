//! What annotated source does, what of it is hot, and how to mend that.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::known;
use crate::evidence::Evidence;
use crate::facts::{CodeFacts, HotLine};
use crate::question::{NO_MODEL, Question};
use crate::words;

/// Hot lines that are named.
const LISTED: usize = 10;

/// The question.
pub fn question(facts: &CodeFacts) -> Question {
    let mut evidence = Evidence::default();
    evidence.add("The annotated source", &facts.text);
    let mut hot = String::new();
    for line in facts.hot.iter().take(LISTED) {
        let place = line
            .place
            .as_ref()
            .map(|place| format!(" ({place})"))
            .unwrap_or_default();
        let _ = writeln!(
            hot,
            "line {} of the text{place}: {}: {}",
            line.number,
            weight(line),
            line.code.trim()
        );
    }
    evidence.add("Its hottest lines", hot);
    evidence.add(
        "Expensive code on its hot lines, found by patterns",
        known::costs_text(&facts.costs),
    );
    for known in &facts.known {
        let mut about = String::new();
        if let Some(heat) = &known.heat {
            let _ = writeln!(
                about,
                "{} of {}",
                words::shares(heat.own, heat.total),
                heat.counted
            );
            for call in heat.callers.iter().take(LISTED) {
                let _ = writeln!(about, "called by {} {}", call.name, words::percent(call.share));
            }
        }
        evidence.add(
            format!("Heat of {} in the profile of the workspace", known.name),
            about,
        );
    }
    Question {
        prompt: "code",
        stages: vec!["answer"],
        evidence,
        long: Some((0, 0)),
        bound: None,
        variables: BTreeMap::new(),
        title: match facts.known.first() {
            Some(known) => format!("code: {}", words::code(&known.name)),
            None => format!("code: {} lines", facts.text.lines().count()),
        },
        without_model: without_model(facts),
        is_unread: facts.hot.is_empty() && facts.known.is_empty(),
    }
}

fn without_model(facts: &CodeFacts) -> String {
    let mut text = String::new();
    if facts.hot.is_empty() {
        text.push_str("No line of this text carries a weight that sysgrok can read: it knows `perf annotate --stdio`, `go tool pprof -list`, the table of `line_profiler`, gcov, and lines that begin with a percentage or a count.\n\n");
    } else {
        text.push_str("## Hot lines\n\n");
        for line in facts.hot.iter().take(LISTED) {
            let place = match &line.place {
                Some(place) => format!("{} (line {} of the text)", words::code(place), line.number),
                None => format!("Line {}", line.number),
            };
            let _ = writeln!(
                text,
                "- {place}: {}: {}",
                weight(line),
                words::code(line.code.trim())
            );
        }
        text.push('\n');
    }
    if !facts.costs.is_empty() {
        let _ = write!(
            text,
            "## Expensive code on hot lines\n\n{}\n",
            known::costs_markdown(&facts.costs)
        );
    }
    for known in &facts.known {
        if let Some(heat) = &known.heat {
            let _ = write!(
                text,
                "{}: {} of {} in the profile of the workspace.\n\n",
                words::code(&known.name),
                words::shares(heat.own, heat.total),
                words::prose(&heat.counted)
            );
        }
    }
    text.push_str(NO_MODEL);
    words::tidy(&text)
}

/// The weight of a line: a text that tells no totals has one figure.
fn weight(line: &HotLine) -> String {
    match (line.own, line.total) {
        (Some(own), None) => words::percent(own),
        (own, total) => words::shares(own, total),
    }
}
