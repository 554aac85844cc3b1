//! Top-N tables and copied pages: rows, sums, and how much disorder they take.

// Helpers of tests may unwrap as tests do; `UPDATE_EXPECT=1` writes raw strings.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes
)]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use expect_test::{Expect, expect};
use profile::{Coverage, Error, Format, Options, Profile, ValueId, detect, read, read_as};
use proptest::prelude::*;

fn bytes(path: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(path);
    fs::read(path).unwrap()
}

fn parse(bytes: &[u8]) -> Result<Profile, Error> {
    read("paste.txt", bytes, &Options::default())
}

fn load(path: &str) -> Profile {
    let profile = parse(&bytes(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(profile.meta.format, Some(Format::TopN));
    profile
}

fn shown(profile: &Profile) -> String {
    let mut out = String::new();
    let text = |id| profile.symbols.text.get(id);
    for (index, value) in profile.values.iter().enumerate() {
        writeln!(
            out,
            "{} sum {} of {:?}, {:?}",
            value.label(),
            value.sum,
            value.stated_total,
            profile.coverage[index]
        )
        .unwrap();
        for cell in profile.flat.functions_of(ValueId(index as u32)) {
            let function = &profile.symbols.functions[cell.key.index()];
            let mapping = profile.symbols.mapping_name(cell.key).unwrap_or("-");
            let file = function.file.map_or("-", text);
            let name = text(function.shown);
            writeln!(
                out,
                "  {mapping} | {name} | {file}: {:?} {:?}",
                cell.own, cell.total
            )
            .unwrap();
        }
        for cell in profile.flat.lines_of(ValueId(index as u32)) {
            let (file, line) = (text(cell.key.file), cell.key.line);
            writeln!(out, "  {file}#{line}: {:?} {:?}", cell.own, cell.total).unwrap();
        }
    }
    for warning in &profile.meta.warnings {
        writeln!(out, "  warning: {:?} {}", warning.line, warning.message).unwrap();
    }
    out
}

#[track_caller]
fn check(input: &str, expected: Expect) {
    expected.assert_eq(&match parse(input.as_bytes()) {
        Ok(profile) => shown(&profile),
        Err(error) => format!("{error}\n"),
    });
}

/// The sums of the two columns, as they stand in the file.
#[test]
fn the_table_and_the_copied_page_hold_the_same_rows() {
    let table = load("c/variants/topn-table.txt");
    let copied = load("c/variants/topn-copy.txt");
    for profile in [&table, &copied] {
        assert_eq!(profile.flat.functions_of(ValueId(0)).count(), 20);
        assert_eq!(profile.values[0].label(), "cpu/percent");
        assert_eq!(
            profile.coverage[0],
            Coverage::Partial {
                printed: profile.values[0].sum
            }
        );
        let hottest = profile.flat.functions_of(ValueId(0)).next().unwrap();
        assert_eq!(profile.symbols.name(hottest.key), "table_find");
        assert_eq!((hottest.own, hottest.total), (Some(272_700), Some(496_500)));
        assert!(profile.flat.lines.iter().all(|cell| cell.own.is_none()));
        assert_eq!(profile.meta.warnings, []);
    }
    let text = String::from_utf8(bytes("c/variants/topn-table.txt")).unwrap();
    let printed: f64 = text
        .lines()
        .skip(1)
        .map(|line| {
            let cell = line.rsplit(" | ").nth(1).unwrap();
            cell.trim_end_matches('%').parse::<f64>().unwrap()
        })
        .sum();
    assert_eq!(table.values[0].sum, (printed * 1e4).round() as i64);
    assert_eq!(copied.values[0].sum, table.values[0].sum);
    let samples = copied.find_value("samples").unwrap();
    assert_eq!(copied.value(samples).sum, 281);
}

#[test]
fn a_copied_stack_weighs_one_sample() {
    for (path, frames, outermost) in [
        ("c/variants/stack-copy.txt", 22, "_start"),
        ("c/variants/stack-copy-user.txt", 0, "_start"),
    ] {
        let profile = load(path);
        let stacks = profile.stacks.as_ref().unwrap();
        assert_eq!(stacks.weights.len(), 1);
        assert_eq!(stacks.weights[0].weight, 1);
        let stack = stacks.path(stacks.weights[0].node);
        let lines = bytes(path).split(|&byte| byte == b'\n').count() / 3;
        assert_eq!(stack.len(), lines, "{path}");
        if frames > 0 {
            assert_eq!(stack.len(), frames);
        }
        let first = profile.symbols.places[stack[0].index()].function;
        assert_eq!(profile.symbols.name(first), outermost);
        assert_eq!(profile.meta.samples, Some(1));
        assert_eq!(profile.meta.warnings, []);
    }
}

#[test]
fn the_seeds_table() {
    check(
        "# Index | Process/Library | Function | File | Self CPU | Self+Children CPU
10 | python3.10 | deduce_unreachable | ../Modules/gcmodule.c#1143 | 0.62% | 1.78%
11 | vmlinux | do_user_addr_fault |  | 0.62% | 2.60%
14 | cc1 | bitmap_set_bit(bitmap_head*, int) | ../../src/gcc/bitmap.c#982 | 0.59% | 0.60%
",
        expect![[r#"
            cpu/percent sum 18300 of Some(1000000), Partial { printed: 18300 }
              vmlinux | do_user_addr_fault | -: Some(6200) Some(26000)
              python3.10 | deduce_unreachable | ../Modules/gcmodule.c: Some(6200) Some(17800)
              cc1 | bitmap_set_bit(bitmap_head*, int) | ../../src/gcc/bitmap.c: Some(5900) Some(6000)
              ../Modules/gcmodule.c#1143: None None
              ../../src/gcc/bitmap.c#982: None None
        "#]],
    );
}

#[test]
fn a_markdown_table_without_spaces_without_numbers_or_with_another_order() {
    check(
        "| Function | Process/Library | File | Self CPU | Self+Children CPU |\r
|---|:--|---|--:|--:|\r
|operator| (Set, Set) | a.out | set.cc#4 | 12,5 % | 20.25%|\r
| | a.out | Unknown file | 1% | 2% |\r
| main [inlined] | a.out | main.cc#0 | 0.5% | 99.00% |\r
",
        expect![[r#"
            cpu/percent sum 140000 of Some(1000000), Partial { printed: 140000 }
              a.out | operator| (Set, Set) | set.cc: Some(125000) Some(202500)
              a.out | [unknown] | -: Some(10000) Some(20000)
              a.out | main | main.cc: Some(5000) Some(990000)
              set.cc#4: None None
        "#]],
    );
}

#[test]
fn rows_without_a_header() {
    check(
        "1|libc.so.6|_int_malloc|./malloc/malloc.c#4299|0.89%|1.20%\n2 |  cc1|x|y.c#1|1 %| 0.99%\n",
        expect![[r#"
            cpu/percent sum 18900 of Some(1000000), Partial { printed: 18900 }
              cc1 | x | y.c: Some(10000) Some(10000)
              libc.so.6 | _int_malloc | ./malloc/malloc.c: Some(8900) Some(12000)
              ./malloc/malloc.c#4299: None None
              y.c#1: None None
        "#]],
    );
}

#[test]
fn a_table_of_names_and_weights_is_one_for_who_says_so() {
    let table = "Top of yesterday\n\nFunction | Self\nmalloc | 3.20%\nfree | 1.00%\n";
    assert_eq!(detect("paste.txt", table.as_bytes()), None);
    let profile = read_as(Format::TopN, "paste.txt", table.as_bytes(), &Options::default()).unwrap();
    expect![[r#"
        cpu/percent sum 42000 of Some(1000000), Partial { printed: 42000 }
          - | malloc | -: Some(32000) None
          - | free | -: Some(10000) None
          warning: Some(1) passed over: no row of the table: "Top of yesterday"
    "#]]
    .assert_eq(&shown(&profile));
}

#[test]
fn a_garbage_line_costs_itself() {
    check(
        "# Index | Process/Library | Function | File | Self CPU | Self+Children CPU
1 | a | f | a.c#1 | 50% | 60%
and then somebody wrote a remark
2 | a | g | a.c#2 | 1000% | 60%
3 | a | h | a.c#3 | 10% | 60%
",
        expect![[r#"
            cpu/percent sum 600000 of Some(1000000), Partial { printed: 600000 }
              a | f | a.c: Some(500000) Some(600000)
              a | h | a.c: Some(100000) Some(600000)
              a.c#1: None None
              a.c#3: None None
              warning: Some(3) passed over: no row of the table: "and then somebody wrote a remark"
              warning: Some(4) passed over: no row of the table: "2 | a | g | a.c#2 | 1000% | 60%"
        "#]],
    );
}

#[test]
fn an_old_page_had_six_lines_a_function() {
    check(
        "1\nJVM/Hotspot: void java.util.Arrays.fill(int[], int)\nArrays.java#3275\n1,078\n12.5%\n13%\n2\nlibc.so.6\nlibc.so.6+0x114991\n78\n0.89%\n1.20%\n",
        expect![[r#"
            cpu/percent sum 133900 of Some(1000000), Partial { printed: 133900 }
              JVM/Hotspot | void java.util.Arrays.fill(int[], int) | Arrays.java: Some(125000) Some(130000)
              libc.so.6 | [unknown] | -: Some(8900) Some(12000)
              Arrays.java#3275: None None
            samples/count sum 1156 of None, Partial { printed: 1156 }
              JVM/Hotspot | void java.util.Arrays.fill(int[], int) | Arrays.java: Some(1078) None
              libc.so.6 | [unknown] | -: Some(78) None
        "#]],
    );
}

#[test]
fn a_cut_page_gives_what_is_whole() {
    check(
        "1\na: f\na.c#1\n78\n0.89%\n1.20%\n~0.00 lbs / ~0.00 kg\n~0.00$\nshow_more_information\n2\nb: g\nb.c#1\n",
        expect![[r#"
            cpu/percent sum 8900 of Some(1000000), Partial { printed: 8900 }
              a | f | a.c: Some(8900) Some(12000)
              a.c#1: None None
            samples/count sum 78 of None, Partial { printed: 78 }
              a | f | a.c: Some(78) None
              warning: Some(10) passed over: part of no function or frame: "2"
              warning: Some(11) passed over: part of no function or frame: "b: g"
              warning: Some(12) passed over: part of no function or frame: "b.c#1"
        "#]],
    );
}

#[test]
fn the_stack_that_the_seed_converts() {
    check(
        "# Index | Process/Library | Function | File
3 | vmlinux | __clear_user | Unknown file
2 | libc.so.6 | Unknown function | Unknown file
1 | sha1sum | main | src/md5sum.c
",
        expect![[r#"
            samples/count sum 1 of None, Complete
              vmlinux | __clear_user | -: Some(1) Some(1)
              libc.so.6 | [unknown] | -: Some(0) Some(1)
              sha1sum | main | -: Some(0) Some(1)
        "#]],
    );
}

#[test]
fn a_header_alone_is_empty_and_prose_is_malformed() {
    check(
        "# Index | Process/Library | Function | File | Self CPU | Self+Children CPU\n",
        expect![[r#"
            paste.txt: read as topn: it holds no samples; was anything running while it was recorded?
        "#]],
    );
    let error = read_as(Format::TopN, "x", &b"\nDear all,\n"[..], &Options::default());
    expect!["x: line 2: read as topn: expected a header such as `# Index | Process/Library | Function | File | Self CPU | Self+Children CPU`, a row of such a table, or what the Functions or Stacktraces page of Elastic Universal Profiling copies, found Dear all,"].assert_eq(&error.err().unwrap().to_string());
}

#[test]
fn other_texts_are_not_taken_for_it() {
    for text in [
        "| Function | File | Notes |\n|---|---|---|\n| f | a.c | slow |\n",
        "1\n2\n3\n4\n",
        "1\nmain\na comment\n",
        "a | b | c | 5% | 6%\n",
        "int main(void) { return a | b | c; }\n",
        "10\nfoo: bar\nbaz\n12\n13\n14\n",
        "2024-01-01 | INFO | f | started\n",
        "",
        "\n\n\n",
    ] {
        assert_ne!(detect("x.txt", text.as_bytes()), Some(Format::TopN), "{text:?}");
    }
}

#[test]
fn hostile_input_costs_no_more_than_its_size() {
    let long = format!(
        "# Index | Process/Library | Function | File | Self CPU | Self+Children CPU\n1 | a | {} | a.c#1 | 1% | 2%\n2 | a | f | a.c#1 | 3% | 4%\n",
        "x|".repeat(1 << 20)
    );
    let options = Options {
        max_line: 4096,
        ..Options::default()
    };
    let profile = read("x.topn", long.as_bytes(), &options).unwrap();
    assert_eq!(profile.values[0].sum, 30_000);
    assert!(!profile.meta.warnings.is_empty());

    let mut deep = String::new();
    for index in (1..=20_000).rev() {
        write!(
            deep,
            "{index}
a: f
a.c#1
"
        )
        .unwrap();
    }
    assert!(parse(deep.as_bytes()).unwrap().stacks.is_some());
    let twice = "1 | a | f | a.c#1 | 99.99% | 99.99%
"
    .repeat(50);
    let profile = parse(twice.as_bytes()).unwrap();
    for cell in &profile.flat.functions {
        assert!(cell.total.unwrap() <= profile.values[0].whole());
    }
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let files = ["topn-table", "topn-copy", "stack-copy"];
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 0..20);
    (
        prop::sample::select(files.to_vec()),
        edits,
        any::<prop::sample::Index>(),
    )
        .prop_map(|(file, edits, end)| {
            let mut text = bytes(&format!("c/variants/{file}.txt"));
            for (at, byte, kind) in edits {
                let at = at.index(text.len());
                match kind {
                    0 => text[at] = byte,
                    1 => text.insert(at, byte),
                    _ => {
                        text.remove(at);
                    }
                }
            }
            let end = end.index(text.len() * 2);
            text.truncate(end);
            text
        })
}

proptest! {
    #[test]
    fn mutated_files_never_panic(text in mutated()) {
        let _ = parse(&text);
        if let Ok(profile) = read_as(Format::TopN, "x", &text[..], &Options::default()) {
            for cell in &profile.flat.functions {
                prop_assert!(cell.own.unwrap() <= profile.value(cell.value).whole());
            }
        }
    }

    #[test]
    fn arbitrary_text_never_panics(text in "[0-9a-z|%#:+. \n-]{0,200}") {
        let _ = parse(text.as_bytes());
        let _ = read_as(Format::TopN, "x", text.as_bytes(), &Options::default());
    }

    #[test]
    fn arbitrary_bytes_never_panic(text in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&text);
        let _ = read_as(Format::TopN, "x", &text[..], &Options::default());
    }
}
