//! The binary `perf.data`, read through the installed perf.

use std::fs;

use crate::support::{Folder, bundled, list};

/// The samples and the event count that perf printed when it was recorded, in `variants/README.md`.
#[test]
#[ignore = "needs perf; tests/run runs it"]
fn totals_are_those_of_perf_report() {
    for (file, samples, nanoseconds) in [
        ("c/variants/perf-data-fp.bin", 692, 1_386_773_536_u64),
        ("c/variants/perf-data-compressed.bin", 232, 1_165_829_000),
        ("c/variants/perf-data-dwarf.bin", 150, 1_515_151_500),
        ("c/variants/perf-data-pipe.bin", 251, 1_261_306_375),
    ] {
        let folder = Folder::empty();
        fs::copy(bundled(file), folder.path().join("perf.data")).unwrap();
        let report = folder
            .sysgrok(["inspect", "--json", "perf.data"])
            .run()
            .exits(0)
            .json();
        assert_eq!(report["format"], "perf-data");
        assert_eq!(report["samples"], samples, "{file}");
        assert_eq!(report["value_types"][0]["total"], nanoseconds, "{file}");
        let sum: u64 = list(&report, "functions")
            .iter()
            .map(|function| function["self"].as_u64().unwrap())
            .sum();
        assert_eq!(sum, nanoseconds, "{file}");
    }
}

/// `perf.data` holds no symbols, and the program is not on this machine: what is missing is told by its mapping.
#[test]
#[ignore = "needs perf; tests/run runs it"]
fn a_recording_of_a_program_that_is_not_here_says_what_is_missing() {
    let folder = Folder::copy_of("c");
    fs::remove_dir_all(folder.path().join("recordings")).unwrap();
    fs::copy(
        bundled("c/variants/perf-data-fp.bin"),
        folder.path().join("perf.data"),
    )
    .unwrap();
    let ran = folder.sysgrok(["check", "--format", "json"]).run().exits(0);
    assert!(
        ran.stderr
            .starts_with("warning: perf.data: perf could not look up source lines"),
        "{}",
        ran.stderr
    );
    let report = ran.json();
    assert!(
        list(&report, "functions").is_empty() && list(&report, "lines").is_empty(),
        "{report}"
    );
    let missing = &report["unplaced"][0];
    assert_eq!(missing["name"], "[unknown] in wordex");
    // 513 of 692 samples.
    assert!(
        (0.74..0.75).contains(&missing["self"].as_f64().unwrap()),
        "{missing}"
    );
}

#[test]
#[ignore = "needs perf; tests/run runs it"]
fn a_file_that_perf_refuses_is_an_error_with_its_words() {
    let folder = Folder::empty();
    let whole = fs::read(bundled("c/variants/perf-data-fp.bin")).unwrap();
    folder.write("perf.data", &whole[..100]);
    let ran = folder.sysgrok(["inspect", "perf.data"]).run().exits(1);
    assert!(
        ran.stderr
            .starts_with("error: perf.data: perf script cannot read it: "),
        "{}",
        ran.stderr
    );
}

#[test]
#[ignore = "needs perf; tests/run runs it"]
fn standard_input_may_be_a_perf_data() {
    let whole = fs::read(bundled("c/variants/perf-data-fp.bin")).unwrap();
    let report = crate::support::sysgrok(["inspect", "--json", "-"])
        .stdin(whole)
        .run()
        .exits(0)
        .json();
    assert_eq!(report["samples"], 692);
}
