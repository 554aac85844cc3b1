//! `textDocument/hover`.

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::context::{Context, HotPlace};
use super::{proto, words};

/// Callers, callees and lines that are listed.
const LISTED: usize = 5;

/// What the profile says of the function or line under the cursor.
pub(super) fn hover(context: &Context, params: &HoverParams) -> Option<Hover> {
    let at = &params.text_document_position_params;
    let hot = context.hot_place(&proto::key(&at.text_document.uri))?;
    let document = &hot.place.open.document;
    let offset = document.offset(proto::position(at.position), context.encoding());
    let line = at.position.line + 1;
    let on_name =
        hot.heat.functions.iter().find(|function| {
            let name = &function.function.name_range;
            (name.start..=name.end).contains(&offset)
        });
    let (text, range) = if let Some(function) = on_name {
        let range = proto::range(document, function.function.name_range.clone(), context.encoding());
        (function_text(&hot, function.hot)?, range)
    } else {
        (line_text(&hot, line)?, proto::line_range(document, line, context.encoding()))
    };
    let kind = if context.capabilities().markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    Some(Hover { contents: HoverContents::Markup(MarkupContent { kind, value: text }), range: Some(range) })
}

fn function_text(place: &HotPlace, hot: usize) -> Option<String> {
    let view = &place.view;
    let function = view.heat.functions.get(hot)?;
    let mut text = format!("**{}** of {}", words::shares(view, function.own, function.total), words::counted(view));
    if let Some(samples) = words::samples(view, function) {
        text.push_str(&format!("  \n{samples}"));
    }
    let list = |title: &str, calls: Vec<(u32, i64)>| -> String {
        let rows: Vec<String> = (calls.into_iter().take(LISTED))
            .filter_map(|(spot, weight)| {
                Some(format!("- {} {}", view.names(spot)?.short, words::percent(view.share(Some(weight))?)))
            })
            .collect();
        if rows.is_empty() { String::new() } else { format!("\n\n{title}\n{}", rows.join("\n")) }
    };
    text.push_str(&list("Called by", view.heat.calls.callers(function.spot).collect()));
    text.push_str(&list("Calls", view.heat.calls.callees(function.spot).collect()));
    Some(text)
}

fn line_text(place: &HotPlace, line: u32) -> Option<String> {
    let hot = place.heat.lines.iter().find(|hot| hot.line == line)?;
    let view = &place.view;
    Some(format!("**{}** of {} on this line", words::shares(view, hot.own, hot.total), words::counted(view)))
}
