//! What is written can be read: by ourselves with the same weights, and by the tools it is for.

#![allow(clippy::needless_raw_string_hashes, clippy::unwrap_used)]
#![allow(clippy::case_sensitive_file_extension_comparisons, clippy::naive_bytecount)]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use expect_test::expect;
use profile::export::{self, ExportError, Note};
use profile::{Builder, Format, Options, Place, Profile, Unit, ValueId};
use proptest::prelude::*;

/// Recordings with stacks.
const WITH_STACKS: [&str; 11] = [
    "go/recordings/cpu.pprof",
    "go/variants/heap.bin",
    "cpp/variants/gperftools-proto.bin",
    "cpp/variants/gperftools-collapsed.txt",
    "python/recordings/py-spy.folded",
    "python/variants/raw-native.txt",
    "c/variants/folded-inferno.txt",
    "c/variants/folded-diff.txt",
    "c/recordings/cpu.perf.txt",
    "rust/recordings/cpu.perf.txt",
    "python/variants/script.txt",
];

fn open(path: &str) -> Profile {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(path);
    let bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    profile::read(path, &bytes[..], &Options::default()).unwrap()
}

fn through_pprof(profile: &Profile) -> Profile {
    let mut bytes = Vec::new();
    export::pprof(profile, &mut bytes).unwrap();
    profile::read("x.pb.gz", &bytes[..], &Options::default()).unwrap()
}

/// Self and total by value type and name.
fn functions(profile: &Profile) -> BTreeMap<(String, String), (i64, i64)> {
    let mut found = BTreeMap::<_, (i64, i64)>::new();
    for cell in &profile.flat.functions {
        let name = (
            profile.value(cell.value).label(),
            profile.symbols.name(cell.key).to_owned(),
        );
        let slot = found.entry(name).or_default();
        *slot = (slot.0 + cell.own.unwrap(), slot.1 + cell.total.unwrap());
    }
    found.retain(|_, weights| *weights != (0, 0));
    found
}

/// Own weights by value type, function, file and line.
fn lines(profile: &Profile) -> BTreeMap<String, i64> {
    let mut found = BTreeMap::<_, i64>::new();
    for cell in &profile.flat.lines {
        let (value, name) = (
            profile.value(cell.value).label(),
            profile.symbols.name(cell.key.function),
        );
        let file = profile.symbols.text.get(cell.key.file);
        *found
            .entry(format!("{value} {name} {file}:{}", cell.key.line))
            .or_default() += cell.own.unwrap();
    }
    found.retain(|_, own| *own != 0);
    found
}

#[test]
fn pprof_reads_back_as_it_was() {
    for path in WITH_STACKS {
        let profile = open(path);
        let back = through_pprof(&profile);
        assert_eq!(back.meta.warnings, [], "{path}");
        let labels = |profile: &Profile| {
            profile
                .values
                .iter()
                .map(|value| (value.label(), value.sum))
                .collect::<Vec<_>>()
        };
        assert_eq!(labels(&back), labels(&profile), "{path}");
        assert_eq!(back.selected(), profile.selected(), "{path}");
        assert_eq!(lines(&back), lines(&profile), "{path}");
        let (before, after) = (functions(&profile), functions(&back));
        for (name, weights) in &before {
            assert_eq!(after[name].0, weights.0, "{path}: self of {name:?}");
        }
        assert_eq!(before.len(), after.len(), "{path}");
        let stacks = |profile: &Profile| {
            let stacks = profile.stacks.as_ref().unwrap();
            let mut series: Vec<String> = (stacks.series.iter())
                .map(|series| {
                    let text = |id| profile.symbols.text.get(id).to_owned();
                    let labels: Vec<_> = series
                        .labels
                        .iter()
                        .map(|&(key, value)| (text(key), text(value)))
                        .collect();
                    format!("{:?} {:?} {labels:?}", series.value, series.thread.map(text))
                })
                .collect();
            series.sort();
            (
                series,
                profile
                    .symbols
                    .places
                    .iter()
                    .filter(|place| place.inlined)
                    .count()
                    > 0,
            )
        };
        assert_eq!(stacks(&back), stacks(&profile), "{path}");
    }
}

/// A function is one row of ours and of pprof, also when its lines are of several files.
#[test]
fn pprof_keeps_totals_of_what_pprof_itself_wrote() {
    for path in [
        "go/recordings/cpu.pprof",
        "go/variants/heap.bin",
        "cpp/variants/gperftools-proto.bin",
    ] {
        let profile = open(path);
        let back = through_pprof(&profile);
        assert_eq!(functions(&back), functions(&profile), "{path}");
        assert_eq!(back.meta.period, profile.meta.period);
        assert_eq!(back.meta.recorded, profile.meta.recorded);
        assert_eq!(back.meta.duration, profile.meta.duration);
        assert_eq!(back.meta.comments, profile.meta.comments);
        let names = |profile: &Profile| {
            let text = |id| profile.symbols.text.get(id).to_owned();
            let mappings = profile.symbols.mappings.iter();
            mappings
                .map(|mapping| (text(mapping.name), mapping.build_id.map(text)))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&back), names(&profile), "{path}");
    }
}

#[test]
fn folded_reads_back_with_the_same_functions() {
    for path in WITH_STACKS {
        let profile = open(path);
        for (index, value) in profile.values.iter().enumerate() {
            let mut text = Vec::new();
            let notes = export::folded(&profile, ValueId(index as u32), &mut text);
            if value.sum == 0 {
                assert!(matches!(notes, Err(ExportError::NoSelf { .. })));
                continue;
            }
            assert_eq!(notes.unwrap(), [], "{path}");
            let back = profile::read_as(Format::Folded, "x", &text[..], &Options::default()).unwrap();
            assert_eq!(back.values[0].sum, value.sum, "{path}");
            let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').collect();
            let mut unique = lines.clone();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), lines.len(), "{path}: a stack twice");
        }
    }
}

#[test]
fn folded_names_cannot_break_the_line() {
    let profile = build(&[(&["a;b", "", "c\nd", "e 5"], 3), (&["a;b"], 2), (&["x"], 0)]);
    let mut text = Vec::new();
    export::folded(&profile, ValueId(0), &mut text).unwrap();
    expect![[r#"
        a:b 2
        a:b;[unknown];c d;e 5 3
    "#]]
    .assert_eq(std::str::from_utf8(&text).unwrap());
}

fn speedscope(profile: &Profile) -> (serde_json::Value, Vec<Note>) {
    let mut text = Vec::new();
    let notes = export::speedscope(profile, "a \"name\"", &mut text).unwrap();
    (serde_json::from_slice(&text).unwrap(), notes)
}

/// What `lib/file-format-spec.ts` of speedscope demands.
#[test]
fn speedscope_is_what_its_schema_says() {
    for path in WITH_STACKS {
        let profile = open(path);
        let (json, notes) = speedscope(&profile);
        assert_eq!(notes, [], "{path}");
        assert_eq!(
            json["$schema"],
            "https://www.speedscope.app/file-format-schema.json"
        );
        assert_eq!(json["name"], "a \"name\"");
        let frames = json["shared"]["frames"].as_array().unwrap();
        assert!(frames.iter().all(|frame| frame["name"].is_string()));
        let profiles = json["profiles"].as_array().unwrap();
        assert_eq!(profiles[0]["name"], profile.value(profile.selected()).label());
        for written in profiles {
            let label = written["name"].as_str().unwrap();
            let value = profile.value(profile.find_value(label).unwrap());
            assert_eq!(written["type"], "sampled");
            let weights = written["weights"].as_array().unwrap();
            let samples = written["samples"].as_array().unwrap();
            assert_eq!(weights.len(), samples.len());
            let sum: i64 = weights.iter().map(|weight| weight.as_i64().unwrap()).sum();
            assert_eq!(sum, value.sum, "{path}: {label}");
            assert_eq!(written["endValue"].as_i64(), Some(sum));
            let indices = samples.iter().flat_map(|sample| sample.as_array().unwrap());
            assert!(
                indices
                    .map(|index| index.as_u64().unwrap())
                    .all(|index| index < frames.len() as u64)
            );
        }
    }
}

#[test]
fn speedscope_says_where_and_in_what_unit() {
    let (json, _) = speedscope(&open("go/recordings/cpu.pprof"));
    assert_eq!(json["profiles"][0]["unit"], "nanoseconds");
    assert_eq!(json["profiles"][1]["unit"], "none");
    let frames = json["shared"]["frames"].as_array().unwrap();
    let sink = frames
        .iter()
        .find(|frame| frame["name"].as_str().unwrap().ends_with(".sink"))
        .unwrap();
    assert!(sink["file"].as_str().unwrap().ends_with("heap.go") && sink["line"].as_u64().unwrap() > 0);
}

#[test]
fn a_profile_without_stacks_is_written_with_a_note() {
    let flat = open("c/variants/report-flat.txt");
    assert!(flat.stacks.is_none());
    let sum = flat.value(flat.selected()).sum;
    let mut text = Vec::new();
    assert_eq!(
        export::folded(&flat, flat.selected(), &mut text).unwrap(),
        [Note::NoStacks]
    );
    let back = profile::read_as(Format::Folded, "x", &text[..], &Options::default()).unwrap();
    assert_eq!(back.values[0].sum, sum);
    let (json, notes) = speedscope(&flat);
    assert_eq!(notes[0], Note::NoStacks);
    assert!(
        json["profiles"][0]["samples"]
            .as_array()
            .unwrap()
            .iter()
            .all(|stack| stack.as_array().unwrap().len() == 1)
    );
    let mut bytes = Vec::new();
    assert_eq!(export::pprof(&flat, &mut bytes).unwrap()[0], Note::NoStacks);
    let back = profile::read("x", &bytes[..], &Options::default()).unwrap();
    let (written, worth) = (
        back.value(back.selected()).sum as f64,
        sum as f64 * flat.value(flat.selected()).scale,
    );
    assert!(
        (written - worth).abs() <= 0.5 * flat.flat.functions.len() as f64,
        "{written}, {worth}"
    );
}

#[test]
fn negative_weights_are_left_out_of_speedscope_with_a_note() {
    let profile = build(&[(&["a", "b"], -3), (&["a"], 5)]);
    let (json, notes) = speedscope(&profile);
    assert_eq!(notes, [Note::NegativeLeftOut(1)]);
    assert_eq!(json["profiles"][0]["endValue"], 5);
    assert_eq!(through_pprof(&profile).values[0].sum, 2);
}

#[test]
fn scales_become_units_where_there_are_names_for_them() {
    let unit_of = |unit: Unit, scale: f64| {
        let mut builder = Builder::new(Format::Folded, &Options::default());
        let value = builder.value("v", &unit, scale);
        let series = builder.series(value, None, Vec::new());
        let raw = builder.text("f");
        let function = builder.function(raw, None, None, None);
        let place = builder.place(Place::of(function));
        builder.stack(&[place], series, 12);
        let profile = builder.finish();
        let mut bytes = Vec::new();
        let notes = export::pprof(&profile, &mut bytes).unwrap();
        let back = profile::read("x", &bytes[..], &Options::default()).unwrap();
        let value = &back.values[0];
        format!("{} x {} = {}, {notes:?}", value.label(), value.scale, value.sum)
    };
    let mut text = String::new();
    for (unit, scale) in [
        (Unit::Nanoseconds, 1e6),
        (Unit::Bytes, 1024.0),
        (Unit::Count, 1.0),
        (Unit::Count, 100.0),
        (Unit::Count, 0.01),
        (Unit::Percent, 1e-4),
        (Unit::Other("cycles".to_owned()), 1.0),
    ] {
        writeln!(text, "{}", unit_of(unit, scale)).unwrap();
    }
    expect![[r#"
        v/nanoseconds x 1000000 = 12, []
        v/bytes x 1024 = 12, []
        v/count x 1 = 12, []
        v/count x 1 = 1200, []
        v/0.01 count x 1 = 12, [Scaled { value: "v", unit: "0.01 count" }]
        v/0.0001 percent x 1 = 12, [Scaled { value: "v", unit: "0.0001 percent" }]
        v/cycles x 1 = 12, []
    "#]]
    .assert_eq(&text);
}

#[test]
fn what_cannot_be_written_is_an_error() {
    let profile = build(&[(&["a"], 1)]);
    let unknown = export::folded(&profile, ValueId(7), &mut Vec::new());
    assert!(matches!(unknown, Err(ExportError::UnknownValue(ValueId(7)))));
    let mut full = [0u8; 4];
    for result in [
        export::folded(&profile, ValueId(0), &mut &mut full[..0]),
        export::speedscope(&profile, "", &mut &mut full[..0]),
        export::pprof(&profile, &mut &mut full[..0]),
    ] {
        assert!(matches!(result, Err(ExportError::Io(_))));
    }
}

#[test]
fn a_stack_of_a_hundred_thousand_frames_is_written() {
    let deep = vec!["f"; 100_000];
    let profile = build(&[(&deep, 1), (&deep[..50_000], 2)]);
    let mut text = Vec::new();
    export::folded(&profile, ValueId(0), &mut text).unwrap();
    assert_eq!(text.iter().filter(|&&byte| byte == b'\n').count(), 2);
    assert_eq!(functions(&through_pprof(&profile)), functions(&profile));
    assert_eq!(speedscope(&profile).0["profiles"][0]["endValue"], 3);
}

/// Go's own reader is stricter than ours: it refuses ids that are not there, and values without a type.
#[test]
#[ignore = "needs go"]
fn go_tool_pprof_prints_the_same_totals() {
    for path in WITH_STACKS {
        let profile = open(path);
        let folder = std::env::temp_dir().join(format!("sysgrok-export-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("x.pb.gz");
        export::pprof(&profile, &mut std::fs::File::create(&file).unwrap()).unwrap();
        let output = std::process::Command::new("go")
            .args(["tool", "pprof", "-raw"])
            .arg(&file)
            .env("PPROF_TMPDIR", &folder)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{path}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let sum: i64 = (text.lines().skip_while(|line| !line.contains('/')).skip(1))
            .take_while(|line| !line.starts_with("Locations"))
            .filter_map(|line| {
                line.split_once(':')?
                    .0
                    .split_whitespace()
                    .last()?
                    .parse::<i64>()
                    .ok()
            })
            .sum();
        assert_eq!(sum, profile.values.last().unwrap().sum, "{path}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

/// A profile of these stacks, outermost frame first.
fn build<Name: AsRef<str>>(stacks: &[(&[Name], i64)]) -> Profile {
    let mut builder = Builder::new(Format::Folded, &Options::default());
    let value = builder.value("samples", &Unit::Count, 1.0);
    let series = builder.series(value, None, Vec::new());
    for (frames, weight) in stacks {
        let places: Vec<_> = (frames.iter())
            .map(|name| {
                let raw = builder.text(name.as_ref());
                let function = builder.function(raw, None, None, None);
                builder.place(Place::of(function))
            })
            .collect();
        builder.stack(&places, series, *weight);
    }
    builder.finish()
}

prop_compose! {
    /// Stacks of few functions, so that they recurse.
    fn stacks()(
        stacks in prop::collection::vec(
            (prop::collection::vec(prop::sample::select(vec!["a", "b", "c d", "e::f<g; 2>"]), 1..8), 1i64..1_000_000),
            1..40,
        )
    ) -> Vec<(Vec<&'static str>, i64)> {
        stacks
    }
}

proptest! {
    #[test]
    fn random_stacks_survive_pprof(stacks in stacks()) {
        let stacks: Vec<(&[&str], i64)> = stacks.iter().map(|(frames, weight)| (&frames[..], *weight)).collect();
        let profile = build(&stacks);
        prop_assert_eq!(functions(&through_pprof(&profile)), functions(&profile));
    }

    #[test]
    fn random_stacks_survive_folding(stacks in stacks()) {
        let stacks: Vec<(&[&str], i64)> = stacks.iter().map(|(frames, weight)| (&frames[..], *weight)).collect();
        let profile = build(&stacks);
        let mut text = Vec::new();
        export::folded(&profile, ValueId(0), &mut text).unwrap();
        let back = profile::read_as(Format::Folded, "x", &text[..], &Options::default()).unwrap();
        let renamed = functions(&profile).into_iter().map(|((value, name), weights)| ((value, name.replace(';', ":")), weights));
        prop_assert_eq!(functions(&back), renamed.collect::<BTreeMap<_, _>>());
    }

    /// Counted by hand, once a stack.
    #[test]
    fn self_and_total_are_those_of_the_stacks(stacks in stacks()) {
        let mut expected = BTreeMap::<(String, String), (i64, i64)>::new();
        let key = |name: &str| ("samples/count".to_owned(), name.to_owned());
        for (frames, weight) in &stacks {
            expected.entry(key(frames.last().unwrap())).or_default().0 += weight;
            let mut names = frames.clone();
            names.sort_unstable();
            names.dedup();
            for name in names {
                expected.entry(key(name)).or_default().1 += weight;
            }
        }
        let stacks: Vec<(&[&str], i64)> = stacks.iter().map(|(frames, weight)| (&frames[..], *weight)).collect();
        prop_assert_eq!(functions(&build(&stacks)), expected);
    }
}
