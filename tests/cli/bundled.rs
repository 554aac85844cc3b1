//! `sysgrok check` on the bundled workspaces: their READMEs tell the hot function and line.

use std::fs;

use expect_test::expect;
use serde_json::Value;

use crate::support::{Folder, bundled, list, repository, sysgrok};

/// What the README of a workspace tells.
struct Documented {
    workspace: &'static str,
    /// The hot function by self, its file, and its share of all samples.
    function: (&'static str, &'static str, std::ops::Range<f64>),
    /// The hot line by self and its share.
    line: (&'static str, u64, std::ops::Range<f64>),
}

const DOCUMENTED: &[Documented] = &[
    Documented {
        workspace: "c",
        function: ("table_find", "src/table.c", 0.2..0.35),
        line: ("src/table.c", 14, 0.2..0.25),
    },
    Documented {
        workspace: "cpp",
        function: ("geo::Vec<double, 3ul>::dot", "src/vec.hpp", 0.3..0.333),
        line: ("src/vec.hpp", 36, 0.3..0.333),
    },
    Documented {
        workspace: "rust",
        function: ("logq::filter::matches", "src/filter.rs", 0.7..0.8),
        line: ("src/filter.rs", 39, 0.24..0.28),
    },
    Documented {
        workspace: "python",
        function: ("distance", "spell/tree.py", 0.89..0.92),
        line: ("spell/tree.py", 13, 0.5..0.56),
    },
    Documented {
        workspace: "go",
        function: (
            "example.org/roads/heap.(*Heap[...]).sink",
            "heap/heap.go",
            0.24..0.28,
        ),
        line: ("graph/graph.go", 67, 0.15..0.2),
    },
];

#[test]
fn the_documented_function_and_line_come_first() {
    for documented in DOCUMENTED {
        let path = format!("tests/workspaces/{}", documented.workspace);
        let ran = sysgrok(["check", &path, "--format", "json"]).run().exits(0);
        assert_eq!(ran.stderr, "", "{path}");
        let report = ran.json();
        let (function, line) = (&list(&report, "functions")[0], &list(&report, "lines")[0]);
        let (name, file, share) = &documented.function;
        assert_eq!(
            (&function["name"], &function["file"]),
            (&Value::from(*name), &Value::from(*file))
        );
        assert!(
            share.contains(&function["self"].as_f64().unwrap()),
            "{path}: {function}"
        );
        let (file, number, share) = &documented.line;
        assert_eq!(
            (&line["file"], &line["line"]),
            (&Value::from(*file), &Value::from(*number))
        );
        assert!(share.contains(&line["self"].as_f64().unwrap()), "{path}: {line}");
        assert!(
            list(&report, "functions")
                .iter()
                .all(|function| function["stale"] == false),
            "{path}"
        );
    }
}

#[test]
fn text_names_the_function_and_marks_the_line() {
    for documented in DOCUMENTED {
        let path = format!("tests/workspaces/{}", documented.workspace);
        let text = sysgrok(["check", &path]).run().exits(0).quiet();
        let (_, file, _) = &documented.function;
        assert!(text.starts_with("hot: `"), "{path}: {text}");
        let place = text.lines().nth(1).unwrap().trim();
        assert!(place.starts_with(&format!("--> {path}/{file}:")), "{place}");
        let (file, line, _) = &documented.line;
        assert!(
            text.contains(&format!("--> {path}/{file}:{line}:")),
            "{path}: {text}"
        );
    }
}

#[test]
fn what_a_new_user_sees_first() {
    let text = sysgrok(["check", "tests/workspaces/c", "--limit", "2"])
        .run()
        .exits(0)
        .quiet();
    expect![[r#"
        hot: `table_find`: 27.3 % of cpu-clock self, 49.7 % total
          --> tests/workspaces/c/src/table.c:14:9
           |
         8 | struct entry *table_find(const struct table *table, const char *word)
        ...
        11 |     struct entry *entry = table->bucket[hash % BUCKETS];
           |     ---------------------------------------------------- 1.0 % self
        12 |
        13 |     while (entry) {
           |     --------------- 3.5 % self
        14 |         if (entry->hash == hash && strcmp(entry->word, word) == 0)
           |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 21.7 % self, 37.4 % total
           |
           = note: 78 of 286 samples, ±11 %
           = note: called by table_add 49.3 %
           = note: calls __strcmp_evex 15.0 %, hash_word 6.6 %, strcmp@plt 0.7 %

        hot: `index_document`: 12.9 % of cpu-clock self, 82.2 % total
          --> tests/workspaces/c/src/wordex.c:53:9
           |
        48 | static void index_document(struct table *table, const char *text, uint32_t doc)
        ...
        53 |         if (isalpha((unsigned char)*text) && length < sizeof word - 1) {
           |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 5.2 % self, 5.6 % total
        54 |             word[length++] = (char)tolower((unsigned char)*text);
           |             ----------------------------------------------------- 2.4 % self, 5.9 % total
        ...
        57 |         if (length) {
           |         ------------- 2.8 % self
           |
           = note: 37 of 286 samples, ±16 %
           = note: called by main 82.2 %
           = note: calls table_add 65.4 %, __ctype_tolower_loc 2.4 %, __ctype_tolower_loc@plt 1.0 %

        tests/workspaces/c/recordings/cpu.perf.txt: perf-script, cpu-clock 1.14 s, 286 samples, recorded 2026-11-22 10:02 UTC on demo
          75.5 % of it is in this workspace
          15.0 % __strcmp_evex: its file ./string/../sysdeps/x86_64/multiarch/strcmp-evex.S is not in the workspace
           2.4 % __ctype_tolower_loc: its file ./ctype/./ctype/ctype-info.c is not in the workspace
           1.4 % exc_page_fault: part of the system; the profile names no source file for it
           1.0 % __ctype_tolower_loc@plt: the profile names no file, and no function of the workspace has its name
           0.7 % __GI___libc_realloc: its file ./malloc/./malloc/malloc.c is not in the workspace
    "#]].assert_eq(&text);
}

/// The README shows a part of it.
#[test]
fn the_readme_shows_what_is_printed() {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let shown: String = readme
        .lines()
        .skip_while(|line| !line.contains("hot: `"))
        .take_while(|line| line.is_empty() || line.starts_with("    "))
        .flat_map(|line| [line.strip_prefix("    ").unwrap_or(line), "\n"])
        .collect();
    assert!(shown.lines().count() > 10, "{shown}");
    let text = sysgrok(["check", "tests/workspaces/c"]).run().exits(0).quiet();
    assert!(
        text.contains(shown.trim_end()),
        "the README shows\n{shown}\nand this is\n{text}"
    );
}

/// The totals that the README of the C++ workspace gives for callers, through inlined functions and a
/// recursion.
#[test]
fn totals_count_inlined_and_recursive_functions_once_a_stack() {
    let report = sysgrok(["check", "tests/workspaces/cpp", "--format", "json"])
        .run()
        .exits(0)
        .json();
    let total = |name: &str| {
        let functions = list(&report, "functions").iter();
        let mut of_name = functions.filter(|function| function["name"].as_str().unwrap().ends_with(name));
        let only = of_name.next().unwrap_or_else(|| panic!("no {name}"));
        assert!(of_name.next().is_none(), "{name} twice");
        only["total"].as_f64().unwrap()
    };
    assert!(
        (0.7..0.8).contains(&total("Sphere::hit")),
        "{}",
        total("Sphere::hit")
    );
    assert!((0.95..=1.0).contains(&total("Scene::trace")));
    assert!((0.9..=1.0).contains(&total("Scene::nearest")));
    let line_80 = list(&report, "lines")
        .iter()
        .find(|line| line["file"] == "src/scene.cpp" && line["line"] == 80)
        .unwrap();
    assert!(line_80["total"].as_f64().unwrap() > 0.85, "{line_80}");
}

/// Every recording of one program, in whatever format, leads to the same function, and where the format has lines
/// to the same line.
#[test]
fn every_format_leads_to_the_same_function() {
    let cases = [
        (
            "c",
            "table_find",
            "src/table.c",
            &[
                ("script.txt", None),
                ("script-noinline.txt", None),
                ("script-srcline-base.txt", Some(14)),
                ("flat-script-srcline.txt", Some(14)),
                ("fp-script-weight.txt", None),
                ("report-children.txt", None),
                ("report-nochildren.txt", None),
                ("report-n.txt", None),
                ("report-comma.txt", None),
                ("report-srcline-full.txt", Some(14)),
                ("annotate.txt", Some(14)),
                ("annotate-l.txt", Some(14)),
                ("annotate-l-full.txt", Some(14)),
                ("annotate-n.txt", Some(14)),
                ("folded-inferno.txt", None),
                ("topn-table.txt", None),
                ("topn-copy.txt", None),
                ("events-script.txt", None),
            ][..],
        ),
        (
            "rust",
            "logq::filter::matches",
            "src/filter.rs",
            &[
                ("fp-script-mangled.txt", None),
                ("v0-script-mangled.txt", None),
                ("flat-script-srcline.txt", Some(50)),
                ("annotate-l-full.txt", Some(39)),
                ("folded-inferno.txt", None),
            ],
        ),
        (
            "python",
            "distance",
            "spell/tree.py",
            &[
                ("raw-full.txt", Some(13)),
                // py-spy gives the first lines of functions here, which are not painted; that of a comprehension is a
                // line of the function around it.
                ("raw-function.txt", Some(28)),
                ("raw-nolineno.txt", None),
                ("raw-native.txt", Some(13)),
            ],
        ),
        (
            "go",
            "example.org/roads/heap.(*Heap[...]).sink",
            "heap/heap.go",
            &[("cpu-plain.bin", Some(67)), ("cpu-trimpath.bin", Some(46))],
        ),
    ];
    for (workspace, name, file, variants) in cases {
        let folder = Folder::copy_of(workspace);
        let sidecar = sidecar(&folder);
        for (variant, line) in variants {
            let profile = format!("variants/{variant}");
            folder.write(&profile, fs::read(bundled(workspace).join(&profile)).unwrap());
            folder.write(format!("{profile}.meta.toml"), &sidecar);
            let report = folder
                .sysgrok(["check", "--profile", &profile, "--format", "json"])
                .run()
                .exits(0)
                .json();
            let profile = format!("{workspace}/{profile}");
            let functions = list(&report, "functions");
            let first = functions
                .first()
                .unwrap_or_else(|| panic!("{profile}: no function"));
            // Generic arguments and hashes differ with the format.
            let last = |name: &str| name.rsplit([':', '.']).next().unwrap().to_owned();
            assert_eq!(
                last(first["name"].as_str().unwrap()),
                last(name),
                "{profile}: {first}"
            );
            assert_eq!(first["file"], *file, "{profile}");
            let first_line = list(&report, "lines")
                .first()
                .and_then(|line| line["line"].as_u64());
            assert_eq!(first_line, *line, "{profile}");
        }
    }
}

/// What tells by their hashes that the sources are those that were recorded.
fn sidecar(folder: &Folder) -> String {
    let entries = fs::read_dir(folder.path().join("recordings")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let sidecar = paths
        .into_iter()
        .find(|path| path.extension().is_some_and(|end| end == "toml"));
    let text = fs::read_to_string(sidecar.unwrap()).unwrap();
    // When the variants were recorded it does not tell.
    text[text.find("[sources]").unwrap()..].to_owned()
}
