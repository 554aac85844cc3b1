//! Values of names that say what they hold: `password = "x"`, `API_KEY=x`, `--token x`, `"secret": "x"`.

mod bare;
mod joint;
mod name;

use super::kind::Span;
use super::value::{self, Word};
use bare::Place;
use joint::{Joint, element, join, wrapper};
pub(super) use name::WORDS;
use name::{Name, classify, flat, is_name, span_kind};

/// The longest name, in bytes.
const LONGEST_NAME: usize = 64;

/// The secret that is assigned to the name of which a word stands from `start` to `after`.
pub(super) fn find(text: &str, start: usize, after: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut end = after;
    let rest = bytes.get(after..)?;
    // Names are numbered at times: `password2`, `API_KEY_1`.
    let digits = rest
        .iter()
        .take(3)
        .take_while(|byte| byte.is_ascii_digit() || **byte == b'_')
        .count();
    if digits <= 2 && rest.get(..digits)?.last().is_none_or(u8::is_ascii_digit) {
        end += digits;
    }
    if bytes.get(end).is_some_and(|byte| is_name(*byte)) {
        return None;
    }
    let before = bytes.get(start.saturating_sub(LONGEST_NAME)..start)?.iter().rev();
    let begin = start - before.take_while(|byte| is_name(**byte)).count();
    let whole = text.get(begin..end)?;
    let name = whole.trim_start_matches('-');
    let kind = classify(name)?;
    let (joint, offset) = join(text, begin, end, whole)?;
    let at = end + offset;
    let at = at + wrapper(text.get(at..)?);
    let value = text.get(at..)?;
    let place = Place {
        text,
        begin,
        name,
        joint,
        at,
    };
    let (start, length) = if joint == Joint::Tag || value::quote(value).is_some() {
        let word = if joint == Joint::Tag {
            element(value)?
        } else {
            Word::literal(value)?
        };
        (at + word.offset, literal(&place, kind, word.text)?)
    } else {
        (at, place.bare(kind)?)
    };
    Some(Span {
        start,
        end: start + length,
        kind: span_kind(name, kind),
    })
}

/// The length of a literal that is a secret.
fn literal(place: &Place<'_>, kind: Name, secret: &str) -> Option<usize> {
    if value::is_stand_in(secret) {
        return None;
    }
    let told = flat(secret);
    let name = flat(place.name);
    let is_secret = match kind {
        Name::Password => {
            let message = secret.contains(' ') && told.contains("password");
            let constant = secret
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_');
            let listed = place.joint == Joint::Call && (constant || WORDS.contains(&told.as_str()));
            told != name && !value::is_word(secret) && !message && !listed
        }
        Name::Key => {
            let words = secret
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || b"_-.:# ".contains(&byte));
            let names =
                words && (place.joint == Joint::Call || WORDS.iter().any(|word| told.contains(&flat(word))));
            !names && !value::is_path(secret) && !secret.contains(' ')
        }
        Name::Perhaps => {
            // Digests are what caches and tables are keyed by.
            let digest = name.ends_with("key") && secret.bytes().all(|byte| byte.is_ascii_hexdigit());
            value::is_random(secret) && !digest && !value::is_path(secret)
        }
    };
    is_secret.then_some(secret.len())
}
