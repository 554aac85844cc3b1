//! What the recordings of the workspaces say.

use expect_test::expect;

use std::collections::BTreeMap;

use super::*;

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
