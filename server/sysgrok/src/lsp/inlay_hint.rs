//! `textDocument/inlayHint`.

use lsp_types::{InlayHint, InlayHintLabel, InlayHintParams, InlayHintTooltip};

use super::context::{Context, Here};
use super::{proto, words};

/// Shares at the ends of the hot lines in a range. Without any the answer is empty rather than `null`: at `null`
/// Neovim 0.11 leaves the hints that it shows.
#[expect(
    clippy::unnecessary_wraps,
    reason = "every handler answers what the protocol may hold"
)]
pub(super) fn inlay_hint(context: &Context, here: Here, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    Some(hints(context, here, params).unwrap_or_default())
}

fn hints(context: &Context, here: Here, params: &InlayHintParams) -> Option<Vec<InlayHint>> {
    let here = here.hot()?;
    let settings = here.place.engine.settings().inlay_hints.clone();
    if !settings.enable {
        return None;
    }
    let (view, document) = (&here.view, &here.place.open.document);
    let lines = params.range.start.line.saturating_add(1)..=params.range.end.line.saturating_add(1);
    let hints = here.heat.lines_in(lines).filter_map(|line| {
        let share = view
            .share(line.own.or(line.total))
            .filter(|share| *share >= settings.share)?;
        let end = source::Position {
            line: line.line - 1,
            character: u32::MAX,
        };
        let end = document.offset(end, context.encoding());
        let tooltip = format!(
            "{} of {}",
            words::shares(view, line.own, line.total),
            words::counted(view)
        );
        Some(InlayHint {
            position: proto::position_of(document, end, context.encoding()),
            label: InlayHintLabel::String(words::short_percent(share)),
            kind: None,
            text_edits: None,
            tooltip: Some(InlayHintTooltip::String(tooltip)),
            padding_left: Some(true),
            padding_right: None,
            data: None,
        })
    });
    Some(hints.collect())
}
