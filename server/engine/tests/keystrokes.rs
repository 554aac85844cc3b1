//! What a keystroke costs in a large file: counted, so that it holds on any machine.

// Helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use engine::{Engine, FileHeat, Request, Settings, View, Watch};
use heat::Selection;
use profile::Options;
use source::document::Edit;
use source::{Encoding, Position, grammars};
use tempfile::TempDir;

const FUNCTIONS: usize = 1000;
const LINES: usize = 10;

/// A workspace with a C file of ten thousand lines, the file's key, and a view of a profile in which each function
/// has a hot line.
fn joined() -> (TempDir, Engine, std::path::PathBuf, Arc<View>) {
    let folder = tempfile::tempdir().unwrap();
    let (mut text, mut profile) = (String::new(), String::new());
    for number in 0..FUNCTIONS {
        writeln!(text, "int work_{number}(int n)\n{{").unwrap();
        for line in 0..LINES - 4 {
            writeln!(text, "    n += {line} * n;").unwrap();
        }
        text += "    return n;\n}\n";
        writeln!(
            profile,
            "main;work_{number} (big.c:{}) {}",
            number * LINES + 5,
            number + 1
        )
        .unwrap();
    }
    fs::write(folder.path().join("big.c"), &text).unwrap();
    let path = folder.path().join("big.folded");
    fs::write(&path, profile).unwrap();
    let engine = Engine::open(folder.path(), Settings::default()).unwrap();
    let key = engine.root().join("big.c");
    engine.open_document(&key, &text, grammars::by_extension("c"), 1);
    let request = Request {
        path,
        name: "big.folded".to_owned(),
        format: None,
        options: Options::default(),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let loaded = runtime
        .block_on(engine.load(request, Arc::new(Watch::default())))
        .unwrap();
    let view = engine.show(engine.view(&loaded, loaded.profile.selected(), &Selection::default()));
    (folder, engine, key, view)
}

fn is_the_same(one: &FileHeat, other: &FileHeat) -> bool {
    std::ptr::eq(&raw const **one, &raw const **other)
}

#[test]
fn a_keystroke_queries_what_changed_and_nothing_else() {
    let (_folder, engine, key, view) = joined();
    let file = Path::new("big.c");
    let before = engine.file_heat(&view, file);
    assert_eq!(
        (before.functions.len(), before.lines.len()),
        (FUNCTIONS, FUNCTIONS)
    );
    let counted = engine.document(&key).unwrap().document.counters();
    assert_eq!((counted.parses, counted.whole_queries), (1, 1));
    let keystrokes = 40;
    for number in 0..keystrokes {
        // In the body of a function, on a line that is not hot.
        let at = Position {
            line: (number * 25 * LINES + 3) as u32,
            character: 4,
        };
        let edit = Edit {
            range: Some((at, at)),
            text: "m".to_owned(),
        };
        assert!(engine.change_document(&key, &[edit], Encoding::Utf16, 2));
        engine.file_heat(&view, file);
    }
    let after = engine.document(&key).unwrap().document.counters();
    assert_eq!(after.parses, 1 + keystrokes as u64);
    assert_eq!(
        after.whole_queries, 1,
        "the whole file is queried once, when it is opened"
    );
    let bytes = after.bytes_queried / keystrokes as u64;
    assert!(
        bytes < 200,
        "{bytes} bytes are queried for a keystroke, the file has some 170,000"
    );
    let now = engine.file_heat(&view, file);
    assert_eq!((now.functions.len(), now.lines.len()), (FUNCTIONS, FUNCTIONS));
    assert_eq!(engine.sources().files_parsed(), 1, "for the join");
}

#[test]
fn heat_is_computed_once_for_each_state_of_a_file() {
    let (_folder, engine, key, view) = joined();
    let file = Path::new("big.c");
    let heat = || engine.file_heat(&view, file);
    let first = heat();
    assert!(is_the_same(&first, &heat()));
    // Copies of one state share their functions, whoever asks first.
    let (one, other) = (engine.document(&key).unwrap(), engine.document(&key).unwrap());
    assert!(Arc::ptr_eq(one.document.functions(), other.document.functions()));
    let start = Position::default();
    let edit = Edit {
        range: Some((start, start)),
        text: "\n".to_owned(),
    };
    engine.change_document(&key, &[edit], Encoding::Utf8, 2);
    let second = heat();
    assert!(!is_the_same(&first, &second) && is_the_same(&second, &heat()));
    assert_eq!(second.lines[0].line, first.lines[0].line + 1);
    // A save moves nothing, and an older copy of the document still finds the lines where it has them.
    let before = engine.document(&key).unwrap();
    engine.save_document(&key);
    assert_eq!(heat().lines, second.lines);
    assert_eq!(view.heat_of(file, &before).lines, second.lines);
    engine.close_document(&key);
    let on_disk = heat();
    assert!(is_the_same(&on_disk, &heat()));
}
