//! What the reader of folded stacks promises, on what py-spy, inferno and gperftools wrote and on
//! hostile text.

// The hashes are how expect-test writes what it found.
#![allow(clippy::needless_raw_string_hashes, clippy::unwrap_used)]
#![allow(clippy::case_sensitive_file_extension_comparisons)]

use std::fmt::Write;
use std::path::PathBuf;

use expect_test::{Expect, expect};
use profile::{Error, Format, Options, Profile, detect};
use proptest::prelude::*;

fn fixture(path: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read_with(bytes: &[u8], options: &Options) -> Result<Profile, Error> {
    profile::read_as(Format::Folded, "test", bytes, options)
}

fn read(bytes: &[u8]) -> Profile {
    read_with(bytes, &Options::default()).unwrap()
}

/// Every function with self and total, its file and mapping, then every line, then the warnings.
fn show(profile: &Profile) -> String {
    let mut text = String::new();
    let symbols = &profile.symbols;
    for value in &profile.values {
        writeln!(text, "{} scale {} sum {}", value.label(), value.scale, value.sum).unwrap();
    }
    for cell in profile.flat.functions_of(profile.selected()) {
        write!(
            text,
            "{} {} {}",
            symbols.name(cell.key),
            cell.own.unwrap(),
            cell.total.unwrap()
        )
        .unwrap();
        if let Some(mapping) = symbols.mapping_name(cell.key) {
            write!(text, " in {mapping}").unwrap();
        }
        text.push('\n');
    }
    for cell in profile.flat.lines_of(profile.selected()) {
        let file = symbols.text.get(cell.key.file);
        writeln!(
            text,
            "  {file}:{} {} {}",
            cell.key.line,
            cell.own.unwrap(),
            cell.total.unwrap()
        )
        .unwrap();
    }
    for warning in &profile.meta.warnings {
        writeln!(text, "! {:?}: {}", warning.line, warning.message).unwrap();
    }
    text
}

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&show(&read(text.as_bytes())));
}

#[test]
fn counts_add_up_and_recursion_counts_once() {
    check(
        "main;work;work 3\nmain;work 2\nmain 1\nmain;work 4\n",
        &expect![[r#"
            samples/count scale 1 sum 10
            work 9 9
            main 1 10
        "#]],
    );
}

#[test]
fn the_count_is_behind_the_last_space_and_names_may_hold_any() {
    check(
        "a b;operator new 2\nprocess 1:\"sh -c x; y\";main 3\nf<[u8; 4]> 5\n",
        &expect![[r#"
            samples/count scale 1 sum 10
            f<[u8; 4]> 5 5
            main 3 3
            operator new 2 2
            process 1:"sh -c x; y" 0 3
            a b 0 2
        "#]],
    );
}

#[test]
fn places_in_frames_become_lines() {
    check(
        "main (a.py:3);work (b.py:7) 3\nmain (a.py:4);work (b.py:7) 2\nlibc`read 1\n",
        &expect![[r#"
            samples/count scale 1 sum 6
            work 5 5
            read 1 1 in libc
            main 0 5
              b.py:7 5 5
              a.py:3 0 3
              a.py:4 0 2
        "#]],
    );
}

#[test]
fn two_counts_are_before_and_after() {
    let text = "main;f 10 20\nmain;g 5 0\nmain;h 0 7\n";
    check(
        text,
        &expect![[r#"
        before/count scale 1 sum 15
        after/count scale 1 sum 27
        f 20 20
        h 7 7
        main 0 27
    "#]],
    );
    let profile = read(text.as_bytes());
    assert_eq!(
        profile.values.iter().map(|value| value.sum).collect::<Vec<_>>(),
        [15, 27]
    );
}

#[test]
fn decimals_are_kept_by_a_scale() {
    check(
        "main;f 1.25\nmain 2\n",
        &expect![[r#"
        samples/count scale 0.01 sum 325
        main 200 325
        f 125 125
    "#]],
    );
    let mut late = "main;f 1\n".repeat(300);
    late.push_str("main;f 0.75\n");
    check(
        &late,
        &expect![[r#"
        samples/count scale 1 sum 301
        f 301 301
        main 0 301
        ! Some(301): a count with more decimals than the first lines have; such counts were rounded
    "#]],
    );
}

#[test]
fn line_breaks_comments_and_empty_lines_do_not_matter() {
    check(
        "# austin: 3.6.0\r\n\r\na;b 1\r\na;b 2\t\r\n# end\n",
        &expect![[r#"
            samples/count scale 1 sum 3
            b 3 3
            a 0 3
        "#]],
    );
}

#[test]
fn a_stack_without_frames_counts() {
    check(
        "main;f 2\n 3\n;g 1\nmain; 1\n",
        &expect![[r#"
        samples/count scale 1 sum 7
        [unknown] 4 5
        f 2 2
        g 1 1
        main 0 3
    "#]],
    );
}

#[test]
fn tracing_flame_puts_a_space_behind_each_separator() {
    check(
        "tracing; app::main:src/main.rs:3 10\ntracing; app::main:src/main.rs:3; app::load:src/load.rs:9 32\n",
        &expect![[r#"
            samples/count scale 1 sum 42
            app::load 32 32
            app::main 10 42
            tracing 0 42
              src/load.rs:9 32 32
              src/main.rs:3 10 42
        "#]],
    );
}

#[test]
fn bytes_that_are_no_text_are_read_as_such() {
    let profile = read(b"ma\xffin;\0f 2\nma\xffin;\0f;g 1\n");
    assert_eq!(profile.values[0].sum, 3);
    assert!(profile.symbols.text.find("ma\u{fffd}in").is_some());
}

#[test]
fn lines_without_a_count_are_told_and_too_many_are_an_error() {
    check(
        "a;b 1\nnonsense\na;c 2\na;d\n",
        &expect![[r#"
        samples/count scale 1 sum 3
        c 2 2
        b 1 1
        a 0 3
        ! Some(2): expected frames joined by `;`, a space and a count, found "nonsense"; passed over (2 such lines, this is the first)
    "#]],
    );
    let error = read_with(b"a;b 1\nno\nno more\n", &Options::default())
        .err()
        .unwrap();
    expect!["test: line 2: read as folded: expected frames joined by `;`, a space and a count, found no"]
        .assert_eq(&error.to_string());
    let endless = "prose without a number at its end\n".repeat(1_000_000);
    assert!(matches!(
        read_with(endless.as_bytes(), &Options::default()),
        Err(Error::Malformed { .. })
    ));
}

#[test]
fn negative_and_huge_counts_saturate() {
    let profile = read(b"a;b -5\na;c 2\n");
    assert_eq!(profile.values[0].sum, -3);
    let profile = read(b"a;b 99999999999999999999\na;b 9223372036854775807\na;c 1e30\n");
    assert_eq!(profile.values[0].sum, i64::MAX);
    for cell in &profile.flat.functions {
        assert!(profile.values[0].share(cell.total.unwrap()) <= 1.0);
    }
}

#[test]
fn a_stack_of_a_hundred_thousand_frames_is_read() {
    let deep = "f;".repeat(99_999) + "f 7\n";
    let profile = read(deep.repeat(3).as_bytes());
    assert_eq!(show(&profile), "samples/count scale 1 sum 21\nf 21 21\n");
}

#[test]
fn a_line_past_the_limit_is_told() {
    let mut text = "f;".repeat(2 << 20);
    text.push_str("f 7\nmain;g 1\nmain;h 1\n");
    let profile = read(text.as_bytes());
    assert_eq!(profile.values[0].sum, 2);
    assert_eq!(profile.meta.warnings.len(), 2);
}

/// Nodes past the limit are folded; no weight is lost by it.
#[test]
fn pruning_keeps_the_sum() {
    let mut text = String::new();
    for n in 0..5000 {
        writeln!(text, "main;f{};g{} 2", n % 70, n).unwrap();
    }
    let options = Options {
        max_nodes: 200,
        ..Options::default()
    };
    let profile = read_with(text.as_bytes(), &options).unwrap();
    assert_eq!(profile.values[0].sum, 10_000);
    let main = profile
        .flat
        .functions
        .iter()
        .find(|cell| profile.symbols.name(cell.key) == "main")
        .unwrap();
    assert_eq!(main.total, Some(10_000));
    assert!(profile.stacks.unwrap().nodes.len() < 600);
}

/// The last column of a table that is counted by eye: the sum of the last word of each line.
fn sum_of_last_words(bytes: &[u8]) -> i64 {
    String::from_utf8_lossy(bytes)
        .lines()
        .map(|line| line.rsplit(' ').next().unwrap().parse::<i64>().unwrap())
        .sum()
}

#[test]
fn recordings_weigh_what_their_tools_say() {
    // What py-spy says of each is in the README of the variants: "Samples: 295 Errors: 0".
    for (path, samples) in [
        ("python/recordings/py-spy.folded", 295),
        ("python/variants/raw-full.txt", 256),
        ("python/variants/raw-function.txt", 235),
        ("python/variants/raw-threads.txt", 707),
        ("python/variants/raw-idle.txt", 546),
        ("python/variants/raw-gil.txt", 114),
        ("python/variants/raw-subprocesses.txt", 445),
        ("python/variants/raw-native.txt", 139),
        ("python/variants/raw-nolineno.txt", 126),
        // `google-pprof --text` says "Total: 241 samples".
        ("cpp/variants/gperftools-collapsed.txt", 241),
    ] {
        assert_eq!(sum_of(path), samples, "{path}");
    }
    // `perf report` says "Event count (approx.)" of the same recordings.
    for path in [
        "c/variants/folded-inferno.txt",
        "c/variants/folded-inferno-4096.txt",
        "c/variants/fp-folded-inferno.txt",
        "cpp/variants/folded-inferno.txt",
        "go/variants/folded-inferno.txt",
        "rust/variants/folded-inferno.txt",
    ] {
        assert_eq!(sum_of(path), sum_of_last_words(&fixture(path)), "{path}");
    }
}

fn sum_of(path: &str) -> i64 {
    let bytes = fixture(path);
    let profile = profile::read(path, &bytes[..], &Options::default()).unwrap();
    assert_eq!(profile.meta.format, Some(Format::Folded), "{path}");
    assert!(
        profile.meta.warnings.is_empty(),
        "{path}: {:?}",
        profile.meta.warnings
    );
    let value = profile.value(profile.selected());
    let sum: i64 = profile
        .flat
        .functions_of(profile.selected())
        .map(|cell| cell.own.unwrap())
        .sum();
    assert_eq!(sum, value.sum, "{path}");
    for cell in profile.flat.functions_of(profile.selected()) {
        assert!(
            cell.own <= cell.total && cell.total.unwrap() <= value.whole(),
            "{path}"
        );
    }
    for cell in profile.flat.lines_of(profile.selected()) {
        assert!(
            cell.own <= cell.total && cell.total.unwrap() <= value.whole(),
            "{path}"
        );
    }
    sum
}

#[test]
fn a_recorded_difference_has_both_sides() {
    let bytes = fixture("c/variants/folded-diff.txt");
    let profile = profile::read("folded-diff.txt", &bytes[..], &Options::default()).unwrap();
    let labels: Vec<_> = profile.values.iter().map(profile::ValueType::label).collect();
    assert_eq!(labels, ["before/count", "after/count"]);
    assert_eq!(profile.value(profile.selected()).name, "after");
    assert_eq!(profile.values[1].sum, sum_of_last_words(&bytes));
}

/// The README of the Python workspace lists where the innermost frames of the recording are.
#[test]
fn the_hottest_lines_of_py_spy_are_those_of_its_readme() {
    let profile = read(&fixture("python/recordings/py-spy.folded"));
    let lines: Vec<String> = (profile.flat.lines_of(profile.selected()).take(3))
        .map(|cell| {
            let file = profile.symbols.text.get(cell.key.file);
            format!(
                "{} of 295  {} ({file}:{})",
                cell.own.unwrap(),
                profile.symbols.name(cell.key.function),
                cell.key.line
            )
        })
        .collect();
    expect![[r#"
        [
            "158 of 295  distance (spell/tree.py:13)",
            "54 of 295  distance (spell/tree.py:12)",
            "40 of 295  distance (spell/tree.py:11)",
        ]"#]]
    .assert_eq(&format!("{lines:#?}"));
}

#[test]
fn frames_of_the_google_pprof_are_taken_apart() {
    let profile = read(&fixture("cpp/variants/gperftools-collapsed.txt"));
    let symbols = &profile.symbols;
    assert!(symbols.places.iter().any(|place| place.inlined));
    assert!(symbols.places.iter().any(|place| place.address.is_some()));
    let names: Vec<&str> = symbols
        .functions
        .iter()
        .map(|function| symbols.text.get(function.shown))
        .collect();
    assert!(names.contains(&"main") && names.contains(&"scene::Scene::trace(scene::Ray const&, int) const"));
    assert!(!names.iter().any(|name| name.ends_with("[inline]")), "{names:?}");
}

#[test]
fn only_folded_stacks_look_like_folded_stacks() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/workspaces");
    let mut open = vec![root, PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let (mut folded, mut others) = (0, 0);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.to_string_lossy().into_owned();
            let base = path.file_name().unwrap().to_string_lossy().into_owned();
            let is_folded =
                (base.contains("folded") || base.contains("collapsed") || base.starts_with("raw-"))
                    && !base.ends_with(".toml")
                    && !name.contains("/src/");
            let found = detect("x", &std::fs::read(&path).unwrap()) == Some(Format::Folded);
            assert_eq!(found, is_folded, "{name}");
            *if is_folded { &mut folded } else { &mut others } += 1;
        }
    }
    assert!(folded > 15 && others > 100, "{folded}, {others}");
    for text in [
        "",
        "The year 2026\n",
        "int x = 5;\nreturn 0;\n",
        "a;b;c\n1;2;3\n",
        "2026-11-22;info;started 3\nsome log line; with words\nmore; words\n",
        "a b 1\nc d 2\n",
        "main 5\n",
        "; a comment 1\nmov eax, 5\n",
    ] {
        assert_ne!(detect("x", text.as_bytes()), Some(Format::Folded), "{text:?}");
    }
    assert_eq!(
        detect("cpu.folded", b"main 5\n"),
        Some(Format::Folded),
        "the name decides"
    );
    assert_eq!(detect("cpu.folded", b"main\nfoo\n"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_with(&bytes, &Options::default());
        let _ = profile::read("x.folded", &bytes[..], &Options::default());
    }

    #[test]
    fn arbitrary_text_of_the_formats_own_characters_never_panics(text in "[a(;: 0-9.#`_\\[\\]<>)\n-]{0,200}") {
        if let Ok(profile) = read_with(text.as_bytes(), &Options::default()) {
            for cell in &profile.flat.functions {
                prop_assert!(profile.value(cell.value).share(cell.total.unwrap()) <= 1.0);
            }
        }
    }

    /// Sharing prefixes with the line before must not show: the same lines in any order, read one by
    /// one, give the same weights.
    #[test]
    fn the_order_of_lines_does_not_matter(
        stacks in prop::collection::vec(
            (prop::collection::vec(prop::sample::select(vec!["a", "ab", "b", " c", "a;", "x y"]), 1..6), 1i64..9),
            1..30,
        )
    ) {
        let lines: Vec<String> = stacks.iter().map(|(frames, count)| format!("{} {count}\n", frames.join(";"))).collect();
        // A line first that fixes how separators are read.
        let text = |lines: Vec<String>| format!("p;q 1\n{}", lines.concat());
        let sorted = { let mut lines = lines.clone(); lines.sort(); lines };
        let together = sums(&read(text(sorted).as_bytes()));
        prop_assert_eq!(&together, &sums(&read(text(lines.clone()).as_bytes())));
        let mut apart = std::collections::BTreeMap::<String, (i64, i64)>::new();
        for line in &lines {
            for (name, (own, total)) in sums(&read(text(vec![line.clone()]).as_bytes())) {
                let slot = apart.entry(name).or_default();
                *slot = (slot.0 + own, slot.1 + total);
            }
        }
        for name in ["p", "q"] {
            let slot = apart.entry(name.to_owned()).or_default();
            let once = i64::from(name == "q");
            *slot = (slot.0 - once * (lines.len() as i64 - 1), slot.1 - (lines.len() as i64 - 1));
        }
        prop_assert_eq!(together, apart);
    }

    #[test]
    fn mutated_recordings_never_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
    ) {
        let mut bytes = fixture("c/variants/folded-inferno.txt");
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read_with(&bytes, &Options::default());
    }
}

fn sums(profile: &Profile) -> std::collections::BTreeMap<String, (i64, i64)> {
    (profile.flat.functions.iter())
        .map(|cell| {
            (
                profile.symbols.name(cell.key).to_owned(),
                (cell.own.unwrap(), cell.total.unwrap()),
            )
        })
        .collect()
}
