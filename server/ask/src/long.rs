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

/// Parts of fewer tokens are not worth a question each.
const LEAST: usize = 50;

/// More parts than this are not worth their price; the user is told.
const MOST_PARTS: usize = 200;

/// What a conversation opens with: the facts, and how they are put. For a model that takes less it is made shorter.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub(crate) prompt: String,
    pub(crate) section: String,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) evidence: Evidence,
    /// Index of the fact that is read in parts where it is too long, and how many of its first lines are headings that
    /// every part needs; absent when there is none.
    pub(crate) long: Option<(usize, usize)>,
}

/// The opening as it fits the model.
pub(crate) struct Shortened {
    pub(crate) text: String,
    /// The facts in it.
    pub(crate) evidence: Evidence,
    pub(crate) end: End,
}

impl Opening {
    /// Makes the opening need no more than `room` tokens, together with what the model is told before. Asks nobody: absent
    /// where a fact is to be read in parts.
    pub(crate) fn cut(
        &self,
        conversation: &mut Conversation,
        model: &dyn Model,
        room: usize,
    ) -> Result<Option<Shortened>, AskError> {
        let free = self.free(conversation, model, room)?;
        let mut evidence = self.evidence.clone();
        let long = self.long.map(|(fact, _)| fact);
        if long.is_some_and(|fact| 2 * self.tokens_of(fact, conversation, model) > free) {
            return Ok(None);
        }
        let cut = shorten(&mut evidence, free, long, conversation, model);
        Ok(Some(self.shortened(
            evidence,
            &cut,
            End::default(),
            conversation,
        )?))
    }

    /// Makes the opening fit. A fact that is too long is read in parts, and notes take its place; the others are cut.
    pub(crate) async fn shorten(
        &self,
        conversation: &mut Conversation,
        model: &dyn Model,
        room: usize,
        seen: &mut (dyn FnMut(Seen) + Send),
    ) -> Result<Shortened, AskError> {
        if let Some(shortened) = self.cut(conversation, model, room)? {
            return Ok(shortened);
        }
        let free = self.free(conversation, model, room)?;
        let mut evidence = self.evidence.clone();
        let mut end = End::default();
        let mut cut = Vec::new();
        if let Some((long, mut headings)) = self.long {
            let others = free / 3 + self.tokens_of(long, conversation, model);
            cut = shorten(&mut evidence, others, Some(long), conversation, model);
            for _ in 0..ROUNDS {
                let parts = self.parts(&evidence, headings, conversation, model, room)?;
                let notes = self
                    .read(&evidence, parts, conversation, model, &mut end, seen)
                    .await?;
                if let Some(fact) = evidence.facts.get_mut(long) {
                    let text = std::mem::replace(&mut fact.text, notes);
                    fact.full.get_or_insert(text);
                }
                headings = 0;
                if model.tokens(&conversation.show(&evidence, None)) <= free {
                    break;
                }
            }
        }
        cut.extend(shorten(&mut evidence, free, None, conversation, model));
        self.shortened(evidence, &cut, end, conversation)
    }

    fn shortened(
        &self,
        evidence: Evidence,
        cut: &[String],
        mut end: End,
        conversation: &mut Conversation,
    ) -> Result<Shortened, AskError> {
        if !cut.is_empty() {
            let mut labels: Vec<&str> = cut.iter().map(String::as_str).collect();
            // `E10` belongs behind `E2`.
            labels.sort_by_key(|label| (label.len(), *label));
            labels.dedup();
            end.warnings.push(format!(
                "the model takes little at once, so it was not shown all of {}",
                labels.join(", ")
            ));
        }
        let shown = conversation.show(&evidence, None);
        let text = self.fill(&self.section, &[("evidence", &shown)])?;
        Ok(Shortened { text, evidence, end })
    }

    /// What the facts may need.
    fn free(&self, conversation: &Conversation, model: &dyn Model, room: usize) -> Result<usize, AskError> {
        let around = self.fill(&self.section, &[("evidence", "")])?;
        let fixed = model.tokens(conversation.system()) + model.tokens(&around);
        // Tokens of two texts are not those of both together.
        Ok(room.saturating_sub(fixed + 16))
    }

    fn tokens_of(&self, fact: usize, conversation: &mut Conversation, model: &dyn Model) -> usize {
        let part = self.evidence.facts.get(fact).map(|known| {
            let mut part = Part::new(fact);
            (1..)
                .zip(known.text.lines())
                .for_each(|(number, line)| part.push(number, line));
            part
        });
        part.map_or(0, |part| {
            model.tokens(&conversation.show(&self.evidence, Some(&part)))
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
        let index = self.long.map_or(0, |(fact, _)| fact);
        let fact = evidence.facts.get(index);
        let text = fact.map_or("", |fact| fact.text.as_str());
        let has_numbers = fact.is_some_and(Fact::has_numbers);
        let mut lines = (1..).zip(text.lines());
        let mut heading = Part::new(index);
        for (number, line) in lines.by_ref().take(headings) {
            heading.push(number, line);
        }
        let empty = self.part(evidence, &heading, 1, MOST_PARTS, conversation)?;
        let fixed = model.tokens(conversation.system()) + model.tokens(&empty);
        let Some(free) = room.checked_sub(fixed).filter(|free| *free >= LEAST) else {
            return Err(AskError::too_long(fixed + LEAST, room));
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
            return Err(AskError::too_long(model.tokens(text), room));
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

fn shorten(
    evidence: &mut Evidence,
    most: usize,
    keep: Option<usize>,
    conversation: &mut Conversation,
    model: &dyn Model,
) -> Vec<String> {
    let mut tokens = |evidence: &Evidence| model.tokens(&conversation.show(evidence, None));
    evidence.shorten(most, keep, &mut tokens)
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
