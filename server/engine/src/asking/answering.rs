//! A question from its beginning to its end: the markdown that people see, from a model or without one, as it comes.

use std::fmt::Write;

use ask::citations::Finding;
use ask::{Conversation, Model, Question, Reply, Seen, Usage, Wishes};
use tokio_util::sync::CancellationToken;

/// What is seen of an answer while it comes. All texts together are the report.
pub type Sink<'a> = &'a mut (dyn FnMut(Seen) + Send);

/// An answer, whole or not.
#[derive(Debug, Default)]
pub struct Answered {
    /// The markdown of the report, without its title.
    pub text: String,
    /// Only what was answered: without the note on who wrote it, and without the evidence.
    pub answer: String,
    /// What can be asked further; absent when no model was asked.
    pub conversation: Option<Conversation>,
    /// How the model is called; absent when none was asked.
    pub model: Option<String>,
    /// Why the model said nothing, or not all: one sentence. Absent when all is well.
    pub fault: Option<String>,
    /// Whether the user stopped it.
    pub stopped: bool,
    /// What the user should know besides, such as that the model takes no temperature; once each, and in `text`.
    pub warnings: Vec<String>,
    /// What it cites wrongly.
    pub findings: Vec<Finding>,
    /// Whether all of it was kept from an earlier answer.
    pub from_cache: bool,
    /// What it cost; absent when the server did not say.
    pub usage: Option<Usage>,
}

/// Answers a question: with the model, or without one where there is none or it fails before it says anything.
pub async fn answer(
    question: &Question,
    wishes: &Wishes,
    model: Option<&dyn Model>,
    stop: &CancellationToken,
    seen: Sink<'_>,
) -> Answered {
    let mut answered = Answered::default();
    let Some(model) = model else {
        answered.answer.clone_from(&question.without_model);
        say(&mut answered, seen, &question.without_model);
        return answered;
    };
    let mut conversation = match Conversation::new(question, wishes) {
        Ok(conversation) => conversation,
        Err(error) => {
            answered.fault = Some(error.to_string());
            without(&mut answered, question, seen);
            return answered;
        }
    };
    answered.model = Some(model.label());
    answered.from_cache = true;
    while conversation.is_pending() {
        let is_first = answered.answer.is_empty();
        let opening = if is_first {
            tag(&model.label())
        } else {
            "\n\n".to_owned()
        };
        let mut stage = Stage::new(&mut answered, opening, seen);
        let mut see = |what| stage.see(what);
        let reply = tokio::select! {
            () = stop.cancelled() => None,
            reply = conversation.ask(model, &mut see) => Some(reply),
        };
        match reply {
            None => {
                stopped(&mut answered, seen);
                break;
            }
            Some(Ok(None)) => break,
            Some(Ok(Some(reply))) => {
                if !take(&mut answered, reply, seen) {
                    break;
                }
            }
            Some(Err(error)) => {
                answered.fault = Some(error.to_string());
                if is_first {
                    answered.model = None;
                    answered.from_cache = false;
                    without(&mut answered, question, seen);
                    return answered;
                }
                let text = format!(
                    "\n\n**Not answered further:** {}\n",
                    ask::words::prose(&error.to_string())
                );
                say(&mut answered, seen, &text);
                break;
            }
        }
    }
    let ending = ending(&answered, question);
    say(&mut answered, seen, &ending);
    answered.conversation = Some(conversation);
    answered
}

/// Asks the next stage of a question, for those who talk about one stage before the next is asked. [`tag`] belongs
/// above the first.
pub async fn next_stage(
    conversation: &mut Conversation,
    model: &dyn Model,
    stop: &CancellationToken,
    seen: Sink<'_>,
) -> Answered {
    further(conversation, None, model, stop, seen).await
}

/// Asks further.
pub async fn follow_up(
    conversation: &mut Conversation,
    text: &str,
    model: &dyn Model,
    stop: &CancellationToken,
    seen: Sink<'_>,
) -> Answered {
    further(conversation, Some(text), model, stop, seen).await
}

/// Asks what the user typed, or the next stage.
async fn further(
    conversation: &mut Conversation,
    text: Option<&str>,
    model: &dyn Model,
    stop: &CancellationToken,
    seen: Sink<'_>,
) -> Answered {
    let mut answered = Answered {
        model: Some(model.label()),
        from_cache: true,
        ..Answered::default()
    };
    let mut stage = Stage::new(&mut answered, String::new(), seen);
    let mut see = |what| stage.see(what);
    let asking = async {
        match text {
            Some(text) => conversation.follow_up(model, text, &mut see).await,
            None => Ok(conversation.ask(model, &mut see).await?.unwrap_or_default()),
        }
    };
    let reply = tokio::select! {
        () = stop.cancelled() => None,
        reply = asking => Some(reply),
    };
    match reply {
        None => stopped(&mut answered, seen),
        Some(Ok(reply)) => {
            take(&mut answered, reply, seen);
            let mut ending = String::from("\n");
            if !answered.findings.is_empty() {
                // A blank line parts them from the last paragraph.
                ending.push('\n');
            }
            findings(&mut ending, &answered.findings);
            say(&mut answered, seen, &ending);
        }
        Some(Err(error)) => {
            answered.fault = Some(error.to_string());
            let text = format!("**Not answered:** {}\n", ask::words::prose(&error.to_string()));
            say(&mut answered, seen, &text);
        }
    }
    answered
}

const WRITTEN_BY: &str = "*Written by ";
const MODELS_ERR: &str = ". Models err: check it before you rely on it.*";

/// The note on top of what a model wrote.
pub fn tag(label: &str) -> String {
    format!("{WRITTEN_BY}{}{MODELS_ERR}\n\n", ask::words::prose(label))
}

/// The model that the last note in a report names; absent when none wrote there.
pub fn written_by(report: &str) -> Option<String> {
    let note = |line: &str| {
        let label = line.strip_prefix(WRITTEN_BY)?.strip_suffix(MODELS_ERR)?;
        let mut chars = label.chars();
        let mut plain = String::new();
        while let Some(char) = chars.next() {
            plain.extend(if char == '\\' { chars.next() } else { Some(char) });
        }
        Some(plain)
    };
    report.lines().rev().find_map(note)
}

/// One stage while its text comes: what stands before the text is said with its first piece.
struct Stage<'a, 'b> {
    answered: &'a mut Answered,
    opening: Option<String>,
    seen: &'a mut (dyn FnMut(Seen) + Send + 'b),
}

impl<'a, 'b> Stage<'a, 'b> {
    fn new(answered: &'a mut Answered, opening: String, seen: &'a mut (dyn FnMut(Seen) + Send + 'b)) -> Self {
        Stage {
            answered,
            opening: Some(opening),
            seen,
        }
    }

    fn see(&mut self, what: Seen) {
        if let Seen::Text(text) = &what {
            if let Some(opening) = self.opening.take()
                && !opening.is_empty()
            {
                // The note on who wrote it is no part of the answer, the blank line between two parts is.
                if opening.starts_with('\n') {
                    self.answered.answer.push_str(&opening);
                }
                self.answered.text.push_str(&opening);
                (self.seen)(Seen::Text(opening));
            }
            self.answered.answer.push_str(text);
            self.answered.text.push_str(text);
        }
        (self.seen)(what);
    }
}

/// Adds what belongs to the report but is no part of the answer.
fn say(answered: &mut Answered, seen: Sink<'_>, text: &str) {
    if !text.is_empty() {
        answered.text.push_str(text);
        seen(Seen::Text(text.to_owned()));
    }
}

/// Takes over what came of a reply besides its text; false when nothing more may follow.
fn take(answered: &mut Answered, reply: Reply, seen: Sink<'_>) -> bool {
    answered.findings.extend(reply.findings);
    answered.from_cache &= reply.from_cache;
    if let Some(usage) = reply.usage {
        let sum = answered.usage.get_or_insert_default();
        sum.input += usage.input;
        sum.output += usage.output;
    }
    for warning in reply.warnings {
        if !answered.warnings.contains(&warning) {
            let text = format!("\n\n*{}*\n", ask::words::prose(&warning));
            say(answered, seen, &text);
            answered.warnings.push(warning);
        }
    }
    if let Some(cut) = reply.cut {
        let text = format!("\n\n**The answer is not whole:** {}\n", ask::words::prose(&cut));
        say(answered, seen, &text);
        answered.fault = Some(cut);
        return false;
    }
    true
}

fn stopped(answered: &mut Answered, seen: Sink<'_>) {
    answered.stopped = true;
    answered.from_cache = false;
    say(answered, seen, "\n\n**Stopped.**\n");
}

/// What is known without the model, after the sentence on why it said nothing.
fn without(answered: &mut Answered, question: &Question, seen: Sink<'_>) {
    let fault = answered.fault.clone().unwrap_or_default();
    let text = format!("**The model did not answer:** {}\n\n", ask::words::prose(&fault));
    say(answered, seen, &text);
    answered.answer = of_a_silent_model(&question.without_model);
    let text = answered.answer.clone();
    say(answered, seen, &text);
}

/// An answer that was made without a model, where one was asked in vain.
fn of_a_silent_model(without_model: &str) -> String {
    match without_model.rsplit_once("*No model was asked.") {
        Some((text, end)) if !end.trim_end().contains('\n') => {
            format!("{text}*This is not the model's answer.{end}")
        }
        _ => without_model.to_owned(),
    }
}

/// What stands below an answer: what does not hold, the evidence, the cost.
fn ending(answered: &Answered, question: &Question) -> String {
    let mut text = String::from("\n\n");
    findings(&mut text, &answered.findings);
    text.push_str(&evidence(question));
    if answered.from_cache {
        text.push_str("*Kept from an earlier answer.*\n");
    } else if let Some(usage) = answered.usage {
        let _ = writeln!(
            text,
            "*{} tokens were sent and {} received.*",
            usage.input, usage.output
        );
    }
    text
}

/// What an answer cites, for people; empty where there are no facts.
pub fn evidence(question: &Question) -> String {
    let evidence = question.evidence.for_people();
    if evidence.is_empty() {
        return evidence;
    }
    format!("---\n\n**Evidence**\n\n{evidence}\n")
}

fn findings(text: &mut String, findings: &[Finding]) {
    if !findings.is_empty() {
        text.push_str("**Not borne out by the evidence**\n\n");
        for finding in findings {
            let _ = writeln!(text, "- {}", ask::words::prose(&said(finding)));
        }
        text.push('\n');
    }
}

fn said(finding: &Finding) -> String {
    match finding {
        Finding::NoSuchEvidence { citation, sentence } => format!("There is no {citation}: {sentence}"),
        Finding::MoreThanPossible {
            number,
            bound,
            sentence,
        } => format!("{number} is in no fact, and the whole gets at most {bound} as fast: {sentence}"),
        Finding::NotInEvidence {
            number,
            cited,
            sentence,
        } if cited.is_empty() => format!("{number} is in no fact: {sentence}"),
        Finding::NotInEvidence {
            number,
            cited,
            sentence,
        } => {
            format!("{number} is not in {}: {sentence}", cited.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{tag, written_by};

    #[test]
    fn a_report_says_who_wrote_it() {
        for label in [
            "gpt-6 at api.openai.com",
            "my_model*[x] at 127.0.0.1:8080",
            "a\\b",
        ] {
            let report = format!("# title\n\n{}text\n\n{}more\n", tag("other"), tag(label));
            assert_eq!(written_by(&report).as_deref(), Some(label));
        }
        assert_eq!(written_by("# title\n\n*Written by nobody*\n"), None);
    }
}
