//! What values look like: random, standing in for a secret, or code.

/// The longest value that is judged, in bytes.
pub(super) const LONGEST: usize = 4096;

/// Whether a value was made by a generator of random numbers rather than by a person: letters and digits in turn,
/// sixteen or more, without words.
pub(super) fn is_random(value: &str) -> bool {
    let allowed = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'_' | b'-' | b'.' | b'~' | b':')
    };
    if value.len() < 16 || !value.bytes().all(allowed) {
        return false;
    }
    let class = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_alphabetic());
    let turns = value
        .as_bytes()
        .windows(2)
        .filter(|pair| match pair {
            [one, other] => matches!(
                (class(*one), class(*other)),
                ((true, _), (_, true)) | ((_, true), (true, _))
            ),
            _ => false,
        })
        .count();
    let words = value
        .split(|char: char| !char.is_ascii_alphanumeric())
        .filter(|part| part.len() >= 3 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    // A time has two letters.
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    turns >= 3 && letters >= 3 && words.count() < 2 && entropy(value) >= 3.0
}

/// Shannon's entropy, in bits a byte.
fn entropy(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let length = value.len() as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / length)
        .map(|share| -share * share.log2())
        .sum()
}

/// Whether a value only says where a secret would stand: a variable, a template, a mask, the name of a type.
pub(super) fn is_stand_in(value: &str) -> bool {
    let trimmed = value.trim();
    let Some(first) = trimmed.bytes().next() else {
        return true;
    };
    let same = trimmed.bytes().all(|byte| byte == first);
    let enclosed = |open: char, close: char| trimmed.starts_with(open) && trimmed.ends_with(close);
    let format = trimmed.starts_with('%')
        && (trimmed.len() <= 3 || trimmed.starts_with("%(") || trimmed.ends_with('%'));
    same && !first.is_ascii_digit()
        || trimmed.starts_with('$') && !trimmed.get(1..).unwrap_or_default().contains('$')
        || trimmed.contains("${")
        || trimmed.contains("{{")
        || enclosed('<', '>')
        || enclosed('{', '}')
        || enclosed('[', ']')
        || enclosed('@', '@')
        || format
        || trimmed.contains("%s")
        || trimmed.contains("***")
        || trimmed.contains('…')
        || trimmed.starts_with("\\u{") && trimmed.ends_with('}')
        || trimmed.starts_with("...")
        || is_type_or_constant(trimmed)
}

fn is_type_or_constant(value: &str) -> bool {
    const WORDS: [&str; 34] = [
        "none",
        "null",
        "nil",
        "true",
        "false",
        "undefined",
        "string",
        "str",
        "bool",
        "boolean",
        "int",
        "integer",
        "number",
        "float",
        "double",
        "char",
        "byte",
        "bytes",
        "text",
        "varchar",
        "any",
        "object",
        "self",
        "this",
        "void",
        "auto",
        "required",
        "optional",
        "redacted",
        "hidden",
        "empty",
        "default",
        "unknown",
        "no",
    ];
    let lower = value.to_ascii_lowercase();
    let stem = lower.trim_end_matches(|char: char| char.is_ascii_digit());
    WORDS.contains(&lower.as_str())
        || stem.len() < lower.len()
            && matches!(
                stem,
                "u" | "i" | "f" | "int" | "uint" | "float" | "bytes" | "varchar" | "char"
            )
}

/// Whether a value only repeats what it is, as in `user:password@host`.
pub(super) fn is_word(value: &str) -> bool {
    const WORDS: [&str; 10] = [
        "password",
        "passwd",
        "pass",
        "passwort",
        "pwd",
        "pw",
        "secret",
        "token",
        "key",
        "credentials",
    ];
    WORDS.contains(&value.to_ascii_lowercase().as_str())
}

/// Whether a value is the path of a file rather than a secret.
pub(super) fn is_path(value: &str) -> bool {
    let name = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/'));
    let extension = value.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && (1..=5).contains(&extension.len())
            && extension.bytes().all(|byte| byte.is_ascii_lowercase())
    });
    ["/", "./", "../", "~/"]
        .iter()
        .any(|start| value.starts_with(start))
        || name && (extension || value.ends_with('/'))
}

/// A word of a command line, or a literal.
pub(super) struct Word<'a> {
    /// Where it begins behind a quote, in bytes.
    pub(super) offset: usize,
    /// Without its quotes.
    pub(super) text: &'a str,
}

impl Word<'_> {
    /// Reads the word that the text begins with; absent for a blank, or a quote without an end on its line.
    pub(super) fn read(text: &str) -> Option<Word<'_>> {
        if quote(text).is_some() {
            return Word::literal(text);
        }
        let length = text
            .bytes()
            .take(LONGEST)
            .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`'))
            .unwrap_or(text.len().min(LONGEST));
        let word = text.get(..length).filter(|word| !word.is_empty())?;
        Some(Word {
            offset: 0,
            text: word,
        })
    }

    /// Reads the literal that the text begins with; absent for anything else.
    pub(super) fn literal(text: &str) -> Option<Word<'_>> {
        let quote = quote(text)?;
        let inside = text.get(quote.len()..)?;
        let length = literal(inside, quote)?;
        Some(Word {
            offset: quote.len(),
            text: inside.get(..length)?,
        })
    }
}

/// The quote that a text begins with.
pub(super) fn quote(text: &str) -> Option<&'static str> {
    ["\\\"", "\\'", "\"", "'", "`"]
        .into_iter()
        .find(|quote| text.starts_with(quote))
}

/// How long a literal is that ends with this quote on the same line.
fn literal(text: &str, quote: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < LONGEST {
        let rest = bytes.get(at..)?;
        if rest.starts_with(quote.as_bytes()) {
            return Some(at);
        }
        match rest.first()? {
            b'\n' => return None,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    None
}
