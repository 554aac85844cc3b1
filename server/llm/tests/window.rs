//! How large the window is, and who says so.

#![allow(clippy::unwrap_used)]

mod support;

use llm::{Error, Options, Provider, Window, WindowSource};
use model_server::{ModelServer, Reply};
use serde_json::{Value, json};
use support::{client, question, start};

async fn window(
    prepare: impl FnOnce(&ModelServer),
    change: impl FnOnce(&mut Options),
    provider: Provider,
) -> Window {
    let (server, mut options) = start(provider);
    prepare(&server);
    change(&mut options);
    client(&options).window().await
}

async fn told(paths: &[(&str, Value)]) -> (u32, WindowSource) {
    let window = window(
        |server| {
            for (path, json) in paths {
                server.json_at(path, json);
            }
        },
        |_| (),
        Provider::OpenAi,
    )
    .await;
    (window.tokens, window.source)
}

#[tokio::test]
async fn compatible_servers_tell_theirs() {
    use WindowSource::{Assumed, Server};
    // llama.cpp divides its window among its slots.
    let llama = json!({"object": "list", "data": [{"id": "some.gguf", "meta": {"n_ctx": 8192, "n_ctx_train": 131_072}}]});
    let props = json!({"default_generation_settings": {"n_ctx": 4096}, "total_slots": 2});
    assert_eq!(
        told(&[("/v1/models", llama.clone()), ("/props", props)]).await,
        (4096, Server)
    );
    assert_eq!(told(&[("/v1/models", llama)]).await, (8192, Server));
    // vLLM.
    let vllm =
        json!({"data": [{"id": "other", "max_model_len": 1000}, {"id": "tiny", "max_model_len": 32_768}]});
    assert_eq!(told(&[("/v1/models", vllm)]).await, (32_768, Server));
    // OpenRouter.
    let router =
        json!({"data": [{"id": "tiny", "context_length": 262_144, "top_provider": {"context_length": 1}}]});
    assert_eq!(told(&[("/v1/models", router)]).await, (262_144, Server));
    // LM Studio.
    let names = json!({"data": [{"id": "tiny"}, {"id": "other"}]});
    let studio = json!({"models": [
        {"key": "other", "loaded_instances": [{"id": "other", "config": {"context_length": 1024}}]},
        {"key": "maker/tiny", "loaded_instances": [{"id": "tiny", "config": {"context_length": 16_000}}]},
    ]});
    assert_eq!(
        told(&[("/v1/models", names), ("/api/v1/models", studio)]).await,
        (16_000, Server)
    );
    // Nothing, or nonsense.
    assert_eq!(told(&[]).await, (4096, Assumed));
    assert_eq!(
        told(&[(
            "/v1/models",
            json!({"data": [{"id": "tiny", "max_model_len": -1}]})
        )])
        .await,
        (4096, Assumed)
    );
    assert_eq!(told(&[("/v1/models", json!([1, 2]))]).await, (4096, Assumed));
}

#[tokio::test]
async fn anthropic_tells_it_of_each_model() {
    let window = window(
        |server| {
            server.json_at(
                "/v1/models/tiny",
                &json!({"id": "tiny", "max_input_tokens": 500_000}),
            );
        },
        |_| (),
        Provider::Anthropic,
    )
    .await;
    assert_eq!((window.tokens, window.source), (500_000, WindowSource::Server));
}

#[tokio::test]
async fn the_users_word_comes_first_and_the_table_later() {
    let (server, options) = start(Provider::OpenAi);
    let set = client(&Options {
        context_window: Some(1234),
        ..options.clone()
    });
    assert_eq!(set.window().await.tokens, 1234);
    assert_eq!(server.requests().len(), 0);
    let known = client(&Options {
        model: Some("openai/gpt-4o-mini".into()),
        ..options.clone()
    });
    assert_eq!(
        known.window().await,
        Window {
            tokens: 128_000,
            source: WindowSource::Table
        }
    );
    // The model that we would ask for by default says nothing of somebody's own server.
    let unnamed = client(&Options {
        model: None,
        ..options
    });
    assert_eq!(unnamed.window().await.source, WindowSource::Assumed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_is_asked_once() {
    let (server, options) = start(Provider::OpenAi);
    server.json_at(
        "/v1/models",
        &json!({"data": [{"id": "tiny", "max_model_len": 2048}]}),
    );
    let client = client(&options);
    let asks: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.window().await.tokens })
        })
        .collect();
    for ask in asks {
        assert_eq!(ask.await.unwrap(), 2048);
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_question_that_is_too_long_says_what_the_model_takes() {
    for provider in [Provider::OpenAi, Provider::Anthropic, Provider::Ollama] {
        let (server, options) = start(provider);
        server.reply(Reply::too_long(8192, 9000));
        server.json_at(
            "/api/ps",
            &json!({"models": [{"name": "tiny", "context_length": 8192}]}),
        );
        let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
        assert_eq!(error.too_long(), Some(Some(8192)), "{provider}: {error}");
        assert!(matches!(error, Error::ContextTooLong { .. }));
        assert_eq!(server.chats().len(), 1);
    }
}

#[tokio::test]
async fn the_server_calibrates_the_estimate_of_tokens() {
    let (server, options) = start(Provider::OpenAi);
    server.always(Reply::text("hello").usage(1_000, 1));
    let client = client(&options);
    let text = "x".repeat(5_000);
    let before = client.tokens(&text);
    for _ in 0..10 {
        client.ask(question(&text)).whole().await.unwrap();
    }
    assert!(before > 1_600 && (1_000..1_100).contains(&client.tokens(&text)));
}

#[tokio::test]
async fn a_probe_costs_no_tokens_and_tells_what_it_found() {
    let (server, options) = start(Provider::OpenAi);
    server.json_at(
        "/v1/models",
        &json!({"data": [{"id": "other"}, {"id": "tiny", "max_model_len": 2048}]}),
    );
    let probe = client(&options).probe().await;
    assert!(probe.latency.is_some());
    assert_eq!(probe.models, ["other", "tiny"]);
    assert_eq!(probe.model_listed, Some(true));
    assert_eq!(probe.window.tokens, 2048);
    assert_eq!(probe.error, None);
    assert_eq!(server.chats().len(), 0);
}

#[tokio::test]
async fn a_probe_tells_what_is_in_the_way() {
    // llama.cpp lists its models to everybody, and tells the rest to those with a key.
    let (server, options) = start(Provider::OpenAi);
    server.json_at("/v1/models", &json!({"data": [{"id": "tiny"}]}));
    server.at("/props", Reply::wrong_key());
    let probe = client(&options).probe().await;
    assert_eq!(probe.error, Some(Error::WrongKey { origin: server.url() }));

    drop(server);
    let probe = client(&options).probe().await;
    assert!(
        matches!(probe.error, Some(Error::Unreachable { .. })),
        "{probe:?}"
    );

    let (server, options) = start(Provider::OpenAi);
    server.at("/v1/models", Reply::page(200, "Please log in"));
    let probe = client(&options).probe().await;
    assert!(matches!(probe.error, Some(Error::Page { .. })), "{probe:?}");
}
