//! Erlang's exceptions: as the shell prints them (`erl_error.erl`, OTP 25; `in call from shop:price/1
//! (shop.erl, line 3)`), and as terms (`{shop,price,1,[{file,"shop.erl"},{line,3}]}`).

use crate::traces::found::{Found, Item, Part, Scene, indent, number};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    if let Some(at) = text
        .find("exception error: ")
        .or_else(|| text.find("exception exit: "))
    {
        return (at < 16).then(|| Found::heading(text.get(at..).unwrap_or(text)));
    }
    let call = text
        .strip_prefix("in function ")
        .or_else(|| text.strip_prefix("in call from "));
    if let Some(call) = call {
        return Some(Found::frame(Part {
            indent: indent(line),
            ..shell(call.trim_start())?
        }));
    }
    let items = terms(text);
    if items.is_empty() {
        let more = scene.has_frames && (text.starts_with("called as ") || text.starts_with("*** argument"));
        return more.then(|| Found::one(Item::Inside));
    }
    Some(Found { items, lines: 1 })
}

/// `maps:get/2`, `shop:price/1 (shop.erl, line 3)`.
fn shell(call: &str) -> Option<Part<'_>> {
    let (name, place) = match call.strip_suffix(')').and_then(|call| call.rsplit_once(" (")) {
        Some((name, place)) => (name, Some(place)),
        None => (call, None),
    };
    let place = place.and_then(|place| {
        let (file, line) = place.split_once(", line ")?;
        Place::new(place, file, line, None)
    });
    let is_name = name.contains('/') && !name.contains(' ');
    is_name.then(|| Part {
        function: Some(name),
        sure: place.is_some(),
        place,
        ..Part::default()
    })
}

fn terms(text: &str) -> Vec<Item<'_>> {
    const FILE: &str = ",[{file,\"";
    let mut items = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(FILE) {
        let part = text.get(from..at).and_then(|head| {
            let begin = from + head.rfind('{')? + 1;
            let (module, function) = text.get(begin..at)?.split_once(',')?;
            let (function, _) = function.rsplit_once(',')?;
            let rest = text.get(at + FILE.len()..)?;
            let (file, behind) = rest.split_once("\"},{line,")?;
            let (_, rest) = number(behind)?;
            let digits = behind.get(..behind.len() - rest.len())?;
            let written = text.get(at + FILE.len()..text.len() - rest.len())?;
            Some(Part {
                function: Some(function),
                mapping: Some(module),
                place: Some(Place::new(written, file, digits, None)?),
                sure: true,
                ..Part::default()
            })
        });
        items.extend(part.map(|part| Item::Frame(Box::new(part))));
        from = at + FILE.len();
    }
    items
}
