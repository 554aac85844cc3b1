//! `go tool pprof` reads what `convert --to pprof` writes, and finds the same totals.

use crate::support::{Folder, bundled, sysgrok};
use crate::tool::output;

#[test]
#[ignore = "needs go; tests/run runs it"]
fn go_tool_pprof_reads_what_is_written() {
    for (file, sample_index, total, first) in [
        (
            "c/recordings/cpu.perf.txt",
            "cpu-clock",
            "of 1144ms total",
            "table_find",
        ),
        (
            "c/variants/folded-inferno.txt",
            "samples",
            "of 1144000000 total",
            "table_find",
        ),
        ("go/recordings/cpu.pprof", "cpu", "of 2390ms total", "sink"),
        (
            "go/variants/heap.bin",
            "inuse_space",
            "of 1140.66kB total",
            "NewGrid",
        ),
        (
            "python/recordings/py-spy.folded",
            "samples",
            "of 295 total",
            "distance",
        ),
        (
            "rust/recordings/cpu.perf.txt",
            "cpu-clock",
            "of 1245.28ms total",
            "logq::filter::matches",
        ),
    ] {
        let folder = Folder::empty();
        let path = bundled(file);
        let target = folder.path().join("out.pb.gz");
        sysgrok([
            "convert",
            path.to_str().unwrap(),
            "--to",
            "pprof",
            "-o",
            target.to_str().unwrap(),
        ])
        .run()
        .exits(0);
        let top = output(
            folder.path(),
            &[
                "go",
                "tool",
                "pprof",
                "-top",
                "-nodecount=3",
                &format!("-sample_index={sample_index}"),
                "out.pb.gz",
            ],
        );
        assert!(top.contains(total), "{file}: {top}");
        let rows = top.lines().skip_while(|line| !line.contains("flat%")).skip(1);
        assert!(
            rows.clone().next().is_some_and(|row| row.contains(first)),
            "{file}: {top}"
        );
    }
}

/// What Go's own profiler writes today, for a program made on the spot.
#[test]
#[ignore = "needs go; tests/run runs it"]
fn a_go_program_leads_to_its_hot_line() {
    let program = "\
package main

import (
\t\"fmt\"
\t\"os\"
\t\"runtime/pprof\"
)

//go:noinline
func churn(rounds int) uint64 {
\tstate := uint64(rounds)
\tfor i := 0; i < rounds; i++ {
\t\tstate = state * 6364136223846793005 % 1442695040888963407
\t}
\treturn state
}

func main() {
\tfile, _ := os.Create(\"cpu.pprof\")
\t_ = pprof.StartCPUProfile(file)
\tfmt.Println(churn(150000000))
\tpprof.StopCPUProfile()
}
";
    let folder = Folder::with(&[
        ("main.go", program),
        ("go.mod", "module example.org/churn\n\ngo 1.19\n"),
    ]);
    output(folder.path(), &["go", "build", "-o", "churn", "."]);
    output(folder.path(), &["./churn"]);
    let report = folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(0)
        .json();
    let (function, line) = (&report["functions"][0], &report["lines"][0]);
    assert_eq!(
        (&function["name"], &function["file"]),
        (&"main.churn".into(), &"main.go".into()),
        "{report}"
    );
    assert_eq!(
        (&line["file"], &line["line"]),
        (&"main.go".into(), &13.into()),
        "{report}"
    );
}
