//! Where a key goes, and where it is not seen.

#![allow(clippy::unwrap_used)]

mod support;

use llm::{Client, Error, Key, Options, Provider};
use model_server::Reply;
use support::{KEY, client, listen, question, refusal, start};

#[tokio::test]
async fn a_server_that_echoes_the_key_does_not_make_us_show_it() {
    for provider in [Provider::OpenAi, Provider::Azure, Provider::Anthropic] {
        let (server, options) = start(provider);
        let client = client(&options);
        let echo = format!("the header was 'Bearer {KEY}', and {} too", &KEY[..12]);
        for status in [400, 401, 403, 404, 500] {
            server.always(Reply::json(
                status,
                &serde_json::json!({"error": {"message": echo}}),
            ));
            let error = client.ask(question("hello")).whole().await.unwrap_err();
            let shown = format!("{error} {error:?} {client:?}");
            assert!(!shown.contains(&KEY[..9]), "{shown}");
        }
        let stream = format!("data: {{\"error\":{{\"message\":\"{KEY}\"}}}}\n\n");
        server.always(Reply::raw("text/event-stream", &[stream.as_bytes()]));
        assert!(!refusal(&client).await.contains(KEY));
        server.always(Reply::page(500, KEY));
        assert!(!refusal(&client).await.contains(KEY));
        server.always(Reply::page(200, KEY));
        assert!(!refusal(&client).await.contains(KEY));
        server.always(Reply::raw("text/plain", &[KEY.as_bytes()]));
        assert!(!refusal(&client).await.contains(KEY));
    }
}

#[tokio::test]
async fn no_redirect_leads_to_another_origin() {
    for status in [301, 302, 303, 307, 308] {
        let (server, options) = start(Provider::OpenAi);
        let (other, _) = start(Provider::OpenAi);
        other.always(Reply::text("stolen"));
        server.always(Reply::redirect(
            status,
            &format!("{}/v1/chat/completions", other.url()),
        ));
        let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
        assert!(matches!(error, Error::Redirected { .. }), "{error}");
        assert_eq!(other.connections(), 0);
    }
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed() {
    let (server, options) = start(Provider::OpenAi);
    server
        .reply(Reply::redirect(308, "/elsewhere/chat/completions"))
        .answer("hello");
    let finished = client(&options).ask(question("hello")).whole().await.unwrap();
    assert_eq!(finished.text, "hello");
    let chats = server.chats();
    assert_eq!(chats[1].path, "/elsewhere/chat/completions");
    assert_eq!(chats[1].key(), Some(KEY));
}

#[test]
fn a_key_for_another_origin_is_refused_before_anything_is_sent() {
    let problem = Client::new(Options {
        key: Some(Key::new(KEY, "https://api.openai.com").unwrap()),
        endpoint: Some("https://models.example/v1".into()),
        ..Options::default()
    })
    .unwrap_err()
    .to_string();
    assert!(
        problem.contains("the key is for https://api.openai.com"),
        "{problem}"
    );
    assert!(!problem.contains(KEY));
}

#[test]
fn a_key_does_not_go_over_plain_http_unless_allowed() {
    let options = Options {
        key: Some(Key::new(KEY, "http://models.example").unwrap()),
        endpoint: Some("http://models.example/v1".into()),
        ..Options::default()
    };
    assert!(
        Client::new(options.clone())
            .unwrap_err()
            .to_string()
            .contains("unencrypted")
    );
    assert!(
        Client::new(Options {
            allow_plain_http: true,
            ..options.clone()
        })
        .is_ok()
    );
    assert!(Client::new(Options { key: None, ..options }).is_ok());
}

#[tokio::test]
async fn a_server_that_wants_a_key_and_gets_none_says_so() {
    let (server, options) = start(Provider::OpenAi);
    server.wants_key(KEY);
    let client = client(&Options { key: None, ..options });
    let (_, end) = listen(client.ask(question("hello"))).await;
    let error = end.unwrap_err();
    assert!(matches!(error, Error::NoKey { .. }), "{error}");
    assert!(error.to_string().contains("GAI_API_KEY"));
}

#[tokio::test]
async fn a_proxy_is_asked_for_the_whole_address() {
    // The scripted server stands for the proxy: it is asked for a whole URL.
    let (proxy, options) = start(Provider::OpenAi);
    proxy.answer("hello");
    let far = Options {
        endpoint: Some("http://models.example/v1".into()),
        key: None,
        proxy: llm::Proxy::Url(proxy.url()),
        ..options
    };
    client(&far).ask(question("hello")).whole().await.unwrap();
    assert_eq!(proxy.chats()[0].path, "http://models.example/v1/chat/completions");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_key_is_sent_once_however_many_questions_wait() {
    for provider in [Provider::OpenAi, Provider::Azure, Provider::Anthropic] {
        let (server, options) = start(provider);
        server.always(Reply::wrong_key().hold_before(0));
        let client = client(&options);
        let asks: Vec<_> = (0..8)
            .map(|number| tokio::spawn(client.ask(question(&number.to_string())).whole()))
            .collect();
        server.wait_for_open(1);
        server.release(8);
        for ask in asks {
            let error = ask.await.unwrap().unwrap_err();
            assert!(matches!(error, Error::WrongKey { .. }), "{error}");
        }
        assert_eq!(server.chats().len(), 1, "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_late_with_its_first_word_does_not_hold_the_others_for_long() {
    let (server, mut options) = start(Provider::OpenAi);
    options.limits.refusal = std::time::Duration::from_millis(1);
    server.always(Reply::text("hello").hold_before(0));
    let client = client(&options);
    let asks: Vec<_> = (0..3)
        .map(|number| tokio::spawn(client.ask(question(&number.to_string())).whole()))
        .collect();
    server.wait_for_open(3);
    server.release(3);
    for ask in asks {
        assert_eq!(ask.await.unwrap().unwrap().text, "hello");
    }
}
