//! Tokens that are known by their form.
//!
//! Prefixes and lengths are those that the services document or that gitleaks 8 looks for; lengths are lower bounds,
//! since services lengthen their tokens.

use super::kind::{Kind, Span};

/// A form of token: a prefix, and at least so many characters of an alphabet behind it.
pub(super) struct Shape {
    pub(super) prefix: &'static str,
    kind: Kind,
    alphabet: Alphabet,
    shortest: usize,
    longest: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Alphabet {
    /// `A-Z2-7`: of an AWS key id, which is base32.
    Base32,
    /// `A-Fa-f0-9`.
    Hexadecimal,
    /// `A-Za-z0-9`.
    Alphanumeric,
    /// `A-Za-z0-9_`.
    Word,
    /// `A-Za-z0-9_-`: base64 for URLs.
    Url,
    /// The same with `.`: several parts.
    Parts,
    /// The same with `/`.
    Path,
}

const ANY: usize = 4096;

const fn shape(
    prefix: &'static str,
    kind: Kind,
    alphabet: Alphabet,
    shortest: usize,
    longest: usize,
) -> Shape {
    Shape {
        prefix,
        kind,
        alphabet,
        shortest,
        longest,
    }
}

/// All forms.
pub(super) const SHAPES: [Shape; 65] = [
    shape("AKIA", Kind::AwsKey, Alphabet::Base32, 16, 16),
    shape("ASIA", Kind::AwsKey, Alphabet::Base32, 16, 16),
    shape("ABIA", Kind::AwsKey, Alphabet::Base32, 16, 16),
    shape("ACCA", Kind::AwsKey, Alphabet::Base32, 16, 16),
    shape("ghp_", Kind::GithubToken, Alphabet::Alphanumeric, 30, ANY),
    shape("gho_", Kind::GithubToken, Alphabet::Alphanumeric, 30, ANY),
    shape("ghu_", Kind::GithubToken, Alphabet::Alphanumeric, 30, ANY),
    shape("ghs_", Kind::GithubToken, Alphabet::Parts, 30, ANY),
    shape("ghr_", Kind::GithubToken, Alphabet::Alphanumeric, 30, ANY),
    shape("github_pat_", Kind::GithubToken, Alphabet::Word, 22, ANY),
    shape("glpat-", Kind::GitlabToken, Alphabet::Parts, 20, ANY),
    shape("gldt-", Kind::GitlabToken, Alphabet::Url, 20, ANY),
    shape("glrt-", Kind::GitlabToken, Alphabet::Parts, 20, ANY),
    shape("glptt-", Kind::GitlabToken, Alphabet::Url, 20, ANY),
    shape("glcbt-", Kind::GitlabToken, Alphabet::Url, 20, ANY),
    shape("glsoat-", Kind::GitlabToken, Alphabet::Url, 20, ANY),
    shape("glft-", Kind::GitlabToken, Alphabet::Url, 20, ANY),
    shape("glimt-", Kind::GitlabToken, Alphabet::Url, 20, ANY),
    shape("glagent-", Kind::GitlabToken, Alphabet::Url, 20, ANY),
    shape("gloas-", Kind::GitlabToken, Alphabet::Url, 20, ANY),
    shape("GR1348941", Kind::GitlabToken, Alphabet::Url, 20, ANY),
    shape("xoxb-", Kind::SlackToken, Alphabet::Url, 16, ANY),
    shape("xoxp-", Kind::SlackToken, Alphabet::Url, 16, ANY),
    shape("xoxa-", Kind::SlackToken, Alphabet::Url, 16, ANY),
    shape("xoxr-", Kind::SlackToken, Alphabet::Url, 16, ANY),
    shape("xoxs-", Kind::SlackToken, Alphabet::Url, 16, ANY),
    shape("xoxo-", Kind::SlackToken, Alphabet::Url, 16, ANY),
    shape("xoxe-", Kind::SlackToken, Alphabet::Url, 16, ANY),
    shape("xoxe.", Kind::SlackToken, Alphabet::Parts, 16, ANY),
    shape("xapp-", Kind::SlackToken, Alphabet::Url, 16, ANY),
    shape(
        "hooks.slack.com/services/",
        Kind::SlackToken,
        Alphabet::Path,
        20,
        ANY,
    ),
    shape("sk_live_", Kind::StripeKey, Alphabet::Alphanumeric, 10, ANY),
    shape("sk_test_", Kind::StripeKey, Alphabet::Alphanumeric, 10, ANY),
    shape("rk_live_", Kind::StripeKey, Alphabet::Alphanumeric, 10, ANY),
    shape("rk_test_", Kind::StripeKey, Alphabet::Alphanumeric, 10, ANY),
    shape("whsec_", Kind::StripeKey, Alphabet::Alphanumeric, 24, ANY),
    shape("sk-ant-", Kind::AnthropicKey, Alphabet::Url, 20, ANY),
    shape("sk-", Kind::OpenaiKey, Alphabet::Url, 20, ANY),
    shape("sk-or-v1-", Kind::ServiceToken, Alphabet::Hexadecimal, 40, ANY),
    shape("SK", Kind::ServiceToken, Alphabet::Hexadecimal, 32, 32),
    shape("AIza", Kind::GoogleKey, Alphabet::Url, 35, 35),
    shape("GOCSPX-", Kind::GoogleKey, Alphabet::Url, 24, ANY),
    shape("ya29.", Kind::GoogleKey, Alphabet::Url, 20, ANY),
    shape("npm_", Kind::NpmToken, Alphabet::Alphanumeric, 36, ANY),
    shape("pypi-AgE", Kind::PypiToken, Alphabet::Url, 50, ANY),
    shape(
        "pypi-AgENdGVzdC5weXBpLm9yZw",
        Kind::PypiToken,
        Alphabet::Url,
        30,
        ANY,
    ),
    shape("eyJ", Kind::Jwt, Alphabet::Parts, 30, ANY),
    shape("hf_", Kind::ServiceToken, Alphabet::Alphanumeric, 34, ANY),
    shape("gsk_", Kind::ServiceToken, Alphabet::Alphanumeric, 40, ANY),
    shape("xai-", Kind::ServiceToken, Alphabet::Alphanumeric, 40, ANY),
    shape("dop_v1_", Kind::ServiceToken, Alphabet::Alphanumeric, 64, ANY),
    shape("dckr_pat_", Kind::ServiceToken, Alphabet::Url, 24, ANY),
    shape("SG.", Kind::ServiceToken, Alphabet::Parts, 60, ANY),
    shape("hvs.", Kind::ServiceToken, Alphabet::Url, 24, ANY),
    shape("hvb.", Kind::ServiceToken, Alphabet::Url, 60, ANY),
    shape("shpat_", Kind::ServiceToken, Alphabet::Alphanumeric, 32, ANY),
    shape("shpss_", Kind::ServiceToken, Alphabet::Alphanumeric, 32, ANY),
    shape("lin_api_", Kind::ServiceToken, Alphabet::Alphanumeric, 32, ANY),
    shape("ATATT3", Kind::ServiceToken, Alphabet::Url, 60, ANY),
    shape(
        "AGE-SECRET-KEY-1",
        Kind::ServiceToken,
        Alphabet::Alphanumeric,
        50,
        ANY,
    ),
    shape("ops_eyJ", Kind::ServiceToken, Alphabet::Parts, 100, ANY),
    shape("rubygems_", Kind::ServiceToken, Alphabet::Alphanumeric, 40, ANY),
    shape("nvapi-", Kind::ServiceToken, Alphabet::Url, 50, ANY),
    shape("glc_eyJ", Kind::ServiceToken, Alphabet::Alphanumeric, 40, ANY),
    shape("sntrys_eyJ", Kind::ServiceToken, Alphabet::Word, 40, ANY),
];

/// The token of this form that begins at `at`.
pub(super) fn find(text: &str, at: usize, index: usize) -> Option<Span> {
    let shape = SHAPES.get(index)?;
    let rest = text.get(at..)?.strip_prefix(shape.prefix)?;
    let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
    if before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && !after_escape(text, at)
    {
        return None;
    }
    let body = rest
        .bytes()
        .take(shape.longest + 1)
        .take_while(|byte| shape.alphabet.has(*byte))
        .count();
    let tail = rest.get(..body)?;
    // Where parts are joined by dots, a dot at the end is the sentence's.
    let body = tail.trim_end_matches('.').len();
    let tail = tail.get(..body)?;
    let follows = rest
        .as_bytes()
        .get(body)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if body < shape.shortest || body > shape.longest || follows && shape.shortest == shape.longest {
        return None;
    }
    let plausible = match shape.kind {
        Kind::Jwt => is_jwt(tail),
        // `sk-` also begins names: a key has digits and no words.
        Kind::OpenaiKey | Kind::AnthropicKey => {
            tail.bytes().any(|byte| byte.is_ascii_digit())
                && tail.bytes().any(|byte| byte.is_ascii_uppercase())
                || !tail.contains('-') && super::value::is_random(tail)
        }
        Kind::AwsKey | Kind::SlackToken | Kind::PypiToken => true,
        _ => tail.bytes().any(|byte| byte.is_ascii_digit()) || shape.prefix == "hf_",
    };
    plausible.then_some(Span {
        start: at,
        end: at + shape.prefix.len() + body,
        kind: shape.kind,
    })
}

/// Whether the letter before is that of an escape such as `\n`, in a string of source code.
fn after_escape(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    at >= 2 && bytes.get(at - 2) == Some(&b'\\') && matches!(bytes.get(at - 1), Some(b'n' | b'r' | b't'))
}

/// Three parts, of which the first two are JSON (`eyJ` is `{"` in base64), or five when it is encrypted (RFC 7519, 7516).
fn is_jwt(tail: &str) -> bool {
    let parts: Vec<&str> = tail.split('.').collect();
    match parts.as_slice() {
        [header, payload, signature] => {
            header.len() >= 10 && payload.starts_with("eyJ") && signature.len() >= 10
        }
        [header, _, vector, text, tag] => {
            header.len() >= 10 && vector.len() >= 10 && !text.is_empty() && tag.len() >= 10
        }
        _ => false,
    }
}

impl Alphabet {
    fn has(self, byte: u8) -> bool {
        match self {
            Alphabet::Base32 => byte.is_ascii_uppercase() || matches!(byte, b'2'..=b'7'),
            Alphabet::Hexadecimal => byte.is_ascii_hexdigit(),
            Alphabet::Alphanumeric => byte.is_ascii_alphanumeric(),
            Alphabet::Word => byte.is_ascii_alphanumeric() || byte == b'_',
            Alphabet::Url => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'),
            Alphabet::Parts => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'),
            Alphabet::Path => byte.is_ascii_alphanumeric() || byte == b'/',
        }
    }
}
