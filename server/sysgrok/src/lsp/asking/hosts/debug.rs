//! `sysgrok.debugHost`: the triage, then a plan or a report.

use std::sync::Arc;
use std::time::Duration;

use engine::Engine;
use engine::hosts::Investigation;
use host::transport::Target;

use super::super::run::Written;
use super::{NO_MODEL, Setup, Work, titled};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;

/// What is to be looked at.
pub(in crate::lsp) struct Look {
    pub(in crate::lsp) engine: Arc<Engine>,
    pub(in crate::lsp) targets: Vec<Target>,
    pub(in crate::lsp) problem: Option<String>,
    pub(in crate::lsp) since: Option<Duration>,
    /// The user's own list, instead of what a model proposes.
    pub(in crate::lsp) commands: Option<Vec<String>>,
}

/// Begins a report on hosts.
///
/// # Errors
/// When nothing may run, or no report can be written.
pub(in crate::lsp) fn debug_host(context: &Arc<Context>, look: Look) -> Outcome {
    let setup = Setup::new(context, look.engine.clone())?;
    let hosts: Vec<String> = look.targets.iter().map(Target::to_string).collect();
    let title = format!("debughost: {}", titled(&hosts));
    setup.begin(
        context,
        &title,
        |work| async move { investigate(&work, look).await },
    )
}

async fn investigate(work: &Work, look: Look) -> Written {
    work.pen.progress("connecting");
    let mut see = work.see();
    let case = work.setup.case(look.targets, look.problem, look.since);
    let mut investigation = match Investigation::open(case, &work.stop, &mut see).await {
        Ok(investigation) => investigation,
        Err(error) => return work.fail(&error.to_string()),
    };
    if !work.stop.is_cancelled() {
        work.pen.progress("looking at the host");
        if let Err(error) = investigation.triage(&work.stop, &mut see).await {
            investigation.close().await;
            return work.fail(&error.to_string());
        }
    }
    if work.stop.is_cancelled() {
        work.tell(&investigation);
        investigation.close().await;
        return work.stopped();
    }
    if !investigation.is_connected() {
        work.pen.text(NO_MODEL);
        return Written::default();
    }
    match look.commands {
        Some(commands) => {
            work.tell(&investigation);
            let plan = investigation.plan_of(commands.iter().map(String::as_str));
            work.offer(&investigation, &plan).await
        }
        None => work.further(investigation, 0).await,
    }
}
