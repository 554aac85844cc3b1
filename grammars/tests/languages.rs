//! Every query compiles, and finds something in a sample of its language.

// The helpers below fail the test that calls them.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use grammars::{LANGUAGES, Language, by_extension, by_language_id, by_path};
use tree_sitter::{Parser, Query, QueryCursor, StreamingIterator, Tree};

fn sample(language: &Language) -> PathBuf {
    let folder = match language.name {
        "C++" => "cpp".to_owned(),
        "TSX" => "typescript".to_owned(),
        name => name.to_lowercase(),
    };
    let extension = if language.name == "C++" {
        "cc"
    } else {
        language.extensions[0]
    };
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(folder)
        .join(format!("sample.{extension}"))
}

fn parse(language: &Language, text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&language.grammar()).unwrap();
    parser.parse(text, None).unwrap()
}

fn matches(query: &Query, tree: &Tree, text: &str) -> usize {
    let mut cursor = QueryCursor::new();
    let mut found = cursor.matches(query, tree.root_node(), text.as_bytes());
    let mut count = 0;
    while found.next().is_some() {
        count += 1;
    }
    count
}

#[test]
fn every_query_finds_something_in_its_sample() {
    for language in &LANGUAGES {
        let path = sample(language);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let queries = language
            .queries()
            .unwrap_or_else(|error| panic!("{}: {error}", language.name));
        let tree = parse(language, &text);
        assert!(
            !tree.root_node().has_error() || matches!(language.name, "C" | "C++"),
            "{path:?} has an ERROR"
        );
        for (what, query) in [
            ("functions", &queries.functions),
            ("calls", &queries.calls),
            ("imports", &queries.imports),
        ] {
            assert!(
                matches(query, &tree, &text) > 0,
                "{}: no {what} in {path:?}",
                language.name
            );
        }
    }
}

#[test]
fn every_capture_has_a_meaning() {
    let known = [
        "item.function",
        "item.constructor",
        "item.initializer",
        "item.closure",
        "item.broken",
        "scope.module",
        "scope.type",
        "scope.anonymous",
        "name",
        "declarator",
        "body",
        "package",
        "qualifier",
        "trait",
        "call",
        "callee",
        "receiver",
        "import",
        "path",
        "alias",
    ];
    for language in &LANGUAGES {
        let queries = language.queries().unwrap();
        for query in [&queries.functions, &queries.calls, &queries.imports] {
            for name in query.capture_names() {
                assert!(
                    known.contains(name) || name.starts_with('_'),
                    "{}: @{name}",
                    language.name
                );
            }
        }
    }
}

#[test]
fn no_extension_or_id_belongs_to_two_languages() {
    for language in &LANGUAGES {
        for extension in language.extensions {
            assert_eq!(by_extension(extension), Some(language));
        }
        for id in language.language_ids {
            assert_eq!(by_language_id(id), Some(language));
        }
    }
    assert_eq!(
        by_path(Path::new("a/b.h")).map(|language| language.name),
        Some("C++")
    );
    assert_eq!(
        by_path(Path::new("SConstruct")).map(|language| language.name),
        Some("Python")
    );
    assert_eq!(by_path(Path::new("a/Makefile")), None);
    assert_eq!(by_path(Path::new("rs")), None);
}
