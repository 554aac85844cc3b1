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
        .map(|(line, verdict)| format!("{line}\n    {} {}: {}\n", verdict.tier.as_str(), verdict.class.as_str(), verdict.reason))
        .collect();
    expect![[r#""#]].assert_eq(&format!("{} of {} lines are read: {share:.1} %\n{listed}", lines.len() - asked.len(), lines.len()));
    assert!(share >= 90.0, "{share}");
}

#[test]
fn what_does_more_than_read_or_does_not_end_is_not_read() {
    for line in lines("! ") {
        let verdict = judge(line, &Policy::default());
        assert_ne!(verdict.tier, Tier::Read, "{line}: {}", verdict.reason);
    }
}
