//! Folded stacks, which are told only by a text as a whole; what a frame holds, `formats/folded` says.

use crate::Unit;
use crate::formats::folded;
use crate::traces::Weight;
use crate::traces::found::{Found, Item, Opening, Part};
use crate::traces::place::Place;
use crate::traces::window::Window;

/// So much of a text decides.
const HEAD: usize = 64 << 10;

/// Reads a text that is nothing else; calls back for each stack.
pub(in crate::traces) fn whole(text: &str, take: &mut impl FnMut(Found<'_>, &Window<'_>)) {
    let head = text.as_bytes().get(..HEAD).unwrap_or(text.as_bytes());
    if !folded::looks_like(head) && !is_one_stack(text) {
        return;
    }
    let mut window = Window::new(text);
    while !window.is_empty() {
        if let Some(found) = stack(window.first().trim()) {
            take(found, &window);
        }
        window.skip(1);
    }
}

/// A single line without a count, and no code.
fn is_one_stack(text: &str) -> bool {
    let text = text.trim();
    text.len() <= HEAD
        && !text.contains(['\n', '{', '=', '"'])
        && text.contains(';')
        && text
            .split(';')
            .all(|frame| !frame.is_empty() && !frame.starts_with(' '))
}

fn stack(line: &str) -> Option<Found<'_>> {
    let counted = folded::split_count(line.as_bytes()).and_then(|(stack, count)| {
        let count: f64 = std::str::from_utf8(count).ok()?.parse().ok()?;
        Some((line.get(..stack.len())?, Some(count)))
    });
    let (stack, count) = counted.unwrap_or((line, None));
    if stack.is_empty() || stack.starts_with('#') {
        return None;
    }
    let opening = Opening {
        weight: count.map(|amount| Weight {
            amount,
            unit: Unit::Count,
        }),
        outermost_first: true,
        ..Opening::default()
    };
    let mut items = vec![Item::End, Item::Heading(opening)];
    items.extend(stack.split(';').map(|frame| Item::Frame(Box::new(part(frame)))));
    items.push(Item::End);
    Some(Found { items, lines: 1 })
}

fn part(text: &str) -> Part<'_> {
    let frame = folded::Frame::parse(text);
    let place = frame.file.map(|file| {
        let end = |part: &str| part.as_ptr().addr() - text.as_ptr().addr() + part.len();
        let start = end(file) - file.len();
        let digits = frame.line.map_or(0, |line| 1 + line.to_string().len());
        let mut place = Place::file(text.get(start..end(file) + digits).unwrap_or(file));
        place.path = file.into();
        place.line = frame.line;
        place
    });
    Part {
        function: Some(frame.name),
        mapping: frame.mapping,
        place,
        address: frame.address.map(std::num::NonZeroU64::get),
        inlined: frame.inlined,
        sure: true,
        ..Part::default()
    }
}
