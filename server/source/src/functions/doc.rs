//! Doc comments: found by the lines above a function, so that a broken tree does not hide them.

use std::ops::Range;

use grammars::{Comments, Language};

use super::{Function, Kind};
use crate::text::Text;

/// A doc comment longer than this many lines is cut at its top.
const MOST_LINES: usize = 200;

/// The bytes of the doc comment above a function, or of the docstring that opens its body.
pub(super) fn find(function: &Function, text: &impl Text, language: &Language) -> Option<Range<usize>> {
    if matches!(function.kind, Kind::Closure | Kind::Module) {
        return None;
    }
    let comments = &language.comments;
    if comments.docstrings {
        let body = function.body.clone()?;
        if let Some(docstring) = docstring(&text.slice(body.start..body.end)) {
            return Some(body.start..body.start + docstring);
        }
    }
    above(function.start_line as usize - 1, text, comments)
}

/// The comment that ends just above a line, from 0; attributes may stand between.
fn above(line: usize, text: &impl Text, comments: &Comments) -> Option<Range<usize>> {
    let mut line = line;
    while let Some(attribute) = comments.attribute {
        let above = line.checked_sub(1)?;
        if !text.line(above).trim_start().starts_with(attribute) {
            break;
        }
        line = above;
    }
    let last = line.checked_sub(1)?;
    if is_blank_or_code(&text.line(last), comments) {
        return None;
    }
    let first = first_line(last, text, comments)?;
    let indent = text.line(first).len() - text.line(first).trim_start().len();
    let end = text.line_start(last) + text.line(last).trim_end().len();
    Some(text.line_start(first) + indent..end)
}

/// Spares the look at what is no comment, which is most of what stands above functions.
fn is_blank_or_code(line: &str, comments: &Comments) -> bool {
    let line = line.trim();
    line.is_empty()
        || !line.starts_with(comments.line) && !comments.block.is_some_and(|(_, close)| line.ends_with(close))
}

fn first_line(last: usize, text: &impl Text, comments: &Comments) -> Option<usize> {
    let is_line_comment = |line: usize| {
        let line = text.line(line);
        let line = line.trim_start();
        // `//!` documents what is around it, and `#!` names an interpreter.
        line.starts_with(comments.line) && !line.starts_with("//!") && !line.starts_with("#!")
    };
    let lowest = last.saturating_sub(MOST_LINES);
    if is_line_comment(last) {
        let mut first = last;
        while first > lowest && is_line_comment(first - 1) {
            first -= 1;
        }
        return Some(first);
    }
    let (open, close) = comments.block?;
    if !text.line(last).trim_end().ends_with(close) {
        return None;
    }
    let first = (lowest..=last)
        .rev()
        .find(|&line| text.line(line).contains(open))?;
    // A comment at the end of a line of code belongs to that code.
    text.line(first).trim_start().starts_with(open).then_some(first)
}

/// The length of the string that a Python body starts with.
fn docstring(body: &str) -> Option<usize> {
    let prefix = body.len() - body.trim_start_matches(['r', 'R', 'u', 'U']).len();
    let string = body.get(prefix..)?;
    let quote = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| string.starts_with(quote))?;
    let inside = string.get(quote.len()..)?;
    let end = inside.find(quote)?;
    Some(prefix + quote.len() + end + quote.len())
}

/// The words of a doc comment, without the marks of comments and the indentation that all its lines share.
pub fn plain(doc: &str) -> String {
    let doc = doc.trim();
    let opening = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| doc.trim_start_matches(['r', 'R', 'u', 'U']).starts_with(quote));
    let lines: Vec<&str> = match opening {
        Some(_) => doc
            .trim_start_matches(['r', 'R', 'u', 'U'])
            .trim_matches(['"', '\''])
            .lines()
            .collect(),
        None => doc.lines().map(without_marks).collect(),
    };
    let shared = lines
        .iter()
        .skip(usize::from(opening.is_some()))
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let lines = lines.iter().map(|line| {
        let indent = (line.len() - line.trim_start().len()).min(shared);
        line.get(indent..).unwrap_or(line).trim_end()
    });
    lines.collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

fn without_marks(line: &str) -> &str {
    let line = line.trim_start();
    let line = line.strip_suffix("*/").unwrap_or(line);
    for mark in ["///<", "///", "//!", "//", "/**", "/*!", "/*", "*", "#"] {
        if let Some(rest) = line.strip_prefix(mark) {
            return rest;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::functions::outline;
    use crate::parse::parse;
    use crate::text::FileText;

    fn check(extension: &str, text: &str, expected: &Expect) {
        let language = grammars::by_extension(extension).unwrap();
        let text = FileText::new(text.to_owned());
        let tree = parse(&text, language, None, None).unwrap();
        let functions = outline(&tree, &text, language);
        let docs = functions.iter().map(|function| {
            let doc = function.doc.clone().map(|doc| plain(&text.slice(doc)));
            format!("{}: {doc:?}\n", function.qualified)
        });
        expected.assert_eq(&docs.collect::<String>());
    }

    #[test]
    fn comments_stand_above_and_attributes_between() {
        let text = "\
//! Not of f.

/// One.
///
///     code
#[inline]
#[cold]
fn f() {}

/// Not of g.

fn g() {} // Not of h.
fn h() {}
";
        check(
            "rs",
            text,
            &expect![[r#"
                f: Some("One.\n\n    code")
                g: None
                h: None
            "#]],
        );
    }

    #[test]
    fn blocks_lose_their_stars() {
        let text = "\
/**
 * Adds.
 *   more
 */
int add(int a) { return a; }
int x; /* not
        of f */
int f(void) { return 1; }
/* One line. */
int g(void) { return 1; }
";
        check(
            "c",
            text,
            &expect![[r#"
                add: Some("Adds.\n  more")
                f: None
                g: Some("One line.")
            "#]],
        );
    }

    #[test]
    fn docstrings_come_before_comments() {
        let text = "\
#!/usr/bin/env python3
def f():
    r'''One.

      more
    '''

# Two.
def g():
    return 'x'
";
        check(
            "py",
            text,
            &expect![[r#"
                <module>: None
                f: Some("One.\n\nmore")
                g: Some("Two.")
            "#]],
        );
    }
}
