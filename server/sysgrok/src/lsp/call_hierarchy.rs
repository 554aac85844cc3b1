//! `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `callHierarchy/outgoingCalls`: who
//! calls whom in the profile.

use std::path::PathBuf;
use std::sync::Arc;

use engine::{Engine, Row, View};
use lsp_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
    CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, Range,
    SymbolKind,
};
use serde::{Deserialize, Serialize};
use source::normalise;

use super::context::{Context, Here};
use super::cursor::{self, Subject};
use super::places::Places;
use super::workspace_symbol::kind;
use super::{proto, words};

/// So many callers or callees are given, the hottest.
const LISTED: usize = 200;

/// By what an item is found again when the client sends it back, also after the profile was loaded again.
#[derive(Debug, Serialize, Deserialize)]
struct Key {
    /// Relative to the root; absent outside the workspace.
    file: Option<PathBuf>,
    name: String,
    /// Where it began when it was recorded, to tell apart functions of one name.
    line: u32,
    /// The root of its workspace.
    root: PathBuf,
}

/// The function whose name or call is under the cursor, or else the function around it.
pub(super) fn prepare(
    context: &Context,
    here: Here,
    params: &CallHierarchyPrepareParams,
) -> Option<Vec<CallHierarchyItem>> {
    let here = here.hot()?;
    if !here.place.engine.settings().call_hierarchy.enable {
        return None;
    }
    let document = &here.place.open.document;
    let offset = document.offset(
        proto::position(params.text_document_position_params.position),
        context.encoding(),
    );
    let line = document.position(offset, context.encoding()).line + 1;
    let view = &here.view;
    let of_hot = |hot: usize| Some(view.heat.functions.get(hot)?.spot);
    let spot = match cursor::subject(&here, offset, line) {
        Some(Subject::Function(function)) => of_hot(function.hot),
        Some(Subject::Call(call)) => Some(call.spot),
        Some(Subject::Line(_)) | None => of_hot(cursor::around(&here, offset)?.hot),
    }?;
    let places = Places::around(context, &here);
    let hot = view.weights(spot)?;
    let detail = words::shares(view, hot.own, hot.total);
    let row = view.rows(&[spot]).pop().flatten();
    Some(vec![item(places, spot, row.as_ref(), detail)?])
}

/// Who calls a function, hottest first.
pub(super) fn incoming(
    context: &Context,
    params: &CallHierarchyIncomingCallsParams,
) -> Option<Vec<CallHierarchyIncomingCall>> {
    let (engine, view, spot) = find(context, &params.item)?;
    let places = Places::new(context, &engine, &view);
    let calls = through(places, view.heat.calls.callers(spot))
        .into_iter()
        .map(|(caller, from)| {
            let ranges = calls_in(places, caller, spot);
            let from_ranges = if ranges.is_empty() {
                vec![from.selection_range]
            } else {
                ranges
            };
            CallHierarchyIncomingCall { from, from_ranges }
        });
    Some(calls.collect())
}

/// What a function calls, hottest first.
pub(super) fn outgoing(
    context: &Context,
    params: &CallHierarchyOutgoingCallsParams,
) -> Option<Vec<CallHierarchyOutgoingCall>> {
    let (engine, view, spot) = find(context, &params.item)?;
    let places = Places::new(context, &engine, &view);
    let calls = through(places, view.heat.calls.callees(spot))
        .into_iter()
        .map(|(callee, to)| {
            let ranges = calls_in(places, spot, callee);
            let from_ranges = if ranges.is_empty() {
                vec![params.item.selection_range]
            } else {
                ranges
            };
            CallHierarchyOutgoingCall { to, from_ranges }
        });
    Some(calls.collect())
}

/// Items of callers or callees, each with the share that passes.
fn through(places: Places, calls: impl Iterator<Item = (u32, i64)>) -> Vec<(u32, CallHierarchyItem)> {
    let calls: Vec<(u32, i64)> = calls.take(LISTED).collect();
    let spots: Vec<u32> = calls.iter().map(|call| call.0).collect();
    let rows = places.view.rows(&spots);
    let item = |(&(spot, weight), row): (&(u32, i64), &Option<Row>)| {
        let share = words::percent(places.view.share(Some(weight)).unwrap_or(0.0));
        let counted = words::counted(places.view);
        Some((
            spot,
            item(
                places,
                spot,
                row.as_ref(),
                format!("{share} of {counted} through this call"),
            )?,
        ))
    };
    calls.iter().zip(&rows).filter_map(item).collect()
}

/// A function of the profile: in the source, or else where the profile's file names it.
fn item(places: Places, spot: u32, row: Option<&Row>, detail: String) -> Option<CallHierarchyItem> {
    let view = places.view;
    let key = Key {
        file: view
            .placement
            .spots
            .get(spot as usize)?
            .file()
            .map(|file| file.to_path_buf()),
        name: view.short(spot)?.to_owned(),
        line: view.start_line(spot).unwrap_or(0),
        root: places.engine.root().to_owned(),
    };
    let name = words::name(view, spot)?;
    let data = serde_json::to_value(key).ok();
    if let Some(source) = places.function(spot) {
        return Some(CallHierarchyItem {
            name,
            kind: kind(source.function.kind),
            tags: None,
            detail: Some(detail),
            uri: proto::uri(&places.engine.root().join(source.file))?,
            range: source.range(&source.function.range, places.context),
            selection_range: source.range(&source.function.name_range, places.context),
            data,
        });
    }
    let location = places.in_profile(row)?;
    Some(CallHierarchyItem {
        name,
        kind: SymbolKind::FUNCTION,
        tags: None,
        detail: Some(detail),
        uri: location.uri,
        range: location.range,
        selection_range: location.range,
        data,
    })
}

/// The function that an item means now.
fn find(context: &Context, item: &CallHierarchyItem) -> Option<(Arc<Engine>, Arc<View>, u32)> {
    let key: Key = serde_json::from_value(item.data.clone()?).ok()?;
    let engines = context.engines();
    let engine = engines.iter().find(|engine| engine.root() == key.root)?;
    if !engine.settings().call_hierarchy.enable {
        return None;
    }
    let view = engine.shown()?;
    let spot = view.find_spot(key.file.as_deref(), &key.name, key.line)?;
    Some((engine.clone(), view, spot))
}

/// Where a function of the workspace calls another one, as far as stacks tell the lines: the name in the line,
/// or else the line.
fn calls_in(places: Places, caller: u32, callee: u32) -> Vec<Range> {
    let Some(source) = places.function(caller) else {
        return Vec::new();
    };
    let (view, document, encoding) = (places.view, &source.current.document, places.context.encoding());
    let name = view.short(callee).map(normalise).unwrap_or_default();
    let lines = source
        .current
        .heat
        .lines_in(source.function.start_line..=source.function.end_line);
    lines
        .filter(|line| view.line_calls.callees(line.hot).any(|call| call.0 == callee))
        .map(|line| {
            let whole = proto::line_range(document, line.line, encoding);
            let in_line = || {
                let rope = document.rope();
                let text = rope.get_line(line.line as usize - 1)?.to_string();
                let at = word_in(&text, name.last()?)?;
                let start = rope.try_line_to_byte(line.line as usize - 1).ok()? + at;
                Some(proto::range(
                    document,
                    start..start + name.last()?.len(),
                    encoding,
                ))
            };
            in_line().unwrap_or(whole)
        })
        .collect()
}

/// Where a word stands in a line.
fn word_in(line: &str, word: &str) -> Option<usize> {
    let part = |char: char| char.is_alphanumeric() || char == '_';
    (line.match_indices(word).map(|found| found.0)).find(|&at| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|after| after.chars().next());
        !word.is_empty() && !before.is_some_and(part) && !after.is_some_and(part)
    })
}
