//! `sysgrok.analyzeCommand`: one command, and what its output means.

use std::collections::HashMap;
use std::sync::Arc;

use ask::words;
use engine::Engine;
use engine::hosts::{Investigation, report_on};
use host::audit::Allowed;
use host::gate::Tier;
use host::plan::Item;
use host::transport::Target;
use lsp_types::request::ShowMessageRequest;
use lsp_types::{MessageActionItem, MessageType, ShowMessageRequestParams};

use super::super::run::Written;
use super::{NO_MODEL, STANDS_ABOVE, Setup, Work, titled};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::words::shown;

/// What is to be run.
pub(in crate::lsp) struct Analyze {
    pub(in crate::lsp) engine: Arc<Engine>,
    pub(in crate::lsp) command: String,
    pub(in crate::lsp) targets: Vec<Target>,
    pub(in crate::lsp) problem: Option<String>,
}

/// Begins a report on a command.
///
/// # Errors
/// When nothing may run, or no report can be written.
pub(in crate::lsp) fn analyze_command(context: &Arc<Context>, analyze: Analyze) -> Outcome {
    let setup = Setup::new(context, analyze.engine.clone())?;
    let hosts: Vec<String> = analyze.targets.iter().map(Target::to_string).collect();
    let title = format!(
        "analyzecmd: {} on {}",
        words::code(&analyze.command),
        titled(&hosts)
    );
    setup.begin(context, &title, |work| async move { run(&work, analyze).await })
}

async fn run(work: &Work, analyze: Analyze) -> Written {
    let item = Item::new(&analyze.command, "", None, &work.setup.gate);
    let allowed = match allow(work, &item, &analyze.targets).await {
        Ok(allowed) => allowed,
        Err(written) => return written,
    };
    work.pen.progress("connecting");
    let mut see = work.see();
    let case = work.setup.case(analyze.targets, analyze.problem, None);
    let mut investigation = match Investigation::open(case, &work.stop, &mut see).await {
        Ok(investigation) => investigation,
        Err(error) => return work.fail(&error.to_string()),
    };
    let mut plan = investigation.plan_of([analyze.command.as_str()]);
    for item in &mut plan.items {
        item.ticked = true;
    }
    work.pen.progress(&format!("running {}", shown(&analyze.command)));
    if let Err(error) = investigation.run(&plan, allowed, &work.stop, &mut see).await {
        investigation.close().await;
        return work.fail(&error.to_string());
    }
    work.pen.text(investigation.cited_after(0));
    work.tell(&investigation);
    let written = match investigation.outputs().len() {
        _ if work.stop.is_cancelled() => work.stopped(),
        0 => work.fail("nothing ran"),
        _ => explain(work, &investigation).await,
    };
    investigation.close().await;
    written
}

/// Who lets it run; the report says why where nobody does.
async fn allow(work: &Work, item: &Item, targets: &[Target]) -> Result<Allowed, Written> {
    let reason = &item.verdict.reason;
    let runs = match (item.verdict.tier, &item.verdict.runs) {
        (Tier::Read, _) => return Ok(Allowed::Gate),
        (Tier::Never, _) => return Err(work.fail(&format!("This does not run: {reason}"))),
        (Tier::Ask, None) => return Err(work.fail(&format!("This does not run as it stands: {reason}"))),
        (Tier::Ask, Some(runs)) => runs,
    };
    let hosts: Vec<String> = targets.iter().map(Target::to_string).collect();
    let hosts = hosts.join(", ");
    let yes = format!("Run on {hosts}");
    let action = |title: &str| MessageActionItem {
        title: title.to_owned(),
        properties: HashMap::new(),
    };
    let question = ShowMessageRequestParams {
        typ: MessageType::WARNING,
        message: format!(
            "sysgrok: shall this run on {hosts}? {}: {}",
            shown(reason),
            // All of it has to be seen.
            words::shown(runs)
        ),
        actions: Some(vec![action(&yes), action("Not now")]),
    };
    work.pen.progress("waiting for your answer");
    let asking = work.context.client.send_request::<ShowMessageRequest>(question);
    let chosen = tokio::select! {
        () = work.stop.cancelled() => return Err(work.stopped()),
        chosen = asking => chosen,
    };
    // A client that cannot ask has not agreed.
    if matches!(chosen, Ok(Some(chosen)) if chosen.title == yes) {
        Ok(Allowed::Tick)
    } else {
        Err(work.fail(&format!("This was not run: it has to be asked about: {reason}")))
    }
}

/// What the output means.
async fn explain(work: &Work, investigation: &Investigation) -> Written {
    let model = match work.admit().await {
        Ok(Some(model)) => model,
        Ok(None) => {
            work.pen.text(NO_MODEL);
            return Written::default();
        }
        Err(stopped) => return stopped,
    };
    let question = if let [one] = investigation.outputs() {
        Ok(investigation.summary(one.number))
    } else {
        let mut see = work.see();
        let facts = investigation.facts();
        let asking = report_on(&model, &facts, STANDS_ABOVE, &work.setup.wishes, &mut see);
        tokio::select! {
            () = work.stop.cancelled() => return work.stopped(),
            question = asking => question.map(Some),
        }
    };
    match question {
        Ok(Some(mut question)) => {
            STANDS_ABOVE.clone_into(&mut question.without_model);
            work.answer(&question, &model).await
        }
        Ok(None) => Written::default(),
        Err(error) => work.fail(&error.to_string()),
    }
}
