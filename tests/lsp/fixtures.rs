//! The harness itself: marks, positions and URIs.

use serde_json::json;

use crate::harness::{Encoding, Workspace, position_of, uri_of};

#[test]
fn a_fixture_has_files_places_and_ranges() {
    let workspace = Workspace::of(
        "
//- /src/a.rs
fn main() {
    let é = call$0(1);
    //      ^^^^ callee
    //  ^ local  ^ argument
}
//- /b c.py
def f():$0
#   ^ name
",
    );
    assert_eq!(workspace.text("b c.py"), "def f():\n#   ^ name\n");
    let text = workspace.text("src/a.rs");
    assert!(!text.contains("$0"));
    let [first, second] = workspace.cursors() else {
        panic!("two places");
    };
    assert_eq!(
        (first.file.as_str(), &text[first.offset..first.offset + 3]),
        ("src/a.rs", "(1)")
    );
    assert_eq!((second.file.as_str(), second.offset), ("b c.py", 8));
    let pointed = workspace.pointed("src/a.rs");
    let pointed: Vec<(&str, &str)> = pointed
        .iter()
        .map(|pointed| (&text[pointed.range.clone()], pointed.label.as_str()))
        .collect();
    assert_eq!(pointed, [("call", "callee"), ("é", "local"), ("1", "argument")]);
    assert_eq!(workspace.find("b c.py", "f()").offset, 4);
}

#[test]
fn positions_count_in_the_units_asked_for() {
    let text = "a\r\né😀x\ry\u{2028}z\n";
    let x = text.find('x').unwrap();
    assert_eq!(
        position_of(text, x, Encoding::Utf8),
        json!({"line": 1, "character": 6})
    );
    assert_eq!(
        position_of(text, x, Encoding::Utf16),
        json!({"line": 1, "character": 3})
    );
    assert_eq!(
        position_of(text, x, Encoding::Utf32),
        json!({"line": 1, "character": 2})
    );
    let z = text.find('z').unwrap();
    assert_eq!(
        position_of(text, z, Encoding::Utf16),
        json!({"line": 2, "character": 2})
    );
    assert_eq!(
        position_of(text, text.len(), Encoding::Utf16),
        json!({"line": 3, "character": 0})
    );
}

#[test]
fn uris_are_encoded() {
    assert_eq!(uri_of("/a b/[c]|é".as_ref()), "file:///a%20b/%5Bc%5D%7C%C3%A9");
}
