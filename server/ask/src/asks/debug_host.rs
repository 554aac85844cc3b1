//! Which commands to run on a host, what one of them printed, and what all of it means.

use std::collections::BTreeMap;

use futures_util::{StreamExt, stream};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::conversation::{AskError, Conversation, Seen, answer_tokens, user};
use crate::evidence::{Evidence, Fact};
use crate::facts::{HostFacts, OutputFacts};
use crate::long::whole;
use crate::model::{Call, Model, ModelError, Schema, Usage};
use crate::prompt;
use crate::question::{Question, Wishes};
use crate::redact::Redaction;
use crate::words;

/// Commands that are asked for at once.
const MOST: usize = 20;

/// A command that a model proposes. Nothing of it has been checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposed {
    /// Commands whose output goes into the next, each as its words.
    pub pipeline: Vec<Vec<String>>,
    /// Why.
    pub why: String,
    /// Whether the model thinks that it needs root.
    pub needs_root: bool,
    /// How long the model thinks that it takes, in seconds; absent when it did not say.
    pub seconds: Option<u32>,
}

/// What a model proposes to run next; empty when it has seen enough.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposals {
    /// The commands.
    pub commands: Vec<Proposed>,
    /// How many items of the answer were no commands, and were left out.
    pub left_out: usize,
    /// What it cost; absent when the server did not say.
    pub usage: Option<Usage>,
    /// Whether it was kept from an earlier answer.
    pub from_cache: bool,
}

/// Asks what to run next.
///
/// # Errors
/// When the model does not answer, or not with what was asked for.
pub async fn propose(
    model: &dyn Model,
    facts: &HostFacts,
    wishes: &Wishes,
    seen: &mut (dyn FnMut(Seen) + Send),
) -> Result<Proposals, AskError> {
    let facts = condensed(model, facts, wishes, seen).await?;
    let mut redaction = Redaction::default();
    let mut variables = variables(&facts);
    for value in variables.values_mut() {
        *value = redaction.redact(value);
    }
    let shown = evidence(&facts).for_model(&mut redaction, None);
    variables.insert("evidence".to_owned(), shown);
    let system = prompt::render("debug_host", "system", &variables)?;
    let text = prompt::render("debug_host", "commands", &variables)?;
    let call = Call {
        system,
        turns: vec![user(&text)],
        prompt_version: prompt::version("debug_host"),
        max_output_tokens: Some(answer_tokens(model.window().await)),
        schema: Some(Schema {
            name: "commands",
            json: schema(),
            accepted: Some(accepted()),
        }),
        use_cache: wishes.use_cache,
    };
    let (text, end) = whole(model, call).await?;
    let proposals = read(&redaction.restore(&text)).ok_or_else(|| ModelError {
        message: "the model did not answer with a list of commands: another model may".to_owned(),
        too_long: None,
    })?;
    Ok(Proposals {
        usage: end.usage,
        from_cache: end.from_cache,
        ..proposals
    })
}

/// What all of it means. `without_model` is what the triage says by itself.
///
/// # Errors
/// When an output that is too long cannot be summarised.
pub async fn report(
    model: &dyn Model,
    facts: &HostFacts,
    without_model: &str,
    wishes: &Wishes,
    seen: &mut (dyn FnMut(Seen) + Send),
) -> Result<Question, AskError> {
    let condensed = condensed(model, facts, wishes, seen).await?;
    Ok(question(&condensed, "report", without_model))
}

/// What all of it means, where the answer is known already and no model is asked.
pub fn unasked(facts: &HostFacts, answer: &str) -> Question {
    question(facts, "report", answer)
}

/// What one command printed, as far as it bears on the problem.
pub fn summary(facts: &HostFacts, output: &OutputFacts, without_model: &str) -> Question {
    let only = HostFacts {
        triage: String::new(),
        outputs: vec![output.clone()],
        not_seen: Vec::new(),
        ..facts.clone()
    };
    question(&only, "summary", without_model)
}

fn question(facts: &HostFacts, stage: &'static str, without_model: &str) -> Question {
    let evidence = evidence(facts);
    let long = (stage == "summary").then_some((0, 0));
    let hosts = facts
        .hosts
        .iter()
        .map(|host| words::code(host))
        .collect::<Vec<_>>()
        .join(", ");
    let title = match (stage, facts.outputs.first()) {
        ("summary", Some(output)) => format!("analyzecmd: {} on {hosts}", words::code(&output.command)),
        _ => format!("debughost: {hosts}"),
    };
    Question {
        prompt: "debug_host",
        stages: vec![stage],
        evidence,
        long,
        bound: None,
        variables: variables(facts),
        title,
        without_model: without_model.to_owned(),
        is_unread: false,
    }
}

fn variables(facts: &HostFacts) -> BTreeMap<String, String> {
    let mut variables = BTreeMap::new();
    if let Some(problem) = &facts.problem {
        variables.insert("problem".to_owned(), problem.clone());
    }
    variables.insert("most".to_owned(), MOST.to_string());
    variables
}

fn evidence(facts: &HostFacts) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.add("What sysgrok's triage found", &facts.triage);
    evidence.add(
        "What could not be seen, which is no sign of health",
        facts.not_seen.join("\n"),
    );
    for output in &facts.outputs {
        evidence.facts.push(fact(output));
    }
    evidence
}

fn fact(output: &OutputFacts) -> Fact {
    let host = output
        .host
        .as_ref()
        .map(|host| format!(" on {host}"))
        .unwrap_or_default();
    let text = if output.text.trim().is_empty() {
        "(nothing)"
    } else {
        &output.text
    };
    Fact {
        title: format!("{}{host}: {}", words::code(&output.command), output.ended),
        text: text.to_owned(),
        label: Some(format!("cmd {}", output.number)),
        full: output.full.clone(),
    }
}

/// Replaces outputs that are too long by summaries, as many at once as the model allows. Each may take its part of half the
/// model's window.
async fn condensed(
    model: &dyn Model,
    facts: &HostFacts,
    wishes: &Wishes,
    seen: &mut (dyn FnMut(Seen) + Send),
) -> Result<HostFacts, AskError> {
    let window = model.window().await as usize;
    let room = window / 2;
    let costs: Vec<usize> = facts
        .outputs
        .iter()
        .map(|output| model.tokens(&output.text))
        .collect();
    if costs.iter().sum::<usize>() <= room {
        return Ok(facts.clone());
    }
    // Short ones stay as they are; what they leave is for the others.
    let fair = room / facts.outputs.len().max(1);
    let mut condensed = facts.clone();
    let long: Vec<usize> = (0..costs.len())
        .filter(|&index| costs.get(index).is_some_and(|cost| *cost > fair))
        .collect();
    let count = long.len();
    let mut running = stream::iter(long)
        .map(|index| async move {
            let Some(output) = facts.outputs.get(index) else {
                return (index, Ok(String::new()));
            };
            (index, summarise(model, facts, output, wishes).await)
        })
        .buffer_unordered(model.parallel().max(1));
    let mut done = 0;
    while let Some((index, text)) = running.next().await {
        done += 1;
        seen(Seen::Progress(format!(
            "summarised {done} of {count} long outputs"
        )));
        if let Some(output) = condensed.outputs.get_mut(index) {
            let text = match text {
                Ok(text) => text,
                // The others still count; the report says what is missing.
                Err(error) => format!("(not read: {error})"),
            };
            output.full = Some(std::mem::replace(&mut output.text, text));
        }
    }
    Ok(condensed)
}

async fn summarise(
    model: &dyn Model,
    facts: &HostFacts,
    output: &OutputFacts,
    wishes: &Wishes,
) -> Result<String, AskError> {
    let mut conversation = Conversation::new(&summary(facts, output, ""), wishes)?;
    let reply = conversation.ask(model, &mut |_| {}).await?;
    Ok(reply.map(|reply| reply.text).unwrap_or_default())
}

fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "commands": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "pipeline": { "type": "array", "items": { "type": "array", "items": { "type": "string" } } },
                        "why": { "type": "string" },
                        "needs_root": { "type": "boolean" },
                        "seconds": { "type": "integer" }
                    },
                    "required": ["pipeline", "why", "needs_root", "seconds"],
                    "additionalProperties": false
                }
            }
        },
        "required": ["commands"],
        "additionalProperties": false
    })
}

/// What an answer must have at least: one item that is no command does not spoil the others.
fn accepted() -> Value {
    json!({
        "type": "object",
        "properties": { "commands": { "type": "array" } },
        "required": ["commands"]
    })
}

/// What a model answers, with what it may leave out.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    commands: Vec<Value>,
}

#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    pipeline: Vec<Vec<String>>,
    #[serde(default)]
    argv: Vec<String>,
    #[serde(default)]
    why: String,
    #[serde(default)]
    needs_root: bool,
    seconds: Option<f64>,
}

/// The commands of an answer; absent when it is no such JSON, or none of its items is a command.
fn read(text: &str) -> Option<Proposals> {
    // Some models put JSON into a fence of code whatever they are told.
    let start = text.find('{')?;
    let end = text.rfind('}')?;
    let answer: Answer = serde_json::from_str(text.get(start..=end)?).ok()?;
    let items = answer.commands.len();
    let commands: Vec<Proposed> = answer.commands.into_iter().filter_map(command).collect();
    if commands.is_empty() && items > 0 {
        return None;
    }
    let left_out = items - commands.len();
    Some(Proposals {
        commands: commands.into_iter().take(MOST).collect(),
        left_out,
        ..Proposals::default()
    })
}

/// An item as a command; absent when it is none.
fn command(item: Value) -> Option<Proposed> {
    let item: Item = serde_json::from_value(item).ok()?;
    let pipeline = if item.pipeline.is_empty() {
        vec![item.argv]
    } else {
        item.pipeline
    };
    let is_command = pipeline.iter().all(|words| !words.is_empty());
    is_command.then(|| Proposed {
        pipeline,
        why: item.why,
        needs_root: item.needs_root,
        seconds: item.seconds.map(|seconds| seconds.clamp(0.0, 3600.0) as u32),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_leniently() {
        let read = |text: &str| {
            read(text).map(|proposals| {
                let left_out = proposals.left_out;
                let commands = (proposals.commands.iter())
                    .map(|one| (one.pipeline.clone(), one.needs_root, one.seconds))
                    .collect::<Vec<_>>();
                (commands, left_out)
            })
        };
        let ps = vec![vec!["ps".to_owned(), "aux".to_owned()]];
        assert_eq!(
            read(
                "```json\n{\"commands\":[{\"pipeline\":[[\"ps\",\"aux\"]],\"why\":\"x\",\"needs_root\":true,\"seconds\":2}]}\n```"
            ),
            Some((vec![(ps.clone(), true, Some(2))], 0))
        );
        assert_eq!(
            read(
                "{\"commands\":[{\"argv\":[\"ps\",\"aux\"]}, {\"why\":\"nothing\"}, \"uptime\", {\"argv\":\"ps\"}]}"
            ),
            Some((vec![(ps, false, None)], 3))
        );
        assert_eq!(read("{\"commands\": []}"), Some((Vec::new(), 0)));
        assert_eq!(read("{\"commands\": [\"uptime\"]}"), None);
        assert_eq!(read("I would run ps."), None);
        assert_eq!(read("{\"commands\": \"ps\"}"), None);
    }
}
