//! The graph as JSON: the answer of `sysgrok/flameGraph` in `editors/PROTOCOL.md`, as far as its page reads it.

use std::collections::HashMap;
use std::path::Path;

use engine::{Engine, View};
use heat::{Flame, Spot, Whereabouts};
use serde_json::{Value, json};

use crate::cli::findings::sarif;

/// What the page draws. `inverted`: callers stand below.
pub(super) fn json(
    engine: &Engine,
    view: &View,
    base: Option<&View>,
    flame: &Flame,
    inverted: bool,
) -> Value {
    let mut numbers = HashMap::new();
    let mut functions = Vec::new();
    for spot in flame.frames.iter().filter_map(|frame| frame.spot) {
        numbers.entry(spot).or_insert_with(|| {
            functions.push(function(engine, view, spot));
            functions.len() - 1
        });
    }
    // Parents come before children: from the last frame to the first, nothing recurses.
    let mut nodes = vec![Value::Null; flame.frames.len()];
    for (index, frame) in flame.frames.iter().enumerate().rev() {
        let children: Vec<Value> = (frame.children.iter())
            .filter_map(|&child| Some(nodes.get_mut(child as usize)?.take()))
            .collect();
        let share = |weight| view.share(Some(weight)).unwrap_or_default();
        let node = json!({
            "function": frame.spot.and_then(|spot| numbers.get(&spot)),
            "total": share(frame.total),
            "self": share(frame.own),
            "base": frame.base.and_then(|weight| base?.share(Some(weight))),
            "children": children,
        });
        if let Some(slot) = nodes.get_mut(index) {
            *slot = node;
        }
    }
    let root = nodes.first_mut().map(Value::take).unwrap_or_default();
    let empty = flame.frames.first().is_none_or(|root| root.children.is_empty());
    json!({
        "profile": profile(view),
        "base": base.map(profile),
        "inverted": inverted,
        "functions": functions,
        "root": root,
        "leftOut": view.share(Some(flame.left_out)).unwrap_or_default(),
        "reason": empty.then(|| format!("{} has no samples of this kind", view.loaded.name)),
    })
}

fn profile(view: &View) -> Value {
    let value = view.loaded.profile.value(view.value);
    json!({
        "name": view.loaded.name,
        "valueType": value.name,
        "unit": value.unit.name(),
        "whole": value.whole() as f64 * value.scale,
    })
}

fn function(engine: &Engine, view: &View, spot: u32) -> Value {
    let names = view.names(spot);
    let found = view.placement.spots.get(spot as usize);
    json!({
        "name": names.as_ref().map(|names| &names.short),
        "mapping": names.as_ref().and_then(|names| names.mapping.as_ref()),
        "location": found.and_then(|spot| location(engine.root(), spot)),
        "inWorkspace": found.and_then(Spot::file).is_some(),
    })
}

fn location(root: &Path, spot: &Spot) -> Option<Value> {
    let Whereabouts::Source { file, start_line, .. } = &*spot.whereabouts else {
        return None;
    };
    let line = start_line.saturating_sub(1);
    let path = root.join(file);
    let path = std::path::absolute(&path).unwrap_or(path);
    let slash = if path.to_string_lossy().starts_with('/') {
        ""
    } else {
        "/"
    };
    let start = json!({ "line": line, "character": 0 });
    Some(json!({
        "uri": format!("file://{slash}{}", sarif::uri(&path)),
        "range": { "start": start, "end": start },
    }))
}
