//! Options from the environment alone.

#![allow(clippy::unwrap_used)]

use expect_test::{Expect, expect};
use llm::{Client, from_environment};

fn check(variables: &[(&str, &str)], expect: &Expect) {
    let options = from_environment(|name| {
        variables
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| (*value).to_owned())
    });
    let text = match options {
        Ok(None) => "nothing".to_owned(),
        Err(error) => error.to_string(),
        Ok(Some(options)) => {
            let key = options.key.clone();
            match Client::new(options) {
                Err(error) => error.to_string(),
                Ok(client) => {
                    let who = client.identity();
                    format!("{} {} at {}, {key:?}", who.provider, who.model, who.endpoint)
                }
            }
        }
    };
    expect.assert_eq(&text);
}

#[test]
fn nothing_is_set() {
    check(&[], &expect!["nothing"]);
    check(
        &[
            ("GAI_API_KEY", ""),
            ("OPENAI_API_KEY", " "),
            ("GAI_MODEL", "\"\""),
        ],
        &expect!["nothing"],
    );
    // A version and a model alone choose no provider.
    check(
        &[("GAI_API_VERSION", "2023-05-15"), ("GAI_MODEL", "m")],
        &expect!["nothing"],
    );
}

#[test]
fn the_python_tools_two_files() {
    check(
        &[("GAI_API_TYPE", "open_ai"), ("GAI_API_KEY", "sk-1")],
        &expect![
            "openai gpt-6-luna at https://api.openai.com, Some(Key([hidden], for https://api.openai.com))"
        ],
    );
    check(
        &[
            ("GAI_API_TYPE", "\"azure\""),
            ("GAI_API_KEY", "'sk-1'"),
            ("GAI_API_BASE", "\"https://me.openai.azure.com/\""),
            ("GAI_API_VERSION", "2023-05-15"),
            ("GAI_MODEL", "mine"),
        ],
        &expect![
            "azure mine at https://me.openai.azure.com, Some(Key([hidden], for https://me.openai.azure.com))"
        ],
    );
}

#[test]
fn any_server_that_is_compatible() {
    check(
        &[
            ("GAI_API_BASE", "http://127.0.0.1:8080/v1/"),
            ("GAI_MODEL", "tiny"),
        ],
        &expect!["openai tiny at http://127.0.0.1:8080, None"],
    );
    check(
        &[("GAI_API_BASE", "localhost:1234")],
        &expect!["openai gpt-6-luna at http://localhost:1234, None"],
    );
    check(
        &[
            ("GAI_API_TYPE", "openai"),
            ("OPENAI_BASE_URL", "https://openrouter.ai/api/v1"),
            ("OPENAI_API_KEY", "sk-1"),
        ],
        &expect![
            "openai gpt-6-luna at https://openrouter.ai, Some(Key([hidden], for https://openrouter.ai))"
        ],
    );
}

#[test]
fn the_providers_own_variables() {
    check(
        &[("OPENAI_API_KEY", "sk-1")],
        &expect![
            "openai gpt-6-luna at https://api.openai.com, Some(Key([hidden], for https://api.openai.com))"
        ],
    );
    check(
        &[("ANTHROPIC_API_KEY", "sk-1")],
        &expect![
            "anthropic claude-sonnet-5-5 at https://api.anthropic.com, Some(Key([hidden], for https://api.anthropic.com))"
        ],
    );
    check(
        &[
            ("OPENAI_API_KEY", "sk-1"),
            ("ANTHROPIC_API_KEY", "sk-2"),
            ("GAI_API_TYPE", "anthropic"),
            ("GAI_MODEL", "claude-haiku-4-5"),
        ],
        &expect![
            "anthropic claude-haiku-4-5 at https://api.anthropic.com, Some(Key([hidden], for https://api.anthropic.com))"
        ],
    );
    for (host, expect) in [
        (
            "box",
            expect!["ollama qwen2.5-coder:7b at http://box:11434, None"],
        ),
        (
            "box:1234",
            expect!["ollama qwen2.5-coder:7b at http://box:1234, None"],
        ),
        (
            "0.0.0.0",
            expect!["ollama qwen2.5-coder:7b at http://127.0.0.1:11434, None"],
        ),
        (
            ":1234",
            expect!["ollama qwen2.5-coder:7b at http://127.0.0.1:1234, None"],
        ),
        (
            "[::1]:1234",
            expect!["ollama qwen2.5-coder:7b at http://[::1]:1234, None"],
        ),
        (
            "::1",
            expect!["ollama qwen2.5-coder:7b at http://[::1]:11434, None"],
        ),
        (
            "https://box",
            expect!["ollama qwen2.5-coder:7b at https://box, None"],
        ),
        (
            "http://box:80/",
            expect!["ollama qwen2.5-coder:7b at http://box, None"],
        ),
    ] {
        check(&[("OLLAMA_HOST", host)], &expect);
    }
}

#[test]
fn a_key_goes_to_no_other_server() {
    check(
        &[
            ("OPENAI_API_KEY", "sk-1"),
            ("GAI_API_BASE", "https://models.example/v1"),
        ],
        &expect!["openai gpt-6-luna at https://models.example, None"],
    );
    check(
        &[
            ("GAI_API_KEY", "sk-1"),
            ("GAI_API_BASE", "http://models.example/v1"),
        ],
        &expect![
            "the key would go to http://models.example unencrypted: use https, or set `model.allow_plain_http` in your user settings if you trust the network in between"
        ],
    );
}

#[test]
fn what_is_wrong_is_said() {
    check(
        &[("GAI_API_TYPE", "gpt"), ("GAI_API_KEY", "sk-1")],
        &expect![
            "the provider `gpt` is not known: use openai, azure, anthropic or ollama; servers compatible with OpenAI are openai"
        ],
    );
    check(
        &[("GAI_API_TYPE", "azure"), ("GAI_API_KEY", "sk-1")],
        &expect![
            "Azure needs the endpoint of your resource: set GAI_API_BASE, or the endpoint in your user settings, to something like https://NAME.openai.azure.com"
        ],
    );
    check(
        &[("GAI_API_TYPE", "openai")],
        &expect![
            "https://api.openai.com wants a key and none is set: set GAI_API_KEY, or the key in your user settings"
        ],
    );
    check(
        &[("GAI_API_KEY", "sk-1"), ("GAI_API_BASE", "ftp://x")],
        &expect![
            "the endpoint is a URL of `ftp`, not of http or https: set GAI_API_BASE, or the endpoint in your user settings, to something like http://127.0.0.1:8080/v1"
        ],
    );
}
