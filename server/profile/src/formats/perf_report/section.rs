//! One event's table, or that of a group of events: collected, then written to the builder as a whole,
//! since call chains name functions of rows further down.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroU32;

use super::chains::Tree;
use super::columns::{Layout, Row, symbol_name};
use super::edges::{self, Chained, Reading};
use crate::formats::number;
use crate::formats::perf_script::unit_of_event;
use crate::{Builder, FunctionId, LineKey, MappingId, Text, Unit, ValueId};

/// 100 % in millionths.
pub(super) const WHOLE: i64 = 1_000_000;

/// The name of what perf could not find a symbol for, as perf itself calls it.
const UNKNOWN: &str = "[unknown]";

/// Tables of one file that are read.
const MOST_TABLES: usize = 256;

/// Functions of one name that a call chain may mean.
const MOST_NAMESAKES: usize = 64;

/// The number behind `# Samples:`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Samples {
    pub(super) count: i64,
    /// Whether perf rounded it to thousands or millions (`1K`, `2M`).
    pub(super) rounded: bool,
}

/// A table and what stands above it.
#[derive(Default)]
pub(super) struct Section {
    /// One, or those of a group in the order of their columns.
    pub(super) events: Vec<String>,
    pub(super) samples: Option<Samples>,
    pub(super) event_count: Option<i64>,
    pub(super) layout: Option<Layout>,
    rows: Vec<Kept>,
    trees: Vec<(usize, Tree)>,
}

/// A row without what only its text needs.
struct Kept {
    function: FunctionId,
    name: Text,
    inlined: bool,
    line: Option<LineKey>,
    /// Equal for rows that no column tells apart.
    key: u64,
    own: Vec<i64>,
    total: Vec<i64>,
    samples: Vec<i64>,
    period: Vec<i64>,
}

/// What `perf report` leaves out of the table because all rows agree in it (`# dso: x`).
#[derive(Default)]
pub(super) struct Elided {
    pub(super) mapping: Option<Vec<u8>>,
    pub(super) symbol: Option<Vec<u8>>,
}

/// What the sections before this one have in common.
#[derive(Default)]
pub(super) struct Written {
    names: HashMap<String, u32>,
    sections: usize,
}

impl Section {
    /// Adds a row.
    pub(super) fn row(&mut self, row: &Row<'_>, elided: &Elided, builder: &mut Builder) {
        let mapping = row.mapping.or(elided.mapping.as_deref());
        let mapping: Option<MappingId> = mapping.map(|mapping| builder.mapping(mapping, None));
        let symbol = row.symbol.or(elided.symbol.as_deref());
        let (name, inlined) = symbol.map_or((UNKNOWN.as_bytes(), false), symbol_name);
        let name = builder.text_of_bytes(name);
        let function = builder.function(name, mapping, None, None);
        let line = row.line.and_then(source_line).map(|(file, line)| LineKey {
            function,
            file: builder.text_of_bytes(file),
            line,
        });
        let (own, total) = if row.children.is_empty() {
            (row.overhead.clone(), Vec::new())
        } else {
            (row.own.clone(), row.children.clone())
        };
        self.rows.push(Kept {
            function,
            name,
            inlined,
            line,
            key: row.key,
            own: if own.is_empty() { row.own.clone() } else { own },
            total,
            samples: row.samples.clone(),
            period: row.period.clone(),
        });
    }

    /// The tree of the row added last, and that row's weight; nothing before the first row.
    pub(super) fn tree(&mut self) -> Option<(&mut Tree, i64)> {
        let row = self.rows.len().checked_sub(1)?;
        let whole = self.rows.get(row).map_or(0, Kept::whole);
        if self.trees.last().is_none_or(|tree| tree.0 != row) {
            self.trees.push((row, Tree::default()));
        }
        self.trees.last_mut().map(|tree| (&mut tree.1, whole))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes all of it to the builder.
    pub(super) fn write(mut self, written: &mut Written, builder: &mut Builder) {
        if self.rows.is_empty() {
            return;
        }
        if written.sections >= MOST_TABLES {
            let message = format!("more than {MOST_TABLES} tables: the rest was left out");
            return builder.warn(None, message);
        }
        let children = self.rows.iter().any(|row| !row.total.is_empty());
        let doubles = self.doubles();
        if self.events.is_empty() {
            self.events.push("event".to_owned());
        }
        let grouped = self.events.len() > 1;
        let events = std::mem::take(&mut self.events);
        let mut counted = None;
        for (index, event) in events.iter().enumerate() {
            let name = written.name_of(event);
            let count = self.event_count.filter(|_| !grouped);
            let value = self.event_value(&name, &unit_of_event(event), index, count, builder);
            if let Some((value, worth)) = value {
                self.weigh(value, worth, index, &doubles, builder);
                if index == 0 {
                    self.write_calls(value, worth, children, &doubles, builder);
                }
            }
            let samples_name = if written.sections == 0 && index == 0 {
                "samples".to_owned()
            } else {
                format!("samples:{name}")
            };
            let sum = self.count_samples(&samples_name, index, grouped, builder);
            counted = counted.or(sum);
        }
        // Numbers of several events are of different things, and a rounded one is none.
        let stated = (self.samples.filter(|samples| !samples.rounded)).map(|samples| samples.count);
        let one_event = written.sections == 0 && !grouped;
        let samples = stated.or(counted).filter(|_| one_event);
        written.sections += 1;
        builder.meta().samples = samples.and_then(|samples| u64::try_from(samples).ok());
    }

    /// The value type of the event's weights, and what a millionth of the whole is in its weights.
    fn event_value(
        &self,
        name: &str,
        unit: &Unit,
        index: usize,
        count: Option<i64>,
        builder: &mut Builder,
    ) -> Option<(ValueId, f64)> {
        let has = |of: fn(&Kept) -> &Vec<i64>| self.rows.iter().any(|row| of(row).get(index).is_some());
        if has(|row| &row.period) {
            let value = builder.value(name, unit, 1.0);
            let sum = self.sum(index, |row| &row.period);
            if let Some(count) = count {
                builder.state_total(value, count);
                if sum < count {
                    builder.mark_partial(value);
                }
            }
            return Some((value, count.unwrap_or(sum) as f64 / WHOLE as f64));
        }
        if !has(|row| &row.own) && !has(|row| &row.total) {
            return None;
        }
        let value = match count {
            Some(count) => builder.value(name, unit, count as f64 / WHOLE as f64),
            None => builder.value(name, &Unit::Percent, 100.0 / WHOLE as f64),
        };
        builder.state_total(value, WHOLE);
        // Each percentage is rounded by up to 50 millionths; half a percent is missing for good.
        let rounding = (self.rows.len() as i64).saturating_mul(50).min(WHOLE / 100);
        if self.sum(index, |row| &row.own) + rounding < WHOLE / 1000 * 995 {
            builder.mark_partial(value);
        }
        Some((value, 1.0))
    }

    fn sum(&self, index: usize, of: fn(&Kept) -> &Vec<i64>) -> i64 {
        self.rows
            .iter()
            .filter_map(|row| of(row).get(index))
            .fold(0, |sum, weight| sum.saturating_add(*weight))
    }

    /// Rows and lines of one event.
    fn weigh(&self, value: ValueId, worth: f64, index: usize, doubles: &[bool], builder: &mut Builder) {
        let mut totals: HashMap<FunctionId, i64> = HashMap::new();
        let whole = (WHOLE as f64 * worth).round() as i64;
        for (row, double) in self.rows.iter().zip(doubles) {
            let exact = row.period.get(index).copied();
            let own = exact.or_else(|| row.own.get(index).copied());
            let mut total = row
                .total
                .get(index)
                .map(|total| ((*total as f64 * worth).round() as i64).max(own.unwrap_or(0)));
            if *double {
                total = total.map(|_| 0);
            }
            if let Some(line) = row.line {
                builder.line(line, value, own, total);
            }
            // Rows of one function may overlap in stacks: their sum ends at the whole.
            if let Some(total) = &mut total {
                let sum = totals.entry(row.function).or_default();
                *total = (*total).min(whole - *sum).max(0);
                *sum += *total;
            }
            builder.row(row.function, value, own, total);
        }
    }

    /// The exact numbers of samples of one event; their sum.
    fn count_samples(&self, name: &str, index: usize, grouped: bool, builder: &mut Builder) -> Option<i64> {
        self.rows.iter().find(|row| row.samples.get(index).is_some())?;
        let value = builder.value(name, &Unit::Count, 1.0);
        for row in &self.rows {
            let own = row.samples.get(index).copied();
            if let Some(line) = row.line {
                builder.line(line, value, own, None);
            }
            builder.row(row.function, value, own, None);
        }
        let sum = self.sum(index, |row| &row.samples);
        if let Some(samples) = self.samples.filter(|samples| !grouped && !samples.rounded) {
            builder.state_total(value, samples.count);
            if sum < samples.count {
                builder.mark_partial(value);
            }
        }
        Some(sum)
    }

    /// Whether a row is one of an inlined function that has another row, which may count the same
    /// stacks.
    ///
    /// perf tells inlined functions apart by what they were inlined into (`_sort__sym_cmp` in
    /// `tools/perf/util/sort.c`), though no column shows it. Where the call chains show that the
    /// function calls itself, or where there are none, only the heaviest of its rows counts: its total
    /// is then a lower bound, but no stack is counted twice.
    fn doubles(&self) -> Vec<bool> {
        let mut recursive = HashSet::new();
        for (_, tree) in &self.trees {
            edges::recursive(tree, &mut recursive);
        }
        let mut heaviest: HashMap<(FunctionId, u64), (usize, i64)> = HashMap::new();
        let mut doubles = vec![false; self.rows.len()];
        for (index, row) in self.rows.iter().enumerate() {
            if !row.inlined || !(self.trees.is_empty() || recursive.contains(&row.name)) {
                continue;
            }
            let slot = heaviest
                .entry((row.function, row.key))
                .or_insert((index, row.whole()));
            let loser = if slot.1 < row.whole() {
                std::mem::replace(slot, (index, row.whole())).0
            } else {
                index
            };
            if let Some(double) = doubles.get_mut(loser).filter(|_| loser != slot.0) {
                *double = true;
            }
        }
        doubles
    }

    fn write_calls(
        &self,
        value: ValueId,
        worth: f64,
        children: bool,
        doubles: &[bool],
        builder: &mut Builder,
    ) {
        let chained: Vec<_> = self
            .trees
            .iter()
            .filter(|(row, _)| doubles.get(*row) == Some(&false))
            .filter_map(|(row, tree)| {
                let row = self.rows.get(*row)?;
                Some(Chained {
                    function: row.function,
                    name: row.name,
                    inlined: row.inlined,
                    whole: row.whole(),
                    resolved: !builder.symbols().text.get(row.name).starts_with("0x"),
                    leaf: !children || row.own.first() == row.total.first(),
                    tree,
                })
            })
            .collect();
        let elided = self.layout.as_ref().is_some_and(Layout::starts_with_symbol);
        let reading = edges::reading(&chained, elided);
        if let Reading::Unclear(why) = reading {
            let message = format!("callers and callees are left out: {why}");
            return builder.warn(None, message);
        }
        if reading == Reading::None {
            return;
        }
        let mut named: HashMap<Text, Vec<FunctionId>> = HashMap::new();
        for row in &self.rows {
            let functions = named.entry(row.name).or_default();
            if functions.len() < MOST_NAMESAKES && !functions.contains(&row.function) {
                functions.push(row.function);
            }
        }
        let mut calls = Vec::new();
        for row in &chained {
            let mapping_of = |builder: &Builder, function: FunctionId| {
                let function = builder.symbols().functions.get(function.index())?;
                function.mapping
            };
            // Chains name no binary: that of the one row of this name, else that of the row above.
            let find = |name: Text, _inlined: bool| match named.get(&name).map(Vec::as_slice) {
                Some([only]) => *only,
                Some(several) => several
                    .iter()
                    .copied()
                    .find(|one| mapping_of(builder, *one) == mapping_of(builder, row.function))
                    .unwrap_or_else(|| builder.function(name, None, None, None)),
                None => builder.function(name, None, None, None),
            };
            edges::calls(
                row,
                &reading,
                children,
                elided,
                find,
                |caller, callee, millionths| {
                    calls.push((caller, callee, (millionths as f64 * worth).round() as i64));
                },
            );
        }
        let mut sums: HashMap<(FunctionId, FunctionId), i64> = HashMap::new();
        for (caller, callee, weight) in calls {
            let sum = sums.entry((caller, callee)).or_default();
            *sum = sum.saturating_add(weight);
        }
        let mut sums: Vec<_> = sums.into_iter().collect();
        sums.sort_unstable_by_key(|&(pair, weight)| (std::cmp::Reverse(weight), pair));
        let whole = (WHOLE as f64 * worth).round() as i64;
        for ((caller, callee), weight) in sums {
            builder.edge(caller, callee, value, weight.min(whole));
        }
    }
}

impl Kept {
    /// Millionths of the whole that the row's chains add up to.
    fn whole(&self) -> i64 {
        let weights = if self.total.is_empty() {
            &self.own
        } else {
            &self.total
        };
        weights.first().copied().unwrap_or(0)
    }
}

impl Written {
    /// The name of a value type that no other section has.
    fn name_of(&mut self, event: &str) -> String {
        let count = self.names.entry(event.to_owned()).or_insert(0);
        *count += 1;
        match count {
            1 => event.to_owned(),
            count => format!("{event}#{count}"),
        }
    }
}

/// File and line of a `Source:Line` cell. Where it found none, perf prints the address in one way or
/// another (`get_srcline`, `tools/perf/util/srcline.c`): `sym+215`, `lib[1400139]`, `_start :0`, `0x7fbc`.
fn source_line(cell: &[u8]) -> Option<(&[u8], NonZeroU32)> {
    // addr2line adds ` (discriminator 3)`.
    let cell = memchr::memmem::find(cell, b" (").map_or(cell, |at| cell.get(..at).unwrap_or(cell));
    number::file_and_line(cell, b':')
}
