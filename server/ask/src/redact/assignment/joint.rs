//! What joins a name and its value.

use crate::redact::value::Word;

/// How name and value are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// `=` without blanks, as in environments, connection strings and options.
    Tight,
    /// `=`, `:=`, `=>`, `==` with blanks.
    Equals,
    /// `:`, as in YAML, JSON, Rust and Python.
    Colon,
    /// `, ` or `(` before a literal.
    Call,
    /// A blank behind an option.
    Blank,
    /// `>` of XML.
    Tag,
}

/// How the name from `begin` to `end` is joined to what follows, and how many bytes lie between.
pub(super) fn join(text: &str, begin: usize, end: usize, whole: &str) -> Option<(Joint, usize)> {
    let bytes = text.as_bytes();
    let rest = bytes.get(end..)?;
    let blanks = |from: usize| {
        rest.iter()
            .skip(from)
            .take(32)
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count()
    };
    let is = |at: usize, mark: &[u8]| rest.get(at..).is_some_and(|rest| rest.starts_with(mark));
    let before = begin.checked_sub(1).and_then(|before| bytes.get(before));
    if before == Some(&b'<') && is(0, b">") {
        return Some((Joint::Tag, 1));
    }
    // Behind the quotes or brackets of the name itself.
    let quote = [
        &b"\\\"]"[..],
        b"\"]",
        b"']",
        b"\\\"",
        b"\\'",
        b"\"",
        b"'",
        b"`",
        b"]",
    ]
    .into_iter()
    .find(|quote| is(0, quote));
    let mut at = quote.map_or(0, <[u8]>::len);
    let named = at > 0;
    let gap = blanks(at);
    at += gap;
    if is(at, b"=") || is(at, b":=") || is(at, b"!=") || is(at, b"?=") || is(at, b"+=") {
        let sign = rest
            .iter()
            .skip(at)
            .take(3)
            .take_while(|byte| matches!(byte, b':' | b'=' | b'!' | b'?' | b'+' | b'>'))
            .count();
        let behind = blanks(at + sign);
        let joint = if gap == 0 && behind == 0 && sign == 1 {
            Joint::Tight
        } else {
            Joint::Equals
        };
        return Some((joint, at + sign + behind));
    }
    if is(at, b":") && !is(at, b"::") {
        let value = at + 1 + blanks(at + 1);
        return Some(match annotated(rest.get(value..)?) {
            Some(type_length) => (Joint::Equals, value + type_length),
            None => (Joint::Colon, value),
        });
    }
    // The two arguments of a call, or its only one; in a longer list of strings one does not name the other.
    let first = named
        && before.is_some_and(|byte| matches!(byte, b'"' | b'\''))
        && begin.checked_sub(2).and_then(|before| bytes.get(before)) == Some(&b'(');
    if is(at, b",") && first || is(at, b"(") && !named && gap == 0 {
        let value = at + 1 + blanks(at + 1);
        let word = Word::literal(text.get(end + value..)?)?;
        let next = bytes.get(end + value + word.text.len() + 2 * word.offset);
        return (first || next == Some(&b')')).then_some((Joint::Call, value));
    }
    let option =
        whole.starts_with("--") || whole.starts_with('-') && before.is_some_and(u8::is_ascii_whitespace);
    (option && !named && gap > 0).then_some((Joint::Blank, at))
}

/// How long a type is that stands between `name:` and ` = "value"`, with the sign; absent where there is none.
fn annotated(rest: &[u8]) -> Option<usize> {
    let in_type = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'&' | b'\'' | b'_' | b'<' | b'>' | b'[' | b']' | b':' | b'.' | b' ' | b'|'
            )
    };
    if !rest
        .first()
        .is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'&')
    {
        return None;
    }
    let length = rest.iter().take(48).take_while(|byte| in_type(byte)).count();
    if length == 0 || rest.get(length) != Some(&b'=') {
        return None;
    }
    let blanks = rest
        .iter()
        .skip(length + 1)
        .take_while(|byte| **byte == b' ')
        .count();
    matches!(rest.get(length + 1 + blanks), Some(b'"' | b'\'')).then_some(length + 1 + blanks)
}

/// How much stands before a literal that belongs to it: its prefix, or what makes a value of it.
pub(super) fn wrapper(rest: &str) -> usize {
    const WRAPPERS: [&str; 16] = [
        "Some(",
        "Ok(",
        "String::from(",
        "Secret::new(",
        "SecretString::new(",
        "SecretString::from(",
        "Zeroizing::new(",
        "[]byte(",
        "Buffer.from(",
        "r#",
        "b",
        "r",
        "f",
        "u",
        "L",
        "@",
    ];
    WRAPPERS
        .iter()
        .find(|wrapper| {
            rest.strip_prefix(**wrapper)
                .is_some_and(|rest| rest.starts_with('"') || rest.starts_with('\''))
        })
        .map_or(0, |wrapper| wrapper.len())
}

/// The text of an XML element.
pub(super) fn element(text: &str) -> Option<Word<'_>> {
    let length = text
        .bytes()
        .take(256)
        .position(|byte| matches!(byte, b'<' | b'\n'))?;
    text.get(length..)?.starts_with("</").then_some(Word {
        offset: 0,
        text: text.get(..length)?,
    })
}
