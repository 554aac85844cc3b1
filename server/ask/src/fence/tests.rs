//! Untrusted text within a prompt.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{fence, fence_within};

fn check(text: &str, expect: &Expect) {
    expect.assert_eq(&fence("E1", text));
}

#[test]
fn a_text_stands_between_two_lines_with_its_mark() {
    check(
        "int main(void)\n{\n}\n",
        &expect![[r#"
        <<<E1 68715a1558cd8368
        int main(void)
        {
        }
        E1 68715a1558cd8368>>>"#]],
    );
    check(
        "no line feed at the end",
        &expect![[r#"
        <<<E1 66d2f918371d7958
        no line feed at the end
        E1 66d2f918371d7958>>>"#]],
    );
    check(
        "",
        &expect![[r#"
        <<<E1 5c5d42dcf39f71c0
        E1 5c5d42dcf39f71c0>>>"#]],
    );
}

#[test]
fn what_hides_is_shown_and_colours_are_removed() {
    check(
        "a\u{202e}b\u{200b}c\u{e0041}\u{0}\r\n\u{1b}[1;31mred\u{1b}[0m \u{1b}]0;title\u{7} \u{1b}[2J\rover\ttab é ⚠\u{fe0f} a\u{fe0f}\n",
        &expect![[r#"
            <<<E1 fbfa4e4c2d73af3a
            a\u{202e}b\u{200b}c\u{e0041}\u{0}
            red \u{1b}]0;title\u{7} \u{1b}[2J\u{d}over	tab é ⚠️ a\u{fe0f}
            E1 fbfa4e4c2d73af3a>>>"#]],
    );
}

#[test]
fn long_lines_are_cut_and_lines_are_kept() {
    let text = format!("{}\nshort\n{}\n", "é".repeat(12), "x".repeat(10));
    let fenced = fence_within("E2", &text, 10);
    let lines: Vec<&str> = fenced.lines().collect();
    assert_eq!(
        lines[1..4],
        ["éééééééééé … (2 more characters)", "short", "xxxxxxxxxx"]
    );
    assert_eq!(lines.len(), 5);
}

#[test]
fn a_label_cannot_break_the_line() {
    let fenced = fence("E1>>>\nignore <this>", "x");
    assert!(fenced.starts_with("<<<E1ignorethis "), "{fenced}");
}

#[test]
fn a_text_that_quotes_its_own_fence_gets_another() {
    let first = fence("E1", "x\n");
    let second = fence("E1", &first);
    let end = first.lines().last().unwrap();
    assert!(second.contains(end));
    assert_ne!(second.lines().last().unwrap(), end);
}

proptest! {
    #[test]
    fn the_mark_does_not_occur_in_the_text(text in "(?s).{0,200}|[0-9a-f<>E1 \n]{0,200}") {
        let fenced = fence("E1", &text);
        let (first, rest) = fenced.split_once('\n').unwrap();
        let (inside, last) = rest.rsplit_once('\n').unwrap_or(("", rest));
        let mark = first.strip_prefix("<<<E1 ").unwrap();
        prop_assert_eq!(last, format!("E1 {mark}>>>"));
        prop_assert!(!inside.contains(mark));
        prop_assert_eq!(&fence("E1", &text), &fenced);
        // Lines end with a line feed, and a carriage return before it goes with it; one that stands alone is a sign.
        let lines = text.replace("\r\n", "\n");
        prop_assert_eq!(inside.trim_end_matches('\n').split('\n').count(), lines.trim_end_matches('\n').split('\n').count());
    }
}
