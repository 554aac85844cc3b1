//! `sysgrok.hotSpots`: the hottest functions and lines as a document.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Given, reports};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::extension::{HotSpot, HotSpotsParams, Kind};
use crate::lsp::markup::Markup;
use crate::lsp::{hot_spots, words};

/// Functions and lines that are listed.
const LISTED: usize = 50;

/// Over all folders.
pub(in crate::lsp) fn run(context: &Arc<Context>, _: &Given) -> Outcome {
    let ask = |kind, only_workspace| {
        hot_spots::hot_spots(
            context,
            &HotSpotsParams {
                kind,
                limit: LISTED,
                only_workspace,
            },
        )
    };
    let functions = ask(Kind::Functions, false);
    if functions.profiles.is_empty() {
        return Err("no profile is shown".to_owned());
    }
    let mut markup = Markup::new(true);
    markup.words("# Hot spots");
    for profile in &functions.profiles {
        markup
            .paragraph()
            .text(&profile.name)
            .words(": ")
            .text(&profile.value_type);
        if let Some(samples) = profile.samples {
            markup.words(&format!(", {samples} samples"));
        }
        if !profile.complete {
            markup.words("; only the heaviest entries are in the file");
        }
    }
    list(&mut markup, "Functions", &functions.spots);
    list(&mut markup, "Lines", &ask(Kind::Lines, true).spots);
    let markdown = markup.content().value + "\n";
    let root = context
        .engines()
        .first()
        .map_or_else(PathBuf::new, |engine| engine.root().to_owned());
    reports::write(context, "hot-spots", "", &root, &markdown)
}

fn list(markup: &mut Markup, title: &str, spots: &[HotSpot]) {
    if spots.is_empty() {
        return;
    }
    markup
        .paragraph()
        .words("## ")
        .words(title)
        .words("\n\n| | self | total | |\n|-:|-:|-:|-|");
    let share = |share: Option<f64>| share.map(words::percent).unwrap_or_default();
    for (rank, spot) in (1..).zip(spots) {
        markup.words(&format!(
            "\n| {rank} | {} | {} | ",
            share(spot.own),
            share(spot.total)
        ));
        // A bar would end the cell, also within code.
        let name = words::shown(&spot.name).replace('|', "¦");
        let place = spot
            .location
            .as_ref()
            .map(|place| (&place.uri, place.range.start.line));
        markup.link(&name, place);
        if let Some(why) = &spot.elsewhere {
            markup.words(" ").text(&words::shown(why));
        }
        markup.words(" |");
    }
}
