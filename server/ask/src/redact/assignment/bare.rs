//! Values without quotes: in environments, settings and command lines, and in code, where they are none.

use super::joint::Joint;
use super::name::{Name, flat};
use crate::redact::value;

/// How much of a value without quotes is looked at, in bytes.
const JUDGED: usize = 128;

/// A value without quotes, and where it stands.
pub(super) struct Place<'a> {
    pub(super) text: &'a str,
    pub(super) begin: usize,
    pub(super) name: &'a str,
    pub(super) joint: Joint,
    pub(super) at: usize,
}

impl Place<'_> {
    /// The length of a value without quotes that is a secret and no code.
    pub(super) fn bare(&self, kind: Name) -> Option<usize> {
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
        if !self.may_hold(kind) {
            return None;
        }
        // The beginning tells what a value is, however long it is.
        let judged = length(JUDGED);
        let secret = self.text.get(self.at..self.at + judged)?;
        let digit = secret.bytes().any(|byte| byte.is_ascii_digit());
        if kind == Name::Perhaps && !digit {
            return None;
        }
        if value::is_stand_in(secret)
            || value::is_path(secret) && kind != Name::Password
            || flat(secret) == flat(self.name)
        {
            return None;
        }
        let next = rest.get(judged).copied();
        let ends_line =
            next.is_none_or(|byte| matches!(byte, b'\n' | b'\r')) || self.comment_follows(self.at + judged);
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
                // Of options of a mount, each has a comma on both sides; so do arguments of a call, mostly names.
                let is_option = digit
                    && self.begin.checked_sub(1).map(|at| self.text.as_bytes().get(at)) == Some(Some(&b','));
                !code && next.is_none_or(|byte| byte != b')' && (byte != b',' || is_option))
            }
            (Joint::Tight, Name::Key) => !code && digit && secret.len() >= 8,
            (Joint::Equals, Name::Password) => !code && digit && secret.len() >= 6 && ends_line,
            (Joint::Equals | Joint::Colon, Name::Key) => !code && digit && secret.len() >= 12 && ends_line,
            (Joint::Colon, Name::Password) => {
                let lower = secret.bytes().all(|byte| byte.is_ascii_lowercase());
                !code
                    && (digit
                        || lower
                        || !secret
                            .bytes()
                            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
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

    /// Whether a value without quotes may stand here, by what is before the name.
    fn may_hold(&self, kind: Name) -> bool {
        match (self.joint, kind) {
            (Joint::Call | Joint::Tag, _) => false,
            (_, Name::Perhaps) | (Joint::Blank, _) | (Joint::Tight, Name::Key) => true,
            (Joint::Tight, Name::Password) => self.stands_alone(),
            (Joint::Equals | Joint::Colon, _) => self.begins_line(),
        }
    }

    /// Whether this is a line of an environment: `NAME=value` or `export NAME=value`, or one in a command line.
    fn is_environment(&self) -> bool {
        self.name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
            && self.stands_alone()
    }

    /// Whether a blank, a quote, a separator of connection strings or mount options, or the `Environment=` of a unit stands
    /// before the name.
    fn stands_alone(&self) -> bool {
        let before = self
            .begin
            .checked_sub(1)
            .and_then(|before| self.text.as_bytes().get(before));
        let option = self.text.as_bytes().get(self.begin) == Some(&b'-');
        option
            || before.is_none_or(|byte| {
                byte.is_ascii_whitespace()
                    || matches!(
                        byte,
                        b';' | b'&' | b'?' | b'"' | b'\'' | b'.' | b'\0' | b',' | b'='
                    )
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
