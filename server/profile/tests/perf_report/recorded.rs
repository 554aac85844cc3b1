//! What the recordings of the workspaces say.

use expect_test::expect;

use super::*;

#[test]
fn every_recorded_report_is_sound_and_without_warnings() {
    for path in all() {
        let profile = load(&path);
        assert_sound(&path, &profile);
        assert_eq!(profile.meta.warnings, [], "{path}");
        let several_events = path.contains("event");
        assert_eq!(profile.meta.samples.is_none(), several_events, "{path}");
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
