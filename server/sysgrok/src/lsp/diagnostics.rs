//! What is put among the editor's findings.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use engine::{Diagnostics, Engine, Severity, Snapshot, View};
use lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, NumberOrString, Position, Range, Uri,
};
use source::document::Document;

use super::context::Context;
use super::places::Places;
use super::{costs, proto, words};

/// The code of findings on expensive code.
pub(super) const EXPENSIVE: &str = "expensive-code";

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
            let found = finding(whole, DiagnosticSeverity::WARNING, "unreadable-profile", why);
            all.push((uri, vec![found]));
        }
    }
    all
}

/// What of a view is worth a finding, as indexes into [`heat::Heat::functions`] and [`heat::Heat::lines`].
struct Wanted {
    functions: HashSet<usize>,
    lines: HashSet<usize>,
    files: BTreeSet<Arc<Path>>,
}

impl Wanted {
    fn of(view: &View, settings: &Diagnostics) -> Wanted {
        let mut wanted = Wanted {
            functions: HashSet::new(),
            lines: HashSet::new(),
            files: BTreeSet::new(),
        };
        for &hot in view.placed().iter().take(settings.functions) {
            let Some(function) = view.heat.functions.get(hot) else {
                continue;
            };
            let share = view.share(function.own.or(function.total)).unwrap_or(0.0);
            let spot = view.placement.spots.get(function.spot as usize);
            if let Some(file) = spot.and_then(|spot| spot.file())
                && share >= settings.function_share
            {
                wanted.functions.insert(hot);
                wanted.files.insert(file.clone());
            }
        }
        for (hot, line) in view.heat.lines.iter().enumerate().take(settings.lines) {
            if view.share(line.own).unwrap_or(0.0) >= settings.line_share {
                wanted.lines.insert(hot);
                wanted.files.insert(line.file.clone());
            }
        }
        wanted
    }
}

/// The hottest functions of the workspace, and its hottest lines.
fn of_view(context: &Context, engine: &Engine, view: &View) -> Vec<(Uri, Vec<Diagnostic>)> {
    let settings = &engine.settings().diagnostics;
    if !settings.enable {
        return Vec::new();
    }
    let wanted = Wanted::of(view, settings);
    let of_file = |file: &Arc<Path>| {
        let current = engine.snapshot(view, file)?;
        let functions = (current.heat.functions.iter())
            .filter(|function| wanted.functions.contains(&function.hot))
            .filter_map(|function| of_function(context, engine, view, &current, function));
        let lines = (current.heat.lines.iter())
            .filter(|line| wanted.lines.contains(&line.hot))
            .map(|line| {
                let (shares, counted) = (words::shares(view, line.own, line.total), words::counted(view));
                let profile = words::shown(&view.loaded.name);
                let message = format!("This line is hot: {shares} of {counted} in {profile}.");
                let range = proto::line_range(&current.document, line.line, context.encoding());
                finding(range, severity(settings.line_severity), "hot-line", message)
            });
        let expensive = expensive(context, engine, view, &current, &wanted);
        let found = functions.chain(lines).chain(expensive).collect();
        Some((proto::uri(&engine.root().join(file))?, found))
    };
    wanted.files.iter().filter_map(of_file).collect()
}

/// Expensive code on the hot lines that are told of: one finding a pattern and line. Only in open documents: nobody
/// looks at the others now, and they would have to be parsed.
fn expensive(
    context: &Context,
    engine: &Engine,
    view: &View,
    current: &Snapshot,
    wanted: &Wanted,
) -> Vec<Diagnostic> {
    if current.version.is_none() {
        return Vec::new();
    }
    let document = &current.document;
    let lines = current.heat.lines.iter();
    let lines = lines.filter(|line| wanted.lines.contains(&line.hot));
    let mut found: Vec<Diagnostic> = Vec::new();
    for hot in lines.flat_map(|line| costs::on_lines(view, &current.heat, document, line.line..=line.line)) {
        let pattern = hot.cost.pattern;
        let message = format!(
            "{}, on a line with {} of {}. {} {}",
            pattern.title.trim_end_matches('.'),
            words::percent(hot.share),
            words::counted(view),
            pattern.why,
            pattern.instead
        );
        let range = proto::range(document, hot.cost.range.clone(), context.encoding());
        let severity = severity(engine.settings().diagnostics.line_severity);
        let finding = finding(range, severity, EXPENSIVE, message);
        let is_told = |known: &Diagnostic| {
            known.message == finding.message && known.range.start.line == finding.range.start.line
        };
        if !found.iter().any(is_told) {
            found.push(finding);
        }
    }
    found
}

fn of_function(
    context: &Context,
    engine: &Engine,
    view: &View,
    current: &Snapshot,
    function: &engine::FunctionHeat,
) -> Option<Diagnostic> {
    let hot = view.heat.functions.get(function.hot)?;
    let samples = words::samples(view, hot)
        .map(|samples| format!(" ({samples})"))
        .unwrap_or_default();
    let stale = if function.stale {
        " The file has changed since the recording, so its lines are not known."
    } else {
        ""
    };
    let message = format!(
        "`{}` is hot: {} of {} in {}{samples}.{stale}",
        words::shown(&function.function.qualified),
        words::shares(view, hot.own, hot.total),
        words::counted(view),
        words::shown(&view.loaded.name),
    );
    let range = proto::range(
        &current.document,
        function.function.name_range.clone(),
        context.encoding(),
    );
    let severity = severity(engine.settings().diagnostics.function_severity);
    let mut finding = finding(range, severity, "hot-function", message);
    if context.capabilities().related_information {
        finding.related_information = Some(related(context, engine, view, hot.spot));
    }
    Some(finding)
}

/// The hottest callers, and the profile's own row.
fn related(context: &Context, engine: &Engine, view: &View, spot: u32) -> Vec<DiagnosticRelatedInformation> {
    let places = Places::new(context, engine, view);
    let callers: Vec<(u32, i64)> = view.heat.calls.callers(spot).take(CALLERS).collect();
    let spots: Vec<u32> = callers.iter().map(|caller| caller.0).chain([spot]).collect();
    let rows = view.rows(&spots);
    let row = |index: usize| rows.get(index).and_then(Option::as_ref);
    let mut related = Vec::new();
    for (index, &(caller, weight)) in callers.iter().enumerate() {
        let location = places.in_source(caller).or_else(|| places.in_profile(row(index)));
        if let Some(location) = location
            && let Some(name) = words::name(view, caller)
        {
            let share = words::percent(view.share(Some(weight)).unwrap_or(0.0));
            let message = format!("`{name}` calls it for {share}");
            related.push(DiagnosticRelatedInformation { location, message });
        }
    }
    if let Some(location) = places.in_profile(row(callers.len())) {
        let message = format!("recorded in {}", words::shown(&view.loaded.name));
        related.push(DiagnosticRelatedInformation { location, message });
    }
    related
}

/// A file as it is in the editor, or else on disk.
pub(super) fn content(engine: &Engine, file: &Path) -> Option<(Uri, Document)> {
    Some((proto::uri(&engine.root().join(file))?, engine.text(file)?))
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
