//! PHP's exceptions (`Exception::getTraceAsString`, PHP 8.2): `#0 /x/shop.php(9): Acme\Shelf->price()`, where the
//! place is that of the call: the function's own is one line further up, the first one's in the heading.

use crate::traces::Trace;
use crate::traces::found::{Found, Item, Link, Opening, Part, Scene, number};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let text = window.first().trim();
    if let Some(rest) = text.strip_prefix('#') {
        let (index, rest) = number(rest)?;
        let part = frame(rest.strip_prefix(' ')?)?;
        return Some(Found::frame(Part {
            index: Some(index),
            ..part
        }));
    }
    if scene.open && text == "Stack trace:" {
        return Some(Found::one(Item::Inside));
    }
    let fatal = text
        .split_once("Fatal error: ")
        .map(|(_, rest)| rest.trim_start().strip_prefix("Uncaught "))
        .map(Option::unwrap_or_default);
    let (exception, link) = match (fatal, text.strip_prefix("Next ")) {
        (Some(exception), _) if !exception.is_empty() => (exception, Link::None),
        (_, Some(exception)) if window.text(1).is_some_and(|below| below.trim() == "Stack trace:") => {
            (exception, Link::CausedByAbove)
        }
        _ => return None,
    };
    let place = exception
        .rsplit_once(" in ")
        .and_then(|(_, place)| Place::split(place));
    let text = match &place {
        Some(place) => exception.get(..exception.len() - place.written.len() - " in ".len())?,
        None => exception,
    };
    Some(Found::one(Item::Heading(Opening {
        place: place.map(|place| Part {
            place: Some(place),
            ..Part::default()
        }),
        link,
        ..Opening::of(text)
    })))
}

fn frame(rest: &str) -> Option<Part<'_>> {
    if rest == "{main}" {
        return Some(Part {
            function: Some(rest),
            ..Part::default()
        });
    }
    let (place, call) = if let Some(call) = rest.strip_prefix("[internal function]: ") {
        (None, call)
    } else {
        let at = rest.find("): ")?;
        (Some(Place::split(rest.get(..=at)?)?), rest.get(at + 3..)?)
    };
    let function = call
        .strip_suffix(')')
        .and_then(|call| call.find('(').and_then(|at| call.get(..at)));
    Some(Part {
        function: Some(function.unwrap_or(call)),
        place,
        sure: true,
        ..Part::default()
    })
}

/// Gives each function its own place: the one that the line above names for the call within it.
pub(in crate::traces) fn shift(trace: &mut Trace) {
    let mut above = trace.origin.clone().unwrap_or_default();
    for frame in &mut trace.frames {
        std::mem::swap(&mut frame.file, &mut above.file);
        std::mem::swap(&mut frame.line, &mut above.line);
        std::mem::swap(&mut frame.place_range, &mut above.place_range);
    }
}
