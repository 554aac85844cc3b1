//! `sysgrok.nextHotSpot` and `sysgrok.previousHotSpot`: from the hottest function of the workspace to the next less
//! hot one, or back; each at its hottest line.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use lsp_types::Location;
use serde_json::json;

use super::{Given, show, spot_at};
use crate::lsp::context::Context;
use crate::lsp::execute_command::Outcome;
use crate::lsp::places::Places;
use crate::lsp::{proto, words};

/// Functions below this share are no spots.
const SHARE: f64 = 0.005;

/// Functions that are visited.
const MOST: usize = 100;

/// To the next less hot one; from the last to the first.
pub(in crate::lsp) fn next(context: &Arc<Context>, given: &Given) -> Outcome {
    go(context, given, |at, count| at.map_or(0, |at| (at + 1) % count))
}

/// To the next hotter one; from the first to the last.
pub(in crate::lsp) fn previous(context: &Arc<Context>, given: &Given) -> Outcome {
    go(context, given, |at, count| {
        at.map_or(count - 1, |at| (at + count - 1) % count)
    })
}

struct Spot {
    folder: usize,
    id: u32,
    share: f64,
}

/// Where one is: at the function under the cursor, else where the last step went.
fn go(context: &Arc<Context>, given: &Given, step: impl Fn(Option<usize>, usize) -> usize) -> Outcome {
    let engines = context.engines();
    let views: Vec<_> = engines.iter().map(|engine| engine.shown()).collect();
    if views.iter().flatten().next().is_none() {
        return Err("no profile is shown".to_owned());
    }
    let mut spots: Vec<Spot> = Vec::new();
    for (folder, view) in views.iter().enumerate() {
        let Some(view) = view else { continue };
        spots.extend((view.placed().iter().take(MOST)).filter_map(|&hot| {
            let function = view.heat.functions.get(hot)?;
            let share = view.share(function.own.or(function.total))?;
            (share >= SHARE).then_some(Spot {
                folder,
                id: function.spot,
                share,
            })
        }));
    }
    // Stable, so that those of one weight stay in their order.
    spots.sort_by(|a, b| b.share.total_cmp(&a.share));
    let here = given
        .key()?
        .zip(given.position)
        .and_then(|(key, position)| spot_at(context, &key, position));
    let at = match here {
        Some(here) => spots.iter().position(|spot| {
            let view = views.get(spot.folder).and_then(Option::as_ref);
            spot.id == here.spot && view.is_some_and(|view| Arc::ptr_eq(view, &here.view))
        }),
        None => context
            .last_spot
            .load(Ordering::Relaxed)
            .checked_sub(1)
            .filter(|&at| at < spots.len()),
    };
    // Functions that are gone since are passed over.
    let mut at = at;
    for _ in 0..spots.len() {
        let index = step(at, spots.len());
        at = Some(index);
        let Some(spot) = spots.get(index) else { break };
        let (Some(engine), Some(Some(view))) = (engines.get(spot.folder), views.get(spot.folder)) else {
            continue;
        };
        let places = Places::new(context, engine, view);
        let Some(location) = hottest_line(places, spot.id) else {
            continue;
        };
        context.last_spot.store(index + 1, Ordering::Relaxed);
        let name = words::name(view, spot.id).unwrap_or_default();
        let text = format!(
            "sysgrok: {name} in {}, line {}: {}",
            proto::key(&location.uri).display(),
            location.range.start.line + 1,
            words::percent(spot.share)
        );
        let answer = json!({
            "rank": index + 1, "of": spots.len(), "name": name, "share": spot.share, "location": location,
        });
        show(context, location.uri, Some(location.range), text);
        return Ok(answer);
    }
    Err("no function of the workspace is hot".to_owned())
}

/// The hottest line of a function; its name where no line is known.
fn hottest_line(places: Places, spot: u32) -> Option<Location> {
    let source = places.function(spot)?;
    let uri = proto::uri(&places.engine.root().join(source.file))?;
    let lines = source
        .current
        .heat
        .lines_in(source.function.start_line..=source.function.end_line);
    let hottest = lines
        .filter(|line| line.own > Some(0))
        .max_by_key(|line| (line.own, std::cmp::Reverse(line.line)));
    let range = match hottest {
        Some(line) => proto::line_range(&source.current.document, line.line, places.context.encoding()),
        None => source.range(&source.function.name_range, places.context),
    };
    Some(Location::new(uri, range))
}
