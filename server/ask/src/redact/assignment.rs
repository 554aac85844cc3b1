//! Values of names that say what they hold: `password = "x"`, `API_KEY=x`, `--token x`, `"secret": "x"`.

use super::kind::{Kind, Span};
use super::value::{self, Word};

/// Ends of names that are looked at.
pub(super) const WORDS: [&str; 17] = [
    "password",
    "passwd",
    "passphrase",
    "passwort",
    "pwd",
    "pass",
    "secret",
    "secret_key_base",
    "token",
    "key",
    "credential",
    "credentials",
    "auth",
    "sessionid",
    "session_id",
    "sessid",
    "sid",
];

/// What a name says of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    /// A password: any value is one.
    Password,
    /// A key or secret: any literal is one, unless it is a name or a file.
    Key,
    /// May be one: it is if it looks random.
    Perhaps,
}

/// How name and value are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joint {
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

/// The longest name, in bytes.
const LONGEST_NAME: usize = 64;
/// How much of a value without quotes is looked at, in bytes.
const JUDGED: usize = 256;

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
    let word = if joint == Joint::Tag {
        element(text.get(at..)?)?
    } else {
        Word::read(text.get(at..)?)?
    };
    let place = Place {
        text,
        begin,
        name,
        joint,
        at,
    };
    let length = if word.quoted {
        literal(&place, kind, word.text)
    } else {
        place.bare(kind)
    }?;
    let start = at + word.offset;
    Some(Span {
        start,
        end: start + length,
        kind: span_kind(name, kind),
    })
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn span_kind(name: &str, kind: Name) -> Kind {
    let flat = flat(name);
    match kind {
        Name::Password => Kind::Password,
        _ if flat.contains("aws") || flat.contains("secretaccesskey") => Kind::AwsSecret,
        _ if flat.contains("sess") || flat.ends_with("sid") => Kind::Cookie,
        _ => Kind::Secret,
    }
}

/// In lower case, without what joins words.
fn flat(name: &str) -> String {
    name.bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect()
}

/// What a name says of its value, by its end.
fn classify(name: &str) -> Option<Name> {
    const KEYS: [&str; 14] = [
        "secret",
        "apikey",
        "secretkey",
        "accesskey",
        "secretkeybase",
        "accountkey",
        "encryptionkey",
        "signingkey",
        "masterkey",
        "privatekey",
        "authtoken",
        "accesstoken",
        "refreshtoken",
        "apitoken",
    ];
    const SESSIONS: [&str; 5] = ["sessionid", "sessid", "connectsid", "jsessionid", "sid"];
    let numbered = flat(name);
    let flat = numbered.trim_end_matches(|char: char| char.is_ascii_digit());
    let starts_word = |length: usize| {
        let at = name
            .trim_end_matches(|char: char| char.is_ascii_digit() || char == '_')
            .len()
            .checked_sub(length);
        let (Some(at), bytes) = (at, name.as_bytes()) else {
            return false;
        };
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let camel =
            bytes.get(at).is_some_and(u8::is_ascii_uppercase) && before.is_some_and(u8::is_ascii_lowercase);
        before.is_none_or(|byte| matches!(byte, b'_' | b'-')) || camel
    };
    if ["password", "passwd", "passphrase", "passwort"]
        .iter()
        .any(|word| flat.ends_with(word))
    {
        return Some(Name::Password);
    }
    // The shell's own variables PWD and OLDPWD are folders.
    if flat.ends_with("pwd") {
        return (!matches!(name, "PWD" | "OLDPWD")).then_some(Name::Password);
    }
    if flat.ends_with("pass") {
        // `first_pass` is a pass of a compiler; `DB_PASS` and `smtp_pass` are passwords.
        const OWNERS: [&str; 10] = [
            "db", "smtp", "mail", "user", "admin", "root", "database", "mysql", "postgres", "redis",
        ];
        let owner = flat.strip_suffix("pass").unwrap_or_default();
        return (owner.is_empty() || OWNERS.iter().any(|known| owner.ends_with(known))).then_some(
            if owner.is_empty() {
                Name::Perhaps
            } else {
                Name::Password
            },
        );
    }
    if KEYS.iter().any(|word| flat.ends_with(word)) {
        return Some(Name::Key);
    }
    if SESSIONS
        .iter()
        .any(|word| flat.ends_with(word) && (*word != "sid" || flat == "sid" || starts_word(3)))
    {
        return Some(Name::Perhaps);
    }
    let open = [
        "public",
        "primary",
        "foreign",
        "sort",
        "cache",
        "partition",
        "pub",
    ];
    let last = ["token", "credential", "credentials", "auth", "key"]
        .iter()
        .find(|word| starts_word(word.len()) && flat.ends_with(*word))?;
    let owner = flat.strip_suffix(last).unwrap_or_default();
    (!open.iter().any(|word| owner.ends_with(word))).then_some(Name::Perhaps)
}

/// How the name from `begin` to `end` is joined to what follows, and how many bytes lie between.
fn join(text: &str, begin: usize, end: usize, whole: &str) -> Option<(Joint, usize)> {
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
        let word = Word::read(text.get(end + value..)?).filter(|word| word.quoted)?;
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
fn wrapper(rest: &str) -> usize {
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
fn element(text: &str) -> Option<Word<'_>> {
    let length = text
        .bytes()
        .take(256)
        .position(|byte| matches!(byte, b'<' | b'\n'))?;
    text.get(length..)?.starts_with("</").then_some(Word {
        offset: 0,
        text: text.get(..length)?,
        quoted: true,
    })
}

/// The length of a literal that is a secret.
fn literal(place: &Place<'_>, kind: Name, secret: &str) -> Option<usize> {
    // `\"` may end within the quotes of a larger string.
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

/// A value without quotes, and where it stands.
struct Place<'a> {
    text: &'a str,
    begin: usize,
    name: &'a str,
    joint: Joint,
    at: usize,
}

impl Place<'_> {
    /// The length of a value without quotes that is a secret and no code.
    fn bare(&self, kind: Name) -> Option<usize> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let environment = self.joint == Joint::Tight && self.is_environment();
        let ends = |byte: u8| {
            byte.is_ascii_whitespace()
                || matches!(byte, b'"' | b'\'' | b'`' | b'\\')
                || !environment
                    && matches!(byte, b',' | b';' | b')' | b'}' | b']' | b'<' | b'>' | b'|' | b'&')
        };
        let length = |longest: usize| {
            let end = rest
                .iter()
                .take(longest)
                .position(|byte| ends(*byte))
                .unwrap_or(rest.len().min(longest));
            (0..=end)
                .rev()
                .find(|end| self.text.is_char_boundary(self.at + end))
                .unwrap_or(0)
        };
        // The beginning tells what a value is, however long it is.
        let judged = length(JUDGED);
        let secret = self.text.get(self.at..self.at + judged)?;
        if value::is_stand_in(secret)
            || value::is_path(secret) && kind != Name::Password
            || flat(secret) == flat(self.name)
        {
            return None;
        }
        let next = rest.get(judged).copied();
        let ends_line =
            next.is_none_or(|byte| matches!(byte, b'\n' | b'\r')) || self.comment_follows(self.at + judged);
        let digit = secret.bytes().any(|byte| byte.is_ascii_digit());
        let letter = secret.bytes().any(|byte| byte.is_ascii_alphabetic());
        let code = secret.bytes().any(|byte| matches!(byte, b'(' | b'[' | b'{')) || is_expression(secret);
        let is_secret = match (self.joint, kind) {
            (Joint::Tight, Name::Password) if environment => {
                !secret.starts_with('/') && !secret.contains("$(")
            }
            (Joint::Tight, Name::Key) if environment => secret.len() >= 6 && !secret.contains('('),
            (Joint::Tight, Name::Perhaps) if environment => {
                let number = secret.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
                value::is_random(secret) || digit && letter && !number && secret.len() >= 8 && !code
            }
            (Joint::Tight, Name::Password) => {
                !code && next.is_none_or(|byte| byte != b')' && byte != b',') && self.stands_alone()
            }
            (Joint::Tight, Name::Key) => !code && digit && secret.len() >= 8,
            (Joint::Equals, Name::Password) => {
                !code && digit && secret.len() >= 6 && self.begins_line() && ends_line
            }
            (Joint::Equals | Joint::Colon, Name::Key) => {
                !code && digit && secret.len() >= 12 && self.begins_line() && ends_line
            }
            (Joint::Colon, Name::Password) => {
                let lower = secret.bytes().all(|byte| byte.is_ascii_lowercase());
                !code
                    && (digit
                        || lower
                        || !secret
                            .bytes()
                            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
                    && self.begins_line()
                    && ends_line
                    && !secret.starts_with('&')
            }
            (Joint::Blank, Name::Password | Name::Key) => {
                !code && !is_prose(secret) && !secret.starts_with('-')
            }
            (Joint::Blank, Name::Perhaps) => {
                value::is_random(secret) || digit && letter && secret.len() >= 8 && !code
            }
            (Joint::Tight | Joint::Equals | Joint::Colon, Name::Perhaps) => {
                let digest =
                    flat(self.name).ends_with("key") && secret.bytes().all(|byte| byte.is_ascii_hexdigit());
                value::is_random(secret) && !code && !digest
            }
            (Joint::Call | Joint::Tag, _) => false,
        };
        is_secret.then(|| length(value::LONGEST))
    }

    /// Whether this is a line of an environment: `NAME=value` or `export NAME=value`, or one in a command line.
    fn is_environment(&self) -> bool {
        self.name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
            && self.stands_alone()
    }

    /// Whether a blank, a quote or a separator of connection strings stands before the name.
    fn stands_alone(&self) -> bool {
        let before = self
            .begin
            .checked_sub(1)
            .and_then(|before| self.text.as_bytes().get(before));
        let option = self.text.as_bytes().get(self.begin) == Some(&b'-');
        option
            || before.is_none_or(|byte| {
                byte.is_ascii_whitespace() || matches!(byte, b';' | b'&' | b'?' | b'"' | b'\'' | b'.' | b'\0')
            })
    }

    /// Whether only blanks, a dash of YAML or the parts of a dotted name stand before the name.
    fn begins_line(&self) -> bool {
        let start = self.begin.saturating_sub(128);
        let before = self.text.as_bytes().get(start..self.begin).unwrap_or_default();
        let line = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(before, |at| before.get(at + 1..).unwrap_or_default());
        line.iter().all(|byte| {
            matches!(byte, b' ' | b'\t' | b'-' | b'.') || byte.is_ascii_alphanumeric() && line.contains(&b'.')
        }) && !line.starts_with(b"self.")
            && !line.starts_with(b"this.")
    }

    fn comment_follows(&self, at: usize) -> bool {
        self.text.get(at..).is_some_and(|rest| {
            rest.trim_start_matches([' ', '\t']).starts_with('#') && rest.starts_with([' ', '\t'])
        })
    }
}

/// Whether a value is a path through names of code: `self.password`, `config::TOKEN`, `read_password`.
fn is_expression(value: &str) -> bool {
    let value = value.trim_start_matches(['&', '*', '!', '-']);
    let path = value
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':' | b'?' | b'-'));
    let joined = value.contains("::")
        || value.contains("->")
        || value.contains('_')
        || value.starts_with(|char: char| char.is_ascii_alphabetic()) && value.contains('.');
    path && joined && !value::is_random(value)
}

/// Whether the word behind an option only speaks of it: `the --password option`.
fn is_prose(word: &str) -> bool {
    const WORDS: [&str; 32] = [
        "flag",
        "option",
        "options",
        "is",
        "or",
        "and",
        "to",
        "for",
        "argument",
        "value",
        "parameter",
        "from",
        "in",
        "with",
        "if",
        "must",
        "when",
        "can",
        "on",
        "as",
        "was",
        "are",
        "were",
        "the",
        "a",
        "an",
        "not",
        "has",
        "should",
        "will",
        "may",
        "of",
    ];
    let plain = word.trim_end_matches(['.', ',', ':', ';']);
    WORDS.contains(&plain)
        || word
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'_' | b'-'))
}
