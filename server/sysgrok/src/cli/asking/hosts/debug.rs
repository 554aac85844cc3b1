//! `sysgrok debughost`: the triage, rounds of commands, the report.

use std::io::{Write, stdout};
use std::path::{Path, PathBuf};

use ask::Model;
use engine::asking::{self, Policy};
use engine::hosts::{Investigation, commands_of, read_folder, report_on};
use futures_util::{StreamExt, stream};
use host::audit::{Allowed, AuditError};
use host::gate::Tier;
use host::plan::Plan;
use host::triage;
use tokio_util::sync::CancellationToken;

use super::super::super::arguments::{AskingArguments, DebugHost};
use super::super::super::{DONE, Failure, Outcome, UNREADABLE, UNWRITABLE, USAGE, loading, warn};
use super::super::debug::Told as Debugged;
use super::Setup;
use super::choice::{self, Choice};
use super::phase::Phase;
use super::told::Told;

/// What answers where the model does not: all that is known was shown already.
const STANDS_ABOVE: &str = "What was found without it stands above.\n";

/// Looks at the hosts.
pub(in crate::cli) async fn run(arguments: DebugHost, before: &AskingArguments) -> Outcome {
    let mut arguments = arguments;
    if arguments.emit_script {
        let options = triage::Options {
            since: Some(arguments.since),
            is_container: false,
        };
        let script = triage::emit_script(&triage::steps(&options));
        stdout().lock().write_all(script.as_bytes())?;
        return Ok(DONE);
    }
    let asking = std::mem::take(&mut arguments.asking).over(before);
    let setup = Setup::new(asking).await?;
    if let Some(folder) = arguments.from.take() {
        return from_folder(setup, arguments, folder).await;
    }
    let commands = (arguments.commands.as_deref()).map(read_commands).transpose()?;
    let (may_yolo, forbidden) = yolo(arguments.yolo, &setup.policy);
    if let Some(said) = &forbidden {
        warn(said);
    }
    investigate(setup, &arguments, commands, may_yolo).await
}

async fn investigate(
    setup: Setup,
    arguments: &DebugHost,
    commands: Option<Vec<String>>,
    may_yolo: bool,
) -> Outcome {
    let case = setup.case(&arguments.hosts, Some(arguments.since))?;
    let mut told = Told::new(setup.asking.json);
    let phase = Phase::new("connecting");
    let mut see = |seen| phase.see(&seen);
    let opening = Investigation::open(case, phase.stop(), &mut see);
    let mut investigation = phase.during(opening).await.map_err(audit)?;
    drop(phase);
    let phase = Phase::new("looking at the host");
    let mut see = |seen| phase.see(&seen);
    let looking = investigation.triage(phase.stop(), &mut see);
    phase.during(looking).await.map_err(audit)?;
    let mut is_stopped = phase.is_stopped();
    drop(phase);
    told.say(investigation.triage_text())?;

    let mut round = Rounds {
        investigation: &mut investigation,
        setup: &setup,
        explains: arguments.explain_commands,
        may_yolo,
        shown: 0,
    };
    let mut is_asked = setup.model.is_some() && round.investigation.is_connected() && !is_stopped;
    let end = match commands {
        _ if is_stopped || !round.investigation.is_connected() => End::Enough,
        Some(commands) => round.given(&commands, &mut told).await?,
        None if is_asked => round.proposed(&mut told).await?,
        None => End::Enough,
    };
    let shown = round.shown;
    is_stopped |= end == End::Stopped;
    is_asked &= end == End::Enough;
    if is_asked && arguments.print_summaries {
        summaries(&investigation, &setup, &mut told).await?;
    }
    if !is_asked {
        // Whoever has no model reads for himself.
        told.say(&investigation.printed_after(shown))?;
    }
    told.say(&investigation.notes())?;
    let mut question = None;
    if let Some(model) = setup.model.as_ref().filter(|_| is_asked) {
        let phase = Phase::new("reading");
        let mut see = |seen| phase.see(&seen);
        let asking = investigation.report(model, &setup.wishes, &mut see);
        match phase.unless_stopped(asking).await {
            None => is_stopped = true,
            Some(Ok(asked)) => question = Some(asked),
            Some(Err(error)) => warn(&error.to_string()),
        }
    }
    is_asked &= question.is_some();
    let mut question = question.unwrap_or_else(|| investigation.unasked(""));
    question.without_model = told.answer();
    if is_asked && !setup.asking.json {
        STANDS_ABOVE.clone_into(&mut question.without_model);
    }
    let is_complete = investigation.is_complete();
    investigation.close().await;
    let code = setup
        .answer("debughost", question, told, is_asked, is_complete)
        .await;
    if is_stopped {
        Err(Failure::Interrupted)
    } else {
        code
    }
}

/// How the rounds ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// All was seen that is to be seen; it can be reported on.
    Enough,
    /// The user wants to see commands and no more, or has nobody to ask.
    Suggested,
    /// Ctrl-C, or `q`.
    Stopped,
}

struct Rounds<'a> {
    investigation: &'a mut Investigation,
    setup: &'a Setup,
    explains: bool,
    may_yolo: bool,
    /// Outputs that the user has seen.
    shown: usize,
}

impl Rounds<'_> {
    /// Runs what the user's own list says.
    async fn given(&mut self, commands: &[String], told: &mut Told) -> Result<End, Failure> {
        let plan = self.investigation.plan_of(commands.iter().map(String::as_str));
        // Whoever gives the commands wants them to run: what only reads does.
        Ok(self
            .unasked(plan, Allowed::Gate, told)
            .await?
            .unwrap_or(End::Enough))
    }

    /// Runs what a model proposes, round by round.
    async fn proposed(&mut self, told: &mut Told) -> Result<End, Failure> {
        let Some(model) = &self.setup.model else {
            return Ok(End::Enough);
        };
        let debugged = Debugged(model);
        let model: &dyn Model = if self.setup.asking.debug { &debugged } else { model };
        loop {
            let phase = Phase::new(&format!("asking {} for commands", model.label()));
            let mut see = |seen| phase.see(&seen);
            let asking = self.investigation.propose(model, &self.setup.wishes, &mut see);
            let proposed = phase.unless_stopped(asking).await;
            drop(phase);
            let plan = match proposed {
                None => return Ok(End::Stopped),
                Some(Ok(None)) => return Ok(End::Enough),
                Some(Ok(Some(plan))) => plan,
                Some(Err(error)) => {
                    let said = format!("no commands were proposed: {error}");
                    warn(&said);
                    told.keep(&format!("**{}**", ask::words::prose(&said)));
                    return Ok(End::Enough);
                }
            };
            let before = self.investigation.outputs().len();
            let end = if self.may_yolo {
                self.unasked(plan, Allowed::Yolo, told).await?
            } else {
                self.asked(plan, told).await?
            };
            if let Some(end) = end {
                return Ok(end);
            }
            if self.investigation.outputs().len() == before {
                // Nothing ran, so nothing is new to ask about.
                return Ok(End::Enough);
            }
        }
    }

    /// Runs what only reads without a question; the rest is asked about where there is somebody to ask.
    async fn unasked(
        &mut self,
        plan: Plan,
        allowed: Allowed,
        told: &mut Told,
    ) -> Result<Option<End>, Failure> {
        let mut plan = plan;
        for item in &mut plan.items {
            item.ticked &= item.verdict.tier == Tier::Read;
        }
        told.say(&self.shown(&plan))?;
        if !self.run(&plan, allowed).await? {
            return Ok(Some(End::Stopped));
        }
        plan.items
            .retain(|item| item.verdict.tier == Tier::Ask && item.verdict.runs.is_some());
        if plan.items.is_empty() || !choice::is_there() {
            return Ok(None);
        }
        self.asked(plan, told).await
    }

    /// Runs what the user ticks. Where there is nobody to ask, nothing runs.
    async fn asked(&mut self, plan: Plan, told: &mut Told) -> Result<Option<End>, Failure> {
        if !choice::is_there() {
            told.say(&self.shown(&plan))?;
            told.say(
                "Nothing of this ran: there is no terminal to choose on. `--yolo` runs what only reads; `--commands FILE` \
                 runs a list of your own.",
            )?;
            return Ok(Some(End::Suggested));
        }
        match choice::choose(plan, &self.setup.gate(), self.explains).await? {
            Choice::Run(plan) => {
                told.keep(&self.shown(&plan));
                let goes_on = self.run(&plan, Allowed::Tick).await?;
                // Whoever chooses again has to know what the last choice brought.
                told.say(&self.investigation.printed_after(self.shown))?;
                self.shown = self.investigation.outputs().len();
                Ok((!goes_on).then_some(End::Stopped))
            }
            Choice::Suggest(plan) => {
                told.say(&self.shown(&plan))?;
                Ok(Some(End::Suggested))
            }
            Choice::Quit => Ok(Some(End::Suggested)),
        }
    }

    /// False when the user stopped it.
    async fn run(&mut self, plan: &Plan, allowed: Allowed) -> Result<bool, Failure> {
        let phase = Phase::new("running commands");
        let mut see = |seen| phase.see(&seen);
        let running = self.investigation.run(plan, allowed, phase.stop(), &mut see);
        phase.during(running).await.map_err(audit)?;
        Ok(!phase.is_stopped())
    }

    /// The plan as markdown, with reasons where they are wanted.
    fn shown(&self, plan: &Plan) -> String {
        let mut plan = plan.clone();
        if !self.explains {
            plan.items.iter_mut().for_each(|item| item.why.clear());
        }
        // It is a part of a report that has a title.
        format!("#{}", plan.markdown())
    }
}

/// Adds a summary for each command.
async fn summaries(investigation: &Investigation, setup: &Setup, told: &mut Told) -> Result<(), Failure> {
    let Some(model) = &setup.model else { return Ok(()) };
    let phase = Phase::new("summarising");
    let stop: &CancellationToken = phase.stop();
    let numbers = investigation.outputs().iter().map(|output| output.number);
    let asking = stream::iter(numbers)
        .map(|number| async move {
            let mut ignore = |_| {};
            let question = investigation.summary(number)?;
            let answered = asking::answer(&question, &setup.wishes, Some(model), stop, &mut ignore).await;
            Some((number, question.title, answered))
        })
        .buffered(model.parallel().max(1))
        .filter_map(std::future::ready)
        .collect::<Vec<_>>();
    let all = phase.during(asking).await;
    drop(phase);
    for (number, title, answered) in all {
        let title = title.trim_start_matches("analyzecmd: ");
        let text = match &answered.fault {
            Some(fault) => format!("*Not summarised: {}*", ask::words::prose(fault)),
            None => answered.answer,
        };
        told.say(&format!("## cmd {number}: {title}\n\n{}", text.trim()))?;
    }
    Ok(())
}

/// Looks at what was brought from a host. Nothing runs.
async fn from_folder(setup: Setup, arguments: DebugHost, folder: PathBuf) -> Outcome {
    let (problem, since) = (arguments.hosts.problem_description, arguments.since);
    let path = folder.clone();
    let reading = move || read_folder(&path, problem, Some(since));
    let read = loading::working(&format!("reading {}", folder.display()), reading).await?;
    let unreadable = |error: &dyn std::fmt::Display| {
        Failure::Said(
            format!("{}: cannot be read: {error}", folder.display()),
            UNREADABLE,
        )
    };
    if folder.is_file() {
        return Err(unreadable(
            &"it is a file; if it is an archive, unpack it with `tar -xf` and name the folder",
        ));
    }
    let read = read.map_err(|error| unreadable(&error))?;
    if read.facts.outputs.is_empty() {
        return Err(unreadable(
            &"no file in it is an output that the triage knows; `sysgrok debughost --emit-script` prints a script that makes one",
        ));
    }
    read.facts.not_seen.iter().for_each(|unseen| warn(unseen));
    let mut told = Told::new(setup.asking.json);
    told.say(&read.triage)?;
    let mut question = None;
    if let Some(model) = &setup.model {
        let phase = Phase::new("reading");
        let mut see = |seen| phase.see(&seen);
        let asking = report_on(model, &read.facts, STANDS_ABOVE, &setup.wishes, &mut see);
        let asked = phase.unless_stopped(asking).await.ok_or(Failure::Interrupted)?;
        match asked {
            Ok(asked) => question = Some(asked),
            Err(error) => warn(&error.to_string()),
        }
    }
    let is_asked = question.is_some();
    let mut question = question.unwrap_or_else(|| ask::asks::debug_host::unasked(&read.facts, ""));
    if !is_asked || setup.asking.json {
        question.without_model = told.answer();
    }
    setup.answer("debughost", question, told, is_asked, true).await
}

/// The commands of a file.
fn read_commands(path: &Path) -> Result<Vec<String>, Failure> {
    let failed = |said: String| Failure::Said(format!("{}: {said}", path.display()), USAGE);
    let text = std::fs::read_to_string(path).map_err(|error| failed(format!("cannot be read: {error}")))?;
    commands_of(&text).map_err(|error| failed(error.to_string()))
}

/// Whether commands may run unasked, and what the user should know about it.
fn yolo(is_wanted: bool, policy: &Policy) -> (bool, Option<String>) {
    let forbidden = is_wanted && policy.forbid_yolo;
    let said = "--yolo does not count: the policy of this machine forbids it";
    (is_wanted && !forbidden, forbidden.then(|| said.to_owned()))
}

#[allow(clippy::needless_pass_by_value)] // It is what `map_err` hands over.
fn audit(error: AuditError) -> Failure {
    Failure::Said(error.to_string(), UNWRITABLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_goes_before_yolo() {
        let policy = |forbid_yolo| Policy {
            forbid_yolo,
            ..Policy::default()
        };
        assert_eq!(yolo(true, &policy(false)), (true, None));
        assert_eq!(yolo(false, &policy(true)), (false, None));
        let (may, said) = yolo(true, &policy(true));
        assert!(!may && said.is_some());
    }
}
