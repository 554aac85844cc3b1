//! What is said over a command of a plan: how it may run, why, what would run, and what its programs are.

use std::path::Path;

use host::gate::Tier;
use lsp_types::{Hover, HoverContents, Position};

use super::opened;
use crate::lsp::context::Context;
use crate::lsp::markup::Markup;
use crate::lsp::proto;

/// Programs of a pipeline that are explained.
const EXPLAINED: usize = 4;

/// Absent outside plans, and on lines without a command.
pub(in crate::lsp) fn hover(context: &Context, key: &Path, position: Position) -> Option<Hover> {
    let opened = opened(context, key)?;
    let command = opened.command(position.line as usize)?;
    let verdict = &command.line.item.verdict;
    let mut markup = Markup::new(context.capabilities().markdown);
    markup
        .strong(verdict.tier.as_str())
        .words(": ")
        .text(&verdict.reason)
        .words(". ")
        .words(match (verdict.tier, &verdict.runs) {
            (Tier::Read, _) => "It may run.",
            (Tier::Ask, Some(_)) => "It runs only if it is ticked.",
            (Tier::Ask, None) => "It does not run as it stands.",
            (Tier::Never, _) => "It does not run.",
        });
    if let Some(runs) = &verdict.runs {
        markup.paragraph().words("What would run: ").code(runs);
    }
    if verdict.needs_root {
        markup
            .paragraph()
            .words("It runs as root where ")
            .code("sudo -n")
            .words(" lets it; no password is asked for.");
    }
    let mut told: Vec<&str> = Vec::new();
    for words in &verdict.commands {
        let mut words = words.iter().map(String::as_str);
        let program = words.find(|word| !matches!(*word, "sudo" | "-n" | "--"));
        let Some(program) = program.filter(|program| !told.contains(program) && told.len() < EXPLAINED)
        else {
            continue;
        };
        if let Some(about) = context.tools.about(&opened.engine, program) {
            if told.is_empty() {
                markup.paragraph().words("What its programs are:");
            }
            markup.item().code(program).words(": ").text(&about);
            told.push(program);
        }
    }
    Some(Hover {
        contents: HoverContents::Markup(markup.content()),
        range: Some(proto::range(
            &opened.open.document,
            command.span,
            context.encoding(),
        )),
    })
}
