//! LLDB's `bt` (LLDB 14): ``* frame #0: 0x55 a.out`f(x=1) at a.c:3:5``, with `[inlined] g(y=2)` behind the
//! function that was inlined into.

use crate::traces::found::{Found, Item, Opening, Part, Scene, address, indent, known, number};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, _: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim().trim_start_matches("* ");
    if let Some(rest) = text.strip_prefix("frame #") {
        let (index, rest) = number(rest)?;
        let part = frame(rest.strip_prefix(": ")?)?;
        return Some(Found::frame(Part {
            index: Some(index),
            indent: indent(line),
            sure: true,
            ..part
        }));
    }
    let rest = text.strip_prefix("thread #")?;
    number(rest)?;
    let reason = rest.split_once("stop reason = ").map(|(_, reason)| reason);
    let thread = text.split(", stop reason").next().unwrap_or(text);
    Some(Found::one(Item::Heading(Opening {
        thread: Some(thread.trim_end_matches(':')),
        ..reason.map_or_else(Opening::default, Opening::of)
    })))
}

fn frame(text: &str) -> Option<Part<'_>> {
    let (address, rest) = match address(text) {
        Some((address, rest)) => (Some(address), rest.trim_start()),
        None => (None, text),
    };
    let mut part = Part {
        address,
        ..Part::default()
    };
    let Some((module, symbol)) = rest.split_once('`') else {
        part.mapping = Some(rest.trim_end()).filter(|rest| !rest.is_empty());
        return (part.mapping.is_some() || address.is_some()).then_some(part);
    };
    part.mapping = Some(module);
    let mut symbol = symbol.trim_end();
    if let Some((name, place)) = symbol.rsplit_once(" at ")
        && let Some(place) = Place::split(place)
    {
        symbol = name;
        part.place = Some(place);
    } else if let Some((name, offset)) = symbol.rsplit_once(" + ")
        && offset.bytes().all(|byte| byte.is_ascii_digit())
    {
        symbol = name;
    }
    if let Some((_, inlined)) = symbol.rsplit_once(" [inlined] ") {
        symbol = inlined;
        part.inlined = true;
    }
    part.function = known(without_arguments(symbol));
    Some(part)
}

/// Without the last group of parentheses, if the text ends with one.
fn without_arguments(symbol: &str) -> &str {
    let mut depth = 0usize;
    for (at, byte) in symbol.bytes().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' if depth > 0 => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let bare = symbol
                .get(..at)
                .filter(|bare| byte == b'(' && !bare.is_empty() && !bare.ends_with("operator"));
            return bare.unwrap_or(symbol);
        }
    }
    symbol
}
