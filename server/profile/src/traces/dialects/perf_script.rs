//! A sample of `perf script`; what its lines hold, `formats/perf_script` says.

use std::borrow::Cow;
use std::num::NonZeroU64;
use std::str::from_utf8;

use crate::formats::perf_script::{self, Header};
use crate::traces::Weight;
use crate::traces::found::{Found, Item, Opening, Part, Scene, indent};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    if !line.starts_with([' ', '\t']) {
        return heading(line, window.text(1)?);
    }
    let text = line.trim();
    let digits = text.bytes().take_while(u8::is_ascii_hexdigit).count();
    if !(1..=16).contains(&digits) || !text.get(digits..)?.starts_with(' ') {
        return None;
    }
    let frame = perf_script::Frame::parse(text.as_bytes());
    let symbol = from_utf8(frame.symbol).ok()?;
    let certain = text.contains("+0x") && text.ends_with(')') && frame.mapping.is_some();
    if !scene.open && !certain {
        return None;
    }
    let below = window
        .text(1)
        .and_then(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with([' ', '\t']));
    // What perf prints where it knows no line (`[kernel.kallsyms][ffff]`) stands there too.
    let lines = if below.is_some() { 2 } else { 1 };
    let below = below.and_then(source_line);
    let part = Part {
        function: (!symbol.is_empty()).then_some(symbol),
        mapping: frame
            .mapping
            .and_then(|name| from_utf8(name).ok())
            .filter(|name| *name != "[unknown]"),
        inlined: frame.inlined || below.as_ref().is_some_and(|(_, inlined)| *inlined),
        place: below.map(|(place, _)| place),
        address: frame.address.map(NonZeroU64::get),
        sure: certain,
        indent: indent(line),
        ..Part::default()
    };
    Some(Found::over(Item::Frame(Box::new(part)), lines))
}

fn heading<'w>(line: &'w str, below: &str) -> Option<Found<'w>> {
    let below = below.strip_prefix('\t')?.trim_start();
    let digits = below.bytes().take_while(u8::is_ascii_hexdigit).count();
    if digits == 0 || !below.get(digits..)?.starts_with(' ') {
        return None;
    }
    let header = Header::parse(line.as_bytes()).filter(Header::is_certain);
    let header = header.or_else(|| Header::bare(line.as_bytes()))?;
    let event = from_utf8(header.event).ok()?;
    let thread = from_utf8(header.thread).ok()?;
    Some(Found::one(Item::Heading(Opening {
        text: (!event.is_empty()).then_some(Cow::Borrowed(event)),
        thread: (!thread.is_empty()).then_some(thread),
        weight: header.period.map(|period| Weight {
            amount: period as f64,
            unit: perf_script::unit_of_event(event),
        }),
        ..Opening::default()
    })))
}

/// `table.c:23 (inlined)` below a frame.
fn source_line(text: &str) -> Option<(Place<'_>, bool)> {
    let text = text.trim_end();
    let bare = text.strip_suffix(" (inlined)");
    Some((Place::split(bare.unwrap_or(text))?, bare.is_some()))
}
