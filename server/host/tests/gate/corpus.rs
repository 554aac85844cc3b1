//! The corpus: tier and class of every line.

use host::gate::{Policy, Tier, judge, judge_words};

/// A line of the corpus.
pub struct Case {
    pub bypass: bool,
    pub tier: &'static str,
    pub class: &'static str,
    pub line: String,
}

/// All of them.
pub fn cases() -> Vec<Case> {
    let mut bypass = false;
    let mut cases = Vec::new();
    for text in include_str!("corpus.txt").lines() {
        if let Some(heading) = text.strip_prefix("## ") {
            bypass = heading.starts_with("bypass");
        } else if !text.is_empty() && !text.starts_with("# ") {
            let (tier, rest) = text.split_once(' ').unwrap();
            let (class, line) = rest.split_once(' ').unwrap();
            let line = match line.strip_prefix("json ") {
                Some(json) => serde_json::from_str(json).unwrap(),
                None => line.to_owned(),
            };
            cases.push(Case {
                bypass,
                tier,
                class,
                line,
            });
        }
    }
    cases
}

#[test]
fn every_line_has_its_tier_and_class() {
    let mut wrong = Vec::new();
    for case in cases() {
        let verdict = judge(&case.line, &Policy::default());
        let found = (verdict.tier.as_str(), verdict.class.as_str());
        if found != (case.tier, case.class) {
            wrong.push(format!(
                "{:?}: {} {} expected, {} {}: {}",
                case.line, case.tier, case.class, found.0, found.1, verdict.reason
            ));
        }
        assert!(!verdict.reason.is_empty());
        assert_eq!(verdict.runs.is_none() && verdict.tier != Tier::Never, {
            case.line.contains(|character: char| {
                character.is_control() || (!character.is_ascii() && !character.is_alphanumeric())
            }) && verdict.tier != Tier::Never
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_corpus_is_large_enough() {
    let cases = cases();
    let bypasses = cases.iter().filter(|case| case.bypass).count();
    assert!(cases.len() >= 300, "{}", cases.len());
    assert!(bypasses >= 120, "{bypasses}");
    let mut lines: Vec<_> = cases.iter().map(|case| &case.line).collect();
    lines.sort();
    lines.dedup();
    assert_eq!(lines.len(), cases.len(), "a line is there twice");
}

/// The policy of an administrator.
#[test]
fn read_only_turns_ask_into_never() {
    let policy = Policy { read_only: true };
    for case in cases() {
        let verdict = judge(&case.line, &policy);
        let expected = if case.tier == "read" {
            Tier::Read
        } else {
            Tier::Never
        };
        assert_eq!(verdict.tier, expected, "{}", case.line);
        assert_eq!(verdict.runs.is_some(), expected == Tier::Read);
    }
}

/// A plan gives words, and they are judged as the line that they are rebuilt to.
#[test]
fn words_are_judged_as_their_line() {
    for case in cases() {
        let verdict = judge(&case.line, &Policy::default());
        if verdict.commands.len() == 1 {
            let words = verdict.commands.first().unwrap().as_slice();
            let by_words = judge_words(&[words], &Policy::default());
            assert_eq!(by_words, verdict, "{}", case.line);
        }
    }
}
