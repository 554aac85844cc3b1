//! The hottest rows of an opened profile, and the hot frames of an opened trace, each in a sentence.

use lsp_types::{Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Uri};
use profile::Format;

use super::rows::{Mention, Of, Row, Weight};
use super::{Dialect, Joiner, Opened, opened};
use crate::lsp::context::Context;
use crate::lsp::{diagnostics, proto, words};

/// Findings of all profiles and traces that are open.
pub(in crate::lsp) fn findings(context: &Context) -> Vec<(Uri, Vec<Diagnostic>)> {
    let mut all = Vec::new();
    for engine in context.engines().iter() {
        for key in engine.open_documents() {
            if let Some(uri) = proto::uri_of_key(&key)
                && let Some(opened) = opened(context, &key)
            {
                let list = of(context, &opened);
                if !list.is_empty() {
                    all.push((uri, list));
                }
            }
        }
    }
    // What was closed needs no rows any more.
    context.rows.keep(|key| {
        context
            .engine_of(key)
            .is_some_and(|engine| engine.document(key).is_some())
    });
    all
}

fn of(context: &Context, opened: &Opened) -> Vec<Diagnostic> {
    let settings = opened.engine.settings().diagnostics.clone();
    if !settings.enable || opened.engine.shown().is_none() && opened.engine.selected_view().is_some() {
        return Vec::new();
    }
    let view = Joiner::view_of(opened);
    let mut joiner = Joiner::new(context, opened, view.as_ref());
    if opened.dialect == Dialect::Profile(Format::PerfScript) {
        return Vec::new();
    }
    if opened.dialect == Dialect::Traces {
        let mut list = Vec::new();
        let mut seen: Vec<u32> = Vec::new();
        for row in opened.rows.iter() {
            if list.len() >= settings.lines {
                break;
            }
            let Some(spot) = joiner.spot(row).filter(|spot| !seen.contains(spot)) else {
                continue;
            };
            if let Some((finding, share)) = hot_frame(context, opened, &mut joiner, row, spot)
                && share >= settings.function_share
            {
                seen.push(spot);
                list.push(finding);
            }
        }
        return list;
    }
    let whole: f64 = opened
        .rows
        .iter()
        .filter_map(|row| counted(row.weight.as_ref()?))
        .sum();
    let share = |row: &Row| {
        let weight = row.weight.as_ref()?;
        match counted(weight) {
            Some(count) => (whole > 0.0).then_some(count / whole),
            None if weight.of == Of::Instruction => weight.total.or(weight.own),
            None => weight.own.or(weight.total),
        }
    };
    let mut weighed: Vec<(f64, &Row)> = opened
        .rows
        .iter()
        .filter_map(|row| Some((share(row)?, row)))
        .collect();
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0));
    weighed.retain(|(share, _)| *share >= settings.line_share);
    weighed.truncate(settings.lines);
    weighed
        .into_iter()
        .filter_map(|(share, row)| heavy_row(context, opened, &mut joiner, row, share))
        .collect()
}

/// The count of a stack's weight.
fn counted(weight: &Weight) -> Option<f64> {
    (weight.of == Of::Stack).then_some(weight.own?)
}

fn heavy_row(
    context: &Context,
    opened: &Opened,
    joiner: &mut Joiner<'_>,
    row: &Row,
    share: f64,
) -> Option<Diagnostic> {
    let weight = row.weight.as_ref()?;
    let name = row.function.as_ref().map(|function| words::shown(&function.text));
    let name = name.as_deref();
    let message = match (weight.of, name) {
        (Of::Function, name) => {
            let name = name.unwrap_or("this");
            match (weight.own, weight.total) {
                (Some(own), Some(total)) => format!(
                    "`{name}` holds {} of the whole itself, {} with what it calls",
                    words::percent(own),
                    words::percent(total)
                ),
                (Some(own), None) => format!("`{name}` holds {} of the whole itself", words::percent(own)),
                _ => format!(
                    "`{name}` holds {} of the whole with what it calls",
                    words::percent(share)
                ),
            }
        }
        (Of::Line, name) => {
            format!(
                "`{}` holds {} of the whole in this line",
                name.unwrap_or("this"),
                words::percent(share)
            )
        }
        (Of::Instruction, name) => {
            let part = words::percent(weight.own.unwrap_or(0.0));
            let inside = name.map(|name| format!(", in `{name}`")).unwrap_or_default();
            match weight.total {
                Some(total) => {
                    format!(
                        "{part} of the annotated function, {} of all that are annotated, is spent here{inside}",
                        words::percent(total)
                    )
                }
                None => format!("{part} of the annotated function is spent here{inside}"),
            }
        }
        (Of::Stack, name) => format!(
            "{} of the whole has this stack, in which `{}` itself was running",
            words::percent(share),
            name.unwrap_or("?")
        ),
    };
    let definition = joiner.definition(row);
    let place = joiner
        .place(row)
        .filter(|_| matches!(weight.of, Of::Instruction | Of::Line));
    let more = match (&definition, place) {
        (_, Some((file, line))) => format!("it is {}:{line}", file.display()),
        (Some(definition), None) => {
            let file = shown(opened, &definition.uri);
            format!("it is defined at {file}:{}", definition.range.start.line + 1)
        }
        (None, None) => joiner
            .why_nowhere(row)
            .map_or_else(String::new, |why| why.to_string()),
    };
    let join = if more.is_empty() { "" } else { "; " };
    let message = format!("{message}{join}{}.", more.replace(char::is_control, " "));
    finding(context, opened, row, message, definition)
}

/// A frame of a trace whose function is hot in the profile that is shown.
fn hot_frame(
    context: &Context,
    opened: &Opened,
    joiner: &mut Joiner<'_>,
    row: &Row,
    spot: u32,
) -> Option<(Diagnostic, f64)> {
    let view = joiner.view()?.clone();
    let hot = view.weights(spot)?;
    let share = view.share(hot.own.or(hot.total))?;
    let message = format!(
        "`{}` is hot in {}: {} of {}.",
        view.short(spot)?,
        view.loaded.name,
        words::shares(&view, hot.own, hot.total),
        words::counted(&view)
    );
    let definition = joiner.definition(row);
    Some((finding(context, opened, row, message, definition)?, share))
}

fn finding(
    context: &Context,
    opened: &Opened,
    row: &Row,
    message: String,
    definition: Option<lsp_types::Location>,
) -> Option<Diagnostic> {
    let mention = row
        .function
        .as_ref()
        .or(row.file.as_ref().map(|file| &file.mention))?;
    let range = range(context, opened, mention)?;
    let mut finding = diagnostics::finding(range, DiagnosticSeverity::HINT, "hot-row", message);
    if context.capabilities().related_information {
        finding.related_information = definition.map(|location| {
            let message = "defined here".to_owned();
            vec![DiagnosticRelatedInformation { location, message }]
        });
    }
    Some(finding)
}

/// A file as the user knows it.
fn shown(opened: &Opened, uri: &Uri) -> String {
    let path = proto::key(uri);
    path.strip_prefix(opened.engine.root())
        .unwrap_or(&path)
        .display()
        .to_string()
}

/// The range of a mention in the document.
pub(super) fn range(context: &Context, opened: &Opened, mention: &Mention) -> Option<lsp_types::Range> {
    let rope = opened.open.document.rope();
    if mention.line >= rope.len_lines() {
        return None;
    }
    let start = rope.line_to_byte(mention.line);
    let bytes = start + mention.bytes.start..start + mention.bytes.end;
    Some(proto::range(&opened.open.document, bytes, context.encoding()))
}
