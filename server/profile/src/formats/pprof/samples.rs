//! The samples of a `profile.proto` file: stacks, values, labels.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::dropped::Cut;
use super::places::Places;
use super::tables::{Faults, Index};
use super::wire::{Slice, Value, numbers};
use crate::builder::Builder;
use crate::{NodeId, Place, PlaceId, SeriesId, Text, ValueId};

/// Frames of one stack that are kept, counted from the innermost.
const MAX_DEPTH: usize = 1 << 18;

/// Distinct sets of labels kept, over all value types. Tracers label every sample with a span of its own.
const MAX_SERIES: usize = 1 << 16;

/// Frames that may be walked for each byte of the file, and for any file at all: inlined frames let a
/// byte of a sample stand for many.
const FRAMES_A_BYTE: u64 = 16;
const FRAMES_A_FILE: u64 = 1 << 22;

/// Labels that name the thread, first those that give its name: Go's own convention, Datadog's, Parca's.
const THREAD_LABELS: [&[u8]; 6] = [
    b"thread",
    b"thread_name",
    b"thread name",
    b"thread_id",
    b"thread id",
    b"tid",
];

/// Reads every sample. The sums of the values come back.
pub(super) fn read(
    index: &Index<'_>,
    values: &[ValueId],
    places: &mut Places<'_>,
    size: usize,
    builder: &mut Builder,
    faults: &mut Faults,
) -> Vec<i64> {
    let mut samples = Samples {
        index,
        values,
        ids: Vec::new(),
        amounts: Vec::new(),
        weights: Vec::new(),
        label_key: Vec::new(),
        label_sets: HashMap::default(),
        series: Vec::new(),
        path: Vec::new(),
        walked: Vec::new(),
        prunings: builder.prunings(),
        frames_left: FRAMES_A_FILE + FRAMES_A_BYTE * size as u64,
        sums: vec![0; values.len()],
    };
    for message in index.samples() {
        if samples.frames_left == 0 {
            faults.note(
                "far more frames than bytes; the rest of the samples was not read",
                message.at,
            );
            break;
        }
        samples.add(message, places, builder, faults);
    }
    samples.sums
}

struct Samples<'a> {
    index: &'a Index<'a>,
    values: &'a [ValueId],
    ids: Vec<u64>,
    amounts: Vec<i64>,
    weights: Vec<(SeriesId, i64)>,
    label_key: Vec<u8>,
    label_sets: HashMap<Vec<u8>, usize, FixedState>,
    /// The series of label set times value type; made when weighed first.
    series: Vec<Option<SeriesId>>,
    path: Vec<PlaceId>,
    /// The previous path with its nodes, which pruning voids.
    walked: Vec<(PlaceId, NodeId)>,
    prunings: u32,
    frames_left: u64,
    sums: Vec<i64>,
}

impl Samples<'_> {
    /// `message Sample { repeated uint64 location_id = 1; repeated int64 value = 2; repeated Label label = 3; }`;
    /// `location_id[0]` is the innermost.
    fn add(
        &mut self,
        message: Slice<'_>,
        places: &mut Places<'_>,
        builder: &mut Builder,
        faults: &mut Faults,
    ) {
        if self.decode(message, faults).is_err() {
            faults.note("a damaged sample; it was passed over", message.at);
            return;
        }
        if self.amounts.len() != self.values.len() {
            faults.note(
                "a sample with more or fewer values than there are value types",
                message.at,
            );
            self.amounts.truncate(self.values.len());
        }
        if self.amounts.iter().all(|&amount| amount == 0) {
            return;
        }
        let labels = self.label_set(message.at, faults);
        self.find_path(message.at, places, builder, faults);

        let mut weights = std::mem::take(&mut self.weights);
        weights.clear();
        for column in 0..self.amounts.len() {
            let amount = self.amounts[column];
            if amount != 0 {
                self.sums[column] = self.sums[column].saturating_add(amount);
                weights.push((self.series(labels, column, message, builder), amount));
            }
        }
        let node = self.node(builder);
        builder.weigh_all(node, &weights);
        self.weights = weights;
    }

    /// The node of the path's innermost frame. Samples of one place of the program follow each other
    /// often enough for the frames shared with the previous path to be worth a look.
    fn node(&mut self, builder: &mut Builder) -> NodeId {
        if builder.prunings() != self.prunings {
            self.prunings = builder.prunings();
            self.walked.clear();
        }
        let pairs = self.walked.iter().zip(&self.path);
        let shared = pairs.take_while(|(walked, place)| walked.0 == **place).count();
        self.walked.truncate(shared);
        let mut node = self.walked.last().map_or(NodeId::ROOT, |walked| walked.1);
        for &place in self.path.get(shared..).unwrap_or_default() {
            node = builder.child(node, place);
            self.walked.push((place, node));
        }
        node
    }

    fn decode(&mut self, message: Slice<'_>, faults: &mut Faults) -> Result<(), ()> {
        self.ids.clear();
        self.amounts.clear();
        self.label_key.clear();
        for field in message.fields() {
            match field.map_err(drop)? {
                (1, value) => {
                    for id in numbers(value) {
                        let id = id?;
                        if self.ids.len() < MAX_DEPTH {
                            self.ids.push(id);
                        } else {
                            faults.note(
                                "frames past 262144 of one stack; the outer ones were cut off",
                                message.at,
                            );
                            break;
                        }
                    }
                }
                (2, value) => {
                    for amount in numbers(value) {
                        let amount = amount?;
                        if self.amounts.len() <= self.values.len() {
                            self.amounts.push(amount as i64);
                        }
                    }
                }
                (3, Value::Bytes(label)) => {
                    self.label_key.extend((label.bytes.len() as u64).to_le_bytes());
                    self.label_key.extend(label.bytes);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The number of the set of labels just decoded.
    fn label_set(&mut self, at: usize, faults: &mut Faults) -> usize {
        if let Some(&set) = self.label_sets.get(&self.label_key) {
            return set;
        }
        let full = (self.label_sets.len() + 2) * self.values.len() > MAX_SERIES;
        if full && !self.label_key.is_empty() {
            faults.note("more than 65536 sets of labels; later ones were left out", at);
            self.label_key.clear();
            return self.label_set(at, faults);
        }
        let set = self.label_sets.len();
        self.label_sets.insert(self.label_key.clone(), set);
        self.series.resize((set + 1) * self.values.len(), None);
        set
    }

    fn series(
        &mut self,
        labels: usize,
        column: usize,
        message: Slice<'_>,
        builder: &mut Builder,
    ) -> SeriesId {
        let slot = labels * self.values.len() + column;
        if let Some(series) = self.series[slot] {
            return series;
        }
        let (thread, rest) = if self.label_key.is_empty() {
            (None, Vec::new())
        } else {
            self.labels(message, builder)
        };
        let series = builder.series(self.values[column], thread, rest);
        self.series[slot] = Some(series);
        series
    }

    /// `message Label { int64 key = 1; int64 str = 2; int64 num = 3; int64 num_unit = 4; }`
    fn labels(&self, message: Slice<'_>, builder: &mut Builder) -> (Option<Text>, Vec<(Text, Text)>) {
        let mut thread: [Option<String>; THREAD_LABELS.len()] = Default::default();
        let mut labels = Vec::new();
        for field in message.fields().map_while(Result::ok) {
            let (3, Value::Bytes(label)) = field else {
                continue;
            };
            let mut numbers = [0u64; 5];
            for field in label.fields().map_while(Result::ok) {
                if let (number @ 1..=4, Value::Varint(found)) = field {
                    numbers[number as usize] = found;
                }
            }
            let [_, key, text, number, unit] = numbers;
            let string = |number| self.index.string(number).unwrap_or_default();
            let key = string(key);
            let text = match (string(text), number, string(unit)) {
                (b"", 0, b"") => continue,
                (b"", number, b"") => (number as i64).to_string(),
                (b"", number, unit) => format!("{} {}", number as i64, String::from_utf8_lossy(unit)),
                (text, _, _) => String::from_utf8_lossy(text).into_owned(),
            };
            match THREAD_LABELS.iter().position(|&name| name == key) {
                Some(kind) => thread[kind] = Some(text),
                None => labels.push((builder.text_of_bytes(key), builder.text(&text))),
            }
        }
        let mut thread: Vec<String> = thread.into_iter().flatten().collect();
        thread.dedup();
        let thread = (!thread.is_empty()).then(|| builder.text(&thread.join(" ")));
        (thread, labels)
    }

    /// Puts the places of the locations just decoded into `path`, outermost first.
    fn find_path(&mut self, at: usize, places: &mut Places<'_>, builder: &mut Builder, faults: &mut Faults) {
        self.path.clear();
        let mut found_user = false;
        for &id in self.ids.iter().rev() {
            let Some((range, cut)) = places.location(id, builder, faults) else {
                faults.note("a sample's location that is not in the file", at);
                self.path.push(unknown(builder));
                found_user = true;
                continue;
            };
            // Frames before the first one of the user's own are kept, as pprof does: else all would go.
            if found_user && cut == Cut::Whole {
                break;
            }
            let frames = places.get(range);
            self.frames_left = self.frames_left.saturating_sub(frames.len() as u64);
            if self.path.len() + frames.len() > 2 * MAX_DEPTH {
                faults.note("inlined frames past 524288 of one stack; they were cut off", at);
                break;
            }
            self.path.extend_from_slice(frames);
            if found_user && cut == Cut::Beneath {
                break;
            }
            found_user |= cut == Cut::Nothing;
        }
        if self.path.is_empty() {
            self.path.push(unknown(builder));
        }
    }
}

/// What stands where a frame cannot be had.
fn unknown(builder: &mut Builder) -> PlaceId {
    let raw = builder.text("[unknown]");
    let function = builder.function(raw, None, None, None);
    builder.place(Place::of(function))
}
