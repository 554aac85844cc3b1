//! What is copied from a stack in Elastic Universal Profiling: three lines a frame, the innermost with the
//! highest number: `7`, `libc.so.6: fread`, `./libio/fileops.c#1341` or `libc.so.6+0x114991`.

use super::table;
use crate::traces::found::{Found, Item, Part, Scene, address, known};
use crate::traces::window::Window;

/// Lines of a frame.
const LINES: usize = 3;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    if let Some(index) = index(window.first()) {
        return frame(window, index, scene);
    }
    if scene.open {
        return None;
    }
    // Who selects from the first name on leaves out the first number; the frame behind tells that it is one.
    let below = index(window.text(LINES - 1)?)?;
    let part = part(window, 0)?;
    let follows = self::part(window, LINES)?;
    let is_one =
        part.function.is_some() && is_placed(&part) && is_placed(&follows) && ends(window, LINES - 1, below);
    is_one.then(|| Found::over(Item::Frame(Box::new(part)), LINES - 1))
}

/// A frame with its number.
fn frame<'w>(window: &'w Window<'_>, index: u32, scene: Scene) -> Option<Found<'w>> {
    let part = part(window, 1)?;
    let is_one = scene.open && (is_placed(&part) || part.place.is_some())
        || is_placed(&part) && ends(window, 0, index);
    is_one.then(|| Found::over(Item::Frame(Box::new(part)), LINES))
}

/// Whether behind the frame whose number stands in a line the next lower one follows, or nothing does.
fn ends(window: &Window<'_>, at: usize, index: u32) -> bool {
    match window.text(at + LINES) {
        Some(below) if !below.trim().is_empty() => self::index(below).is_some_and(|below| below + 1 == index),
        // Only the last has none below it.
        _ => index == 1,
    }
}

/// Whether it is known where in the file or library the call stands.
fn is_placed(part: &Part<'_>) -> bool {
    part.address.is_some() || part.place.as_ref().is_some_and(|place| place.line.is_some())
}

/// What the two lines from this one on name, if they name anything.
fn part<'w>(window: &'w Window<'_>, from: usize) -> Option<Part<'w>> {
    let name = window.text(from)?.trim();
    let file = window.text(from + 1)?.trim();
    let (mapping, function) = match name.split_once(": ") {
        Some((mapping, function)) => (mapping, known(function)),
        None => (name, None),
    };
    let at = file
        .rsplit_once('+')
        .and_then(|(_, at)| address(at))
        .map(|(address, _)| address);
    let place = table::place(file);
    let is_named = !mapping.is_empty() && !mapping.contains(char::is_whitespace);
    is_named.then(|| Part {
        function,
        mapping: Some(mapping),
        place,
        address: at,
        sure: true,
        ..Part::default()
    })
}

fn index(line: &str) -> Option<u32> {
    let text = line.trim();
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}
