//! Where readers put what they read. Ends in a [`Profile`] with its flat index computed.

use std::hash::BuildHasher;
use std::num::NonZeroU32;

use foldhash::fast::FixedState;
use hashbrown::hash_table::Entry;
use hashbrown::{HashMap, HashTable};

use crate::{
    Cell, Coverage, Edge, Flat, Format, Function, FunctionId, LineKey, Mapping, MappingId, Meta, Node,
    NodeId, Options, Place, PlaceId, PrintedLine, Profile, Series, SeriesId, Stacks, Symbols, Text, Unit,
    ValueId, ValueType, Warning, Weight, demangle, prune, sum,
};

/// Warnings kept; the rest are counted.
const KEPT_WARNINGS: usize = 100;

/// Stands in for functions past the limit.
const TOO_MANY: &str = "[functions past the limit]";

/// Weights collected before equal ones are first merged.
const FIRST_MERGE: usize = 1 << 20;

/// Collects mappings, functions, places, stacks and rows.
pub struct Builder {
    meta: Meta,
    values: Vec<ValueType>,
    symbols: Symbols,
    nodes: Vec<Node>,
    weights: Vec<Weight>,
    series: Vec<Series>,
    flat: Flat,
    partial: Vec<bool>,
    mapping_ids: HashMap<Mapping, MappingId, FixedState>,
    function_ids: HashMap<(Text, Option<MappingId>, Option<Text>), FunctionId, FixedState>,
    place_ids: HashTable<u32>,
    /// Found by the hash of the whole path, so that the frames of a stack need not wait for each other.
    node_ids: HashTable<NodeId>,
    /// That hash, of every node.
    paths: Vec<u32>,
    series_ids: HashMap<Series, SeriesId, FixedState>,
    hasher: FixedState,
    merge_at: usize,
    max_nodes: usize,
    /// Functions and places kept: names that never repeat must not fill the memory either.
    max_symbols: usize,
    prunings: u32,
}

impl Builder {
    /// An empty profile of this format.
    pub fn new(format: Format, options: &Options) -> Builder {
        Builder {
            meta: Meta {
                format: Some(format),
                ..Meta::default()
            },
            values: Vec::new(),
            symbols: Symbols::default(),
            nodes: vec![Node {
                parent: NodeId::ROOT,
                place: PlaceId(u32::MAX),
            }],
            paths: vec![0],
            weights: Vec::new(),
            series: Vec::new(),
            flat: Flat::default(),
            partial: Vec::new(),
            mapping_ids: HashMap::default(),
            function_ids: HashMap::default(),
            place_ids: HashTable::new(),
            node_ids: HashTable::new(),
            series_ids: HashMap::default(),
            hasher: FixedState::default(),
            merge_at: FIRST_MERGE,
            max_nodes: options.max_nodes.max(16),
            max_symbols: options.max_nodes.max(1 << 16),
            prunings: 0,
        }
    }

    /// Provenance, for the reader to fill in.
    pub fn meta(&mut self) -> &mut Meta {
        &mut self.meta
    }

    /// Every text of the profile.
    pub fn symbols(&self) -> &Symbols {
        &self.symbols
    }

    /// The id of a text, stored when it is new.
    pub fn text(&mut self, text: &str) -> Text {
        self.symbols.text.intern(text)
    }

    /// The id of the text in these bytes; what is not UTF-8 is replaced.
    pub fn text_of_bytes(&mut self, bytes: &[u8]) -> Text {
        self.symbols.text.intern_bytes(bytes)
    }

    /// Notes something that could not be read; `line` is 1-based.
    pub fn warn(&mut self, line: Option<u64>, message: impl Into<String>) {
        if self.meta.warnings.len() < KEPT_WARNINGS {
            self.meta.warnings.push(Warning {
                line,
                message: message.into(),
            });
        } else {
            self.meta.more_warnings += 1;
        }
    }

    /// The value type of this name and unit, made when it is new. `scale` is what a weight of 1 is
    /// worth in the unit.
    pub fn value(&mut self, name: &str, unit: &Unit, scale: f64) -> ValueId {
        if let Some(found) = self
            .values
            .iter()
            .position(|value| value.name == name && value.unit == *unit)
        {
            return ValueId(found as u32);
        }
        self.values.push(ValueType {
            name: name.to_owned(),
            unit: unit.clone(),
            scale,
            stated_total: None,
            sum: 0,
        });
        self.partial.push(false);
        ValueId(self.values.len() as u32 - 1)
    }

    /// Changes what a weight of 1 is worth, for files that state it after the rows.
    pub fn set_scale(&mut self, value: ValueId, scale: f64) {
        if let Some(value) = self.values.get_mut(value.index()) {
            value.scale = scale;
        }
    }

    /// The total that the file states for a value type.
    pub fn state_total(&mut self, value: ValueId, total: i64) {
        if let Some(value) = self.values.get_mut(value.index()) {
            value.stated_total = Some(total);
        }
    }

    /// Tells that the file shows only part of what was recorded in this value type.
    pub fn mark_partial(&mut self, value: ValueId) {
        if let Some(partial) = self.partial.get_mut(value.index()) {
            *partial = true;
        }
    }

    /// The mapping of this name and build-id.
    pub fn mapping(&mut self, name: &[u8], build_id: Option<&str>) -> MappingId {
        let name = self.text_of_bytes(name);
        let build_id = build_id.map(|id| self.text(id));
        let mapping = Mapping { name, build_id };
        *self.mapping_ids.entry(mapping).or_insert_with_key(|mapping| {
            self.symbols.mappings.push(mapping.clone());
            MappingId(self.symbols.mappings.len() as u32 - 1)
        })
    }

    /// The function of this raw name in this mapping and file. A declaration line is kept from
    /// whichever call brings one first.
    pub fn function(
        &mut self,
        raw: Text,
        mapping: Option<MappingId>,
        file: Option<Text>,
        declared: Option<NonZeroU32>,
    ) -> FunctionId {
        let mut key = (raw, mapping, file);
        if self.symbols.functions.len() >= self.max_symbols && !self.function_ids.contains_key(&key) {
            key = (self.text(TOO_MANY), None, None);
        }
        let (raw, mapping, file) = key;
        let id = *self.function_ids.entry(key).or_insert_with(|| {
            self.symbols.functions.push(Function {
                raw,
                shown: raw,
                file,
                declared,
                mapping,
            });
            FunctionId(self.symbols.functions.len() as u32 - 1)
        });
        if declared.is_some()
            && let Some(function) = self.symbols.functions.get_mut(id.index())
        {
            function.declared = function.declared.or(declared);
        }
        id
    }

    /// Sets the demangled name where the format brings its own.
    pub fn set_shown(&mut self, function: FunctionId, shown: Text) {
        if let Some(function) = self.symbols.functions.get_mut(function.index()) {
            function.shown = shown;
        }
    }

    /// The id of a place, made when it is new.
    pub fn place(&mut self, place: Place) -> PlaceId {
        let hash = self.hasher.hash_one(place);
        let places = &self.symbols.places;
        if let Some(&found) = self.place_ids.find(hash, |&id| places[id as usize] == place) {
            return PlaceId(found);
        }
        let of_function = Place::of(place.function);
        if places.len() >= 2 * self.max_symbols && place != of_function {
            return self.place(of_function);
        }
        let id = places.len() as u32;
        self.symbols.places.push(place);
        let (places, hasher) = (&self.symbols.places, &self.hasher);
        self.place_ids
            .insert_unique(hash, id, |&id| hasher.hash_one(places[id as usize]));
        PlaceId(id)
    }

    /// The series of a value type, thread and labels. The labels are sorted here.
    pub fn series(
        &mut self,
        value: ValueId,
        thread: Option<Text>,
        mut labels: Vec<(Text, Text)>,
    ) -> SeriesId {
        labels.sort_unstable();
        let series = Series {
            value,
            thread,
            labels,
        };
        *self.series_ids.entry(series).or_insert_with_key(|series| {
            self.series.push(series.clone());
            SeriesId(self.series.len() as u32 - 1)
        })
    }

    /// The node of a frame called from `parent`, made when it is new.
    ///
    /// Ids stay valid until [`Builder::prunings`] changes, which happens only while weight is added.
    pub fn child(&mut self, parent: NodeId, place: PlaceId) -> NodeId {
        self.step(self.path_to(parent), place).node
    }

    /// A node with what finds its children.
    pub(crate) fn path_to(&self, node: NodeId) -> Path {
        let hash = self.paths.get(node.index()).copied().unwrap_or(0);
        Path { node, hash }
    }

    /// [`Builder::child`] for one frame after the other.
    pub(crate) fn step(&mut self, caller: Path, place: PlaceId) -> Path {
        let hash = extended(caller.hash, place);
        let wanted = Node {
            parent: caller.node,
            place,
        };
        let (nodes, paths) = (&mut self.nodes, &mut self.paths);
        let node = match self.node_ids.entry(
            spread(hash),
            |known| nodes.get(known.index()) == Some(&wanted),
            |known| spread(paths.get(known.index()).copied().unwrap_or(0)),
        ) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(slot) => {
                let next = NodeId(nodes.len() as u32);
                slot.insert(next);
                nodes.push(wanted);
                paths.push(hash);
                next
            }
        };
        Path { node, hash }
    }

    /// The frame of a node; absent for the root.
    pub fn place_of(&self, node: NodeId) -> Option<PlaceId> {
        self.nodes
            .get(node.index())
            .filter(|_| node != NodeId::ROOT)
            .map(|node| node.place)
    }

    /// Adds own weight to a node.
    pub fn weigh(&mut self, node: NodeId, series: SeriesId, weight: i64) {
        self.weigh_all(node, &[(series, weight)]);
    }

    /// Adds own weights of several series to a node at once; only then may nodes be folded.
    pub fn weigh_all(&mut self, node: NodeId, weights: &[(SeriesId, i64)]) {
        self.weights.extend(
            weights
                .iter()
                .map(|&(series, weight)| Weight { node, series, weight }),
        );
        if self.weights.len() >= self.merge_at {
            self.merge_weights();
        }
        if self.nodes.len() > self.max_nodes {
            self.prune();
        }
    }

    /// Adds a whole stack, outermost frame first.
    pub fn stack(&mut self, places: &[PlaceId], series: SeriesId, weight: i64) {
        let mut node = NodeId::ROOT;
        for &place in places {
            node = self.child(node, place);
        }
        self.weigh(node, series, weight);
    }

    /// How often nodes were folded into `[pruned]`; node ids from before are void when it changes.
    pub fn prunings(&self) -> u32 {
        self.prunings
    }

    /// Adds a printed row of a function. Rows of one function add up.
    pub fn row(&mut self, function: FunctionId, value: ValueId, own: Option<i64>, total: Option<i64>) {
        self.flat.functions.push(Cell {
            key: function,
            value,
            own,
            total,
        });
    }

    /// Adds a printed row of a line. Rows of one line add up.
    pub fn line(&mut self, key: LineKey, value: ValueId, own: Option<i64>, total: Option<i64>) {
        self.flat.lines.push(Cell {
            key,
            value,
            own,
            total,
        });
    }

    /// Adds a printed call.
    pub fn edge(&mut self, caller: FunctionId, callee: FunctionId, value: ValueId, weight: i64) {
        self.flat.edges.push(Edge {
            caller,
            callee,
            value,
            weight,
        });
    }

    /// Adds a line of which only the text is known.
    pub fn printed_line(&mut self, line: PrintedLine) {
        self.flat.printed.push(line);
    }

    /// Whether nothing weighs anything yet.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
            || (self.weights.is_empty() && self.flat.functions.is_empty() && self.flat.lines.is_empty())
    }

    /// Demangles, merges and sums up.
    pub fn finish(mut self) -> Profile {
        drop(std::mem::take(&mut self.node_ids));
        drop(std::mem::take(&mut self.paths));
        drop(std::mem::take(&mut self.place_ids));
        drop(std::mem::take(&mut self.function_ids));
        self.merge_weights();
        demangle::all(&mut self.symbols);
        let mut stacks = Stacks {
            nodes: std::mem::take(&mut self.nodes),
            weights: std::mem::take(&mut self.weights),
            series: std::mem::take(&mut self.series),
        };
        stacks.nodes.shrink_to_fit();
        stacks.weights.shrink_to_fit();
        let stacks = (stacks.nodes.len() > 1).then_some(stacks);
        self.flat.functions = merge_rows(std::mem::take(&mut self.flat.functions));
        self.flat.lines = merge_rows(std::mem::take(&mut self.flat.lines));
        if let Some(stacks) = &stacks {
            sum::up(stacks, &self.symbols, self.values.len(), &mut self.flat);
        }
        sort_cells(&mut self.flat.functions);
        sort_cells(&mut self.flat.lines);
        for cell in &self.flat.functions {
            let sum = &mut self.values[cell.value.index()].sum;
            *sum = sum.saturating_add(cell.own.unwrap_or(0));
        }
        // A file of lines alone, such as perf annotate's, has no function rows to sum up.
        for (index, value) in self.values.iter_mut().enumerate() {
            let id = ValueId(index as u32);
            if !self.flat.functions.iter().any(|cell| cell.value == id) {
                value.sum = (self.flat.lines.iter().filter(|cell| cell.value == id))
                    .fold(0, |sum, cell| cell.own.unwrap_or(0).saturating_add(sum));
            }
        }
        let coverage = (self.values.iter().zip(&self.partial))
            .map(|(value, partial)| {
                if *partial {
                    Coverage::Partial { printed: value.sum }
                } else {
                    Coverage::Complete
                }
            })
            .collect();
        if self.prunings > 0 {
            self.warn(
                None,
                format!(
                    "more than {} distinct stack frames: the lightest were folded into [pruned]; self and total of \
                     heavy functions are not affected",
                    self.max_nodes
                ),
            );
        }
        // A profile is kept for long, and what it grew by doubling may be half empty.
        self.symbols.shrink_to_fit();
        self.flat.shrink_to_fit();
        Profile {
            meta: self.meta,
            values: self.values,
            symbols: self.symbols,
            flat: self.flat,
            stacks,
            coverage,
        }
    }

    fn merge_weights(&mut self) {
        self.weights
            .sort_unstable_by_key(|weight| (weight.node, weight.series));
        self.weights.dedup_by(|next, kept| {
            let same = next.node == kept.node && next.series == kept.series;
            if same {
                kept.weight = kept.weight.saturating_add(next.weight);
            }
            same
        });
        self.merge_at = (self.weights.len() * 2).max(FIRST_MERGE);
    }

    fn prune(&mut self) {
        self.merge_weights();
        let raw = self.text("[pruned]");
        let function = self.function(raw, None, None, None);
        let pruned = self.place(Place::of(function));
        let stacks = Stacks {
            nodes: std::mem::take(&mut self.nodes),
            weights: std::mem::take(&mut self.weights),
            series: std::mem::take(&mut self.series),
        };
        let stacks = prune::lightest(stacks, self.values.len(), self.max_nodes / 2, pruned);
        (self.nodes, self.weights, self.series) = (stacks.nodes, stacks.weights, stacks.series);
        self.node_ids.clear();
        self.paths.truncate(1);
        for (index, node) in self.nodes.iter().enumerate().skip(1) {
            let hash = extended(self.paths[node.parent.index()], node.place);
            self.paths.push(hash);
            let (paths, id) = (&self.paths, NodeId(index as u32));
            self.node_ids
                .insert_unique(spread(hash), id, |known| spread(paths[known.index()]));
        }
        self.merge_weights();
        self.prunings += 1;
    }
}

/// A node, and the hash of the frames that lead to it.
#[derive(Clone, Copy)]
pub(crate) struct Path {
    pub(crate) node: NodeId,
    hash: u32,
}

impl Path {
    /// Of the root.
    pub(crate) const ROOT: Path = Path {
        node: NodeId::ROOT,
        hash: 0,
    };
}

/// The hash of a path with one more frame.
fn extended(path: u32, place: PlaceId) -> u32 {
    let mixed = (u64::from(path) << 32 | u64::from(place.0)) ^ 0x9E37_79B9_7F4A_7C15;
    let product = u128::from(mixed) * 0xD6E8_FEB8_6659_FD93;
    ((product as u64) ^ ((product >> 64) as u64)) as u32
}

/// All bits that the table wants from those of a path.
fn spread(path: u32) -> u64 {
    u64::from(path).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Adds rows of one key and value type; a weight that one of them lacks is the other's.
fn merge_rows<Key: Copy + Ord>(mut cells: Vec<Cell<Key>>) -> Vec<Cell<Key>> {
    cells.sort_by_key(|cell| (cell.value, cell.key));
    cells.dedup_by(|next, kept| {
        let same = next.key == kept.key && next.value == kept.value;
        if same {
            kept.own = add(kept.own, next.own);
            kept.total = add(kept.total, next.total);
        }
        same
    });
    cells
}

fn add(left: Option<i64>, right: Option<i64>) -> Option<i64> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.saturating_add(right)),
        (one, other) => one.or(other),
    }
}

fn sort_cells<Key: Ord>(cells: &mut [Cell<Key>]) {
    cells.sort_unstable_by(|a, b| {
        (a.value, b.own, b.total)
            .cmp(&(b.value, a.own, a.total))
            .then_with(|| a.key.cmp(&b.key))
    });
}
