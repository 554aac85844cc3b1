//! What holds of every verdict, whatever the line was. Shared by the fuzz target and by `tests/gate`.

use host::gate::{Policy, Tier, judge, judge_words};

/// Judges the line and checks what comes out.
pub fn hold(line: &str) {
    let verdict = judge(line, &Policy::default());
    assert!(!verdict.reason.is_empty());
    assert_eq!(
        verdict.runs.is_none(),
        verdict.tier == Tier::Never || hides(line),
        "{line:?}"
    );
    let strict = judge(line, &Policy { read_only: true });
    assert_ne!(strict.tier, Tier::Ask);
    if verdict.tier != Tier::Read {
        assert_eq!(strict.tier, Tier::Never, "{line:?}");
        return;
    }
    assert!(
        line.is_ascii() && !line.contains(|character: char| character.is_control()),
        "{line:?}"
    );
    assert!(!verdict.commands.is_empty() && !verdict.needs_root);
    // What runs is read again, and says the same.
    let runs = verdict.runs.clone().unwrap_or_default();
    let again = judge(&runs, &Policy::default());
    assert_eq!(again, verdict, "{line:?} runs {runs:?}");
    if let [words] = verdict.commands.as_slice() {
        assert_eq!(
            judge_words(&[words.as_slice()], &Policy::default()),
            verdict,
            "{line:?}"
        );
    }
}

/// Whether a line does not run even when ticked, since it does not look like what it is, or is nothing.
fn hides(line: &str) -> bool {
    line.trim().is_empty()
        || line.len() > 4096
        || line.contains(|character: char| {
            character.is_control() || (!character.is_ascii() && !character.is_alphanumeric())
        })
}
