//! `sysgrok.chat`: a free question, about a function or about nothing in particular.

use std::sync::Arc;

use ask::words;
use engine::asking::Subject;

use super::{Given, subject};
use crate::lsp::asking::{Ask, begin};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;

/// Characters of the question that are its title.
const TITLE: usize = 60;

/// With a function, or a place in one, it is about that.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let text = given.words().ok_or("ask something")?.to_owned();
    let is_about = given.function.is_some() || given.uri.is_some() && given.position.is_some();
    let about = is_about.then(|| subject::asked(context, given)).transpose()?;
    let (engine, about) = match about {
        Some(about) => (about.engine, Some(about.function)),
        None => (given.engine(context)?, None),
    };
    let first: String = text
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(TITLE)
        .collect();
    let ask = Ask {
        engine,
        title: format!("chat: {}", words::prose(&first)),
        subject: Subject::Chat { text, about },
        no_optimisations: false,
    };
    begin(context, ask)
}
