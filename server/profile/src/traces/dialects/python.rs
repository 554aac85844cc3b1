//! Python's tracebacks (`Lib/traceback.py`, `CPython` 3.11, exception groups too) and dumps of its
//! `faulthandler`: `  File "/x/a.py", line 12, in f`; without the second comma in a dump. Tracebacks have the
//! innermost call last, dumps have it first.

use crate::traces::found::{Found, Item, Opening, Part, Scene, number};
use crate::traces::place::Place;
use crate::traces::window::Window;

/// What stands before the lines of an exception group.
const MARGIN: [char; 4] = [' ', '\t', '|', '+'];

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim_start_matches(MARGIN);
    let indent = line.len() - text.len();
    let text = text.trim_end();
    if let Some(rest) = text.strip_prefix("File \"") {
        return Some(Found::frame(Part {
            indent,
            ..frame(rest)?
        }));
    }
    if let Some(found) = heading(text) {
        return Some(found);
    }
    if !scene.has_frames || text.is_empty() {
        return None;
    }
    if let Some(times) = text.strip_prefix("[Previous line repeated ") {
        return Some(Found::one(Item::Repeated(
            number(times).map_or(0, |(times, _)| times),
        )));
    }
    if text == "..." {
        return Some(Found::one(Item::Elided(0)));
    }
    // Source and carets are indented below their frame.
    if indent > scene.indent {
        return Some(Found::one(Item::Inside));
    }
    let name = text.split(':').next().unwrap_or(text);
    let is_name = name
        .split('.')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_'));
    (indent < scene.indent && is_name).then(|| Found::one(Item::Trailer(text)))
}

fn heading(text: &str) -> Option<Found<'_>> {
    if text.ends_with("Traceback (most recent call last):") {
        return Some(Found::one(Item::Heading(Opening {
            outermost_first: true,
            ..Opening::default()
        })));
    }
    if let Some(thread) = text.strip_suffix(" (most recent call first):") {
        return Some(Found::thread(thread));
    }
    if text.starts_with("Fatal Python error: ") || text.starts_with("Windows fatal exception: ") {
        return Some(Found::heading(text));
    }
    let direct = text == "The above exception was the direct cause of the following exception:";
    let during = text == "During handling of the above exception, another exception occurred:";
    (direct || during).then(|| Found::one(Item::CausedByAbove))
}

/// `/x/a.py", line 12, in f`.
fn frame(rest: &str) -> Option<Part<'_>> {
    let (path, behind) = rest.split_once("\", line ")?;
    let (_, name) = number(behind)?;
    let digits = behind.get(..behind.len() - name.len())?;
    let written = rest.get(..rest.len() - name.len())?;
    let (outermost_first, function) = match (name.strip_prefix(", in "), name.strip_prefix(" in ")) {
        (Some(function), _) => (true, Some(function.trim())),
        (None, Some(function)) => (false, Some(function.trim())),
        (None, None) => (true, None),
    };
    Some(Part {
        function,
        place: Some(Place::new(written, path, digits, None)?),
        sure: true,
        outermost_first,
        ..Part::default()
    })
}
