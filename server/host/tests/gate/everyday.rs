//! Ordinary diagnosis passes, or users learn to say yes to everything.

use expect_test::expect;
use host::gate::{Policy, Tier, judge};

/// Lines of the list after this mark.
fn lines(mark: &str) -> Vec<&'static str> {
    let lines = include_str!("everyday.txt").lines();
    lines.filter_map(|line| line.strip_prefix(mark)).collect()
}

#[test]
fn nine_of_ten_lines_that_only_read_are_read() {
    let lines = lines("+ ");
    let asked: Vec<_> = lines
        .iter()
        .map(|line| (line, judge(line, &Policy::default())))
        .filter(|(_, verdict)| verdict.tier != Tier::Read)
        .collect();
    let share = 100.0 * (lines.len() - asked.len()) as f64 / lines.len() as f64;
    let listed: String = asked
        .iter()
        .map(|(line, verdict)| {
            format!(
                "{line}\n    {} {}: {}\n",
                verdict.tier.as_str(),
                verdict.class.as_str(),
                verdict.reason
            )
        })
        .collect();
    expect![[r#"
        210 of 223 lines are read: 94.2 %
        ps -eo pid,stat,comm | awk '$2 ~ /D/'
            ask interpreter: awk runs a program that is given to it as text
        ps -o pid,pcpu,pmem,comm -p $(pidof sshd)
            ask syntax: a part of it would be replaced by the shell
        blkid
            ask unknown: `blkid` is not among the known binaries
        du -sh /var/log/* | sort -rh | head -10
            ask syntax: a pattern would be replaced by the names of files; quote it if it is text
        du -sh /* 2>/dev/null | sort -rh | head -10
            ask syntax: a pattern would be replaced by the names of files; quote it if it is text
        du -h --max-depth=1 /var | sort -rh | head -20
            ask unbounded: du: walking /var has no bound on its time
        ss -ant | awk '{print $1}' | sort | uniq -c
            ask interpreter: awk runs a program that is given to it as text
        nstat -az | grep -i retrans
            ask missing: nstat: without --noupdate or -s it is not known to end, or does something else
        nstat -az TcpRetransSegs
            ask missing: nstat: without --noupdate or -s it is not known to end, or does something else
        lsb_release -a
            ask unknown: `lsb_release` is not among the known binaries
        kubectl get pods -A --field-selector=status.phase!=Running
            ask syntax: an exclamation mark negates, or repeats what was typed before
        kubectl describe pod web-1 -n shop
            ask subcommand: kubectl: the sub-command `pod` is not among those known to only read
        kubectl logs -n shop web-1 --previous
            ask missing: kubectl: without --limit-bytes or --since or --tail it is not known to end, or does something else
    "#]].assert_eq(&format!("{} of {} lines are read: {share:.1} %\n{listed}", lines.len() - asked.len(), lines.len()));
    assert!(share >= 90.0, "{share}");
}

#[test]
fn what_does_more_than_read_or_does_not_end_is_not_read() {
    for line in lines("! ") {
        let verdict = judge(line, &Policy::default());
        assert_ne!(verdict.tier, Tier::Read, "{line}: {}", verdict.reason);
    }
}
