//! What is copied from a stack in Elastic Universal Profiling: three lines a frame, the innermost with the
//! highest number: `7`, `libc.so.6: fread`, `./libio/fileops.c#1341` or `libc.so.6+0x114991`.

use super::table;
use crate::traces::found::{Found, Item, Part, Scene, address, known};
use crate::traces::window::Window;

/// Lines of a frame.
const LINES: usize = 3;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let index = index(window.first())?;
    let name = window.text(1)?.trim();
    let file = window.text(2)?.trim();
    let (mapping, function) = match name.split_once(": ") {
        Some((mapping, function)) => (mapping, known(function)),
        None => (name, None),
    };
    let at = file
        .rsplit_once('+')
        .and_then(|(_, at)| address(at))
        .map(|(address, _)| address);
    let place = table::place(file);
    let placed = at.is_some() || place.as_ref().is_some_and(|place| place.line.is_some());
    // The number of a following frame is one less; only the last has none.
    let goes_on = match window.text(LINES) {
        Some(below) if !below.trim().is_empty() => self::index(below).is_some_and(|below| below + 1 == index),
        _ => index == 1,
    };
    let named = !mapping.is_empty() && !mapping.contains(char::is_whitespace);
    let is_one = named && (scene.open && (placed || place.is_some()) || placed && goes_on);
    is_one.then(|| {
        let part = Part {
            function,
            mapping: Some(mapping),
            place,
            address: at,
            sure: true,
            ..Part::default()
        };
        Found::over(Item::Frame(Box::new(part)), LINES)
    })
}

fn index(line: &str) -> Option<u32> {
    let text = line.trim();
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}
