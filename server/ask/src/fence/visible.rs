//! Characters that hide or reorder text.

/// What stands in place of a character that [`hides`], by its code point: `\u{202e}`; absent for every other one.
pub(super) fn replacement(character: char, before: Option<char>) -> Option<String> {
    hides(character, before).then(|| format!("\\u{{{:x}}}", u32::from(character)))
}

/// Whether a character is invisible, reorders its line, or drives a terminal. Tab and line feed do not.
///
/// The format characters (category Cf) and the default ignorables of Unicode 16, by which text can be hidden from a
/// person and not from a model, and the controls C0 and C1. `before` is the character before: one variation selector
/// behind a visible character chooses the colour of an emoji, as everywhere in prose; a row of them hides bytes.
pub(crate) fn hides(character: char, before: Option<char>) -> bool {
    match character {
        '\t' | '\n' => false,
        '\u{fe0e}' | '\u{fe0f}' => before.is_none_or(|before| before.is_ascii() || is_selector(before)),
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{600}'..='\u{605}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0d}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => true,
        _ => false,
    }
}

fn is_selector(character: char) -> bool {
    matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}
