//! What the store finds, and how little it parses for it.

use super::*;
use crate::workspace::Limits;

fn sources(files: &[(&str, &str)]) -> (tempfile::TempDir, Sources) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let workspace = Workspace::index(folder.path(), Limits::default()).unwrap();
    (folder, Sources::new(workspace, Options::default()))
}

#[track_caller]
fn check(sources: &Sources, cases: &[(&str, &str)]) {
    let names: Vec<&str> = cases.iter().map(|(name, _)| *name).collect();
    for ((name, expected), found) in cases.iter().zip(sources.find_by_names(&names)) {
        let mut shown: Vec<String> = found
            .found
            .iter()
            .map(|definition| format!("{}:{}", definition.path.display(), definition.function.start_line))
            .collect();
        if found.too_common {
            shown.push("...".to_owned());
        }
        assert_eq!(shown.join(" "), *expected, "{name}");
    }
}

#[test]
fn a_name_is_found_in_its_module_and_no_other_file_is_parsed() {
    let (_folder, sources) = sources(&[
        ("wc/Cargo.toml", "[package]\nname = \"wc\""),
        (
            "wc/src/main.rs",
            "mod text;\nfn main() { text::count(); }\nfn only_called() {}",
        ),
        ("wc/src/text.rs", "// Counts.\npub fn count<T>() {}"),
        ("other/src/text.rs", "pub fn count() {}"),
        ("py/text.py", "def count(): pass"),
        ("notes.md", "fn count()"),
    ]);
    check(
        &sources,
        &[
            ("wc::text::count::<u8>", "wc/src/text.rs:2"),
            ("absent::nowhere", ""),
        ],
    );
    // Of the three that define a `count`, Python's is ruled out by the name's `::`, and the other by its folder.
    assert_eq!(sources.files_parsed(), 1);
    check(
        &sources,
        &[
            ("wc::text::count::<u8>", "wc/src/text.rs:2"),
            ("only_called", "wc/src/main.rs:3"),
        ],
    );
    assert_eq!(sources.files_parsed(), 2);
}

#[test]
fn names_of_all_languages_are_found_at_once() {
    let (_folder, sources) = sources(&[
        (
            "a.c",
            "int helper(int x);\nstatic int *\nhelper(int x)\n{ return 0; }\nint g(void) { return helper(1); }",
        ),
        ("b.c", "int h(void) { int x = helper(2); return x; }"),
        (
            "c.cc",
            "namespace n { struct C { void m() {} bool operator==(C c) { return 1; } }; }",
        ),
        ("pkg/d.go", "package pkg\nfunc (t *T) Run() {}"),
        ("e.py", "class W:\n  def total(self):\n    return 1\n"),
        ("f.js", "exports.draw = () => {};"),
        ("G.java", "package x; class G { G() {} void go() {} }"),
    ]);
    check(
        &sources,
        &[
            ("helper.constprop.0", "a.c:2"),
            ("n::C::m()", "c.cc:1"),
            ("n::C::operator==(n::C)", "c.cc:1"),
            ("example.com/x/pkg.(*T).Run", "pkg/d.go:2"),
            ("W.total", "e.py:2"),
            ("draw", "f.js:1"),
            ("x.G.<init>", "G.java:1"),
            ("x.G.go", "G.java:1"),
            ("[unknown]", ""),
        ],
    );
    assert_eq!(sources.files_parsed(), 6);
}

#[test]
fn a_common_name_parses_few_files_and_is_not_guessed() {
    let files: Vec<(String, String)> = (0..100)
        .map(|at| (format!("m{at}/a.c"), format!("int main(void) {{ return {at}; }}")))
        .collect();
    let mut files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    files.push((
        "special/rare.cc",
        "namespace special { int main() { return 1; } }",
    ));
    let (_folder, sources) = sources(&files);
    check(&sources, &[("main", "...")]);
    assert_eq!(sources.files_parsed(), 0);
    check(&sources, &[("special::main()", "special/rare.cc:1")]);
    assert_eq!(sources.files_parsed(), 1);
}

#[test]
fn open_documents_stand_before_files() {
    let (folder, sources) = sources(&[("a.py", "def old(): pass"), ("b.py", "def other(): pass")]);
    let path = Path::new("a.py");
    let text = FileText::new("\n\ndef new(): pass".to_owned());
    sources.open(Arc::new(Outline::of(path, &text, None, None)));
    check(&sources, &[("old", ""), ("new", "a.py:3")]);
    assert_eq!(sources.function_at(path, 3).unwrap().name, "new");
    sources.close(path);
    check(&sources, &[("old", "a.py:1"), ("new", "")]);

    // Changed on disk, it is read again.
    fs::write(folder.path().join("a.py"), "\n\n\ndef old(): return 'longer'").unwrap();
    assert_eq!(sources.function_at(path, 4).unwrap().name, "old");
    assert!(sources.outline(Path::new("absent.py")).is_err());
    assert!(sources.outline(Path::new("../a.py")).is_err());
}

#[test]
fn a_file_that_is_too_large_has_no_functions_and_is_no_failure() {
    let (folder, small) = sources(&[("a.py", "def f(): pass")]);
    let workspace = Workspace::index(folder.path(), Limits::default()).unwrap();
    let sources = Sources::new(
        workspace,
        Options {
            largest_file: 5,
            ..Options::default()
        },
    );
    let outline = sources.outline(Path::new("a.py")).unwrap();
    assert!(outline.unparsed && outline.functions.is_empty() && outline.lines.is_none());
    assert_eq!((sources.files_read(), sources.files_parsed()), (0, 0));
    assert!(sources.find_by_names(&["f"])[0].found.is_empty());
    assert_eq!(small.outline(Path::new("a.py")).unwrap().lines, Some(1));
}

#[test]
fn a_path_that_fits_several_files_is_decided_by_the_function() {
    let (_folder, sources) = sources(&[
        ("x/util.c", "int f(void) { return 1; }"),
        ("y/util.c", "int g(void) { return 1; }"),
    ]);
    let found = sources.resolve(&[], "/build/util.c", Some("g.part.0"));
    assert!(matches!(found, Resolution::Found { path, .. } if path == Path::new("y/util.c")));
    assert!(matches!(
        sources.resolve(&[], "util.c", None),
        Resolution::Ambiguous(_)
    ));
}
