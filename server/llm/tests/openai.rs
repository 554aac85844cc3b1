//! `OpenAI`'s chat completions, as `OpenAI` and as its imitators speak them.

#![allow(clippy::unwrap_used)]

mod support;

use expect_test::expect;
use llm::{Finish, Message, Options, Provider, Request, Usage};
use model_server::Reply;
use serde_json::{Value, json};
use support::{KEY, client, listen, question, start};

#[tokio::test]
async fn a_question_and_its_answer() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::text("Sums an array.").usage(21, 3));
    let client = client(&Options {
        temperature: Some(0.2),
        ..options
    });
    let request = Request {
        messages: vec![
            Message::user("what?"),
            Message::assistant("this"),
            Message::user("why?"),
        ],
        max_output_tokens: Some(100),
        ..question("")
    };
    let (pieces, finished) = listen(client.ask(request)).await;
    assert_eq!(pieces, ["Sums ", "an ", "array."]);
    let finished = finished.unwrap();
    assert_eq!(finished.text, "Sums an array.");
    assert_eq!(finished.finish, Finish::Stop);
    assert_eq!(
        finished.usage,
        Some(Usage {
            input: 21,
            output: 3,
            cached_input: Some(0),
            cost: None
        })
    );
    assert_eq!(finished.warnings, Vec::<String>::new());

    let chats = server.chats();
    assert_eq!(chats[0].path, "/v1/chat/completions");
    assert_eq!(
        chats[0].header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    expect![[r#"
        {
          "max_tokens": 100,
          "messages": [
            {
              "content": "Be brief.",
              "role": "system"
            },
            {
              "content": "what?",
              "role": "user"
            },
            {
              "content": "this",
              "role": "assistant"
            },
            {
              "content": "why?",
              "role": "user"
            }
          ],
          "model": "tiny",
          "stream": true,
          "stream_options": {
            "include_usage": true
          },
          "temperature": 0.2
        }"#]]
    .assert_eq(&sorted(&chats[0].body));
}

/// With sorted names, however the JSON library was built.
fn sorted(value: &Value) -> String {
    fn sort(value: &Value) -> Value {
        match value {
            Value::Object(map) => {
                let mut names: Vec<&String> = map.keys().collect();
                names.sort();
                names
                    .into_iter()
                    .map(|name| (name.clone(), sort(&map[name])))
                    .collect()
            }
            Value::Array(items) => items.iter().map(sort).collect(),
            other => other.clone(),
        }
    }
    serde_json::to_string_pretty(&sort(value)).unwrap()
}

#[tokio::test]
async fn a_server_without_key_gets_none() {
    let (server, options) = start(Provider::OpenAi);
    server.answer("hello");
    let client = client(&Options { key: None, ..options });
    client.ask(question("hello")).whole().await.unwrap();
    assert_eq!(server.chats()[0].key(), None);
}

#[tokio::test]
async fn imitations_are_understood() {
    async fn check(pieces: &[&[u8]], text: &str, finish: Finish) {
        let (server, options) = start(Provider::OpenAi);
        server.reply(Reply::raw("text/event-stream", pieces));
        let finished = client(&options).ask(question("hello")).whole().await.unwrap();
        assert_eq!(finished.text, text);
        assert_eq!(finished.finish, finish);
        assert_eq!(finished.usage, None);
    }
    // An empty reason, no kind of object, a tier that nobody knows, usage without numbers.
    check(
        &[b"data: {\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"\"}],\"service_tier\":\"turbo++\",\"usage\":{}}\n\ndata: [DONE]\n\n"],
        "hi",
        Finish::Stop,
    )
    .await;
    // Comments, other fields, carriage returns, data over several lines, no space after the colon.
    check(
        &[b": OPENROUTER PROCESSING\r\n\r\nid: 7\r\nretry: 10\r\ndata:{\"choices\":[{\"delta\":\r\ndata: {\"content\":\"hi\"},\r\ndata:\"finish_reason\":\"stop\"}]}\r\n\r\ndata: [DONE]\r\n\r\n"],
        "hi",
        Finish::Stop,
    )
    .await;
    // A line end cut in half, and an end without an empty line.
    check(
        &[
            b"data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\r",
            b"\n\r",
            b"\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"length\"}]}",
        ],
        "hi",
        Finish::Length,
    )
    .await;
    // A reason of its own.
    check(
        &[b"data: {\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"weather\"}]}\n\ndata: [DONE]\n\n"],
        "hi",
        Finish::Other,
    )
    .await;
    // A refusal in its own field.
    check(
        &[b"data: {\"choices\":[{\"delta\":{\"refusal\":\"I cannot.\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"],
        "I cannot.",
        Finish::Filter,
    )
    .await;
    // JSON over several lines, as servers that do not stream send it.
    check(
        &[b"{\n  \"choices\": [\n    {\"message\": {\"content\": \"hi\"}}\n  ]\n}\n"],
        "hi",
        Finish::Stop,
    )
    .await;
}

#[tokio::test]
async fn bytes_that_arrive_one_by_one_lose_nothing() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::text("Größe: 日本語 🦀 ok").dribbled());
    let (pieces, finished) = listen(client(&options).ask(question("hello"))).await;
    assert_eq!(pieces, ["Größe: ", "日本語 ", "🦀 ", "ok"]);
    assert!(finished.is_ok());
}

#[tokio::test]
async fn an_answer_that_was_not_streamed() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::text("one two").unstreamed().usage(5, 2));
    let (pieces, finished) = listen(client(&options).ask(question("hello"))).await;
    assert_eq!(pieces, ["one two"]);
    assert_eq!(finished.unwrap().usage.unwrap().input, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_piece_is_given_when_it_arrives() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::text("one two").hold_before(2));
    let mut answer = client(&options).ask(question("hello"));
    let first = futures_util::StreamExt::next(&mut answer).await.unwrap().unwrap();
    assert_eq!(first, llm::Event::Text("one ".into()));
    // The server is not released before this line, so that the first piece cannot have waited for the second.
    server.release(1);
    assert_eq!(answer.whole().await.unwrap().text, "one two");
}

#[tokio::test]
async fn what_a_model_refuses_is_left_out_and_remembered() {
    let (server, options) = start(Provider::OpenAi);
    for name in ["temperature", "max_tokens", "stream_options"] {
        server.refuses(name);
    }
    server.always(Reply::text("hello"));
    let client = client(&Options {
        temperature: Some(0.5),
        ..options
    });
    let request = Request {
        max_output_tokens: Some(50),
        ..question("hello")
    };
    let finished = client.ask(request.clone()).whole().await.unwrap();
    assert_eq!(
        finished.warnings,
        ["tiny takes no temperature, so that yours was left out"]
    );
    let chats = server.chats();
    assert_eq!(chats.len(), 4);
    assert_eq!(chats[3].body["max_completion_tokens"], 50);
    for name in ["temperature", "max_tokens", "stream_options"] {
        assert_eq!(chats[3].body.get(name), None);
    }
    client.ask(request).whole().await.unwrap();
    assert_eq!(server.chats().len(), 5);
}

#[tokio::test]
async fn a_parameter_refused_again_and_again_is_an_error() {
    let (server, options) = start(Provider::OpenAi);
    server.always(Reply::refused_parameter("temperature"));
    let client = client(&Options {
        temperature: Some(0.5),
        ..options
    });
    let error = client.ask(question("hello")).whole().await.unwrap_err();
    assert!(
        error.to_string().contains("'temperature' is not supported"),
        "{error}"
    );
    assert_eq!(server.chats().len(), 2);
}

#[tokio::test]
async fn models_without_a_place_for_instructions_get_them_in_the_first_message() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::json(
        500,
        &json!({"error": {"message": "System role not supported"}}),
    ));
    server.answer("hello");
    client(&options).ask(question("what?")).whole().await.unwrap();
    let chats = server.chats();
    assert_eq!(
        chats[1].body["messages"],
        json!([{"role": "user", "content": "Be brief.\n\nwhat?"}])
    );
}

#[tokio::test]
async fn openrouter_names_its_price() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::raw(
        "text/event-stream",
        &[b"data: {\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"cost\":0.00015,\"prompt_tokens_details\":{\"cached_tokens\":4}}}\n\ndata: [DONE]\n\n"],
    ));
    let usage = client(&options)
        .ask(question("hello"))
        .whole()
        .await
        .unwrap()
        .usage
        .unwrap();
    assert_eq!(usage.cost, Some(0.00015));
    assert_eq!(usage.cached_input, Some(4));
}
