//! Kinds of secrets, by which placeholders are named.

use serde::{Deserialize, Serialize};

/// A kind of secret. Where two are found in one place, the first in this order names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Kind {
    PrivateKey,
    AwsKey,
    GithubToken,
    GitlabToken,
    SlackToken,
    StripeKey,
    AnthropicKey,
    OpenaiKey,
    GoogleKey,
    NpmToken,
    PypiToken,
    Jwt,
    /// A token of another service that is known by its form.
    ServiceToken,
    Authorization,
    UrlPassword,
    AwsSecret,
    Cookie,
    Password,
    /// A value of a key-like name.
    Secret,
    Email,
    /// No secret: what looked like a placeholder before anything was replaced.
    Quoted,
}

impl Kind {
    pub(super) const ALL: [Kind; 21] = [
        Kind::PrivateKey,
        Kind::AwsKey,
        Kind::GithubToken,
        Kind::GitlabToken,
        Kind::SlackToken,
        Kind::StripeKey,
        Kind::AnthropicKey,
        Kind::OpenaiKey,
        Kind::GoogleKey,
        Kind::NpmToken,
        Kind::PypiToken,
        Kind::Jwt,
        Kind::ServiceToken,
        Kind::Authorization,
        Kind::UrlPassword,
        Kind::AwsSecret,
        Kind::Cookie,
        Kind::Password,
        Kind::Secret,
        Kind::Email,
        Kind::Quoted,
    ];

    /// As placeholders have it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::PrivateKey => "PRIVATE_KEY",
            Kind::AwsKey => "AWS_KEY",
            Kind::GithubToken => "GITHUB_TOKEN",
            Kind::GitlabToken => "GITLAB_TOKEN",
            Kind::SlackToken => "SLACK_TOKEN",
            Kind::StripeKey => "STRIPE_KEY",
            Kind::AnthropicKey => "ANTHROPIC_KEY",
            Kind::OpenaiKey => "OPENAI_KEY",
            Kind::GoogleKey => "GOOGLE_KEY",
            Kind::NpmToken => "NPM_TOKEN",
            Kind::PypiToken => "PYPI_TOKEN",
            Kind::Jwt => "JWT",
            Kind::ServiceToken => "SERVICE_TOKEN",
            Kind::Authorization => "AUTHORIZATION",
            Kind::UrlPassword => "URL_PASSWORD",
            Kind::AwsSecret => "AWS_SECRET",
            Kind::Cookie => "COOKIE",
            Kind::Password => "PASSWORD",
            Kind::Secret => "SECRET",
            Kind::Email => "EMAIL",
            Kind::Quoted => "QUOTED",
        }
    }
}

/// A stretch of text that is secret, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}
