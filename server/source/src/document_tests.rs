//! Documents after edits are what they would be, had they been opened so.

use proptest::prelude::*;

use super::*;
use crate::LineMap;
use crate::text::{FileText, Text};

fn language(extension: &str) -> Option<&'static Language> {
    grammars::by_extension(extension)
}

fn at(line: u32, character: u32) -> Position {
    Position { line, character }
}

fn replace(from: Position, to: Position, text: &str) -> Edit {
    Edit {
        range: Some((from, to)),
        text: text.to_owned(),
    }
}

fn names(document: &Document) -> String {
    let shown = document.functions().iter().map(|function| {
        format!(
            "{}@{}-{}",
            function.qualified, function.start_line, function.end_line
        )
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn functions_follow_edits_and_only_what_changed_is_queried() {
    let many: Vec<String> = (0..1000)
        .map(|at| format!("fn f{at}() {{\n    g();\n}}\n"))
        .collect();
    let many = many.concat();
    let mut document = Document::new(&many, language("rs"), None);
    assert_eq!(document.functions().len(), 1000);
    let before = document.counters();

    // Typing in a body, then a new function between two.
    document.edit(
        &[replace(at(1501, 4), at(1501, 4), "let x = 1; ")],
        Encoding::Utf16,
        None,
    );
    document.edit(
        &[replace(at(3, 0), at(3, 0), "fn new() {}\n")],
        Encoding::Utf16,
        None,
    );
    let after = document.counters();
    assert_eq!(after.whole_queries, before.whole_queries);
    assert!(after.bytes_queried < 200, "{after:?}");
    assert_eq!(document.functions().len(), 1001);
    assert_eq!(document.functions()[1].name, "new");
    assert_eq!(document.functions()[501].start_line, 1502);
    assert_eq!(
        *document.functions(),
        *Document::new(&document.rope().to_string(), language("rs"), None).functions()
    );
}

#[test]
fn an_edit_renames_what_is_nested_in_it() {
    let mut document = Document::new("mod a {\n    fn f() {}\n}\n", language("rs"), None);
    document.edit(&[replace(at(0, 4), at(0, 5), "long")], Encoding::Utf16, None);
    assert_eq!(names(&document), "long::f@2-2");
    document.edit(&[replace(at(0, 0), at(0, 0), "/*")], Encoding::Utf16, None);
    assert_eq!(names(&document), "");
}

#[test]
fn several_changes_are_parsed_once_and_each_sees_the_one_before() {
    let mut document = Document::new("def f():\n    pass\n", language("py"), None);
    let edits = [
        replace(at(0, 0), at(0, 0), "x = 1\n"),
        replace(at(1, 4), at(1, 5), "g"),
        replace(at(9, 9), at(9, 9), "# end\n"),
    ];
    let parses = document.counters().parses;
    document.edit(&edits, Encoding::Utf16, None);
    assert_eq!(document.counters().parses, parses + 1);
    assert_eq!(document.rope().to_string(), "x = 1\ndef g():\n    pass\n# end\n");
    assert_eq!(names(&document), "<module>@1-4 g@2-3");
    document.edit(
        &[Edit {
            range: None,
            text: "def h(): pass".to_owned(),
        }],
        Encoding::Utf16,
        None,
    );
    assert_eq!(names(&document), "<module>@1-1 h@1-1");
}

#[test]
fn positions_count_in_the_units_of_the_encoding() {
    for (encoding, column) in [(Encoding::Utf8, 10), (Encoding::Utf16, 8), (Encoding::Utf32, 7)] {
        let mut document = Document::new("x = '\u{1f600}'; y = 1", language("js"), None);
        document.edit(&[replace(at(0, column - 1), at(0, column), "!")], encoding, None);
        assert_eq!(
            document.rope().to_string(),
            "x = '\u{1f600}!; y = 1",
            "{encoding:?}"
        );
    }
}

#[test]
fn without_time_there_are_no_functions_and_no_failure() {
    let text = "fn f() { g(1, 2, 3); }\n".repeat(20_000);
    let mut document = Document::new(&text, language("rs"), Some(&mut || false));
    assert!(document.tree().is_none() && document.functions().is_empty());
    document.edit(
        &[replace(at(0, 0), at(0, 0), "\n")],
        Encoding::Utf16,
        Some(&mut || true),
    );
    assert_eq!(document.functions().len(), 20_000);
    document.edit(
        &[replace(at(0, 0), at(9000, 0), "/*")],
        Encoding::Utf16,
        Some(&mut || false),
    );
    assert!(document.functions().is_empty());
    assert!(Document::new("fn f() {}", None, None).functions().is_empty());
}

#[test]
fn a_copy_keeps_its_time() {
    let mut document = Document::new("fn f() {}", language("rs"), None);
    let copy = document.clone();
    document.edit(&[replace(at(0, 3), at(0, 4), "g")], Encoding::Utf16, None);
    assert_eq!(
        (names(&copy), names(&document)),
        ("f@1-1".to_owned(), "g@1-1".to_owned())
    );
}

#[test]
fn lines_are_followed_through_edits() {
    let mut document = Document::new("a\nb\nc\nd\n", None, None);
    let mut map = LineMap::identity();
    let mut edit = |edit: Edit| {
        document
            .edit(&[edit], Encoding::Utf16, None)
            .into_iter()
            .for_each(|edit| map.shift(edit));
        (1..=4)
            .map(|line| map.line(line).map_or("-".to_owned(), |now| now.to_string()))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(edit(replace(at(1, 1), at(1, 1), "\n")), "1 2 4 5");
    assert_eq!(edit(replace(at(0, 0), at(0, 0), "\n")), "2 3 5 6");
    assert_eq!(edit(replace(at(4, 0), at(4, 0), "x")), "2 3 - 6");
    assert_eq!(
        edit(Edit {
            range: None,
            text: "a\nB\nc\nd\n".to_owned()
        }),
        "1 - - 4"
    );
}

const PIECES: &[(&str, &[&str])] = &[
    (
        "rs",
        &[
            "fn f() {",
            "}",
            "impl T for S {",
            "mod m {",
            "|x| x",
            "\"",
            "/*",
            "*/",
            "\n",
            "\r\n",
            "\r",
            "é",
            "😀",
            " ",
        ],
    ),
    (
        "c",
        &[
            "int f(int a)",
            "{",
            "}",
            "#if X\n",
            "#else\n",
            "#endif\n",
            ";",
            "S(x)",
            "\"",
            "/*",
            "\n",
            "\r",
            "\u{2028}",
        ],
    ),
    (
        "cc",
        &[
            "class ABC C {",
            "ABC ",
            " ABC(x) {",
            "class ",
            "class C {",
            "};",
            "void m() {",
            "}",
            "template<class T> ",
            "namespace n {",
            "[&]{}",
            "\n",
            "\r\n",
            "😀",
        ],
    ),
    (
        "go",
        &[
            "package p\n",
            "func f() {",
            "func (t *T) M() {",
            "}",
            "func() {",
            "}()",
            "\n",
            "`",
            "é",
        ],
    ),
    (
        "py",
        &[
            "def f():\n",
            "    ",
            "class C:\n",
            "pass",
            "\n",
            "@d\n",
            "lambda: 1",
            "'''",
            "\r",
            "é",
            "  def g(): pass\n",
        ],
    ),
    (
        "js",
        &[
            "function f() {",
            "}",
            "class C {",
            "m() {",
            "x = () => {",
            "};",
            "\n",
            "`",
            "/",
            "😀",
            "a.b = ",
        ],
    ),
    (
        "ts",
        &[
            "namespace N {",
            "}",
            "class C<T> {",
            "m(): void {",
            "x = (): T => {",
            "};",
            "\n",
            "é",
        ],
    ),
    (
        "java",
        &[
            "package a.b;\n",
            "class C {",
            "}",
            "void m() {",
            "new R() {",
            "() -> {",
            "};",
            "static {",
            "\n",
            "é",
        ],
    ),
];

/// A text of pieces of a language, and edits of it by position: line, column, lines and columns on, a piece.
type Change = ((u32, u32), (u32, u32), usize);

fn changes() -> impl Strategy<Value = (usize, Vec<usize>, Vec<Change>)> {
    let place = || (0..8u32, 0..24u32);
    (
        0..PIECES.len(),
        prop::collection::vec(0..20usize, 0..30),
        prop::collection::vec((place(), place(), 0..40usize), 1..8),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 400 } else { 4000 }))]
    #[test]
    fn random_edits_make_what_opening_makes((which, start, changes) in changes(), encoding in 0..3usize) {
        let (extension, pieces) = PIECES[which];
        let encoding = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32][encoding];
        let text: String = start.iter().map(|at| pieces[at % pieces.len()]).collect();
        let mut document = Document::new(&text, language(extension), None);
        let mut map = LineMap::identity();
        let mut expected = text.clone();
        for ((line, column), (lines_on, columns_on), piece) in changes {
            let piece = if piece < 8 { "" } else { pieces[piece % pieces.len()] };
            let (from, to) = (at(line, column), at(line + lines_on / 4, column + columns_on / 4));
            let file = FileText::new(expected.clone());
            let (first, second) = (offset_of(&file, from, encoding), offset_of(&file, to, encoding));
            expected.replace_range(first.min(second)..first.max(second), piece);
            for edit in document.edit(&[replace(from, to, piece)], encoding, None) {
                map.shift(edit);
            }
            prop_assert_eq!(document.rope().to_string(), expected.clone());

            // What was kept and queried again is what querying all of the tree gives.
            let language = document.language().unwrap();
            let whole = extract(document.tree().unwrap(), document.rope(), language, None);
            let whole = assemble(&whole, document.rope(), language);
            prop_assert_eq!(&**document.functions(), &whole, "{}", expected);
            // And where nothing is broken, it is what parsing from scratch gives: how errors are recovered from
            // depends on what was parsed before.
            let opened = Document::new(&expected, Some(language), None);
            if !opened.tree().unwrap().root_node().has_error() {
                prop_assert_eq!(document.functions(), opened.functions(), "{}", expected);
            }
        }
        let (then, now) = (FileText::new(text), FileText::new(expected));
        let content = |text: &FileText, line: u32| text.line(line as usize - 1).trim_end_matches(['\n', '\r']).to_owned();
        for line in 1..=then.line_count() as u32 {
            if let Some(found) = map.line(line) {
                prop_assert_eq!(content(&then, line), content(&now, found));
            }
        }
    }
}
