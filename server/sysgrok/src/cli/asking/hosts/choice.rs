//! The user's choice of what runs, on the terminal.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write, stderr, stdin};
use std::process::Command;

use host::gate::{Policy, Tier};
use host::plan::{Item, Plan};

use super::super::super::{Failure, printable, warn};
use super::super::typed::{ask, is_yes};

/// What the user wants.
#[derive(Debug, PartialEq)]
pub(super) enum Choice {
    /// To run what is ticked.
    Run(Plan),
    /// To see what would run, and no more.
    Suggest(Plan),
    /// To end.
    Quit,
}

/// Whether there is somebody who sees a question and can answer it.
pub(super) fn is_there() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// Shows the plan and lets the user tick, edit and choose.
pub(super) async fn choose(plan: Plan, policy: &Policy, explains: bool) -> Result<Choice, Failure> {
    let mut plan = plan;
    loop {
        let listed = list(&plan, explains);
        let question =
            "Enter runs what is ticked; numbers tick and untick; e edits, s only suggests, q quits: ";
        let Some(line) = ask(&format!("{listed}\n{question}")).await? else {
            return Ok(Choice::Quit);
        };
        match line.trim() {
            "" | "r" => return Ok(Choice::Run(plan)),
            "s" => return Ok(Choice::Suggest(plan)),
            "q" => return Ok(Choice::Quit),
            "e" => plan = edit(plan, policy).await?,
            numbers => {
                if let Err(said) = tick(&mut plan, numbers) {
                    warn(&said);
                }
            }
        }
    }
}

/// Asks whether a command may run that the gate asks about.
pub(super) async fn confirm(item: &Item, targets: &str) -> Result<bool, Failure> {
    let runs = item.verdict.runs.as_deref().unwrap_or_default();
    let text = format!(
        "{}\nIt would run on {} as\n  {}\nRun it? [y/N] ",
        printable::text(&item.verdict.reason),
        printable::text(targets),
        printable::text(runs)
    );
    Ok(is_yes(ask(&text).await?))
}

/// The plan with numbers; where the command is long, what it is comes on the next line.
fn list(plan: &Plan, explains: bool) -> String {
    let mut text = format!("\nPlan for {}\n", printable::text(&plan.targets.join(", ")));
    for (number, item) in (1..).zip(&plan.items) {
        let tier = match item.verdict.tier {
            Tier::Read => "read".to_owned(),
            tier => format!("{}: {}", tier.as_str(), item.verdict.reason),
        };
        let tick = if item.may_run() { 'x' } else { ' ' };
        let (command, tier) = (printable::text(&item.command), printable::text(&tier));
        let _ = writeln!(text, "{number:>3} [{tick}] {command}  ({tier})");
        if explains && !item.why.is_empty() {
            let _ = writeln!(text, "        {}", printable::text(&item.why));
        }
    }
    text
}

/// Ticks what was not ticked, and unticks what was.
fn tick(plan: &mut Plan, numbers: &str) -> Result<(), String> {
    let mut chosen = Vec::new();
    for word in numbers.split([' ', ',']).filter(|word| !word.is_empty()) {
        let number: usize = word.parse().unwrap_or(0);
        let item = (number.checked_sub(1)).and_then(|index| plan.items.get(index));
        match item {
            None => return Err(format!("{word}: no number of a command, and none of e, s, q")),
            Some(item) if item.verdict.tier == Tier::Never || item.verdict.runs.is_none() => {
                return Err(format!("{number} does not run: {}", item.verdict.reason));
            }
            Some(_) => chosen.push(number - 1),
        }
    }
    for index in chosen {
        if let Some(item) = plan.items.get_mut(index) {
            item.ticked = !item.ticked;
        }
    }
    Ok(())
}

/// Lets the user change the plan as a document. What comes back is judged anew.
async fn edit(plan: Plan, policy: &Policy) -> Result<Plan, Failure> {
    let policy = policy.clone();
    let before = plan.clone();
    let editing = tokio::task::spawn_blocking(move || edited(&plan, &policy));
    match editing.await {
        Ok(Ok(plan)) if plan.items.is_empty() => {
            warn("no command is left in the plan; it stays as it was");
            Ok(before)
        }
        Ok(Ok(plan)) => Ok(Plan {
            targets: before.targets,
            problem: before.problem,
            ..plan
        }),
        Ok(Err(error)) => {
            warn(&format!("the plan stays as it was: {error}"));
            Ok(before)
        }
        Err(_) => Err(Failure::Interrupted),
    }
}

fn edited(plan: &Plan, policy: &Policy) -> io::Result<Plan> {
    // Only its owner can read such a file.
    let mut file = tempfile::Builder::new()
        .prefix("plan-")
        .suffix(".md")
        .tempfile()?;
    file.write_all(plan.markdown().as_bytes())?;
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|editor| !editor.trim().is_empty())
        .unwrap_or_else(|| "vi".to_owned());
    // As git and others do it, so that an editor can have arguments.
    let status = Command::new("sh")
        .args(["-c", &format!("{editor} \"$@\""), &editor])
        .arg(file.path())
        .status()?;
    if !status.success() {
        return Err(io::Error::other(format!("{editor} ended with {status}")));
    }
    // An editor may have put another file in its place.
    Ok(Plan::read(&std::fs::read_to_string(file.path())?, policy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_runs_cannot_be_ticked() {
        let item = |command: &str| Item::new(command, "", None, &Policy::default());
        let mut plan = Plan {
            targets: vec!["web1".to_owned()],
            problem: None,
            items: vec![item("uptime"), item("awk 1"), item("reboot")],
        };
        let ticks = |plan: &Plan| plan.items.iter().map(|item| item.ticked).collect::<Vec<_>>();
        assert_eq!(ticks(&plan), [true, false, false]);
        assert_eq!(tick(&mut plan, "1, 2"), Ok(()));
        assert_eq!(ticks(&plan), [false, true, false]);
        for wrong in ["3", "0", "4", "x", "1 x"] {
            assert!(tick(&mut plan, wrong).is_err(), "{wrong}");
        }
        assert_eq!(ticks(&plan), [false, true, false]);
    }
}
