//! Headers of HTTP that carry credentials: `Authorization` (RFC 9110, section 11.6.2) and cookies (RFC 6265).

use super::kind::{Kind, Span};
use super::value;

/// Schemes that are followed by credentials.
const SCHEMES: [&str; 7] = [
    "bearer",
    "basic",
    "token",
    "digest",
    "apikey",
    "negotiate",
    "ntlm",
];
/// The longest header that is looked for, in bytes.
const LONGEST: usize = 8192;

/// The credentials of an `Authorization` header whose name ends at `after`.
pub(super) fn authorization(text: &str, after: usize) -> Option<Span> {
    let mut at = after + name_end(text.get(after..)?)?;
    let rest = text.get(at..)?;
    let word = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let scheme = rest.get(..word)?.to_ascii_lowercase();
    let named = SCHEMES.contains(&scheme.as_str()) && rest.as_bytes().get(word) == Some(&b' ');
    if named {
        at += word + rest.get(word..)?.bytes().take_while(|byte| *byte == b' ').count();
    }
    let length = credentials(text.get(at..)?);
    let secret = text.get(at..at + length)?;
    // Of a scheme's credentials nothing but the form is known; without a scheme it may be any expression.
    let is_secret = if named {
        length >= 6 && !value::is_stand_in(secret)
    } else {
        value::is_random(secret)
    };
    is_secret.then_some(Span {
        start: at,
        end: at + length,
        kind: Kind::Authorization,
    })
}

/// The credentials behind a `Bearer` that begins at `at` and ends at `after`, wherever it stands.
pub(super) fn bearer(text: &str, at: usize, after: usize) -> Option<Span> {
    let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
    if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        return None;
    }
    let length = credentials(text.get(after..)?);
    value::is_random(text.get(after..after + length)?).then_some(Span {
        start: after,
        end: after + length,
        kind: Kind::Authorization,
    })
}

/// The value of a `Cookie` or `Set-Cookie` header whose name ends at `after`.
pub(super) fn cookie(text: &str, after: usize) -> Option<Span> {
    let start = after + name_end(text.get(after..)?)?;
    let rest = text.get(start..)?;
    let length = rest
        .bytes()
        .take(LONGEST)
        .position(|byte| {
            matches!(
                byte,
                b'\n' | b'\r' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'{' | b'(' | b'\\'
            )
        })
        .unwrap_or(rest.len().min(LONGEST));
    let header = rest.get(..length)?.trim_end();
    let (name, value) = header.split_once('=')?;
    let token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let cookie = !name.is_empty()
        && name.bytes().all(token)
        && value
            .bytes()
            .next()
            .is_some_and(|byte| byte != b' ' && byte != b'=');
    cookie.then_some(Span {
        start,
        end: start + header.len(),
        kind: Kind::Cookie,
    })
}

/// Where the value of a header begins, seen from the end of its name: behind `:` or `=`, blanks and quotes.
fn name_end(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let skip = |mut at: usize, skipped: &[u8]| {
        while bytes.get(at).is_some_and(|byte| skipped.contains(byte)) {
            at += 1;
        }
        at
    };
    let mark = skip(0, b"\"'`\\ ").min(8);
    // A comma joins them as arguments of a call only.
    if !(matches!(bytes.get(mark), Some(b':' | b'=')) || mark > 0 && bytes.get(mark) == Some(&b',')) {
        return None;
    }
    let value = skip(mark + 1, b" \t\"'`\\>");
    (value - mark <= 16).then_some(value)
}

/// How many characters of `token68` (RFC 9110, section 11.2) the text begins with.
fn credentials(text: &str) -> usize {
    text.bytes()
        .take(LONGEST)
        .take_while(|byte| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b':')
        })
        .count()
}
