//! Where secrets may stand: one pass over the text for the words and marks by which they are known.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::kind::{Kind, Span};
use super::{assignment, command_line, email, header, placeholder, private_key, shape, url};

/// What a mark leads to.
#[derive(Clone, Copy)]
enum Lead {
    PrivateKey,
    BareKey(usize),
    Placeholder,
    Shape(usize),
    Url,
    Email,
    Authorization,
    Bearer,
    Cookie,
    Program(usize),
    Name,
}

struct Marks {
    automaton: Option<AhoCorasick>,
    leads: Vec<Lead>,
}

fn marks() -> &'static Marks {
    static MARKS: OnceLock<Marks> = OnceLock::new();
    MARKS.get_or_init(|| {
        let mut marks: Vec<(String, Lead)> = vec![
            ("-----BEGIN ".to_owned(), Lead::PrivateKey),
            ("://".to_owned(), Lead::Url),
            ("@".to_owned(), Lead::Email),
            ("authorization".to_owned(), Lead::Authorization),
            ("bearer ".to_owned(), Lead::Bearer),
            ("cookie".to_owned(), Lead::Cookie),
        ];
        marks.extend(
            Kind::ALL
                .iter()
                .map(|kind| (format!("<{}_", kind.name()), Lead::Placeholder)),
        );
        marks.extend(
            (private_key::BARE.iter().enumerate())
                .map(|(index, beginning)| ((*beginning).to_owned(), Lead::BareKey(index))),
        );
        marks.extend(
            (shape::SHAPES.iter().enumerate())
                .map(|(index, shape)| (shape.prefix.to_owned(), Lead::Shape(index))),
        );
        marks.extend(
            (command_line::PROGRAMS.iter().enumerate())
                .map(|(index, program)| (program.name.to_owned(), Lead::Program(index))),
        );
        marks.extend(
            assignment::WORDS
                .iter()
                .map(|word| ((*word).to_owned(), Lead::Name)),
        );
        let (patterns, leads): (Vec<String>, Vec<Lead>) = marks.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(patterns)
            .ok();
        Marks { automaton, leads }
    })
}

/// The secrets of a text, in order and without overlap.
pub(super) fn spans(text: &str) -> Vec<Span> {
    let marks = marks();
    let Some(automaton) = &marks.automaton else {
        return Vec::new();
    };
    let mut spans = Vec::new();
    // Names within a value that was taken as a secret say nothing more of it, and would cost time; what names its own
    // kind may name it better. What looks like a placeholder may be the name of an XML element.
    let mut taken = 0;
    for hit in automaton.find_overlapping_iter(text) {
        let Some(lead) = marks.leads.get(hit.pattern().as_usize()) else {
            continue;
        };
        let counts = matches!(
            lead,
            Lead::Shape(_) | Lead::Url | Lead::PrivateKey | Lead::BareKey(_) | Lead::Placeholder
        );
        if hit.end() <= taken && !counts {
            continue;
        }
        let (start, end) = (hit.start(), hit.end());
        let found = match *lead {
            Lead::PrivateKey => private_key::find(text, start),
            Lead::BareKey(index) => private_key::find_bare(text, start, index),
            Lead::Placeholder => placeholder::quoted(text, start),
            Lead::Shape(index) => shape::find(text, start, index),
            Lead::Url => url::find(text, start),
            Lead::Email => email::find(text, start),
            Lead::Authorization => header::authorization(text, end),
            Lead::Bearer => header::bearer(text, start, end),
            Lead::Cookie => header::cookie(text, end),
            Lead::Program(index) => command_line::find(text, start, end, index),
            Lead::Name => assignment::find(text, start, end),
        };
        if let Some(span) = found {
            taken = taken.max(span.end);
            spans.push(span);
        }
    }
    merged(spans)
}

/// Adds the places where values that are known as secrets, from here or before, stand alone.
pub(super) fn add_known<'a>(text: &'a str, spans: &mut Vec<Span>, before: impl Iterator<Item = &'a str>) {
    let here = spans
        .iter()
        .filter_map(|span| Some((text.get(span.start..span.end)?, span.kind)));
    let mut known: Vec<(&str, Kind)> = here.chain(before.map(|value| (value, Kind::Secret))).collect();
    known.retain(|(value, _)| tells_by_itself(value));
    known.sort_unstable();
    known.dedup_by_key(|(value, _)| *value);
    if known.is_empty() {
        return;
    }
    let values = known.iter().map(|(value, _)| value);
    let Ok(automaton) = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(values)
    else {
        return;
    };
    let bytes = text.as_bytes();
    let word = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_alphanumeric)
    };
    let found: Vec<Span> = automaton
        .find_iter(text)
        .filter(|hit| !word(hit.start().checked_sub(1)) && !word(Some(hit.end())))
        .filter_map(|hit| {
            let (_, kind) = known.get(hit.pattern().as_usize())?;
            Some(Span {
                start: hit.start(),
                end: hit.end(),
                kind: *kind,
            })
        })
        .collect();
    spans.extend(found);
    *spans = merged(std::mem::take(spans));
}

/// Whether a value is a secret wherever it stands, and not also a common word or number.
fn tells_by_itself(value: &str) -> bool {
    value.len() >= 8
        && value.len() <= 256
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !value.starts_with('<')
}

/// In order; overlapping ones become one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.start < span.end);
    spans.sort_by_key(|span| (span.start, span.end));
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => {
                last.end = last.end.max(span.end);
                last.kind = last.kind.min(span.kind);
            }
            _ => merged.push(span),
        }
    }
    merged
}
