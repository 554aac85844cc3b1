//! E-mail addresses (the usual form of RFC 5321, section 4.1.2, without quoted names and address literals).

use super::kind::{Kind, Span};

/// Endings of names that are no domains: units of systemd are called `getty@tty1.service`, and files `icon@2x.png`.
const NO_DOMAINS: [&str; 24] = [
    "service",
    "socket",
    "timer",
    "target",
    "mount",
    "automount",
    "slice",
    "scope",
    "device",
    "swap",
    "path",
    "png",
    "jpg",
    "jpeg",
    "svg",
    "gif",
    "webp",
    "tgz",
    "gz",
    "zip",
    "so",
    "rs",
    "js",
    "ts",
];

/// The address whose `@` stands at `at`.
pub(super) fn find(text: &str, at: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let local = bytes
        .get(at.saturating_sub(64)..at)?
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-'))
        .count();
    let name = text.get(at - local..at)?.trim_start_matches(['.', '-', '%', '+']);
    let rest = bytes.get(at + 1..)?;
    let domain = rest
        .iter()
        .take(255)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        .count();
    let domain = text.get(at + 1..at + 1 + domain)?.trim_end_matches(['.', '-']);
    let next = bytes.get(at + 1 + domain.len());
    let (_, top) = domain.rsplit_once('.')?;
    let labels = domain
        .split('.')
        .all(|label| !label.is_empty() && !label.starts_with('-'));
    let version = domain
        .trim_start_matches('v')
        .split('.')
        .take(2)
        .all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    // `git@host:path` is how repositories are named; `this@Outer.field` is Kotlin; `a@b.method()` multiplies in Python.
    let code = matches!(name, "git" | "this" | "super" | "return")
        || matches!(next, Some(b'(' | b'_' | b'@' | b'['));
    let address = !name.is_empty()
        && labels
        && (2..=24).contains(&top.len())
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !NO_DOMAINS.contains(&top)
        && !version
        && !code
        && !is_user_of_url(text, at - name.len());
    address.then_some(Span {
        start: at - name.len(),
        end: at + 1 + domain.len(),
        kind: Kind::Email,
    })
}

/// Whether what begins at `at` is the user information of a URL, which is judged as such.
fn is_user_of_url(text: &str, at: usize) -> bool {
    let before = text
        .as_bytes()
        .get(at.saturating_sub(128)..at)
        .unwrap_or_default();
    let mut authority = before.rsplitn(2, |byte| *byte == b'/' || byte.is_ascii_whitespace());
    let (_, rest) = (authority.next(), authority.next());
    rest.is_some_and(|rest| rest.ends_with(b":/"))
        && before
            .iter()
            .rposition(u8::is_ascii_whitespace)
            .is_none_or(|blank| {
                before
                    .iter()
                    .rposition(|byte| *byte == b'/')
                    .is_some_and(|slash| slash > blank)
            })
}
