//! `go tool pprof -traces` (`printTraces` in internal/report/report.go): samples set apart by
//! `-----------+-----`, labels, then the weight before the innermost function.

use crate::Unit;
use crate::traces::Weight;
use crate::traces::found::{Found, Item, Opening, Part, Scene, indent};
use crate::traces::place::Place;
use crate::traces::window::Window;

pub(in crate::traces) fn read<'w>(window: &'w Window<'_>, scene: Scene) -> Option<Found<'w>> {
    let line = window.first();
    let text = line.trim();
    let between = text
        .strip_prefix("-----------+")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte == b'-'));
    if between {
        return Some(Found {
            items: vec![Item::End, Item::Heading(Opening::default())],
            lines: 1,
        });
    }
    if !scene.open || text.is_empty() || indent(line) == 0 {
        return None;
    }
    if !scene.has_frames && text.contains(":  ") {
        return Some(Found::one(Item::Inside));
    }
    let mut items = Vec::new();
    let mut name = text;
    if !scene.has_frames {
        let (amount, rest) = text.split_once("   ")?;
        items.push(Item::Heading(Opening {
            weight: Some(weight(amount)?),
            ..Opening::default()
        }));
        name = rest.trim_start();
    }
    let inlined = name.ends_with(" (inline)");
    let name = name.strip_suffix(" (inline)").unwrap_or(name);
    // With `-lines` the place stands behind the function.
    let begin = name.find(" /").or_else(|| name.rfind(' '));
    let placed = begin.and_then(|at| Some((at, Place::split(name.get(at..)?)?)));
    let (function, place) = match placed {
        Some((at, place)) => (name.get(..at)?, Some(place)),
        None => (name, None),
    };
    items.push(Item::Frame(Box::new(Part {
        function: Some(function),
        place,
        inlined,
        sure: true,
        indent: indent(line),
        ..Part::default()
    })));
    Some(Found { items, lines: 1 })
}

/// `10ms`, `1.50MB`, `12`.
fn weight(text: &str) -> Option<Weight> {
    let digits = text
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || b".-".contains(byte))
        .count();
    let (unit, scale) = Unit::parse(text.get(digits..)?);
    let amount: f64 = text.get(..digits)?.parse().ok()?;
    Some(Weight {
        amount: amount * scale,
        unit,
    })
}
