//! Rewrites of expensive code on hot lines, where they are certain to do the same.

use std::collections::HashMap;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, Diagnostic, DocumentChanges, NumberOrString, OneOf,
    OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, WorkspaceEdit,
};
use source::Fix;

use super::Actions;
use crate::lsp::context::{Context, HotPlace};
use crate::lsp::{costs, diagnostics, proto};

/// Their kind.
pub(super) const KIND: CodeActionKind = CodeActionKind::new("quickfix.sysgrok");

/// Those on the lines of the range. Clients that know only commands get none: they would have to be told what to edit.
pub(super) fn add(context: &Context, actions: &mut Actions<'_>, here: &HotPlace, known: &[Diagnostic]) {
    if !actions.literals || !actions.wants(&KIND) {
        return;
    }
    let document = &here.place.open.document;
    let lines = actions.range.start.line + 1..=actions.range.end.line.saturating_add(1);
    for hot in costs::on_lines(&here.view, &here.heat, document, lines) {
        let Some(fix) = &hot.cost.fix else { continue };
        let range = proto::range(document, hot.cost.range.clone(), context.encoding());
        let of_it = |finding: &&Diagnostic| {
            finding.range == range
                && finding.code == Some(NumberOrString::String(diagnostics::EXPENSIVE.to_owned()))
        };
        let diagnostics: Vec<Diagnostic> = known.iter().filter(of_it).cloned().collect();
        actions.list.push(CodeActionOrCommand::CodeAction(CodeAction {
            title: fix.title.to_owned(),
            kind: Some(KIND),
            diagnostics: (!diagnostics.is_empty()).then_some(diagnostics),
            edit: Some(edit(context, actions, here, fix)),
            ..CodeAction::default()
        }));
    }
}

/// For the document as it was looked at, where the client can be told so.
fn edit(context: &Context, actions: &Actions<'_>, here: &HotPlace, fix: &Fix) -> WorkspaceEdit {
    let document = &here.place.open.document;
    let edits = fix.edits.iter().map(|(range, text)| TextEdit {
        range: proto::range(document, range.clone(), context.encoding()),
        new_text: text.clone(),
    });
    if context.capabilities().document_changes {
        let edit = TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier {
                uri: actions.uri.clone(),
                version: Some(here.place.open.version),
            },
            edits: edits.map(OneOf::Left).collect(),
        };
        return WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(vec![edit])),
            ..WorkspaceEdit::default()
        };
    }
    #[expect(clippy::mutable_key_type, reason = "the protocol's type; no URI changes")]
    let changes = HashMap::from([(actions.uri.clone(), edits.collect())]);
    WorkspaceEdit {
        changes: Some(changes),
        ..WorkspaceEdit::default()
    }
}
