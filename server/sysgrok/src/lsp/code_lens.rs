//! `textDocument/codeLens`.

use lsp_types::{CodeLens, CodeLensParams, Command};

use super::context::{Context, Here};
use super::{proto, words};

/// What a click on a lens does: it lists the hot spots. A client without that command shows the lens all the
/// same.
const COMMAND: &str = "sysgrok.hotSpots";

/// Shares above hot functions.
pub(super) fn code_lens(context: &Context, here: Here, _: &CodeLensParams) -> Option<Vec<CodeLens>> {
    let here = here.hot()?;
    let settings = here.place.engine.settings().code_lenses.clone();
    if !settings.enable {
        return None;
    }
    let view = &here.view;
    let mut lenses: Vec<CodeLens> = (here.heat.functions.iter())
        .filter_map(|function| {
            let hot = view.heat.functions.get(function.hot)?;
            let share = view.share(hot.own.or(hot.total))?;
            if share < settings.share {
                return None;
            }
            let name = function.function.name_range.clone();
            let command = Command {
                title: words::shares(view, hot.own, hot.total),
                command: COMMAND.to_owned(),
                arguments: None,
            };
            Some(CodeLens {
                range: proto::range(&here.place.open.document, name, context.encoding()),
                command: Some(command),
                data: None,
            })
        })
        .collect();
    lenses.sort_by_key(|lens| (lens.range.start.line, lens.range.start.character));
    Some(lenses)
}
