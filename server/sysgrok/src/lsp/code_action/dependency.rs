//! Something faster than the dependency that a line names: in manifests always, by imports where the user looks for
//! speed, or where sysgrok itself knows something.

use std::path::Path;

use ask::asks::find_faster;
use ask::facts::{DependencyFacts, SoftwareFacts};
use source::imports;

use super::{Actions, OF_CODE};
use crate::lsp::commands;
use crate::lsp::context::{Context, Place};
use crate::lsp::words;

/// `has_heat`: whether the profile that is shown has anything in the document.
pub(super) fn add(context: &Context, actions: &mut Actions<'_>, key: &Path, has_heat: bool) {
    if !actions.wants(&OF_CODE) {
        return;
    }
    let Some(place) = context.place(key) else { return };
    let is_source = place.open.document.tree().is_some();
    let line = actions.position.line + 1;
    // To look a line up the text is parsed again, so that is done for lines with an import only.
    if is_source && !has_import(&place, line) {
        return;
    }
    let text = place.open.document.rope().to_string();
    let is_wanted = !is_source || has_heat || actions.is_selection();
    if let Some(found) = place.engine.dependency_at(&place.file, &text, line)
        && (is_wanted || is_known(found.clone()))
    {
        let title = format!("Find something faster than {}", words::shown(&found.name));
        let argument = actions.here();
        actions.add(OF_CODE, &title, commands::FIND_FASTER, Some(argument));
    }
}

/// Whether sysgrok has notes on something faster.
fn is_known(found: DependencyFacts) -> bool {
    find_faster::is_known(&SoftwareFacts {
        name: found.name.clone(),
        kind: commands::find_faster::kind_of(&found),
        dependency: Some(found),
        ..SoftwareFacts::default()
    })
}

/// Whether an import begins above a line, counted from 1, or on it, and ends on it or below.
fn has_import(place: &Place, line: u32) -> bool {
    let document = &place.open.document;
    let (Some(tree), Some(language)) = (document.tree(), document.language()) else {
        return false;
    };
    let rope = document.rope();
    imports(tree, rope, language).iter().any(|import| {
        let end = rope.byte_to_line(import.range.end.saturating_sub(1).min(rope.len_bytes()));
        import.line <= line && end as u32 + 1 >= line
    })
}
