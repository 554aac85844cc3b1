//! Answers in a given shape: how they are asked for in words, found in an answer, and asked for once more.

use serde_json::Value;

use crate::{Message, Schema, schema};

/// The places of an answer at which JSON is tried for, at most.
const TRIES: usize = 64;

/// What is added to the instructions.
pub(crate) fn instructions(schema: &Schema) -> String {
    format!(
        "Answer with one JSON value in a fenced block that begins with ```json, and with nothing else. \
         It has this JSON schema:\n```json\n{}\n```",
        schema.json
    )
}

/// The value in an answer, if it has the shape; else what is wrong.
pub(crate) fn value(text: &str, schema: &Schema) -> Result<Value, String> {
    let mut problem = None;
    for value in candidates(text) {
        match schema::check(&value, schema.accepted.as_ref().unwrap_or(&schema.json)) {
            Ok(()) => return Ok(value),
            Err(wrong) => {
                problem.get_or_insert(wrong);
            }
        }
    }
    Err(
        problem.unwrap_or_else(|| match serde_json::from_str::<Value>(text.trim()) {
            Err(error) if text.trim_start().starts_with(['{', '[']) => format!("it is no JSON: {error}"),
            _ => "it holds no JSON".into(),
        }),
    )
}

/// The whole text, then what a fence holds, then whatever begins like an object or list.
fn candidates(text: &str) -> impl Iterator<Item = Value> {
    let whole = serde_json::from_str(text.trim()).ok();
    let fenced = text
        .split("```")
        .skip(1)
        .step_by(2)
        .take(TRIES)
        .filter_map(|block| {
            let block = block.trim_start_matches(|char: char| char.is_ascii_alphanumeric());
            serde_json::from_str(block.trim()).ok()
        });
    let inner = text.match_indices(['{', '[']).take(TRIES).filter_map(|(at, _)| {
        serde_json::Deserializer::from_str(text.get(at..)?)
            .into_iter()
            .next()?
            .ok()
    });
    whole.into_iter().chain(fenced).chain(inner)
}

/// The conversation with the bad answer and what is wrong with it.
pub(crate) fn repair(messages: &[Message], answer: &str, problem: &str, schema: &Schema) -> Vec<Message> {
    let mut longer = messages.to_vec();
    longer.push(Message::assistant(answer));
    longer.push(Message::user(format!(
        "That answer cannot be used: {problem}. Give the same answer again in the right form.\n{}",
        instructions(schema)
    )));
    longer
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema() -> Schema {
        Schema {
            name: "names".into(),
            json: json!({"type": "object", "required": ["names"]}),
            accepted: None,
        }
    }

    #[test]
    fn json_is_found_wherever_it_is() {
        for text in [
            r#"{"names": []}"#,
            "Sure!\n```json\n{\"names\": []}\n```\nThere.",
            "```\n{\"names\": []}\n```",
            "It is {not this} but {\"names\": []}, I think.",
        ] {
            assert_eq!(value(text, &schema()), Ok(json!({"names": []})), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert_eq!(value("No.", &schema()), Err("it holds no JSON".into()));
        assert_eq!(value("{}", &schema()), Err("the answer lacks `names`".into()));
        let cut = value("{\"names\": [", &schema()).unwrap_err();
        assert!(cut.contains("EOF"), "{cut}");
    }

    #[test]
    fn less_than_was_asked_for_may_do() {
        let schema = Schema {
            accepted: Some(json!({"type": "object"})),
            ..schema()
        };
        assert_eq!(value("{}", &schema), Ok(json!({})));
        assert!(value("[]", &schema).is_err());
    }

    #[test]
    fn thousands_of_brackets_take_no_time() {
        assert!(value(&"[".repeat(1 << 20), &schema()).is_err());
    }
}
