//! A real shell finds the same words: what was checked is what runs.

use std::process::{Command, Stdio};

use host::gate::{Policy, Tier, judge};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::corpus::cases;
use crate::fuzzed::nasty;

/// Prints each word of each command, when it is the value of a function: NUL after each word, RS after each command.
fn as_the_shell_sees_it(shell: &str, lines: &[String]) -> Vec<Vec<Vec<String>>> {
    let mut script =
        String::from("set -f\nshow() { for word do printf '%s\\0' \"$word\"; done; printf '\\036\\0'; }\n");
    for line in lines {
        script.push_str(line);
        script.push_str("\nprintf '\\035\\0'\n");
    }
    let output = Command::new(shell)
        .args(["-c", &script])
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{shell}: {error}"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    text.split_terminator("\u{1d}\0")
        .map(|line| {
            line.split_terminator("\u{1e}\0")
                .map(|command| command.split_terminator('\0').map(str::to_owned).collect())
                .collect()
        })
        .collect()
}

/// The line with `show` before each command and commands one after the other, so that each shows its words.
fn shown(words: &[Vec<String>], rebuilt: bool, line: &str) -> String {
    let text = if rebuilt {
        let commands: Vec<_> = words.iter().map(|words| host::gate::rebuild(words)).collect();
        commands.join("; show ")
    } else {
        line.to_owned()
    };
    format!("show {text}")
}

fn agree(lines: &[String]) {
    let judged: Vec<_> = lines
        .iter()
        .map(|line| (line, judge(line, &Policy::default())))
        .filter(|(_, verdict)| !verdict.commands.is_empty())
        .collect();
    for shell in ["bash", "sh"] {
        let rebuilt: Vec<_> = judged
            .iter()
            .map(|(line, verdict)| shown(&verdict.commands, true, line))
            .collect();
        let seen = as_the_shell_sees_it(shell, &rebuilt);
        assert_eq!(seen.len(), judged.len());
        for (seen, (line, verdict)) in seen.iter().zip(&judged) {
            assert_eq!(seen, &verdict.commands, "{shell}: what {line:?} is rebuilt to");
        }
        // As it was typed, where it is one command.
        let single: Vec<_> = judged
            .iter()
            .filter(|(_, verdict)| verdict.commands.len() == 1)
            .collect();
        let typed: Vec<_> = single
            .iter()
            .map(|(line, verdict)| shown(&verdict.commands, false, line))
            .collect();
        let seen = as_the_shell_sees_it(shell, &typed);
        for (seen, (line, verdict)) in seen.iter().zip(&single) {
            assert_eq!(seen, &verdict.commands, "{shell}: {line:?} as typed");
        }
    }
}

#[test]
fn on_every_line_of_the_corpus() {
    let lines: Vec<_> = cases().into_iter().map(|case| case.line).collect();
    agree(&lines);
    let read = lines
        .iter()
        .filter(|line| judge(line, &Policy::default()).tier == Tier::Read)
        .count();
    assert!(read > 50, "{read}");
}

/// Lines of `echo`, which are read whatever their words, so that quoting is what is tried.
#[test]
fn on_random_lines() {
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let pieces = prop::collection::vec(nasty(), 0..8);
    let mut lines = Vec::new();
    for _ in 0..20_000 {
        let pieces = pieces.new_tree(&mut runner).unwrap().current();
        lines.push(format!("echo {}", pieces.concat()));
    }
    let read = lines
        .iter()
        .filter(|line| judge(line, &Policy::default()).tier == Tier::Read)
        .count();
    assert!(
        read > 200,
        "{read} of the random lines are read; that tries too little"
    );
    for lines in lines.chunks(2000) {
        agree(lines);
    }
}
