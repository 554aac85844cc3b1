//! Credentials in URLs: `scheme://user:password@host` (RFC 3986, section 3.2.1).

use super::kind::{Kind, Span};
use super::value;

/// The longest user information that is looked for, in bytes.
const LONGEST: usize = 512;

/// The password of the URL whose `://` stands at `at`; of one without a password, a user that is a token.
pub(super) fn find(text: &str, at: usize) -> Option<Span> {
    let scheme = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
    if !scheme.is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let start = at + "://".len();
    let rest = text.as_bytes().get(start..)?;
    let authority = rest
        .iter()
        .take(LONGEST)
        .position(|byte| {
            byte.is_ascii_whitespace()
                || matches!(
                    byte,
                    b'/' | b'?' | b'#' | b'"' | b'\'' | b'<' | b'>' | b'`' | b'\\'
                )
        })
        .unwrap_or(rest.len().min(LONGEST));
    let user_end = rest.get(..authority)?.iter().rposition(|byte| *byte == b'@')?;
    let user = text.get(start..start + user_end)?;
    let (offset, secret) = match user.split_once(':') {
        Some((name, password)) => (name.len() + 1, password),
        None => (0, user),
    };
    let is_secret = if offset == 0 {
        value::is_random(secret)
    } else {
        !value::is_stand_in(secret) && !value::is_word(secret)
    };
    is_secret.then_some(Span {
        start: start + offset,
        end: start + user_end,
        kind: Kind::UrlPassword,
    })
}
