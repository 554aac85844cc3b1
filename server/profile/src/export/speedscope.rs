//! speedscope's own JSON (<https://www.speedscope.app/file-format-schema.json>).

use std::io::Write;
use std::num::NonZeroU32;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{ExportError, Note, Shape, is};
use crate::{NodeId, Profile, Text, Unit, ValueId, ValueType};

/// Function, file, line and column: what speedscope calls a frame.
type Frame = (Option<Text>, Option<Text>, Option<NonZeroU32>, Option<NonZeroU32>);

/// Writes a `sampled` profile for each value type, the selected one first. The stacks of one value type
/// are of all its threads, each stack once, since the file has no time of its own to order them by.
///
/// `name` is the title of the document.
///
/// # Errors
/// When the output fails, or the profile has no self weights.
pub fn speedscope(profile: &Profile, name: &str, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    let mut shape = Shape::of(profile)?;
    let (frames, frame_of_place) = frames(profile, &shape);
    out.write_all(b"{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"exporter\":")?;
    text(out, concat!("sysgrok@", env!("CARGO_PKG_VERSION")))?;
    out.write_all(b",\"name\":")?;
    text(out, name)?;
    out.write_all(b",\"activeProfileIndex\":0,\"shared\":{\"frames\":[")?;
    for (index, frame) in frames.iter().enumerate() {
        separate(out, index)?;
        write_frame(profile, frame, out)?;
    }
    out.write_all(b"]},\"profiles\":[")?;
    let selected = profile.selected();
    let others = (0..profile.values.len() as u32)
        .map(ValueId)
        .filter(|&value| value != selected);
    let mut written = 0;
    let mut negative = 0;
    for value in std::iter::once(selected).chain(others) {
        let value_type = profile.value(value);
        let own = shape.stacks.own_weights(value);
        negative += own.iter().filter(|&&weight| weight < 0).count() as u64;
        if own.iter().all(|&weight| weight <= 0) {
            continue;
        }
        separate(out, written)?;
        write_profile(value_type, &own, &shape, &frame_of_place, out)?;
        written += 1;
    }
    out.write_all(b"]}\n")?;
    out.flush()?;
    if written == 0 {
        return Err(ExportError::NoSelf {
            what: "any value type".to_owned(),
        });
    }
    if negative > 0 {
        shape.notes.push(Note::NegativeLeftOut(negative));
    }
    Ok(shape.notes)
}

/// The distinct frames, and for each place which one it is. Places that differ only in their address
/// are one frame.
fn frames(profile: &Profile, shape: &Shape<'_>) -> (Vec<Frame>, Vec<u32>) {
    let mut frames = Vec::new();
    let mut ids: HashMap<Frame, u32, FixedState> = HashMap::default();
    let of_place = (shape.places.iter())
        .map(|place| {
            let function = profile.symbols.functions.get(place.function.index());
            let frame = (
                function.map(|function| function.shown),
                place.file.or_else(|| function?.file),
                place.line,
                place.column,
            );
            *ids.entry(frame).or_insert_with(|| {
                frames.push(frame);
                frames.len() as u32 - 1
            })
        })
        .collect();
    (frames, of_place)
}

fn write_frame(profile: &Profile, frame: &Frame, out: &mut dyn Write) -> Result<(), ExportError> {
    let &(name, file, line, column) = frame;
    out.write_all(b"{\"name\":")?;
    text(
        out,
        name.map_or("[unknown]", |name| profile.symbols.text.get(name)),
    )?;
    if let Some(file) = file {
        out.write_all(b",\"file\":")?;
        text(out, profile.symbols.text.get(file))?;
    }
    if let Some(line) = line {
        write!(out, ",\"line\":{line}")?;
    }
    if let Some(column) = column {
        write!(out, ",\"col\":{column}")?;
    }
    out.write_all(b"}")?;
    Ok(())
}

fn write_profile(
    value: &ValueType,
    own: &[i64],
    shape: &Shape<'_>,
    frame_of_place: &[u32],
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let unit = match value.unit {
        Unit::Nanoseconds => "nanoseconds",
        Unit::Bytes => "bytes",
        Unit::Count | Unit::Percent | Unit::Other(_) => "none",
    };
    let weighed = || own.iter().enumerate().filter(|&(_, &weight)| weight > 0);
    let sum = weighed().fold(0i64, |sum, (_, &weight)| sum.saturating_add(weight));
    out.write_all(b"{\"type\":\"sampled\",\"name\":")?;
    text(out, &value.label())?;
    write!(out, ",\"unit\":\"{unit}\",\"startValue\":0,\"endValue\":")?;
    amount(out, sum, value.scale)?;
    out.write_all(b",\"samples\":[")?;
    for (count, (node, _)) in weighed().enumerate() {
        separate(out, count)?;
        out.write_all(b"[")?;
        for (depth, place) in shape.stacks.path(NodeId(node as u32)).into_iter().enumerate() {
            separate(out, depth)?;
            write!(out, "{}", frame_of_place.get(place.index()).copied().unwrap_or(0))?;
        }
        out.write_all(b"]")?;
    }
    out.write_all(b"],\"weights\":[")?;
    for (count, (_, &weight)) in weighed().enumerate() {
        separate(out, count)?;
        amount(out, weight, value.scale)?;
    }
    out.write_all(b"]}")?;
    Ok(())
}

fn amount(out: &mut dyn Write, weight: i64, scale: f64) -> Result<(), ExportError> {
    if is(scale, 1.0) {
        write!(out, "{weight}")?;
    } else {
        serde_json::to_writer(out, &(weight as f64 * scale)).map_err(std::io::Error::from)?;
    }
    Ok(())
}

fn text(out: &mut dyn Write, text: &str) -> Result<(), ExportError> {
    serde_json::to_writer(out, text).map_err(std::io::Error::from)?;
    Ok(())
}

fn separate(out: &mut dyn Write, before: usize) -> Result<(), ExportError> {
    if before > 0 {
        out.write_all(b",")?;
    }
    Ok(())
}
