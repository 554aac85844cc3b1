//! The outline of every language's sample is the one that stands beside it.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use source::Function;
use source::functions::{innermost_at_line, outline};
use source::parse::parse;
use source::text::FileText;

fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../grammars");
    let mut samples: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| std::fs::read_dir(entry.ok()?.path()).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_stem().is_some_and(|stem| stem == "sample"))
        .collect();
    samples.sort();
    samples
}

fn shown(functions: &[Function], text: &str) -> String {
    let mut lines = String::new();
    for function in functions {
        let kind = format!("{:?}", function.kind).to_lowercase();
        let depth = std::iter::successors(function.parent, |&at| functions[at].parent).count();
        let Function {
            qualified,
            start_line,
            end_line,
            ..
        } = function;
        let name = &text[function.name_range.clone()];
        let _ = write!(
            lines,
            "{}{start_line}-{end_line} {kind} {qualified}",
            "  ".repeat(depth)
        );
        if !function.name.ends_with(name) {
            let _ = write!(lines, "  at `{}`", name.escape_default());
        }
        if let Some(doc) = &function.doc {
            let _ = write!(
                lines,
                "  /// {}",
                source::functions::plain_doc(&text[doc.clone()]).replace('\n', " | ")
            );
        }
        lines.push('\n');
    }
    lines
}

#[test]
fn every_sample_has_its_outline() {
    let samples = samples();
    assert_eq!(samples.len(), grammars::LANGUAGES.len());
    for path in samples {
        let language = grammars::by_path(&path).unwrap_or_else(|| panic!("{path:?} has no language"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let file = FileText::new(text.clone());
        let tree = parse(&file, language, None, None).unwrap_or_else(|| panic!("{path:?} does not parse"));
        let functions = outline(&tree, &file, language);
        let extension = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        expect_file![path.with_file_name(format!("outline.{extension}.txt"))]
            .assert_eq(&shown(&functions, &text));

        for (line, index) in (1..)
            .zip(text.lines())
            .map(|(line, _)| (line, innermost_at_line(&functions, line)))
        {
            let around = functions
                .iter()
                .filter(|function| function.holds_line(line))
                .count();
            assert_eq!(around == 0, index.is_none(), "{path:?}:{line}");
        }
    }
}
