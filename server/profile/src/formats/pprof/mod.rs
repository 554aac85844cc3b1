//! pprof: the protobuf of `profile.proto`
//! (<https://github.com/google/pprof/blob/main/proto/profile.proto>), gzipped or not.
//!
//! The message is read whole, since its string table comes last, and then walked twice: once for where
//! everything stands, once for the samples.

mod dropped;
mod places;
mod samples;
mod tables;
mod wire;

use jiff::Timestamp;

use self::dropped::Dropped;
use self::places::Places;
use self::tables::{Faults, Index};
use self::wire::{Damage, Slice, Value};
use crate::builder::Builder;
use crate::input::Input;
use crate::{Error, Period, Unit, ValueId};

/// Largest message; pprof's own tools give up long before.
const LONGEST: u64 = 1 << 30;

/// Top-level fields that are looked at before the format is decided. Damage further on is the reader's.
const FIELDS_LOOKED_AT: usize = 200;

/// Whether these first bytes are of this format: every field is one of `profile.proto`'s with its own
/// wire type, down to the fields of its messages, and one of them is a value type, whose bytes no text
/// begins with.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    let mut has_value_type = false;
    for (count, field) in Slice::of(head, 0, head.len()).fields().enumerate() {
        if count >= FIELDS_LOOKED_AT && has_value_type {
            break;
        }
        match field {
            Ok((number, value)) => {
                if !is_field_of_profile(number, value) {
                    return false;
                }
                has_value_type |=
                    number == 1 && matches!(value, Value::Bytes(slice) if !slice.bytes.is_empty());
            }
            Err(damage) => return damage.cut && has_value_type,
        }
    }
    has_value_type
}

fn is_field_of_profile(number: u32, value: Value<'_>) -> bool {
    let only = |slice: Slice<'_>, varints: &[u32], either: &[u32], messages: &[u32]| {
        slice.fields().all(|field| match field {
            Ok((number, Value::Varint(_))) => varints.contains(&number) || either.contains(&number),
            Ok((number, Value::Bytes(_))) => messages.contains(&number) || either.contains(&number),
            _ => false,
        })
    };
    match (number, value) {
        (1 | 11, Value::Bytes(slice)) => only(slice, &[1, 2], &[], &[]),
        (2, Value::Bytes(slice)) => only(slice, &[], &[1, 2], &[3]),
        (3, Value::Bytes(slice)) => only(slice, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], &[], &[]),
        (4, Value::Bytes(slice)) => only(slice, &[1, 2, 3, 5], &[], &[4]),
        (5, Value::Bytes(slice)) => only(slice, &[1, 2, 3, 4, 5], &[], &[]),
        (6 | 13, Value::Bytes(_)) | (7..=10 | 12..=15, Value::Varint(_)) => true,
        _ => false,
    }
}

/// Reads the rest of the input.
pub(crate) fn read(input: &mut Input<'_>, builder: &mut Builder) -> Result<(), Error> {
    let file = input.rest(LONGEST)?;
    let size = file.len();
    let mut faults = Faults::default();
    let index = Index::of(file, &mut faults);
    let damage = index.damage;
    if index.sample_types.is_empty() || index.samples == 0 {
        let missing = if index.sample_types.is_empty() {
            "a sample_type field of profile.proto"
        } else {
            "a sample field of profile.proto"
        };
        let at = damage.map_or(size, |damage| damage.at) as u64;
        return match damage {
            None if index.samples == 0 && !index.sample_types.is_empty() => Ok(()),
            None => Err(input.malformed_byte(at, missing, "the end of the file")),
            Some(damage) => Err(input.malformed_byte(at, missing, said_of(damage))),
        };
    }
    let values = value_types(&index, builder, &mut faults);
    read_meta(&index, &values, builder);
    let mut places = Places::new(&index, dropped(&index, builder));
    let sums = samples::read(&index, &values, &mut places, size, builder, &mut faults);
    builder.meta().samples = number_of_samples(&index, &sums);
    if let Some(damage) = damage {
        let message = format!(
            "byte {}: {}; what comes before it was loaded",
            damage.at,
            said_of(damage)
        );
        builder.warn(None, message);
    }
    faults.report(builder);
    Ok(())
}

fn said_of(damage: Damage) -> &'static str {
    if damage.cut {
        "the file is cut off inside a field"
    } else {
        "bytes that are no field of a protobuf message"
    }
}

/// The value types. Two that have one name and unit are told apart by number, since each has a column.
fn value_types(index: &Index<'_>, builder: &mut Builder, faults: &mut Faults) -> Vec<ValueId> {
    let mut values: Vec<ValueId> = Vec::with_capacity(index.sample_types.len());
    for (column, &(name, unit)) in index.sample_types.iter().enumerate() {
        let mut string = |number| {
            if index.string(number).is_none() {
                faults.note("a value type whose name or unit is not in the file", 0);
            }
            String::from_utf8_lossy(index.string(number).unwrap_or_default()).into_owned()
        };
        let (mut name, unit) = (string(name), string(unit));
        if name.is_empty() {
            name = format!("value{}", column + 1);
        }
        let (unit, scale) = Unit::parse(&unit);
        let mut value = builder.value(&name, &unit, scale);
        while values.contains(&value) {
            name = format!("{name}#{}", column + 1);
            value = builder.value(&name, &unit, scale);
        }
        values.push(value);
    }
    values
}

fn read_meta(index: &Index<'_>, values: &[ValueId], builder: &mut Builder) {
    let string = |number| String::from_utf8_lossy(index.string(number).unwrap_or_default()).into_owned();
    // pprof shows the default type where the file names one that it has, else the last.
    let named = (index.sample_types.iter()).position(|&(name, _)| {
        index.default_sample_type != 0 && string(name) == string(index.default_sample_type)
    });
    let selected = named
        .or(values.len().checked_sub(1))
        .and_then(|at| values.get(at));
    let comments = index.comments.iter().map(|&number| string(number));
    let comments: Vec<String> = comments.filter(|comment| !comment.is_empty()).collect();
    let period = index
        .period_type
        .filter(|_| index.period != 0)
        .map(|(name, unit)| Period {
            amount: index.period,
            name: string(name),
            unit: string(unit),
        });
    let meta = builder.meta();
    meta.selected = selected.copied();
    meta.comments = comments;
    meta.period = period;
    if index.time_nanos > 0 {
        meta.recorded = Timestamp::from_nanosecond(i128::from(index.time_nanos)).ok();
    }
    meta.duration = Some(index.duration_nanos).filter(|&nanos| nanos > 0);
}

fn dropped(index: &Index<'_>, builder: &mut Builder) -> Option<Dropped> {
    let pattern = |number| index.string(number).unwrap_or_default();
    match Dropped::parse(pattern(index.drop_frames), pattern(index.keep_frames)) {
        Ok(dropped) => dropped,
        Err(why) => {
            builder.warn(
                None,
                format!(
                    "drop_frames or keep_frames of the file cannot be applied, so that all frames stay: {why}"
                ),
            );
            None
        }
    }
}

/// The sum of the first value type that counts, unless it counts objects of a heap.
fn number_of_samples(index: &Index<'_>, sums: &[i64]) -> Option<u64> {
    let counted = index.sample_types.iter().position(|&(name, unit)| {
        let name = index.string(name).unwrap_or_default();
        index.string(unit) == Some(b"count") && !name.starts_with(b"alloc") && !name.starts_with(b"inuse")
    })?;
    u64::try_from(*sums.get(counted)?).ok()
}
