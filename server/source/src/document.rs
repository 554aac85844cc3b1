//! An open document: a rope, and a tree and functions that follow its edits.
//!
//! After an edit the tree is parsed from what the old one still holds, and only the ranges that changed are queried
//! again; the items elsewhere are moved. Counters tell how much was queried.

use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use grammars::Language;
use ropey::Rope;
use tree_sitter::{InputEdit, Point, Tree};

use crate::costs::{Cost, costs};
use crate::functions::{Function, Item, assemble, extract};
use crate::line_map::{LineEdit, line_edits};
use crate::mask;
use crate::names::Home;
use crate::outline::Outline;
use crate::parse::{Budget, parse_masked};
use crate::position::{Encoding, Position, offset_of, position_of};
use crate::text::Text;

/// How long the old and the new text of a change are compared, to tell which of its lines are the same.
const DIFF_TIME: Duration = Duration::from_millis(50);

/// One change that an editor made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; absent for the whole document.
    pub range: Option<(Position, Position)>,
    /// What takes its place.
    pub text: String,
}

/// How much work the edits of a document made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// How often the text was parsed, in whole or in part.
    pub parses: u64,
    /// How many ranges were queried after edits.
    pub ranges_queried: u64,
    /// How many bytes these had.
    pub bytes_queried: u64,
    /// How often the whole document was queried.
    pub whole_queries: u64,
}

/// An open document. A copy is cheap and keeps the state of its time.
#[derive(Debug, Clone)]
pub struct Document {
    rope: Rope,
    language: Option<&'static Language>,
    tree: Option<Tree>,
    items: Arc<Vec<Item>>,
    /// What the parser does not see.
    masks: Vec<Range<usize>>,
    /// Put together when first asked for, once for all copies of this state.
    functions: Arc<OnceLock<Arc<Vec<Function>>>>,
    counters: Counters,
}

impl Document {
    /// Opens a text. Without a language, or when the budget runs out, it has no functions.
    pub fn new(text: &str, language: Option<&'static Language>, budget: Option<Budget<'_>>) -> Self {
        let mut document = Document {
            rope: Rope::from_str(text),
            language,
            tree: None,
            items: Arc::default(),
            masks: Vec::new(),
            functions: Arc::default(),
            counters: Counters::default(),
        };
        document.parse_whole(budget);
        document
    }

    /// The text.
    pub fn rope(&self) -> &Rope {
        &self.rope
    }

    /// The language, if it is known.
    pub fn language(&self) -> Option<&'static Language> {
        self.language
    }

    /// The syntax tree; absent without a language or when parsing took too long.
    pub fn tree(&self) -> Option<&Tree> {
        self.tree.as_ref()
    }

    /// The functions, by where they start.
    pub fn functions(&self) -> &Arc<Vec<Function>> {
        self.functions.get_or_init(|| {
            let functions = self.language.filter(|_| self.tree.is_some());
            Arc::new(
                functions
                    .map(|language| assemble(&self.items, &self.rope, language))
                    .unwrap_or_default(),
            )
        })
    }

    /// What the rest of sysgrok sees of the document, under a path relative to the root of the workspace.
    pub fn outline(&self, path: &Path, home: Option<Home>) -> Outline {
        Outline {
            path: path.to_owned(),
            language: self.language,
            functions: self.functions().to_vec(),
            home: home.or_else(|| self.language.map(|language| Home::of(path, language))),
            lines: Some(self.rope.len_lines()),
            lossy: false,
            unparsed: self.language.is_some() && self.tree.is_none(),
        }
    }

    /// The expensive places that begin in a range of bytes, or in the whole document, as [`costs`] finds them.
    pub fn costs(&self, within: Option<&Range<usize>>) -> Vec<Cost> {
        match (self.language, &self.tree) {
            (Some(language), Some(tree)) => costs(tree, &self.rope, language, within),
            _ => Vec::new(),
        }
    }

    /// How much work was done so far.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// The byte offset of a position, as [`offset_of`] has it.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        offset_of(&self.rope, position, encoding)
    }

    /// The position of a byte offset, as [`position_of`] has it.
    pub fn position(&self, offset: usize, encoding: Encoding) -> Position {
        position_of(&self.rope, offset, encoding)
    }

    /// Applies changes in their order, each to what the one before it left, and parses once. Positions that do not
    /// exist are moved to where LSP says. Gives what happened to lines, for [`LineMap::shift`](crate::LineMap::shift),
    /// each change to what the one before it left.
    pub fn edit(
        &mut self,
        edits: &[Edit],
        encoding: Encoding,
        mut budget: Option<Budget<'_>>,
    ) -> Vec<LineEdit> {
        let mut changed: Vec<Range<usize>> = Vec::new();
        let mut lines = Vec::new();
        for edit in edits {
            let range = match edit.range {
                Some((from, to)) => {
                    let (from, to) = (self.offset(from, encoding), self.offset(to, encoding));
                    from.min(to)..from.max(to)
                }
                None => 0..self.rope.len_bytes(),
            };
            if edit.range.is_none() {
                // Nothing of the old tree is known to hold.
                self.tree = None;
            }
            lines.extend(self.replace(range, &edit.text, &mut changed));
        }
        if edits.is_empty() {
            return lines;
        }
        self.functions = Arc::default();
        let (Some(language), Some(mut old)) = (self.language, self.tree.take()) else {
            self.parse_whole(budget);
            return lines;
        };
        self.mask_again(language, &mut old, &mut changed);
        self.counters.parses += 1;
        let budget = budget.as_mut().map(|budget| &mut **budget as Budget<'_>);
        self.tree = parse_masked(&self.rope, language, &self.masks, Some(&old), budget);
        match &self.tree {
            Some(new) => {
                changed.extend(
                    old.changed_ranges(new)
                        .map(|range| range.start_byte..range.end_byte),
                );
                self.query_again(language, changed);
            }
            None => self.items = Arc::default(),
        }
        lines
    }

    /// Replaces bytes in the rope, and moves tree, items and the ranges that changed before.
    fn replace(&mut self, range: Range<usize>, text: &str, changed: &mut Vec<Range<usize>>) -> Vec<LineEdit> {
        let (start, old_end, new_end) = (range.start, range.end, range.start + text.len());
        // The line above too, since a `\n` written after its `\r`, or taken from it, changes where it ends.
        let first = self.rope.byte_to_line(start).saturating_sub(1);
        let old_lines = self.lines_from(first, old_end);
        let points = (point(&self.rope, start), point(&self.rope, old_end));
        let chars = self.rope.byte_to_char(start)..self.rope.byte_to_char(old_end);
        self.rope.remove(chars.clone());
        self.rope.insert(chars.start, text);
        if let Some(tree) = &mut self.tree {
            tree.edit(&InputEdit {
                start_byte: start,
                old_end_byte: old_end,
                new_end_byte: new_end,
                start_position: points.0,
                old_end_position: points.1,
                new_end_position: point(&self.rope, new_end),
            });
        }
        let moved = |range: &Range<usize>| moved(range, start, old_end, new_end);
        for range in changed.iter_mut() {
            *range = moved(range);
        }
        changed.push(start..new_end);
        for mask in &mut self.masks {
            *mask = moved(mask);
        }
        let items = Arc::make_mut(&mut self.items);
        for item in items.iter_mut().filter(|item| item.hull.end > start) {
            let ranges = [
                Some(&mut item.range),
                Some(&mut item.hull),
                Some(&mut item.name_range),
                item.body.as_mut(),
            ];
            for range in ranges.into_iter().flatten() {
                *range = moved(range);
            }
        }
        // What was removed whole touches nothing any more.
        items.retain(|item| !item.hull.is_empty());
        line_edits(&old_lines, &self.lines_from(first, new_end), first, DIFF_TIME)
    }

    /// The text from the start of a line to the end of the line that holds a byte, without the last line break.
    fn lines_from(&self, first: usize, last_byte: usize) -> String {
        let last = self.rope.byte_to_line(last_byte);
        let text = self
            .rope
            .slice(self.rope.line_to_char(first)..self.rope.line_to_char(last + 1))
            .to_string();
        let text = text.strip_suffix('\n').unwrap_or(&text);
        text.strip_suffix('\r').unwrap_or(text).to_owned()
    }

    /// Looks again for what the parser shall not see, around what changed. Where it sees other text than before, the
    /// tree is told as if that had been edited.
    fn mask_again(&mut self, language: &Language, tree: &mut Tree, changed: &mut Vec<Range<usize>>) {
        let lines = changed.iter().map(|range| {
            let (first, last) = (self.rope.line_of(range.start), self.rope.line_of(range.end));
            first.saturating_sub(1)..last + 2
        });
        let lines = merged(lines.collect());
        let found: Vec<Range<usize>> = lines
            .iter()
            .flat_map(|lines| mask::find(&self.rope, language, lines.clone()))
            .collect();
        let is_looked_at = |mask: &Range<usize>| {
            let (first, last) = (self.rope.line_of(mask.start), self.rope.line_of(mask.end));
            lines.iter().any(|lines| first < lines.end && lines.start <= last)
        };
        let (old, mut masks): (Vec<_>, Vec<_>) = std::mem::take(&mut self.masks)
            .into_iter()
            .partition(is_looked_at);
        let lost = old.iter().filter(|mask| !found.contains(mask));
        for mask in lost.chain(found.iter().filter(|mask| !old.contains(mask))) {
            let (start, end) = (point(&self.rope, mask.start), point(&self.rope, mask.end));
            tree.edit(&InputEdit {
                start_byte: mask.start,
                old_end_byte: mask.end,
                new_end_byte: mask.end,
                start_position: start,
                old_end_position: end,
                new_end_position: end,
            });
            changed.push(mask.clone());
        }
        masks.extend(found);
        masks.sort_by_key(|mask| mask.start);
        self.masks = masks;
    }

    fn parse_whole(&mut self, budget: Option<Budget<'_>>) {
        self.functions = Arc::default();
        self.items = Arc::default();
        let Some(language) = self.language else { return };
        self.counters.parses += 1;
        self.masks = mask::find(&self.rope, language, 0..self.rope.len_lines());
        self.tree = parse_masked(&self.rope, language, &self.masks, None, budget);
        if let Some(tree) = &self.tree {
            self.counters.whole_queries += 1;
            self.items = Arc::new(extract(tree, &self.rope, language, None));
        }
    }

    /// Queries what changed, with the words next to it, since what stands beside a change may have grown into it.
    fn query_again(&mut self, language: &'static Language, changed: Vec<Range<usize>>) {
        let Some(tree) = &self.tree else { return };
        let changed = merged(
            changed
                .into_iter()
                .map(|range| widened(&self.rope, range))
                .collect(),
        );
        let bytes: usize = changed.iter().map(Range::len).sum();
        if bytes > self.rope.len_bytes() / 2 || changed.len() > 100 {
            self.counters.whole_queries += 1;
            self.items = Arc::new(extract(tree, &self.rope, language, None));
            return;
        }
        self.counters.ranges_queried += changed.len() as u64;
        self.counters.bytes_queried += bytes as u64;
        let mut found: Vec<Item> = Vec::new();
        for range in &changed {
            found.extend(extract(tree, &self.rope, language, Some(range.clone())));
        }
        let touched = |item: &Item| {
            changed
                .iter()
                .any(|range| item.hull.start < range.end && range.start < item.hull.end)
        };
        let key = |item: &Item| (item.pattern, item.name_range.start);
        let body = |item: &Item| item.body.as_ref().map(|body| (item.pattern, body.start));
        let again: std::collections::HashSet<_> = found.iter().map(key).collect();
        let bodies: std::collections::HashSet<_> = found.iter().filter_map(body).collect();
        let items = Arc::make_mut(&mut self.items);
        items.retain(|item| {
            !touched(item)
                && !again.contains(&key(item))
                && body(item).is_none_or(|body| !bodies.contains(&body))
        });
        items.extend(found);
        items.sort_by_key(order);
        items.dedup();
    }
}

fn order(item: &Item) -> (usize, usize, usize, usize) {
    (
        item.range.start,
        item.range.end,
        item.pattern,
        item.name_range.start,
    )
}

/// Where a range stands after an edit. One that the edit cuts reaches to the edit's end or start, and so is touched
/// by what changed.
fn moved(range: &Range<usize>, start: usize, old_end: usize, new_end: usize) -> Range<usize> {
    let from = if range.start >= old_end {
        range.start - old_end + new_end
    } else {
        range.start.min(start)
    };
    let to = match range.end {
        end if end <= start => end,
        end if end >= old_end => end - old_end + new_end,
        _ => new_end,
    };
    from..to.max(from)
}

/// A range with the words and marks on both sides of it, and at least a byte.
fn widened(rope: &Rope, range: Range<usize>) -> Range<usize> {
    const FARTHEST: usize = 1 << 16;
    let (mut start, mut end) = (range.start.min(rope.len_bytes()), range.end.min(rope.len_bytes()));
    let lowest = start.saturating_sub(FARTHEST);
    while start > lowest {
        start -= 1;
        if !rope.byte(start).is_ascii_whitespace() {
            break;
        }
    }
    let highest = rope.len_bytes().min(end.saturating_add(FARTHEST));
    while end < highest {
        end += 1;
        if !rope.byte(end - 1).is_ascii_whitespace() {
            break;
        }
    }
    // A range that ends at 0 means everything to tree-sitter.
    start..end.max(1)
}

fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// The place of a byte as tree-sitter counts it: rows by `\n` alone, columns in bytes.
fn point(rope: &Rope, offset: usize) -> Point {
    let (mut row, mut row_start, mut at) = (0, 0, 0);
    for chunk in rope
        .byte_slice(..rope.char_to_byte(rope.byte_to_char(offset)))
        .chunks()
    {
        row += memchr::memchr_iter(b'\n', chunk.as_bytes()).count();
        if let Some(last) = memchr::memrchr(b'\n', chunk.as_bytes()) {
            row_start = at + last + 1;
        }
        at += chunk.len();
    }
    Point {
        row,
        column: offset - row_start,
    }
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
