//! Text of profiles and sources, made safe for a terminal.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

/// The text with control characters made visible: names of a hostile profile must not move the cursor,
/// set titles or hide lines. Line breaks become `⏎`.
pub(super) fn text(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(self::char).collect())
}

/// The same for a text of several lines, which stay.
pub(super) fn lines(text: &str) -> Cow<'_, str> {
    let passes = |char: char| is_plain(char) || matches!(char, '\n' | '\t');
    if text.chars().all(passes) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|char| if passes(char) { char } else { visible(char) })
            .collect(),
    )
}

/// The same for one character.
pub(super) fn char(char: char) -> char {
    if is_plain(char) { char } else { visible(char) }
}

/// What was rendered from source and names, with its own colours. The renderer makes most control characters
/// visible; these it leaves.
pub(super) fn rendered(text: &str) -> Cow<'_, str> {
    let passes = |char: char| is_plain(char) || matches!(char, '\n' | '\u{1b}');
    if text.chars().all(passes) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|char| if passes(char) { char } else { visible(char) })
            .collect(),
    )
}

/// JSON on one line.
pub(super) fn json(value: &impl Serialize) -> io::Result<String> {
    Ok(escaped(serde_json::to_string(value)?))
}

/// JSON on many lines.
pub(super) fn json_pretty(value: &impl Serialize) -> io::Result<String> {
    Ok(escaped(serde_json::to_string_pretty(value)?))
}

/// JSON escapes the first 32 control characters only, and terminals obey others as well.
fn escaped(json: String) -> String {
    let passes = |char: char| is_plain(char) || char == '\n';
    if json.chars().all(passes) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    for char in json.chars() {
        if passes(char) {
            escaped.push(char);
        } else {
            // All of them are in the basic plane, so one unit is enough.
            let digits = [12, 8, 4, 0].map(|shift| char::from_digit(char as u32 >> shift & 0xf, 16));
            escaped.push_str("\\u");
            escaped.extend(digits.into_iter().flatten());
        }
    }
    escaped
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
    use super::{json, rendered, text};

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(text("plain äö"), "plain äö");
        assert_eq!(text("a\x1b[31mb\nc\u{202e}d"), "a␛[31mb⏎c\u{fffd}d");
        assert_eq!(rendered("\x1b[1mhot\n\u{9b}2J\r"), "\x1b[1mhot\n\u{fffd}2J␍");
    }

    #[test]
    fn json_holds_the_text_and_no_control_character() {
        let hostile = "ä\u{7f}\u{9b}\u{202e}\n";
        let shown = json(&hostile).unwrap();
        assert_eq!(shown, "\"ä\\u007f\\u009b\\u202e\\n\"");
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), hostile);
    }
}
