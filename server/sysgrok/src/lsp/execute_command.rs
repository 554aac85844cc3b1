//! `workspace/executeCommand`: the commands by their names. Each has a file under `commands/`.

use std::sync::Arc;

use lsp_types::{ExecuteCommandParams, MessageType};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};

use super::commands::{self, Given, tell};
use super::context::Context;
use super::extension::{AskParams, Asked};

/// What a command answers, or why it cannot be done, as a sentence.
pub(super) type Outcome = std::result::Result<Value, String>;

type Command = fn(&Arc<Context>, &Given) -> Outcome;

/// All commands.
const COMMANDS: &[(&str, Command)] = &[
    (commands::LOAD, commands::load_profile::run),
    (commands::UNLOAD, commands::unload_profile::run),
    (commands::SELECT, commands::select_profile::run),
    (commands::SELECT_VALUE, commands::select_value_type::run),
    (commands::TOGGLE, commands::toggle::run),
    (commands::NEXT, commands::navigate::next),
    (commands::PREVIOUS, commands::navigate::previous),
    (commands::HOT_SPOTS, commands::hot_spots::run),
    (commands::CALLERS, commands::show_callers::run),
    (commands::PATH_MAP, commands::write_path_map::run),
    (commands::EXPLAIN_FUNCTION, commands::explain_function::run),
    (commands::EXPLAIN_PROCESS, commands::explain_process::run),
    (commands::OPTIMISE, commands::optimise::run),
    (commands::FIND_FASTER, commands::find_faster::run),
    (commands::STACK_TRACE, commands::stack_trace::run),
    (commands::TOP_N, commands::top_n::run),
    (commands::CODE, commands::code::run),
    (commands::CHAT, commands::chat::run),
    (commands::REPORTS, commands::list_reports::run),
    (commands::FOLLOW_UP, commands::follow_up::run),
    (commands::CANCEL, commands::cancel::run),
    (commands::DEBUG_HOST, commands::debug_host::run),
    (commands::ANALYZE_COMMAND, commands::analyze_command::run),
    (commands::RUN_PLAN, commands::run_plan::run),
];

/// The names of all commands.
pub(super) fn names() -> Vec<String> {
    COMMANDS.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// Runs a command. Blocks, but waits for nobody: what takes long goes on behind, and what the client is asked, it
/// may answer when it likes.
///
/// # Errors
/// Of a command or arguments that are none. What cannot be done is told the user, since most clients hide errors.
pub(super) fn execute(context: &Arc<Context>, params: &ExecuteCommandParams) -> Result<Option<Value>> {
    match run(context, &params.command, &params.arguments)? {
        Ok(answer) => Ok(Some(answer)),
        Err(why) => {
            tell(context, MessageType::WARNING, format!("sysgrok: {why}"));
            Ok(None)
        }
    }
}

/// `sysgrok/ask`: the same for a command that begins a report. What cannot be done is an error: who asks this way shows
/// it.
///
/// # Errors
/// Of arguments that are none, and of what cannot be done.
pub(super) fn ask(context: &Arc<Context>, params: &AskParams) -> Result<Asked> {
    let argument = Value::Object(params.argument.clone());
    let begun = run(context, params.kind.command(), &[argument])?.map_err(super::server::refused)?;
    serde_json::from_value(begun)
        .map_err(|error| super::server::refused(format!("no report was begun: {error}")))
}

fn run(context: &Arc<Context>, name: &str, arguments: &[Value]) -> Result<Outcome> {
    let Some((name, command)) = COMMANDS.iter().find(|known| known.0 == name) else {
        let command = super::words::shown(name);
        return Err(Error::invalid_params(format!("sysgrok has no command {command}")));
    };
    let given = Given::of(arguments).map_err(|why| Error::invalid_params(format!("{name}: {why}")))?;
    Ok(command(context, &given))
}
