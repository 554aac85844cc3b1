//! `--format text`: as rustc prints findings.

use std::fs;
use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::renderer::DEFAULT_TERM_WIDTH;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};
use engine::View;
use heat::{Names, Whereabouts};
use profile::{Coverage, show_amount};

use super::{Finding, Findings, percent};
use crate::cli::inspect;
use crate::cli::printable::{self, text};

/// Lines of one function that are shown.
const LINES: usize = 3;
/// Callers and callees that are shown.
const CALLS: usize = 3;
/// Functions without source that are listed.
const UNPLACED: usize = 5;
/// What is lighter is not worth a line.
const LIGHT: f64 = 0.005;

/// Writes the findings, then what each profile is and what of it has no source.
pub(in crate::cli) fn write(findings: &Findings<'_>, out: &mut impl Write) -> io::Result<()> {
    let renderer = Renderer::styled().term_width(DEFAULT_TERM_WIDTH);
    let several = findings.views.len() > 1;
    for finding in findings
        .functions()
        .iter()
        .filter(|finding| finding.own().or(finding.total()) >= Some(LIGHT))
    {
        write!(out, "{}\n\n", render(findings, finding, several, &renderer))?;
    }
    for view in findings.views {
        summary(view, out)?;
    }
    Ok(())
}

fn render(findings: &Findings<'_>, finding: &Finding<'_>, several: bool, renderer: &Renderer) -> String {
    let title = format!("`{}`: {}", text(&finding.names.short), text(&finding.sentence()));
    let source = fs::read(findings.engine.root().join(finding.file)).unwrap_or_default();
    let source = String::from_utf8_lossy(&source).into_owned();
    let starts = line_starts(&source);
    let path = findings.shown_path(finding.file);
    let path = text(&path.to_string_lossy()).into_owned();

    let mut notes = notes(finding);
    if several {
        notes.push(format!("in {}", text(&finding.view.loaded.name)));
    }
    let lines: Vec<(Range<usize>, String)> = (finding.lines())
        .filter(|line| {
            finding
                .view
                .share(line.own.or(line.total))
                .is_some_and(|share| share >= LIGHT)
        })
        .take(LINES)
        .filter_map(|line| {
            let label = match (finding.view.share(line.own), finding.view.share(line.total)) {
                (Some(own), Some(total)) if own < total => {
                    format!("{} self, {} total", percent(own), percent(total))
                }
                (Some(own), _) => format!("{} self", percent(own)),
                (None, Some(total)) => format!("{} total", percent(total)),
                (None, None) => return None,
            };
            Some((content(&source, &starts, line.line)?, label))
        })
        .collect();
    let name = finding.name_range.clone();
    let name = (source.get(name.clone()).is_some() && !name.is_empty()).then_some(name);
    let mut snippet = Snippet::source(source.as_str()).path(path).fold(true);
    let hot_lines = !lines.is_empty();
    for (index, (span, label)) in lines.into_iter().enumerate() {
        let kind = if index == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        snippet = snippet.annotation(kind.span(span).label(label));
    }
    let kind = if hot_lines {
        AnnotationKind::Visible
    } else {
        AnnotationKind::Primary
    };
    if let Some(name) = name {
        snippet = snippet.annotation(kind.span(name));
    } else if let Some(span) = content(&source, &starts, finding.start_line) {
        snippet = snippet.annotation(kind.span(span));
    }
    let level = Level::INFO.with_name("hot");
    let group = Group::with_title(level.primary_title(title))
        .element(snippet)
        .elements(
            notes
                .iter()
                .map(|note| Element::from(Level::NOTE.message(note.as_str()))),
        );
    printable::rendered(&renderer.render(&[group])).into_owned()
}

/// What is known beyond the place: how sure the share is, and who calls whom.
fn notes(finding: &Finding<'_>) -> Vec<String> {
    let view = finding.view;
    let mut notes = Vec::new();
    if finding.stale {
        notes.push(
            "the file has changed since the recording: the lines are not known, only the function".to_owned(),
        );
    }
    if let Some((own, whole, margin)) = finding.samples() {
        notes.push(format!("{own} of {whole} samples, ±{:.0} %", 100.0 * margin));
    }
    let list = |calls: Vec<(u32, i64)>| -> Option<String> {
        let shown: Vec<String> = (calls.into_iter())
            .filter_map(|(spot, weight)| {
                let share = view.share(Some(weight)).filter(|&share| share >= LIGHT)?;
                let spot = view.placement.spots.get(spot as usize)?;
                let name = Names::of(&view.loaded.profile, view.value, spot).short;
                Some(format!("{} {}", text(&name), percent(share)))
            })
            .take(CALLS)
            .collect();
        (!shown.is_empty()).then(|| shown.join(", "))
    };
    if let Some(callers) = list(view.heat.calls.callers(finding.hot.spot).collect()) {
        notes.push(format!("called by {callers}"));
    }
    if let Some(callees) = list(view.heat.calls.callees(finding.hot.spot).collect()) {
        notes.push(format!("calls {callees}"));
    }
    notes
}

/// Where each line begins, by the line breaks that profilers and compilers count.
fn line_starts(source: &str) -> Vec<usize> {
    std::iter::once(0)
        .chain(memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1))
        .collect()
}

/// The bytes of a line between its indentation and its end; absent when there is no such line or nothing
/// stands on it.
fn content(source: &str, starts: &[usize], line: u32) -> Option<Range<usize>> {
    let start = *starts.get((line as usize).checked_sub(1)?)?;
    let end = starts.get(line as usize).map_or(source.len(), |next| next - 1);
    let whole = source.get(start..end)?;
    let trimmed = whole.trim();
    let start = start + (whole.len() - whole.trim_start().len());
    (!trimmed.is_empty()).then_some(start..start + trimmed.len())
}

/// One paragraph a profile.
fn summary(view: &View, out: &mut impl Write) -> io::Result<()> {
    let profile = &view.loaded.profile;
    let value = profile.value(view.value);
    let total = show_amount(value.whole() as f64 * value.scale, &value.unit);
    write!(
        out,
        "{}: {}, {} {total}",
        text(&view.loaded.name),
        profile.meta.format.map_or("unknown", profile::Format::name),
        text(&value.name)
    )?;
    if let Some(samples) = inspect::samples(profile, view.value) {
        write!(
            out,
            ", {} samples",
            show_amount(samples as f64, &profile::Unit::Count)
        )?;
    }
    if let Some(Coverage::Partial { printed }) = profile.coverage.get(view.value.index())
        && value.share(*printed) < 0.9995
    {
        write!(
            out,
            ", of which {} are in the file",
            percent(value.share(*printed))
        )?;
    }
    if let Some(recorded) = profile.meta.recorded {
        write!(out, ", recorded {}", recorded.strftime("%Y-%m-%d %H:%M UTC"))?;
    }
    if let Some(host) = &profile.meta.host {
        write!(out, " on {}", text(host))?;
    }
    writeln!(out)?;
    let mut placed = 0i64;
    // One row a name: perf gives one function several rows when it does not know the mapping of some.
    let mut elsewhere: Vec<(String, i64, String)> = Vec::new();
    for hot in &view.heat.functions {
        let Some(spot) = view.placement.spots.get(hot.spot as usize) else {
            continue;
        };
        match &*spot.whereabouts {
            Whereabouts::Source { .. } => placed = placed.saturating_add(hot.own.unwrap_or(0)),
            Whereabouts::Nowhere(why) => {
                let name = Names::of(profile, view.value, spot).short;
                let own = hot.own.unwrap_or(0);
                match elsewhere.iter_mut().find(|row| row.0 == name) {
                    Some(row) => row.1 = row.1.saturating_add(own),
                    None if view.share(hot.own).is_some_and(|share| share >= LIGHT) => {
                        elsewhere.push((name, own, why.to_string()));
                    }
                    None => {}
                }
            }
        }
    }
    elsewhere.sort_by_key(|row| std::cmp::Reverse(row.1));
    writeln!(
        out,
        "  {} of it is in this workspace",
        percent(value.share(placed))
    )?;
    for (name, own, why) in elsewhere.into_iter().take(UNPLACED) {
        writeln!(
            out,
            "  {:>6} {}: {}",
            percent(value.share(own)),
            text(&name),
            text(&why)
        )?;
    }
    Ok(())
}
