//! Ruby's exceptions (Ruby 3.1; 3.4 quotes with `'` on both sides and names the class):
//! ``/x/shop.rb:3:in `fetch': key not found (KeyError)``, then ``from /x/shop.rb:7:in `price'``. The cause stands
//! below what it caused.

use crate::traces::found::{Found, Item, Link, Opening, Part, Scene, indent, number};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    let numbered = number(text).and_then(|(_, rest)| rest.strip_prefix(": "));
    let (from, rest) = match numbered.unwrap_or(text).strip_prefix("from ") {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let at = rest.find(":in `").or_else(|| rest.find(":in '"))?;
    let place = Place::split(rest.get(..at)?)?;
    let quoted = rest.get(at + ":in `".len()..)?;
    let end = quoted.find("':").or_else(|| quoted.rfind('\''))?;
    let message = quoted
        .get(end + 1..)
        .and_then(|rest| rest.strip_prefix(": "))
        .filter(|_| !from);
    let part = Part {
        function: quoted.get(..end),
        place: Some(place),
        sure: true,
        outermost_first: numbered.is_some(),
        indent: indent(line),
        ..Part::default()
    };
    let mut items = Vec::new();
    if let Some(message) = message {
        items.push(Item::Heading(Opening {
            link: if scene.has_frames {
                Link::CauseOfAbove
            } else {
                Link::None
            },
            ..Opening::of(message)
        }));
    }
    items.push(Item::Frame(Box::new(part)));
    Some(Found { items, lines: 1 })
}
