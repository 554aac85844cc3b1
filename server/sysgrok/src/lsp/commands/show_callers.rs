//! `sysgrok.showCallers`: who calls a function, and what it calls, as a document.

use std::sync::Arc;

use super::subject::Found;
use super::{Given, reports, subject};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::markup::Markup;
use crate::lsp::places::Places;
use crate::lsp::words;

/// Callers, and callees, that are listed.
const LISTED: usize = 50;

/// Of the named function, or of the one under the cursor.
pub(in crate::lsp) fn run(context: &Arc<Context>, given: &Given) -> Outcome {
    let found = subject::of(context, given)?;
    let Found { engine, view, spot } = &found;
    let places = Places::new(context, engine, view);
    let name = words::name(view, *spot).ok_or("the profile has no such function")?;
    let mut markup = Markup::new(true);
    markup.words("# ");
    link(&mut markup, places, *spot, &name);
    if let Some(hot) = view.weights(*spot) {
        markup
            .paragraph()
            .words(&words::shares(view, hot.own, hot.total))
            .words(" of ")
            .text(words::counted(view));
    }
    markup.words(" in ").text(&view.loaded.name);
    list(&mut markup, places, "Called by", view.heat.calls.callers(*spot));
    list(&mut markup, places, "Calls", view.heat.calls.callees(*spot));
    let markdown = markup.content().value + "\n";
    reports::write(context, "callers", &name, engine.root(), &markdown)
}

fn list(markup: &mut Markup, places: Places, title: &str, calls: impl Iterator<Item = (u32, i64)>) {
    markup.paragraph().words("## ").words(title).words("\n");
    let mut any = false;
    for (spot, weight) in calls.take(LISTED) {
        if let (Some(name), Some(share)) = (words::name(places.view, spot), places.view.share(Some(weight))) {
            markup.item().words(&words::percent(share)).words(" ");
            link(markup, places, spot, &name);
            any = true;
        }
    }
    if !any {
        markup.words("\nNothing that the profile tells of.");
    }
}

fn link(markup: &mut Markup, places: Places, spot: u32, name: &str) {
    let place = places.in_source(spot);
    markup.link(
        name,
        place.as_ref().map(|place| (&place.uri, place.range.start.line)),
    );
}
