//! A question from its first answer to the end of the chat about it.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::PathBuf;

use ask::{Conversation, Model, Question, Wishes};
use engine::asking::{self, Answered, Report, Reports};

use super::super::arguments::AskingArguments;
use super::super::{DONE, Failure, MODEL, NOTHING, Outcome, UNREADABLE, complain, printable, warn};
use super::answer::{self, Next};
use super::debug::Told;
use super::json;
use super::output;
use super::prompt::{self, Prompt, Said};

/// Said where a chat is wanted and no model is there.
pub(super) const NOBODY: &str = "there is no model to talk with: `sysgrok doctor` says how to set one up";

/// What is asked, and how.
pub(super) struct Session {
    /// The command's name.
    pub(super) name: &'static str,
    pub(super) question: Question,
    /// With `--echo-input`.
    pub(super) input: Option<String>,
    pub(super) wishes: Wishes,
    pub(super) asking: AskingArguments,
    /// Absent where there is no chat.
    pub(super) prompt: Option<Prompt>,
    /// Where reports are kept; absent where they are not.
    pub(super) state: Option<PathBuf>,
}

impl Session {
    /// Answers. `fault` says why there is no model, although one is wanted.
    pub(super) async fn run(self, model: Option<&dyn Model>, fault: Option<String>) -> Outcome {
        self.run_after(None, model, fault).await
    }

    /// Answers below what the user has seen already, which is the beginning of the report. Such a report is kept
    /// although no model is asked.
    pub(super) async fn run_after(
        mut self,
        before: Option<&str>,
        model: Option<&dyn Model>,
        fault: Option<String>,
    ) -> Outcome {
        let told = model.map(Told);
        let model = match &told {
            Some(told) if self.asking.debug => Some(told as &dyn Model),
            _ => model,
        };
        if let Some(fault) = &fault {
            complain(fault);
        }
        match (model, self.prompt.take()) {
            (Some(model), Some(prompt)) => return self.chat(before, model, prompt).await,
            (None, Some(_)) if fault.is_none() => warn(NOBODY),
            _ => {}
        }
        let is_kept = model.is_some() || before.is_some();
        let mut report = is_kept.then(|| self.begin(before)).flatten();
        let all = Next::All(&self.question, &self.wishes);
        let mut answered = answer::ask(all, model, report.as_mut(), self.asking.json).await?;
        let is_told = fault.is_some();
        answered.fault = answered.fault.or(fault);
        if let Some(conversation) = &answered.conversation {
            self.keep(report.as_ref(), conversation);
        }
        self.end(&answered, report.as_ref(), is_told)?;
        match outcome(&answered) {
            // Only a model answers a free question.
            Ok(DONE) if self.question.prompt == "chat" && answered.model.is_none() => Ok(MODEL),
            Ok(DONE) if self.question.is_unread && answered.model.is_none() => Ok(NOTHING),
            outcome => outcome,
        }
    }

    /// Answers stage by stage, and talks about each.
    async fn chat(self, before: Option<&str>, model: &dyn Model, mut prompt: Prompt) -> Outcome {
        let conversation = Conversation::new(&self.question, &self.wishes);
        let mut conversation = conversation.map_err(|error| Failure::Said(error.to_string(), UNREADABLE))?;
        let mut report = self.begin(before);
        let tag = asking::tag(&model.label());
        if let Some(report) = &mut report {
            // What cannot be written is not kept; the answer is shown all the same.
            let _ = report.append(&tag);
        }
        output::show(&tag)?;
        let mut evidence = asking::evidence(&self.question);
        while conversation.is_pending() {
            let next = Next::Stage(&mut conversation);
            let answered = answer::ask(next, Some(model), report.as_mut(), false).await?;
            // What all answers of the chat cite is listed once, below the first.
            let evidence = std::mem::take(&mut evidence);
            if let Some(report) = &mut report {
                let _ = report.append(&format!("\n{evidence}"));
            }
            output::show(&evidence)?;
            self.keep(report.as_ref(), &conversation);
            self.end(&answered, report.as_ref(), false)?;
            loop {
                let (again, said) = prompt::ask(prompt).await?;
                prompt = again;
                let question = match said {
                    Said::Question(question) => question,
                    Said::Continue => break,
                    Said::End => return Ok(DONE),
                    Said::Interrupt => return Err(Failure::Interrupted),
                };
                if let Some(report) = &mut report {
                    let _ = report.append(&format!("\n\n## You\n\n{question}\n\n## Answer\n\n"));
                }
                let next = Next::FollowUp(&mut conversation, &question);
                let answered = answer::ask(next, Some(model), report.as_mut(), false).await?;
                self.keep(report.as_ref(), &conversation);
                self.end(&answered, None, false)?;
            }
            if answered.fault.is_some() && answered.answer.is_empty() {
                // A stage that failed stays; asked again it would fail again.
                return outcome(&answered);
            }
        }
        Ok(DONE)
    }

    fn begin(&self, before: Option<&str>) -> Option<Report> {
        let reports = Reports::new(self.state.as_deref()?);
        let begun = (reports.begin(&self.question.title, jiff::Timestamp::now())).and_then(|mut report| {
            report.append(before.unwrap_or_default())?;
            Ok(report)
        });
        match begun {
            Ok(report) => Some(report),
            Err(error) => {
                warn(&format!("the answer is not kept: {error}"));
                None
            }
        }
    }

    /// Keeps the conversation beside its report, so that it can be gone on with.
    fn keep(&self, report: Option<&Report>, conversation: &Conversation) {
        if let (Some(state), Some(report)) = (&self.state, report)
            && let Err(error) = Reports::new(state).keep(&report.path, conversation)
        {
            warn(&format!("the conversation is not kept: {error}"));
        }
    }

    /// Says what is to be said once an answer is there. `is_told` where its fault was told before.
    fn end(&self, answered: &Answered, report: Option<&Report>, is_told: bool) -> Result<(), Failure> {
        if self.asking.json {
            let answer = json::Answer {
                command: self.name,
                title: &self.question.title,
                input: self.input.as_deref(),
                model: answered.model.as_deref(),
                answer: answered.answer.trim(),
                problem: answered.fault.as_deref(),
                warnings: &answered.warnings,
                from_cache: answered.from_cache,
                usage: answered.usage,
                findings: &answered.findings,
                evidence: json::facts(&self.question.evidence),
                report: report.map(|report| report.path.display().to_string()),
            };
            writeln!(stdout().lock(), "{}", printable::json_pretty(&answer)?)?;
        }
        // An answer on the terminal says it itself.
        let is_told = is_told || stdout().is_terminal() && stderr().is_terminal() && !self.asking.json;
        if let Some(fault) = answered.fault.as_ref().filter(|_| !answered.stopped && !is_told) {
            complain(fault);
        }
        if let Some(report) = report.filter(|_| stderr().is_terminal() && !self.asking.json) {
            let style = anstyle::Style::new().dimmed();
            let kept = format!("kept in {}", report.path.display());
            // Where nobody looks nothing is missed.
            let _ = writeln!(anstream::stderr(), "{style}{}{style:#}", printable::text(&kept));
        }
        Ok(())
    }
}

fn outcome(answered: &Answered) -> Outcome {
    match answered {
        Answered { stopped: true, .. } => Err(Failure::Interrupted),
        Answered { fault: Some(_), .. } => Ok(MODEL),
        _ => Ok(DONE),
    }
}
