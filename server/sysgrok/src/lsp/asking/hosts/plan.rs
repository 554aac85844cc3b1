//! `sysgrok.runPlan`: runs what is ticked in a plan, or asks for an answer without that.

use std::path::Path;
use std::sync::Arc;

use ask::words;
use engine::hosts::{Investigation, Pending, Plans};
use engine::{Engine, asking::Report};
use host::audit::Allowed;
use host::plan::Plan;
use host::transport::Target;

use super::super::run::Written;
use super::{NO_MODEL, Setup, Work, titled};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::words::shown;

/// The action that asks for an answer and runs nothing.
pub(in crate::lsp) const SUGGEST_TITLE: &str = "Suggest only";

/// The action that runs a plan.
pub(in crate::lsp) fn run_title(hosts: &str) -> String {
    format!("Run the ticked commands on {hosts}")
}

/// What stands below the commands of a plan.
pub(super) fn below(hosts: &str) -> String {
    format!(
        "\nThe code action \"{}\" runs them, \"{SUGGEST_TITLE}\" asks for an answer without them.\n",
        run_title(hosts)
    )
}

/// Goes on with the report that a plan belongs to. `open` is the plan as the editor has it.
///
/// # Errors
/// When it is no plan of ours, nothing of it may run, or nothing may run at all.
pub(in crate::lsp) fn run_plan(
    context: &Arc<Context>,
    engine: Arc<Engine>,
    path: &Path,
    open: Option<String>,
    is_suggesting: bool,
) -> Outcome {
    let engines = context.engines();
    let setup = Setup::new(context, engine)?;
    let plans = setup.plans();
    let pending = plans
        .pending(path)
        .ok_or("this is no plan of sysgrok, or it is too old: `sysgrok.debugHost` makes one")?;
    let text = match open {
        Some(text) => text,
        None => std::fs::read_to_string(path)
            .map_err(|error| format!("{} cannot be read: {error}", path.display()))?,
    };
    let plan = Plan::read(&text, &setup.gate);
    let hosts = &pending.facts.hosts;
    if plan.targets != *hosts {
        // Nobody knows which of the two is meant.
        return Err(format!(
            "this plan was made for {}, and says {}: begin with `sysgrok.debugHost` for other hosts",
            hosts.join(", "),
            shown(&plan.targets.join(", "))
        ));
    }
    if !is_suggesting && !plan.items.iter().any(host::plan::Item::may_run) {
        return Err("no command of this plan is ticked that may run".to_owned());
    }
    let targets: Result<Vec<Target>, _> = hosts.iter().map(|host| Target::parse(host)).collect();
    let targets = targets.map_err(|error| error.to_string())?;
    let report = report_of(context, &pending)?;
    let setup = Setup {
        engine: (engines.iter().find(|engine| engine.root() == pending.root))
            .map_or_else(|| setup.engine.clone(), Arc::clone),
        root: pending.root.clone(),
        report: report.path.clone(),
        ..setup
    };
    let title = title_of(report.text());
    let path = path.to_owned();
    setup.go_on(context, report, &title, move |work| async move {
        if is_suggesting {
            suggest(&work, &pending).await
        } else {
            run(&work, &plans, &path, pending, targets, &plan).await
        }
    })
}

/// The report, or a new one where it is gone.
fn report_of(context: &Arc<Context>, pending: &Pending) -> Result<Report, String> {
    let reports = context.asking.reports()?;
    if reports.is_report(&pending.report)
        && let Ok(report) = reports.reopen(&pending.report)
    {
        return Ok(report);
    }
    super::fresh(context, &format!("debughost: {}", titled(&pending.facts.hosts)))
}

fn title_of(report: &str) -> String {
    let first = report.lines().next().unwrap_or_default();
    first.trim_start_matches(['#', ' ']).to_owned()
}

async fn suggest(work: &Work, pending: &Pending) -> Written {
    work.pen.text("\n\n## Without the plan\n\n");
    match work.admit().await {
        Ok(Some(model)) => work.report(&model, &pending.facts).await,
        Ok(None) => {
            work.pen.text(NO_MODEL);
            Written::default()
        }
        Err(stopped) => stopped,
    }
}

async fn run(
    work: &Work,
    plans: &Plans,
    path: &Path,
    pending: Pending,
    targets: Vec<Target>,
    plan: &Plan,
) -> Written {
    work.pen.text(format!("\n\n## Run\n\n{}\n", ticked(plan)));
    work.pen.progress("connecting");
    let mut see = work.see();
    let case = work
        .setup
        .case(targets, pending.facts.problem.clone(), pending.since);
    let mut investigation = match Investigation::resume(case, &pending, &work.stop, &mut see).await {
        Ok(investigation) => investigation,
        Err(error) => return work.fail(&error.to_string()),
    };
    let before = investigation.outputs().len();
    work.pen.progress("running commands");
    let ran = investigation.run(plan, Allowed::Tick, &work.stop, &mut see).await;
    // What is known now counts when the plan is run again.
    let kept = Pending {
        report: work.setup.report.clone(),
        root: work.setup.root.clone(),
        ..investigation.pending()
    };
    let (keeping, of) = (plans.clone(), path.to_owned());
    let kept = tokio::task::spawn_blocking(move || keeping.keep(&of, &kept)).await;
    if let Ok(Err(error)) = kept {
        let why = words::prose(&error.to_string());
        work.pen.text(format!("*What ran is not remembered: {why}*\n\n"));
    }
    if let Err(error) = ran {
        work.tell(&investigation);
        investigation.close().await;
        return work.fail(&error.to_string());
    }
    if work.stop.is_cancelled() {
        work.pen.text(investigation.cited_after(before));
        work.tell(&investigation);
        investigation.close().await;
        return work.stopped();
    }
    if investigation.outputs().len() == before {
        work.tell(&investigation);
        investigation.close().await;
        return work.fail("nothing ran");
    }
    work.further(investigation, before).await
}

/// What runs, and what stays out although it is ticked.
fn ticked(plan: &Plan) -> String {
    let mut text = String::new();
    for item in plan.items.iter().filter(|item| item.ticked) {
        let command = words::code(&item.command);
        let line = if item.may_run() {
            format!("- {command} ({})\n", item.verdict.tier.as_str())
        } else {
            format!(
                "- {command} does not run: {}\n",
                words::prose(&item.verdict.reason)
            )
        };
        text.push_str(&line);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use host::gate::Policy;

    #[test]
    fn what_is_ticked_is_told_before_it_runs() {
        let text = "# Plan for web1\n- [x] `uptime` (read)\n- [x] `reboot` (read)\n- [ ] `free`\n";
        assert_eq!(
            ticked(&Plan::read(text, &Policy::default())),
            "- `uptime` (read)\n- `reboot` does not run: reboot stops or restarts the host\n"
        );
    }

    #[test]
    fn a_plan_with_its_end_is_the_plan() {
        let text = format!("# Plan for web1\n\n- [x] `uptime` (read)\n{}", below("web1"));
        assert_eq!(Plan::read(&text, &Policy::default()).items.len(), 1);
    }
}
