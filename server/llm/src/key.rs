//! Keys, and the servers that they are for.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::{Error, endpoint};

/// A secret that is sent to one origin (scheme, host and port) only, and shown nowhere.
#[derive(Clone)]
pub struct Key {
    secret: SecretString,
    origin: String,
}

impl Key {
    /// A key for the server at `endpoint`, a URL of which the origin counts.
    ///
    /// Fails if that is no URL, or if the key cannot stand in a header of HTTP.
    pub fn new(secret: impl Into<String>, endpoint: &str) -> Result<Key, Error> {
        let secret = secret.into();
        let secret = secret.trim();
        if secret.is_empty() || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::Settings {
                problem: "the key is empty or has spaces or other characters that no key has".into(),
                remedy: "copy it again".into(),
            });
        }
        Ok(Key {
            secret: SecretString::from(secret),
            origin: endpoint::origin(&endpoint::parse(endpoint)?),
        })
    }

    /// Whom it is for.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The secret, if it is for `origin`.
    pub(crate) fn expose_to(&self, origin: &str) -> Option<&str> {
        (self.origin == origin).then(|| self.secret.expose_secret())
    }

    /// `text` without the key, for servers that echo it whole or in part.
    pub(crate) fn redact(&self, text: &str) -> String {
        /// Fewer characters in common with the key are chance.
        const PART: usize = 8;
        let secret = self.secret.expose_secret();
        let part = PART.min(secret.len());
        let mut shown = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if rest.get(..part).is_some_and(|start| secret.contains(start)) {
                let mut end = part;
                while rest.get(..=end).is_some_and(|longer| secret.contains(longer)) {
                    end += 1;
                }
                shown.push_str("[key]");
                rest = rest.get(end..).unwrap_or_default();
            } else {
                shown.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
        shown
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key([hidden], for {})", self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key::new("sk-0123456789abcdef", "https://models.example/v1").unwrap()
    }

    #[test]
    fn is_shown_nowhere() {
        assert_eq!(
            format!("{:?}", key()),
            "Key([hidden], for https://models.example)"
        );
    }

    #[test]
    fn goes_to_its_origin_only() {
        assert_eq!(
            key().expose_to("https://models.example"),
            Some("sk-0123456789abcdef")
        );
        assert_eq!(key().expose_to("http://models.example"), None);
        assert_eq!(key().expose_to("https://models.example:8443"), None);
        assert_eq!(key().expose_to("https://models.example.evil"), None);
    }

    #[test]
    fn is_taken_out_of_text_whole_and_in_part() {
        let key = key();
        assert_eq!(key.redact("key sk-0123456789abcdef, no"), "key [key], no");
        assert_eq!(key.redact("key sk-01234...89abcdef, ö"), "key [key]...[key], ö");
        assert_eq!(key.redact("nothing here: sk-012"), "nothing here: sk-012");
    }

    #[test]
    fn must_fit_a_header() {
        assert!(Key::new("two words", "https://models.example").is_err());
        assert!(Key::new(" ", "https://models.example").is_err());
        assert!(Key::new("a\r\nb", "https://models.example").is_err());
    }
}
