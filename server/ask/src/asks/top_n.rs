//! What the most expensive functions of a whole system are, and what they point to.

use std::collections::BTreeMap;
use std::fmt::Write;

use knowledge::{Faster, Kind, Software};

use super::{explain_function, known};
use crate::evidence::Evidence;
use crate::facts::{FunctionFacts, RowFacts, TopNFacts};
use crate::question::{NO_MODEL, Question};
use crate::words;

/// Functions of the workspace of which the source is shown.
const WITH_SOURCE: usize = 2;

/// Rows of which our notes are shown to a model, which knows the others by itself.
const WITH_NOTES: usize = 12;

/// The question.
pub fn question(facts: &TopNFacts) -> Question {
    let mut evidence = Evidence::default();
    evidence.add("The most expensive functions", &facts.text);
    let mut placed = String::new();
    for row in &facts.rows {
        if let Some((file, line)) = &row.place {
            let _ = writeln!(placed, "{} stands in {file}, line {line}", row.function);
        }
    }
    evidence.add("Functions of the user's own workspace among them", placed);
    let mut seen = Vec::new();
    for row in &facts.rows {
        if seen.len() >= WITH_NOTES {
            break;
        }
        if let Some(found) = knowledge::function(row.mapping.as_deref(), &row.function)
            && !seen.contains(&found.entry.names.first())
        {
            seen.push(found.entry.names.first());
            evidence.add(
                format!("Notes of sysgrok on {}", row.function),
                known::function_text(&found),
            );
        }
    }
    for known in facts.known.iter().take(WITH_SOURCE) {
        if let Some(source) = &known.source {
            evidence.add(
                format!("Source of {}, with the heat of each line", known.name),
                explain_function::source_text(source),
            );
        }
    }
    Question {
        prompt: "top_n",
        stages: vec!["answer"],
        evidence,
        long: Some((0, facts.headings)),
        bound: None,
        variables: BTreeMap::new(),
        title: format!("topn: {} functions", count(facts)),
        without_model: without_model(facts),
        is_unread: facts.rows.is_empty(),
    }
}

/// The rows, or the lines of a text whose rows are not known.
fn count(facts: &TopNFacts) -> usize {
    if facts.rows.is_empty() {
        facts.text.lines().count() - facts.headings
    } else {
        facts.rows.len() + facts.left_out
    }
}

/// The rows of one program or library.
struct Group<'a> {
    mapping: Option<&'a str>,
    own: f64,
    rows: Vec<&'a RowFacts>,
}

fn groups(rows: &[RowFacts]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let mapping = row.mapping.as_deref();
        let own = row.own.unwrap_or(0.0);
        match groups.iter_mut().find(|group| group.mapping == mapping) {
            Some(group) => {
                group.own += own;
                group.rows.push(row);
            }
            None => groups.push(Group {
                mapping,
                own,
                rows: vec![row],
            }),
        }
    }
    // Stable: of one weight in the order of the list.
    groups.sort_by(|one, other| other.own.total_cmp(&one.own));
    groups
}

fn without_model(facts: &TopNFacts) -> String {
    let mut text = String::new();
    if facts.rows.is_empty() {
        text.push_str("This is no list of functions that sysgrok can read: neither a table with a line of headings, nor what the browser copies, nor `perf report --stdio`. Nothing can be said of it without a model.\n\n");
    }
    if facts.left_out > 0 {
        let _ = write!(
            text,
            "The list has {} rows. What follows is of the first {}; the other {} are left out.\n\n",
            count(facts),
            facts.rows.len(),
            facts.left_out
        );
    }
    let counted = facts
        .counted
        .as_deref()
        .map(|counted| format!(" of {}", words::prose(counted)))
        .unwrap_or_default();
    for group in groups(&facts.rows) {
        let name = group.mapping.unwrap_or("of unknown origin");
        let _ = write!(text, "## {}\n\n", words::code(name));
        if group.own > 0.0 {
            let _ = write!(
                text,
                "**{}**{counted} in these functions.",
                words::percent(group.own)
            );
            if let Some(bound) = words::bound(group.own) {
                let _ = write!(
                    text,
                    " Without them all would be at most {bound:.2} times as fast."
                );
            }
            text.push_str("\n\n");
        }
        let software = group
            .mapping
            .and_then(|mapping| knowledge::software(mapping, None));
        if let Some(software) = software {
            let _ = write!(text, "{} {}\n\n", software.summary, software.uses);
        }
        rows(&mut text, &group, &facts.known);
        problems(&mut text, &group);
        let faster = alternatives(&group, software);
        if !faster.is_empty() {
            text.push_str("**Faster alternatives**\n\n");
            for faster in faster.into_iter().take(3) {
                text.push_str(&known::faster_item(faster));
            }
            text.push('\n');
        }
    }
    text.push_str(NO_MODEL);
    words::tidy(&text)
}

/// What could take the place of these functions; else of the program, but not of a whole system library, of which they are
/// a small part.
fn alternatives(group: &Group, software: Option<&Software>) -> Vec<&'static Faster> {
    let mut ids: Vec<&String> = Vec::new();
    for row in &group.rows {
        let found = knowledge::function(row.mapping.as_deref(), &row.function);
        for id in found.iter().flat_map(|found| &found.entry.faster) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    let of_functions: Vec<&Faster> = ids
        .into_iter()
        .filter_map(|id| knowledge::faster_by_id(id))
        .collect();
    let is_small = |software: &&Software| !matches!(software.kind, Kind::Library | Kind::Kernel);
    if of_functions.is_empty() {
        software
            .filter(is_small)
            .map(|software| knowledge::faster(software, group.mapping.unwrap_or_default()))
            .unwrap_or_default()
    } else {
        of_functions
    }
}

/// The functions, each with what is known of it.
fn rows(text: &mut String, group: &Group, known: &[FunctionFacts]) {
    for row in &group.rows {
        let weight = match (row.own, row.total) {
            (None, None) => String::new(),
            (own, total) => format!(" {}", words::shares(own, total)),
        };
        let place = match &row.place {
            Some((file, line)) => format!(", in {}", words::code(&format!("{file}:{line}"))),
            None => String::new(),
        };
        let about = knowledge::function(row.mapping.as_deref(), &row.function)
            .map(|found| format!(": {}", found.entry.summary));
        let _ = writeln!(
            text,
            "- {}{weight}{place}{}",
            words::code(&row.function),
            about.unwrap_or_default()
        );
        if let Some((file, line)) = &row.place
            && let Some(own) = known.iter().find(|known| is_at(known, file, *line))
        {
            text.push_str(&of_workspace(own));
        }
    }
    text.push('\n');
}

/// What the functions point to, once each.
fn problems(text: &mut String, group: &Group) {
    let mut seen = Vec::new();
    for row in &group.rows {
        let Some(found) = knowledge::function(row.mapping.as_deref(), &row.function) else {
            continue;
        };
        if seen.contains(&found.entry.names.first()) {
            continue;
        }
        seen.push(found.entry.names.first());
        let _ = write!(
            text,
            "**{}**: {}\n\n",
            words::code(&row.function),
            found.entry.hot
        );
        if let Some(caution) = known::caution(&found) {
            let _ = write!(text, "{caution}\n\n");
        }
        for item in &found.entry.remedies {
            let _ = writeln!(text, "- {item}");
        }
        for item in found.entry.look.iter().take(1) {
            let _ = writeln!(text, "- Look at: {item}");
        }
        text.push('\n');
    }
}

/// Whether a function of the workspace begins here.
fn is_at(known: &FunctionFacts, file: &str, line: u32) -> bool {
    known.source.as_ref().is_some_and(|source| {
        source.file == file && source.lines.first().is_some_and(|first| first.number == line)
    })
}

/// What the workspace tells of a function, as items below its row: what it is for, its hottest line, what is expensive there.
fn of_workspace(known: &FunctionFacts) -> String {
    let mut text = String::new();
    let Some(source) = &known.source else { return text };
    if let Some(doc) = &source.doc {
        let first = doc.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        let _ = writeln!(text, "  - {}", words::prose(&first));
    }
    let hottest = source
        .lines
        .iter()
        .max_by(|one, other| one.share().total_cmp(&other.share()));
    if let Some(line) = hottest.filter(|line| line.share() > 0.0) {
        let _ = writeln!(
            text,
            "  - Hottest line in the profile of the workspace: {} ({}): {}",
            line.number,
            words::shares(line.own, line.total),
            words::code(line.text.trim())
        );
    }
    for item in known::costs_markdown(&known.costs).lines() {
        let _ = writeln!(text, "  {item}");
    }
    text
}
