//! From the locations of a `profile.proto` file to places.

use std::num::{NonZeroU32, NonZeroU64};
use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::dropped::{Cut, Dropped};
use super::tables::{Faults, Index};
use super::wire::{Slice, Value};
use crate::builder::Builder;
use crate::{FunctionId, MappingId, Place, PlaceId, Text};

/// Lines of one location that are kept. Inlining that is deeper was not written by a compiler.
const MAX_LINES: usize = 1024;

const NO_FUNCTION: &str = "a line whose function is not in the file; it is named by its address";
const NO_MAPPING: &str = "a location whose mapping is not in the file";
const BAD_STRING: &str = "a number of a string that is not in the file; the text is left empty";
const BAD_MESSAGE: &str = "a damaged location, function or mapping; what precedes the damage was read";
const DEEP_INLINING: &str = "a location of more than 1024 lines; the outer ones were passed over";

/// A location that was asked for.
#[derive(Clone, Copy, Default)]
struct Resolved {
    start: u32,
    count: u32,
    cut: Cut,
    done: bool,
}

/// `message Mapping`, as much as names need.
#[derive(Clone, Default)]
struct Mapped {
    id: Option<MappingId>,
    base_name: Vec<u8>,
    start: u64,
    limit: u64,
    offset: u64,
}

/// `message Line { uint64 function_id = 1; int64 line = 2; int64 column = 3; }`
#[derive(Clone, Copy, Default)]
struct Line {
    function: u64,
    number: Option<NonZeroU32>,
    column: Option<NonZeroU32>,
}

/// The places of each location, decoded once.
pub(super) struct Places<'a> {
    index: &'a Index<'a>,
    dropped: Option<Dropped>,
    resolved: Vec<Resolved>,
    ids: Vec<PlaceId>,
    lines: Vec<Line>,
    mapped: HashMap<usize, Mapped, FixedState>,
    shown: HashMap<FunctionId, Text, FixedState>,
}

impl<'a> Places<'a> {
    pub(super) fn new(index: &'a Index<'a>, dropped: Option<Dropped>) -> Places<'a> {
        Places {
            index,
            dropped,
            resolved: vec![Resolved::default(); index.locations.len()],
            ids: Vec::new(),
            lines: Vec::new(),
            mapped: HashMap::default(),
            shown: HashMap::default(),
        }
    }

    /// The places of the location with this id, and what it cuts off; absent when the file lacks it.
    pub(super) fn location(
        &mut self,
        id: u64,
        builder: &mut Builder,
        faults: &mut Faults,
    ) -> Option<(Range<usize>, Cut)> {
        let position = self.index.locations.find(id)?;
        let mut resolved = *self.resolved.get(position)?;
        if !resolved.done {
            resolved = self.resolve(self.index.location(position)?, builder, faults);
            *self.resolved.get_mut(position)? = resolved;
        }
        let start = resolved.start as usize;
        Some((start..start + resolved.count as usize, resolved.cut))
    }

    /// Places that [`Places::location`] gave, outermost first.
    pub(super) fn get(&self, range: Range<usize>) -> &[PlaceId] {
        self.ids.get(range).unwrap_or_default()
    }

    /// `message Location { uint64 id = 1; uint64 mapping_id = 2; uint64 address = 3; repeated Line line = 4;
    /// bool is_folded = 5; }`; `line[0]` is the innermost, inlined into the next.
    fn resolve(&mut self, message: Slice<'_>, builder: &mut Builder, faults: &mut Faults) -> Resolved {
        let (mut mapping, mut address) = (0, 0);
        self.lines.clear();
        for field in message.fields() {
            match field {
                Ok((2, Value::Varint(number))) => mapping = number,
                Ok((3, Value::Varint(number))) => address = number,
                Ok((4, Value::Bytes(line))) if self.lines.len() < MAX_LINES => {
                    self.lines.push(read_line(line, faults));
                }
                Ok((4, Value::Bytes(line))) => faults.note(DEEP_INLINING, line.at),
                Ok(_) => {}
                Err(damage) => faults.note(BAD_MESSAGE, damage.at),
            }
        }
        let mapped = self.mapping(mapping, message.at, builder, faults);
        if self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        let cut = self.cut_lines(faults);
        let address_name = address_name(address, &mapped);
        let start = self.ids.len();
        let lines = std::mem::take(&mut self.lines);
        for (depth, line) in lines.iter().enumerate().rev() {
            let (function, file) = self.function(
                line.function,
                message.at,
                &address_name,
                mapped.id,
                builder,
                faults,
            );
            self.ids.push(builder.place(Place {
                function,
                file,
                line: line.number,
                column: line.column,
                address: NonZeroU64::new(address),
                inlined: depth + 1 < lines.len(),
            }));
        }
        self.lines = lines;
        Resolved {
            start: start as u32,
            count: (self.ids.len() - start) as u32,
            cut,
            done: true,
        }
    }

    /// Applies `drop_frames` to the lines of one location.
    fn cut_lines(&mut self, faults: &mut Faults) -> Cut {
        let Some(dropped) = &self.dropped else {
            return Cut::Nothing;
        };
        let outermost_match = self.lines.iter().rposition(|line| {
            self.index
                .functions
                .find(line.function)
                .and_then(|position| self.index.function(position))
                .is_some_and(|message| {
                    let name = texts(message, faults).0;
                    let name = self.index.string(name).unwrap_or_default();
                    dropped.matches(&String::from_utf8_lossy(name))
                })
        });
        match outermost_match {
            None => Cut::Nothing,
            Some(at) if at + 1 == self.lines.len() => Cut::Whole,
            Some(at) => {
                self.lines.drain(..=at);
                Cut::Beneath
            }
        }
    }

    /// The function with this id, and its file. The raw name is the system's, the shown one the
    /// demangled. A function may have a file and no name: gperftools' profiles, symbolised by
    /// `go tool pprof -proto`, are full of them. Such a one is named by its address.
    fn function(
        &mut self,
        id: u64,
        at: usize,
        address_name: &[u8],
        mapping: Option<MappingId>,
        builder: &mut Builder,
        faults: &mut Faults,
    ) -> (FunctionId, Option<Text>) {
        let position = self.index.functions.find(id);
        if position.is_none() && id != 0 {
            faults.note(NO_FUNCTION, at);
        }
        let message = position.and_then(|position| self.index.function(position));
        let Some(message) = message else {
            let raw = builder.text_of_bytes(address_name);
            return (builder.function(raw, mapping, None, None), None);
        };
        let (name, system_name, file, declared) = texts(message, faults);
        let mut string = |number| {
            self.index.string(number).unwrap_or_else(|| {
                faults.note(BAD_STRING, message.at);
                b""
            })
        };
        let (name, system_name, file) = (string(name), string(system_name), string(file));
        let (shown, raw) = match (name, system_name) {
            (b"", b"") => (address_name, address_name),
            (b"", raw) => (raw, raw),
            (shown, b"") => (shown, shown),
            both => both,
        };
        let file = (!file.is_empty()).then(|| builder.text_of_bytes(file));
        let shown_text = builder.text_of_bytes(shown);
        let raw = builder.text_of_bytes(raw);
        let by_raw = builder.function(raw, mapping, file, None);
        // Some writers give many functions one system name: then the name must tell them apart.
        let raw = if *self.shown.entry(by_raw).or_insert(shown_text) == shown_text {
            raw
        } else {
            shown_text
        };
        let function = builder.function(raw, mapping, file, declared);
        if shown_text != raw {
            builder.set_shown(function, shown_text);
        }
        (function, file)
    }

    /// `message Mapping { uint64 id = 1; uint64 memory_start = 2; uint64 memory_limit = 3;
    /// uint64 file_offset = 4; int64 filename = 5; int64 build_id = 6; ... }`
    fn mapping(&mut self, id: u64, at: usize, builder: &mut Builder, faults: &mut Faults) -> Mapped {
        if id == 0 {
            return Mapped::default();
        }
        let Some(position) = self.index.mappings.find(id) else {
            faults.note(NO_MAPPING, at);
            return Mapped::default();
        };
        if let Some(mapped) = self.mapped.get(&position) {
            return mapped.clone();
        }
        let mut mapped = Mapped::default();
        let (mut name, mut build_id) = (0, 0);
        for field in self.index.mapping(position).into_iter().flat_map(Slice::fields) {
            match field {
                Ok((2, Value::Varint(number))) => mapped.start = number,
                Ok((3, Value::Varint(number))) => mapped.limit = number,
                Ok((4, Value::Varint(number))) => mapped.offset = number,
                Ok((5, Value::Varint(number))) => name = number,
                Ok((6, Value::Varint(number))) => build_id = number,
                Ok(_) => {}
                Err(damage) => faults.note(BAD_MESSAGE, damage.at),
            }
        }
        let mut string = |number| {
            self.index.string(number).unwrap_or_else(|| {
                faults.note(BAD_STRING, at);
                b""
            })
        };
        let (name, build_id) = (string(name), string(build_id));
        let build_id = String::from_utf8_lossy(build_id);
        if !name.is_empty() || !build_id.is_empty() {
            mapped.id = Some(builder.mapping(name, (!build_id.is_empty()).then_some(&*build_id)));
        }
        let base = name.rsplit(|&byte| byte == b'/' || byte == b'\\').next();
        mapped.base_name = base.unwrap_or_default().to_vec();
        self.mapped.insert(position, mapped.clone());
        mapped
    }
}

/// Name, system name and file of `message Function { uint64 id = 1; int64 name = 2; int64 system_name = 3;
/// int64 filename = 4; int64 start_line = 5; }`, as numbers of strings, and the line of its declaration.
fn texts(message: Slice<'_>, faults: &mut Faults) -> (u64, u64, u64, Option<NonZeroU32>) {
    let mut found = (0, 0, 0, None);
    for field in message.fields() {
        match field {
            Ok((2, Value::Varint(number))) => found.0 = number,
            Ok((3, Value::Varint(number))) => found.1 = number,
            Ok((4, Value::Varint(number))) => found.2 = number,
            Ok((5, Value::Varint(number))) => found.3 = position(number),
            Ok(_) => {}
            Err(damage) => faults.note(BAD_MESSAGE, damage.at),
        }
    }
    found
}

fn read_line(message: Slice<'_>, faults: &mut Faults) -> Line {
    let mut line = Line::default();
    for field in message.fields() {
        match field {
            Ok((1, Value::Varint(number))) => line.function = number,
            Ok((2, Value::Varint(number))) => line.number = position(number),
            Ok((3, Value::Varint(number))) => line.column = position(number),
            Ok(_) => {}
            Err(damage) => faults.note(BAD_MESSAGE, damage.at),
        }
    }
    line
}

/// Lines and columns are int64; 0, and -1 in Go's own assembly, say that there is none.
fn position(number: u64) -> Option<NonZeroU32> {
    u32::try_from(number).ok().and_then(NonZeroU32::new)
}

/// What stands for a function that was not symbolised: `[libfoo.so+0x1234]`, the offset being the one
/// in the file. (`go tool pprof -top` shows `[libfoo.so]` for all of them, or `<unknown>`.)
fn address_name(address: u64, mapped: &Mapped) -> Vec<u8> {
    let inside = mapped.start <= address && (address < mapped.limit || mapped.limit == 0);
    let offset = if inside {
        (address - mapped.start).wrapping_add(mapped.offset)
    } else {
        address
    };
    match (mapped.base_name.as_slice(), address) {
        (b"", 0) => b"[unknown]".to_vec(),
        (b"", _) => format!("[0x{address:x}]").into_bytes(),
        (base, 0) => [b"[", base, b"]"].concat(),
        (base, _) => [b"[", base, format!("+0x{offset:x}]").as_bytes()].concat(),
    }
}
