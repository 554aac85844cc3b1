//! Where a server is, and the addresses of what is asked there.

use reqwest::Url;

use crate::{Error, Provider};

/// Azure's newest `api-version` for inference that is generally available and not a preview, as its reference of
/// lifecycle says; resources that speak `/openai/v1` need none.
const AZURE_VERSION: &str = "2024-10-21";

/// The server of a client.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    /// Whose paths are used.
    provider: Provider,
    /// Below which they are; its path does not end in a slash.
    base: Url,
    /// Scheme, host and port, as keys are bound to it.
    pub(crate) origin: String,
    /// Whether it is this machine.
    pub(crate) is_loopback: bool,
    /// Azure's dated interface; absent for its `/openai/v1` and elsewhere.
    api_version: Option<String>,
    /// The deployment that Azure's portal puts into the address.
    pub(crate) deployment: Option<String>,
}

impl Endpoint {
    /// The server at `text`, which may be the base, the base with `/v1`, or the whole address of the chat.
    pub(crate) fn new(provider: Provider, text: &str, api_version: Option<&str>) -> Result<Endpoint, Error> {
        let mut base = parse(text)?;
        let stated_version = base
            .query_pairs()
            .find(|(name, _)| name == "api-version")
            .map(|(_, version)| version.into_owned());
        base.set_query(None);
        base.set_fragment(None);
        let mut path = base.path().trim_end_matches('/').to_owned();
        let mut version = None;
        let mut deployment = None;
        match provider {
            Provider::OpenAi => {
                cut_end(&mut path, &["/chat/completions", "/models"]);
                if !path.split('/').any(is_version) {
                    path.push_str("/v1");
                }
            }
            Provider::Azure => {
                if let Some(rest) = path.split("/openai/deployments/").nth(1) {
                    deployment = rest.split('/').next().map(str::to_owned);
                }
                cut_end(&mut path, &["/chat/completions"]);
                if !path.ends_with("/openai/v1") {
                    if let Some(at) = path.find("/openai") {
                        path.truncate(at);
                    }
                    version = Some(
                        api_version
                            .map(str::to_owned)
                            .or(stated_version)
                            .unwrap_or_else(|| AZURE_VERSION.into()),
                    );
                }
            }
            Provider::Anthropic => cut_end(&mut path, &["/messages", "/v1"]),
            Provider::Ollama => cut_end(&mut path, &["/chat", "/api", "/v1"]),
        }
        base.set_path(&path);
        Ok(Endpoint {
            provider,
            origin: origin(&base),
            is_loopback: is_loopback(&base),
            base,
            api_version: version,
            deployment,
        })
    }

    /// Where conversations are continued.
    pub(crate) fn chat(&self, model: &str) -> Url {
        match self.provider {
            Provider::OpenAi => self.below(&["chat", "completions"]),
            Provider::Azure => match &self.api_version {
                None => self.below(&["chat", "completions"]),
                Some(_) => self.below(&["openai", "deployments", model, "chat", "completions"]),
            },
            Provider::Anthropic => self.below(&["v1", "messages"]),
            Provider::Ollama => self.below(&["api", "chat"]),
        }
    }

    /// Where the models are listed.
    pub(crate) fn models(&self) -> Url {
        match self.provider {
            Provider::OpenAi => self.below(&["models"]),
            Provider::Azure => match &self.api_version {
                None => self.below(&["models"]),
                Some(_) => self.below(&["openai", "models"]),
            },
            Provider::Anthropic => {
                let mut url = self.below(&["v1", "models"]);
                url.set_query(Some("limit=1000"));
                url
            }
            Provider::Ollama => self.below(&["api", "tags"]),
        }
    }

    /// A path below the base, for Ollama and Anthropic.
    pub(crate) fn below(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        if let Some(version) = &self.api_version {
            url.query_pairs_mut().append_pair("api-version", version);
        }
        url
    }

    /// A path beside `/v1`, where llama.cpp and LM Studio tell of themselves.
    pub(crate) fn beside(&self, segments: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().pop().extend(segments);
        }
        url
    }

    /// Whether it is the provider's own server, of which tables hold.
    pub(crate) fn is_default(&self) -> bool {
        self.provider
            .default_endpoint()
            .is_some_and(|default| parse(default).is_ok_and(|url| origin(&url) == self.origin))
    }

    /// Whether what is sent can be read on the way to another machine.
    pub(crate) fn is_plain(&self) -> bool {
        self.base.scheme() == "http"
    }
}

/// A URL that can be an endpoint. Without a scheme, this machine is http and others are https.
pub(crate) fn parse(text: &str) -> Result<Url, Error> {
    let text = text.trim();
    let wrong = |problem: String| {
        Error::Settings {
        problem,
        remedy: "set GAI_API_BASE, or the endpoint in your user settings, to something like http://127.0.0.1:8080/v1"
            .into(),
    }
    };
    let url = if text.contains("://") {
        Url::parse(text)
    } else {
        Url::parse(&format!("http://{text}")).and_then(|url| {
            if is_loopback(&url) {
                Ok(url)
            } else {
                Url::parse(&format!("https://{text}"))
            }
        })
    };
    // The text is not repeated, since it may hold a password.
    let url = url.map_err(|error| wrong(format!("the endpoint is not a URL ({error})")))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(wrong(format!(
            "the endpoint is a URL of `{}`, not of http or https",
            url.scheme()
        )));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            "the endpoint holds a user name or password, which belongs into the key".into(),
        ));
    }
    Ok(url)
}

/// Scheme, host and port, the latter left out where usual.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some(host) => {
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            bare == "localhost"
                || bare.ends_with(".localhost")
                || bare
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

fn cut_end(path: &mut String, ends: &[&str]) {
    for end in ends {
        if let Some(shorter) = path.strip_suffix(end) {
            path.truncate(shorter.trim_end_matches('/').len());
        }
    }
}

/// `v1`, `v4`, `v1beta`: the paths of compatible servers name a version somewhere.
fn is_version(segment: &str) -> bool {
    let mut bytes = segment.bytes();
    bytes.next() == Some(b'v') && bytes.next().is_some_and(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(provider: Provider, texts: &[&str], expect: &Expect) {
        let seen: String = texts
            .iter()
            .map(|text| match Endpoint::new(provider, text, None) {
                Ok(endpoint) => {
                    let place = if endpoint.is_loopback {
                        "this machine"
                    } else {
                        "elsewhere"
                    };
                    format!("{} | {place}\n", endpoint.chat("the model"))
                }
                Err(error) => format!("{error}\n"),
            })
            .collect();
        expect.assert_eq(&seen);
    }

    #[test]
    fn compatible_servers_are_found_by_any_part_of_their_address() {
        check(
            Provider::OpenAi,
            &[
                "https://api.openai.com",
                "https://api.openai.com/v1/",
                "localhost:8080",
                "http://[::1]:8080/v1",
                "https://openrouter.ai/api/v1",
                "https://models.example/v1beta/openai/",
                "https://models.example/team/v1/chat/completions",
                "models.example",
            ],
            &expect![[r#"
                https://api.openai.com/v1/chat/completions | elsewhere
                https://api.openai.com/v1/chat/completions | elsewhere
                http://localhost:8080/v1/chat/completions | this machine
                http://[::1]:8080/v1/chat/completions | this machine
                https://openrouter.ai/api/v1/chat/completions | elsewhere
                https://models.example/v1beta/openai/chat/completions | elsewhere
                https://models.example/team/v1/chat/completions | elsewhere
                https://models.example/v1/chat/completions | elsewhere
            "#]],
        );
    }

    #[test]
    fn other_protocols_have_other_paths() {
        check(
            Provider::Anthropic,
            &[
                "https://api.anthropic.com",
                "https://api.anthropic.com/v1/messages",
                "https://models.example/anthropic",
            ],
            &expect![[r#"
                https://api.anthropic.com/v1/messages | elsewhere
                https://api.anthropic.com/v1/messages | elsewhere
                https://models.example/anthropic/v1/messages | elsewhere
            "#]],
        );
        check(
            Provider::Ollama,
            &[
                "127.0.0.1:11434",
                "http://localhost:11434/v1",
                "http://box:11434/api/chat",
            ],
            &expect![[r#"
                http://127.0.0.1:11434/api/chat | this machine
                http://localhost:11434/api/chat | this machine
                http://box:11434/api/chat | elsewhere
            "#]],
        );
        check(
            Provider::Azure,
            &[
                "https://me.openai.azure.com/",
                "https://me.openai.azure.com/openai/deployments/mine/chat/completions?api-version=2025-01-01-preview",
                "https://me.openai.azure.com/openai/v1/",
            ],
            &expect![[r#"
                https://me.openai.azure.com/openai/deployments/the%20model/chat/completions?api-version=2024-10-21 | elsewhere
                https://me.openai.azure.com/openai/deployments/the%20model/chat/completions?api-version=2025-01-01-preview | elsewhere
                https://me.openai.azure.com/openai/v1/chat/completions | elsewhere
            "#]],
        );
    }

    #[test]
    fn what_is_no_endpoint_is_said() {
        check(
            Provider::OpenAi,
            &[
                "ftp://models.example",
                "https://me:secret@models.example",
                "http://",
                "https://:443",
            ],
            &expect![[r#"
                the endpoint is a URL of `ftp`, not of http or https: set GAI_API_BASE, or the endpoint in your user settings, to something like http://127.0.0.1:8080/v1
                the endpoint holds a user name or password, which belongs into the key: set GAI_API_BASE, or the endpoint in your user settings, to something like http://127.0.0.1:8080/v1
                the endpoint is not a URL (empty host): set GAI_API_BASE, or the endpoint in your user settings, to something like http://127.0.0.1:8080/v1
                the endpoint is not a URL (empty host): set GAI_API_BASE, or the endpoint in your user settings, to something like http://127.0.0.1:8080/v1
            "#]],
        );
    }
}
