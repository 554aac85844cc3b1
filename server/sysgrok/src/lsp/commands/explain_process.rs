//! `sysgrok.explainProcess`: what a program is, and what it does with its arguments.

use std::sync::Arc;

use ask::words;
use engine::Engine;
use engine::asking::{Subject, recorded_program};

use super::{CommandLine, Given};
use crate::lsp::asking::{Ask, begin};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;

/// Of the named program with its arguments, else of the one that was recorded.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let engine = given.engine(context)?;
    let command = match (&given.command, given.words()) {
        (Some(CommandLine::Words(command)), _) => command.clone(),
        (Some(CommandLine::Line(line)), _) => words_of(line),
        (None, Some(line)) => words_of(line),
        (None, None) => recorded(&engine)?,
    };
    let title = format!("explainprocess: {}", words::code(&command.join(" ")));
    let ask = Ask {
        engine,
        subject: Subject::Process(command),
        title,
        no_optimisations: given.no_optimizations,
    };
    begin(context, ask)
}

/// The program that the profile says was recorded.
fn recorded(engine: &Engine) -> Result<Vec<String>, &'static str> {
    let view = engine.shown();
    let line = view
        .as_ref()
        .and_then(|view| view.loaded.profile.meta.command.as_deref())
        .ok_or("name a program: no profile is shown that says what was recorded")?;
    let command = recorded_program(line);
    if command.is_empty() {
        return Err(
            "name a program: the profile is of what ran already, and does not say which program that is",
        );
    }
    Ok(command)
}

/// The words of a command line. Only explained, never run: quotes matter little.
fn words_of(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}
