//! The same text line by line, for those who show it rather than look its lines up in files.

use std::collections::BTreeMap;

use super::lines::{self, Column, Comment, Header, Listed};
use super::{NOTHING, SUMMARY};
use crate::formats::number;

/// A line of what `perf annotate --stdio` prints, with what its instructions weigh.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListedLine {
    /// Where it stands in the text, counted from 1. Of source that is printed several times, where it weighs most.
    pub at: u32,
    /// The innermost function that it is in, inlined or not; absent where objdump names none.
    pub function: Option<String>,
    /// The line without its annotation.
    pub text: String,
    /// Whether it is source; else it is an instruction above which no source is printed.
    pub is_source: bool,
    /// File and line as `-l` prints them; absent without it.
    pub place: Option<String>,
    /// Self, as a fraction of all that was annotated; of several events the first.
    pub share: f64,
}

/// The lines of such a text; empty when it holds no listing.
pub fn listed_lines(text: &str) -> Vec<ListedLine> {
    let mut listing = Listing::default();
    for (at, line) in (1..).zip(text.lines()) {
        listing.line(at, line.as_bytes());
    }
    listing.finish()
}

#[derive(Default)]
struct Listing {
    /// What is listed now; absent before the first header, within summaries, and for other events than the first.
    section: Option<Section>,
    event: Option<Vec<u8>>,
    lines: Vec<ListedLine>,
    /// The heaviest instruction of each line.
    heaviest: Vec<f64>,
    whole: f64,
}

struct Section {
    column: Column,
    /// What a hundredth of a percent, a sample or a period is worth.
    factor: f64,
    has_begun: bool,
    function: Option<String>,
    /// The source line whose instructions come now.
    current: Option<usize>,
    /// That of each function when another, inlined one came: objdump does not repeat it.
    left: BTreeMap<Option<String>, usize>,
    /// The number of the next line of source, if perf does not start anew.
    next: Option<u32>,
    /// Whether source was printed since the last instruction.
    in_source: bool,
}

impl Listing {
    fn line(&mut self, at: u32, line: &[u8]) {
        if line.starts_with(SUMMARY) || line.starts_with(NOTHING) {
            self.section = None;
        } else if let Some(header) = Header::parse(line) {
            self.begin(&header);
        } else if let Some(section) = &mut self.section {
            match Listed::parse(line, section.column) {
                Some(Listed::Text { number, text }) => {
                    if let Some(source) = section.text(at, number, text) {
                        section.current = Some(self.lines.len());
                        self.lines.push(source);
                        self.heaviest.push(0.0);
                    }
                }
                Some(Listed::Instruction { weights, comment }) => {
                    section.in_source = false;
                    section.next = section.next.and_then(|next| next.checked_add(1));
                    let weight = weights.first().map_or(0.0, |weight| *weight as f64) * section.factor;
                    if weight > 0.0 {
                        self.instruction(at, line, weight, comment);
                    }
                }
                None => {}
            }
        }
    }

    fn begin(&mut self, header: &Header<'_>) {
        let event = header.events.first().map_or(&b""[..], |event| event).to_vec();
        let first = self.event.get_or_insert_with(|| event.clone());
        if *first != event {
            self.section = None;
            return;
        }
        // A percentage of the symbol becomes samples, so that symbols can be compared.
        let (factor, whole) = match (header.column, header.global, header.samples) {
            (Column::Percent, false, Some(samples)) => (samples as f64 / 10_000.0, samples as f64),
            (Column::Percent, true, _) => (1e-4, 0.0),
            (Column::Percent, false, None) => (1e-4, 1.0),
            (Column::Samples, _, samples) => (1.0, samples.unwrap_or(0) as f64),
            (Column::Period, ..) => (1.0, 0.0),
        };
        self.whole = match (header.column, header.global) {
            (Column::Percent, true) => 1.0,
            _ => self.whole + whole,
        };
        self.section = Some(Section {
            column: header.column,
            factor,
            has_begun: false,
            function: None,
            current: None,
            left: BTreeMap::new(),
            next: None,
            in_source: false,
        });
    }

    fn instruction(&mut self, at: u32, line: &[u8], weight: f64, comment: Comment<'_>) {
        let Some(section) = &self.section else { return };
        // Where perf looked for a line and found none, the source above is not the one.
        let above = section.current.filter(|_| comment != Comment::Nowhere);
        let index = above.unwrap_or_else(|| {
            self.lines.push(ListedLine {
                at,
                function: section.function.clone(),
                text: instruction(line),
                ..ListedLine::default()
            });
            self.heaviest.push(0.0);
            self.lines.len() - 1
        });
        let (Some(listed), Some(heaviest)) = (self.lines.get_mut(index), self.heaviest.get_mut(index)) else {
            return;
        };
        listed.share += weight;
        if let Comment::Place(file, number) = comment
            && weight > *heaviest
        {
            listed.place = Some(format!("{}:{number}", String::from_utf8_lossy(file)));
        }
        *heaviest = heaviest.max(weight);
    }

    /// Shares instead of weights, and all of a line of source at the one place.
    fn finish(mut self) -> Vec<ListedLine> {
        let sum: f64 = self.lines.iter().map(|line| line.share).sum();
        let whole = self.whole.max(sum);
        if whole <= 0.0 {
            return self.lines;
        }
        let mut alike: BTreeMap<(Option<String>, String), usize> = BTreeMap::new();
        for index in 0..self.lines.len() {
            let Some(line) = self.lines.get_mut(index) else {
                break;
            };
            line.share /= whole;
            if !line.is_source || line.share <= 0.0 {
                continue;
            }
            let line = line.clone();
            let key = (line.function.clone(), line.text.clone());
            let Some(&other) = alike.get(&key) else {
                alike.insert(key, index);
                continue;
            };
            // The lighter one gives its weight away.
            let is_lighter = self
                .lines
                .get(other)
                .is_some_and(|other| other.share < line.share);
            let (from, to) = if is_lighter {
                (other, index)
            } else {
                (index, other)
            };
            let given = self
                .lines
                .get_mut(from)
                .map_or(0.0, |from| std::mem::take(&mut from.share));
            if let Some(to) = self.lines.get_mut(to) {
                to.share += given;
            }
            alike.insert(key, to);
        }
        self.lines
    }
}

impl Section {
    /// A line of text as source; absent for empty lines, names of functions, and what stands above the symbol.
    fn text(&mut self, at: u32, number: Option<u32>, text: &[u8]) -> Option<ListedLine> {
        let expected = self.next;
        self.next = number.or(expected).and_then(|number| number.checked_add(1));
        if lines::symbol(text).is_some() {
            self.has_begun = true;
            return None;
        }
        // Where objdump finds no file it prints where the source would be.
        let is_place = number::file_and_line(text, b':').is_some() && !text.contains(&b' ');
        if text.is_empty() || !self.has_begun || is_place {
            return None;
        }
        let goes_on = number.is_some() && number == expected;
        if !self.in_source
            && let Some(name) = lines::function(text, goes_on)
        {
            let name = Some(String::from_utf8_lossy(name).into_owned());
            if let Some(current) = self.current {
                self.left.insert(self.function.take(), current);
            }
            self.current = self.left.get(&name).copied();
            self.function = name;
            return None;
        }
        self.in_source = true;
        Some(ListedLine {
            at,
            function: self.function.clone(),
            text: String::from_utf8_lossy(text).into_owned(),
            is_source: true,
            ..ListedLine::default()
        })
    }
}

/// `test   %al,%al` of `   11.34 :   16f1:   test   %al,%al // table.h:30`.
fn instruction(line: &[u8]) -> String {
    let line = String::from_utf8_lossy(line);
    let code = line.splitn(3, ':').nth(2).unwrap_or_default();
    let code = code.rsplit_once(" // ").map_or(code, |(code, _)| code);
    code.split_whitespace().collect::<Vec<_>>().join(" ")
}
