//! The HTTP client, and what its failures mean.

use std::error::Error as _;
use std::time::Duration;

use reqwest::redirect::{self, Action, Attempt};
use rustls::{ClientConfig, RootCertStore};

use crate::endpoint::{self, Endpoint};
use crate::options::Proxy;
use crate::refusal::{Again, Failure};
use crate::{Error, Options, Provider};

/// More of a refusal is not read.
const REFUSAL_LIMIT: usize = 64 << 10;

/// Makes the client. Takes some milliseconds where certificates are read, so that it is done when first needed.
pub(crate) fn client(options: &Options, endpoint: &Endpoint) -> Result<reqwest::Client, Error> {
    // ring is the provider of cryptography for the whole process; whoever comes second finds it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("sysgrok/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(options.limits.connect)
        .redirect(redirect::Policy::custom(follow))
        .referer(false);
    let mut is_direct = false;
    match &options.proxy {
        Proxy::Url(url) => {
            let proxy = reqwest::Proxy::all(url).map_err(|_| Error::Settings {
                problem: "the proxy is not a URL".into(),
                remedy: "set it to something like http://proxy.example:3128".into(),
            })?;
            builder = builder.no_proxy().proxy(proxy);
        }
        Proxy::Environment if !endpoint.is_loopback => {}
        Proxy::Environment | Proxy::None => {
            is_direct = true;
            builder = builder.no_proxy();
        }
    }
    if is_direct && endpoint.is_plain() {
        // Reading the machine's certificates takes most of the time, and nobody here shows one.
        builder = builder.tls_backend_preconfigured(
            ClientConfig::builder()
                .with_root_certificates(RootCertStore::empty())
                .with_no_client_auth(),
        );
    }
    builder.build().map_err(|error| Error::Settings {
        problem: format!("no HTTP client can be made ({})", reason(&error)),
        remedy: "check the proxy and the certificates of this machine".into(),
    })
}

/// Follows within the origin only, and only where the request stays what it is.
fn follow(attempt: Attempt<'_>) -> Action {
    let is_same = attempt
        .previous()
        .first()
        .is_some_and(|first| endpoint::origin(first) == endpoint::origin(attempt.url()));
    if is_same && matches!(attempt.status().as_u16(), 307 | 308) && attempt.previous().len() <= 5 {
        attempt.follow()
    } else {
        attempt.stop()
    }
}

/// What it means that a request got no response.
pub(crate) fn failure(error: &reqwest::Error, provider: Provider, endpoint: &Endpoint) -> Failure {
    let reason = reason(error);
    let remedy = if reason.contains("certificate") {
        "check the endpoint, and whether a proxy in between needs its certificate installed"
    } else if !error.is_connect() {
        "try again, and see what the server or a proxy in between says of it"
    } else if endpoint.is_loopback && provider == Provider::Ollama {
        "start it with `ollama serve`, or set OLLAMA_HOST to where it runs"
    } else if endpoint.is_loopback {
        "start the server, or set GAI_API_BASE to where it runs"
    } else {
        "check the network, the proxy and the endpoint"
    };
    Failure {
        error: Error::Unreachable {
            origin: endpoint.origin.clone(),
            reason,
            remedy: remedy.into(),
        },
        again: Again::Connection,
        complaint: None,
    }
}

/// The innermost reason, which names no address.
pub(crate) fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no connection in time".into();
    }
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    let text = inner.to_string();
    // The number after the words is for programmers.
    let text = text.split(" (os error").next().unwrap_or_default().to_owned();
    // Hyper's word for a connection that ends before a response, or within one.
    match text.as_str() {
        "connection closed before message completed" => "it closed the connection without an answer".into(),
        "unexpected EOF during chunk size line"
        | "unexpected end of file"
        | "end of file before message length reached" => "the connection was closed".into(),
        _ if error.source().is_none() => "no connection".into(),
        _ => text,
    }
}

/// The body of a refusal, as far as it comes.
pub(crate) async fn text(mut response: reqwest::Response) -> String {
    let mut bytes = Vec::new();
    let read = async {
        while bytes.len() < REFUSAL_LIMIT {
            match response.chunk().await {
                Ok(Some(part)) => bytes.extend_from_slice(&part),
                Ok(None) | Err(_) => break,
            }
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(10), read).await;
    bytes.truncate(REFUSAL_LIMIT);
    String::from_utf8_lossy(&bytes).into_owned()
}
