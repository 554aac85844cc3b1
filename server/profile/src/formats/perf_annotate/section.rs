//! The listing of one symbol for one event or group: collected, then written as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use super::lines::{self, Column, Comment, Header, Listed};
use crate::formats::perf_script::unit_of_event;
use crate::{Builder, LineKey, PrintedLine, Text, Unit, ValueId};

/// Weights of samples are ten-thousandths of a sample: a percentage times a number of samples is whole.
const SAMPLE: i64 = 10_000;

/// Percentages of the event's whole are in hundredths.
const WHOLE: i64 = 10_000;

/// perf gives instructions up to this many hundredths of a percent no line (`annotation__calc_lines`).
const UNPLACED: i64 = 50;

/// Events of one file that are read.
const MOST_EVENTS: usize = 256;

/// What perf carries from one symbol to the next, or has to be the same in the whole file.
#[derive(Default)]
pub(super) struct Shared {
    /// The place printed last: perf does not repeat it (`prev_line` in `annotation_line__print`).
    place: Option<(Text, NonZeroU32)>,
    events: Vec<Text>,
    values: BTreeSet<(Text, Column)>,
    samples: i64,
    /// Listings without places of their own.
    pub(super) unnamed: u64,
    unnumbered: bool,
}

/// A listing.
pub(super) struct Section {
    /// 1-based line of its header.
    at: u64,
    column: Column,
    binary: Text,
    events: Vec<Text>,
    samples: Option<i64>,
    global: bool,
    summary: Vec<(Vec<i64>, Text, NonZeroU32)>,
    /// Written with `-l`.
    placed: bool,
    symbol: Option<Text>,
    /// Whether `symbol` is a name, not an address.
    named: bool,
    gutter: Gutter,
    hits: Vec<Hit>,
    instructions: i64,
}

/// An instruction that weighs something.
struct Hit {
    function: Option<Text>,
    number: Option<u32>,
    text: Option<Text>,
    place: Option<(Text, NonZeroU32)>,
    /// perf looked for a place and found none.
    nowhere: bool,
    weights: Vec<i64>,
}

/// Line numbers from the gutter.
///
/// perf counts the lines that it gets from `objdump -l -S` and starts anew at each `/path:14` that
/// objdump prints, which itself is not shown (`symbol__parse_objdump_line`, `tools/perf/util/annotate.c`).
/// objdump prints the lines up to the place, but perf counts on from the place: only the first number
/// after a start is right, and it belongs to the *last* text shown. A number that goes on from the line
/// before is no start: there objdump names the function. Where it has no source to show, perf starts
/// anew without a trace, and functions are known by their shape.
#[derive(Default)]
struct Gutter {
    /// The number of the next line if perf does not start anew.
    next: Option<u32>,
    /// Lines of text since the last instruction.
    run: u32,
    function: Option<Text>,
    number: Option<u32>,
    text: Option<Text>,
    blank_before: u32,
    /// Where each function was when another, inlined one came: objdump does not repeat a line.
    left: BTreeMap<Text, (Option<u32>, Option<Text>)>,
}

impl Gutter {
    fn line(&mut self, number: Option<u32>, text: &[u8], builder: &mut Builder) {
        self.run += 1;
        let expected = self.next;
        self.next = number.or(expected).and_then(|number| number.checked_add(1));
        if text.is_empty() {
            self.blank_before += 1;
            return;
        }
        let goes_on = number.is_some() && number == expected;
        if self.run - self.blank_before == 1
            && let Some(name) = lines::function(text, goes_on)
        {
            if let Some(function) = self.function {
                self.left.insert(function, (self.number, self.text));
            }
            let name = builder.text_of_bytes(name);
            (self.number, self.text) = self.left.get(&name).copied().unwrap_or_default();
            self.function = Some(name);
            self.run = 0;
            self.blank_before = 0;
            return;
        }
        if self.run - self.blank_before == 1 {
            self.number = number.and_then(|number| number.checked_sub(self.blank_before));
        }
        self.text = Some(builder.text_of_bytes(text));
    }

    /// What stands above a symbol is none of its text.
    fn begin(&mut self) {
        self.run = 0;
        self.blank_before = 0;
        self.text = None;
        self.number = None;
    }

    fn instruction(&mut self) {
        self.run = 0;
        self.blank_before = 0;
        self.next = self.next.and_then(|next| next.checked_add(1));
    }
}

impl Section {
    pub(super) fn new(
        header: &Header<'_>,
        at: u64,
        summary: Vec<(Vec<i64>, Text, NonZeroU32)>,
        placed: bool,
        builder: &mut Builder,
    ) -> Section {
        let mut events: Vec<_> = header
            .events
            .iter()
            .map(|event| builder.text_of_bytes(event))
            .collect();
        if events.is_empty() {
            events.push(builder.text("event"));
        }
        Section {
            at,
            column: header.column,
            binary: builder.text_of_bytes(header.binary),
            events,
            samples: header.samples,
            global: header.global,
            summary,
            placed,
            symbol: None,
            named: false,
            gutter: Gutter::default(),
            hits: Vec::new(),
            instructions: 0,
        }
    }

    /// Takes a line; false when it is none of a listing.
    pub(super) fn line(&mut self, line: &[u8], shared: &mut Shared, builder: &mut Builder) -> bool {
        match Listed::parse(line, self.column) {
            None => false,
            Some(Listed::Text { number, text }) => {
                if self.instructions == 0
                    && self.symbol.is_none()
                    && let Some((address, name)) = lines::symbol(text)
                {
                    // objdump knows no symbols in what perf copied out of the running kernel.
                    self.named = !is_section_name(name);
                    self.symbol = Some(if self.named {
                        builder.text_of_bytes(lines::without_call(name))
                    } else {
                        builder.text(&format!("0x{}", String::from_utf8_lossy(address)))
                    });
                }
                self.gutter.line(number, text, builder);
                if self.instructions == 0 && lines::symbol(text).is_some() {
                    self.gutter.begin();
                }
                true
            }
            Some(Listed::Instruction { weights, comment }) => {
                self.gutter.instruction();
                self.instructions += 1;
                let heaviest = weights.iter().copied().max().unwrap_or(0);
                let searched = self.placed && self.hundredths(heaviest) > UNPLACED;
                let place = match comment {
                    Comment::Place(file, line) => {
                        self.placed = true;
                        shared.place = Some((builder.text_of_bytes(file), line));
                        shared.place
                    }
                    Comment::Nowhere => {
                        shared.place = None;
                        None
                    }
                    Comment::None if searched => shared.place,
                    Comment::None => None,
                };
                if heaviest > 0 {
                    self.hits.push(Hit {
                        function: self.gutter.function,
                        number: self.gutter.number,
                        text: self.gutter.text,
                        place,
                        nowhere: place.is_none() && (searched || comment == Comment::Nowhere),
                        weights,
                    });
                }
                true
            }
        }
    }

    /// The weight as a share of the symbol, which perf compares with its limit.
    fn hundredths(&self, weight: i64) -> i64 {
        match (self.column, self.samples) {
            (Column::Percent, _) => weight,
            (Column::Samples, Some(samples)) if samples > 0 => weight.saturating_mul(WHOLE) / samples,
            // Without the sum of periods there is no share: trust what is printed.
            _ => 0,
        }
    }

    /// Writes all of it to the builder.
    pub(super) fn write(mut self, shared: &mut Shared, builder: &mut Builder) {
        if self.hits.is_empty() && self.summary.is_empty() {
            return;
        }
        let mut name = self.symbol;
        if !self.named {
            name = self.hits.iter().find_map(|hit| hit.function).or(name);
        }
        let name = name.unwrap_or_else(|| builder.text("[unknown]"));
        let binary = builder.symbols().text.get(self.binary).to_owned();
        let mapping = builder.mapping(binary.as_bytes(), None);
        let function = builder.function(name, Some(mapping), None, None);
        self.place_by_gutter();
        self.add_up_check(name, builder);
        shared.samples = shared.samples.saturating_add(self.samples.unwrap_or(0));
        builder.meta().samples = u64::try_from(shared.samples).ok().filter(|samples| *samples > 0);
        let mut inner = BTreeMap::new();
        for (index, event) in self.events.clone().into_iter().enumerate() {
            if shared.values.len() >= MOST_EVENTS && !shared.values.contains(&(event, self.column)) {
                let message = format!("more than {MOST_EVENTS} events: one was left out");
                builder.warn(Some(self.at), message);
                continue;
            }
            shared.values.insert((event, self.column));
            let (value, factor) = self.value(event, index, shared, builder);
            builder.mark_partial(value);
            let weighed = |hit: &Hit| {
                hit.weights
                    .get(index)
                    .map_or(0, |weight| weight.saturating_mul(factor))
            };
            let mut own = self.hits.iter().map(weighed).fold(0, i64::saturating_add);
            if index == 0
                && self.column == Column::Percent
                && !self.global
                && let Some(samples) = self.samples
            {
                own = samples.saturating_mul(SAMPLE);
            }
            builder.row(function, value, Some(own), None);
            let mut unnamed = BTreeMap::new();
            for hit in self.hits.iter().filter(|hit| weighed(hit) > 0) {
                if let Some((file, line)) = hit.place {
                    let key = LineKey { function, file, line };
                    builder.line(key, value, Some(weighed(hit)), None);
                } else if let Some(text) = hit.text.filter(|_| !self.placed) {
                    let sum = unnamed.entry((hit.function, hit.number, text)).or_insert(0i64);
                    *sum = sum.saturating_add(weighed(hit));
                }
            }
            if self.hits.iter().all(|hit| hit.place.is_none()) {
                for (weights, file, line) in &self.summary {
                    let key = LineKey {
                        function,
                        file: *file,
                        line: *line,
                    };
                    let own = weights
                        .get(index)
                        .map_or(0, |weight| weight.saturating_mul(factor));
                    if self.column == Column::Percent && own > 0 {
                        builder.line(key, value, Some(own), None);
                    }
                }
            }
            if !self.placed && index == 0 {
                shared.unnamed += 1;
            }
            for ((within, number, text), own) in unnamed {
                let within = match within.filter(|within| *within != name) {
                    None => function,
                    Some(within) => *inner
                        .entry(within)
                        .or_insert_with(|| builder.function(within, Some(mapping), None, None)),
                };
                let line = number.and_then(NonZeroU32::new);
                builder.printed_line(PrintedLine {
                    function: within,
                    text,
                    line,
                    value,
                    own,
                });
            }
        }
    }

    /// Instructions too light for a place of their own get that of the gutter, where the file is that
    /// of everything else in the function and the gutter was right wherever it can be checked.
    fn place_by_gutter(&mut self) {
        let mut files: BTreeMap<Option<Text>, BTreeSet<Text>> = BTreeMap::new();
        for hit in &self.hits {
            let Some((file, line)) = hit.place else { continue };
            if hit.number.is_some_and(|number| number != line.get()) {
                return;
            }
            files.entry(hit.function).or_default().insert(file);
        }
        for hit in self
            .hits
            .iter_mut()
            .filter(|hit| hit.place.is_none() && !hit.nowhere)
        {
            let only = files.get(&hit.function).filter(|files| files.len() == 1);
            let line = hit.number.and_then(NonZeroU32::new);
            hit.place = only.and_then(|files| files.first().copied()).zip(line);
        }
    }

    /// The instructions of a symbol add up to 100 % of it.
    fn add_up_check(&self, name: Text, builder: &mut Builder) {
        if self.column != Column::Percent || self.global || self.samples == Some(0) {
            return;
        }
        let sum = self
            .hits
            .iter()
            .filter_map(|hit| hit.weights.first())
            .fold(0i64, |sum, weight| sum.saturating_add(*weight));
        let rounding = 10 + self.hits.len() as i64;
        if (sum - WHOLE).abs() > rounding {
            let name = builder.symbols().text.get(name).to_owned();
            builder.warn(
                Some(self.at),
                format!(
                    "the instructions of {name} add up to {}.{:02} % instead of 100 %: part of its listing is missing",
                    sum / 100,
                    sum % 100
                ),
            );
        }
    }

    /// The value type of a column, and what one of its numbers is in weights.
    fn value(&self, event: Text, index: usize, shared: &mut Shared, builder: &mut Builder) -> (ValueId, i64) {
        let name = builder.symbols().text.get(event).to_owned();
        if self.column == Column::Period {
            return (builder.value(&name, &unit_of_event(&name), 1.0), 1);
        }
        if self.column == Column::Percent && self.global {
            let value = builder.value(&name, &Unit::Percent, 100.0 / WHOLE as f64);
            builder.state_total(value, WHOLE);
            return (value, 1);
        }
        if !shared.events.contains(&event) {
            shared.events.push(event);
        }
        let first = shared.events.first() == Some(&event);
        let name = if first {
            "samples".to_owned()
        } else {
            format!("samples:{name}")
        };
        let value = builder.value(&name, &Unit::Count, 1.0 / SAMPLE as f64);
        if self.column == Column::Samples {
            return (value, SAMPLE);
        }
        if (self.samples.is_none() || index > 0) && !shared.unnumbered {
            shared.unnumbered = true;
            let what = if index > 0 {
                "of the events of a group only the first has its number of samples printed: it stands in for the others"
            } else {
                "this version of perf prints no numbers of samples: each function counts the same"
            };
            builder.warn(Some(self.at), what);
        }
        (value, self.samples.unwrap_or(1))
    }
}

/// Whether it is the name of a section or segment, which objdump prints where there are no symbols.
fn is_section_name(name: &[u8]) -> bool {
    name.starts_with(b".")
        || name
            .strip_prefix(b"load")
            .is_some_and(|rest| !rest.is_empty() && rest.iter().all(u8::is_ascii_digit))
}
