//! `perf report --stdio`: rows, totals and calls as perf printed them.

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
use profile::{Coverage, Error, Format, Options, Profile, ValueId, read, read_as};
use proptest::prelude::*;

fn workspace(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(path)
}

fn bytes(path: &str) -> Vec<u8> {
    fs::read(workspace(path)).unwrap()
}

#[track_caller]
fn load(path: &str) -> Profile {
    let profile = read(path, &bytes(path)[..], &Options::default()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(profile.meta.format, Some(Format::PerfReport), "{path}");
    profile
}

fn parse(text: &str) -> Result<Profile, Error> {
    read("report.txt", text.as_bytes(), &Options::default())
}

/// Every `perf report` text of the workspaces.
fn all() -> Vec<String> {
    let mut found = Vec::new();
    for language in ["c", "cpp", "go", "js", "python", "rust"] {
        let folder = format!("{language}/variants");
        let Ok(entries) = fs::read_dir(workspace(&folder)) else {
            continue;
        };
        for entry in entries {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.contains("report") {
                found.push(format!("{folder}/{name}"));
            }
        }
    }
    found.sort();
    assert!(found.len() > 30, "{found:?}");
    found
}

/// Self of the heaviest functions in percent.
fn top(profile: &Profile, value: ValueId, count: usize) -> Vec<(String, f64)> {
    (profile.flat.functions_of(value).take(count))
        .map(|cell| {
            let share = profile.value(value).share(cell.own.unwrap());
            (
                profile.symbols.name(cell.key).to_owned(),
                (share * 1e4).round() / 100.0,
            )
        })
        .collect()
}

/// Values, the heaviest rows, lines and edges, warnings.
fn shown(profile: &Profile) -> String {
    let mut out = String::new();
    let text = |id| profile.symbols.text.get(id);
    for (index, value) in profile.values.iter().enumerate() {
        let id = ValueId(index as u32);
        let total = value
            .stated_total
            .map_or("not stated".to_owned(), |total| total.to_string());
        let coverage = &profile.coverage[index];
        writeln!(
            out,
            "{} x {} sum {} of {total}, {coverage:?}",
            value.label(),
            value.scale,
            value.sum
        )
        .unwrap();
        for cell in profile.flat.functions_of(id).take(4) {
            let mapping = profile.symbols.mapping_name(cell.key).unwrap_or("-");
            let name = profile.symbols.name(cell.key);
            writeln!(out, "  {name} in {mapping}: {:?} {:?}", cell.own, cell.total).unwrap();
        }
        for cell in profile.flat.lines_of(id).take(4) {
            let (file, line) = (text(cell.key.file), cell.key.line);
            writeln!(out, "  {file}:{line}: {:?} {:?}", cell.own, cell.total).unwrap();
        }
    }
    let mut edges = profile.flat.edges.clone();
    edges.sort_by_key(|edge| std::cmp::Reverse(edge.weight));
    for edge in edges.iter().take(6) {
        let name = |function| profile.symbols.name(function);
        writeln!(
            out,
            "  {} -> {}: {}",
            name(edge.caller),
            name(edge.callee),
            edge.weight
        )
        .unwrap();
    }
    for warning in &profile.meta.warnings {
        writeln!(out, "  warning: {:?} {}", warning.line, warning.message).unwrap();
    }
    out
}

#[track_caller]
fn check(text: &str, expected: &Expect) {
    let text = match parse(text) {
        Ok(profile) => shown(&profile),
        Err(error) => format!("{error}\n"),
    };
    expected.assert_eq(&text);
}

/// What must hold in every profile: no share above the whole, sums as the builder states them.
#[track_caller]
fn assert_sound(path: &str, profile: &Profile) {
    for (index, value) in profile.values.iter().enumerate() {
        let id = ValueId(index as u32);
        let cells = profile.flat.functions_of(id);
        let own = cells.filter_map(|cell| cell.own).fold(0, i64::saturating_add);
        assert_eq!(own, value.sum, "{path}");
        if let Some(total) = value.stated_total {
            // 50 millionths of rounding a row.
            let rows = profile.flat.functions_of(id).count() as i64 + 1;
            assert!(
                own <= total.saturating_add(100 * rows),
                "{path}: {own} of {total}"
            );
        }
        for cell in profile.flat.functions_of(id) {
            assert!(cell.own.unwrap() <= value.whole(), "{path}");
            assert!(
                cell.total.is_none_or(|total| total <= value.whole()),
                "{path}: {cell:?}"
            );
        }
        for cell in profile.flat.lines_of(id) {
            assert!(cell.own.unwrap() <= value.whole(), "{path}");
        }
    }
    for edge in &profile.flat.edges {
        assert!(edge.weight <= profile.value(edge.value).whole(), "{path}");
    }
}

#[test]
fn every_recorded_report_is_sound_and_without_warnings() {
    for path in all() {
        let profile = load(&path);
        assert_sound(&path, &profile);
        assert_eq!(profile.meta.warnings, [], "{path}");
        assert!(profile.meta.samples.is_some(), "{path}");
        let children = path.contains("children") && !path.contains("nochildren");
        let cells = profile.flat.functions.iter();
        assert_eq!(
            cells.clone().any(|cell| cell.total.is_some()),
            children || profile.flat.functions.iter().any(|cell| cell.total.is_some()),
            "{path}"
        );
        assert_eq!(profile.flat.lines.is_empty(), !path.contains("srcline"), "{path}");
    }
}

/// Each row that perf printed is a row here, or part of one: the sums agree.
#[test]
fn self_adds_up_to_the_sum_of_the_printed_column() {
    for path in all() {
        if path.contains("hierarchy") || path.contains("period") {
            continue;
        }
        let text = String::from_utf8(bytes(&path)).unwrap();
        let column = usize::from(text.contains("# Children"));
        let mut printed = 0;
        for line in text.lines().filter(|line| line.starts_with(' ')) {
            let cells: Vec<_> = line.split([' ', ',']).filter(|cell| !cell.is_empty()).collect();
            let weights: Vec<_> = (cells.iter())
                .map_while(|cell| cell.strip_suffix('%')?.parse::<f64>().ok())
                .collect();
            if weights.len() == column + 1 {
                printed += (weights[column] * 100.0).round() as i64;
            }
        }
        let profile = load(&path);
        let read: i64 = (profile.values.iter())
            .filter(|value| value.stated_total == Some(1_000_000))
            .map(|value| value.sum)
            .sum();
        assert_eq!(read, printed * 100, "{path}");
    }
}

/// The figures of c/variants/README.md.
#[test]
fn exact_columns_are_preferred() {
    let profile = load("c/variants/report-n.txt");
    let samples = profile.find_value("samples").unwrap();
    assert_eq!(
        (
            profile.value(samples).sum,
            profile.value(samples).stated_total,
            profile.meta.samples
        ),
        (286, Some(286), Some(286))
    );
    let profile = load("c/variants/report-period.txt");
    let value = &profile.values[0];
    assert_eq!(
        (value.label().as_str(), value.sum, value.stated_total, value.scale),
        ("cpu-clock/nanoseconds", 1_144_000_000, Some(1_144_000_000), 1.0)
    );
    let profile = load("c/variants/events-report.txt");
    let labels: Vec<_> = (profile.values.iter())
        .map(|value| (value.label(), value.sum))
        .collect();
    let label = |text: &str| text.to_owned();
    assert_eq!(
        labels,
        [
            (label("cpu-clock/nanoseconds"), 999_500),
            (label("samples/count"), 230),
            (label("task-clock/nanoseconds"), 999_500),
            (label("samples:task-clock/count"), 230),
        ]
    );
    let go = load("go/variants/report-n.txt");
    assert_eq!(go.value(go.find_value("samples").unwrap()).sum, 101);
}

/// Every text that comes from one recording gives the same functions, in the same order.
#[test]
fn variants_of_one_recording_agree() {
    let agree = |paths: &[&str], count: usize| {
        let first = load(paths[0]);
        let expected = top(&first, ValueId(0), count);
        for path in paths {
            let profile = load(path);
            let found = top(&profile, ValueId(0), usize::MAX);
            for (name, share) in &expected {
                let again = found
                    .iter()
                    .find(|(found, _)| found == name)
                    .unwrap_or_else(|| panic!("{path}: {name}"))
                    .1;
                // A sum of rounded rows.
                assert!((share - again).abs() < 0.15, "{path}: {name} {share} {again}");
            }
        }
    };
    agree(
        &[
            "c/variants/report-flat.txt",
            "c/variants/report-nochildren.txt",
            "c/variants/report-caller.txt",
            "c/variants/report-children.txt",
            "c/variants/report-children-flat.txt",
            "c/variants/report-n.txt",
            "c/variants/report-comma.txt",
            "c/variants/report-dso-sym.txt",
            "c/variants/report-period.txt",
            "c/variants/report-srcline.txt",
            "c/variants/report-srcline-full.txt",
        ],
        4,
    );
    agree(
        &[
            "c/variants/flat-report.txt",
            "c/variants/flat-report-n.txt",
            "c/variants/flat-report-hierarchy.txt",
        ],
        10,
    );
    agree(
        &[
            "c/variants/fp-report-children.txt",
            "c/variants/fp-report-maxstack0.txt",
        ],
        6,
    );
    for language in ["cpp", "rust"] {
        let paths = [
            "report-flat",
            "report-children",
            "report-children-flat",
            "report-nochildren",
            "report-srcline",
        ];
        let paths = paths.map(|name| format!("{language}/variants/{name}.txt"));
        agree(
            &paths.each_ref().map(String::as_str),
            if language == "cpp" { 3 } else { 1 },
        );
    }
}

#[test]
fn a_report_without_children() {
    let profile = load("c/variants/report-nochildren.txt");
    expect![[r#"
        cpu-clock/nanoseconds x 1144 sum 1000100 of 1000000, Complete
          table_find in wordex: Some(339200) None
          main in wordex: Some(272700) None
          __strcmp_evex in libc.so.6: Some(150300) None
          table_add in wordex: Some(118900) None
          __libc_start_call_main -> main: 947600
          __libc_start_main_impl -> __libc_start_call_main: 947600
          _start -> __libc_start_main_impl: 947600
          main -> index_document: 793700
          index_document -> table_add: 629300
          table_add -> table_find: 492900
    "#]]
    .assert_eq(&shown(&profile));
}

/// From the other end, the same calls.
#[test]
fn a_report_of_callers() {
    let profile = load("c/variants/report-caller.txt");
    expect![[r#"
        cpu-clock/nanoseconds x 1144 sum 1000100 of 1000000, Complete
          table_find in wordex: Some(339200) None
          main in wordex: Some(272700) None
          __strcmp_evex in libc.so.6: Some(150300) None
          table_add in wordex: Some(118900) None
          _start -> __libc_start_main_impl: 965100
          __libc_start_main_impl -> __libc_start_call_main: 965100
          __libc_start_call_main -> main: 965100
          main -> index_document: 793800
          index_document -> table_add: 629400
          table_add -> table_find: 493000
    "#]]
    .assert_eq(&shown(&profile));
}

#[test]
fn a_report_with_children() {
    let profile = load("c/variants/report-children.txt");
    expect![[r#"
        cpu-clock/nanoseconds x 1144 sum 1000100 of 1000000, Complete
          table_find in wordex: Some(339200) Some(496500)
          main in wordex: Some(272700) Some(1000000)
          __strcmp_evex in libc.so.6: Some(150300) Some(150300)
          table_add in wordex: Some(118900) Some(653800)
          _start -> __libc_start_main_impl: 996500
          __libc_start_main_impl -> __libc_start_call_main: 996500
          __libc_start_call_main -> main: 996500
          main -> index_document: 821700
          index_document -> table_add: 653800
          table_add -> table_find: 493000
    "#]]
    .assert_eq(&shown(&profile));
}

#[test]
fn a_report_by_line() {
    let profile = load("c/variants/report-srcline-full.txt");
    expect![[r#"
        cpu-clock/nanoseconds x 1144 sum 1000600 of 1000000, Complete
          table_find in -: Some(339300) None
          main in -: Some(272900) None
          __strcmp_evex in -: Some(150500) None
          table_add in -: Some(118900) None
          /tmp/sysgrok-demo/c/src/table.c:14: Some(216800) None
          /tmp/sysgrok-demo/c/src/table.c:39: Some(87400) None
          /tmp/sysgrok-demo/c/src/wordex.c:53: Some(52400) None
          ./string/../sysdeps/x86_64/multiarch/strcmp-evex.S:296: Some(49000) None
    "#]]
    .assert_eq(&shown(&profile));
}

/// `perf report --stdio --group`: a number for each event in a cell; only the group's count is printed.
#[test]
fn a_group_of_events() {
    check(
        "\
# Total Lost Samples: 0
#
# Samples: 92  of events 'anon group { cpu-clock, task-clock }'
# Event count (approx.): 462311500
#
#         Overhead  Command  Shared Object      Symbol                
# ................  .......  .................  ......................
#
    26.09%  26.09%  gzip     gzip               [.] 0x0000000000004330
    23.91%  23.90%  gzip     gzip               [.] 0x0000000000004313
    50.00%  50.01%  gzip     [kernel.kallsyms]  [k] _copy_to_iter
",
        &expect![[r#"
            cpu-clock/percent x 0.0001 sum 1000000 of 1000000, Complete
              _copy_to_iter in [kernel.kallsyms]: Some(500000) None
              0x0000000000004330 in gzip: Some(260900) None
              0x0000000000004313 in gzip: Some(239100) None
            task-clock/percent x 0.0001 sum 1000000 of 1000000, Complete
              _copy_to_iter in [kernel.kallsyms]: Some(500100) None
              0x0000000000004330 in gzip: Some(260900) None
              0x0000000000004313 in gzip: Some(239000) None
        "#]],
    );
}

/// `perf report --stdio --header`, cut.
#[test]
fn the_header_says_where_when_and_what() {
    let profile = parse(
        "\
# ========
# captured on    : Sun Nov 22 10:12:21 2026
# header version : 1
# hostname : vm
# os release : 6.18.44
# perf version : 6.1.187
# cmdline : /usr/bin/perf record -q -e cpu-clock -F 499 -g build/wordex 80000 
# sample duration :   1384.940 ms
# ========
#
# Samples: 1K of event 'cycles:u'
# Event count (approx.): 1386773536
#
# Overhead  Command  Symbol
# ........  .......  .................
#
   100.00%  wordex   [.] main
",
    )
    .unwrap();
    let meta = &profile.meta;
    assert_eq!(meta.tool.as_deref(), Some("perf 6.1.187"));
    assert_eq!(meta.host.as_deref(), Some("vm"));
    assert_eq!(
        meta.command.as_deref(),
        Some("/usr/bin/perf record -q -e cpu-clock -F 499 -g build/wordex 80000")
    );
    assert_eq!(meta.recorded.unwrap().to_string(), "2026-11-22T10:12:21Z");
    assert_eq!(meta.duration, Some(1_384_940_000));
    assert_eq!(meta.samples, Some(1000));
    assert_eq!(profile.values[0].label(), "cycles:u/count");
}

/// With `-v` the symbol has an address and the kind of its symbol table before it; `-t` puts a separator
/// between cells, which stay padded; `-F` orders the columns; `-q` leaves all names out; `-d` and `-S`
/// leave a column out.
#[test]
fn other_columns() {
    let head = "# Samples: 692  of event 'cycles'\n# Event count (approx.): 1000\n#\n";
    let rows = |text: &str| {
        let profile = parse(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(profile.meta.warnings, []);
        let cell = profile.flat.functions[0];
        let mapping = profile.symbols.mapping_name(cell.key).unwrap_or("-").to_owned();
        (
            profile.symbols.name(cell.key).to_owned(),
            mapping,
            cell.own,
            cell.total,
        )
    };
    let expected = |total| ("table add".to_owned(), "libx.so".to_owned(), Some(159_000), total);
    let total = Some(672_000);
    for text in [
        "# Children      Self  Command  Shared Object  Symbol\n# ........  ........  .......  .............  ......\n    67.20%    15.90%  a b      libx.so        0x560027cc8769     B [.] table add\n",
        "# Children;    Self;Command;Shared Object    ;Symbol\n 67.20% ; 15.90% ;wordex ;libx.so       ;[.] table add\n",
        "# Children\t    Self\tCommand\tShared Object\tSymbol\n 67.20% \t 15.90% \twordex \tlibx.so\t[.] table add\n",
        "# Children      Self       sys       usr  Symbol         Shared Object\n# ........  ........  ........  ........  .............  .............\n    67.20%    15.90%     0.00%    15.90%  [.] table add  libx.so\n",
        "#   Children   Self  Comman  Shared Object      Symbol\n# ..........  .....  ......  .................  ......\n      67.20%   15.90%  wordex  libx.so            [.] table add\n",
    ] {
        assert_eq!(rows(&format!("{head}{text}")), expected(total), "{text}");
    }
    let text = "    67.20%    15.90%  wordex   libx.so            [.] table add\n";
    assert_eq!(rows(text), expected(total));
    let text = format!(
        "# dso: libx.so\n# symbol: table add\n#\n{head}# Overhead  Command\n# ........  .......\n#\n    15.90%  wordex\n"
    );
    assert_eq!(rows(&text), expected(None));
}

/// Samples and periods alone, in the order of `-F sample,period,sym,overhead_us,dso`.
#[test]
fn weights_without_percentages() {
    check(
        "\
# Samples: 692  of event 'cpu-clock'
# Event count (approx.): 773547488
#
#      Samples        Period  Symbol                                    usr  Shared Object    
# ............  ............  ...................................  ........  .................
#
           234     468937872  [.] table_find                         33.82%  wordex           
           152     304609616  [.] main                               21.97%  wordex           
",
        &expect![[r#"
            cpu-clock/nanoseconds x 1 sum 773547488 of 773547488, Complete
              table_find in wordex: Some(468937872) None
              main in wordex: Some(304609616) None
            samples/count x 1 sum 386 of 692, Partial { printed: 386 }
              table_find in wordex: Some(234) None
              main in wordex: Some(152) None
        "#]],
    );
}

/// One row, its tree, and another row that tells the order of the chains.
fn chained(tree: &str) -> String {
    format!(
        "# Samples: 100  of event 'cycles'\n# Event count (approx.): 1000\n#\n# Overhead  Command  Shared Object  Symbol\n\
         # ........  .......  .............  ......\n#\n{tree}"
    )
}

/// The same chains, as `-g graph`, `folded`, `fractal`, `flat` and `count` print them (perf 6.1).
#[test]
fn styles_of_call_chains() {
    let row = "    33.82%  wordex   wordex         [.] table_find\n";
    check(
        &chained(&format!(
            "{row}            |\n            ---table_find\n               |          \n               |--33.09%--table_add\n               \
             |          main\n               |          \n                --0.72%--one.constprop.0\n\n"
        )),
        &expect![[r#"
            cycles/count x 0.001 sum 338200 of 1000000, Partial { printed: 338200 }
              table_find in wordex: Some(338200) None
              table_add -> table_find: 330900
              main -> table_add: 330900
              one.constprop.0 -> table_find: 7200
        "#]],
    );
    check(
        &chained(&format!(
            "{row}33.09% table_find;table_add;main\n0.72% table_find;one.constprop.0\n"
        )),
        &expect![[r#"
            cycles/count x 0.001 sum 338200 of 1000000, Partial { printed: 338200 }
              table_find in wordex: Some(338200) None
              table_add -> table_find: 330900
              main -> table_add: 330900
              one.constprop.0 -> table_find: 7200
        "#]],
    );
    check(
        &chained(&format!(
            "{row}            |\n            ---table_find\n               |          \n               |--97.86%--table_add\n               \
             |          main\n               |          \n                --2.14%--[...]\n\n"
        )),
        &expect![[r#"
            cycles/count x 0.001 sum 338200 of 1000000, Partial { printed: 338200 }
              table_find in wordex: Some(338200) None
              warning: None callers and callees are left out: the percentages of the call chains are of their parents (-g fractal)
        "#]],
    );
    check(
        &chained(&format!(
            "{row}           33.09%\n                table_find\n                table_add\n                main\n\n"
        )),
        &expect![[r#"
            cycles/count x 0.001 sum 338200 of 1000000, Partial { printed: 338200 }
              table_find in wordex: Some(338200) None
              warning: None callers and callees are left out: the call chains of -g flat overlap
        "#]],
    );
    check(
        &chained(&format!(
            "{row}            |\n            ---table_find\n               |          \n               |--229--table_add\n               \
             |          main\n\n"
        )),
        &expect![[r#"
            cycles/count x 0.001 sum 338200 of 1000000, Partial { printed: 338200 }
              table_find in wordex: Some(338200) None
              warning: None callers and callees are left out: the call chains have counts or periods instead of percentages
        "#]],
    );
}

/// A call counts once a chain: of `f f f` under `f`, there is one call from f to f.
#[test]
fn recursion_counts_once() {
    check(
        &chained(
            "    10.00%  a        a              [.] f\n            |\n            ---f\n               f\n               f\n               main\n\n",
        ),
        &expect![[r#"
            cycles/count x 0.001 sum 100000 of 1000000, Partial { printed: 100000 }
              f in a: Some(100000) None
              f -> f: 100000
              main -> f: 100000
        "#]],
    );
}

#[test]
fn a_garbage_line_costs_itself() {
    check(
        &chained(
            "    10.00%  a        a              [.] f\nsome words in between\n    1e9.0%  a        a              [.] g\n   200.00%  a        a              [.] h\n     5.00%  a        a              [.] g\n",
        ),
        &expect![[r#"
            cycles/count x 0.001 sum 150000 of 1000000, Partial { printed: 150000 }
              f in a: Some(100000) None
              g in a: Some(50000) None
              warning: Some(8) passed over: neither a row nor a call chain: "some words in between"
              warning: Some(9) passed over: neither a row nor a call chain: "    1e9.0%  a        a              [.] g"
              warning: Some(10) passed over: neither a row nor a call chain: "   200.00%  a        a              [.] h"
        "#]],
    );
}

#[test]
fn a_header_without_rows_is_empty_and_prose_is_malformed() {
    check(
        &chained(""),
        &expect![[r#"
        report.txt: read as perf-report: it holds no samples; was anything running while it was recorded?
    "#]],
    );
    let error = read_as(
        Format::PerfReport,
        "x",
        &b"# notes\n\nDear all,\n"[..],
        &Options::default(),
    );
    expect!["x: line 3: read as perf-report: expected a line that names the columns, such as `# Overhead  Command  Shared Object  Symbol`, and dots under it, found Dear all,"].assert_eq(&error.err().unwrap().to_string());
}

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
    assert_eq!(profile.meta.samples, Some(572));
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
