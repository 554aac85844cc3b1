//! `py-spy dump` (py-spy 0.4): `Thread 12 (idle): "MainThread"`, then `    wait (shop.py:24)`, innermost first.

use crate::traces::found::{Found, Item, Opening, Part, Scene, indent};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    if let Some(rest) = line.strip_prefix("Thread ") {
        let state = rest.split_once(" (").map(|(_, state)| state)?;
        let is_one = ["idle)", "active)", "active+gil)", "idle+gil)"]
            .iter()
            .any(|word| state.starts_with(word));
        return is_one.then(|| {
            Found::one(Item::Heading(Opening {
                thread: Some(text),
                ..Opening::default()
            }))
        });
    }
    if !scene.open || indent(line) == 0 {
        return None;
    }
    // `--locals` prints variables below their frame.
    if scene.has_frames && indent(line) > scene.indent {
        return Some(Found::one(Item::Inside));
    }
    let (name, place) = text.strip_suffix(')')?.rsplit_once(" (")?;
    let placed = Place::split(place);
    Some(Found::frame(Part {
        function: Some(name),
        mapping: placed.is_none().then_some(place),
        place: placed,
        sure: true,
        indent: indent(line),
        ..Part::default()
    }))
}
