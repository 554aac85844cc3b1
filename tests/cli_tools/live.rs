//! A program and a recording made on the spot.

use crate::support::{Folder, list};
use crate::tool::{output, run};

/// Nearly all of its time goes to line 8.
const PROGRAM: &str = "\
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) static unsigned long churn(unsigned long rounds)
{
    unsigned long state = rounds;
    while (rounds--)
        state = state * 6364136223846793005UL % 1442695040888963407UL;
    return state;
}

int main(int count, char **arguments)
{
    unsigned long rounds = strtoul(arguments[count - 1], NULL, 10);
    printf(\"%lu\\n\", churn(rounds));
    return 0;
}
";

fn recorded() -> Folder {
    let folder = Folder::with(&[("src/churn.c", PROGRAM)]);
    output(
        folder.path(),
        &[
            "gcc",
            "-g",
            "-O1",
            "-fno-omit-frame-pointer",
            "-o",
            "churn",
            "src/churn.c",
        ],
    );
    output(
        folder.path(),
        &[
            "perf",
            "record",
            "-q",
            "-e",
            "cpu-clock",
            "-F",
            "500",
            "-g",
            "-o",
            "perf.data",
            "./churn",
            "100000000",
        ],
    );
    folder
}

#[track_caller]
fn assert_found(folder: &Folder, arguments: &[&str]) {
    let mut check = vec!["check", "--format", "json"];
    check.extend(arguments);
    let ran = folder.sysgrok(check).run().exits(0);
    let report = ran.json();
    let function = &list(&report, "functions")[0];
    assert_eq!(
        (&function["name"], &function["file"]),
        (&"churn".into(), &"src/churn.c".into()),
        "{report}"
    );
    assert!(function["self"].as_f64() > Some(0.8), "{function}");
    assert_eq!(function["stale"], false);
    let line = &list(&report, "lines")[0];
    assert_eq!(
        (&line["file"], &line["line"]),
        (&"src/churn.c".into(), &8.into()),
        "{report}"
    );
    assert!(
        report["profiles"][0]["samples"].as_u64() > Some(50),
        "{}",
        report["profiles"][0]
    );
}

#[test]
#[ignore = "needs gcc and perf; tests/run runs it"]
fn perf_script_leads_to_the_hot_line() {
    let folder = recorded();
    let text = output(
        folder.path(),
        &["perf", "script", "-F", "+srcline", "--full-source-path"],
    );
    std::fs::remove_file(folder.path().join("perf.data")).unwrap();
    folder.write("cpu.perf.txt", text);
    assert_found(&folder, &[]);
    let text = folder.sysgrok(["check"]).run().exits(0).quiet();
    assert!(
        text.starts_with("hot: `churn`: ") && text.contains("--> src/churn.c:8:9"),
        "{text}"
    );
}

#[test]
#[ignore = "needs gcc and perf; tests/run runs it"]
fn perf_data_leads_to_the_hot_line() {
    assert_found(&recorded(), &[]);
}

#[test]
#[ignore = "needs gcc and perf; tests/run runs it"]
fn perf_report_and_annotate_lead_to_the_hot_line() {
    let folder = recorded();
    let report = output(
        folder.path(),
        &[
            "perf",
            "report",
            "--stdio",
            "--sort",
            "sym,srcline",
            "--full-source-path",
            "-g",
            "none",
        ],
    );
    folder.write("report.txt", report);
    assert_found(&folder, &["-p", "report.txt"]);
    let annotate = output(
        folder.path(),
        &["perf", "annotate", "--stdio", "-l", "--full-paths", "churn"],
    );
    folder.write("annotate.txt", annotate);
    assert_found(&folder, &["-p", "annotate.txt"]);
    // Without lines the printed source decides.
    let annotate = output(folder.path(), &["perf", "annotate", "--stdio", "churn"]);
    folder.write("annotate.txt", annotate);
    assert_found_with_warning(&folder);
}

#[track_caller]
fn assert_found_with_warning(folder: &Folder) {
    let report = folder
        .sysgrok(["check", "-p", "annotate.txt", "--format", "json"])
        .run()
        .exits(0)
        .json();
    assert_eq!(report["functions"][0]["name"], "churn", "{report}");
    assert_eq!(report["lines"][0]["line"], 8, "{report}");
}

/// The source was edited after the program was recorded, as happens all the time.
#[test]
#[ignore = "needs gcc and perf; tests/run runs it"]
fn an_edit_after_the_recording_takes_the_lines_away() {
    let folder = recorded();
    folder.edit(
        "src/churn.c",
        "#include <stdio.h>",
        "/* churns */\n#include <stdio.h>",
    );
    folder.touch("src/churn.c", 5);
    let report = folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(0)
        .json();
    let function = &report["functions"][0];
    assert_eq!(
        (&function["name"], &function["stale"], &function["start_line"]),
        (&"churn".into(), &true.into(), &5.into())
    );
    assert!(list(&report, "lines").is_empty());
}

#[test]
#[ignore = "needs py-spy; tests/run runs it"]
fn py_spy_leads_to_the_hot_line() {
    let program = "\
def churn(rounds):
    state = rounds
    for _ in range(rounds):
        state = pow(state, 12345, 1442695040888963407)
    return state

print(churn(600000))
";
    let folder = Folder::with(&[("churn.py", program)]);
    let py_spy = std::env::var("PY_SPY").unwrap_or_else(|_| "py-spy".to_owned());
    // The program itself, not a script that starts it.
    let python = output(
        folder.path(),
        &["python3", "-c", "import sys; print(sys.executable)"],
    );
    let python = python.trim();
    let record = [
        "record",
        "-r",
        "200",
        "-f",
        "raw",
        "-o",
        "py.folded",
        "--",
        python,
        "churn.py",
    ];
    // py-spy 0.4.1 may miss the end of the program and fail after it has written everything.
    run(folder.path(), &[&[py_spy.as_str()], &record[..]].concat());
    let report = folder
        .sysgrok(["check", "--format", "json"])
        .run()
        .exits(0)
        .json();
    let (function, line) = (&report["functions"][0], &report["lines"][0]);
    assert_eq!(
        (&function["name"], &function["file"]),
        (&"churn".into(), &"churn.py".into()),
        "{report}"
    );
    assert_eq!(
        (&line["file"], &line["line"]),
        (&"churn.py".into(), &4.into()),
        "{report}"
    );
}
