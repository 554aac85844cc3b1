//! `sysgrok.analyzeCommand`: runs a command on a host, and says what its output means.

use std::sync::Arc;

use super::{Given, debug_host};
use crate::lsp::asking::hosts::{Analyze, analyze_command};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;

/// On the named hosts; without a name on this machine.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let engine = given.engine(context)?;
    let line = given.command_line().or_else(|| given.words().map(str::to_owned));
    let command = line
        .filter(|line| !line.trim().is_empty())
        .ok_or("name a command, such as `vmstat 1 5`")?;
    let hosts = given.hosts().unwrap_or_else(|| "local".to_owned());
    let analyze = Analyze {
        targets: debug_host::targets(&engine, &hosts)?,
        problem: given.problem.clone().filter(|problem| !problem.trim().is_empty()),
        command,
        engine,
    };
    analyze_command(context, analyze)
}
