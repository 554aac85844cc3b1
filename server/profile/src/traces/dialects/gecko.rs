//! `Error.stack` of Firefox (`SavedStacks` in js/src/vm) and Safari (`StackFrame::toString` in
//! `JavaScriptCore`): `name@https://host/a.js:10:5`, `async*name@...`, `map@[native code]`.

use crate::traces::found::{Found, Part, Scene, indent};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    let at = begins_place(text)?;
    let (name, place) = (text.get(..at)?, text.get(at + 1..)?);
    let name = name
        .rsplit('*')
        .next()
        .unwrap_or(name)
        .trim_end_matches(['/', '<']);
    let native = place == "[native code]";
    let placed = Place::split(place).or_else(|| (scene.open && !native).then(|| Place::file(place)));
    if placed.is_none() && !native || name.contains(['"', '(', '=']) {
        return None;
    }
    Some(Found::frame(Part {
        function: (!name.is_empty()).then_some(name),
        sure: placed.as_ref().is_some_and(|place| place.line.is_some()),
        place: placed,
        indent: indent(line),
        ..Part::default()
    }))
}

/// The `@` before a URL, a path, or the words for what is built in; mail addresses have none of these.
fn begins_place(text: &str) -> Option<usize> {
    text.match_indices('@').map(|(at, _)| at).take(4).find(|&at| {
        let rest = text.get(at + 1..).unwrap_or("");
        let scheme = rest
            .bytes()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-+".contains(byte))
            .count();
        let url = scheme > 1 && rest.get(scheme..).is_some_and(|rest| rest.starts_with("://"));
        url || rest.starts_with('/') || rest == "[native code]" || rest.starts_with("debugger eval code:")
    })
}
