//! What the client can do, as named answers, and what we offer it.

use engine::Settings;
use lsp_types::{
    CallHierarchyServerCapability, ClientCapabilities, ClientInfo, CodeLensOptions, HoverProviderCapability,
    OneOf, PositionEncodingKind, SaveOptions, ServerCapabilities, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};
use source::Encoding;

use super::{code_action, execute_command, extension};

/// What of the client's capabilities we look at. Resolved once, when it initializes.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the protocol's, and independent"
)]
pub(super) struct Client {
    /// Diagnostics may point at other places.
    pub(super) related_information: bool,
    /// It shows hints in the text.
    pub(super) inlay_hints: bool,
    /// Of the forms that hovers may have, it likes markdown best.
    pub(super) markdown: bool,
    /// It shows the progress of work that it did not ask for.
    pub(super) progress: bool,
    /// It asks for hints again when told to.
    pub(super) inlay_hint_refresh: bool,
    /// It asks for lenses again when told to.
    pub(super) code_lens_refresh: bool,
    /// It watches files for us, once told which.
    pub(super) watches_files: bool,
    /// It can be asked for its settings.
    pub(super) configuration: bool,
    /// It takes the news that its settings are of interest.
    pub(super) configuration_registration: bool,
    /// It shows documents that we name.
    pub(super) show_document: bool,
    /// Code actions may be objects with kinds.
    pub(super) code_action_literals: bool,
    /// It wants our own notification of changed heat.
    pub(super) heat_changed: bool,
    /// It shows reports itself, as our own notifications tell them.
    pub(super) reports: bool,
    /// It asks for a hover again once an explanation has come.
    pub(super) explained: bool,
    /// Edits may name the version of the document that they are for.
    pub(super) document_changes: bool,
}

/// The client's capabilities, and the units in which it counts columns: the best it offers.
pub(super) fn of_client(capabilities: &ClientCapabilities) -> (Client, Encoding) {
    let document = capabilities.text_document.as_ref();
    let workspace = capabilities.workspace.as_ref();
    let window = capabilities.window.as_ref();
    let client = Client {
        related_information: document
            .and_then(|document| document.publish_diagnostics.as_ref()?.related_information)
            .unwrap_or(false),
        markdown: document
            .and_then(|document| document.hover.as_ref()?.content_format.as_ref())
            .is_some_and(|formats| formats.first() == Some(&lsp_types::MarkupKind::Markdown)),
        inlay_hints: document.is_some_and(|document| document.inlay_hint.is_some()),
        progress: window
            .and_then(|window| window.work_done_progress)
            .unwrap_or(false),
        inlay_hint_refresh: workspace
            .and_then(|workspace| workspace.inlay_hint.as_ref()?.refresh_support)
            .unwrap_or(false),
        code_lens_refresh: workspace
            .and_then(|workspace| workspace.code_lens.as_ref()?.refresh_support)
            .unwrap_or(false),
        watches_files: workspace
            .and_then(|workspace| workspace.did_change_watched_files.as_ref()?.dynamic_registration)
            .unwrap_or(false),
        configuration: workspace
            .and_then(|workspace| workspace.configuration)
            .unwrap_or(false),
        configuration_registration: workspace
            .and_then(|workspace| workspace.did_change_configuration.as_ref()?.dynamic_registration)
            .unwrap_or(false),
        show_document: window
            .and_then(|window| window.show_document.as_ref())
            .is_some_and(|show| show.support),
        code_action_literals: document
            .and_then(|document| document.code_action.as_ref())
            .is_some_and(|actions| actions.code_action_literal_support.is_some()),
        heat_changed: extension::wants(capabilities.experimental.as_ref(), "heatChanged"),
        reports: extension::wants(capabilities.experimental.as_ref(), "report"),
        explained: extension::wants(capabilities.experimental.as_ref(), "explained"),
        document_changes: workspace
            .and_then(|workspace| workspace.workspace_edit.as_ref()?.document_changes)
            .unwrap_or(false),
    };
    let offered = capabilities
        .general
        .as_ref()
        .and_then(|general| general.position_encodings.as_ref());
    let offers = |kind: &PositionEncodingKind| offered.is_some_and(|offered| offered.contains(kind));
    let encoding = if offers(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offers(&PositionEncodingKind::UTF32) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    };
    (client, encoding)
}

/// Whether a client that says it watches files is known to tell of few changes: Helix tells of files that it writes
/// itself (helix-editor/helix#11882), eglot of folders with files that git does not ignore.
pub(super) fn misses_changes(client: Option<&ClientInfo>) -> bool {
    client.is_some_and(|client| matches!(client.name.as_str(), "helix" | "Eglot"))
}

/// What we offer to a client. Call hierarchy and symbols that the settings switch off are not offered, since some
/// editors ask one server only.
pub(super) fn of_server(client: &Client, encoding: Encoding, settings: &Settings) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                include_text: Some(false),
            })),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        document_link_provider: Some(lsp_types::DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: lsp_types::WorkDoneProgressOptions::default(),
        }),
        code_action_provider: Some(lsp_types::CodeActionProviderCapability::Options(
            lsp_types::CodeActionOptions {
                code_action_kinds: Some(code_action::kinds()),
                ..lsp_types::CodeActionOptions::default()
            },
        )),
        execute_command_provider: Some(lsp_types::ExecuteCommandOptions {
            commands: execute_command::names(),
            ..lsp_types::ExecuteCommandOptions::default()
        }),
        inlay_hint_provider: client.inlay_hints.then_some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(false),
        }),
        call_hierarchy_provider: (settings.call_hierarchy.enable)
            .then_some(CallHierarchyServerCapability::Simple(true)),
        workspace_symbol_provider: settings.workspace_symbols.enable.then_some(OneOf::Left(true)),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        experimental: Some(extension::capabilities()),
        ..ServerCapabilities::default()
    }
}
