//! pprof's `profile.proto`, gzipped (<https://github.com/google/pprof/blob/main/proto/profile.proto>).
//! The order of the fields in the file is free, so that samples stream out first and the tables that
//! they need come last.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use prost::encoding::{WireType, encode_key, encode_varint};

use super::{ExportError, Note, Shape, is};
use crate::{FunctionId, MappingId, NodeId, Place, PlaceId, Profile, Text, Unit, ValueType, Weight};

/// Writes all value types, threads as the label `thread`, and what [`crate::Meta`] has a field for.
///
/// # Errors
/// When the output fails, or the profile has no self weights.
pub fn pprof(profile: &Profile, out: &mut dyn Write) -> Result<Vec<Note>, ExportError> {
    let shape = Shape::of(profile)?;
    let mut notes = shape.notes.clone();
    let mut writer = Writer {
        profile,
        shape: &shape,
        out: GzEncoder::new(out, Compression::default()),
        strings: Strings::default(),
        chains: Vec::new(),
        chain_ids: HashMap::default(),
        function_ids: HashMap::default(),
        functions: Vec::new(),
        factors: Vec::new(),
        scratch: Vec::new(),
    };
    writer.value_types(&mut notes)?;
    writer.samples()?;
    writer.locations()?;
    writer.functions()?;
    writer.mappings()?;
    writer.meta()?;
    writer.strings()?;
    writer.out.finish()?.flush()?;
    Ok(notes)
}

/// The string table: number 0 is the empty string.
#[derive(Default)]
struct Strings {
    numbers: HashMap<String, u64, FixedState>,
    order: Vec<String>,
}

impl Strings {
    fn number(&mut self, text: &str) -> u64 {
        if text.is_empty() {
            return 0;
        }
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        self.order.push(text.to_owned());
        let number = self.order.len() as u64;
        self.numbers.insert(text.to_owned(), number);
        number
    }
}

/// A frame and those that it was inlined into: with them it makes a location.
#[derive(Clone, Copy)]
struct Chain {
    /// The chain without this frame; absent of a frame that was not inlined.
    outer: Option<u32>,
    place: PlaceId,
    used: bool,
}

struct Writer<'a, 'out> {
    profile: &'a Profile,
    shape: &'a Shape<'a>,
    out: GzEncoder<&'out mut dyn Write>,
    strings: Strings,
    chains: Vec<Chain>,
    chain_ids: HashMap<(Option<u32>, PlaceId), u32, FixedState>,
    function_ids: HashMap<(FunctionId, Option<Text>), u64, FixedState>,
    functions: Vec<(FunctionId, Option<Text>)>,
    /// What the weights of each value type are multiplied with.
    factors: Vec<f64>,
    scratch: Vec<u8>,
}

impl Writer<'_, '_> {
    fn value_types(&mut self, notes: &mut Vec<Note>) -> Result<(), ExportError> {
        for value in &self.profile.values {
            let (unit, factor) = unit_of(value);
            if unit != value.unit.name() && is(factor, 1.0) && !is_named(&unit) {
                notes.push(Note::Scaled {
                    value: value.name.clone(),
                    unit: unit.clone(),
                });
            }
            self.factors.push(factor);
            let numbers = [self.strings.number(&value.name), self.strings.number(&unit)];
            self.scratch.clear();
            varint(1, numbers[0], &mut self.scratch);
            varint(2, numbers[1], &mut self.scratch);
            self.message(1)?;
        }
        Ok(())
    }

    /// Writes `scratch` as a field of the profile.
    fn message(&mut self, number: u32) -> Result<(), ExportError> {
        let mut head = Vec::with_capacity(16);
        encode_key(number, WireType::LengthDelimited, &mut head);
        encode_varint(self.scratch.len() as u64, &mut head);
        self.out.write_all(&head)?;
        self.out.write_all(&self.scratch)?;
        Ok(())
    }

    fn samples(&mut self) -> Result<(), ExportError> {
        let stacks = &self.shape.stacks;
        // Series that differ only in their value type are the columns of one sample.
        let mut label_sets = HashMap::<_, usize, FixedState>::default();
        let set_of_series: Vec<usize> = (stacks.series.iter())
            .map(|series| {
                let next = label_sets.len();
                *label_sets
                    .entry((series.thread, series.labels.as_slice()))
                    .or_insert(next)
            })
            .collect();
        let mut locations = Vec::new();
        let mut columns: Vec<(usize, usize, i64)> = Vec::new();
        for weights in stacks.weights.chunk_by(|a, b| a.node == b.node) {
            let Some(first) = weights.first() else {
                continue;
            };
            self.find_locations(first.node, &mut locations);
            columns.clear();
            columns.extend(weights.iter().filter_map(|weight| {
                let series = stacks.series.get(weight.series.index())?;
                let set = *set_of_series.get(weight.series.index())?;
                Some((set, series.value.index(), weight.weight))
            }));
            columns.sort_unstable();
            for columns in columns.chunk_by(|a, b| a.0 == b.0) {
                let series = columns.first().and_then(|column| {
                    let wanted =
                        |weight: &&Weight| set_of_series.get(weight.series.index()) == Some(&column.0);
                    stacks.series.get(weights.iter().find(wanted)?.series.index())
                });
                self.sample(&locations, columns);
                if let Some(series) = series {
                    if let Some(thread) = series.thread {
                        self.label("thread", thread);
                    }
                    for &(key, text) in &series.labels {
                        self.label(self.profile.symbols.text.get(key), text);
                    }
                }
                self.message(2)?;
            }
        }
        Ok(())
    }

    fn sample(&mut self, locations: &[u64], columns: &[(usize, usize, i64)]) {
        self.scratch.clear();
        let mut packed = Vec::with_capacity(locations.len() * 2);
        for &location in locations {
            encode_varint(location, &mut packed);
        }
        bytes(1, &packed, &mut self.scratch);
        packed.clear();
        for (column, factor) in self.factors.iter().enumerate() {
            let weight = (columns.iter().filter(|found| found.1 == column))
                .fold(0i64, |sum, found| sum.saturating_add(found.2));
            let amount = if is(*factor, 1.0) {
                weight
            } else {
                (weight as f64 * factor).round() as i64
            };
            encode_varint(amount as u64, &mut packed);
        }
        bytes(2, &packed, &mut self.scratch);
    }

    fn label(&mut self, key: &str, text: Text) {
        let text = self.strings.number(self.profile.symbols.text.get(text));
        let mut label = Vec::with_capacity(12);
        varint(1, self.strings.number(key), &mut label);
        varint(2, text, &mut label);
        bytes(3, &label, &mut self.scratch);
    }

    /// The locations of a stack, innermost first.
    fn find_locations(&mut self, node: NodeId, locations: &mut Vec<u64>) {
        locations.clear();
        let mut chain: Option<u32> = None;
        for place in self.shape.stacks.path(node) {
            let inlined = (self.shape.places.get(place.index())).is_some_and(|place| place.inlined);
            let outer = if inlined {
                chain
            } else {
                locations.extend(chain.map(|chain| self.used(chain)));
                None
            };
            let chains = &mut self.chains;
            chain = Some(*self.chain_ids.entry((outer, place)).or_insert_with(|| {
                chains.push(Chain {
                    outer,
                    place,
                    used: false,
                });
                chains.len() as u32 - 1
            }));
        }
        locations.extend(chain.map(|chain| self.used(chain)));
        locations.reverse();
    }

    fn used(&mut self, chain: u32) -> u64 {
        if let Some(chain) = self.chains.get_mut(chain as usize) {
            chain.used = true;
        }
        u64::from(chain) + 1
    }

    fn locations(&mut self) -> Result<(), ExportError> {
        for index in 0..self.chains.len() {
            let chain = self.chains[index];
            if !chain.used {
                continue;
            }
            let (mut mapping, mut address) = (None, None);
            let mut lines = Vec::new();
            let mut at = Some(chain);
            while let Some(chain) = at {
                let Some(&place) = self.shape.places.get(chain.place.index()) else {
                    break;
                };
                mapping = self.mapping_of(place).or(mapping);
                address = address.or(place.address);
                let mut line = Vec::with_capacity(12);
                varint(1, self.function(place), &mut line);
                varint(2, place.line.map_or(0, |line| u64::from(line.get())), &mut line);
                varint(
                    3,
                    place.column.map_or(0, |column| u64::from(column.get())),
                    &mut line,
                );
                bytes(4, &line, &mut lines);
                at = chain
                    .outer
                    .and_then(|outer| self.chains.get(outer as usize).copied());
            }
            self.scratch.clear();
            varint(1, index as u64 + 1, &mut self.scratch);
            varint(
                2,
                mapping.map_or(0, |mapping| u64::from(mapping.0) + 1),
                &mut self.scratch,
            );
            varint(3, address.map_or(0, std::num::NonZeroU64::get), &mut self.scratch);
            self.scratch.extend(lines);
            self.message(4)?;
        }
        Ok(())
    }

    fn mapping_of(&self, place: Place) -> Option<MappingId> {
        self.profile
            .symbols
            .functions
            .get(place.function.index())?
            .mapping
    }

    fn function(&mut self, place: Place) -> u64 {
        let function = self.profile.symbols.functions.get(place.function.index());
        let file = place.file.or_else(|| function?.file);
        let functions = &mut self.functions;
        *self
            .function_ids
            .entry((place.function, file))
            .or_insert_with(|| {
                functions.push((place.function, file));
                functions.len() as u64
            })
    }

    fn functions(&mut self) -> Result<(), ExportError> {
        let symbols = &self.profile.symbols;
        for (index, (id, file)) in std::mem::take(&mut self.functions).into_iter().enumerate() {
            let Some(function) = symbols.functions.get(id.index()) else {
                continue;
            };
            let name = self.strings.number(symbols.text.get(function.shown));
            let system_name = self.strings.number(symbols.text.get(function.raw));
            let file = file.map_or(0, |file| self.strings.number(symbols.text.get(file)));
            self.scratch.clear();
            varint(1, index as u64 + 1, &mut self.scratch);
            varint(2, name, &mut self.scratch);
            varint(3, system_name, &mut self.scratch);
            varint(4, file, &mut self.scratch);
            varint(
                5,
                function.declared.map_or(0, |line| u64::from(line.get())),
                &mut self.scratch,
            );
            self.message(5)?;
        }
        Ok(())
    }

    /// Names are there already: without `has_functions` and the rest, pprof would look for symbols.
    fn mappings(&mut self) -> Result<(), ExportError> {
        let symbols = &self.profile.symbols;
        for (index, mapping) in symbols.mappings.iter().enumerate() {
            let name = self.strings.number(symbols.text.get(mapping.name));
            let build_id = mapping
                .build_id
                .map_or(0, |id| self.strings.number(symbols.text.get(id)));
            self.scratch.clear();
            varint(1, index as u64 + 1, &mut self.scratch);
            varint(5, name, &mut self.scratch);
            varint(6, build_id, &mut self.scratch);
            for has in 7..=10 {
                varint(has, 1, &mut self.scratch);
            }
            self.message(3)?;
        }
        Ok(())
    }

    fn meta(&mut self) -> Result<(), ExportError> {
        let meta = &self.profile.meta;
        if let Some(period) = &meta.period {
            let numbers = [
                self.strings.number(&period.name),
                self.strings.number(&period.unit),
            ];
            self.scratch.clear();
            varint(1, numbers[0], &mut self.scratch);
            varint(2, numbers[1], &mut self.scratch);
            self.message(11)?;
        }
        self.scratch.clear();
        let nanos = meta
            .recorded
            .and_then(|time| i64::try_from(time.as_nanosecond()).ok());
        varint(9, nanos.unwrap_or(0) as u64, &mut self.scratch);
        varint(10, meta.duration.unwrap_or(0) as u64, &mut self.scratch);
        varint(
            12,
            meta.period.as_ref().map_or(0, |period| period.amount) as u64,
            &mut self.scratch,
        );
        for comment in &meta.comments {
            varint(13, self.strings.number(comment), &mut self.scratch);
        }
        let selected = self
            .strings
            .number(&self.profile.value(self.profile.selected()).name);
        varint(14, selected, &mut self.scratch);
        self.out.write_all(&self.scratch)?;
        Ok(())
    }

    fn strings(&mut self) -> Result<(), ExportError> {
        self.scratch.clear();
        self.message(6)?;
        for text in std::mem::take(&mut self.strings.order) {
            self.scratch.clear();
            self.scratch.extend_from_slice(text.as_bytes());
            self.message(6)?;
        }
        Ok(())
    }
}

/// The unit's name as pprof knows it, and what weights are multiplied with to be in it.
fn unit_of(value: &ValueType) -> (String, f64) {
    let named = |names: &[(f64, &str)]| {
        let found = names.iter().find(|name| is(name.0, value.scale));
        found.map(|name| (name.1.to_owned(), 1.0))
    };
    let found = match value.unit {
        Unit::Nanoseconds => named(&[
            (1.0, "nanoseconds"),
            (1e3, "microseconds"),
            (1e6, "milliseconds"),
            (1e9, "seconds"),
        ]),
        Unit::Bytes => named(&[
            (1.0, "bytes"),
            (1024.0, "kilobytes"),
            (1024.0 * 1024.0, "megabytes"),
            (1024.0 * 1024.0 * 1024.0, "gigabytes"),
        ]),
        _ => None,
    };
    found.unwrap_or_else(|| {
        let name = value.unit.name();
        if is(value.scale, 1.0) {
            (name.to_owned(), 1.0)
        } else if value.scale > 1.0 {
            (name.to_owned(), value.scale)
        } else {
            (format!("{} {name}", value.scale), 1.0)
        }
    })
}

fn is_named(unit: &str) -> bool {
    !matches!(Unit::parse(unit).0, Unit::Other(_))
}

/// A varint field; nothing for 0, which is what an absent field says.
fn varint(number: u32, value: u64, out: &mut Vec<u8>) {
    if value != 0 {
        encode_key(number, WireType::Varint, out);
        encode_varint(value, out);
    }
}

fn bytes(number: u32, value: &[u8], out: &mut Vec<u8>) {
    encode_key(number, WireType::LengthDelimited, out);
    encode_varint(value.len() as u64, out);
    out.extend_from_slice(value);
}
