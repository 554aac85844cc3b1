//! `perf script`: what perf itself counts in the same recording is what the profile adds up to.

#![expect(clippy::unwrap_used, reason = "a test that unwraps nothing has failed")]

use std::fs;
use std::path::PathBuf;

use profile::{Options, Profile, ValueId, read};

fn workspace(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(path)
}

fn load(path: &str) -> Profile {
    let bytes = fs::read(workspace(path)).unwrap();
    read(path, &bytes[..], &Options::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// Self of the heaviest functions, in samples.
fn top(profile: &Profile, value: &str, count: usize) -> Vec<(String, i64)> {
    let value = profile.find_value(value).unwrap();
    (profile.flat.functions_of(value).take(count))
        .map(|cell| (profile.symbols.name(cell.key).to_owned(), cell.own.unwrap()))
        .collect()
}

#[track_caller]
fn assert_sound(profile: &Profile) {
    for (index, value) in profile.values.iter().enumerate() {
        let id = ValueId(index as u32);
        let own: i64 = profile.flat.functions_of(id).map(|cell| cell.own.unwrap()).sum();
        assert_eq!(own, value.sum);
        for cell in profile.flat.functions_of(id) {
            assert!(cell.total.unwrap() <= value.whole() && cell.own.unwrap() <= cell.total.unwrap());
        }
        for cell in profile.flat.lines_of(id) {
            assert!(cell.total.unwrap() <= value.whole() && cell.own.unwrap() <= cell.total.unwrap());
        }
    }
}

/// The figures are in tests/workspaces/c/variants/README.md, as `perf report` printed them.
#[test]
fn the_c_recording_adds_up_to_what_perf_report_prints() {
    let profile = load("c/recordings/cpu.perf.txt");
    assert_sound(&profile);
    assert_eq!(profile.meta.samples, Some(286));
    let labels: Vec<_> = profile
        .values
        .iter()
        .map(|value| (value.label(), value.sum))
        .collect();
    assert_eq!(
        labels,
        [
            ("cpu-clock/nanoseconds".to_owned(), 1_144_000_000),
            ("samples/count".to_owned(), 286)
        ]
    );
    assert_eq!(profile.selected(), ValueId(0));
    assert_eq!(profile.meta.warnings, []);
    let expected = [
        ("table_find", 78),
        ("__strcmp_evex", 43),
        ("index_document", 37),
        ("append", 28),
    ];
    assert_eq!(
        top(&profile, "samples", 4),
        expected.map(|(name, own)| (name.to_owned(), own))
    );

    let samples = profile.find_value("samples").unwrap();
    let hottest = profile.flat.lines_of(samples).next().unwrap();
    assert_eq!(
        profile.symbols.text.get(hottest.key.file),
        "/tmp/sysgrok-demo/c/src/table.c"
    );
    assert_eq!((hottest.key.line.get(), hottest.own), (14, Some(62)));
}

/// Without inlining the rows are those of `perf report -n`.
#[test]
fn without_inlining_functions_are_those_of_perf_report() {
    let profile = load("c/variants/script-noinline.txt");
    assert_sound(&profile);
    let expected = [
        ("table_find", 97),
        ("main", 78),
        ("__strcmp_evex", 43),
        ("table_add", 34),
    ];
    assert_eq!(
        top(&profile, "samples", 4),
        expected.map(|(name, own)| (name.to_owned(), own))
    );
}

#[test]
fn every_selection_of_fields_counts_the_same_samples() {
    for variant in ["script.txt", "script-srcline-base.txt", "script-noinline.txt"] {
        let profile = load(&format!("c/variants/{variant}"));
        assert_sound(&profile);
        assert_eq!(profile.meta.samples, Some(286), "{variant}");
        assert_eq!(profile.values[0].sum, 1_144_000_000, "{variant}");
        assert_eq!(profile.meta.warnings, [], "{variant}");
    }
}

/// With `pid/tid` and `[cpu]`; without time, event and mapping; on one line without a name of the thread.
#[test]
fn every_list_of_fields_counts_the_same_samples() {
    for variant in [
        "fp-script.txt",
        "fp-script-cpu.txt",
        "fp-script-minimal.txt",
        "fp-script-weight.txt",
    ] {
        let profile = load(&format!("c/variants/{variant}"));
        assert_sound(&profile);
        assert_eq!(profile.meta.samples, Some(692), "{variant}");
        assert_eq!(profile.meta.warnings, [], "{variant}");
    }
}

#[test]
fn each_event_is_a_value_type_with_its_own_samples() {
    let profile = load("c/variants/events-script.txt");
    assert_sound(&profile);
    let values: Vec<_> = profile
        .values
        .iter()
        .map(|value| (value.label(), value.sum))
        .collect();
    let expected = [
        ("cpu-clock/nanoseconds", 1_155_778_750),
        ("samples/count", 230),
        ("task-clock/nanoseconds", 1_155_778_750),
        ("samples:task-clock/count", 230),
    ];
    assert_eq!(values, expected.map(|(label, sum)| (label.to_owned(), sum)));
}

/// An inlined frame lives where the frame that it was inlined into lives.
#[test]
fn inlined_functions_belong_to_their_callers_mapping() {
    let profile = load("c/recordings/cpu.perf.txt");
    let append = (profile.flat.functions.iter())
        .find(|cell| profile.symbols.name(cell.key) == "append")
        .unwrap();
    assert_eq!(
        profile.symbols.mapping_name(append.key),
        Some("/tmp/sysgrok-demo/c/build/wordex")
    );
}

#[test]
fn windows_line_breaks_change_nothing() {
    let text = fs::read(workspace("c/variants/script.txt")).unwrap();
    let mut windows = Vec::new();
    for &byte in &text {
        if byte == b'\n' {
            windows.push(b'\r');
        }
        windows.push(byte);
    }
    let plain = read("a", &text[..], &Options::default()).unwrap();
    let converted = read("a", &windows[..], &Options::default()).unwrap();
    assert_eq!(top(&plain, "samples", 1000), top(&converted, "samples", 1000));
    assert_eq!(plain.stacks.unwrap().nodes, converted.stacks.unwrap().nodes);
}

#[test]
fn a_file_cut_anywhere_gives_what_came_before() {
    let text = fs::read(workspace("c/variants/script.txt")).unwrap();
    for length in (0..text.len()).step_by(text.len() / 199) {
        if let Ok(profile) = read("cut.perf.txt", &text[..length], &Options::default()) {
            assert_sound(&profile);
        } else {
            assert!(length < 300, "{length}");
        }
    }
}

#[test]
fn a_garbage_line_costs_only_itself_and_is_named() {
    let text = fs::read_to_string(workspace("c/variants/script.txt")).unwrap();
    let (first, rest) = text.split_once("\n\n").unwrap();
    let damaged = format!("{first}\n\n\u{0}\u{1} not perf at all\n{rest}");
    let profile = read("a.perf.txt", damaged.as_bytes(), &Options::default()).unwrap();
    assert_eq!(profile.meta.samples, Some(286));
    assert_eq!(profile.meta.warnings.len(), 1);
    let line = first.lines().count() as u64 + 2;
    assert_eq!(profile.meta.warnings[0].line, Some(line));
}

/// The lightest stacks are folded, and nothing that is heavy changes.
#[test]
fn a_tree_past_the_cap_keeps_the_heavy_functions() {
    let bytes = fs::read(workspace("c/recordings/cpu.perf.txt")).unwrap();
    let whole = load("c/recordings/cpu.perf.txt");
    let nodes = whole.stacks.as_ref().unwrap().nodes.len();
    let options = Options {
        max_nodes: nodes * 3 / 4,
        ..Options::default()
    };
    let folded = read("cpu.perf.txt", &bytes[..], &options).unwrap();
    assert_sound(&folded);
    assert!(folded.stacks.as_ref().unwrap().nodes.len() < nodes);
    assert_eq!(folded.values[0].sum, whole.values[0].sum);
    assert_eq!(folded.values[1].sum, whole.values[1].sum);
    let (name, own) = &top(&folded, "samples", 1)[0];
    assert_eq!((name.as_str(), *own > 60), ("table_find", true), "{own}");
    assert!(
        folded
            .meta
            .warnings
            .iter()
            .any(|warning| warning.message.contains("[pruned]"))
    );
}
