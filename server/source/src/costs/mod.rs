//! Code that is known to be expensive, found in a syntax tree by the patterns of its language.
//!
//! What is found here is worth a word only where a profile shows weight: the caller knows which lines are hot.

mod conditions;
mod scopes;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use grammars::tree_sitter::{Node, Query, QueryCursor, QueryMatch, StreamingIterator, Tree};
use grammars::{Costs, Language, Pattern, Rule};

use self::conditions::{Budget, holds};
use self::scopes::{Declarations, Scopes};
use crate::parse;
use crate::text::{FileText, Text};

/// States of a query that may be open at once. Real code needs some dozens; what goes past it is dropped.
const MATCH_LIMIT: u32 = 10_000;

/// So many candidates are each looked at with the function around them; for more, what is around all of them is read
/// at once.
const FEW: usize = 16;

/// A place in the code that is known to be expensive when it runs often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cost {
    /// What it is, why it costs, when that does not matter, and what to do instead.
    pub pattern: &'static Pattern,
    /// Its bytes.
    pub range: Range<usize>,
    /// The line of its first byte, from 1.
    pub line: u32,
    /// The rewrite, where one is certain to do the same.
    pub fix: Option<Fix>,
}

/// A rewrite that does the same, whatever the types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: &'static str,
    /// Bytes and what takes their place, by where they start; they do not overlap.
    pub edits: Vec<(Range<usize>, String)>,
}

/// One match of a pattern, before its conditions are asked.
struct Candidate<'tree> {
    rule: &'static Rule,
    captures: Vec<(u32, Node<'tree>)>,
    /// What is reported.
    node: Node<'tree>,
}

impl<'tree> Candidate<'tree> {
    fn capture(&self, index: u32) -> Option<Node<'tree>> {
        let found = self.captures.iter().find(|(capture, _)| *capture == index);
        found.map(|(_, node)| *node)
    }
}

/// What the conditions look at: the file, and what stands in it.
struct View<'a, 'tree, T> {
    text: &'a T,
    costs: &'static Costs,
    tree: &'tree Tree,
    scopes: Scopes,
    /// Made when a condition first asks what a name of the file means.
    file: OnceCell<Declarations>,
    budget: Budget,
}

impl<T: Text> View<'_, '_, T> {
    fn file(&self) -> &Declarations {
        self.file
            .get_or_init(|| scopes::of_file(self.tree, self.text, self.costs))
    }

    fn text(&self, node: Node) -> Cow<'_, str> {
        self.text.slice(node.byte_range())
    }

    /// A text with the captures that it names put in.
    fn filled(&self, template: &str, candidate: &Candidate) -> String {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let named = after.split_once('}').and_then(|(name, after)| {
                let index = self.costs.matches.capture_index_for_name(name)?;
                Some((candidate.capture(index)?, after))
            });
            if let Some((node, after)) = named {
                filled.push_str(&self.text(node));
                rest = after;
            } else {
                filled.push('{');
                rest = after;
            }
        }
        filled.push_str(rest);
        filled
    }
}

/// The expensive places that begin in a range of bytes, or in the whole text, by where they begin.
///
/// Which lines are hot is not known here. A text that does not parse in places, or is not of this language, gives
/// fewer places and no error.
pub fn costs(
    tree: &Tree,
    text: &impl Text,
    language: &'static Language,
    within: Option<&Range<usize>>,
) -> Vec<Cost> {
    let Ok(costs) = language.costs() else {
        return Vec::new();
    };
    let mut candidates = candidates(costs, tree, text, within);
    candidates.sort_by_key(|candidate| candidate.node.start_byte());
    let mut view = View {
        text,
        costs,
        tree,
        scopes: Scopes::default(),
        file: OnceCell::new(),
        budget: Budget::default(),
    };
    let is_few = candidates.len() <= FEW;
    let mut found: Vec<(Cost, &Rule)> = Vec::new();
    for candidate in candidates {
        let range = candidate.node.byte_range();
        if !view.scopes.cover(&range) {
            let around = if is_few { Some(&range) } else { within };
            view.scopes = Scopes::around(tree, text, costs, around);
        }
        if is_meant(&candidate, &view)
            && let Some(cost) = cost(&candidate, &view)
        {
            found.push((cost, candidate.rule));
        }
    }
    let written = |rule: &Rule| costs.rules.iter().position(|other| std::ptr::eq(other, rule));
    found.sort_by_cached_key(|(cost, rule)| (cost.range.start, cost.range.end, written(rule)));
    found.dedup_by(|(later, _), (earlier, _)| later.range == earlier.range);
    found.into_iter().map(|(cost, _)| cost).collect()
}

fn candidates<'tree>(
    costs: &'static Costs,
    tree: &'tree Tree,
    text: &impl Text,
    within: Option<&Range<usize>>,
) -> Vec<Candidate<'tree>> {
    let Some(cost) = costs.matches.capture_index_for_name("cost") else {
        return Vec::new();
    };
    let mut candidates = Vec::new();
    each(&costs.matches, tree, text, within, None, |found| {
        let Some(rule) = costs.rules.get(found.pattern_index) else {
            return;
        };
        let Some(node) = found.nodes_for_capture_index(cost).next() else {
            return;
        };
        // The query finds what touches the range; around it may stand more.
        if within.is_none_or(|within| within.contains(&node.start_byte())) {
            let captures = found
                .captures()
                .iter()
                .map(|capture| (capture.index, capture.node));
            candidates.push(Candidate {
                rule,
                captures: captures.collect(),
                node,
            });
        }
    });
    candidates
}

fn is_meant(candidate: &Candidate, view: &View<'_, '_, impl Text>) -> bool {
    (!candidate.rule.in_loop || view.scopes.innermost_loop(&candidate.node.byte_range()).is_some())
        && candidate
            .rule
            .conditions
            .iter()
            .all(|condition| holds(condition, candidate, view) == Some(condition.holds))
}

fn cost(candidate: &Candidate, view: &View<'_, '_, impl Text>) -> Option<Cost> {
    let pattern = view.costs.patterns.get(candidate.rule.pattern)?;
    let mut edits = Vec::new();
    for (capture, template) in &candidate.rule.edits {
        edits.push((
            candidate.capture(*capture)?.byte_range(),
            view.filled(template, candidate),
        ));
    }
    edits.sort_by_key(|(range, _)| range.start);
    let title = pattern.fix.as_deref().filter(|_| !edits.is_empty());
    let range = candidate.node.byte_range();
    Some(Cost {
        pattern,
        line: u32::try_from(view.text.line_of(range.start)).unwrap_or(u32::MAX - 1) + 1,
        range,
        fix: title.map(|title| Fix { title, edits }),
    })
}

/// A part of a text as tree-sitter's predicates read it.
struct Bytes<'a>(Cow<'a, str>);

impl AsRef<[u8]> for Bytes<'_> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Hands over each match that touches a range, of patterns that begin at most so deep in the tree.
fn each<'tree>(
    query: &Query,
    tree: &'tree Tree,
    text: &impl Text,
    within: Option<&Range<usize>>,
    deepest: Option<u32>,
    mut take: impl FnMut(&QueryMatch<'_, 'tree>),
) {
    let mut cursor = QueryCursor::new();
    cursor.set_match_limit(MATCH_LIMIT);
    cursor.set_max_start_depth(deepest);
    if let Some(range) = within {
        // A range that ends at 0 means everything to tree-sitter.
        cursor.set_byte_range(range.start..range.end.max(1));
    }
    let read = |node: Node| std::iter::once(Bytes(text.slice(node.byte_range())));
    let mut matches = cursor.matches(query, tree.root_node(), read);
    while let Some(found) = matches.next() {
        take(found);
    }
}

/// The expensive places of a file that is not open, as [`costs`] finds them. Absent when it takes longer to parse
/// than the budget allows, or is too large.
pub fn of_file(
    text: &FileText,
    language: &'static Language,
    within: Option<&Range<usize>>,
    budget: Option<parse::Budget<'_>>,
) -> Option<Vec<Cost>> {
    let tree = parse::parse(text, language, None, budget)?;
    Some(costs(&tree, text, language, within))
}
