//! `perf annotate --stdio`: symbols, lines, and what is only known by its text.

// Helpers of tests may unwrap as tests do; `UPDATE_EXPECT=1` writes raw strings.
#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    clippy::needless_raw_string_hashes
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use expect_test::{Expect, expect};
use profile::{Coverage, Error, Format, Options, Profile, ValueId, detect, read, read_as};
use proptest::prelude::*;

fn workspace(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(path)
}

fn bytes(path: &str) -> Vec<u8> {
    fs::read(workspace(path)).unwrap()
}

fn parse(bytes: &[u8]) -> Result<Profile, Error> {
    read("annotate.txt", bytes, &Options::default())
}

fn load(path: &str) -> Profile {
    let profile = parse(&bytes(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(profile.meta.format, Some(Format::PerfAnnotate), "{path}");
    profile
}

/// Every `perf annotate` text of the workspaces.
fn all() -> Vec<String> {
    let mut found = Vec::new();
    for language in ["c", "cpp", "rust"] {
        for entry in fs::read_dir(workspace(&format!("{language}/variants"))).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.starts_with("annotate") || name.starts_with("events-annotate") {
                found.push(format!("{language}/variants/{name}"));
            }
        }
    }
    found.sort();
    assert!(found.len() >= 11, "{found:?}");
    found
}

/// Own weights of one value type in samples, by function.
fn samples(profile: &Profile, value: &str) -> Vec<(String, f64)> {
    let value = profile.find_value(value).unwrap();
    let scale = profile.value(value).scale;
    (profile.flat.functions_of(value))
        .map(|cell| {
            (
                profile.symbols.name(cell.key).to_owned(),
                cell.own.unwrap() as f64 * scale,
            )
        })
        .collect()
}

fn shown(profile: &Profile) -> String {
    let mut out = String::new();
    let text = |id| profile.symbols.text.get(id);
    let name = |id| profile.symbols.name(id);
    for (index, value) in profile.values.iter().enumerate() {
        let id = ValueId(index as u32);
        writeln!(out, "{} x {} sum {}", value.label(), value.scale, value.sum).unwrap();
        for cell in profile.flat.functions_of(id) {
            let mapping = profile.symbols.mapping_name(cell.key).unwrap_or("-");
            writeln!(out, "  {} in {mapping}: {:?}", name(cell.key), cell.own).unwrap();
        }
        for cell in profile.flat.lines_of(id) {
            writeln!(
                out,
                "  {}:{} in {}: {:?}",
                text(cell.key.file),
                cell.key.line,
                name(cell.key.function),
                cell.own
            )
            .unwrap();
        }
        for line in profile.flat.printed.iter().filter(|line| line.value == id) {
            writeln!(
                out,
                "  {:?} {:?} in {}: {}",
                line.line,
                text(line.text),
                name(line.function),
                line.own
            )
            .unwrap();
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

#[track_caller]
fn assert_sound(path: &str, profile: &Profile) {
    for (index, value) in profile.values.iter().enumerate() {
        assert!(
            matches!(profile.coverage[index], Coverage::Partial { .. }),
            "{path}"
        );
        let id = ValueId(index as u32);
        let mut of_function = BTreeMap::new();
        for cell in profile.flat.functions_of(id) {
            assert!(cell.own.unwrap() <= value.whole(), "{path}");
            assert_eq!(cell.total, None);
            of_function.insert(cell.key, cell.own.unwrap());
        }
        let mut lines = BTreeMap::new();
        for cell in profile.flat.lines_of(id) {
            *lines.entry(cell.key.function).or_insert(0i64) += cell.own.unwrap();
        }
        for (function, sum) in lines {
            // Each of its instructions may be rounded up.
            assert!(sum <= of_function[&function] / 100 * 101, "{path}");
        }
    }
}

/// The samples that `perf report` prints of the same recording (c/variants/README.md).
#[test]
fn symbols_weigh_their_samples() {
    let expected = |numbers: &[(&str, f64)]| -> Vec<(String, f64)> {
        numbers
            .iter()
            .map(|(name, own)| ((*name).to_owned(), *own))
            .collect()
    };
    for path in ["c/variants/annotate.txt", "c/variants/annotate-l.txt"] {
        let profile = load(path);
        assert_eq!(
            samples(&profile, "samples"),
            expected(&[
                ("table_find", 97.0),
                ("main", 78.0),
                ("table_add", 34.0),
                ("one.constprop.0", 7.0),
                ("__ctype_tolower_loc@plt", 3.0),
                ("strcmp@plt", 2.0),
            ]),
            "{path}"
        );
        assert_eq!(profile.meta.samples, Some(221));
    }
    for path in [
        "c/variants/annotate-l-full.txt",
        "c/variants/annotate-n.txt",
        "c/variants/annotate-nosource.txt",
    ] {
        assert_eq!(
            samples(&load(path), "samples"),
            expected(&[("table_find", 97.0)]),
            "{path}"
        );
    }
}

/// Each event counts its own samples.
#[test]
fn events_are_value_types() {
    let profile = load("c/variants/events-annotate-all.txt");
    for value in ["samples", "samples:task-clock"] {
        assert_eq!(
            samples(&profile, value)[0],
            ("table_find".to_owned(), 73.0),
            "{value}"
        );
    }
    assert_eq!(profile.values.len(), 2);
}

#[test]
fn every_recorded_listing_is_sound() {
    for path in all() {
        let profile = load(&path);
        assert_sound(&path, &profile);
        let placed = path.contains("-l") || path.contains("events");
        assert_eq!(profile.flat.lines.is_empty(), !placed, "{path}");
        if placed {
            assert_eq!(profile.meta.warnings, [], "{path}");
            assert!(profile.flat.printed.is_empty(), "{path}");
        } else {
            assert_eq!(profile.meta.warnings.len(), 1, "{path}");
        }
    }
}

/// The summary of `-l` and the lines that were read off the instructions are the same numbers.
#[test]
fn lines_are_those_of_the_summary() {
    for path in all() {
        let text = String::from_utf8(bytes(&path)).unwrap();
        let profile = load(&path);
        let mut place = BTreeMap::new();
        for cell in &profile.flat.lines {
            let file = profile.symbols.text.get(cell.key.file);
            let value = profile.value(cell.value);
            *place
                .entry((value.name.clone(), format!("{file}:{}", cell.key.line)))
                .or_insert(0.0) += cell.own.unwrap() as f64 * value.scale;
        }
        let mut printed = BTreeMap::new();
        let mut summary = Vec::new();
        for line in text.lines() {
            if line.starts_with("Sorted summary") {
                summary.clear();
            } else if let Some((_, note)) = line.split_once("Source code & Disassembly") {
                let samples: f64 = note
                    .split_once(" (")
                    .unwrap()
                    .1
                    .split_once(' ')
                    .unwrap()
                    .0
                    .parse()
                    .unwrap();
                let event = if note.contains("for task-clock") {
                    "samples:task-clock"
                } else {
                    "samples"
                };
                for (share, line) in summary.drain(..) {
                    let share: f64 = share;
                    let (_, number): (&str, &str) = str::rsplit_once(line, ':').unwrap_or(("", "0"));
                    if number != "0" {
                        *printed.entry((event.to_owned(), line.to_owned())).or_insert(0.0) +=
                            share * samples / 100.0;
                    }
                }
            } else if let Some((share, line)) = line.trim().split_once(' ')
                && let Ok(share) = share.parse()
                && !line.contains(" :")
                && !line.starts_with(':')
            {
                summary.push((share, line));
            }
        }
        for (line, samples) in printed {
            let read = place.get(&line).copied().unwrap_or_default();
            // Instructions under half a percent are only in the listing.
            assert!(
                (read - samples).abs() < 0.6,
                "{path}: {line:?}: {read} instead of {samples}"
            );
        }
    }
}

/// Without `-l` the gutter is right about the line that each instruction belongs to, though not about
/// the lines that are printed around it; and the text is that of this line.
#[test]
fn printed_text_is_that_of_the_line() {
    for (path, sources) in [
        (
            "c/variants/annotate.txt",
            &["c/src/table.c", "c/src/table.h", "c/src/wordex.c"][..],
        ),
        ("c/variants/annotate-n.txt", &["c/src/table.c", "c/src/table.h"]),
    ] {
        let profile = load(path);
        let sources: Vec<_> = sources
            .iter()
            .map(|source| String::from_utf8(bytes(source)).unwrap())
            .collect();
        assert!(!profile.flat.printed.is_empty());
        for line in &profile.flat.printed {
            let text = profile.symbols.text.get(line.text);
            let number = line.line.unwrap().get() as usize;
            let found = sources
                .iter()
                .any(|source| source.lines().nth(number - 1).map(str::trim) == Some(text));
            assert!(found, "{path}: line {number} is not {text:?}");
        }
        let of = |profile: &Profile| -> i64 { profile.flat.printed.iter().map(|line| line.own).sum() };
        let share = of(&profile) as f64 / profile.values[0].sum as f64;
        assert!(share > 0.97, "{path}: {share}");
    }
}

#[test]
fn the_lines_of_a_function() {
    let profile = load("c/variants/annotate-l-full.txt");
    expect![[r#"
        samples/count x 0.0001 sum 970000
          table_find in /tmp/sysgrok-demo/c/build/wordex: Some(970000)
          /tmp/sysgrok-demo/c/src/table.c:14 in table_find: Some(620024)
          /tmp/sysgrok-demo/c/src/table.h:30 in table_find: Some(129980)
          /tmp/sysgrok-demo/c/src/table.c:13 in table_find: Some(100007)
          /tmp/sysgrok-demo/c/src/table.c:11 in table_find: Some(29973)
          /tmp/sysgrok-demo/c/src/table.h:31 in table_find: Some(29973)
          /tmp/sysgrok-demo/c/src/table.h:32 in table_find: Some(29973)
          /tmp/sysgrok-demo/c/src/table.c:19 in table_find: Some(19982)
          /tmp/sysgrok-demo/c/src/table.c:9 in table_find: Some(9991)
    "#]]
    .assert_eq(&shown(&profile));
}

#[test]
fn the_printed_lines_of_a_function() {
    let profile = load("c/variants/annotate-n.txt");
    expect![[r#"
        samples/count x 0.0001 sum 970000
          table_find in wordex: Some(970000)
          Some(9) "{" in table_find: 10000
          Some(11) "struct entry *entry = table->bucket[hash % BUCKETS];" in table_find: 30000
          Some(13) "while (entry) {" in table_find: 100000
          Some(14) "if (entry->hash == hash && strcmp(entry->word, word) == 0)" in table_find: 620000
          Some(19) "}" in table_find: 20000
          Some(30) "for (; *word; word++) {" in hash_word: 130000
          Some(31) "hash ^= (unsigned char)*word;" in hash_word: 30000
          Some(32) "hash *= 16777619u;" in hash_word: 30000
          warning: None perf annotate names the files of lines only with -l: what it printed of the source has to be searched in the files, and functions may be all that is found
    "#]].assert_eq(&shown(&profile));
}

/// `perf annotate --stdio --group -l`, cut: a column for each event.
#[test]
fn a_group_of_events() {
    check(
        "
Sorted summary for file /tmp/t
----------------------------------------------

   41.67   33.34 t.c:13
   58.33   66.66 t.c:4
 Percent         |	Source code & Disassembly of t for anon group { cpu-clock, task-clock } (12 samples, percent: local period)
-----------------------------------------------------------------------------------------------------------------------------------
                 : 5    0000000000001170 <work>:
                 : 6    work():
                 : 13   for (unsigned i = 0; i < n; i++) {
   41.67   33.34 :   1170:   test   %edi,%edi // t.c:13
                 : 15   mix():
                 : 4    h ^= h >> 13;
   58.33   66.66 :   1182:   shr    $0xd,%edx // t.c:4
    0.00    0.00 :   11aa:   ret
",
        expect![[r#"
            samples/count x 0.0001 sum 120000
              work in t: Some(120000)
              t.c:4 in work: Some(69996)
              t.c:13 in work: Some(50004)
            samples:task-clock/count x 0.0001 sum 120000
              work in t: Some(120000)
              t.c:4 in work: Some(79992)
              t.c:13 in work: Some(40008)
              warning: Some(7) of the events of a group only the first has its number of samples printed: it stands in for the others
        "#]],
    );
}

/// `--percent-type global-period` and `--show-total-period`, cut.
#[test]
fn shares_of_the_whole_and_periods() {
    check(
        " Percent |\tSource code & Disassembly of t for cycles:u (14 samples, percent: global period)
--------
         : 5    0000000000001170 <work>:
   14.29 :   1182:   shr    $0xd,%edx
   21.43 :   118d:   add    %edx,%eax
 Period      |\tSource code & Disassembly of t for cycles:u (14 samples, percent: local period)
--------
             : 5    0000000000001170 <work>:
     4008016 :   1182:   shr    $0xd,%edx
     6012024 :   118d:   add    %edx,%eax
",
        expect![[r#"
            cycles:u/percent x 0.01 sum 3572
              work in t: Some(3572)
            cycles:u/count x 1 sum 10020040
              work in t: Some(10020040)
              warning: None perf annotate names the files of lines only with -l: what it printed of the source has to be searched in the files, and functions may be all that is found
        "#]],
    );
}

/// Older versions print neither event nor samples nor line numbers.
#[test]
fn an_old_listing() {
    check(
        " Percent |      Source code & Disassembly of a.out
------------------------------------------------
         :
         :
         :      Disassembly of section .text:
         :
         :      0000000000400596 <work>:
         :      work():
         :              for (i = 0; i < n; i++)
   60.00 :        4005a6:       add    $0x1,%eax
         :                      s += i;
   40.00 :        4005a9:       cmp    %edi,%eax
",
        expect![[r#"
            samples/count x 0.0001 sum 10000
              work in a.out: Some(10000)
              None "for (i = 0; i < n; i++)" in work: 6000
              None "s += i;" in work: 4000
              warning: Some(1) this version of perf prints no numbers of samples: each function counts the same
              warning: None perf annotate names the files of lines only with -l: what it printed of the source has to be searched in the files, and functions may be all that is found
        "#]],
    );
}

/// The running kernel is copied out of memory, where objdump finds no symbols.
#[test]
fn a_listing_without_symbols() {
    check(
        " Percent |	Source code & Disassembly of kcore for cycles (5 samples, percent: local period)
------------------------------------------------
         : 5    ffffffff81000c82 <load0>:
  100.00 :   ffffffff81000c82:   push %rax
",
        expect![[r#"
            samples/count x 0.0001 sum 50000
              0xffffffff81000c82 in kcore: Some(50000)
              warning: None perf annotate names the files of lines only with -l: what it printed of the source has to be searched in the files, and functions may be all that is found
        "#]],
    );
}

#[test]
fn a_garbage_line_costs_itself() {
    check(
        " Percent |	Source code & Disassembly of t for cycles (10 samples, percent: local period)
------------------------------------------------
         : 5    0000000000001170 <work>:
   50.00 :   1170:   push %rax // t.c:1
words
   50.00 :   nowhere:   pop %rax // t.c:2
   50.00 :   1171:   pop %rax // t.c:2
",
        expect![[r#"
            samples/count x 0.0001 sum 100000
              work in t: Some(100000)
              t.c:1 in work: Some(50000)
              t.c:2 in work: Some(50000)
              warning: Some(5) passed over: no line of a listing: "words"
              warning: Some(6) passed over: no line of a listing: "   50.00 :   nowhere:   pop %rax // t.c:2"
        "#]],
    );
}

#[test]
fn a_header_without_a_listing_is_empty_and_prose_is_malformed() {
    check(
        " Percent |\tSource code & Disassembly of t for cycles (0 samples, percent: local period)\n",
        expect![[r#"
            annotate.txt: read as perf-annotate: it holds no samples; was anything running while it was recorded?
        "#]],
    );
    let error = read_as(
        Format::PerfAnnotate,
        "x",
        &b"\nDear all,\n"[..],
        &Options::default(),
    );
    expect!["x: line 2: read as perf-annotate: expected a header such as ` Percent | Source code & Disassembly of FILE for EVENT (N samples, percent: local period)`, found Dear all,"].assert_eq(&error.err().unwrap().to_string());
}

#[test]
fn other_texts_are_not_taken_for_it() {
    for path in [
        "c/variants/README.md",
        "c/variants/script.txt",
        "c/variants/report-flat.txt",
        "c/variants/callgrind-annotate.txt",
        "c/variants/cg-annotate.txt",
        "c/variants/topn-table.txt",
        "c/src/table.c",
    ] {
        assert_ne!(detect(path, &bytes(path)), Some(Format::PerfAnnotate), "{path}");
    }
    for text in ["Percent | Share\n", "", "Sorted summary for file\n", "a : b\n"] {
        assert_ne!(
            detect("x.txt", text.as_bytes()),
            Some(Format::PerfAnnotate),
            "{text}"
        );
    }
}

#[test]
fn a_cut_file_gives_what_came_before() {
    for path in ["c/variants/annotate-l.txt", "c/variants/annotate.txt"] {
        let text = bytes(path);
        for (end, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
            match read_as(Format::PerfAnnotate, path, &text[..end], &Options::default()) {
                Ok(profile) => {
                    for cell in &profile.flat.lines {
                        assert!(cell.own.unwrap() <= profile.value(cell.value).whole());
                    }
                }
                Err(Error::Empty { .. }) => assert!(end < 3000, "{path} {end}"),
                Err(error) => panic!("{path} {end}: {error}"),
            }
        }
    }
    let text = bytes("c/variants/annotate-l-full.txt");
    let half = parse(&text[..text.len() / 2]).unwrap();
    assert_eq!(half.meta.warnings.len(), 1, "{:?}", half.meta.warnings);
}

#[test]
fn line_breaks_and_bytes_of_other_systems() {
    for path in ["c/variants/annotate-l.txt", "c/variants/annotate.txt"] {
        let text = String::from_utf8(bytes(path)).unwrap();
        let expected = shown(&parse(text.as_bytes()).unwrap());
        assert_eq!(
            shown(&parse(text.replace('\n', "\r\n").as_bytes()).unwrap()),
            expected
        );
        let broken: Vec<u8> = text
            .bytes()
            .map(|byte| if byte == b'e' { 0xff } else { byte })
            .collect();
        let _ = read_as(Format::PerfAnnotate, "x", &broken[..], &Options::default());
    }
}

#[test]
fn hostile_input_costs_no_more_than_its_size() {
    let mut text = b" Percent |\tSource code & Disassembly of t for cycles (9223372036854775807 samples, percent: local period)\n   99.00 :   1170:   ".to_vec();
    text.resize(text.len() + (100 << 20), b'x');
    text.extend_from_slice(b"\n    1.00 :   1171:   pop %rax // t.c:4294967295\n    1.00 :   1172:   pop %rax // t.c:99999999999\n");
    let profile = parse(&text).unwrap();
    assert_eq!(profile.flat.lines.len(), 1);
    assert_eq!(profile.values[0].sum, i64::MAX);
    let headers =
        " Percent |\tSource code & Disassembly of t for a { b, c, d } (1 samples, percent: local period)\n"
            .repeat(1000);
    assert!(matches!(parse(headers.as_bytes()), Err(Error::Empty { .. })));
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let files = ["annotate-l-full", "annotate", "annotate-n", "events-annotate"];
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 0..20);
    (
        prop::sample::select(files.to_vec()),
        edits,
        any::<prop::sample::Index>(),
    )
        .prop_map(|(file, edits, end)| {
            let mut text = bytes(&format!("c/variants/{file}.txt"));
            text.truncate(6000);
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
        let _ = read_as(Format::PerfAnnotate, "x", &text[..], &Options::default());
    }

    #[test]
    fn arbitrary_text_never_panics(text in "( Percent \\|\tSource code & Disassembly of t for c \\([0-9]{1,20} samples\\)\n)?[ :.0-9a-f/\n<>()+]{0,300}") {
        let _ = read_as(Format::PerfAnnotate, "x", text.as_bytes(), &Options::default());
    }

    #[test]
    fn arbitrary_bytes_never_panic(text in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse(&text);
        let _ = read_as(Format::PerfAnnotate, "x", &text[..], &Options::default());
    }
}
