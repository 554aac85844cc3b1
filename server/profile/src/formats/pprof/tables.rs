//! Where everything of a `profile.proto` file stands. Only offsets are kept, so that the tables of a
//! file of empty messages stay of the file's own size; messages are decoded when a sample asks.

use super::wire::{Damage, Slice, Value};
use crate::builder::Builder;

/// Field numbers of `message Profile`
/// (<https://github.com/google/pprof/blob/main/proto/profile.proto>).
mod field {
    pub(super) const SAMPLE_TYPE: u32 = 1;
    pub(super) const SAMPLE: u32 = 2;
    pub(super) const MAPPING: u32 = 3;
    pub(super) const LOCATION: u32 = 4;
    pub(super) const FUNCTION: u32 = 5;
    pub(super) const STRING: u32 = 6;
    pub(super) const DROP_FRAMES: u32 = 7;
    pub(super) const KEEP_FRAMES: u32 = 8;
    pub(super) const TIME_NANOS: u32 = 9;
    pub(super) const DURATION_NANOS: u32 = 10;
    pub(super) const PERIOD_TYPE: u32 = 11;
    pub(super) const PERIOD: u32 = 12;
    pub(super) const COMMENT: u32 = 13;
    pub(super) const DEFAULT_SAMPLE_TYPE: u32 = 14;
}

/// Value types kept. Java's and .NET's recorders write some ten.
const MAX_VALUES: usize = 64;

/// Comments kept.
const MAX_COMMENTS: usize = 32;

/// What is wrong with a file, by kind, with the first place of each.
#[derive(Default)]
pub(super) struct Faults(Vec<(&'static str, u64, usize)>);

impl Faults {
    /// Notes a fault of this kind at an offset in the file.
    pub(super) fn note(&mut self, kind: &'static str, at: usize) {
        match self.0.iter_mut().find(|fault| fault.0 == kind) {
            Some(fault) => fault.1 += 1,
            None => self.0.push((kind, 1, at)),
        }
    }

    /// Turns each kind into a warning.
    pub(super) fn report(self, builder: &mut Builder) {
        for (kind, count, at) in self.0 {
            let times = if count == 1 {
                String::new()
            } else {
                format!(", {count} times")
            };
            builder.warn(None, format!("byte {at}{times}: {kind}"));
        }
    }
}

/// Ids of one kind of message, and where each stands.
#[derive(Default)]
pub(super) struct Ids {
    entries: Vec<(u64, u32)>,
}

impl Ids {
    fn add(&mut self, message: Slice<'_>, at: usize, faults: &mut Faults) {
        // `id` is field 1 of Mapping, Location and Function alike.
        let id = message
            .fields()
            .map_while(Result::ok)
            .find_map(|field| match field {
                (1, Value::Varint(id)) => Some(id),
                _ => None,
            });
        match id {
            Some(id) if id != 0 => self.entries.push((id, at as u32)),
            _ => faults.note(
                "a mapping, location or function without an id; it was passed over",
                at,
            ),
        }
    }

    fn seal(&mut self, faults: &mut Faults) {
        if !self.entries.is_sorted_by_key(|entry| entry.0) {
            self.entries.sort_by_key(|entry| entry.0);
        }
        self.entries.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                faults.note("an id for the second time; its first use counts", next.1 as usize);
            }
            same
        });
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Position in the table of the message with this id. Most writers count up from 1.
    pub(super) fn find(&self, id: u64) -> Option<usize> {
        let guess = usize::try_from(id.wrapping_sub(1)).unwrap_or(usize::MAX);
        if self.entries.get(guess).is_some_and(|entry| entry.0 == id) {
            return Some(guess);
        }
        self.entries.binary_search_by_key(&id, |entry| entry.0).ok()
    }

    fn at(&self, position: usize) -> usize {
        self.entries
            .get(position)
            .map_or(usize::MAX, |entry| entry.1 as usize)
    }
}

/// The top level of a file.
#[derive(Default)]
pub(super) struct Index<'a> {
    file: &'a [u8],
    /// Why the file ends before its last byte.
    pub damage: Option<Damage>,
    /// Type and unit of each value, as positions in the string table.
    pub sample_types: Vec<(u64, u64)>,
    /// How many samples there are.
    pub samples: u64,
    pub mappings: Ids,
    pub locations: Ids,
    pub functions: Ids,
    strings: Vec<u32>,
    pub drop_frames: u64,
    pub keep_frames: u64,
    pub time_nanos: i64,
    pub duration_nanos: i64,
    pub period_type: Option<(u64, u64)>,
    pub period: i64,
    pub comments: Vec<u64>,
    pub default_sample_type: u64,
}

impl<'a> Index<'a> {
    /// Walks the top level once.
    pub(super) fn of(file: &'a [u8], faults: &mut Faults) -> Index<'a> {
        let mut index = Index {
            file,
            ..Index::default()
        };
        let mut fields = Slice::of(file, 0, file.len()).fields();
        loop {
            let at = fields.position();
            match fields.next() {
                None => break,
                Some(Ok((number, value))) => index.add(number, value, at, faults),
                Some(Err(damage)) => {
                    index.damage = Some(damage);
                    break;
                }
            }
        }
        index.mappings.seal(faults);
        index.locations.seal(faults);
        index.functions.seal(faults);
        index
    }

    fn add(&mut self, number: u32, value: Value<'a>, at: usize, faults: &mut Faults) {
        match (number, value) {
            (field::SAMPLE_TYPE, Value::Bytes(message)) => {
                if self.sample_types.len() < MAX_VALUES {
                    self.sample_types.push(value_type(message));
                } else {
                    faults.note("more than 64 value types; the others were passed over", at);
                }
            }
            (field::SAMPLE, Value::Bytes(_)) => self.samples += 1,
            (field::MAPPING, Value::Bytes(message)) => self.mappings.add(message, at, faults),
            (field::LOCATION, Value::Bytes(message)) => self.locations.add(message, at, faults),
            (field::FUNCTION, Value::Bytes(message)) => self.functions.add(message, at, faults),
            (field::STRING, Value::Bytes(_)) => self.strings.push(at as u32),
            (field::DROP_FRAMES, Value::Varint(number)) => self.drop_frames = number,
            (field::KEEP_FRAMES, Value::Varint(number)) => self.keep_frames = number,
            (field::TIME_NANOS, Value::Varint(number)) => self.time_nanos = number as i64,
            (field::DURATION_NANOS, Value::Varint(number)) => self.duration_nanos = number as i64,
            (field::PERIOD_TYPE, Value::Bytes(message)) => self.period_type = Some(value_type(message)),
            (field::PERIOD, Value::Varint(number)) => self.period = number as i64,
            (field::COMMENT, value) => {
                let room = MAX_COMMENTS.saturating_sub(self.comments.len());
                self.comments
                    .extend(super::wire::numbers(value).flatten().take(room));
            }
            (field::DEFAULT_SAMPLE_TYPE, Value::Varint(number)) => self.default_sample_type = number,
            (field::SAMPLE_TYPE..=field::DEFAULT_SAMPLE_TYPE, _) => {
                faults.note(
                    "a field of another wire type than profile.proto's; it was passed over",
                    at,
                );
            }
            _ => {}
        }
    }

    /// The samples, in the order of the file.
    pub(super) fn samples(&self) -> impl Iterator<Item = Slice<'a>> {
        (Slice::of(self.file, 0, self.file.len()).fields())
            .map_while(Result::ok)
            .filter_map(|field| match field {
                (field::SAMPLE, Value::Bytes(message)) => Some(message),
                _ => None,
            })
    }

    /// The string at a position of the table; absent when the table is shorter. Position 0 is the
    /// empty string.
    pub(super) fn string(&self, position: u64) -> Option<&'a [u8]> {
        if position == 0 {
            return Some(b"");
        }
        let at = *self.strings.get(usize::try_from(position).ok()?)?;
        self.message(at as usize).map(|string| string.bytes)
    }

    /// The mapping at a position of its table.
    pub(super) fn mapping(&self, position: usize) -> Option<Slice<'a>> {
        self.message(self.mappings.at(position))
    }

    /// The location at a position of its table.
    pub(super) fn location(&self, position: usize) -> Option<Slice<'a>> {
        self.message(self.locations.at(position))
    }

    /// The function at a position of its table.
    pub(super) fn function(&self, position: usize) -> Option<Slice<'a>> {
        self.message(self.functions.at(position))
    }

    /// The bytes of the length-delimited field that begins at this offset.
    fn message(&self, at: usize) -> Option<Slice<'a>> {
        match Slice::of(self.file, at, usize::MAX).fields().next() {
            Some(Ok((_, Value::Bytes(message)))) => Some(message),
            _ => None,
        }
    }
}

/// `message ValueType { int64 type = 1; int64 unit = 2; }`
fn value_type(message: Slice<'_>) -> (u64, u64) {
    let mut found = (0, 0);
    for field in message.fields().map_while(Result::ok) {
        match field {
            (1, Value::Varint(number)) => found.0 = number,
            (2, Value::Varint(number)) => found.1 = number,
            _ => {}
        }
    }
    found
}
