//! `sysgrok analyzecmd`: one command, and what its output means.

use engine::hosts::{Investigation, report_on};
use host::audit::Allowed;
use host::gate::Tier;
use host::plan::Item;

use super::super::super::arguments::{AnalyzeCommand, AskingArguments};
use super::super::super::{Failure, NOTHING, Outcome, UNREADABLE, UNWRITABLE, warn};
use super::phase::Phase;
use super::told::Told;
use super::{Setup, choice};

/// The last line of an answer without a model.
const NO_MODEL: &str = "*No model was asked.*";

/// Runs it if it may, and summarises.
pub(in crate::cli) async fn run(arguments: AnalyzeCommand, before: &AskingArguments) -> Outcome {
    let setup = Setup::new(arguments.asking.over(before)).await?;
    let case = setup.case(&arguments.hosts, None)?;
    let line = joined(&arguments.command);
    let item = Item::new(&line, "", None, &setup.gate());
    let allowed = allow(&item, &arguments.hosts.target_host).await?;

    let phase = Phase::new("connecting");
    let mut see = |seen| phase.see(&seen);
    let opening = Investigation::open(case, phase.stop(), &mut see);
    let audit = |error: host::audit::AuditError| Failure::Said(error.to_string(), UNWRITABLE);
    let mut investigation = phase.during(opening).await.map_err(audit)?;
    let mut plan = investigation.plan_of([line.as_str()]);
    for item in &mut plan.items {
        item.ticked = true;
    }
    let ran = phase
        .during(investigation.run(&plan, allowed, phase.stop(), &mut see))
        .await;
    let outcomes = ran.map_err(audit)?;
    let is_stopped = phase.is_stopped();
    drop(phase);
    let is_complete = investigation.is_complete();
    for unseen in investigation.not_seen() {
        warn(unseen);
    }
    if outcomes.is_empty() {
        investigation.close().await;
        return Err(if is_stopped {
            Failure::Interrupted
        } else {
            Failure::Said("nothing ran".to_owned(), UNREADABLE)
        });
    }
    let mut told = Told::new(setup.asking.json);
    let printed = investigation.printed();
    if setup.model.is_some() && setup.asking.echo_input && !setup.asking.json {
        told.say(&printed)?;
    }
    let is_asked = setup.model.is_some() && !is_stopped;
    let without_model = format!("{printed}\n{NO_MODEL}\n");
    let question = match (&setup.model, outcomes.as_slice()) {
        (_, [one]) => investigation.summary(one.number),
        (Some(model), _) if is_asked => {
            let phase = Phase::new("reading");
            let mut see = |seen| phase.see(&seen);
            let facts = investigation.facts();
            let asking = report_on(model, &facts, &without_model, &setup.wishes, &mut see);
            let question = phase.unless_stopped(asking).await.ok_or(Failure::Interrupted)?;
            Some(question.map_err(|error| Failure::Said(error.to_string(), UNREADABLE))?)
        }
        _ => None,
    };
    let mut question = question.unwrap_or_else(|| investigation.unasked(""));
    question.without_model = without_model;
    question.title = format!("analyzecmd: {}", ask::words::code(&line));
    investigation.close().await;
    let code = setup
        .answer("analyzecmd", question, told, is_asked, is_complete)
        .await;
    if is_stopped {
        Err(Failure::Interrupted)
    } else {
        code
    }
}

/// Who lets it run; an error where nobody does.
async fn allow(item: &Item, targets: &str) -> Result<Allowed, Failure> {
    let refused = |why: &str| Failure::Said(format!("{}: {why}", item.command), NOTHING);
    let reason = &item.verdict.reason;
    match item.verdict.tier {
        Tier::Read => Ok(Allowed::Gate),
        Tier::Never => Err(refused(&format!("does not run: {reason}"))),
        Tier::Ask if item.verdict.runs.is_none() => {
            Err(refused(&format!("does not run as it stands: {reason}")))
        }
        Tier::Ask if !choice::is_there() => Err(refused(&format!(
            "has to be asked about, and there is no terminal to ask on: {reason}"
        ))),
        Tier::Ask if choice::confirm(item, targets).await? => Ok(Allowed::Tick),
        Tier::Ask => Err(refused("was not run")),
    }
}

/// The words as one command line, as the Python tool joins them: operators between words stay. Only a word that can have
/// been no more than one keeps its quotes.
fn joined(words: &[String]) -> String {
    if let [line] = words {
        return line.clone();
    }
    let quoted = |word: &String| {
        if word.is_empty() || word.contains([' ', '\t', '\'', '"', '\\']) {
            format!("'{}'", word.replace('\'', r#"'"'"'"#))
        } else {
            word.clone()
        }
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_become_a_line() {
        let joined =
            |words: &[&str]| super::joined(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(joined(&["ps aux | head"]), "ps aux | head");
        assert_eq!(joined(&["ps", "aux", "|", "head"]), "ps aux | head");
        assert_eq!(joined(&["grep", "a b", "/etc/hosts"]), "grep 'a b' /etc/hosts");
        assert_eq!(joined(&["grep", "it's", ""]), r#"grep 'it'"'"'s' ''"#);
    }
}
