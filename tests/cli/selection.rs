//! Which profiles `check` takes, and how they are read: `--profile`, discovery, standard input, `--value-type`,
//! `--limit`, `--input-format`.

use expect_test::expect;

use crate::support::{APP, APP_FOLDED, Folder, gzip, list, sysgrok};

#[test]
fn profiles_are_found_by_their_names() {
    let folder = Folder::with(&[
        APP,
        (".gitignore", "*.folded\nbuild/\n"),
        ("app.folded", APP_FOLDED.1),
        ("build/deep/x.collapsed", APP_FOLDED.1),
        (".hidden/y.folded", APP_FOLDED.1),
        ("node_modules/z.folded", APP_FOLDED.1),
        ("notes.txt", APP_FOLDED.1),
    ]);
    folder.write("packed.folded.gz", gzip(APP_FOLDED.1.as_bytes()));
    let report = folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(0)
        .json();
    let paths: Vec<&str> = list(&report, "profiles")
        .iter()
        .map(|profile| profile["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        paths,
        [
            ".hidden/y.folded",
            "app.folded",
            "build/deep/x.collapsed",
            "packed.folded.gz"
        ]
    );
}

#[test]
fn a_folder_without_profiles_is_told_how_to_get_one() {
    let folder = Folder::with(&[APP, ("notes.txt", APP_FOLDED.1)]);
    let ran = folder.sysgrok(["check"]).run();
    expect![[r#"
        -- 3 --
        error: no profile found in .; name one with --profile, or record one: perf record -g ./program && perf script -F +srcline --full-source-path > cpu.perf.txt
    "#]].assert_eq(&ran.all());
}

#[test]
fn a_named_profile_may_have_any_name_and_is_the_only_one() {
    let folder = Folder::with(&[APP, ("notes.txt", APP_FOLDED.1), ("other.folded", "other 5\n")]);
    let report = folder
        .sysgrok(["check", "--profile", "notes.txt", "--format", "json"])
        .run()
        .exits(0)
        .json();
    assert_eq!(list(&report, "profiles").len(), 1);
    assert_eq!(report["profiles"][0]["path"], "notes.txt");
    assert_eq!(report["functions"][0]["name"], "busy");
}

#[test]
fn several_profiles_are_ranked_together() {
    let folder = Folder::with(&[
        APP,
        ("one.folded", "busy (app.py:7) 60\nidle (app.py:3) 40\n"),
        ("two.folded", "idle (app.py:3) 90\nbusy (app.py:7) 10\n"),
    ]);
    let text = folder
        .sysgrok(["check", "-p", "one.folded", "-p", "two.folded", "--limit", "3"])
        .run()
        .exits(0)
        .quiet();
    expect![[r#"
        hot: `idle`: 90.0 % of samples self, 90.0 % total
         --> app.py:3:5
          |
        1 | def idle(n):
        2 |     # Not much.
        3 |     return n + 1
          |     ^^^^^^^^^^^^ 90.0 % self
          |
          = note: 90 of 100 samples, ±11 %
          = note: in two.folded

        hot: `busy`: 60.0 % of samples self, 60.0 % total
         --> app.py:7:9
          |
        5 | def busy(n):
        6 |     for _ in range(n):
        7 |         n = idle(n) * 3
          |         ^^^^^^^^^^^^^^^ 60.0 % self
          |
          = note: 60 of 100 samples, ±13 %
          = note: in one.folded

        hot: `idle`: 40.0 % of samples self, 40.0 % total
         --> app.py:3:5
          |
        1 | def idle(n):
        2 |     # Not much.
        3 |     return n + 1
          |     ^^^^^^^^^^^^ 40.0 % self
          |
          = note: 40 of 100 samples, ±16 %
          = note: in one.folded

        one.folded: folded, samples 100, 100 samples
          100.0 % of it is in this workspace
        two.folded: folded, samples 100, 100 samples
          100.0 % of it is in this workspace
    "#]]
    .assert_eq(&text);
}

#[test]
fn the_value_type_is_chosen_by_name_unit_or_label() {
    let total = |value_type: &[&str]| {
        let profile = "tests/workspaces/go/variants/heap.bin";
        let mut arguments = vec![
            "check",
            "tests/workspaces/go",
            "--profile",
            profile,
            "--format",
            "json",
        ];
        arguments.extend(value_type);
        let report = sysgrok(arguments).run().exits(0).json();
        report["profiles"][0]["value_type"].as_str().unwrap().to_owned()
    };
    // The file's own choice.
    assert_eq!(total(&[]), "inuse_space/bytes");
    assert_eq!(total(&["--value-type", "alloc_space"]), "alloc_space/bytes");
    assert_eq!(
        total(&["--value-type", "alloc_objects/count"]),
        "alloc_objects/count"
    );
    let profile = "tests/workspaces/go/recordings/cpu.pprof";
    for (wanted, found) in [
        ("nanoseconds", "cpu/nanoseconds"),
        ("samples", "samples/count"),
        ("count", "samples/count"),
    ] {
        let report = sysgrok(["inspect", "--json", profile, "--value-type", wanted])
            .run()
            .exits(0)
            .json();
        assert_eq!(report["value_type"], found);
    }
}

#[test]
fn the_value_type_changes_what_is_hot() {
    let shares = |value_type: &str| {
        let report = sysgrok([
            "inspect",
            "--json",
            "tests/workspaces/go/variants/heap.bin",
            "--value-type",
            value_type,
        ])
        .run()
        .exits(0)
        .json();
        let functions = list(&report, "functions");
        assert!(
            functions.is_sorted_by_key(|function| -function["self"].as_f64().unwrap()),
            "heaviest first"
        );
        let sum: i64 = functions
            .iter()
            .map(|function| function["self"].as_i64().unwrap())
            .sum();
        let of_type = list(&report, "value_types")
            .iter()
            .find(|known| known["type"] == value_type)
            .unwrap();
        assert_eq!(of_type["total"], sum, "{value_type}");
        sum
    };
    // As `go tool pprof -top` prints them: 87359, 81.63MB, 8754, 1140.66kB.
    assert_eq!(shares("alloc_objects"), 87_359);
    assert_eq!(shares("alloc_space"), 85_598_347);
    assert_eq!(shares("inuse_objects"), 8_754);
    assert_eq!(shares("inuse_space"), 1_168_039);
}

#[test]
fn a_value_type_that_is_none_is_answered_with_the_list() {
    let folder = Folder::with(&[APP, APP_FOLDED, ("other.folded", APP_FOLDED.1)]);
    let one = folder
        .sysgrok(["check", "-p", "app.folded", "--value-type", "watts"])
        .run();
    expect![[r#"
        -- 2 --
        error: app.folded has no value type watts; it has samples/count
    "#]]
    .assert_eq(&one.all());
    let several = folder.sysgrok(["check", "--value-type", "watts"]).run();
    expect![[r#"
        -- 2 --
        error: app.folded has no value type watts; it has samples/count
        error: other.folded has no value type watts; it has samples/count
    "#]]
    .assert_eq(&several.all());
    let inspect = folder
        .sysgrok(["inspect", "app.folded", "--value-type", "watts"])
        .run();
    expect![[r#"
        -- 2 --
        error: app.folded has no value type watts; it has samples/count
    "#]]
    .assert_eq(&inspect.all());
    let convert = folder
        .sysgrok(["convert", "app.folded", "--to", "folded", "--value-type", "watts"])
        .run();
    expect![[r#"
        -- 2 --
        error: app.folded has no value type watts; it has samples/count
    "#]]
    .assert_eq(&convert.all());
}

/// Of several profiles, those that have no such value type show their own, and say so.
#[test]
fn a_value_type_that_one_of_several_profiles_has_is_shown_there() {
    let folder = Folder::with(&[APP, APP_FOLDED]);
    let go = crate::support::bundled("go/recordings/cpu.pprof");
    let ran = folder
        .sysgrok([
            "check",
            "--format",
            "json",
            "-p",
            "app.folded",
            "--value-type",
            "cpu",
            "-p",
            go.to_str().unwrap(),
        ])
        .run()
        .exits(0);
    assert_eq!(
        ran.stderr,
        "warning: app.folded has no value type cpu; it has samples/count\n"
    );
    let report = ran.json();
    let types: Vec<_> = list(&report, "profiles")
        .iter()
        .map(|profile| &profile["value_type"])
        .collect();
    assert_eq!(types, ["samples/count", "cpu/nanoseconds"]);
}

#[test]
fn the_limit_bounds_functions_and_lines() {
    let count = |arguments: &[&str]| {
        let report = sysgrok(
            ["check", "tests/workspaces/c", "--format", "json"]
                .iter()
                .chain(arguments),
        )
        .run()
        .exits(0)
        .json();
        ["functions", "lines", "unplaced"].map(|key| list(&report, key).len())
    };
    assert_eq!(count(&["--limit", "2"]), [2, 2, 2]);
    assert_eq!(count(&["--limit", "0"]), [0, 0, 0]);
    assert!(count(&[]).iter().all(|&count| count > 10));
    let text = sysgrok(["check", "tests/workspaces/c", "--limit", "1"])
        .run()
        .exits(0)
        .quiet();
    assert_eq!(text.matches("hot: ").count(), 1);
    let text = sysgrok([
        "inspect",
        "tests/workspaces/c/recordings/cpu.perf.txt",
        "--limit",
        "1",
    ])
    .run()
    .exits(0)
    .quiet();
    assert!(text.ends_with("more; --limit shows them\n"), "{text}");
}

#[test]
fn the_input_format_can_be_named() {
    let folder = Folder::with(&[APP, ("stacks.txt", "one two;three 5\n")]);
    let ran = folder
        .sysgrok(["inspect", "--json", "stacks.txt", "--input-format", "folded"])
        .run()
        .exits(0);
    assert_eq!(ran.json()["value_types"][0]["total"], 5);
    let wrong = folder
        .sysgrok(["inspect", "stacks.txt", "--input-format", "pprof"])
        .run();
    expect![[r#"
        -- 1 --
        error: stacks.txt: byte 0: read as pprof: expected a sample_type field of profile.proto, found bytes that are no field of a protobuf message
    "#]].assert_eq(&wrong.all());
    let unknown = folder
        .sysgrok(["inspect", "stacks.txt", "--input-format", "excel"])
        .run()
        .exits(2);
    assert!(
        unknown
            .stderr
            .contains("perf-data, perf-script, perf-report, perf-annotate, folded, pprof, topn"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn a_dash_is_standard_input() {
    let folder = Folder::with(&[APP]);
    let text = folder
        .sysgrok(["check", "--profile", "-", "--limit", "1"])
        .stdin(APP_FOLDED.1)
        .run()
        .exits(0)
        .quiet();
    expect![[r#"
        hot: `busy`: 75.0 % of samples self, 100.0 % total
         --> app.py:7:9
          |
        5 | def busy(n):
        6 |     for _ in range(n):
        7 |         n = idle(n) * 3
          |         ^^^^^^^^^^^^^^^ 75.0 % self, 100.0 % total
          |
          = note: 60 of 80 samples, ±13 %
          = note: calls idle 25.0 %

        <stdin>: folded, samples 80, 80 samples
          100.0 % of it is in this workspace
    "#]]
    .assert_eq(&text);
    let report = folder
        .sysgrok(["inspect", "-", "--json"])
        .stdin(gzip(APP_FOLDED.1.as_bytes()))
        .run()
        .exits(0)
        .json();
    assert_eq!(report["value_types"][0]["total"], 80);
    let folded = folder
        .sysgrok(["convert", "-", "--to", "folded"])
        .stdin(APP_FOLDED.1)
        .run()
        .exits(0)
        .quiet();
    expect![[r#"
        busy 60
        busy;idle 20
    "#]]
    .assert_eq(&folded);
    let nothing = folder.sysgrok(["inspect", "-"]).stdin("").run();
    expect![[r#"
        -- 1 --
        error: <stdin>: the file is empty
    "#]]
    .assert_eq(&nothing.all());
}
