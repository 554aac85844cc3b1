//! What the columns of a section are, and the rows taken apart by them.
//!
//! Source: the column names are those of `hist_entry__*` formats in `tools/perf/ui/hist.c` and of
//! `sort_*` in `tools/perf/util/sort.c`; the widths are the dots that `hists__fprintf_standard_headers`
//! in `tools/perf/ui/stdio/hist.c` prints under the names (perf 6.1). With `-t` there are no dots: the
//! separator stands directly behind the first name, and cells stay padded.

use std::hash::{BuildHasher, Hasher};
use std::ops::Range;

use foldhash::fast::FixedState;

use crate::formats::number;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Overhead,
    Children,
    Own,
    Samples,
    Period,
    Mapping,
    Symbol,
    Line,
    /// A part of the own weight: `sys`, `usr`, `guest sys`, `guest usr`.
    Part,
    Other,
}

impl Kind {
    fn of(name: &str) -> Kind {
        match name {
            "Overhead" => Kind::Overhead,
            "Children" => Kind::Children,
            "Self" => Kind::Own,
            "Samples" => Kind::Samples,
            "Period" => Kind::Period,
            "Shared Object" | "Source Shared Object" => Kind::Mapping,
            "Symbol" | "Source Symbol" => Kind::Symbol,
            "Source:Line" => Kind::Line,
            "sys" | "usr" | "guest sys" | "guest usr" => Kind::Part,
            _ => Kind::Other,
        }
    }

    fn is_weight(self) -> bool {
        matches!(
            self,
            Kind::Overhead | Kind::Children | Kind::Own | Kind::Samples | Kind::Period
        )
    }

    fn is_text(self) -> bool {
        !self.is_weight() && self != Kind::Part
    }
}

/// How the rows of a section are taken apart.
#[derive(Clone, Debug)]
pub(super) enum Layout {
    /// Columns of fixed width.
    Padded(Vec<(Kind, Range<usize>)>),
    /// `-t`: a character between cells.
    Separated { separator: u8, kinds: Vec<Kind> },
    /// `--hierarchy`: weights, then one key a row, indented by its depth.
    Hierarchy {
        weights: Vec<Kind>,
        levels: Vec<Kind>,
        first_end: Option<usize>,
        mapping: Option<Vec<u8>>,
    },
    /// `-q`: no names. The weights come first, the symbol last, the binary before it.
    Nameless,
}

/// A row of the table.
#[derive(Debug, Default)]
pub(super) struct Row<'a> {
    /// Percentages in millionths, one for each event of a group.
    pub(super) overhead: Vec<i64>,
    pub(super) children: Vec<i64>,
    pub(super) own: Vec<i64>,
    pub(super) samples: Vec<i64>,
    pub(super) period: Vec<i64>,
    pub(super) mapping: Option<&'a [u8]>,
    pub(super) symbol: Option<&'a [u8]>,
    pub(super) line: Option<&'a [u8]>,
    /// A hash of all text cells: equal for rows that no column tells apart.
    pub(super) key: u64,
}

impl Layout {
    /// The layout of this line of names, given with its `#`, and of the dots under it.
    pub(super) fn padded(names: &[u8], dots: &[u8]) -> Option<Layout> {
        if find(names, b" / ").is_some() {
            return Layout::hierarchy(names, dots);
        }
        let mut columns = Vec::new();
        let mut at = 1;
        while let Some(start) = (at..dots.len()).find(|&at| dots.get(at) == Some(&b'.')) {
            let end = (start..dots.len())
                .find(|&at| dots.get(at) != Some(&b'.'))
                .unwrap_or(dots.len());
            let name = names.get(start..end.min(names.len())).unwrap_or_default();
            // perf right-aligns some names past the left edge of narrow columns.
            columns.push((Kind::of(&String::from_utf8_lossy(name.trim_ascii())), start..end));
            at = end;
        }
        // Dots that were cut short, or are too few, leave the names.
        let has_symbol = |columns: &[(Kind, _)]| columns.iter().any(|(kind, _)| *kind == Kind::Symbol);
        if !has_symbol(&columns) {
            let named = named_columns(names);
            if has_symbol(&named) {
                columns = named;
            }
        }
        let layout = Layout::Padded(columns);
        layout.is_usable().then_some(layout)
    }

    fn hierarchy(names: &[u8], dots: &[u8]) -> Option<Layout> {
        let names = String::from_utf8_lossy(names.get(1..)?).into_owned();
        // The last run of dots is under all keys.
        let keys_at = dots.windows(2).rposition(|pair| pair == b" .").map(|at| at + 1)?;
        let (weights, keys) = (names.get(..keys_at - 1)?, names.get(keys_at - 1..)?);
        let weights: Vec<_> = weights
            .split("  ")
            .filter(|name| !name.trim().is_empty())
            .map(|name| Kind::of(name.trim()))
            .collect();
        let level = |names: &str| {
            let kinds: Vec<_> = names.split('+').map(|name| Kind::of(name.trim())).collect();
            let wanted = [Kind::Symbol, Kind::Line, Kind::Mapping];
            wanted
                .into_iter()
                .find(|kind| kinds.contains(kind))
                .unwrap_or(Kind::Other)
        };
        let layout = Layout::Hierarchy {
            weights,
            levels: keys.split(" / ").map(level).collect(),
            first_end: None,
            mapping: None,
        };
        layout.is_usable().then_some(layout)
    }

    /// The layout of a line of names with a separator between them, given with its `#`.
    pub(super) fn separated(names: &[u8]) -> Option<Layout> {
        let names = names.strip_prefix(b"#")?.trim_ascii_start();
        let firsts: [&[u8]; 5] = [b"Overhead", b"Children", b"Self", b"Samples", b"Period"];
        let first = firsts.into_iter().find(|first| names.starts_with(first))?;
        let separator = *names.get(first.len())?;
        if separator == b' ' || separator.is_ascii_alphanumeric() {
            return None;
        }
        let kinds = names
            .split(|&byte| byte == separator)
            .map(|name| Kind::of(&String::from_utf8_lossy(name.trim_ascii())))
            .collect::<Vec<_>>();
        let placed = |kind: &Kind| matches!(kind, Kind::Mapping | Kind::Symbol | Kind::Line);
        let likely = kinds.iter().any(placed);
        let layout = Layout::Separated { separator, kinds };
        (likely && layout.is_usable()).then_some(layout)
    }

    /// Whether it has a weight and something to hang it on.
    fn is_usable(&self) -> bool {
        let usable = |kinds: &mut dyn Iterator<Item = Kind>| {
            let kinds: Vec<_> = kinds.collect();
            kinds.len() < 1000 && kinds.iter().any(|kind| kind.is_weight())
        };
        match self {
            Layout::Padded(columns) => usable(&mut columns.iter().map(|column| column.0)),
            Layout::Separated { kinds, .. } => usable(&mut kinds.iter().copied()),
            Layout::Hierarchy { weights, .. } => usable(&mut weights.iter().copied()),
            Layout::Nameless => true,
        }
    }

    /// Whether the rows are sorted by symbol first. perf then leaves a call chain's first function out
    /// (`callchain__fprintf_graph` in `tools/perf/ui/stdio/hist.c`).
    pub(super) fn starts_with_symbol(&self) -> bool {
        let first = match self {
            Layout::Padded(columns) => columns.iter().map(|column| column.0).find(|kind| kind.is_text()),
            Layout::Separated { kinds, .. } => kinds.iter().copied().find(|kind| kind.is_text()),
            Layout::Hierarchy { .. } | Layout::Nameless => None,
        };
        first == Some(Kind::Symbol)
    }

    /// The cells of a line that is a row; nothing for any other line.
    pub(super) fn row<'a>(&'a mut self, line: &'a [u8]) -> Option<Row<'a>> {
        if line.first().is_none_or(u8::is_ascii_digit) {
            return None; // A call chain of `-g folded` begins with its number.
        }
        match self {
            Layout::Padded(columns) => Row::of(padded_cells(columns, line)),
            Layout::Separated { separator, kinds } => {
                let cells: Vec<_> = line.splitn(kinds.len(), |byte| byte == separator).collect();
                if cells.len() < kinds.len() {
                    return None;
                }
                Row::of(kinds.iter().copied().zip(cells))
            }
            Layout::Hierarchy {
                weights,
                levels,
                first_end,
                mapping,
            } => hierarchy_row(weights, levels, first_end, mapping, line),
            Layout::Nameless => nameless_row(line),
        }
    }
}

impl<'a> Row<'a> {
    /// Whether it is an outer level of a hierarchy.
    pub(super) fn is_weightless(&self) -> bool {
        let weights = [
            &self.overhead,
            &self.children,
            &self.own,
            &self.samples,
            &self.period,
        ];
        weights.into_iter().all(Vec::is_empty)
    }

    fn of(cells: impl IntoIterator<Item = (Kind, &'a [u8])>) -> Option<Row<'a>> {
        let mut row = Row::default();
        let mut hash = FixedState::default().build_hasher();
        for (kind, cell) in cells {
            let cell = cell.trim_ascii();
            let numbers = |parse: fn(&[u8]) -> Option<i64>| -> Option<Vec<i64>> {
                let numbers: Option<Vec<i64>> = cell
                    .split(|&byte| byte == b' ')
                    .filter(|number| !number.is_empty())
                    .map(parse)
                    .collect();
                numbers.filter(|numbers| !numbers.is_empty())
            };
            let percent = |text: &[u8]| text.ends_with(b"%").then(|| number::percent(text)).flatten();
            match kind {
                Kind::Overhead => row.overhead = numbers(percent)?,
                Kind::Children => row.children = numbers(percent)?,
                Kind::Own => row.own = numbers(percent)?,
                Kind::Samples => row.samples = numbers(number::count)?,
                Kind::Period => row.period = numbers(number::count)?,
                Kind::Part => continue,
                Kind::Mapping => row.mapping = (!cell.is_empty()).then_some(cell),
                Kind::Symbol => row.symbol = Some((!cell.is_empty()).then_some(cell)?),
                Kind::Line => row.line = (!cell.is_empty()).then_some(cell),
                Kind::Other => {}
            }
            if kind.is_text() {
                hash.write(cell);
                hash.write_u8(0xff);
            }
        }
        row.key = hash.finish();
        Some(row)
    }
}

/// Columns that begin where their names do; two blanks stand between names.
fn named_columns(names: &[u8]) -> Vec<(Kind, Range<usize>)> {
    let mut columns: Vec<(Kind, Range<usize>)> = Vec::new();
    let mut at = 1;
    while let Some(start) = (at..names.len()).find(|&at| names.get(at) != Some(&b' ')) {
        let rest = names.get(start..).unwrap_or_default();
        let end = start + find(rest, b"  ").unwrap_or(rest.len());
        let name = String::from_utf8_lossy(names.get(start..end).unwrap_or_default()).into_owned();
        if let Some((_, before)) = columns.last_mut() {
            before.end = start.saturating_sub(2).max(before.start);
        }
        columns.push((Kind::of(name.trim()), start..end));
        at = end;
    }
    columns
}

/// Cuts a line at its columns. What overflows a column pushes the rest to the right; the last column
/// takes all that is left.
fn padded_cells<'a>(columns: &[(Kind, Range<usize>)], line: &'a [u8]) -> Vec<(Kind, &'a [u8])> {
    let mut cells = Vec::with_capacity(columns.len());
    let mut shift = 0;
    for (index, (kind, range)) in columns.iter().enumerate() {
        let start = (range.start + shift).min(line.len());
        let mut end = (range.end + shift).min(line.len());
        if index + 1 == columns.len() {
            end = line.len();
        } else if line.get(end).is_some_and(|&byte| byte != b' ') {
            let rest = line.get(end..).unwrap_or_default();
            let width = find(rest, b"  ").unwrap_or(rest.len());
            end += width;
            shift += width;
        }
        cells.push((*kind, line.get(start..end).unwrap_or_default()));
    }
    cells
}

/// A level of the hierarchy is indented by three columns (`HIERARCHY_INDENT`, `tools/perf/util/hist.h`).
const INDENT: usize = 3;

fn hierarchy_row<'a>(
    weights: &[Kind],
    levels: &[Kind],
    first_end: &mut Option<usize>,
    mapping: &'a mut Option<Vec<u8>>,
    line: &'a [u8],
) -> Option<Row<'a>> {
    let mut cells = Vec::new();
    let mut rest = line;
    let mut end = 0;
    for (index, kind) in weights.iter().enumerate() {
        let trimmed = rest.trim_ascii_start();
        let width = trimmed
            .iter()
            .position(|&byte| byte == b' ')
            .unwrap_or(trimmed.len());
        let (cell, after) = trimmed.split_at_checked(width)?;
        cells.push((*kind, cell));
        rest = after;
        if index == 0 {
            end = line.len() - rest.len();
        }
    }
    let key = rest.trim_ascii();
    if key.is_empty() {
        return None;
    }
    let mut row = Row::of(cells)?;
    let first_end = *first_end.get_or_insert(end);
    let depth = end.checked_sub(first_end)? / INDENT;
    let kind = *levels.get(depth)?;
    if kind == Kind::Mapping {
        *mapping = Some(key.to_vec());
    }
    // Only the innermost level is counted: the outer ones are sums of it.
    if depth + 1 < levels.len() {
        row = Row::default();
    } else {
        match kind {
            Kind::Symbol => row.symbol = Some(key),
            Kind::Line => row.line = Some(key),
            _ => {}
        }
    }
    row.mapping = mapping.as_deref();
    row.key = FixedState::default().hash_one((mapping.as_deref(), key));
    Some(row)
}

fn nameless_row(line: &[u8]) -> Option<Row<'_>> {
    let cells: Vec<_> = double_spaced(line);
    let weights = cells
        .iter()
        .take_while(|cell| number::percent(cell).is_some())
        .count();
    let kinds: &[Kind] = match weights {
        1 => &[Kind::Overhead],
        2 => &[Kind::Children, Kind::Own],
        _ => return None,
    };
    let symbol = cells
        .iter()
        .position(|cell| matches!(cell, [b'[', _, b']', b' ', ..]))?;
    let texts = cells
        .iter()
        .enumerate()
        .skip(weights)
        .map(|(index, cell)| match index {
            _ if index == symbol => (Kind::Symbol, *cell),
            _ if index + 1 == symbol => (Kind::Mapping, *cell),
            _ => (Kind::Other, *cell),
        });
    let numbers = kinds.iter().copied().zip(cells.iter().copied());
    Row::of(numbers.chain(texts))
}

/// The texts between runs of two spaces and more.
fn double_spaced(line: &[u8]) -> Vec<&[u8]> {
    let mut cells = Vec::new();
    let mut rest = line.trim_ascii();
    while !rest.is_empty() {
        let width = find(rest, b"  ").unwrap_or(rest.len());
        let (cell, after) = rest.split_at(width);
        cells.push(cell);
        rest = after.trim_ascii_start();
    }
    cells
}

pub(super) fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, wanted)
}

/// Name of a symbol cell, and whether perf marks it as inlined.
///
/// The cell is `[k] name`: the letter tells kernel, user, hypervisor or guest. With `-v` an address
/// and the kind of symbol table come before it (`hist_entry__sym_snprintf`, `tools/perf/util/sort.c`).
pub(super) fn symbol_name(cell: &[u8]) -> (&[u8], bool) {
    let at = (0..cell.len()).find(|&at| {
        matches!(cell.get(at..), Some([b'[', _, b']', b' ', ..]))
            && (at == 0 || cell.get(at - 1) == Some(&b' '))
    });
    let name = at.and_then(|at| cell.get(at + 4..)).unwrap_or(cell);
    chain_name(name.trim_ascii())
}

/// Name of a function in a call chain, and whether perf marks it as inlined. The source line behind it
/// (`-g srcline`) is dropped.
pub(super) fn chain_name(name: &[u8]) -> (&[u8], bool) {
    let name = match memchr::memrchr(b' ', name) {
        Some(at)
            if name
                .get(at + 1..)
                .is_some_and(|tail| number::file_and_line(tail, b':').is_some()) =>
        {
            name.get(..at).unwrap_or(name)
        }
        _ => name,
    };
    name.strip_suffix(b" (inlined)")
        .map_or((name, false), |name| (name, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_lose_their_marks() {
        let check = |cell: &str, expected: (&str, bool)| {
            let (name, inlined) = symbol_name(cell.as_bytes());
            assert_eq!((std::str::from_utf8(name).unwrap(), inlined), expected, "{cell}");
        };
        check("[.] main", ("main", false));
        check("[k] hash_word (inlined)", ("hash_word", true));
        check("0x171a             B [.] table_find", ("table_find", false));
        check("[.] 0x00007f85be31924a", ("0x00007f85be31924a", false));
        check(
            "[.] operator new[](unsigned long)",
            ("operator new[](unsigned long)", false),
        );
        check("main", ("main", false));
        check("[g] x", ("x", false));
    }

    #[test]
    fn an_overflowing_cell_pushes_the_rest() {
        let mut layout = Layout::padded(
            b"#   Children   Self  Comman  Shared Object      Symbol",
            b"# ..........  .....  ......  .................  ......",
        )
        .unwrap();
        let row = layout
            .row(b"      67.20%   15.90%  wordex  libc.so.6          [.] malloc")
            .unwrap();
        assert_eq!((row.children, row.own), (vec![672_000], vec![159_000]));
        assert_eq!(
            (row.mapping, row.symbol),
            (Some(&b"libc.so.6"[..]), Some(&b"[.] malloc"[..]))
        );
    }
}
