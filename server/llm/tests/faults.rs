//! Whatever servers answer, the user reads one sentence on what happened and what to do.

#![allow(clippy::unwrap_used)]

mod support;

use expect_test::{Expect, expect};
use llm::{Options, Provider};
use model_server::Reply;
use support::{client, listen, question, start};

async fn check(reply: Reply, expect: Expect) {
    let (server, options) = start(Provider::OpenAi);
    server.always(reply);
    let (pieces, end) = listen(client(&options).ask(question("hello"))).await;
    let said = if pieces.is_empty() {
        String::new()
    } else {
        format!("{pieces:?}\n")
    };
    let end = match end {
        Ok(finished) => format!("{:?} {:?}", finished.finish, finished.warnings),
        Err(error) => error.to_string().replace(&server.url(), "SERVER"),
    };
    expect.assert_eq(&(said + &end));
}

#[tokio::test]
async fn no_answer() {
    check(
        Reply::empty(),
        expect!["the model gave an empty answer: ask again, or choose another model"],
    )
    .await;
    check(
        Reply::text(" \n"),
        expect![[r#"
            [" ", "\n"]
            the model gave an empty answer: ask again, or choose another model"#]],
    )
    .await;
    check(Reply::empty().finish("length"), expect!["the model gave an empty answer since it used all tokens allowed before the first word: allow more output tokens"]).await;
    check(
        Reply::empty().finish("content_filter"),
        expect!["the model gave an empty answer since a content filter stopped it: ask in other words"],
    )
    .await;
    check(
        Reply::raw("text/event-stream", &[]),
        expect!["the model gave an empty answer: ask again, or choose another model"],
    )
    .await;
    check(Reply::closed(), expect!["SERVER cannot be reached (it closed the connection without an answer): try again, and see what the server or a proxy in between says of it"]).await;
}

#[tokio::test]
async fn another_answer() {
    check(Reply::page(200, "Welcome to Hotel Wi-Fi"), expect!["instead of a model, a web page answers at SERVER (status 200, `Welcome to Hotel Wi-Fi`): check the endpoint, and whether a proxy or login page is in between"]).await;
    check(Reply::page(403, "Blocked by policy"), expect!["instead of a model, a web page answers at SERVER (status 403, `Blocked by policy`): check the endpoint, and whether a proxy or login page is in between"]).await;
    check(Reply::page(502, "502 Bad Gateway"), expect!["instead of a model, a web page answers at SERVER (status 502, `502 Bad Gateway`): check the endpoint, and whether a proxy or login page is in between"]).await;
    check(
        Reply::raw("text/plain", &[b"\x00\xff\xfe garbage \x1b[31m\n"]),
        expect!["what SERVER answers is not the protocol of `openai` (`�� garbage [31m`): check the provider and the endpoint"],
    )
    .await;
    check(
        Reply::raw(
            "text/event-stream",
            &[b"data: {\"choices\": [{\n\n", b"data: nonsense\n\n"],
        ),
        expect![[r#"what SERVER answers is not the protocol of `openai` (`data: {"choices": [{`): check the provider and the endpoint"#]],
    )
    .await;
    check(
        Reply::json(200, &serde_json::json!({"hello": "world"})),
        expect![[r#"what SERVER answers is not the protocol of `openai` (`{"hello":"world"}`): check the provider and the endpoint"#]],
    )
    .await;
    check(
        Reply::json(200, &serde_json::json!(null)),
        expect!["what SERVER answers is not the protocol of `openai` (`null`): check the provider and the endpoint"],
    )
    .await;
    check(
        Reply::json(
            200,
            &serde_json::json!({"error": {"message": "no such luck", "code": 404}}),
        ),
        expect!["SERVER refused the request with status 404 (no such luck): check the provider, endpoint and model"],
    )
    .await;
    check(
        Reply::redirect(302, "https://login.example/?from=here&token=1"),
        expect!["SERVER redirects to https://login.example/, which is not followed: set the endpoint to the right address"],
    )
    .await;
}

#[tokio::test]
async fn a_refusal() {
    check(Reply::wrong_key(), expect!["SERVER does not accept the key: check GAI_API_KEY or the key in your user settings, or make a new key"]).await;
    check(Reply::no_credit(), expect!["the account at SERVER has no credit left (You exceeded your current quota, please check your plan and billing details.): add credit there, or choose another provider"]).await;
    check(Reply::unknown_model(), expect!["SERVER has no model `tiny`: set GAI_MODEL, or the model in your user settings, to one that it has"]).await;
    check(
        Reply::rate_limit(),
        expect!["SERVER takes no more requests for now: wait, or lower the number of parallel queries"],
    )
    .await;
    check(Reply::failure(500), expect!["SERVER failed with status 500 (The server had an error while processing your request.): try again later"]).await;
    check(Reply::too_long(4096, 5000), expect!["the question is too long for the model (5000 tokens, and it takes 4096): ask about less, or choose a model with a larger window"]).await;
    check(Reply::filtered(), expect!["a content filter of SERVER stopped this (The response was filtered due to the prompt triggering the content management policy.): ask in other words"]).await;
    check(
        Reply::json(
            402,
            &serde_json::json!({"error": {"message": "Insufficient credits"}}),
        ),
        expect!["the account at SERVER has no credit left (Insufficient credits): add credit there, or choose another provider"],
    )
    .await;
}

#[tokio::test]
async fn half_an_answer() {
    check(
        Reply::text("one two three").cut_before(3),
        expect![[r#"
            ["one ", "two "]
            the answer broke off (the connection was closed), what is shown is partial: ask again"#]],
    )
    .await;
    check(
        Reply::text("one two").without_end_mark(),
        expect![[r#"
            ["one ", "two"]
            Stop []"#]],
    )
    .await;
    check(
        Reply::raw(
            "text/event-stream",
            &[b"data: {\"choices\":[{\"delta\":{\"content\":\"one\"}}]}\n\n"],
        ),
        expect![[r#"
            ["one"]
            Other ["the server did not say that the answer is whole"]"#]],
    )
    .await;
    check(
        Reply::raw(
            "text/event-stream",
            &[b"data: {\"choices\":[{\"delta\":{\"content\":\"one\"}}]}\n\ndata: {\"cho\n\ndata: [DONE]\n\n"],
        ),
        expect![[r#"
            ["one"]
            Stop ["parts of the answer could not be read, and were left out"]"#]],
    )
    .await;
    check(
        Reply::raw(
            "text/event-stream",
            &[b"data: {\"choices\":[{\"delta\":{\"content\":\"one\"}}]}\n\ndata: {\"error\":{\"message\":\"out of memory\",\"code\":500}}\n\n"],
        ),
        expect![[r#"
            ["one"]
            the answer broke off (out of memory), what is shown is partial: ask again"#]],
    )
    .await;
}

#[tokio::test]
async fn unknown_models_are_answered_with_those_that_are_there() {
    let (server, options) = start(Provider::OpenAi);
    server.models(&["smol", "tinier", "big"]);
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    expect!["SERVER has no model `tiny`: set GAI_MODEL, or the model in your user settings, to one of `tinier`, `smol`, `big`"].assert_eq(&error.to_string().replace(&server.url(), "SERVER"));
}

#[tokio::test]
async fn nothing_listens() {
    let (server, options) = start(Provider::OpenAi);
    let url = server.url();
    drop(server);
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    expect!["SERVER cannot be reached (Connection refused): start the server, or set GAI_API_BASE to where it runs"].assert_eq(&error.to_string().replace(&url, "SERVER"));
}

#[tokio::test]
async fn a_proxy_that_is_not_there() {
    let (server, options) = start(Provider::OpenAi);
    let url = server.url();
    drop(server);
    let options = Options {
        endpoint: Some("http://models.example/v1".into()),
        key: None,
        proxy: llm::Proxy::Url(url),
        ..options
    };
    let error = client(&options).ask(question("hello")).whole().await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("check the network, the proxy and the endpoint"),
        "{error}"
    );
}
