//! Answers in a given shape.

#![allow(clippy::unwrap_used)]

mod support;

use llm::{Error, Provider, Request, Schema};
use model_server::Reply;
use serde_json::json;
use support::{client, listen, question, start};

fn names() -> Request {
    Request {
        schema: Some(Schema {
            name: "names".into(),
            json: json!({"type": "object", "properties": {"names": {"type": "array", "items": {"type": "string"}}},
                "required": ["names"], "additionalProperties": false}),
            accepted: None,
        }),
        ..question("which?")
    }
}

#[tokio::test]
async fn each_protocol_has_its_own_place_for_the_schema() {
    for (provider, place) in [
        (Provider::OpenAi, "/response_format/json_schema/schema"),
        (Provider::Azure, "/response_format/json_schema/schema"),
        (Provider::Anthropic, "/output_config/format/schema"),
        (Provider::Ollama, "/format"),
    ] {
        let (server, options) = start(provider);
        server.answer(r#"{ "names": ["serde", "memchr"] }"#);
        let (pieces, finished) = listen(client(&options).ask(names())).await;
        assert_eq!(pieces, [r#"{"names":["serde","memchr"]}"#], "{provider}");
        assert_eq!(finished.unwrap().text, pieces[0]);
        let body = &server.chats()[0].body;
        assert_eq!(
            body.pointer(place),
            Some(&names().schema.unwrap().json),
            "{provider}"
        );
    }
}

#[tokio::test]
async fn an_answer_off_the_schema_is_repaired_once() {
    let (server, options) = start(Provider::OpenAi);
    server.answer(r#"Sure! {"names": "serde"}"#);
    server.reply(Reply::text(r#"{"names": ["serde"]}"#).usage(30, 4));
    let (pieces, finished) = listen(client(&options).ask(names())).await;
    assert_eq!(
        pieces,
        [r#"{"names":["serde"]}"#],
        "nothing of the bad answer is given"
    );
    assert_eq!(finished.unwrap().usage.unwrap().input, 50, "both are counted");
    let chats = server.chats();
    let turns = chats[1].body["messages"].as_array().unwrap();
    assert_eq!(turns.len(), 4);
    assert_eq!(turns[2]["content"], r#"Sure! {"names": "serde"}"#);
    assert!(
        chats[1]
            .question()
            .contains("`names` is string, and must be \"array\""),
        "{}",
        chats[1].question()
    );
}

#[tokio::test]
async fn an_answer_off_the_schema_twice_is_an_error() {
    let (server, options) = start(Provider::OpenAi);
    server.always(Reply::text("I do not know."));
    let (pieces, end) = listen(client(&options).ask(names())).await;
    assert_eq!(pieces, Vec::<String>::new());
    let error = end.unwrap_err();
    assert_eq!(
        error,
        Error::OffSchema {
            problem: "it holds no JSON".into(),
            text: "I do not know.".into()
        }
    );
    assert_eq!(server.chats().len(), 2);
}

#[tokio::test]
async fn a_server_without_schemas_is_asked_for_a_fenced_block() {
    for (provider, parameter) in [
        (Provider::OpenAi, "response_format"),
        (Provider::Anthropic, "output_config"),
        (Provider::Ollama, "format"),
    ] {
        let (server, options) = start(provider);
        server.refuses(parameter);
        server.always(Reply::text("Here:\n```json\n{\"names\": []}\n```\n"));
        let client = client(&options);
        assert_eq!(
            client.ask(names()).whole().await.unwrap().text,
            r#"{"names":[]}"#,
            "{provider}"
        );
        let chats = server.chats();
        assert_eq!(chats.len(), 2);
        assert_eq!(chats[1].body.get(parameter), None);
        assert!(chats[1].body.to_string().contains("fenced block"), "{provider}");
        client.ask(names()).whole().await.unwrap();
        assert_eq!(server.chats().len(), 3);
    }
}
