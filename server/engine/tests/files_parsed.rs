//! Parsing is what costs: of a large tree only the files that are hot are parsed, and with paths in the profile only
//! those are read. Counted, so that it holds on any machine.

// Helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use engine::{Engine, Loaded, Request, Settings, Watch};
use heat::{Selection, Whereabouts};
use profile::Options;

const FILES: usize = 10_000;
const HOT: usize = 20;

/// Every 500th file is hot.
fn is_hot(number: usize) -> bool {
    number % (FILES / HOT) == 7
}

/// Where a file of the tree is: 100 folders, three languages, base names that occur in every folder.
fn path(number: usize) -> String {
    let end = ["c", "py", "rs"][number % 3];
    format!("part{:02}/unit{:02}.{end}", number % 100, number / 100)
}

/// Each file has functions of its own, and calls a hot one of another file, which is named and not defined there.
fn text(number: usize) -> String {
    let hot = number - number % (FILES / HOT) + 7;
    match number % 3 {
        0 => format!(
            "int work_{number}(int n)\n{{\n    return hot_{hot}(n) + 1;\n}}\n{}",
            definition(number)
        ),
        1 => format!(
            "def work_{number}(n):\n    return hot_{hot}(n) + 1\n{}",
            definition(number)
        ),
        _ => format!(
            "fn work_{number}(n: u32) -> u32 {{\n    hot_{hot}(n) + 1\n}}\n{}",
            definition(number)
        ),
    }
}

/// The hot function of a hot file; its hot line is the second one.
fn definition(number: usize) -> String {
    if !is_hot(number) {
        return String::new();
    }
    match number % 3 {
        0 => format!("int hot_{number}(int n) {{\n    return n * 3;\n}}\n"),
        1 => format!("def hot_{number}(n):\n    return n * 3\n"),
        _ => format!("fn hot_{number}(n: u32) -> u32 {{\n    n * 3\n}}\n"),
    }
}

fn hot_files() -> impl Iterator<Item = usize> {
    (0..FILES).filter(|number| is_hot(*number))
}

fn write_tree(root: &Path) {
    for number in 0..FILES {
        let path = root.join(path(number));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text(number)).unwrap();
    }
}

/// What `perf script` writes, with or without source lines.
fn profile(with_paths: bool) -> String {
    let mut text = String::new();
    for (index, number) in hot_files().enumerate() {
        write!(
            text,
            "app 1 {index}.000000: 250000 cpu-clock:\n\t1139 hot_{number}+0x5 (/build/app)\n"
        )
        .unwrap();
        if with_paths {
            let line = (1..)
                .zip(self::text(number).lines().map(str::to_owned))
                .find(|(_, line)| line.contains("n * 3"))
                .unwrap()
                .0;
            writeln!(text, "  /build/tree/{}:{line}", path(number)).unwrap();
        }
        text.push('\n');
    }
    text
}

fn load(engine: &Engine, file: &Path) -> Arc<Loaded> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(1)
        .build()
        .unwrap();
    let request = Request {
        path: file.to_owned(),
        name: "app.perf.txt".to_owned(),
        format: None,
        options: Options::default(),
    };
    runtime
        .block_on(engine.load(request, Arc::new(Watch::default())))
        .unwrap()
}

struct Counted {
    read: u64,
    parsed: u64,
    lines: usize,
}

/// Finds the hot functions; each has to be found.
fn find_all(root: &Path, profile: &str) -> Counted {
    let file = root.join("app.perf.txt");
    fs::write(&file, profile).unwrap();
    let engine = Engine::open(root, Settings::default()).unwrap();
    assert_eq!(
        (engine.sources().files_read(), engine.sources().files_parsed()),
        (0, 0),
        "indexing reads nothing"
    );
    let loaded = load(&engine, &file);
    let view = engine.view(&loaded, loaded.profile.selected(), &Selection::default());
    let mut placed: Vec<String> = (view.heat.functions.iter())
        .filter_map(
            |hot| match &*view.placement.spots[hot.spot as usize].whereabouts {
                Whereabouts::Source { file, qualified, .. } => {
                    Some(format!("{} {qualified}", file.display()))
                }
                Whereabouts::Nowhere(_) => None,
            },
        )
        .collect();
    placed.sort();
    let mut expected: Vec<String> = hot_files()
        .map(|number| format!("{} hot_{number}", path(number)))
        .collect();
    expected.sort();
    assert_eq!(placed, expected);
    Counted {
        read: engine.sources().files_read(),
        parsed: engine.sources().files_parsed(),
        lines: view.heat.lines.len(),
    }
}

#[test]
fn of_10_000_files_the_20_hot_ones_are_parsed() {
    let root = tempfile::tempdir().unwrap();
    write_tree(root.path());

    let with_paths = find_all(root.path(), &profile(true));
    assert_eq!(with_paths.parsed, HOT as u64);
    assert_eq!(
        with_paths.read, HOT as u64,
        "with paths no other file is even read"
    );
    assert_eq!(with_paths.lines, HOT);

    let with_names = find_all(root.path(), &profile(false));
    assert_eq!(
        with_names.parsed, HOT as u64,
        "only files that hold a wanted definition are parsed"
    );
    assert!(
        with_names.read <= (FILES + HOT) as u64,
        "{} files read to find names",
        with_names.read
    );
    assert_eq!(with_names.lines, 0);
}
