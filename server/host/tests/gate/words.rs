//! What runs, and commands whose words are known already.

use expect_test::{Expect, expect};
use host::gate::{ENVIRONMENT, Policy, Verdict, judge, judge_words};

fn show(verdict: &Verdict) -> String {
    format!(
        "{} ({}): {}\nruns: {}\nroot: {}, seconds: {:?}\n",
        verdict.tier.as_str(),
        verdict.class.as_str(),
        verdict.reason,
        verdict.runs.as_deref().unwrap_or("nothing"),
        verdict.needs_root,
        verdict.seconds,
    )
}

fn check(line: &str, expected: Expect) {
    expected.assert_eq(&show(&judge(line, &Policy::default())));
}

fn check_words(stages: &[&[&str]], expected: Expect) {
    expected.assert_eq(&show(&judge_words(stages, &Policy::default())));
}

#[test]
fn each_word_is_quoted() {
    check(
        r#"grep "it's" /var/log/syslog|head -5"#,
        expect![[r#"
            read (reads): only reads: grep (lines that match), head (first lines)
            runs: 'grep' 'it'"'"'s' '/var/log/syslog' | 'head' '-5'
            root: false, seconds: Some(40)
        "#]],
    );
}

#[test]
fn the_time_of_a_line_is_known() {
    check(
        "vmstat 1 5; iostat -x 2 3",
        expect![[r#"
            read (reads): only reads: vmstat (memory, swap, processors), iostat (disks)
            runs: 'vmstat' '1' '5' ; 'iostat' '-x' '2' '3'
            root: false, seconds: Some(31)
        "#]],
    );
}

#[test]
fn root_is_asked_about() {
    check(
        "sudo -n -- dmesg | tail -5",
        expect![[r#"
        ask (root): it runs as root
        runs: 'sudo' '-n' '--' 'dmesg' | 'tail' '-5'
        root: true, seconds: None
    "#]],
    );
}

#[test]
fn a_line_for_the_shell_stands_as_it_is() {
    check(
        "du -sh /var/log/* 2>/dev/null",
        expect![[r#"
        ask (syntax): a pattern would be replaced by the names of files; quote it if it is text
        runs: du -sh /var/log/* 2>/dev/null
        root: false, seconds: None
    "#]],
    );
}

#[test]
fn what_cannot_be_seen_does_not_run() {
    check(
        "ps \u{202e}xua",
        expect![[r#"
            ask (character): it holds the invisible character U+202E, which is no part of a plain command line; it does not run as it stands
            runs: nothing
            root: false, seconds: None
        "#]],
    );
}

#[test]
fn never_runs_nothing() {
    check(
        "uptime && sudo reboot",
        expect![[r#"
        never (power): reboot stops or restarts the host
        runs: nothing
        root: false, seconds: None
    "#]],
    );
}

#[test]
fn words_of_a_plan() {
    check_words(
        &[&["ps", "-eo", "pid,comm"], &["head", "-5"]],
        expect![[r#"
            read (reads): only reads: ps (processes), head (first lines)
            runs: 'ps' '-eo' 'pid,comm' | 'head' '-5'
            root: false, seconds: Some(20)
        "#]],
    );
    // No shell sees them, but a shell runs what they are rebuilt to.
    check_words(
        &[&["grep", "$(reboot)", "/var/log/syslog"]],
        expect![[r#"
            read (reads): only reads: grep (lines that match)
            runs: 'grep' '$(reboot)' '/var/log/syslog'
            root: false, seconds: Some(30)
        "#]],
    );
    check_words(
        &[&["grep", "a\nb", "/var/log/syslog"]],
        expect![[r#"
            ask (character): it holds a line break, which is no part of a plain command line; it does not run as it stands
            runs: nothing
            root: false, seconds: None
        "#]],
    );
    check_words(
        &[&["sh", "-c", "ps"]],
        expect![[r#"
        never (shell): sh is a shell: it runs whatever it is given
        runs: nothing
        root: false, seconds: None
    "#]],
    );
    check_words(
        &[&["A=1", "ps"]],
        expect![[r#"
        ask (unknown): `A=1` is not among the known binaries
        runs: 'A=1' 'ps'
        root: false, seconds: None
    "#]],
    );
    check_words(
        &[&[]],
        expect![[r#"
            ask (syntax): a command is missing; it does not run as it stands
            runs: nothing
            root: false, seconds: None
        "#]],
    );
    check_words(
        &[],
        expect![[r#"
            ask (syntax): a command is missing; it does not run as it stands
            runs: nothing
            root: false, seconds: None
        "#]],
    );
}

#[test]
fn the_environment_is_fixed() {
    let names: Vec<_> = ENVIRONMENT.iter().map(|(name, _)| *name).collect();
    assert!(names.contains(&"PATH") && names.contains(&"LC_ALL") && names.contains(&"PAGER"));
    for (name, value) in ENVIRONMENT {
        assert!(!value.contains(['\'', ' ', '\n']), "{name} would need quotes");
    }
}
