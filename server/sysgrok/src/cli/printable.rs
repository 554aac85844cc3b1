//! Text of profiles and sources, made safe for a terminal.

use std::borrow::Cow;

/// The text with control characters made visible: names of a hostile profile must not move the cursor,
/// set titles or hide lines. Line breaks become `⏎`.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|char| if is_plain(char) { char } else { visible(char) })
            .collect(),
    )
}

fn is_plain(char: char) -> bool {
    // The bidirectional controls (UAX 9) reorder what stands around them.
    !char.is_control()
        && !matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

fn visible(char: char) -> char {
    match char {
        '\n' | '\u{2028}' | '\u{2029}' => '⏎',
        '\t' => ' ',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + char as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        _ => '\u{fffd}',
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(text("plain äö"), "plain äö");
        assert_eq!(text("a\x1b[31mb\nc\u{202e}d"), "a␛[31mb⏎c\u{fffd}d");
    }
}
