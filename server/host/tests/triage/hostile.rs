//! Outputs are hostile: nothing panics, time is linear, and nothing of them acts in a report.

use std::time::{Duration, Instant};

use host::triage::{Findings, Outputs, compare, follow_up, judge, markdown, processes};
use proptest::prelude::*;

use crate::support::{put, recorded};

fn everything(outputs: &Outputs) -> Findings {
    let findings = judge(outputs);
    let _ = markdown(&findings, "web1");
    let _ = compare(&[
        ("web1".to_owned(), findings.clone()),
        ("web2".to_owned(), Findings::default()),
    ]);
    let _ = processes(outputs);
    let _ = follow_up(outputs);
    for finding in &findings.findings {
        assert!(!finding.evidence.is_empty(), "{}", finding.what);
        for cited in &finding.evidence {
            let count = outputs.by_step[&cited.step].text.lines().count();
            assert!(
                cited.first >= 1 && cited.first <= cited.last && cited.last <= count.max(1),
                "{cited:?} of {count}"
            );
        }
    }
    findings
}

/// The recorded outputs with every line changed.
fn changed(change: impl Fn(usize, &str) -> String) -> Outputs {
    let mut outputs = recorded("batch");
    for extra in ["files", "spin", "hog"] {
        for (step, output) in recorded(extra).by_step {
            outputs.by_step.entry(step).or_insert(output);
        }
    }
    for output in outputs.by_step.values_mut() {
        output.text = output
            .text
            .lines()
            .enumerate()
            .map(|(at, line)| change(at, line) + "\n")
            .collect();
        output.errors = output.text.clone();
    }
    outputs
}

#[test]
fn broken_columns_and_characters() {
    everything(&changed(|_, line| {
        line.replace(|c: char| c.is_ascii_digit(), "9999999999999999999999")
    }));
    everything(&changed(|_, line| {
        line.replace(|c: char| c.is_ascii_digit(), "-")
    }));
    everything(&changed(|_, line| {
        line.replace(' ', "\u{0}\u{7}\u{1b}[2J \u{202e}")
    }));
    everything(&changed(|_, line| line.replace(' ', "")));
    everything(&changed(|_, line| line.chars().rev().collect()));
    everything(&changed(|at, line| {
        if at % 2 == 0 {
            String::new()
        } else {
            line.repeat(3)
        }
    }));
    everything(&changed(|_, line| line.replace('.', "NaN").replace('0', "inf")));
    everything(&changed(|_, line| line.replace(' ', "\u{a0}é")));
}

#[test]
fn huge_outputs_take_linear_time() {
    let seconds = |times: usize| {
        let mut outputs = recorded("batch");
        let long = "a 1 ".repeat(250_000);
        for output in outputs.by_step.values_mut() {
            output.text = format!(
                "{}{long}\n{}",
                output.text.repeat(times),
                "==> /proc/stat <==\n: 1 (".repeat(times * 100)
            );
        }
        let start = Instant::now();
        everything(&outputs);
        start.elapsed()
    };
    let (small, large) = (seconds(20), seconds(80));
    // Four times as much; quadratic time would be sixteen times as long.
    assert!(
        large < small * 10 + Duration::from_millis(500),
        "{small:?} became {large:?}"
    );
}

#[test]
fn names_of_the_host_do_not_act_in_a_report() {
    let mut outputs = recorded("idle");
    let name = "`| [x](http://evil) <img src=x> \u{1b}[31m\u{202e} **b** | `reboot`";
    put(
        &mut outputs,
        "ps",
        &format!(
            "PID PPID USER NI STAT ELAPSED TIME %CPU RSS NLWP COMMAND\n7 1 x 0 R 01:00:00 00:59:00 99.0 1 1 {name}\n"
        ),
    );
    put(
        &mut outputs,
        "top",
        &format!(
            "PID USER PR NI VIRT RES SHR S %CPU %MEM TIME+ COMMAND\n\nPID USER PR NI VIRT RES SHR S %CPU %MEM TIME+ COMMAND\n7 x 20 0 1 1 1 R 99.0 0 1:1 {name}\n"
        ),
    );
    put(
        &mut outputs,
        "failed-units",
        "a`|<b>.service loaded failed failed x\n",
    );
    put(
        &mut outputs,
        "lscpu",
        "Model name: <script>alert(1)</script> [a](b)\n",
    );
    outputs.by_step.get_mut("chrony").unwrap().errors = "sh: <b>[x](http://evil)</b>".to_owned();
    let report = markdown(&judge(&outputs), "web|1 <b>");
    assert!(!report.contains('\u{1b}') && !report.contains('\u{202e}'));
    for line in report.lines() {
        // What is left outside code spans has no live markup.
        let outside: String = line.split('`').step_by(2).collect();
        let bare = outside.replace("\\<", "").replace("\\]", "").replace("\\|", "");
        assert!(!bare.contains('<'), "{line}");
        assert!(!bare.contains("]("), "{line}");
        assert_eq!(line.matches('`').count() % 2, 0, "{line}");
        if line.starts_with("| ") {
            let cells = line.replace("\\|", "").matches('|').count();
            assert_eq!(cells, 5, "{line}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn cut_and_shuffled_lines_never_panic(seed in any::<u64>(), cut in 0_usize..200, keep in 1_usize..5) {
        let mut random = seed | 1;
        let mut next = move || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random as usize
        };
        let mut outputs = recorded("batch");
        outputs.by_step.extend(recorded("files").by_step);
        for output in outputs.by_step.values_mut() {
            let mut lines: Vec<String> = output.text.lines().map(str::to_owned).collect();
            for at in (1..lines.len()).rev() {
                lines.swap(at, next() % (at + 1));
            }
            lines.retain(|_| next() % 5 < keep);
            for line in &mut lines {
                if next() % 3 == 0 {
                    *line = line.chars().take(cut).collect();
                }
            }
            output.text = lines.join(if next() % 9 == 0 { "\r" } else { "\n" });
        }
        everything(&outputs);
    }

    #[test]
    fn any_text_never_panics(text in "\\PC{0,300}", step in 0_usize..27) {
        let mut outputs = recorded("batch");
        let id = outputs.by_step.keys().nth(step % outputs.by_step.len()).unwrap().clone();
        put(&mut outputs, &id, &text);
        everything(&outputs);
    }
}
