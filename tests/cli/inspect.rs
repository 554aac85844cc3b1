//! `sysgrok inspect`: what a profile holds, with the totals that the tools themselves print. Those are in the
//! README of each `variants/`.

use expect_test::expect;
use serde_json::Value;

use crate::support::{bundled, list, sysgrok};

/// Variant, format, and of each value type the label and the total.
type Case<'a> = (&'a str, &'a str, &'a [(&'a str, f64)]);

const C: &[Case<'_>] = &[
    (
        "recordings/cpu.perf.txt",
        "perf-script",
        &[
            ("cpu-clock/nanoseconds", 1_144_000_000.0),
            ("samples/count", 286.0),
        ],
    ),
    (
        "variants/script.txt",
        "perf-script",
        &[
            ("cpu-clock/nanoseconds", 1_144_000_000.0),
            ("samples/count", 286.0),
        ],
    ),
    (
        "variants/script-noinline.txt",
        "perf-script",
        &[
            ("cpu-clock/nanoseconds", 1_144_000_000.0),
            ("samples/count", 286.0),
        ],
    ),
    (
        "variants/fp-script.txt",
        "perf-script",
        &[
            ("cpu-clock/nanoseconds", 1_386_773_536.0),
            ("samples/count", 692.0),
        ],
    ),
    (
        "variants/fp-script-cpu.txt",
        "perf-script",
        &[("samples/count", 692.0)],
    ),
    (
        "variants/fp-script-weight.txt",
        "perf-script",
        &[
            ("cpu-clock/nanoseconds", 1_386_773_536.0),
            ("samples/count", 692.0),
        ],
    ),
    (
        "variants/flat-script.txt",
        "perf-script",
        &[
            ("cpu-clock/nanoseconds", 1_160_320_632.0),
            ("samples/count", 579.0),
        ],
    ),
    (
        "variants/events-script.txt",
        "perf-script",
        &[
            ("cpu-clock/nanoseconds", 1_155_778_750.0),
            ("samples/count", 230.0),
            ("task-clock/nanoseconds", 1_155_778_750.0),
            ("samples:task-clock/count", 230.0),
        ],
    ),
    (
        "variants/report-children.txt",
        "perf-report",
        &[("cpu-clock/nanoseconds", 1_144_000_000.0)],
    ),
    (
        "variants/report-nochildren.txt",
        "perf-report",
        &[("cpu-clock/nanoseconds", 1_144_000_000.0)],
    ),
    (
        "variants/report-period.txt",
        "perf-report",
        &[("cpu-clock/nanoseconds", 1_144_000_000.0)],
    ),
    (
        "variants/report-comma.txt",
        "perf-report",
        &[
            ("cpu-clock/nanoseconds", 1_144_000_000.0),
            ("samples/count", 286.0),
        ],
    ),
    (
        "variants/report-n.txt",
        "perf-report",
        &[
            ("cpu-clock/nanoseconds", 1_144_000_000.0),
            ("samples/count", 286.0),
        ],
    ),
    (
        "variants/fp-report-maxstack0.txt",
        "perf-report",
        &[("cpu-clock/nanoseconds", 1_386_773_536.0)],
    ),
    (
        "variants/flat-report-hierarchy.txt",
        "perf-report",
        &[("cpu-clock/nanoseconds", 1_160_320_632.0)],
    ),
    (
        "variants/annotate-l-full.txt",
        "perf-annotate",
        &[("samples/count", 97.0)],
    ),
    (
        "variants/annotate-n.txt",
        "perf-annotate",
        &[("samples/count", 97.0)],
    ),
    (
        "variants/folded-inferno.txt",
        "folded",
        &[("samples/count", 1_144_000_000.0)],
    ),
    (
        "variants/folded-diff.txt",
        "folded",
        &[("before/count", 1_144_000_000.0), ("after/count", 936_000_000.0)],
    ),
    ("variants/topn-table.txt", "topn", &[("cpu/percent", 100.0)]),
    (
        "variants/topn-copy.txt",
        "topn",
        &[("cpu/percent", 100.0), ("samples/count", 281.0)],
    ),
];

const OTHERS: &[Case<'_>] = &[
    (
        "cpp/recordings/cpu.perf.txt",
        "perf-script",
        &[
            ("cpu-clock/nanoseconds", 1_308_724_755.0),
            ("samples/count", 195.0),
        ],
    ),
    (
        "cpp/variants/gperftools-proto.bin",
        "pprof",
        &[("samples/count", 241.0), ("cpu/nanoseconds", 964_000_000.0)],
    ),
    (
        "cpp/variants/gperftools-collapsed.txt",
        "folded",
        &[("samples/count", 241.0)],
    ),
    (
        "rust/recordings/cpu.perf.txt",
        "perf-script",
        &[
            ("cpu-clock/nanoseconds", 1_245_282_984.0),
            ("samples/count", 66.0),
        ],
    ),
    (
        "rust/variants/v0-script-mangled.txt",
        "perf-script",
        &[("cpu-clock/nanoseconds", 366_834_125.0), ("samples/count", 73.0)],
    ),
    (
        "go/recordings/cpu.pprof",
        "pprof",
        &[("samples/count", 239.0), ("cpu/nanoseconds", 2_390_000_000.0)],
    ),
    (
        "go/variants/cpu-plain.bin",
        "pprof",
        &[("samples/count", 239.0), ("cpu/nanoseconds", 2_390_000_000.0)],
    ),
    (
        "go/variants/cpu-trimpath.bin",
        "pprof",
        &[("samples/count", 68.0), ("cpu/nanoseconds", 680_000_000.0)],
    ),
    (
        "go/variants/heap.bin",
        "pprof",
        &[
            ("alloc_objects/count", 87_359.0),
            ("alloc_space/bytes", 85_598_347.0),
            ("inuse_objects/count", 8_754.0),
            ("inuse_space/bytes", 1_168_039.0),
        ],
    ),
    (
        "js/variants/jit-script.txt",
        "perf-script",
        &[("cpu-clock/nanoseconds", 543_624_129.0), ("samples/count", 81.0)],
    ),
    (
        "python/recordings/py-spy.folded",
        "folded",
        &[("samples/count", 295.0)],
    ),
    (
        "python/variants/raw-full.txt",
        "folded",
        &[("samples/count", 256.0)],
    ),
    (
        "python/variants/raw-threads.txt",
        "folded",
        &[("samples/count", 707.0)],
    ),
    (
        "python/variants/raw-subprocesses.txt",
        "folded",
        &[("samples/count", 445.0)],
    ),
    (
        "python/variants/raw-native.txt",
        "folded",
        &[("samples/count", 139.0)],
    ),
];

#[test]
fn totals_are_those_that_the_tools_print() {
    let of_c = C
        .iter()
        .map(|(file, format, totals)| (format!("c/{file}"), *format, *totals));
    let of_others = OTHERS
        .iter()
        .map(|(file, format, totals)| ((*file).to_owned(), *format, *totals));
    for (file, format, totals) in of_c.chain(of_others) {
        let path = bundled(&file);
        let report = sysgrok(["inspect", "--json", path.to_str().unwrap()])
            .run()
            .exits(0)
            .json();
        assert_eq!(report["format"], format, "{file}");
        let value_types = list(&report, "value_types");
        assert_eq!(value_types.len(), totals.len(), "{file}: {value_types:?}");
        for (value_type, (label, total)) in value_types.iter().zip(totals) {
            let shown = format!(
                "{}/{}",
                value_type["type"].as_str().unwrap(),
                value_type["unit"].as_str().unwrap()
            );
            assert_eq!(shown, *label, "{file}");
            let shown = value_type["total"].as_f64().unwrap();
            assert!(
                (shown - total).abs() <= 1e-9 * total,
                "{file}: {label} {shown} instead of {total}"
            );
        }
    }
}

/// The self of all functions adds up to the total; where the file gives percentages of two digits, nearly.
#[test]
fn the_weights_of_functions_add_up_to_the_total() {
    for (file, precision) in [
        ("c/recordings/cpu.perf.txt", 0.0),
        ("c/variants/flat-script.txt", 0.0),
        ("c/variants/folded-inferno.txt", 0.0),
        ("c/variants/report-period.txt", 0.0),
        ("c/variants/report-n.txt", 0.001),
        ("c/variants/annotate-l-full.txt", 0.001),
        ("go/recordings/cpu.pprof", 0.0),
        ("python/recordings/py-spy.folded", 0.0),
    ] {
        let path = bundled(file);
        let report = sysgrok(["inspect", "--json", path.to_str().unwrap()])
            .run()
            .exits(0)
            .json();
        let of_type = list(&report, "value_types").iter().find(|value_type| {
            report["value_type"]
                == format!(
                    "{}/{}",
                    value_type["type"].as_str().unwrap(),
                    value_type["unit"].as_str().unwrap()
                )
        });
        let total = of_type.unwrap()["total"].as_f64().unwrap();
        let functions = list(&report, "functions");
        let sum: f64 = functions
            .iter()
            .filter_map(|function| function["self"].as_f64())
            .sum();
        assert!(
            (sum - total).abs() <= precision * total,
            "{file}: {sum} of {total}"
        );
        let heaviest_first = functions.is_sorted_by_key(|function| -function["self"].as_f64().unwrap_or(0.0));
        assert!(heaviest_first, "{file}");
        let too_much = functions
            .iter()
            .filter(|function| function["total"].as_f64() > Some(total * (1.0 + precision)));
        assert_eq!(too_much.count(), 0, "{file}");
    }
}

#[test]
fn all_functions_are_in_the_json_and_counts_are_whole_numbers() {
    let path = bundled("c/recordings/cpu.perf.txt");
    let report = sysgrok(["inspect", "--json", path.to_str().unwrap()])
        .run()
        .exits(0)
        .json();
    let functions = list(&report, "functions");
    // `variants/README.md` tells the heaviest, counted in samples of 4 ms.
    let rows: Vec<String> = functions
        .iter()
        .take(8)
        .map(|function| {
            let samples = |key: &str| function[key].as_i64().unwrap() / 4_000_000;
            format!(
                "{} self {} total {}",
                samples("self"),
                samples("total"),
                function["name"].as_str().unwrap()
            )
        })
        .collect();
    expect![[r#"
        78 self 142 total table_find
        43 self 43 total __strcmp_evex
        37 self 235 total index_document
        28 self 39 total append
        24 self 29 total make_word
        19 self 19 total hash_word
        10 self 10 total next_random
        7 self 41 total make_document"#]]
    .assert_eq(&rows.join("\n"));
    assert!(functions.len() > 40, "{}", functions.len());
    assert_eq!(report["samples"], 286);
    let find = functions
        .iter()
        .find(|function| function["name"] == "table_find")
        .unwrap();
    assert_eq!(find["file"], "/tmp/sysgrok-demo/c/src/table.c");
    assert_eq!(
        find["line"], 14,
        "perf script tells no declared line, so the heaviest"
    );
    let system = functions
        .iter()
        .find(|function| function["name"] == "exc_page_fault")
        .unwrap();
    assert_eq!((&system["file"], &system["line"]), (&Value::Null, &Value::Null));
}

#[test]
fn text_tells_format_value_types_totals_samples_and_the_top_functions() {
    for (file, expected) in [
        (
            "c/recordings/cpu.perf.txt",
            expect![[r#"
                format       perf-script
                value type   cpu-clock/nanoseconds: 1.14 s (shown below)
                value type   samples/count: 286
                samples      286
                stacks       162 distinct frames
                recorded     2026-11-22T10:02:18Z
                host         demo
                tool         perf 6.1.187
                command      perf record -e cpu-clock -F 250 --call-graph dwarf,4096 build/wordex 80000 && perf script -F +srcline --full-source-path
                duration     1.27 s

                    self    total  function
                  27.3 %   49.7 %  table_find  (/tmp/sysgrok-demo/c/build/wordex)
                  15.0 %   15.0 %  __strcmp_evex  (/usr/lib/x86_64-linux-gnu/libc.so.6)
                  12.9 %   82.2 %  index_document  (/tmp/sysgrok-demo/c/build/wordex)
                   9.8 %   13.6 %  append  (/tmp/sysgrok-demo/c/build/wordex)
                                   and 65 more; --limit shows them
            "#]],
        ),
        (
            "c/variants/report-n.txt",
            expect![[r#"
                format       perf-report
                value type   cpu-clock/nanoseconds: 1.14 s (shown below)
                value type   samples/count: 286
                samples      286
                stacks       none: rows only

                    self    total  function
                  33.9 %        -  table_find  (wordex)
                  27.3 %        -  main  (wordex)
                  15.0 %        -  __strcmp_evex  (libc.so.6)
                  11.9 %        -  table_add  (wordex)
                                   and 15 more; --limit shows them
            "#]],
        ),
        (
            "c/variants/annotate-l-full.txt",
            expect![[r#"
                format       perf-annotate
                value type   samples/count: 97 (shown below)
                samples      97
                stacks       none: rows only

                    self    total  function
                 100.0 %        -  table_find  (/tmp/sysgrok-demo/c/build/wordex)
            "#]],
        ),
        (
            "c/variants/topn-table.txt",
            expect![[r#"
                format       topn
                value type   cpu/percent: 100 % (shown below)
                coverage     98.3 % of it is in the file
                stacks       none: rows only

                    self    total  function
                  27.3 %   49.7 %  table_find  (wordex)
                  15.0 %   15.0 %  __strcmp_evex  (libc.so.6)
                  12.9 %   82.2 %  index_document  (wordex)
                   9.8 %   13.6 %  append  (wordex)
                                   and 16 more; --limit shows them
            "#]],
        ),
        (
            "go/variants/heap.bin",
            expect![[r#"
                format       pprof
                value type   alloc_objects/count: 87,359
                value type   alloc_space/bytes: 81.6 MiB
                value type   inuse_objects/count: 8,754
                value type   inuse_space/bytes: 1.11 MiB (shown below)
                stacks       230 distinct frames
                recorded     2026-11-22T10:07:43.579009394Z

                    self    total  function
                  98.9 %   98.9 %  example.org/roads/graph.NewGrid.func1  (/tmp/sysgrok-demo/go/build/roads)
                   0.4 %    0.4 %  runtime.malg  (/tmp/sysgrok-demo/go/build/roads)
                   0.4 %    0.4 %  sync.(*Pool).pinSlow  (/tmp/sysgrok-demo/go/build/roads)
                   0.4 %    0.4 %  fmt.glob..func1  (/tmp/sysgrok-demo/go/build/roads)
                                   and 11 more; --limit shows them
            "#]],
        ),
        (
            "python/recordings/py-spy.folded",
            expect![[r#"
                format       folded
                value type   samples/count: 295 (shown below)
                samples      295
                stacks       105 distinct frames
                recorded     2026-11-22T10:05:37Z
                host         demo
                tool         py-spy 0.4.1
                command      py-spy record -r 250 -f raw -o py-spy.folded -- /usr/bin/python3 -m spell 120

                    self    total  function
                  90.8 %   90.8 %  distance
                   5.1 %   93.9 %  search
                   1.0 %    1.0 %  [unknown]
                   0.7 %    0.7 %  <module>
                                   and 27 more; --limit shows them
            "#]],
        ),
    ] {
        let path = bundled(file);
        let text = sysgrok(["inspect", "--limit", "4", path.to_str().unwrap()])
            .run()
            .exits(0)
            .quiet();
        expected.assert_eq(&text);
    }
}

#[test]
fn a_part_of_a_recording_says_how_much_it_is() {
    let path = bundled("c/variants/report-n.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let cut: String = text.lines().take(14).flat_map(|line| [line, "\n"]).collect();
    let shown = sysgrok(["inspect", "-", "--limit", "3"])
        .stdin(cut)
        .run()
        .exits(0)
        .quiet();
    expect![[r#"
        format       perf-report
        value type   cpu-clock/nanoseconds: 1.14 s (shown below)
        coverage     76.2 % of it is in the file
        value type   samples/count: 286
        coverage     76.2 % of it is in the file
        samples      286
        stacks       none: rows only

            self    total  function
          33.9 %        -  table_find  (wordex)
          27.3 %        -  main  (wordex)
          15.0 %        -  __strcmp_evex  (libc.so.6)
    "#]]
    .assert_eq(&shown);
}
