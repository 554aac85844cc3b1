//! Whether a JSON value has the shape that a schema describes.
//!
//! The schemas are our own and plain. A general validator would bring thirty crates for words that none of them uses.

use serde_json::Value;

/// Deeper values are refused.
const DEPTH: usize = 64;

/// Checks `value`. The error is a sentence for the model that gave it, naming the place.
pub(crate) fn check(value: &Value, schema: &Value) -> Result<(), String> {
    at(value, schema, "the answer", DEPTH)
}

fn at(value: &Value, schema: &Value, place: &str, depth: usize) -> Result<(), String> {
    if depth == 0 {
        return Err(format!("{place} is too deep"));
    }
    if let Some(kinds) = schema.get("type") {
        let fits = match kinds {
            Value::Array(kinds) => kinds.iter().any(|kind| is_kind(value, kind)),
            kind => is_kind(value, kind),
        };
        if !fits {
            return Err(format!("{place} is {}, and must be {kinds}", kind_of(value)));
        }
    }
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array)
        && !allowed.contains(value)
    {
        let allowed: Vec<String> = allowed.iter().map(Value::to_string).collect();
        return Err(format!("{place} must be one of {}", allowed.join(", ")));
    }
    if let Some(only) = schema.get("const")
        && only != value
    {
        return Err(format!("{place} must be {only}"));
    }
    if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        let mut first = None;
        let fits = choices
            .iter()
            .any(|choice| match at(value, choice, place, depth - 1) {
                Ok(()) => true,
                Err(problem) => {
                    first.get_or_insert(problem);
                    false
                }
            });
        if let (Some(problem), false) = (first, fits) {
            return Err(problem);
        }
    }
    match value {
        Value::Object(map) => {
            for name in schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                if !map.contains_key(name) {
                    return Err(format!("{place} lacks `{name}`"));
                }
            }
            for (name, value) in map {
                let inner = if depth == DEPTH {
                    format!("`{name}`")
                } else {
                    format!("{place}.`{name}`")
                };
                match schema["properties"].get(name) {
                    Some(schema) => at(value, schema, &inner, depth - 1)?,
                    None if schema["additionalProperties"] == false => {
                        return Err(format!("{inner} is not wanted"));
                    }
                    None => {}
                }
            }
        }
        Value::Array(items) => {
            bounds(
                items.len() as f64,
                schema,
                ["minItems", "maxItems"],
                "number of items",
                place,
            )?;
            if let Some(schema) = schema.get("items") {
                for (number, item) in items.iter().enumerate() {
                    at(
                        item,
                        schema,
                        &format!("item {} of {place}", number + 1),
                        depth - 1,
                    )?;
                }
            }
        }
        Value::String(text) => {
            bounds(
                text.chars().count() as f64,
                schema,
                ["minLength", "maxLength"],
                "length",
                place,
            )?;
        }
        Value::Number(number) => {
            bounds(
                number.as_f64().unwrap_or(0.0),
                schema,
                ["minimum", "maximum"],
                "value",
                place,
            )?;
        }
        Value::Null | Value::Bool(_) => {}
    }
    Ok(())
}

fn bounds(measure: f64, schema: &Value, names: [&str; 2], what: &str, place: &str) -> Result<(), String> {
    let [least, most] = names.map(|name| schema[name].as_f64());
    if let Some(least) = least
        && measure < least
    {
        return Err(format!(
            "the {what} of {place} is {measure}, and must be at least {least}"
        ));
    }
    if let Some(most) = most
        && measure > most
    {
        return Err(format!(
            "the {what} of {place} is {measure}, and must be at most {most}"
        ));
    }
    Ok(())
}

fn is_kind(value: &Value, kind: &Value) -> bool {
    match kind.as_str() {
        Some("integer") => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|n| n.fract() == 0.0)
        }
        Some(kind) => kind_of(value) == kind,
        None => true,
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn problems_are_named_with_their_place() {
        let schema = json!({
            "type": "object",
            "properties": {
                "names": {"type": "array", "items": {"type": "string", "minLength": 1}, "maxItems": 3},
                "gain": {"type": ["number", "null"], "minimum": 1},
                "tier": {"enum": ["read", "ask"]},
                "count": {"type": "integer"},
                "one": {"anyOf": [{"const": 1}, {"type": "string"}]},
            },
            "required": ["names"],
            "additionalProperties": false,
        });
        let problem = |value| check(&value, &schema).err().unwrap_or_default();
        assert_eq!(
            problem(json!({"names": ["a"], "gain": null, "tier": "read", "count": 2.0, "one": "x"})),
            ""
        );
        assert_eq!(problem(json!([])), "the answer is array, and must be \"object\"");
        assert_eq!(problem(json!({})), "the answer lacks `names`");
        assert_eq!(
            problem(json!({"names": ["a", 1]})),
            "item 2 of `names` is number, and must be \"string\""
        );
        assert_eq!(
            problem(json!({"names": [""]})),
            "the length of item 1 of `names` is 0, and must be at least 1"
        );
        assert_eq!(
            problem(json!({"names": ["a", "b", "c", "d"]})),
            "the number of items of `names` is 4, and must be at most 3"
        );
        assert_eq!(
            problem(json!({"names": [], "gain": 0.5})),
            "the value of `gain` is 0.5, and must be at least 1"
        );
        assert_eq!(
            problem(json!({"names": [], "tier": "never"})),
            "`tier` must be one of \"read\", \"ask\""
        );
        assert_eq!(
            problem(json!({"names": [], "count": 1.5})),
            "`count` is number, and must be \"integer\""
        );
        assert_eq!(problem(json!({"names": [], "one": 2})), "`one` must be 1");
        assert_eq!(problem(json!({"names": [], "more": 1})), "`more` is not wanted");
    }

    #[test]
    fn depth_is_bounded() {
        let mut schema = json!({"type": "array"});
        let mut value = json!([]);
        for _ in 0..100 {
            schema = json!({"type": "array", "items": schema});
            value = json!([value]);
        }
        assert!(check(&value, &schema).is_err());
    }
}
