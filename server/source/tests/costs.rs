//! Every cost pattern finds what the sample of its language marks, and nothing beside it.

// The helpers below fail the test that calls them.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use grammars::LANGUAGES;
use proptest::prelude::*;
use source::parse::parse;
use source::text::{FileText, Text};
use source::{Cost, Language, costs};

fn samples() -> Vec<(PathBuf, &'static Language)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../grammars");
    let samples = [
        ("rust", "rs"),
        ("c", "c"),
        ("cpp", "cc"),
        ("go", "go"),
        ("python", "py"),
        ("javascript", "js"),
        ("typescript", "ts"),
        ("java", "java"),
    ];
    let sample = |(language, extension): (&str, &str)| {
        let path = folder.join(language).join(format!("costs.{extension}"));
        (path, grammars::by_extension(extension).unwrap())
    };
    samples.map(sample).into()
}

fn read(path: &Path) -> FileText {
    FileText::read(path, 1 << 20).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn found(text: &impl Text, language: &'static Language, within: Option<&Range<usize>>) -> Vec<Cost> {
    let tree = parse(text, language, None, None).unwrap();
    costs(&tree, text, language, within)
}

/// What a sample says of itself: `cost: ID` or `cost: ID, fix` at the end of a line, with `;` between several.
fn marked(text: &FileText) -> BTreeSet<String> {
    let lines = text.as_str().lines().enumerate();
    let marks = lines.filter_map(|(index, line)| Some((index + 1, line.split_once(" cost: ")?.1)));
    marks
        .flat_map(|(line, mark)| mark.split(';').map(move |mark| format!("{line} {}", mark.trim())))
        .collect()
}

fn shown(costs: &[Cost]) -> BTreeSet<String> {
    let shown = costs.iter().map(|cost| {
        let fix = if cost.fix.is_some() { ", fix" } else { "" };
        format!("{} {}{fix}", cost.line, cost.pattern.id)
    });
    shown.collect()
}

fn check(path: &Path, found: &[Cost], text: &FileText) {
    let (marked, shown) = (marked(text), shown(found));
    let missing: Vec<_> = marked.difference(&shown).collect();
    let surplus: Vec<_> = shown.difference(&marked).collect();
    assert!(
        missing.is_empty() && surplus.is_empty(),
        "{}: not found {missing:?}, found beside {surplus:?}",
        path.display()
    );
}

fn applied(text: &str, edits: &[(Range<usize>, String)]) -> String {
    let mut text = text.to_owned();
    for (range, new) in edits.iter().rev() {
        text.replace_range(range.clone(), new);
    }
    text
}

#[test]
fn a_sample_has_the_costs_that_it_marks_and_no_others() {
    for (path, language) in samples() {
        let text = read(&path);
        let tree = parse(&text, language, None, None).unwrap();
        assert!(!tree.root_node().has_error(), "{}", path.display());
        check(&path, &found(&text, language, None), &text);
    }
}

#[test]
fn every_pattern_is_found_in_a_sample() {
    for (path, language) in samples() {
        // TypeScript's sample shows what its types add to the patterns of JavaScript.
        if language.name == "TypeScript" {
            continue;
        }
        let own = path.with_extension("toml");
        let own = std::fs::read_to_string(own).unwrap();
        let text = read(&path);
        let found = found(&text, language, None);
        for pattern in &language.costs().unwrap().patterns {
            let is_own = own.contains(&format!("[{}]", pattern.id));
            let is_found = found.iter().any(|cost| cost.pattern == pattern);
            assert!(!is_own || is_found, "{}: {}", path.display(), pattern.id);
        }
    }
}

#[test]
fn a_fixed_sample_reads_as_expected_and_parses() {
    for (path, language) in samples() {
        let text = read(&path);
        let mut shown = String::new();
        for cost in found(&text, language, None) {
            let Some(fix) = &cost.fix else { continue };
            let fixed = FileText::new(applied(text.as_str(), &fix.edits));
            let tree = parse(&fixed, language, None, None).unwrap();
            assert!(!tree.root_node().has_error(), "{}:{}", path.display(), cost.line);
            let line = fixed.line(cost.line as usize - 1);
            let code = line.split(" // cost").next().unwrap();
            let code = code.split("  # cost").next().unwrap().trim();
            let _ = writeln!(shown, "{} {}: {code}", cost.line, fix.title);
            let again = self::found(&fixed, language, None);
            assert!(
                !again
                    .iter()
                    .any(|other| other.line == cost.line && other.pattern == cost.pattern),
                "{}:{} is found after its fix",
                path.display(),
                cost.line
            );
        }
        if !shown.is_empty() {
            let extension = path.extension().unwrap().to_string_lossy();
            let expected = path.with_file_name(format!("costs.{extension}.fixed.txt"));
            expect_file![expected].assert_eq(&shown);
        }
    }
}

#[test]
fn line_breaks_of_windows_and_open_documents_make_no_difference() {
    for (path, language) in samples() {
        let text = read(&path);
        let windows = FileText::new(text.as_str().replace('\n', "\r\n"));
        check(&path, &found(&windows, language, None), &text);
        let document = source::Document::new(text.as_str(), Some(language), None);
        assert_eq!(document.costs(None), found(&text, language, None));
        assert_eq!(
            source::costs::of_file(&text, language, None, None),
            Some(document.costs(None))
        );
    }
}

#[test]
fn code_with_errors_has_costs_too() {
    let python = grammars::by_extension("py").unwrap();
    let text =
        FileText::new("for x in xs:\n    xs.pop(0)\n    y = = 3\n    xs.insert(0, x)\ndef (:\n".to_owned());
    let lines: Vec<_> = found(&text, python, None).iter().map(|cost| cost.line).collect();
    assert_eq!(lines, [2, 4]);
}

#[test]
fn texts_are_whole_sentences() {
    for language in &LANGUAGES {
        for pattern in &language.costs().unwrap().patterns {
            let id = format!("{}: {}", language.name, pattern.id);
            for sentence in [&pattern.why, &pattern.unless, &pattern.instead] {
                assert!(
                    sentence.ends_with('.') && sentence.len() < 300,
                    "{id}: {sentence}"
                );
            }
            for title in [Some(&pattern.title), pattern.fix.as_ref()].into_iter().flatten() {
                assert!(!title.ends_with('.') && title.len() < 80, "{id}: {title}");
            }
        }
    }
}

#[test]
fn hostile_code_ends_soon() {
    let python = grammars::by_extension("py").unwrap();
    let mut deep = String::new();
    for depth in 0..2_000 {
        let _ = writeln!(deep, "{}for x in y:", " ".repeat(depth));
    }
    let wide = format!(
        "def f():\n  s = ''\n  for x in y:\n{}",
        "    s += 'a'\n".repeat(20_000)
    );
    for text in [deep, wide] {
        let text = FileText::new(text);
        let started = std::time::Instant::now();
        found(&text, python, None);
        assert!(started.elapsed() < std::time::Duration::from_secs(10));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_costs_of_a_range_are_those_of_the_whole_that_begin_in_it(
        sample in 0..8_usize, start in 0.0..1.0_f64, length in 0.0..1.0_f64, short in any::<bool>(),
    ) {
        let (path, language) = samples().swap_remove(sample);
        let text = read(&path);
        let start = (text.len_bytes() as f64 * start) as usize;
        let length = if short { length * 100.0 } else { length * text.len_bytes() as f64 };
        let range = start..start + length as usize;
        let mut whole = found(&text, language, None);
        whole.retain(|cost| range.contains(&cost.range.start));
        prop_assert_eq!(found(&text, language, Some(&range)), whole);
    }
}
