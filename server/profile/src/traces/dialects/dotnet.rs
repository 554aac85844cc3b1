//! .NET's exceptions (`Exception.ToString`, `StackTrace.ToString`; .NET Framework names inner exceptions in the
//! line of the outer one) and Mono's: `at Shop.Shelf.Price(String name) in /x/Shelf.cs:line 12`,
//! `at Shop.Shelf.Price (System.String name) [0x00012] in /x/Shelf.cs:12`. An inner exception's frames stand
//! before the outer one's.

use crate::traces::found::{Found, Item, Part, Scene, indent};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    if let Some(rest) = text.strip_prefix("at ") {
        return Some(Found::frame(Part {
            indent: indent(line),
            ..frame(rest, scene)?
        }));
    }
    if let Some(inner) = text.strip_prefix("---> ") {
        let inner = inner.strip_prefix("(Inner Exception #0) ").unwrap_or(inner);
        return Some(Found::one(Item::Inner(inner)));
    }
    if !scene.open {
        return None;
    }
    if text.starts_with("--- End of inner exception stack trace ---") {
        return Some(Found::one(Item::EndOfInner));
    }
    text.starts_with("--- End of stack trace from previous location")
        .then(|| Found::one(Item::Inside))
}

fn frame(rest: &str, scene: Scene) -> Option<Part<'_>> {
    let (call, place) = match rest.rsplit_once(" in ") {
        Some((call, place)) => (call, Some(place)),
        None => (rest, None),
    };
    // Mono's offset in the code.
    let call = call.split(" [0x").next().unwrap_or(call).trim_end();
    let arguments = call.strip_suffix(')')?;
    let open = arguments.find('(')?;
    let name = call.get(..open)?;
    let inside = arguments.get(open + 1..)?;
    let spaced = name.ends_with(' ');
    let name = name.trim_end();
    let named = !name.is_empty() && !name.contains(char::is_whitespace) && (name.contains('.') || scene.open);
    let place = place.and_then(|place| match place.rsplit_once(":line ") {
        Some((path, line)) => Place::new(place, path, line, None),
        None => Place::split(place).filter(|place| !place.path.starts_with('<')),
    });
    // `at Foo.bar (/x/a.js:1:2)` and `at Array.map (<anonymous>)` are JavaScript's.
    if !named || inside.contains(['/', ':', '<']) && place.is_none() || spaced && rest == call {
        return None;
    }
    Some(Part {
        function: Some(name),
        sure: place.is_some(),
        place,
        ..Part::default()
    })
}
