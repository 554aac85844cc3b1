//! Damaged and hostile files: what can be had is, and a warning names the byte.

use std::io::Write;

use expect_test::{Expect, expect};
use flate2::Compression;
use flate2::write::GzEncoder;
use profile::{Error, Options, Profile};
use proptest::prelude::*;

use super::build::{Message, function, location, profile, sample};
use super::{fixture, read, read_with, warnings};

fn check(message: Message, expected: &Expect) {
    expected.assert_eq(&show(&read(&message.0)));
}

/// Every function with self and total, then the warnings.
fn show(profile: &Profile) -> String {
    let mut text = String::new();
    for cell in &profile.flat.functions {
        text.push_str(&format!(
            "{} {} {}\n",
            profile.symbols.name(cell.key),
            cell.own.unwrap(),
            cell.total.unwrap()
        ));
    }
    for warning in warnings(profile) {
        text.push_str(&format!("! {warning}\n"));
    }
    text
}

/// `main` calls `work`, and `work` itself.
fn small() -> Message {
    profile(&["main", "work"])
        .message(5, function(1, 3))
        .message(5, function(2, 4))
        .message(4, location(1, &[(1, 10)]))
        .message(4, location(2, &[(2, 20)]))
        .message(2, sample(&[2, 2, 1], &[5]))
        .message(2, sample(&[1], &[1]))
}

#[test]
fn recursion_counts_once() {
    check(
        small(),
        &expect![[r#"
        work 5 5
        main 1 6
    "#]],
    );
}

#[test]
fn negative_values_of_a_difference_are_kept() {
    check(
        small().message(2, sample(&[2, 1], &[-7])),
        &expect![[r#"
        main 1 -1
        work -2 -2
    "#]],
    );
}

#[test]
fn the_largest_counts_saturate() {
    let twice = small()
        .message(2, sample(&[2], &[i64::MAX]))
        .message(2, sample(&[2], &[i64::MAX]));
    let profile = read(&twice.0);
    assert_eq!(profile.values[0].sum, i64::MAX);
    for cell in &profile.flat.functions {
        assert!(profile.values[0].share(cell.total.unwrap()) <= 1.0);
    }
}

#[test]
fn ids_out_of_range_and_twice_are_told() {
    let broken = small()
        .message(4, location(2, &[(1, 99)]))
        .message(4, location(3, &[(77, 1)]))
        .message(4, Message::new().message(4, Message::new()))
        .message(5, function(5, 1000))
        .message(4, location(4, &[(5, -1)]))
        .message(4, location(6, &[(2, 0)]).number(2, 9).number(3, 0x1234))
        .message(2, sample(&[99, 1], &[1]))
        .message(2, sample(&[3, 1], &[1]))
        .message(2, sample(&[4, 1], &[1]))
        .message(2, sample(&[6, 1], &[1]))
        .message(2, sample(&[], &[1]))
        .message(2, sample(&[1], &[1, 2]))
        .message(2, sample(&[1], &[]))
        .message(2, Message::new().bytes(1, &[0xff, 0xff]).packed(2, &[1]));
    check(
        broken,
        &expect![[r#"
            work 6 6
            [unknown] 4 4
            main 2 11
            ! byte 106: a mapping, location or function without an id; it was passed over
            ! byte 86: an id for the second time; its first use counts
            ! byte 153: a sample's location that is not in the file
            ! byte 98: a line whose function is not in the file; it is named by its address
            ! byte 112: a number of a string that is not in the file; the text is left empty
            ! byte 138: a location whose mapping is not in the file
            ! byte 196, 2 times: a sample with more or fewer values than there are value types
            ! byte 212: a damaged sample; it was passed over
        "#]],
    );
}

#[test]
fn addresses_name_what_has_no_function() {
    let mapped = profile(&["/lib/libfoo.so", "b1d"])
        .message(
            3,
            Message::new()
                .number(1, 1)
                .number(2, 0x1000)
                .number(3, 0x9000)
                .number(4, 0x200)
                .number(5, 3)
                .number(6, 4),
        )
        .message(4, Message::new().number(1, 1).number(2, 1).number(3, 0x1234))
        .message(4, Message::new().number(1, 2).number(3, 0xabc))
        .message(4, Message::new().number(1, 3).number(2, 1))
        .message(4, Message::new().number(1, 4))
        .message(2, sample(&[1, 2, 3, 4], &[1]));
    check(
        mapped,
        &expect![[r#"
            [libfoo.so+0x434] 1 1
            [unknown] 0 1
            [libfoo.so] 0 1
            [0xabc] 0 1
        "#]],
    );
}

#[test]
fn system_names_are_raw_and_names_are_shown() {
    let named = profile(&["geo::area", "_ZN3geo4areaEv", "other"])
        .message(5, function(1, 3).number(3, 4).number(5, 7))
        .message(5, function(2, 5).number(3, 4))
        .message(4, location(1, &[(1, 10)]))
        .message(4, location(2, &[(2, 10)]))
        .message(2, sample(&[1, 2], &[1]));
    let profile = read(&named.0);
    let symbols = &profile.symbols;
    let shown: Vec<String> = (symbols.functions.iter())
        .map(|function| {
            format!(
                "{} {} {:?}",
                symbols.text.get(function.raw),
                symbols.text.get(function.shown),
                function.declared
            )
        })
        .collect();
    expect![[r#"
        [
            "_ZN3geo4areaEv other None",
            "geo::area geo::area Some(7)",
        ]"#]]
    .assert_eq(&format!("{shown:#?}"));
}

#[test]
fn thread_labels_become_the_thread() {
    let label = |key, text| Message::new().number(1, key).number(2, text);
    let labelled = profile(&["thread", "main loop", "thread_id", "bytes", "kilobytes"])
        .message(4, location(1, &[]))
        .message(
            2,
            sample(&[1], &[1])
                .message(3, Message::new().number(1, 5).number(3, 42))
                .message(3, label(3, 4))
                .message(3, Message::new().number(1, 6).number(3, 8).number(4, 7)),
        );
    let profile = read(&labelled.0);
    let series = &profile.stacks.as_ref().unwrap().series[0];
    let text = |id| profile.symbols.text.get(id);
    assert_eq!(series.thread.map(text), Some("main loop 42"));
    let labels: Vec<_> = series
        .labels
        .iter()
        .map(|&(key, value)| (text(key), text(value)))
        .collect();
    assert_eq!(labels, [("bytes", "8 kilobytes")]);
}

#[test]
fn the_default_type_is_selected_else_the_last() {
    let two = |default: i64| {
        Message::new()
            .message(1, Message::new().number(1, 1).number(2, 2))
            .message(1, Message::new().number(1, 3).number(2, 4))
            .bytes(6, b"")
            .bytes(6, b"samples")
            .bytes(6, b"count")
            .bytes(6, b"wall")
            .bytes(6, b"milliseconds")
            .number(14, default)
            .message(4, location(1, &[]))
            .message(2, sample(&[1], &[1, 250]))
    };
    let selected = |default| {
        let profile = read(&two(default).0);
        profile.value(profile.selected()).label()
    };
    assert_eq!(selected(0), "wall/nanoseconds");
    assert_eq!(selected(1), "samples/count");
    assert_eq!(selected(2), "wall/nanoseconds", "`count` is no type");
    let profile = read(&two(0).0);
    assert_eq!(
        (profile.values[1].scale, profile.values[1].sum),
        (1e6, 250),
        "numbers stay as they are"
    );
}

#[test]
fn value_types_of_one_name_stay_apart() {
    let mut twins = profile(&[]);
    twins = twins.message(1, Message::new().number(1, 1).number(2, 2));
    let profile = read(
        &twins
            .message(4, location(1, &[]))
            .message(2, sample(&[1], &[1, 2]))
            .0,
    );
    let sums: Vec<_> = profile
        .values
        .iter()
        .map(|value| (value.label(), value.sum))
        .collect();
    assert_eq!(
        sums,
        [("samples/count".to_owned(), 1), ("samples#2/count".to_owned(), 2)]
    );
}

/// As `Prune` of pprof: what a dropped frame calls goes too, but not what precedes the first frame of
/// the user's own.
#[test]
fn dropped_frames_take_what_they_call_with_them() {
    let pruned = |keep: i64| {
        profile(&["main", "malloc", "mmap", "malloc|(__)?free", "user"])
            .message(5, function(1, 3))
            .message(5, function(2, 4))
            .message(5, function(3, 5))
            .message(5, function(4, 7))
            .message(4, location(1, &[(1, 0)]))
            .message(4, location(2, &[(2, 0)]))
            .message(4, location(3, &[(3, 0)]))
            .message(4, location(4, &[(2, 0), (4, 0)]))
            .number(7, 6)
            .number(8, keep)
            .message(2, sample(&[3, 2, 1], &[1]))
            .message(2, sample(&[3, 2], &[10]))
            .message(2, sample(&[3, 4, 1], &[100]))
    };
    check(
        pruned(0),
        &expect![[r#"
        user 100 100
        mmap 10 10
        main 1 101
        malloc 0 10
    "#]],
    );
    check(
        pruned(4),
        &expect![[r#"
        mmap 111 111
        malloc 0 111
        main 0 101
        user 0 100
    "#]],
    );
}

#[test]
fn a_pattern_that_cannot_be_used_is_told() {
    let profile = read(&small().bytes(6, b"(").number(7, 5).0);
    assert!(warnings(&profile)[0].starts_with("drop_frames or keep_frames of the file cannot be applied"));
}

#[test]
fn a_file_cut_anywhere_gives_what_came_before() {
    let whole = small().0;
    let mut loaded = 0;
    for end in 0..whole.len() {
        match read_with(&whole[..end], &Options::default()) {
            Ok(profile) => {
                loaded += 1;
                let complete = end == whole.len() - small_last_sample();
                assert_eq!(
                    warnings(&profile).is_empty(),
                    complete,
                    "{end}: {:?}",
                    warnings(&profile)
                );
            }
            Err(Error::Malformed { .. } | Error::Empty { .. }) => {}
            Err(error) => panic!("{end}: {error}"),
        }
    }
    assert_eq!(loaded, small_last_sample());
    let real = fixture("go/variants/cpu-plain.bin");
    // A cut between two fields shows only where something refers to what is gone.
    let silent = (0..real.len()).step_by(7).filter(|&end| {
        read_with(&real[..end], &Options::default()).is_ok_and(|profile| warnings(&profile).is_empty())
    });
    assert!(silent.count() < 3);
}

/// Bytes of the last sample of `small`, with its key and length.
fn small_last_sample() -> usize {
    2 + sample(&[1], &[1]).0.len()
}

#[test]
fn the_warning_of_a_cut_file_names_the_byte() {
    let whole = small().0;
    let end = whole.len() - 1;
    let profile = read(&whole[..end]);
    let byte = whole.len() - small_last_sample();
    assert_eq!(
        warnings(&profile),
        [format!(
            "byte {byte}: the file is cut off inside a field; what comes before it was loaded"
        )]
    );
}

#[test]
fn nothing_to_load_is_an_error_that_says_what_was_expected() {
    let error = |bytes: &[u8]| read_with(bytes, &Options::default()).err().unwrap().to_string();
    expect!["test: byte 0: read as pprof: expected a sample_type field of profile.proto, found the end of the file"]
        .assert_eq(&error(b""));
    expect!["test: byte 0: read as pprof: expected a sample_type field of profile.proto, found bytes that are no field of a protobuf message"]
        .assert_eq(&error(b"not a profile"));
    expect!["test: read as pprof: it holds no samples; was anything running while it was recorded?"]
        .assert_eq(&error(&profile(&[]).0));
    expect!["test: byte 30: read as pprof: expected a sample field of profile.proto, found the file is cut off inside a field"]
        .assert_eq(&error(&[&profile(&["main"]).0[..], &[0x12, 0x70]].concat()));
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn a_gzip_bomb_is_stopped() {
    let bomb = gzipped(&vec![0x12; 64 << 20]);
    let options = Options {
        max_unpacked: 1 << 20,
        ..Options::default()
    };
    assert!(matches!(read_with(&bomb, &options), Err(Error::TooLarge { .. })));
}

#[test]
fn a_cut_gzip_stream_gives_what_came_before() {
    let packed = fixture("go/recordings/cpu.pprof");
    let half = read_with(&packed[..packed.len() * 3 / 4], &Options::default()).unwrap();
    assert!(half.values[0].sum > 0);
    assert!(
        warnings(&half).iter().any(|warning| warning.contains("gzip")),
        "{:?}",
        warnings(&half)
    );
    assert!(
        warnings(&half).iter().any(|warning| warning.starts_with("byte ")),
        "{:?}",
        warnings(&half)
    );
}

#[test]
fn a_stack_of_a_hundred_thousand_frames_is_read() {
    let mut ids = vec![2; 100_000];
    ids.push(1);
    let profile = read(&small().message(2, sample(&ids, &[1000])).0);
    assert_eq!(show(&profile), "work 1005 1005\nmain 1 1006\n");
    let mut ids: Vec<i64> = (0..1_000_000).map(|n| n % 2 + 1).collect();
    ids.reverse();
    let profile = read(&small().message(2, sample(&ids, &[1000])).0);
    assert!(warnings(&profile)[0].contains("outer ones were cut off"));
}

/// Peak memory is not measured here, but time and the tables are: each empty message costs no more than
/// its own bytes, so that millions of them are read in moments.
#[test]
fn empty_messages_by_the_million_cost_little() {
    for field in [1u8, 2, 3, 4, 5, 6, 11] {
        let mut bytes = small().0;
        for _ in 0..400_000 {
            bytes.extend([field << 3 | 2, 0]);
        }
        let profile = read(&bytes);
        assert!(profile.values.len() <= 64, "{field}");
        assert!(profile.symbols.places.len() < 10, "{field}");
    }
}

/// A byte of a sample may stand for a thousand inlined frames; a file of them must still end.
#[test]
fn inlined_frames_do_not_multiply_without_bound() {
    let lines = vec![(2, 1); 5000];
    let mut bytes = small().message(4, location(7, &lines)).0;
    let heavy = sample(&vec![7; 200], &[1]);
    for _ in 0..100 {
        bytes = Message(bytes).message(2, heavy.clone()).0;
    }
    let profile = read(&bytes);
    assert!(
        warnings(&profile)
            .iter()
            .any(|warning| warning.contains("far more frames than bytes"))
    );
    assert!(
        warnings(&profile)
            .iter()
            .any(|warning| warning.contains("more than 1024 lines"))
    );
}

#[test]
fn labels_of_every_sample_its_own_are_bounded() {
    let mut message = profile(&["span", "work"])
        .message(5, function(1, 4))
        .message(4, location(1, &[(1, 1)]));
    for span in 1..100_000 {
        let label = Message::new().number(1, 3).number(3, span);
        message = message.message(2, sample(&[1], &[1]).message(3, label));
    }
    let profile = read(&message.0);
    assert_eq!(profile.values[0].sum, 99_999);
    assert!(profile.stacks.as_ref().unwrap().series.len() <= 1 << 16);
    assert!(warnings(&profile)[0].contains("sets of labels"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_with(&bytes, &Options::default());
        let _ = profile::read("x", &bytes[..], &Options::default());
    }

    #[test]
    fn arbitrary_fields_never_panic(
        fields in prop::collection::vec((1u32..16, prop::collection::vec(any::<u8>(), 0..12), -3i64..9), 0..40)
    ) {
        let mut message = small();
        for (field, bytes, number) in fields {
            message = if number < 0 { message.number(field, number) } else { message.bytes(field, &bytes) };
        }
        if let Ok(profile) = read_with(&message.0, &Options::default()) {
            hold(&profile)?;
        }
    }

    #[test]
    fn mutated_recordings_never_panic(
        heap in any::<bool>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = if heap { small().0 } else { fixture("go/variants/cpu-plain.bin") };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        if let Ok(profile) = read_with(&bytes, &Options::default()) {
            hold(&profile)?;
        }
    }
}

fn hold(profile: &Profile) -> Result<(), TestCaseError> {
    for cell in &profile.flat.functions {
        let value = profile.value(cell.value);
        prop_assert!(value.share(cell.total.unwrap_or(0)) <= 1.0);
    }
    for place in &profile.symbols.places {
        prop_assert!(profile.symbols.functions.get(place.function.index()).is_some());
    }
    Ok(())
}
