//! A fact that is too long for the model: read in parts, at once, and replaced by notes on the parts.

use std::collections::BTreeMap;
use std::fmt::Write;

use futures_util::{StreamExt, stream};

use crate::conversation::{AskError, Conversation, Seen, add, answer_tokens, user};
use crate::evidence::{Evidence, Fact, Part};
use crate::model::{Call, End, Model, ModelError, Piece};
use crate::prompt;

/// Notes that are still too long are read in parts again, so often at most.
const ROUNDS: usize = 4;

/// More parts than this are not worth their price; the user is told.
const MOST_PARTS: usize = 200;

/// How a fact that may be too long is read.
#[derive(Clone, Debug)]
pub(crate) struct Long {
    pub(crate) prompt: String,
    pub(crate) section: String,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) evidence: Evidence,
    /// Index of the fact.
    pub(crate) fact: usize,
    /// Its first lines that every part needs.
    pub(crate) headings: usize,
}

/// The question with notes in place of the fact.
pub(crate) struct Shortened {
    pub(crate) text: String,
    pub(crate) end: End,
}

impl Long {
    /// Reads the fact in parts until the question needs no more than `room` tokens.
    pub(crate) async fn shorten(
        &self,
        conversation: &mut Conversation,
        model: &dyn Model,
        room: usize,
        seen: &mut (dyn FnMut(Seen) + Send),
    ) -> Result<Shortened, AskError> {
        let mut evidence = self.evidence.clone();
        let mut headings = self.headings;
        let mut end = End::default();
        for _ in 0..ROUNDS {
            let parts = self.parts(&evidence, headings, conversation, model, room)?;
            let notes = self
                .read(&evidence, parts, conversation, model, &mut end, seen)
                .await?;
            if let Some(fact) = evidence.facts.get_mut(self.fact) {
                let text = std::mem::replace(&mut fact.text, notes);
                fact.full.get_or_insert(text);
            }
            headings = 0;
            let shown = conversation.show(&evidence, None);
            let text = self.fill(&self.section, &[("evidence", &shown)])?;
            if model.tokens(conversation.system()) + model.tokens(&text) <= room {
                return Ok(Shortened { text, end });
            }
        }
        let shown = conversation.show(&evidence, None);
        let needed = model.tokens(&shown);
        Err(AskError::TooLong {
            needed,
            window: u32::try_from(room).unwrap_or(u32::MAX),
        })
    }

    /// The parts, each with the headings.
    fn parts(
        &self,
        evidence: &Evidence,
        headings: usize,
        conversation: &mut Conversation,
        model: &dyn Model,
        room: usize,
    ) -> Result<Vec<Part>, AskError> {
        let fact = evidence.facts.get(self.fact);
        let text = fact.map_or("", |fact| fact.text.as_str());
        let has_numbers = fact.is_some_and(Fact::has_numbers);
        let mut lines = (1..).zip(text.lines());
        let mut heading = Part::new(self.fact);
        for (number, line) in lines.by_ref().take(headings) {
            heading.push(number, line);
        }
        let empty = self.part(evidence, &heading, 1, MOST_PARTS, conversation)?;
        let fixed = model.tokens(conversation.system()) + model.tokens(&empty);
        let Some(free) = room.checked_sub(fixed).filter(|free| *free >= 50) else {
            return Err(AskError::TooLong {
                needed: fixed,
                window: u32::try_from(room).unwrap_or(u32::MAX),
            });
        };
        let mut parts: Vec<Part> = Vec::new();
        let mut part = heading.clone();
        let mut used = 0;
        for (number, line) in
            lines.flat_map(|(number, line)| pieces(line, free).map(move |piece| (number, piece)))
        {
            // A line break is a token of its own at worst.
            let mut cost = model.tokens(line) + 1;
            if has_numbers {
                cost += model.tokens(&format!("{number}| "));
            }
            if used + cost > free && used > 0 {
                parts.push(std::mem::replace(&mut part, heading.clone()));
                used = 0;
            }
            part.push(number, line);
            used += cost;
        }
        if used > 0 {
            parts.push(part);
        }
        if parts.len() > MOST_PARTS {
            return Err(AskError::TooLong {
                needed: model.tokens(text),
                window: u32::try_from(room).unwrap_or(u32::MAX),
            });
        }
        Ok(parts)
    }

    /// Asks for notes on all parts, as many at once as the model allows.
    async fn read(
        &self,
        evidence: &Evidence,
        parts: Vec<Part>,
        conversation: &mut Conversation,
        model: &dyn Model,
        end: &mut End,
        seen: &mut (dyn FnMut(Seen) + Send),
    ) -> Result<String, AskError> {
        let count = parts.len();
        let window = model.window().await;
        let mut calls = Vec::new();
        for (number, part) in (1..).zip(&parts) {
            let text = self.part(evidence, part, number, count, conversation)?;
            let mut call = conversation.call(vec![user(&text)], window);
            call.max_output_tokens = Some(answer_tokens(window) / 2);
            calls.push((number, call));
        }
        let mut running = stream::iter(calls)
            .map(|(number, call)| async move { (number, whole(model, call).await) })
            .buffer_unordered(model.parallel().max(1));
        let mut notes: Vec<(usize, String)> = Vec::new();
        let mut last = None;
        let mut done = 0;
        while let Some((number, answer)) = running.next().await {
            done += 1;
            match answer {
                Ok((text, one)) => {
                    end.usage = add(end.usage, one.usage);
                    end.warnings.extend(one.warnings);
                    notes.push((number, text));
                }
                Err(error) => {
                    end.warnings
                        .push(format!("part {number} of {count} was not read: {error}"));
                    last = Some(error);
                }
            }
            seen(Seen::Progress(format!("read {done} of {count} parts")));
        }
        drop(running);
        if notes.is_empty()
            && let Some(error) = last
        {
            return Err(error.into());
        }
        notes.sort_by_key(|(number, _)| *number);
        let mut joined = String::new();
        for (number, note) in notes {
            let _ = writeln!(
                joined,
                "Notes on part {number} of {count}:
{}",
                note.trim()
            );
        }
        Ok(joined)
    }

    /// The prompt for one part.
    fn part(
        &self,
        evidence: &Evidence,
        part: &Part,
        number: usize,
        count: usize,
        conversation: &mut Conversation,
    ) -> Result<String, AskError> {
        let shown = conversation.show(evidence, Some(part));
        let (number, count) = (number.to_string(), count.to_string());
        self.fill(
            "part",
            &[("evidence", &shown), ("part", &number), ("parts", &count)],
        )
    }

    fn fill(&self, section: &str, values: &[(&str, &str)]) -> Result<String, AskError> {
        let mut variables = self.variables.clone();
        variables.extend(
            values
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        Ok(prompt::render(&self.prompt, section, &variables)?)
    }
}

/// A line in pieces that surely fit: a token has a byte at least.
fn pieces(line: &str, longest: usize) -> impl Iterator<Item = &str> {
    let mut rest = line;
    let mut is_first = true;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            // An empty line is one piece.
            return std::mem::take(&mut is_first).then_some("");
        }
        is_first = false;
        let mut end = rest.len().min(longest.max(4));
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// The whole answer to a call.
pub(crate) async fn whole(model: &dyn Model, call: Call) -> Result<(String, End), ModelError> {
    let mut stream = model.call(call);
    let mut text = String::new();
    while let Some(piece) = stream.next().await {
        match piece? {
            Piece::Text(more) => text.push_str(&more),
            Piece::End(end) => return Ok((text, end)),
        }
    }
    Err(ModelError {
        message: "the answer ended without saying that it is whole".to_owned(),
        too_long: None,
    })
}
