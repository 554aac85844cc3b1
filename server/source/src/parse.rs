//! Text to syntax tree, within a budget.

use std::cell::RefCell;
use std::ops::{ControlFlow, Range};

use grammars::Language;
use tree_sitter::{ParseOptions, Parser, Tree};

use crate::mask;
use crate::text::Text;

/// Texts above this are not parsed: no hand wrote them, and offsets in a tree have 32 bits.
pub const LARGEST_PARSED: usize = 64 << 20;

/// How long parsing may go on. It is asked every some hundred steps and answers whether to go on.
pub type Budget<'a> = &'a mut dyn FnMut() -> bool;

thread_local! {
    // A parser costs some kilobytes and a set-up; one a thread serves every language.
    static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

/// Parses a text, reusing what an edited `old` tree still holds. Absent when the budget ran out, when the text is
/// too large, or when the library was built against another version of the grammar.
pub fn parse(
    text: &impl Text,
    language: &Language,
    old: Option<&Tree>,
    budget: Option<Budget<'_>>,
) -> Option<Tree> {
    parse_masked(
        text,
        language,
        &mask::find(text, language, 0..text.line_count()),
        old,
        budget,
    )
}

/// Parses a text with spaces in place of some ranges, which are in order.
pub(crate) fn parse_masked(
    text: &impl Text,
    language: &Language,
    masks: &[Range<usize>],
    old: Option<&Tree>,
    budget: Option<Budget<'_>>,
) -> Option<Tree> {
    if text.len_bytes() > LARGEST_PARSED {
        return None;
    }
    let mut parser = PARSER.take().unwrap_or_default();
    let tree = parse_with(&mut parser, text, language, masks, old, budget);
    // Else the next parse would go on where this one was stopped.
    parser.reset();
    PARSER.set(Some(parser));
    tree
}

fn parse_with(
    parser: &mut Parser,
    text: &impl Text,
    language: &Language,
    masks: &[Range<usize>],
    old: Option<&Tree>,
    budget: Option<Budget<'_>>,
) -> Option<Tree> {
    parser.set_language(&language.grammar()).ok()?;
    let mut read = |offset: usize, _| {
        let next = masks.get(masks.partition_point(|mask| mask.end <= offset));
        let limit = |bytes: &'static [u8], length: usize| bytes.get(..length).unwrap_or(bytes);
        match next {
            Some(mask) if mask.start <= offset => limit(mask::SPACES, mask.end - offset),
            Some(mask) => {
                let bytes = text.bytes_from(offset);
                bytes.get(..mask.start - offset).unwrap_or(bytes)
            }
            None => text.bytes_from(offset),
        }
    };
    let Some(budget) = budget else {
        return parser.parse_with_options(&mut read, old, None);
    };
    let mut progress = |_: &tree_sitter::ParseState| {
        if budget() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    parser.parse_with_options(
        &mut read,
        old,
        Some(ParseOptions::new().progress_callback(&mut progress)),
    )
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::text::FileText;

    #[test]
    fn a_spent_budget_stops_parsing_and_leaves_nothing_behind() {
        let rust = grammars::by_extension("rs").unwrap();
        let long = FileText::new("fn f() { g(1, 2, 3); }\n".repeat(20_000));
        assert!(parse(&long, rust, None, Some(&mut || false)).is_none());
        let short = FileText::new("fn f() {}".to_owned());
        let tree = parse(&short, rust, None, Some(&mut || true)).unwrap();
        assert_eq!(tree.root_node().to_sexp(), {
            "(source_file (function_item name: (identifier) parameters: (parameters) body: (block)))"
        });
    }

    #[test]
    fn deep_nesting_ends_within_its_budget() {
        let deep = FileText::new("(".repeat(1 << 20));
        for language in &grammars::LANGUAGES {
            let end = Instant::now() + Duration::from_millis(200);
            drop(parse(&deep, language, None, Some(&mut || Instant::now() < end)));
            assert!(Instant::now() < end + Duration::from_secs(5), "{}", language.name);
        }
    }
}
