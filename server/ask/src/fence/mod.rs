//! Untrusted text as data: within a prompt, and before people.
//!
//! Source, profiles, host output, stack traces and model answers are written by others. [`fence`] puts such a text
//! into a prompt so that its end cannot be forged; [`markdown_safe`] and [`MarkdownFilter`] leave of markdown only what
//! neither acts nor fetches. Both make visible what hides text from its reader.

mod markdown;
#[cfg(test)]
mod tests;
pub(crate) mod visible;

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

pub use markdown::{MarkdownFilter, markdown_safe};

/// How long a line may be in [`fence`], in characters.
pub const LONGEST_LINE: usize = 2000;

/// An untrusted text between two lines that do not occur in it; [`fence_within`] with [`LONGEST_LINE`].
pub fn fence(label: &str, text: &str) -> String {
    fence_within(label, text, LONGEST_LINE)
}

/// An untrusted text between two lines that do not occur in it.
///
/// The lines carry the label, of which letters, digits and `-_.` remain, and a mark made of a hash of the text: the
/// same text gives the same fence, so answers can be cached by the prompt, and a text cannot hold a mark that changes
/// with it. Should it hold one nevertheless, the next hash is taken.
///
/// Lines are kept; carriage returns before line feeds are not. Colours of terminals are removed; every other control
/// character and whatever is invisible or changes the direction of writing is shown as `\u{202e}`. A line of more than
/// `longest_line` characters is cut, and says how many are missing.
pub fn fence_within(label: &str, text: &str, longest_line: usize) -> String {
    let text = plain(text, longest_line);
    let label: String = label
        .chars()
        .filter(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.'))
        .collect();
    let mark = mark(&text);
    let end = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("<<<{label} {mark}\n{text}{end}{label} {mark}>>>")
}

/// Sixteen hexadecimal digits that do not occur in the text. There are more marks than places in any text, so one is
/// found.
fn mark(text: &str) -> String {
    let whole = Sha256::digest(text.as_bytes());
    let mut number = 0_u64;
    loop {
        let digest = Sha256::new()
            .chain_update(whole)
            .chain_update(number.to_be_bytes())
            .finalize();
        let mark = digest.iter().take(8).fold(String::new(), |mut mark, byte| {
            let _ = write!(mark, "{byte:02x}");
            mark
        });
        if !text.contains(&mark) {
            return mark;
        }
        number += 1;
    }
}

/// The text with everything in it visible, and no line too long.
fn plain(text: &str, longest_line: usize) -> String {
    let mut plain = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line.strip_suffix('\r').unwrap_or(line), "\n"),
            None => (line, ""),
        };
        plain_line(line, longest_line, &mut plain);
        plain.push_str(end);
    }
    plain
}

fn plain_line(line: &str, longest: usize, plain: &mut String) {
    let mut rest = line;
    let mut before = None;
    let mut count = 0;
    while let Some(character) = rest.chars().next() {
        if let Some(colour) = colour(rest) {
            rest = rest.get(colour..).unwrap_or_default();
            continue;
        }
        if count == longest {
            let _ = write!(plain, " … ({} more characters)", rest.chars().count());
            return;
        }
        match visible::replacement(character, before) {
            Some(replacement) => plain.push_str(&replacement),
            None => plain.push(character),
        }
        count += 1;
        before = Some(character);
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
    }
}

/// The length of the colour that the text begins with: `ESC [ 1;31 m`, or `ESC [ K` as `grep` writes beside it
/// (ECMA-48, sections 8.3.117 and 8.3.41).
fn colour(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|char: char| !char.is_ascii_digit() && char != ';')?;
    matches!(parameters.as_bytes().get(end), Some(b'm' | b'K')).then_some(2 + end + 1)
}
