//! Rust's panics and backtraces (`library/std/src/panicking.rs` and `backtrace`'s `print.rs`, Rust 1.95; the
//! message stood in the first line before 1.73), also as `anyhow` and `color-eyre` print them:
//! `  3: shop::main`, `  3:     0x5581 - shop::main`, then `at ./src/main.rs:10:5` in a line of its own.

use std::borrow::Cow;

use crate::traces::found::{Found, Item, Opening, Part, Scene, address, indent, known, number};
use crate::traces::place::Place;
use crate::traces::window::{AHEAD, Window};

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    if text.contains("panicked at ") {
        return panic(window, text);
    }
    if text == "stack backtrace:" || text.contains("━ BACKTRACE ━") {
        return Some(Found::one(Item::Heading(Opening::default())));
    }
    // An error's; a panic before it had none.
    if text == "Stack backtrace:" {
        return Some(Found {
            items: vec![Item::End, Item::Heading(Opening::default())],
            lines: 1,
        });
    }
    if scene.open && text.starts_with('⋮') {
        let hidden = text.trim_matches(['⋮', ' ']);
        return Some(number(hidden).map_or_else(
            || Found::one(Item::Inside),
            |(count, _)| Found::one(Item::Elided(count)),
        ));
    }
    frame(window, line, scene)
}

/// `thread 'main' (12) panicked at src/main.rs:10:5:`, and the message below.
fn panic<'w>(window: &'w Window<'_>, text: &'w str) -> Option<Found<'w>> {
    let (thread, rest) = text.split_once("panicked at ")?;
    let thread = thread.trim().strip_prefix("thread '")?.split('\'').next();
    if let Some((message, place)) = rest.strip_prefix('\'').and_then(|rest| rest.rsplit_once("', ")) {
        return Some(Found::one(Item::Heading(opening(
            Cow::Borrowed(message),
            thread,
            place,
        )?)));
    }
    let mut opening = opening(Cow::Borrowed(""), thread, rest.strip_suffix(':')?)?;
    let end = (1..AHEAD).find(|&line| {
        let text = window.text(line).unwrap_or("").trim();
        text.is_empty() || text == "stack backtrace:" || text.starts_with("note: run with")
    });
    // A message that does not end soon is taken for its first line.
    let lines = end.unwrap_or(2);
    let mut message = window.text(1).unwrap_or("").trim_end();
    if lines > 2 {
        let all: Vec<&str> = (1..lines)
            .filter_map(|line| window.text(line))
            .map(str::trim_end)
            .collect();
        opening.text = Some(Cow::Owned(all.join("\n")));
    } else {
        if lines < 2 {
            message = text;
        }
        opening.text = Some(Cow::Borrowed(message));
    }
    Some(Found::over(Item::Heading(opening), lines))
}

fn opening<'w>(message: Cow<'w, str>, thread: Option<&'w str>, place: &'w str) -> Option<Opening<'w>> {
    Some(Opening {
        text: Some(message),
        thread,
        place: Some(Part {
            place: Some(Place::split(place)?),
            ..Part::default()
        }),
        ..Opening::default()
    })
}

fn frame<'w>(window: &'w Window<'_>, line: &'w str, scene: Scene) -> Option<Found<'w>> {
    let text = line.trim();
    let place = window.text(1).and_then(below);
    let numbered = number(text).and_then(|(index, rest)| Some((index, rest.strip_prefix(':')?)));
    let (index, rest) = match numbered {
        Some((index, rest)) => (Some(index), rest.strip_prefix(' ')?.trim_start()),
        // Of calls that were inlined into each other the first alone has the number.
        None if scene.has_frames && place.is_some() && below(line).is_none() => (None, text),
        None => return None,
    };
    if place.is_none() && !scene.open {
        return None;
    }
    let (address, name) = match address(rest).and_then(|(at, rest)| Some((at, rest.strip_prefix(" - ")?))) {
        Some((address, name)) => (Some(address), name),
        None => (None, rest),
    };
    // The causes of an error are numbered too.
    if place.is_none() && name.contains(' ') && !name.contains("::") && !name.contains('<') {
        return None;
    }
    let lines = if place.is_some() { 2 } else { 1 };
    let part = Part {
        function: known(name),
        address,
        sure: place.is_some(),
        inlines_above: index.is_none(),
        place,
        index,
        indent: indent(line),
        ..Part::default()
    };
    Some(Found::over(Item::Frame(Box::new(part)), lines))
}

/// `             at ./src/main.rs:10:5`.
fn below(line: &str) -> Option<Place<'_>> {
    let place = line.trim().strip_prefix("at ")?;
    Place::split(place).filter(|_| line.starts_with([' ', '\t']) && !place.ends_with(')'))
}
