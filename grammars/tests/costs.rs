//! The cost patterns of every language compile, and each is explained.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use grammars::LANGUAGES;

#[test]
fn every_pattern_compiles_and_every_text_is_used() {
    for language in &LANGUAGES {
        let costs = language
            .costs()
            .unwrap_or_else(|error| panic!("{}: {error}", language.name));
        let ids: HashSet<_> = costs.patterns.iter().map(|pattern| &pattern.id).collect();
        assert_eq!(ids.len(), costs.patterns.len(), "{}: an id twice", language.name);
        assert!(ids.len() >= 6, "{}", language.name);
    }
}

#[test]
fn every_capture_has_a_meaning() {
    let scopes = [
        "loop", "once", "function", "variable", "field", "type", "value", "scope", "written", "moved",
        "borrowed", "counter", "import", "each",
    ];
    for language in &LANGUAGES {
        let costs = language.costs().unwrap();
        for (query, known) in [(&costs.matches, &["cost"][..]), (&costs.scopes, &scopes)] {
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
fn a_rewrite_has_a_title_in_some_language_that_has_it() {
    let mut fixed = HashSet::new();
    let mut titled = HashSet::new();
    for language in &LANGUAGES {
        let costs = language.costs().unwrap();
        for rule in costs.rules.iter().filter(|rule| !rule.edits.is_empty()) {
            fixed.insert(&costs.patterns[rule.pattern].title);
        }
        titled.extend(
            costs
                .patterns
                .iter()
                .filter(|pattern| pattern.fix.is_some())
                .map(|pattern| &pattern.title),
        );
    }
    assert_eq!(fixed, titled);
}
