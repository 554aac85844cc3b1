//! What is no profile, or a damaged one.

use proptest::prelude::*;

use super::*;

#[test]
fn other_texts_are_not_taken_for_it() {
    let readme = bytes("c/variants/README.md");
    assert_eq!(profile::detect("README.md", &readme), None);
    for path in [
        "c/variants/script.txt",
        "c/variants/annotate.txt",
        "c/variants/topn-table.txt",
        "c/variants/callgrind-annotate.txt",
        "c/src/table.c",
        "python/variants/cprofile-top.txt",
        "go/variants/pprof-top.txt",
    ] {
        assert_ne!(
            profile::detect(path, &bytes(path)),
            Some(Format::PerfReport),
            "{path}"
        );
    }
    for text in [
        "# Overhead\n\nThe overhead of this is low.\n",
        "#\n# .....\n#\nx\n",
        "# Samples: we took some of event\n",
        "    12.5%  of all people\n    13.5%  of the rest\n",
        "# Overhead, they said\nfor x in y: pass\n",
    ] {
        assert_ne!(
            profile::detect("x.txt", text.as_bytes()),
            Some(Format::PerfReport),
            "{text}"
        );
    }
}

#[test]
fn a_cut_file_gives_what_came_before() {
    for path in [
        "c/variants/report-children.txt",
        "c/variants/report-n.txt",
        "c/variants/flat-report-hierarchy.txt",
    ] {
        let text = bytes(path);
        let mut rows = 0;
        for (end, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b'\n') {
            match read_as(Format::PerfReport, path, &text[..end], &Options::default()) {
                Ok(profile) => {
                    assert_sound(path, &profile);
                    assert!(profile.flat.functions.len() >= rows, "{path} {end}");
                    rows = profile.flat.functions.len();
                }
                Err(Error::Empty { .. }) => assert_eq!(rows, 0),
                Err(error) => panic!("{path} {end}: {error}"),
            }
        }
        assert!(rows > 15);
    }
    let text = bytes("c/variants/report-n.txt");
    let half = read("x", &text[..text.len() / 2], &Options::default()).unwrap();
    assert!(matches!(half.coverage[1], Coverage::Partial { printed } if printed < 286));
}

#[test]
fn line_breaks_and_bytes_of_other_systems() {
    let text = String::from_utf8(bytes("c/variants/report-children.txt")).unwrap();
    let expected = shown(&parse(&text).unwrap());
    assert_eq!(shown(&parse(&text.replace('\n', "\r\n")).unwrap()), expected);
    let broken = text.replace("table_find", "table\0find");
    assert_eq!(
        shown(&parse(&broken).unwrap()),
        expected.replace("table_find", "table\0find")
    );
    let broken: Vec<u8> = text
        .bytes()
        .map(|byte| if byte == b'_' { 0xff } else { byte })
        .collect();
    let profile = read("x", &broken[..], &Options::default()).unwrap();
    assert_eq!(profile.meta.warnings, []);
}

#[test]
fn two_reports_in_one_file_are_two_value_types() {
    let text = String::from_utf8(bytes("c/variants/report-flat.txt")).unwrap();
    let profile = parse(&text.repeat(2)).unwrap();
    let labels: Vec<_> = profile.values.iter().map(profile::ValueType::label).collect();
    assert_eq!(labels, ["cpu-clock/nanoseconds", "cpu-clock#2/nanoseconds"]);
    assert_eq!(profile.values[0].sum, profile.values[1].sum);
    assert_eq!(profile.meta.samples, None, "each has its own 286");
}

#[test]
fn hostile_input_costs_no_more_than_its_size() {
    let huge = "# Samples: 99999999999999999999M of event 'x'\n# Event count (approx.): 9223372036854775807\n# Overhead  Samples  Period  Symbol\n# ........  .......  ......  ......\n    50.00%  9223372036854775807  9223372036854775807  [.] f\n    50.00%  9223372036854775807  9223372036854775807  [.] g\n";
    assert_sound("huge", &parse(huge).unwrap());
    let mut long = chained("    50.00%  a        a              [.] ").into_bytes();
    long.resize(long.len() + (100 << 20), b'x');
    long.extend_from_slice(b"\n    25.00%  a        a              [.] g\n");
    let profile = read("x", &long[..], &Options::default()).unwrap();
    assert_eq!(profile.values[0].sum, 750_000);
    assert_eq!(profile.meta.warnings.len(), 1);
    let deep = chained(&format!(
        "    50.00%  a        a              [.] f\n            |\n            ---f\n{}",
        "               g\n".repeat(100_000)
    ));
    assert_eq!(parse(&deep).unwrap().flat.edges.len(), 2);
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let files = [
        "report-children",
        "report-caller",
        "report-comma",
        "report-srcline",
        "flat-report-hierarchy",
        "events-report",
    ];
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
        let _ = read("x", &text[..], &Options::default());
        let _ = read_as(Format::PerfReport, "x", &text[..], &Options::default());
    }

    #[test]
    fn arbitrary_text_never_panics(text in "(# (Overhead|Children|Self|Symbol| |\\.|,)*\n)*[ |%.0-9a-z;\\[\\]#\n-]{0,300}") {
        let _ = read_as(Format::PerfReport, "x", text.as_bytes(), &Options::default());
    }

    #[test]
    fn arbitrary_bytes_never_panic(text in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read("x", &text[..], &Options::default());
        let _ = read_as(Format::PerfReport, "x", &text[..], &Options::default());
    }
}
