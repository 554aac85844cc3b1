//! What a model turned out not to take. Learned once a client, so that each refusal costs one request only.

use serde_json::Value;

use crate::Provider;

/// What was refused, and what is done instead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Learned {
    refused: Vec<Optional>,
    /// Names for the number of output tokens that were refused.
    pub(crate) refused_limits: Vec<&'static str>,
    /// The most output tokens that the model gives, where it said so.
    pub(crate) output_cap: Option<u32>,
}

/// What a question can do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Optional {
    /// Left out.
    Temperature,
    /// Usage is then not asked for.
    StreamOptions,
    /// Goes into the instructions instead.
    Schema,
    /// The instructions go into the first message instead.
    System,
}

/// Names that `OpenAI` and those compatible with it have for the number of output tokens: the newer one counts reasoning
/// too, and older servers know the older one only.
pub(crate) const LIMITS: [&str; 2] = ["max_completion_tokens", "max_tokens"];

/// Where the three protocols have the schema.
const SCHEMAS: [&str; 3] = ["response_format", "output_config", "format"];

impl Learned {
    /// Whether nothing was said against it.
    pub(crate) fn takes(&self, optional: Optional) -> bool {
        !self.refused.contains(&optional)
    }

    /// Takes from a refusal with `status` and the given `parameter` and `message` what to leave out next time. `sent` is
    /// the refused body. False when there is nothing to learn, so that another try would be in vain.
    pub(crate) fn learn(
        &mut self,
        provider: Provider,
        sent: &Value,
        status: u16,
        parameter: Option<&str>,
        message: &str,
    ) -> bool {
        if !matches!(status, 400 | 404 | 405 | 415 | 422 | 500 | 501) {
            return false;
        }
        let message = message.to_ascii_lowercase();
        // 500 is what some servers say when a template or parser of theirs does not take a parameter; only the named
        // parameter counts there.
        let blames = |name: &str| {
            sent.get(name).is_some()
                && (parameter.is_some_and(|given| given == name || given.starts_with(&format!("{name}.")))
                    || (parameter.is_none_or(|given| sent.get(given).is_none()) && mentions(&message, name)))
        };
        if provider == Provider::Anthropic
            && sent.get("max_tokens").is_some()
            && message.contains("max_tokens")
        {
            let cap = number_after(&message, '>');
            let known = self.output_cap;
            self.output_cap = cap.or(known);
            return cap.is_some() && cap != known;
        }
        for name in LIMITS {
            if provider != Provider::Anthropic && blames(name) && !self.refused_limits.contains(&name) {
                self.refused_limits.push(name);
                return true;
            }
        }
        // Servers name the schema's own faults by its place or its kind.
        let has_schema = SCHEMAS.iter().any(|name| sent.get(*name).is_some());
        let blames_schema = SCHEMAS.iter().any(|name| blames(name))
            || (has_schema
                && ["json_schema", "schema", "grammar"]
                    .iter()
                    .any(|word| mentions(&message, word)));
        let has_system = sent["messages"][0]["role"] == "system";
        for (optional, is_blamed) in [
            (Optional::Temperature, blames("temperature")),
            (Optional::StreamOptions, blames("stream_options")),
            (Optional::Schema, blames_schema),
            (
                Optional::System,
                has_system && message.contains("system") && message.contains("role"),
            ),
        ] {
            if is_blamed && self.takes(optional) {
                self.refused.push(optional);
                return true;
            }
        }
        false
    }
}

/// Whether `name` stands in `message` as a word of its own.
fn mentions(message: &str, name: &str) -> bool {
    let inside = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    message.match_indices(name).any(|(at, _)| {
        let bytes = message.as_bytes();
        let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
        !inside(before) && !inside(bytes.get(at + name.len()).copied())
    })
}

/// The number that follows `mark`: `max_tokens: 16384 > 8192, which is the maximum allowed number of output tokens`.
pub(crate) fn number_after(message: &str, mark: char) -> Option<u32> {
    let (_, rest) = message.split_once(mark)?;
    let digits: String = rest
        .trim_start()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_newer_name_is_tried_after_an_older_one_and_then_none() {
        let mut learned = Learned::default();
        let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
        assert!(learned.learn(
            Provider::OpenAi,
            &json!({"max_tokens": 5}),
            400,
            Some("max_tokens"),
            message
        ));
        assert!(learned.learn(
            Provider::OpenAi,
            &json!({"max_completion_tokens": 5}),
            400,
            None,
            "max_completion_tokens: extra fields not permitted"
        ));
        assert_eq!(learned.refused_limits, ["max_tokens", "max_completion_tokens"]);
    }

    #[test]
    fn what_was_not_sent_is_not_learned() {
        let mut learned = Learned::default();
        assert!(!learned.learn(
            Provider::OpenAi,
            &json!({"model": "m"}),
            400,
            None,
            "temperature is refused"
        ));
        assert!(!learned.learn(
            Provider::OpenAi,
            &json!({"temperature": 1}),
            401,
            None,
            "temperature is refused"
        ));
        assert_eq!(learned, Learned::default());
    }

    #[test]
    fn a_smaller_output_is_read_from_the_refusal() {
        let mut learned = Learned::default();
        let message = "max_tokens: 16384 > 8192, which is the maximum allowed number of output tokens";
        assert!(learned.learn(
            Provider::Anthropic,
            &json!({"max_tokens": 16384}),
            400,
            None,
            message
        ));
        assert_eq!(learned.output_cap, Some(8192));
        assert!(!learned.learn(
            Provider::Anthropic,
            &json!({"max_tokens": 16384}),
            400,
            None,
            message
        ));
    }

    #[test]
    fn a_template_without_instructions_gets_them_in_the_first_message() {
        let mut learned = Learned::default();
        let sent = json!({"messages": [{"role": "system", "content": "x"}]});
        assert!(learned.learn(Provider::OpenAi, &sent, 500, None, "System role not supported"));
        assert!(!learned.takes(Optional::System));
    }
}
