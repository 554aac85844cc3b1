//! Recorded files.

use expect_test::expect;
use profile::{Format, PlaceId, Profile, ValueId, detect};

use super::top::{count, parse};
use super::{fixture, read, warnings};

fn text(path: &str) -> String {
    String::from_utf8(fixture(path)).unwrap()
}

fn value(profile: &Profile, name: &str) -> ValueId {
    profile.find_value(name).unwrap()
}

fn function_of(profile: &Profile) -> impl Fn(PlaceId) -> String + '_ {
    |place| {
        profile
            .symbols
            .name(profile.symbols.places[place.index()].function)
            .to_owned()
    }
}

/// The flat index against the rows of `-top`.
fn check_functions(profile: &Profile, value_name: &str, top: &str) {
    let value = value(profile, value_name);
    let (total, rows) = parse(&text(top));
    let sum: i64 = profile
        .flat
        .functions_of(value)
        .map(|cell| cell.own.unwrap())
        .sum();
    assert!(total.is(sum), "{top}: sum of self is {sum}");
    assert_eq!(profile.value(value).sum, sum);
    assert!(rows.len() > 5, "{top}");
    for row in rows {
        let cells = profile
            .flat
            .functions_of(value)
            .filter(|cell| profile.symbols.name(cell.key) == row.name);
        let (mut own, mut whole) = (0, 0);
        for cell in cells {
            own += cell.own.unwrap();
            whole += cell.total.unwrap();
        }
        assert!(row.flat.is(own), "{top}: {}: self {own}", row.name);
        assert!(row.cum.is(whole), "{top}: {}: total {whole}", row.name);
    }
}

#[test]
fn functions_weigh_what_pprof_prints() {
    let cpu = read(&fixture("go/recordings/cpu.pprof"));
    check_functions(&cpu, "cpu", "go/variants/pprof-top.txt");
    check_functions(&cpu, "cpu", "go/variants/pprof-top-cum.txt");
    check_functions(&cpu, "samples", "go/variants/pprof-top-samples.txt");
    let heap = read(&fixture("go/variants/heap.bin"));
    check_functions(&heap, "inuse_space", "go/variants/heap-top-inuse_space.txt");
    check_functions(&heap, "alloc_objects", "go/variants/heap-top-alloc_objects.txt");
}

/// The flat index of lines against `-top -lines`, whose names are `function file:line`.
fn check_lines(profile: &Profile, top: &str) {
    let value = profile.selected();
    let (_, rows) = parse(&text(top));
    for row in rows {
        let cells = profile.flat.lines_of(value).filter(|cell| {
            let file = profile.symbols.text.get(cell.key.file);
            row.name
                == format!(
                    "{} {file}:{}",
                    profile.symbols.name(cell.key.function),
                    cell.key.line
                )
        });
        let (own, whole) = cells.fold((0, 0), |sum, cell| {
            (sum.0 + cell.own.unwrap(), sum.1 + cell.total.unwrap())
        });
        if row.name.contains(':') {
            assert!(row.flat.is(own), "{top}: {}: self {own}", row.name);
            assert!(row.cum.is(whole), "{top}: {}: total {whole}", row.name);
        }
    }
}

#[test]
fn lines_weigh_what_pprof_prints() {
    check_lines(
        &read(&fixture("go/recordings/cpu.pprof")),
        "go/variants/pprof-top-lines.txt",
    );
    check_lines(
        &read(&fixture("go/variants/cpu-trimpath.bin")),
        "go/variants/pprof-top-trimpath.txt",
    );
}

#[test]
fn labels_select_what_pprof_selects() {
    let cpu = read(&fixture("go/recordings/cpu.pprof"));
    let symbols = &cpu.symbols;
    let north = count(
        &cpu,
        cpu.selected(),
        |series| {
            (series.labels.iter())
                .any(|&(key, text)| (symbols.text.get(key), symbols.text.get(text)) == ("region", "north"))
        },
        function_of(&cpu),
    );
    let (_, rows) = parse(&text("go/variants/pprof-top-north.txt"));
    assert!(rows.len() > 5);
    for row in rows {
        let (own, whole) = north[&row.name];
        assert!(
            row.flat.is(own) && row.cum.is(whole),
            "{}: {own}, {whole}",
            row.name
        );
    }
}

/// gperftools' profile, turned into protobuf by `go tool pprof -proto`: no function has a name, some have
/// a file, and `drop_frames` takes the signal handler off the stacks.
#[test]
fn addresses_without_symbol_weigh_what_pprof_prints_for_their_mapping() {
    let cpu = read(&fixture("cpp/variants/gperftools-proto.bin"));
    let name = function_of(&cpu);
    let counted = count(
        &cpu,
        cpu.selected(),
        |_| true,
        |place| match name(place).split_once("+0x") {
            Some((mapping, _)) => format!("{mapping}]"),
            None => panic!("{} is not named by its address", name(place)),
        },
    );
    let (total, rows) = parse(&text("cpp/variants/pprof-top.txt"));
    assert!(total.is(cpu.value(cpu.selected()).sum));
    for row in rows {
        let (own, whole) = counted[&row.name];
        assert!(
            row.flat.is(own) && row.cum.is(whole),
            "{}: {own}, {whole}",
            row.name
        );
    }
    assert_eq!(cpu.meta.samples, Some(241), "google-pprof says 241");
}

#[test]
fn no_share_is_above_the_whole_and_nothing_is_amiss() {
    for path in [
        "go/recordings/cpu.pprof",
        "go/variants/cpu-plain.bin",
        "go/variants/cpu-trimpath.bin",
        "go/variants/heap.bin",
        "cpp/variants/gperftools-proto.bin",
    ] {
        let bytes = fixture(path);
        let profile = profile::read(path, &bytes[..], &profile::Options::default()).unwrap();
        assert_eq!(profile.meta.format, Some(Format::Pprof), "{path}");
        assert_eq!(warnings(&profile), Vec::<String>::new(), "{path}");
        for cell in &profile.flat.functions {
            let whole = profile.value(cell.value).whole();
            assert!(
                cell.own.unwrap() <= cell.total.unwrap() && cell.total.unwrap() <= whole,
                "{path}"
            );
        }
        for cell in &profile.flat.lines {
            let whole = profile.value(cell.value).whole();
            assert!(
                cell.own.unwrap() <= cell.total.unwrap() && cell.total.unwrap() <= whole,
                "{path}"
            );
        }
    }
}

#[test]
fn provenance_is_kept() {
    let cpu = read(&fixture("go/recordings/cpu.pprof"));
    let labels: Vec<String> = cpu.values.iter().map(profile::ValueType::label).collect();
    assert_eq!(labels, ["samples/count", "cpu/nanoseconds"]);
    assert_eq!(cpu.selected(), ValueId(1));
    assert_eq!(cpu.meta.period.as_ref().unwrap().amount, 10_000_000);
    assert!(cpu.meta.recorded.is_some() && cpu.meta.duration > Some(1_000_000_000));
    assert_eq!(cpu.meta.samples, Some(cpu.values[0].sum as u64));
    let heap = read(&fixture("go/variants/heap.bin"));
    assert_eq!(heap.value(heap.selected()).label(), "inuse_space/bytes");
    assert_eq!(heap.meta.samples, None, "objects are no samples");
    let sums: Vec<String> = heap
        .values
        .iter()
        .map(|value| format!("{} {}", value.label(), value.sum))
        .collect();
    // The README of the variants has pprof's own: 87359, 83592.14kB, 8754, 1140.66kB.
    expect![[r#"
        alloc_objects/count 87359
        alloc_space/bytes 85598347
        inuse_objects/count 8754
        inuse_space/bytes 1168039
    "#]]
    .assert_eq(&(sums.join("\n") + "\n"));
}

#[test]
fn inlined_frames_are_marked_and_declarations_are_kept() {
    let cpu = read(&fixture("go/recordings/cpu.pprof"));
    let symbols = &cpu.symbols;
    let inlined = symbols.places.iter().filter(|place| place.inlined).count();
    assert!(inlined > 5, "{inlined}");
    let sink = symbols
        .functions
        .iter()
        .find(|function| symbols.text.get(function.shown).ends_with(".sink"))
        .unwrap();
    let file = symbols.text.get(sink.file.unwrap());
    assert!(file.ends_with("/heap/heap.go"), "{file}");
    let name = cpu
        .symbols
        .mappings
        .iter()
        .map(|mapping| symbols.text.get(mapping.name))
        .next()
        .unwrap();
    assert!(name.ends_with("/roads"), "{name}");
}

#[test]
fn no_text_looks_like_pprof() {
    let root = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/workspaces");
    let mut open = vec![root];
    let mut texts = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.to_string_lossy().into_owned();
            if name.ends_with(".bin") || name.ends_with(".pprof") {
                continue;
            }
            texts += 1;
            assert_ne!(
                detect(&name, &std::fs::read(&path).unwrap()),
                Some(Format::Pprof),
                "{name}"
            );
        }
    }
    assert!(texts > 100, "{texts}");
    for text in [
        "\n\x04abcd",
        "\n\x02\n\x02",
        "",
        "\n",
        "\n\n\n\n",
        "2 2\n",
        "(1)\n",
    ] {
        assert_ne!(detect("x", text.as_bytes()), Some(Format::Pprof), "{text:?}");
    }
}

#[test]
fn a_head_cut_anywhere_is_recognised_once_the_value_types_are_there() {
    let whole = fixture("go/variants/cpu-plain.bin");
    for end in 200..2000 {
        assert_eq!(detect("x", &whole[..end]), Some(Format::Pprof), "{end}");
    }
}
