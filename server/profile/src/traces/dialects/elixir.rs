//! Elixir's exceptions (`Exception.format_stacktrace`, Elixir 1.14): `** (KeyError) key "plum" not found`, then
//! `    (elixir 1.14.0) lib/enum.ex:1658: Enum.map/2`.

use crate::traces::found::{Found, Part, Scene, indent};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    if let Some(rest) = text.strip_prefix("** (") {
        return rest
            .contains(')')
            .then(|| Found::heading(text.get(3..).unwrap_or(text)));
    }
    if indent(line) == 0 {
        return None;
    }
    let application = text.strip_prefix('(').and_then(|rest| rest.split_once(") "));
    let rest = application.map_or(text, |(_, rest)| rest);
    let mapping = application.map(|(application, _)| application);
    if let Some((place, function)) = rest.split_once(": ")
        && let Some(place) = Place::split(place)
        && place
            .path
            .rsplit('.')
            .next()
            .is_some_and(|extension| matches!(extension, "ex" | "exs" | "erl" | "eex" | "heex"))
    {
        return Some(Found::frame(Part {
            function: (function != "(file)").then_some(function),
            mapping,
            place: Some(place),
            sure: true,
            ..Part::default()
        }));
    }
    // `:erlang.map_get("plum", %{})`
    let function = rest.strip_prefix(':').filter(|_| scene.open)?;
    let end = function.find(['(', '/'])?;
    Some(Found::frame(Part {
        function: rest.get(..=end),
        mapping,
        ..Part::default()
    }))
}
