//! Options from the environment alone.

use crate::endpoint;
use crate::{Error, Key, Options, Provider};

/// Options from environment variables, read through `get`; nothing where none of them is set.
///
/// `GAI_API_TYPE` (openai, `open_ai`, azure, anthropic, ollama; openai where only key or base are set),
/// `GAI_API_KEY`, `GAI_API_BASE`, `GAI_API_VERSION` and `GAI_MODEL`, as the Python tool `sysgrok` names them; for a type
/// whose own variables are set, what `GAI_` leaves out is taken from them. Else the first of `OPENAI_API_KEY` or
/// `OPENAI_BASE_URL`, `ANTHROPIC_API_KEY` or `ANTHROPIC_BASE_URL`, and `OLLAMA_HOST`.
///
/// Empty is unset. Values may stand in quotation marks, as some readers of `.env` leave them. Fails if the type is not
/// known or an endpoint is no URL.
pub fn from_environment(get: impl Fn(&str) -> Option<String>) -> Result<Option<Options>, Error> {
    let value = |name: &str| get(name).and_then(|text| unquoted(&text));
    let general = ["GAI_API_TYPE", "GAI_API_KEY", "GAI_API_BASE"];
    let provider = if general.iter().any(|name| value(name).is_some()) {
        value("GAI_API_TYPE").map_or(Ok(Provider::OpenAi), |name| name.parse())?
    } else if value("OPENAI_API_KEY").is_some() || value("OPENAI_BASE_URL").is_some() {
        Provider::OpenAi
    } else if value("ANTHROPIC_API_KEY").is_some() || value("ANTHROPIC_BASE_URL").is_some() {
        Provider::Anthropic
    } else if value("OLLAMA_HOST").is_some() {
        Provider::Ollama
    } else {
        return Ok(None);
    };

    let own_endpoint = match provider {
        Provider::OpenAi => value("OPENAI_BASE_URL"),
        Provider::Azure => value("AZURE_OPENAI_ENDPOINT"),
        Provider::Anthropic => value("ANTHROPIC_BASE_URL"),
        Provider::Ollama => value("OLLAMA_HOST").map(|host| ollama_endpoint(&host)),
    };
    let endpoint = value("GAI_API_BASE").or_else(|| own_endpoint.clone());
    let key_place = endpoint
        .clone()
        .or_else(|| provider.default_endpoint().map(str::to_owned));
    // A provider's own key goes where that provider's variables point, never to another base.
    let own_place = own_endpoint.or_else(|| provider.default_endpoint().map(str::to_owned));
    let own_key = match provider {
        Provider::OpenAi => value("OPENAI_API_KEY"),
        Provider::Azure => value("AZURE_OPENAI_API_KEY"),
        Provider::Anthropic => value("ANTHROPIC_API_KEY"),
        Provider::Ollama => value("OLLAMA_API_KEY"),
    };
    let key = match (value("GAI_API_KEY"), own_key) {
        (Some(secret), _) => key_place.map(|place| Key::new(secret, &place)).transpose()?,
        (None, Some(secret)) if same_origin(key_place.as_deref(), own_place.as_deref()) => {
            key_place.map(|place| Key::new(secret, &place)).transpose()?
        }
        _ => None,
    };
    Ok(Some(Options {
        provider,
        model: value("GAI_MODEL"),
        endpoint,
        api_version: value("GAI_API_VERSION"),
        key,
        ..Options::default()
    }))
}

/// Ollama's own rules for `OLLAMA_HOST` (its `envconfig`, 2026-08): http unless said otherwise, port 11434 unless a scheme
/// is given, and the address that a server listens on everywhere is this machine for a client.
fn ollama_endpoint(host: &str) -> String {
    let host = host.trim().trim_end_matches('/');
    if host.contains("://") {
        return host.to_owned();
    }
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port))
            if !port.is_empty()
                && port.bytes().all(|byte| byte.is_ascii_digit())
                && (!name.contains(':') || name.ends_with(']')) =>
        {
            (name, port)
        }
        _ => (host.trim_end_matches(':'), "11434"),
    };
    let name = match name {
        "" | "0.0.0.0" => "127.0.0.1".to_owned(),
        "::" | "[::]" => "[::1]".to_owned(),
        bare if bare.contains(':') && !bare.starts_with('[') => format!("[{bare}]"),
        other => other.to_owned(),
    };
    format!("http://{name}:{port}")
}

fn same_origin(one: Option<&str>, another: Option<&str>) -> bool {
    let origin = |text: Option<&str>| {
        text.and_then(|text| endpoint::parse(text).ok())
            .map(|url| endpoint::origin(&url))
    };
    one.is_some() && origin(one) == origin(another)
}

/// What is left of a value without white space and one pair of quotation marks around it; nothing if that is empty.
fn unquoted(text: &str) -> Option<String> {
    let text = text.trim();
    let text = ['"', '\'']
        .iter()
        .find_map(|mark| text.strip_prefix(*mark)?.strip_suffix(*mark))
        .unwrap_or(text)
        .trim();
    (!text.is_empty()).then(|| text.to_owned())
}
