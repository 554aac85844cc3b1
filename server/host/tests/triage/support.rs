//! Recorded outputs, and findings as lines.

use std::path::PathBuf;

use expect_test::Expect;
use host::triage::{Findings, Options, Output, Outputs, Severity, from_folder_listing, judge};

/// The outputs of a recorded folder.
pub(crate) fn recorded(name: &str) -> Outputs {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/triage/recorded")
        .join(name);
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        files.push((name, std::fs::read(path).unwrap()));
    }
    let listing = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    from_folder_listing(listing, &Options::default()).0
}

/// The idle host with some outputs of another recording.
pub(crate) fn idle_with(name: &str) -> Outputs {
    let mut outputs = recorded("idle");
    outputs.by_step.extend(recorded(name).by_step);
    outputs
}

/// Replaces what a step printed.
pub(crate) fn put(outputs: &mut Outputs, step: &str, text: &str) {
    outputs.by_step.insert(step.to_owned(), Output::of(text));
}

/// Replaces a file within the first or the second reading, or adds it.
pub(crate) fn put_file(outputs: &mut Outputs, step: &str, path: &str, content: &str) {
    let output = outputs
        .by_step
        .entry(step.to_owned())
        .or_insert_with(|| Output::of(""));
    let header = format!("==> {path} <==\n");
    let kept = output.text.replacen(&header, "==> /replaced <==\n", 1);
    output.text = format!("{kept}\n{header}{content}\n");
}

/// The host has been up for that many seconds, and the readings are five seconds apart.
pub(crate) fn up_for(outputs: &mut Outputs, seconds: u32) {
    put_file(outputs, "files", "/proc/uptime", &format!("{seconds}.00 1000.00"));
    put_file(
        outputs,
        "files-again",
        "/proc/uptime",
        &format!("{}.00 1000.00", seconds + 5),
    );
}

/// Findings as lines: severity, sentence, the first cited lines and what they hold.
pub(crate) fn lines(outputs: &Outputs, findings: &Findings) -> String {
    let mut text = String::new();
    for finding in &findings.findings {
        text.push_str(&format!("{}: {}\n", finding.severity, finding.what));
        for cited in &finding.evidence {
            let shown = outputs.by_step[&cited.step]
                .text
                .lines()
                .nth(cited.first - 1)
                .unwrap();
            let shown: String = shown
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(90)
                .collect();
            text.push_str(&format!("    [{cited}] {shown}\n"));
        }
    }
    text
}

pub(crate) fn check(outputs: &Outputs, expected: &Expect) {
    let findings = judge(outputs);
    expected.assert_eq(&lines(outputs, &findings));
}

pub(crate) fn alarms(findings: &Findings) -> Vec<&str> {
    findings
        .findings
        .iter()
        .filter(|finding| finding.severity > Severity::Note)
        .map(|finding| finding.what.as_str())
        .collect()
}
