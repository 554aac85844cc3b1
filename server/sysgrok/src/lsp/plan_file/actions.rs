//! What can be done with a plan.

use std::path::Path;

use super::opened;
use crate::lsp::asking::hosts::{SUGGEST_TITLE, run_title};
use crate::lsp::context::Context;
use crate::lsp::words;

/// An action: its title, and whether it runs the plan or only asks.
pub(in crate::lsp) struct Action {
    pub(in crate::lsp) title: String,
    pub(in crate::lsp) is_suggesting: bool,
}

/// The actions of a plan that is open. Running is offered where something is ticked that may run.
pub(in crate::lsp) fn actions(context: &Context, key: &Path) -> Vec<Action> {
    let Some(opened) = opened(context, key) else {
        return Vec::new();
    };
    let text = opened.open.document.rope().to_string();
    let plan = host::plan::Plan::read(&text, &opened.gate);
    let mut actions = Vec::new();
    if plan.items.iter().any(host::plan::Item::may_run) {
        actions.push(Action {
            title: run_title(&words::shown(&plan.targets.join(", "))),
            is_suggesting: false,
        });
    }
    actions.push(Action {
        title: SUGGEST_TITLE.to_owned(),
        is_suggesting: true,
    });
    actions
}
