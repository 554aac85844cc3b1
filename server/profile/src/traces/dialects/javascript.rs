//! V8's `Error.stack` (<https://v8.dev/docs/stack-trace-api>; Node.js 20 prints causes behind `[cause]:`):
//! `at parse (/x/a.js:10:5)`, `at async Foo.bar (file:///x/a.js:10:5)`, `at /x/a.js:10:5`,
//! `at eval (eval at f (/x/a.js:1:2), <anonymous>:1:5)`, `at Array.map (<anonymous>)`.

use crate::traces::found::{Found, Item, Link, Opening, Part, Scene, indent, number};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    if let Some(rest) = text.strip_prefix("at ") {
        return Some(Found::frame(Part {
            indent: indent(line),
            ..frame(rest)?
        }));
    }
    if let Some(cause) = text.strip_prefix("[cause]: ") {
        return Some(Found::one(Item::Heading(Opening {
            link: Link::CauseOfAbove,
            indent: indent(line),
            ..Opening::of(cause)
        })));
    }
    let count = text.strip_prefix("... ").filter(|_| scene.open)?;
    let (count, rest) = number(count)?;
    rest.starts_with(" lines matching cause")
        .then(|| Found::one(Item::Elided(count)))
}

fn frame(rest: &str) -> Option<Part<'_>> {
    // What has properties is printed as an object.
    let rest = rest.strip_suffix(" {").unwrap_or(rest);
    let (name, place) = match rest.strip_suffix(')').and_then(opening) {
        Some(open) => (Some(rest.get(..open)?), rest.get(open + 2..rest.len() - 1)?),
        None => (None, rest),
    };
    let without = place == "<anonymous>" || place == "native";
    let evaluated = place.starts_with("eval at ");
    let placed = if without { None } else { Place::split(inner(place)) };
    if name.is_none() {
        // Rust's `at ./src/main.rs:10:5` has its function above.
        let bare = rest.strip_prefix("async ").unwrap_or(rest);
        let place = Place::split(bare).filter(|place| is_script(&place.path) && place.column.is_some())?;
        return Some(Part {
            place: Some(place),
            sure: true,
            ..Part::default()
        });
    }
    if placed.is_none() && !without && !evaluated {
        return None;
    }
    let name = name.map(|name| {
        let name = ["async ", "new "]
            .iter()
            .fold(name, |name, word| name.strip_prefix(word).unwrap_or(name));
        name.split(" [as ").next().unwrap_or(name)
    });
    Some(Part {
        function: name.filter(|name| *name != "<anonymous>"),
        sure: placed.as_ref().is_some_and(|place| place.column.is_some()),
        place: placed,
        ..Part::default()
    })
}

/// Where the place begins: the last ` (` that is not within it.
fn opening(text: &str) -> Option<usize> {
    text.find(" (eval at ")
        .or_else(|| text.find(" (http"))
        .or_else(|| text.rfind(" ("))
}

/// Of what was evaluated, the place that was evaluated at: its own has no file.
fn inner(place: &str) -> &str {
    let Some(rest) = place.strip_prefix("eval at ") else {
        return place;
    };
    let place = rest.split("), ").next().unwrap_or(rest);
    place
        .rsplit_once(" (")
        .map_or(place, |(_, place)| place.trim_end_matches(')'))
}

fn is_script(path: &str) -> bool {
    let extension = path.rsplit('.').next().unwrap_or("");
    let path_of_script = matches!(
        extension,
        "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx" | "vue" | "svelte"
    );
    path_of_script || path.contains("://") || path.starts_with("node:")
}
