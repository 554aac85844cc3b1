//! `sysgrok gate`: tier, reason, what would run; exit codes 0 read, 1 ask, 2 wrong usage, 3 never.

use expect_test::{Expect, expect};

use crate::support::sysgrok;

#[track_caller]
fn check(arguments: &[&str], expected: Expect) {
    expected.assert_eq(&sysgrok(["gate"].iter().chain(arguments)).run().all());
}

#[test]
fn what_reads_is_0() {
    check(
        &["ps aux --sort=-%cpu | head -5"],
        expect![[r#"
        read: only reads: ps (processes), head (first lines)
        runs: 'ps' 'aux' '--sort=-%cpu' | 'head' '-5'
        -- 0 --
    "#]],
    );
}

#[test]
fn what_is_asked_about_is_1() {
    check(
        &["sort -o /etc/passwd /etc/hosts"],
        expect![[r#"
        ask: sort: the flag `-o` is not among those known to only read
        runs: 'sort' '-o' '/etc/passwd' '/etc/hosts'
        -- 1 --
    "#]],
    );
    check(
        &["du -sh /var/log/* 2>/dev/null"],
        expect![[r#"
        ask: a pattern would be replaced by the names of files; quote it if it is text
        runs: du -sh /var/log/* 2>/dev/null
        -- 1 --
    "#]],
    );
}

#[test]
fn what_never_runs_is_3() {
    check(
        &["uptime; sudo reboot"],
        expect![[r#"
        never: reboot stops or restarts the host
        -- 3 --
    "#]],
    );
}

#[test]
fn json() {
    check(
        &["--json", "vmstat 1 5"],
        expect![[r#"
        {"tier":"read","reason":"only reads: vmstat (memory, swap, processors)","runs":"'vmstat' '1' '5'"}
        -- 0 --
    "#]],
    );
    check(
        &["ps | sh", "--json"],
        expect![[r#"
        {"tier":"never","reason":"sh is a shell: it runs whatever it is given","runs":null}
        -- 3 --
    "#]],
    );
    // What would look like something else is shown and does not run.
    check(
        &["--json", "ps\r\u{1b}[2Kaux"],
        expect![[r#"
        {"tier":"ask","reason":"it holds a carriage return, which is no part of a plain command line; it does not run as it stands","runs":null}
        -- 1 --
    "#]],
    );
}

#[test]
fn characters_of_a_terminal_are_made_visible() {
    check(
        &["\u{1b}]0;title\u{7}"],
        expect![[r#"
        ask: it holds the invisible character U+001B, which is no part of a plain command line; it does not run as it stands
        -- 1 --
    "#]],
    );
    check(
        &["ps \u{202e}xua"],
        expect![[r#"
        ask: it holds the invisible character U+202E, which is no part of a plain command line; it does not run as it stands
        -- 1 --
    "#]],
    );
}

#[test]
fn wrong_usage_is_2() {
    sysgrok(["gate"]).run().exits(2);
    sysgrok(["gate", "ps", "aux"]).run().exits(2);
}
