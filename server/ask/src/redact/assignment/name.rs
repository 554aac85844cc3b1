//! Names that say what they hold.

use crate::redact::kind::Kind;

/// Ends of names that are looked at.
pub(in crate::redact) const WORDS: [&str; 17] = [
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
pub(super) enum Name {
    /// A password: any value is one.
    Password,
    /// A key or secret: any literal is one, unless it is a name or a file.
    Key,
    /// May be one: it is if it looks random.
    Perhaps,
}

pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

pub(super) fn span_kind(name: &str, kind: Name) -> Kind {
    let flat = flat(name);
    match kind {
        Name::Password => Kind::Password,
        _ if flat.contains("aws") || flat.contains("secretaccesskey") => Kind::AwsSecret,
        _ if flat.contains("sess") || flat.ends_with("sid") => Kind::Cookie,
        _ => Kind::Secret,
    }
}

/// In lower case, without what joins words.
pub(super) fn flat(name: &str) -> String {
    name.bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect()
}

/// What a name says of its value, by its end.
pub(super) fn classify(name: &str) -> Option<Name> {
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
