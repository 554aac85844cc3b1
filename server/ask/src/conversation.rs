//! A question on its way through a model: its stages, what is asked further, and what comes of it.

use futures_util::StreamExt;
use serde::{Deserialize, Serialize};

use crate::citations::{Checker, Finding, Labelled};
use crate::evidence::{Evidence, Part, half};
use crate::fence::MarkdownFilter;
use crate::long;
use crate::model::{Call, End, Model, ModelError, Piece, Speaker, Turn, Usage};
use crate::prompt::{self, PromptError};
use crate::question::{Question, Wishes};
use crate::redact::Redaction;

/// A conversation about one subject. It can be kept as JSON and gone on with later; what was taken out of it as
/// secret is not in there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Conversation {
    prompt: String,
    system: String,
    turns: Vec<Turn>,
    /// Absent after it was kept: it may hold secrets.
    #[serde(skip)]
    evidence: Evidence,
    redaction: Redaction,
    /// What citations are checked against, without secrets.
    checked: Vec<Labelled>,
    /// How many times as fast the whole can get at most; absent when that is not known.
    #[serde(default)]
    bound: Option<f64>,
    /// What has not been asked yet.
    #[serde(skip)]
    pending: Vec<String>,
    /// What the first question was made of; absent after it was kept.
    #[serde(skip)]
    opening: Option<long::Opening>,
    #[serde(skip, default = "yes")]
    use_cache: bool,
}

fn yes() -> bool {
    true
}

/// What is seen while a model answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// More text of the answer, as markdown that is safe to show.
    Text(String),
    /// Something is done before the answer can begin: `read part 3 of 12`.
    Progress(String),
}

/// One answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// The markdown as it was shown, with marks where citations do not hold.
    pub text: String,
    /// Why it is not whole; absent when it is.
    pub cut: Option<String>,
    /// What it cites wrongly.
    pub findings: Vec<Finding>,
    /// Whether all of it was kept from earlier.
    pub from_cache: bool,
    /// What it cost; absent when the server did not say.
    pub usage: Option<Usage>,
    /// What the user should know besides.
    pub warnings: Vec<String>,
}

/// Why there is no answer at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The model failed before it said anything.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A prompt is broken.
    #[error(transparent)]
    Prompt(#[from] PromptError),
    /// What is asked does not fit into the model, not even in parts.
    #[error(
        "the question needs {needed} tokens, and {room} are left for it beside the answer: choose a model with a larger window, set model.context_window if it is larger than that, or ask about less"
    )]
    TooLong {
        /// Tokens of the question, as short as it gets.
        needed: usize,
        /// What it may have.
        room: usize,
    },
}

impl AskError {
    pub(crate) fn too_long(needed: usize, room: usize) -> AskError {
        AskError::TooLong { needed, room }
    }
}

impl Conversation {
    /// Prepares a question; nobody is asked yet.
    ///
    /// # Errors
    /// When a prompt is broken.
    pub fn new(question: &Question, wishes: &Wishes) -> Result<Conversation, PromptError> {
        let mut redaction = Redaction::default();
        let mut variables = question.variables.clone();
        for value in variables.values_mut() {
            *value = redaction.redact(value);
        }
        if let Some(format) = &wishes.output_format {
            variables.insert("output_format".to_owned(), format.clone());
        }
        let system = prompt::render(question.prompt, "system", &variables)?;
        let evidence = question.evidence.for_model(&mut redaction, None);
        let mut pending = Vec::new();
        let mut opening = None;
        for (number, section) in question.stages.iter().enumerate() {
            // Later stages see the facts in the conversation.
            let evidence = if number == 0 { evidence.as_str() } else { "" };
            variables.insert("evidence".to_owned(), evidence.to_owned());
            pending.push(prompt::render(question.prompt, section, &variables)?);
            if number == 0 {
                opening = Some(long::Opening {
                    prompt: question.prompt.to_owned(),
                    section: (*section).to_owned(),
                    variables: variables.clone(),
                    evidence: question.evidence.clone(),
                    long: question.long,
                });
            }
        }
        let mut checked = question.evidence.checked(&mut redaction);
        let asked = ["question", "problem"]
            .iter()
            .filter_map(|name| variables.get(*name));
        checked.extend(asked.map(|text| said(text)));
        Ok(Conversation {
            prompt: question.prompt.to_owned(),
            system,
            turns: Vec::new(),
            evidence: question.evidence.clone(),
            redaction,
            checked,
            bound: question.bound,
            pending,
            opening,
            use_cache: wishes.use_cache,
        })
    }

    /// Whether something of the question has not been asked yet.
    pub fn is_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// The facts that answers cite.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// The answer to the next stage, where it is kept from earlier. Asks nobody.
    pub fn cached(&self, model: &dyn Model, window: u32) -> Option<Reply> {
        let mut text = self.pending.first()?.clone();
        if let Some(opening) = self.opening_that_is_too_long(&text, model, room(window)) {
            let cut = opening.cut(&mut self.clone(), model, room(window));
            text = cut.ok()??.text;
        }
        let turns = self.fitting(user(&text), model, room(window)).ok()?;
        let text = model.cached(&self.call(turns, window))?;
        let mut reader = Reader::new(self);
        let mut shown = reader.feed(&text);
        let (rest, findings) = reader.finish();
        shown.push_str(&rest);
        Some(Reply {
            text: shown,
            findings,
            from_cache: true,
            ..Reply::default()
        })
    }

    /// Asks the next stage. What was answered so far is seen at once.
    ///
    /// # Errors
    /// When there is no answer; the stage can be asked again.
    pub async fn ask(
        &mut self,
        model: &dyn Model,
        seen: &mut (dyn FnMut(Seen) + Send),
    ) -> Result<Option<Reply>, AskError> {
        let Some(mut text) = self.pending.first().cloned() else {
            return Ok(None);
        };
        let window = model.window().await;
        let mut read = End::default();
        if let Some(opening) = self.opening_that_is_too_long(&text, model, room(window)).cloned() {
            let shortened = opening.shorten(self, model, room(window), seen).await?;
            text = shortened.text;
            read = shortened.end;
            // Notes on what is long are not made again.
            self.opening = Some(long::Opening {
                evidence: shortened.evidence,
                long: None,
                ..opening
            });
        }
        let mut reply = self.say_as(model, text, window, seen).await?;
        self.pending.remove(0);
        reply.usage = add(reply.usage, read.usage);
        reply.from_cache &= read.usage.is_none();
        reply.warnings.extend(read.warnings);
        Ok(Some(reply))
    }

    /// Asks what the user typed.
    ///
    /// # Errors
    /// When there is no answer; the conversation is then as before.
    pub async fn follow_up(
        &mut self,
        model: &dyn Model,
        text: &str,
        seen: &mut (dyn FnMut(Seen) + Send),
    ) -> Result<Reply, AskError> {
        let window = model.window().await;
        let text = self.redaction.redact(text);
        self.checked.push(said(&text));
        let reply = self.say_as(model, text, window, seen).await;
        if reply.is_err() {
            self.checked.pop();
        }
        reply
    }

    async fn say_as(
        &mut self,
        model: &dyn Model,
        text: String,
        window: u32,
        seen: &mut (dyn FnMut(Seen) + Send),
    ) -> Result<Reply, AskError> {
        let turns = self.fitting(user(&text), model, room(window))?;
        let mut stream = model.call(self.call(turns, window));
        let mut reader = Reader::new(self);
        let mut raw = String::new();
        let mut reply = Reply::default();
        let mut show = |reply: &mut Reply, text: String| {
            if !text.is_empty() {
                reply.text.push_str(&text);
                seen(Seen::Text(text));
            }
        };
        loop {
            match stream.next().await {
                Some(Ok(Piece::Text(text))) => {
                    raw.push_str(&text);
                    let text = reader.feed(&text);
                    show(&mut reply, text);
                }
                Some(Ok(Piece::End(end))) => {
                    reply.cut = end.cut;
                    reply.from_cache = end.from_cache;
                    reply.usage = end.usage;
                    reply.warnings = end.warnings;
                    break;
                }
                Some(Err(error)) if raw.is_empty() => return Err(error.into()),
                Some(Err(error)) => {
                    reply.cut = Some(error.message);
                    break;
                }
                None => {
                    reply.cut = Some("the answer ended without saying that it is whole".to_owned());
                    break;
                }
            }
        }
        let (rest, findings) = reader.finish();
        show(&mut reply, rest);
        reply.findings = findings;
        self.turns.push(user(&text));
        self.turns.push(Turn {
            speaker: Speaker::Model,
            text: raw,
        });
        Ok(reply)
    }

    /// What the conversation opens with, where it is not asked yet and does not fit.
    fn opening_that_is_too_long(&self, text: &str, model: &dyn Model, room: usize) -> Option<&long::Opening> {
        let opening = self.opening.as_ref().filter(|_| self.turns.is_empty())?;
        (model.tokens(&self.system) + model.tokens(text) > room).then_some(opening)
    }

    /// The conversation and what is asked next, as much of it as fits: the oldest of what was said after the question and
    /// its first answer is left out, then that answer is cut, then the facts.
    fn fitting(&self, next: Turn, model: &dyn Model, room: usize) -> Result<Vec<Turn>, AskError> {
        let mut turns = self.turns.clone();
        turns.push(next);
        let needed = |turns: &[Turn]| {
            model.tokens(&self.system) + turns.iter().map(|turn| model.tokens(&turn.text)).sum::<usize>()
        };
        while turns.len() > 4 && needed(&turns) > room {
            turns.drain(2..4);
        }
        while turns.len() > 2
            && needed(&turns) > room
            && let Some(answer) = turns.get_mut(1)
            && answer.text.len() > LEAST_OF_AN_ANSWER
        {
            answer.text = half(&answer.text);
        }
        if turns.len() > 1
            && needed(&turns) > room
            && let Some(opening) = &self.opening
        {
            let mut copy = self.clone();
            let free = room.saturating_sub(turns.iter().skip(1).map(|turn| model.tokens(&turn.text)).sum());
            if let (Some(cut), Some(first)) = (opening.cut(&mut copy, model, free)?, turns.first_mut()) {
                first.text = cut.text;
            }
        }
        match needed(&turns) {
            needed if needed > room => Err(AskError::too_long(needed, room)),
            _ => Ok(turns),
        }
    }

    /// What a question may need, so that there is room for the answer.
    pub(crate) fn call(&self, turns: Vec<Turn>, window: u32) -> Call {
        Call {
            system: self.system.clone(),
            turns,
            prompt_version: prompt::version(&self.prompt),
            max_output_tokens: Some(answer_tokens(window)),
            schema: None,
            use_cache: self.use_cache,
        }
    }

    /// Facts as a model is shown them, or only a part of one, without secrets.
    pub(crate) fn show(&mut self, evidence: &Evidence, only: Option<&Part>) -> String {
        evidence.for_model(&mut self.redaction, only)
    }

    pub(crate) fn system(&self) -> &str {
        &self.system
    }
}

/// So much of an earlier answer stays in a conversation that is too long, in bytes.
const LEAST_OF_AN_ANSWER: usize = 400;

/// How long an answer may be: a quarter of a small window, a few pages of a large one.
pub(crate) fn answer_tokens(window: u32) -> u32 {
    (window / 4).clamp(1, 4096)
}

/// What a question may need, so that there is room for the answer.
fn room(window: u32) -> usize {
    (window - answer_tokens(window).min(window)) as usize
}

pub(crate) fn user(text: &str) -> Turn {
    Turn {
        speaker: Speaker::User,
        text: text.to_owned(),
    }
}

/// What the user said, whose figures an answer may take up. Nothing can cite it.
fn said(text: &str) -> Labelled {
    Labelled {
        label: "the question".to_owned(),
        text: text.to_owned(),
    }
}

pub(crate) fn add(one: Option<Usage>, other: Option<Usage>) -> Option<Usage> {
    match (one, other) {
        (Some(one), Some(other)) => Some(Usage {
            input: one.input + other.input,
            output: one.output + other.output,
        }),
        (one, other) => one.or(other),
    }
}

/// What a model writes, on its way to people: citations checked, secrets put back, markup tamed:
/// what is put back may look like markup too.
struct Reader {
    checker: Checker,
    filter: MarkdownFilter,
    restorer: crate::redact::Restorer,
}

impl Reader {
    fn new(conversation: &Conversation) -> Reader {
        Reader {
            checker: Checker::new(&conversation.checked, conversation.bound),
            filter: MarkdownFilter::default(),
            restorer: conversation.redaction.restorer(),
        }
    }

    fn feed(&mut self, text: &str) -> String {
        let checked = self.checker.feed(text);
        let restored = self.restorer.feed(&checked);
        self.filter.feed(&restored)
    }

    fn finish(mut self) -> (String, Vec<Finding>) {
        let (rest, findings) = self.checker.finish();
        let mut restored = self.restorer.feed(&rest);
        restored.push_str(&self.restorer.finish());
        let mut shown = self.filter.feed(&restored);
        shown.push_str(&self.filter.finish());
        (shown, findings)
    }
}
