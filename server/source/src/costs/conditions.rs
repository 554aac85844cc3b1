//! The questions of a pattern that tree-sitter's own predicates cannot ask.

use std::cell::Cell;
use std::ops::Range;

use grammars::tree_sitter::Node;
use grammars::{Condition, Test};

use super::scopes::{Region, Variable};
use super::{Candidate, View};
use crate::text::Text;

/// How many nodes may be walked for one file. What is left then is not found.
#[derive(Debug)]
pub(super) struct Budget(Cell<usize>);

impl Default for Budget {
    fn default() -> Self {
        Budget(Cell::new(2_000_000))
    }
}

impl Budget {
    /// Takes one step; false when none is left.
    fn step(&self) -> bool {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        left > 0
    }
}

/// Whether a condition's test is true of a candidate; absent when that cannot be told, and then nothing is found.
pub(super) fn holds(
    condition: &Condition,
    candidate: &Candidate,
    view: &View<'_, '_, impl Text>,
) -> Option<bool> {
    let node = candidate.capture(condition.capture)?;
    let words = &condition.words;
    let cost = candidate.node.byte_range();
    let around = || view.scopes.innermost_loop(&cost);
    match condition.test {
        Test::Declared => {
            let known = meanings(node, view);
            // Several matches may each tell a part of one declaration.
            let is_told = |at: usize| {
                let mut parts = known.iter().filter(|variable| variable.start == at);
                parts.any(|variable| words.iter().any(|word| is_declared(variable, word)))
            };
            Some(!known.is_empty() && known.iter().all(|variable| is_told(variable.start)))
        }
        Test::Item => Some(is_item(&view.text(node), node.start_byte(), words, view)),
        Test::OwnName => {
            let function = view.scopes.function_around(cost.start)?;
            Some(name_of(function, view)? == view.text(node))
        }
        Test::Accumulates => Some(accumulates(node, &cost, around()?, view)),
        Test::Kept => is_kept(node, view),
        Test::Moved => {
            let name = view.text(node);
            let known = view.scopes.variable(&name, node.start_byte());
            let scope = known.first()?.scope.clone();
            let marks = view.scopes.moved.get(name.as_ref());
            Some(marks.is_some_and(|marks| marks.iter().any(|at| scope.contains(at))))
        }
        Test::Counts => counts(node, words, &cost, view),
        Test::OnlyHere => {
            let around = around()?;
            let name = view.text(node);
            let mut outside = false;
            let finished = each_name(view, &around.whole, &name, |other| {
                outside |= !(cost.start <= other.start_byte() && other.end_byte() <= cost.end);
            });
            finished.then_some(!outside)
        }
        Test::Contains => Some(contains(&view.text(node), words, candidate, view)),
        Test::Mentions => {
            let text = view.text(node);
            Some(
                words
                    .iter()
                    .any(|word| mentions(&text, &view.filled(word, candidate))),
            )
        }
        Test::InFunction => Some(view.scopes.function_around(cost.start).is_some()),
        Test::LoopContains => {
            let around = view.text.slice(around()?.whole.clone());
            Some(contains(&around, words, candidate, view))
        }
        Test::FunctionContains => {
            let function = view.scopes.function_around(cost.start)?;
            let around = view.text.slice(function.whole.clone());
            Some(contains(&around, words, candidate, view))
        }
        Test::Imports => {
            let has_all = |import: &String| words.iter().all(|word| import.contains(word.as_str()));
            Some(view.file().imports.iter().any(has_all))
        }
        Test::Redefined => {
            let name = view.text(node);
            let file = view.file();
            Some(
                view.scopes.is_variable(&name, node.start_byte())
                    || file.variables.contains_key(name.as_ref())
                    || file
                        .imports
                        .iter()
                        .any(|import| mentions(import, &name) || import.contains('*')),
            )
        }
        Test::Local => Some(view.scopes.is_variable(&view.text(node), node.start_byte())),
        Test::Parent => {
            let parent = node.parent()?;
            Some(words.iter().any(|kind| kind == parent.kind()))
        }
        Test::Argument => Some(is_argument(node, words, view)),
        Test::Inside => {
            let end = view.scopes.regions_around(&cost).next();
            let mut inside = false;
            let mut next = node.parent();
            while let Some(parent) = next
                && view.budget.step()
            {
                inside |= words.iter().any(|kind| kind == parent.kind());
                next = parent
                    .parent()
                    .filter(|_| end.is_none_or(|end| parent.byte_range() != end.range));
            }
            Some(inside)
        }
        Test::Still => is_still(node, words, candidate, view),
    }
}

fn contains(text: &str, words: &[String], candidate: &Candidate, view: &View<'_, '_, impl Text>) -> bool {
    words
        .iter()
        .any(|word| text.contains(view.filled(word, candidate).as_str()))
}

fn is_argument(node: Node, functions: &[String], view: &View<'_, '_, impl Text>) -> bool {
    let called = node
        .parent()
        .filter(|parent| parent.kind().contains("argument"))
        .and_then(|arguments| arguments.parent())
        .and_then(|call| {
            let field = |name| call.child_by_field_name(name);
            field("function").or_else(|| field("name"))
        });
    called.is_some_and(|called| {
        let called = view.text(called);
        let name = called.rsplit(['.', ':', '>']).next().unwrap_or_default();
        functions.iter().any(|function| function == name)
    })
}

fn mentions(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    !word.is_empty()
        && text.match_indices(word).any(|(at, _)| {
            let (before, after) = (text.get(..at), text.get(at + word.len()..));
            !before.is_some_and(|before| before.ends_with(is_part))
                && !after.is_some_and(|after| after.starts_with(is_part))
        })
}

/// The declarations that a name means, or the fields that it may mean.
fn meanings<'a>(node: Node, view: &'a View<'_, '_, impl Text>) -> Vec<&'a Variable> {
    named(&view.text(node), node.start_byte(), view)
}

/// The same of a name at a byte.
fn named<'a>(name: &str, at: usize, view: &'a View<'_, '_, impl Text>) -> Vec<&'a Variable> {
    let (name, is_member) = match name.rsplit_once(['.', '>']) {
        Some((_, member)) => (member.trim(), true),
        None => (name, false),
    };
    if !is_member {
        let local = view.scopes.variable(name, at);
        if !local.is_empty() {
            return local;
        }
        let global = view.file().variable(name, at);
        if !global.is_empty() {
            return global;
        }
    }
    let fields = view.file().fields.get(name);
    fields.map_or_else(Vec::new, |fields| fields.iter().collect())
}

/// Methods that give the items of a collection as they are.
const SAME_ITEMS: [&str; 8] = [
    ".iter()",
    ".iter_mut()",
    ".into_iter()",
    ".drain(..)",
    ".rev()",
    ".enumerate()",
    ".as_slice()",
    ".values()",
];

/// Whether a text names a collection with items of one of these types, or a variable that goes through one.
fn is_item(text: &str, at: usize, words: &[String], view: &View<'_, '_, impl Text>) -> bool {
    let collection = |text: &str| {
        let mut name = text
            .trim_start_matches(['&', '*'])
            .trim_start_matches("mut ")
            .trim();
        while let Some(shorter) = SAME_ITEMS.iter().find_map(|method| name.strip_suffix(method)) {
            name = shorter;
        }
        let known = named(name, at, view);
        let types = known.iter().flat_map(|variable| &variable.described);
        types
            .filter_map(|(text, _)| item_type(text))
            .any(|item| words.iter().any(|word| is_headed_by(item, word)))
    };
    collection(text)
        || named(text, at, view)
            .iter()
            .filter_map(|variable| variable.each.as_deref())
            .any(collection)
}

/// The type of a collection's items: `String` of `&[String]`, `Vec<String>` or `std::vector<std::string>`.
fn item_type(text: &str) -> Option<&str> {
    let text = without_modifiers(text);
    if let Some(items) = text.strip_prefix('[') {
        return Some(items.split([';', ']']).next()?.trim());
    }
    let (head, arguments) = text.split_once('<')?;
    let is_collection = [
        "Vec",
        "VecDeque",
        "HashSet",
        "BTreeSet",
        "vector",
        "deque",
        "list",
        "set",
        "unordered_set",
        "span",
        "array",
    ]
    .iter()
    .any(|name| head.rsplit("::").next() == Some(name));
    is_collection.then(|| arguments.trim())
}

/// The name of a function.
fn name_of(function: &Region, view: &View<'_, '_, impl Text>) -> Option<String> {
    let root = view.tree.root_node();
    let mut node = root.descendant_for_byte_range(function.whole.start, function.whole.end)?;
    while let Some(inner) = node
        .child_by_field_name("name")
        .or_else(|| node.child_by_field_name("declarator"))
    {
        node = inner;
    }
    node.kind()
        .ends_with("identifier")
        .then(|| view.text(node).into_owned())
}

/// Whether a declaration has a type, or a value, that this word describes.
fn is_declared(variable: &Variable, word: &str) -> bool {
    variable.described.iter().any(|(text, kind)| {
        match word.strip_prefix('(').and_then(|word| word.strip_suffix(')')) {
            Some(wanted) => wanted == kind.as_str(),
            None => is_headed_by(text, word),
        }
    })
}

/// Whether a type or value begins with a word, references, modifiers and the modules before it aside.
pub(super) fn is_headed_by(text: &str, word: &str) -> bool {
    let mut text = text;
    loop {
        let before = text;
        text = without_modifiers(text);
        if let Some((module, rest)) = text.split_once("::")
            && module.starts_with(|c: char| c.is_ascii_lowercase())
            && module.chars().all(|c| c.is_alphanumeric() || c == '_')
            && !word.starts_with(module)
        {
            text = rest;
        }
        if text == before {
            break;
        }
    }
    let (word, most) = match word.rsplit_once('/') {
        Some((word, most)) => (word, most.parse().ok()),
        None => (word, None),
    };
    let Some(rest) = text.strip_prefix(word) else {
        return false;
    };
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    if word.ends_with(is_part) && rest.starts_with(is_part) {
        return false;
    }
    most.is_none_or(|most: usize| (1..=most).contains(&arguments(rest)))
}

/// A type without the references, modifiers and lifetimes that it begins with.
fn without_modifiers(text: &str) -> &str {
    let mut text = text.trim_start();
    loop {
        let before = text;
        for prefix in ["&", "*", ":", "mut ", "const ", "static ", "final ", "volatile "] {
            text = text.strip_prefix(prefix).unwrap_or(text).trim_start();
        }
        if text.starts_with('\'')
            && let Some((lifetime, rest)) = text.split_once(' ')
            && lifetime.chars().skip(1).all(|c| c.is_alphanumeric() || c == '_')
        {
            text = rest;
        }
        if text == before {
            return text;
        }
    }
}

/// How many arguments, or arguments of a type, a text begins with.
fn arguments(text: &str) -> usize {
    if !text.starts_with(['<', '(']) {
        return 0;
    }
    let (mut depth, mut count) = (0_usize, 1);
    for c in text.chars() {
        match c {
            '<' | '(' | '[' | '{' => depth += 1,
            '>' | ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 1 => count += 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    count
}

fn accumulates(node: Node, cost: &Range<usize>, around: &Region, view: &View<'_, '_, impl Text>) -> bool {
    let name = view.text(node);
    // What begins at a variable is inside where that is.
    let mut root = node;
    while let Some(child) = root.child(0) {
        root = child;
    }
    let is_here = |at: &usize| around.whole.contains(at) && !cost.contains(at);
    let known = view.scopes.variable(&view.text(root), root.start_byte());
    if known.iter().any(|variable| is_here(&variable.start)) {
        return false;
    }
    let written = view.scopes.written.get(name.as_ref());
    !written.is_some_and(|written| written.iter().any(is_here))
}

fn is_kept(node: Node, view: &View<'_, '_, impl Text>) -> Option<bool> {
    let name = view.text(node);
    let variable = view.scopes.variable(&name, node.start_byte());
    let scope = variable.first()?.scope.clone();
    let mut kept = true;
    let finished = each_name(view, &scope, &name, |other| {
        kept &= other.start_byte() == node.start_byte() || view.scopes.borrowed.contains(&other.start_byte());
    });
    finished.then_some(kept)
}

fn counts(node: Node, words: &[String], cost: &Range<usize>, view: &View<'_, '_, impl Text>) -> Option<bool> {
    let name = view.text(node);
    let counters = view.scopes.counters.get(name.as_ref());
    let counters = counters.map_or(&[][..], Vec::as_slice);
    let is_counted_by = |around: &Region| {
        counters
            .iter()
            .any(|at| around.whole.contains(at) && !view.scopes.is_nested_deeper(around, *at))
    };
    let mut loops = view.scopes.loops_around(cost);
    let inner = loops.next()?;
    if words.iter().any(|word| word == "outer") {
        return Some(loops.any(|around| around.whole != inner.whole && is_counted_by(around)));
    }
    Some(is_counted_by(inner))
}

/// Hands over each identifier of a name in a range; false when the budget ran out.
fn each_name(
    view: &View<'_, '_, impl Text>,
    range: &Range<usize>,
    name: &str,
    mut take: impl FnMut(Node),
) -> bool {
    walk(view, range, |node| {
        if node.child_count() == 0
            && node.kind().ends_with("identifier")
            && node.byte_range().len() == name.len()
            && view.text(node) == name
        {
            take(node);
        }
    })
}

/// Hands over each node within a range, parents first; false when the budget ran out.
fn walk<'tree>(
    view: &View<'_, 'tree, impl Text>,
    range: &Range<usize>,
    mut take: impl FnMut(Node<'tree>),
) -> bool {
    let mut cursor = view.tree.walk();
    while cursor.goto_first_child_for_byte(range.start).is_some() {
        if range.start <= cursor.node().start_byte() {
            break;
        }
    }
    loop {
        let node = cursor.node();
        if !view.budget.step() {
            return false;
        }
        let is_inside = range.start <= node.start_byte() && node.end_byte() <= range.end;
        if is_inside {
            take(node);
        }
        let touches = node.start_byte() < range.end && range.start < node.end_byte();
        if touches && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return true;
            }
        }
        if cursor.node().start_byte() >= range.end {
            return true;
        }
    }
}

/// Whether C code does nothing that could change what the first word's capture points to.
fn is_still(
    node: Node,
    words: &[String],
    candidate: &Candidate,
    view: &View<'_, '_, impl Text>,
) -> Option<bool> {
    let (kept, functions) = words.split_first()?;
    let kept = view.filled(kept, candidate);
    let function = view.scopes.function_around(node.start_byte())?;
    let all = view.text.slice(function.whole.clone());
    let is_plain_local = |target: Node| {
        let name = view.text(target);
        target.kind() == "identifier"
            && *name != *kept
            && view.scopes.is_variable(&name, node.start_byte())
            && !all.contains(&format!("&{name}"))
            && !all.contains(&format!("& {name}"))
    };
    let mut still = true;
    let finished = walk(view, &node.byte_range(), |node| {
        let field = |name: &str| node.child_by_field_name(name);
        still &= match node.kind() {
            "assignment_expression" => field("left").is_some_and(is_plain_local),
            "update_expression" => field("argument").is_some_and(is_plain_local),
            "call_expression" => field("function").is_some_and(|called| {
                let called = view.text(called);
                functions.iter().any(|function| **function == *called)
            }),
            "labeled_statement"
            | "case_statement"
            | "goto_statement"
            | "gnu_asm_expression"
            | "ERROR"
            | "preproc_if"
            | "preproc_ifdef"
            | "preproc_def"
            | "preproc_function_def" => false,
            // A macro that stands alone may do anything.
            "expression_statement" => node
                .named_child(0)
                .is_none_or(|child| child.kind() != "identifier"),
            _ => !node.is_missing(),
        };
    });
    finished.then_some(still)
}
