//! The matches of `functions.scm`: what they say, with names read and ranges kept, but nothing joined yet.
//!
//! An item depends on nothing but the nodes of its match, so that after an edit only the changed ranges need to be
//! queried again, and the items elsewhere are moved.

use std::borrow::Cow;
use std::ops::Range;

use grammars::{Language, Queries};
use tree_sitter::{Node, Query, QueryCursor, QueryMatch, StreamingIterator, Tree};

use crate::text::{Text, floor_char_boundary};

/// Names longer than this are cut: no hand wrote them.
const LONGEST_NAME: usize = 256;

/// One match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// The item itself.
    pub range: Range<usize>,
    /// All that was captured, which may reach past the item.
    pub hull: Range<usize>,
    /// Of the items of one body, the one with the lowest pattern counts.
    pub pattern: usize,
    pub what: What,
    pub name: Option<Box<str>>,
    pub name_range: Range<usize>,
    /// What the text puts before the name: `a::b::C` of a C++ method, `(*T)` of a Go one.
    pub qualifier: Option<Box<str>>,
    /// The trait that a Rust `impl` implements.
    pub implemented: Option<Box<str>>,
    pub body: Option<Range<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Function,
    Constructor,
    Initializer,
    Closure,
    /// A signature whose function was lost in an ERROR.
    Broken,
    ScopeModule,
    ScopeType,
    ScopeAnonymous,
    Package,
    /// The file itself; no query says so.
    File,
}

/// Captures by their index in the query.
struct Captures {
    whats: Vec<Option<What>>,
    name: Option<u32>,
    declarator: Option<u32>,
    body: Option<u32>,
    qualifier: Option<u32>,
    implemented: Option<u32>,
}

impl Captures {
    fn of(query: &Query) -> Self {
        let what = |name: &&str| {
            Some(match *name {
                "item.function" => What::Function,
                "item.constructor" => What::Constructor,
                "item.initializer" => What::Initializer,
                "item.closure" => What::Closure,
                "item.broken" => What::Broken,
                "scope.module" => What::ScopeModule,
                "scope.type" => What::ScopeType,
                "scope.anonymous" => What::ScopeAnonymous,
                "package" => What::Package,
                _ => return None,
            })
        };
        Captures {
            whats: query.capture_names().iter().map(what).collect(),
            name: query.capture_index_for_name("name"),
            declarator: query.capture_index_for_name("declarator"),
            body: query.capture_index_for_name("body"),
            qualifier: query.capture_index_for_name("qualifier"),
            implemented: query.capture_index_for_name("trait"),
        }
    }
}

/// The items of a tree, or those that touch a range of bytes, in no particular order.
pub(crate) fn extract(
    tree: &Tree,
    text: &impl Text,
    language: &Language,
    within: Option<Range<usize>>,
) -> Vec<Item> {
    let Ok(Queries { functions: query, .. }) = language.queries() else {
        return Vec::new();
    };
    let captures = Captures::of(query);
    let mut cursor = QueryCursor::new();
    if let Some(range) = within {
        cursor.set_byte_range(range);
    }
    // The queries test no text, so none is handed over.
    let mut matches = cursor.matches(query, tree.root_node(), |_: Node| std::iter::empty::<&[u8]>());
    let mut items = Vec::new();
    while let Some(found) = matches.next() {
        items.extend(item(found, query, &captures, text));
    }
    items
}

fn item(found: &QueryMatch, query: &Query, captures: &Captures, text: &impl Text) -> Option<Item> {
    let mut of_item: Option<(What, Node)> = None;
    let (mut name, mut declarator, mut body, mut qualifier, mut implemented) = (None, None, None, None, None);
    let (mut start, mut end) = (usize::MAX, 0);
    for capture in found.captures() {
        let index = Some(capture.index);
        start = start.min(capture.node.start_byte());
        end = end.max(capture.node.end_byte());
        if let Some(what) = captures.whats.get(capture.index as usize).copied().flatten() {
            of_item = Some((what, capture.node));
        }
        for (wanted, place) in [
            (captures.name, &mut name),
            (captures.declarator, &mut declarator),
            (captures.body, &mut body),
            (captures.qualifier, &mut qualifier),
            (captures.implemented, &mut implemented),
        ] {
            if wanted == index {
                *place = Some(capture.node);
            }
        }
    }
    let (what, node) = of_item?;
    let read = |node: Node| short_name(&text.slice(node.start_byte()..node.end_byte()));
    let declared = declarator.map(|declarator| declared_name(declarator, text));
    // A declarator in which no function is declared: some macro made the text look like a definition.
    if declared.as_ref().is_some_and(Option::is_none) {
        return None;
    }
    let (declared, declared_at, declared_in) = declared.flatten().map_or((None, None, None), |found| {
        (Some(found.name), Some(found.range), found.qualifier)
    });
    let fixed = query
        .property_settings(found.pattern_index)
        .iter()
        .find(|property| &*property.key == "name");
    let shown = fixed
        .and_then(|property| property.value.clone())
        .or(declared)
        .or_else(|| name.map(read));
    let body = body.map(|body: Node| body.byte_range());
    let range = node.start_byte()..node.end_byte().max(body.as_ref().map_or(0, |body| body.end));
    let name_range = declared_at
        .or_else(|| name.map(|name| name.byte_range()))
        .unwrap_or_else(|| {
            let first = node.child(0).map_or(node.end_byte(), |child| child.end_byte());
            range.start..first
        });
    Some(Item {
        range,
        hull: start..end,
        pattern: found.pattern_index,
        what,
        name: shown,
        name_range,
        qualifier: qualifier.map(read).or(declared_in),
        implemented: implemented.map(read),
        body,
    })
}

struct Declared {
    name: Box<str>,
    range: Range<usize>,
    qualifier: Option<Box<str>>,
}

/// The name at the end of a C or C++ declarator: `(*f(int a))(int)` declares `f`. Absent when no function is
/// declared there.
fn declared_name(declarator: Node, text: &impl Text) -> Option<Declared> {
    let mut node = declarator;
    let mut is_function = false;
    let mut qualified_from = None;
    loop {
        let kind = node.kind();
        let inner = match kind {
            "operator_cast" => {
                let end = node
                    .child_by_field_name("declarator")
                    .map_or(node.end_byte(), |cast| cast.start_byte());
                return Some(declared(node.start_byte()..end, qualified_from, text));
            }
            "qualified_identifier" => {
                qualified_from.get_or_insert(node.start_byte());
                node.child_by_field_name("name")
            }
            "template_function" | "template_method" | "dependent_name" => {
                node.child_by_field_name("name").or_else(|| node.named_child(0))
            }
            "identifier" | "field_identifier" | "type_identifier" | "destructor_name" | "operator_name" => {
                return is_function.then(|| declared(node.byte_range(), qualified_from, text));
            }
            "parenthesized_declarator" | "attributed_declarator" => node.named_child(0),
            "reference_declarator" => last_named_child(node),
            _ => {
                is_function |= kind == "function_declarator";
                node.child_by_field_name("declarator")
            }
        };
        node = inner?;
    }
}

fn last_named_child(node: Node) -> Option<Node> {
    node.named_child(u32::try_from(node.named_child_count()).ok()?.checked_sub(1)?)
}

fn declared(range: Range<usize>, qualified_from: Option<usize>, text: &impl Text) -> Declared {
    let qualifier = qualified_from.filter(|&from| from < range.start).map(|from| {
        let text = text.slice(from..range.start);
        short_name(text.trim_end().trim_end_matches("::"))
    });
    let name = text.slice(range.clone());
    Declared {
        name: short_name(name.trim_end()),
        range,
        qualifier: qualifier.filter(|text| !text.is_empty()),
    }
}

/// A name in one line, without comments being taken out, and cut where it is no name any more.
fn short_name(text: &str) -> Box<str> {
    let text = text
        .get(..floor_char_boundary(text, LONGEST_NAME))
        .unwrap_or(text);
    let text = text.trim();
    if !text.contains(char::is_whitespace) {
        return text.into();
    }
    text.split_whitespace()
        .map(Cow::Borrowed)
        .collect::<Vec<_>>()
        .join(" ")
        .into()
}
