//! `sysgrok inspect`: what a profile holds, whether or not there is source for it.

use std::io::{BufWriter, Write, stdout};
use std::path::Path;
use std::sync::Arc;

use ask::words::percent;
use engine::{Engine, Loaded, Settings};
use profile::{Coverage, Profile, ValueId, show_amount};
use serde::Serialize;

use super::arguments::{InspectArguments, ReadingArguments};
use super::printable::text;
use super::{DONE, Failure, Outcome, UNREADABLE, loading, warn};

/// Shows a profile.
pub(super) async fn run(arguments: &InspectArguments) -> Outcome {
    let loaded = load(&arguments.file, &arguments.reading).await?;
    let profile = &loaded.profile;
    let value = loading::value_type(profile, &loaded.name, arguments.reading.value_type.as_deref())?;
    let mut out = BufWriter::new(stdout().lock());
    if arguments.json {
        writeln!(out, "{}", super::printable::json(&report(profile, value))?)?;
    } else {
        show(profile, value, arguments.limit, &mut out)?;
    }
    out.flush()?;
    Ok(DONE)
}

/// Loads one profile that needs no workspace.
pub(super) async fn load(file: &Path, reading: &ReadingArguments) -> Result<Arc<Loaded>, Failure> {
    let nowhere = tempfile::tempdir()?;
    let engine = Engine::open(nowhere.path(), Settings::default())
        .map_err(|error| Failure::Said(error.to_string(), UNREADABLE))?;
    let result = if file == Path::new("-") {
        let spooled = loading::spool_stdin().await?;
        loading::load(&engine, spooled.path(), loading::STDIN, reading).await?
    } else {
        loading::load(&engine, file, &file.display().to_string(), reading).await?
    };
    let loaded = result.map_err(|error| Failure::Said(error.to_string(), UNREADABLE))?;
    warn_about(&loaded);
    Ok(loaded)
}

#[derive(Serialize)]
struct Report {
    format: Option<&'static str>,
    value_type: String,
    value_types: Vec<ValueTypeReport>,
    samples: Option<i64>,
    functions: Vec<FunctionReport>,
}

/// A value type and its total, as `check` and `inspect` print them.
#[derive(Serialize)]
pub(super) struct ValueTypeReport {
    r#type: String,
    unit: String,
    total: Amount,
}

#[derive(Serialize)]
struct FunctionReport {
    name: String,
    mapping: Option<String>,
    file: Option<String>,
    line: Option<u32>,
    #[serde(rename = "self")]
    own: Option<Amount>,
    total: Option<Amount>,
}

/// A weight in the unit of its value type: whole where the file gives whole numbers.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Amount {
    /// As the file gives it.
    Whole(i64),
    /// Scaled.
    Fraction(f64),
}

/// The value types of a profile with their totals.
pub(super) fn value_types(profile: &Profile) -> Vec<ValueTypeReport> {
    (profile.values.iter().enumerate())
        .map(|(index, value)| ValueTypeReport {
            r#type: value.name.clone(),
            unit: value.unit.to_string(),
            // Rounded percentages may add up to a little more than what the tool states.
            total: amount(
                profile,
                ValueId(index as u32),
                value
                    .stated_total
                    .filter(|&total| total > 0)
                    .unwrap_or(value.whole()),
            ),
        })
        .collect()
}

/// The number of samples behind a value type; absent when the file does not tell.
pub(super) fn samples(profile: &Profile, value: ValueId) -> Option<i64> {
    let counted = profile.samples_of(value).map(|samples| {
        let samples = profile.value(samples);
        (samples.whole() as f64 * samples.scale).round() as i64
    });
    counted.or(profile.meta.samples.map(|samples| samples as i64))
}

fn amount(profile: &Profile, value: ValueId, weight: i64) -> Amount {
    let scale = profile.value(value).scale;
    #[expect(clippy::float_cmp, reason = "a scale of exactly 1 is set, not computed")]
    if scale == 1.0 {
        Amount::Whole(weight)
    } else {
        Amount::Fraction(weight as f64 * scale)
    }
}

fn report(profile: &Profile, value: ValueId) -> Report {
    let lines = representative_lines(profile, value);
    Report {
        format: profile.meta.format.map(profile::Format::name),
        value_type: profile.value(value).label(),
        value_types: value_types(profile),
        samples: samples(profile, value),
        functions: (profile.flat.functions_of(value))
            .map(|cell| {
                let function = &profile.symbols.functions[cell.key.index()];
                let (file, line) = lines[cell.key.index()];
                FunctionReport {
                    name: profile.symbols.name(cell.key).to_owned(),
                    mapping: profile.symbols.mapping_name(cell.key).map(str::to_owned),
                    file: function
                        .file
                        .or(file)
                        .map(|file| profile.symbols.text.get(file).to_owned()),
                    line: function.declared.map(std::num::NonZeroU32::get).or(line),
                    own: cell.own.map(|own| amount(profile, value, own)),
                    total: cell.total.map(|total| amount(profile, value, total)),
                }
            })
            .collect(),
    }
}

/// Of every function its heaviest line, for formats that give lines only to frames.
fn representative_lines(profile: &Profile, value: ValueId) -> Vec<(Option<profile::Text>, Option<u32>)> {
    let mut lines = vec![(None, None); profile.symbols.functions.len()];
    for cell in profile.flat.lines_of(value) {
        if let Some(slot) = lines.get_mut(cell.key.function.index())
            && slot.0.is_none()
        {
            *slot = (Some(cell.key.file), Some(cell.key.line.get()));
        }
    }
    lines
}

fn show(profile: &Profile, value: ValueId, limit: usize, out: &mut impl Write) -> std::io::Result<()> {
    let meta = &profile.meta;
    let mut row = |name: &str, content: String| writeln!(out, "{name:<12} {}", text(&content));
    row(
        "format",
        meta.format.map_or("unknown", profile::Format::name).to_owned(),
    )?;
    for (index, counted) in profile.values.iter().enumerate() {
        let id = ValueId(index as u32);
        let total = show_amount(counted.whole() as f64 * counted.scale, &counted.unit);
        let mark = if id == value { " (shown below)" } else { "" };
        row("value type", format!("{}: {total}{mark}", counted.label()))?;
        if let Some(Coverage::Partial { printed }) = profile.coverage.get(index)
            && counted.share(*printed) < 0.9995
        {
            row(
                "coverage",
                format!("{} of it is in the file", percent(counted.share(*printed))),
            )?;
        }
    }
    if let Some(samples) = samples(profile, value) {
        row("samples", show_amount(samples as f64, &profile::Unit::Count))?;
    }
    match &profile.stacks {
        Some(stacks) => row("stacks", format!("{} distinct frames", stacks.nodes.len() - 1))?,
        None => row("stacks", "none: rows only".to_owned())?,
    }
    for (name, content) in [
        ("recorded", meta.recorded.map(|time| time.to_string())),
        ("host", meta.host.clone()),
        ("tool", meta.tool.clone()),
        ("command", meta.command.clone()),
        ("revision", meta.revision.clone()),
        (
            "duration",
            meta.duration
                .map(|duration| show_amount(duration as f64, &profile::Unit::Nanoseconds)),
        ),
    ] {
        if let Some(content) = content {
            row(name, content)?;
        }
    }
    writeln!(out, "\n{:>8} {:>8}  function", "self", "total")?;
    let share = |weight: Option<i64>| match weight {
        Some(weight) => percent(profile.value(value).share(weight)),
        None => "-".to_owned(),
    };
    let mut cells = profile.flat.functions_of(value);
    for cell in cells.by_ref().take(limit) {
        let name = profile.symbols.name(cell.key);
        let mapping = profile
            .symbols
            .mapping_name(cell.key)
            .map_or(String::new(), |name| format!("  ({name})"));
        writeln!(
            out,
            "{:>8} {:>8}  {}{}",
            share(cell.own),
            share(cell.total),
            text(name),
            text(&mapping)
        )?;
    }
    let more = cells.count();
    if more > 0 {
        writeln!(out, "{:>17}  and {more} more; --limit shows them", "")?;
    }
    Ok(())
}

/// Says what of a profile could not be read.
pub(super) fn warn_about(loaded: &Loaded) {
    const SHOWN: usize = 5;
    let meta = &loaded.profile.meta;
    for warning in meta.warnings.iter().take(SHOWN) {
        let line = warning.line.map_or(String::new(), |line| format!(":{line}"));
        warn(&format!("{}{line}: {}", loaded.name, warning.message));
    }
    let more = meta.warnings.len().saturating_sub(SHOWN) as u64 + meta.more_warnings;
    if more > 0 {
        warn(&format!("{}: {more} more like these", loaded.name));
    }
}
