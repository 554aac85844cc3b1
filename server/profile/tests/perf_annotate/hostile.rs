//! What is no profile, or a damaged one.

use proptest::prelude::*;

use super::*;

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
