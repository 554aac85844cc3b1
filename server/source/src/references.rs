//! What a piece of code calls, and what its file imports.

use std::ops::Range;

use grammars::Language;
use tree_sitter::{Node, Query, QueryCursor, StreamingIterator, Tree};

use crate::text::Text;

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The name that is called, without what it is called on.
    pub callee: String,
    /// What it is called on, as written: `self.seen` of `self.seen.push(1)`.
    pub receiver: Option<String>,
    /// The bytes of the whole call, with its arguments.
    pub range: Range<usize>,
    /// The bytes of the name.
    pub name_range: Range<usize>,
    /// The line of the name, from 1.
    pub line: u32,
}

/// One import, include or use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// What is imported, without quotes or angle brackets.
    pub path: String,
    /// The name that it gets here, where it is renamed.
    pub alias: Option<String>,
    /// The bytes of the whole statement.
    pub range: Range<usize>,
    /// The line of its first byte, from 1.
    pub line: u32,
}

/// The calls in a range of bytes, or in the whole text, by where their names stand.
pub fn calls(tree: &Tree, text: &impl Text, language: &Language, within: Option<&Range<usize>>) -> Vec<Call> {
    let Ok(queries) = language.queries() else {
        return Vec::new();
    };
    let mut calls = Vec::new();
    each(&queries.calls, tree, text, within, |found| {
        let (Some(call), Some(callee)) = (found("call"), found("callee")) else {
            return;
        };
        // The query finds calls that touch the range; around it may stand others.
        if within
            .as_ref()
            .is_some_and(|within| !within.contains(&callee.start_byte()))
        {
            return;
        }
        calls.push(Call {
            callee: text.slice(callee.byte_range()).into_owned(),
            receiver: found("receiver").map(|receiver| text.slice(receiver.byte_range()).into_owned()),
            range: call.byte_range(),
            name_range: callee.byte_range(),
            line: line(text, callee),
        });
    });
    calls.sort_by_key(|call| (call.name_range.start, call.range.start));
    calls.dedup();
    calls
}

/// What a file imports, in its order.
pub fn imports(tree: &Tree, text: &impl Text, language: &Language) -> Vec<Import> {
    let Ok(queries) = language.queries() else {
        return Vec::new();
    };
    let mut imports = Vec::new();
    each(&queries.imports, tree, text, None, |found| {
        let (Some(import), Some(path)) = (found("import"), found("path")) else {
            return;
        };
        let path = text.slice(path.byte_range());
        imports.push(Import {
            path: path.trim_matches(['"', '\'', '`', '<', '>']).to_owned(),
            alias: found("alias").map(|alias| text.slice(alias.byte_range()).into_owned()),
            range: import.byte_range(),
            line: line(text, import),
        });
    });
    imports.sort_by_key(|import| import.range.start);
    imports
}

fn line(text: &impl Text, node: Node) -> u32 {
    u32::try_from(text.line_of(node.start_byte())).unwrap_or(u32::MAX - 1) + 1
}

/// Hands over each match as a look-up of its captures by name.
fn each<'tree>(
    query: &Query,
    tree: &'tree Tree,
    text: &impl Text,
    within: Option<&Range<usize>>,
    mut take: impl FnMut(&dyn Fn(&str) -> Option<Node<'tree>>),
) {
    let mut cursor = QueryCursor::new();
    if let Some(range) = within {
        // A range that ends at 0 means everything to tree-sitter.
        cursor.set_byte_range(range.start..range.end.max(1));
    }
    let read = |node: Node| std::iter::once(text.slice(node.byte_range()).into_owned());
    let mut matches = cursor.matches(query, tree.root_node(), read);
    while let Some(found) = matches.next() {
        take(&|name| {
            let index = query.capture_index_for_name(name)?;
            found.nodes_for_capture_index(index).next()
        });
    }
}

#[cfg(test)]
// expect-test writes its literals so.
#[allow(clippy::needless_raw_string_hashes)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::parse::parse;
    use crate::text::FileText;

    fn check(extension: &str, text: &str, expected: &Expect) {
        let language = grammars::by_extension(extension).unwrap();
        let text = FileText::new(text.to_owned());
        let tree = parse(&text, language, None, None).unwrap();
        let mut shown = Vec::new();
        for Import {
            path, alias, line, ..
        } in imports(&tree, &text, language)
        {
            shown.push(format!(
                "{line} import {path}{}\n",
                alias.map(|alias| format!(" as {alias}")).unwrap_or_default()
            ));
        }
        for Call {
            callee,
            receiver,
            line,
            ..
        } in calls(&tree, &text, language, None)
        {
            let receiver = receiver
                .map(|receiver| format!(" on {receiver}"))
                .unwrap_or_default();
            shown.push(format!("{line} call {callee}{receiver}\n"));
        }
        expected.assert_eq(&shown.concat());
    }

    #[test]
    fn calls_and_imports_of_each_language() {
        check(
            "rs",
            "use std::fmt;\nfn f() { g(1); self.x.push(h::<u8>()); a::b(); println!(); }",
            &expect![[r#"
                1 import std::fmt
                2 call g
                2 call push on self.x
                2 call h
                2 call b
                2 call println
            "#]],
        );
        check(
            "cc",
            "#include <vector>\n#include \"a.h\"\nint f() { std::sort(a); x->y.z(); g<int>(); return new C; }",
            &expect![[r#"
                1 import vector
                2 import a.h
                3 call sort
                3 call z on x->y
                3 call g
                3 call C
            "#]],
        );
        check(
            "go",
            "package p\nimport (\n\t\"fmt\"\n\tq \"a/b\"\n)\nfunc f() { fmt.Println(g()) }",
            &expect![[r#"
                3 import fmt
                4 import a/b as q
                6 call Println on fmt
                6 call g
            "#]],
        );
        check(
            "py",
            "import os, a.b as c\nfrom . import d\nf(x.g(1))",
            &expect![[r#"
                1 import os
                1 import a.b as c
                2 import .
                3 call f
                3 call g on x
            "#]],
        );
        check(
            "js",
            "import a from 'a';\nconst b = require(\"b\");\nc(new D(e.f()));",
            &expect![[r#"
                1 import a
                2 import b
                2 call require
                3 call c
                3 call D
                3 call f on e
            "#]],
        );
        check(
            "java",
            "import java.util.List;\nclass A { void f() { g(); x.h(new B()); } }",
            &expect![[r#"
                1 import java.util.List
                2 call g
                2 call h on x
                2 call B
            "#]],
        );
    }

    #[test]
    fn only_calls_in_the_range_are_given() {
        let language = grammars::by_extension("c").unwrap();
        let text = FileText::new("void f() { a(); b(c()); }".to_owned());
        let tree = parse(&text, language, None, None).unwrap();
        let found = calls(&tree, &text, language, Some(&(16..18)));
        assert_eq!(
            found.iter().map(|call| call.callee.as_str()).collect::<Vec<_>>(),
            ["b"]
        );
    }
}
