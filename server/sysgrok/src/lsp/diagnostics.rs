//! What is put among the editor's findings.

use std::path::PathBuf;

use engine::{Engine, Severity, View};
use heat::hottest;
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Position, Range, Uri,
};
use source::document::Document;

use super::context::Context;
use super::{proto, words};

/// Callers named beside a hot function.
const CALLERS: usize = 3;

/// All diagnostics of all files, open or not.
pub(super) fn all(context: &Context) -> Vec<(Uri, Vec<Diagnostic>)> {
    let mut all: Vec<(Uri, Vec<Diagnostic>)> = Vec::new();
    for engine in context.engines().iter() {
        if let Some(view) = engine.shown() {
            all.extend(of_view(context, engine, &view));
        }
    }
    for (path, why) in context.unreadable() {
        if let Some(uri) = proto::uri(&path) {
            let whole = Range::new(Position::new(0, 0), Position::new(0, 1));
            all.push((uri, vec![finding(whole, DiagnosticSeverity::WARNING, "unreadable-profile", why)]));
        }
    }
    all
}

/// The hottest functions of the workspace, and the hottest lines in them.
fn of_view(context: &Context, engine: &Engine, view: &View) -> Vec<(Uri, Vec<Diagnostic>)> {
    let settings = engine.settings().diagnostics.clone();
    if !settings.enable {
        return Vec::new();
    }
    let ranked = hottest(&[(&view.loaded.profile, &view.placement, &view.heat)], settings.functions);
    let wanted: Vec<usize> =
        ranked.iter().filter(|ranked| ranked.share >= settings.function_share).map(|ranked| ranked.function).collect();
    let lines: Vec<_> = (view.heat.lines.iter())
        .filter(|line| view.share(line.own).is_some_and(|share| share >= settings.line_share))
        .take(settings.lines)
        .collect();
    let mut files: Vec<_> = lines.iter().map(|line| line.file.clone()).collect();
    files.extend(view.files().filter(|file| view.functions_in(file).any(|hot| wanted.contains(&hot))).cloned());
    files.sort();
    files.dedup();
    let mut all = Vec::new();
    for file in files {
        let Some((uri, document)) = content(engine, &file) else { continue };
        let heat = engine.file_heat(view, &file);
        let mut list = Vec::new();
        for function in heat.functions.iter().filter(|function| wanted.contains(&function.hot)) {
            let Some(hot) = view.heat.functions.get(function.hot) else { continue };
            let mut message = format!(
                "`{}` is hot: {} of {}",
                function.function.qualified,
                words::shares(view, hot.own, hot.total),
                words::counted(view)
            );
            if let Some(samples) = words::samples(view, hot) {
                message.push_str(&format!(" ({samples})"));
            }
            message.push('.');
            if function.stale {
                message.push_str(" The file has changed since the recording, so its lines are not known.");
            }
            let range = proto::range(&document, function.function.name_range.clone(), context.encoding());
            let mut finding = finding(range, severity(settings.function_severity), "hot-function", message);
            if context.capabilities().related_information {
                finding.related_information = Some(callers(context, engine, view, hot.spot));
            }
            list.push(finding);
        }
        for line in &heat.lines {
            let share = view.share(line.own).unwrap_or(0.0);
            let is_one = lines.iter().any(|wanted| wanted.file == line.file && wanted.own == line.own);
            if share < settings.line_share || !is_one {
                continue;
            }
            let message =
                format!("Hot line: {} of {}.", words::shares(view, line.own, line.total), words::counted(view));
            let range = proto::line_range(&document, line.line, context.encoding());
            list.push(finding(range, severity(settings.line_severity), "hot-line", message));
        }
        all.push((uri, list));
    }
    all
}

/// The hottest callers, and the profile's own file.
fn callers(context: &Context, engine: &Engine, view: &View, spot: u32) -> Vec<DiagnosticRelatedInformation> {
    let mut related = Vec::new();
    for (caller, weight) in view.heat.calls.callers(spot).take(CALLERS) {
        let Some(names) = view.names(caller) else { continue };
        let share = view.share(Some(weight)).unwrap_or(0.0);
        let location = location(context, engine, view, caller).or_else(|| profile_location(view));
        if let Some(location) = location {
            let message = format!("called by {}: {}", names.short, words::percent(share));
            related.push(DiagnosticRelatedInformation { location, message });
        }
    }
    if let Some(location) = profile_location(view) {
        let message = format!("recorded in {}", view.loaded.name);
        related.push(DiagnosticRelatedInformation { location, message });
    }
    related
}

/// Where the name of a spot stands now; absent when it is not in the workspace.
pub(super) fn location(context: &Context, engine: &Engine, view: &View, spot: u32) -> Option<Location> {
    let hot = view.heat.functions.iter().position(|function| function.spot == spot)?;
    let file = view.placement.spots.get(spot as usize)?.file()?.clone();
    let (uri, document) = content(engine, &file)?;
    let heat = engine.file_heat(view, &file);
    let function = heat.functions.iter().find(|function| function.hot == hot)?;
    Some(Location { uri, range: proto::range(&document, function.function.name_range.clone(), context.encoding()) })
}

/// The profile's own file.
fn profile_location(view: &View) -> Option<Location> {
    let start = Position::new(0, 0);
    Some(Location { uri: proto::uri(&view.loaded.path)?, range: Range::new(start, start) })
}

/// A file as it is in the editor, or else on disk.
pub(super) fn content(engine: &Engine, file: &std::path::Path) -> Option<(Uri, Document)> {
    let path: PathBuf = engine.root().join(file);
    let document = match engine.open_file(file) {
        Some(open) => open.document,
        None => Document::new(&String::from_utf8_lossy(&std::fs::read(&path).ok()?), None, None),
    };
    Some((proto::uri(&path)?, document))
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Information => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}

/// A diagnostic of ours.
pub(super) fn finding(range: Range, severity: DiagnosticSeverity, code: &str, message: String) -> Diagnostic {
    Diagnostic {
        range,
        severity: Some(severity),
        code: Some(NumberOrString::String(code.to_owned())),
        source: Some("sysgrok".to_owned()),
        message,
        ..Diagnostic::default()
    }
}
