//! The table: a row a function, `|` between cells.

use super::{Entry, Rows, percent};
use crate::Builder;
use crate::formats::number;

/// Where the cells of a row stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    count: usize,
    index: Option<usize>,
    library: Option<usize>,
    function: usize,
    file: Option<usize>,
    own: Option<usize>,
    total: Option<usize>,
}

impl Columns {
    /// The columns of a header, however it is spelled, or nothing for any other line.
    pub(super) fn of_header(line: &[u8]) -> Option<Columns> {
        let line = line.strip_prefix(b"#").unwrap_or(line);
        let cells = cells(line);
        if cells.len() < 2 || cells.len() > 20 {
            return None;
        }
        let names: Vec<_> = cells
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).to_ascii_lowercase())
            .collect();
        let position = |words: &[&str]| {
            names
                .iter()
                .position(|name| words.iter().any(|word| name.starts_with(word)))
        };
        let columns = Columns {
            count: names.len(),
            index: position(&["index", "rank", "#", "no."]),
            library: position(&["process", "library", "binary", "module", "dso", "executable"]),
            function: position(&["function", "symbol"])?,
            file: position(&["file", "source"]),
            own: names.iter().position(|name| {
                name.starts_with("self") && !name.contains("children") && !name.contains('+')
            }),
            total: names.iter().position(|name| {
                name.starts_with("total") || name.contains("children") || name.starts_with("self+")
            }),
        };
        let is_weighed = columns.own.is_some() || columns.total.is_some();
        (columns.library.is_some() || columns.file.is_some() || is_weighed).then_some(columns)
    }

    /// Whether it is the header of this table, not of any table with functions in it.
    pub(super) fn is_usual(&self) -> bool {
        let weighed = self.own.is_some() && self.total.is_some();
        self.library.is_some() && self.file.is_some() && (weighed || self.index == Some(0) && self.count == 4)
    }

    /// The columns of a row without a header: those of the usual one, from the end.
    fn guessed(cells: &[&[u8]]) -> Option<Columns> {
        let weights = cells
            .iter()
            .rev()
            .take_while(|cell| percent(cell).is_some())
            .count();
        let texts = cells.len().checked_sub(weights)?;
        let indexed = cells.first().is_some_and(|cell| number::count(cell).is_some());
        let start = usize::from(indexed);
        // Library, function and file; a function may hold `|`, which only makes more cells.
        if !(1..=2).contains(&weights) || texts < start + 3 {
            return None;
        }
        Some(Columns {
            count: start + 3 + weights,
            index: indexed.then_some(0),
            library: Some(start),
            function: start + 1,
            file: Some(start + 2),
            own: Some(start + 3),
            total: (weights == 2).then_some(start + 4),
        })
    }

    /// The cell of a column in a row whose function may hold `|` itself.
    fn cell<'a>(&self, cells: &[&'a [u8]], column: Option<usize>) -> Option<&'a [u8]> {
        let column = column?;
        let more = cells.len().checked_sub(self.count)?;
        let column = if column > self.function {
            column + more
        } else {
            column
        };
        cells.get(column).copied()
    }
}

/// Whether a line is a row of the usual table. `strict` asks for index, both percentages and a file with a
/// line somewhere.
pub(super) fn is_row(line: &[u8], strict: bool) -> bool {
    let cells = cells(line);
    Columns::guessed(&cells).is_some_and(|columns| {
        !strict || columns.index.is_some() && columns.total.is_some() && cells.len() == columns.count
    })
}

/// Reads a table line by line.
#[derive(Default)]
pub(super) struct Table {
    columns: Option<Columns>,
}

impl Table {
    /// Takes a line; false when it is no row.
    pub(super) fn line(&mut self, line: &[u8], rows: &mut Rows, builder: &mut Builder) -> bool {
        if is_rule(line) {
            return true;
        }
        if let Some(columns) = Columns::of_header(line) {
            rows.finish_stack(builder);
            self.columns = Some(columns);
            return true;
        }
        let cells = cells(line);
        let columns = match &self.columns {
            Some(columns) => Some(columns.clone()),
            None => Columns::guessed(&cells),
        };
        let Some(columns) = columns else { return false };
        let Some(entry) = entry(&columns, &cells, line) else {
            return false;
        };
        let weight = |column| columns.cell(&cells, column).map(percent);
        if columns.own.is_none() && columns.total.is_none() {
            let index = columns.cell(&cells, columns.index).and_then(number::count);
            if columns.index.is_some() && index.is_none() {
                return false;
            }
            rows.frame(index, entry, builder);
            return true;
        }
        match (weight(columns.own), weight(columns.total)) {
            (Some(None), _) | (_, Some(None)) => false,
            (own, total) => {
                let (own, total) = (own.flatten(), total.flatten());
                // One of two rounded numbers may be a hundredth short of the other.
                let total = total.map(|total| total.max(own.unwrap_or(0)));
                rows.add(entry, own.unwrap_or(0), total, None, builder);
                true
            }
        }
    }
}

/// What a row names. The function's cell is taken from the line itself, since it may hold `|`.
fn entry<'a>(columns: &Columns, cells: &[&'a [u8]], line: &'a [u8]) -> Option<Entry<'a>> {
    let more = cells.len().checked_sub(columns.count)?;
    let first = *cells.get(columns.function)?;
    let last = *cells.get(columns.function + more)?;
    let function = if more == 0 {
        first
    } else {
        let offset = |cell: &[u8]| (cell.as_ptr() as usize).checked_sub(line.as_ptr() as usize);
        line.get(offset(first)?..offset(last)? + last.len())?
    };
    Some(Entry {
        library: columns.cell(cells, columns.library).unwrap_or_default(),
        function,
        file: columns.cell(cells, columns.file).unwrap_or_default(),
    })
}

/// The cells of a row, without the bars at the edges of a markdown table.
fn cells(line: &[u8]) -> Vec<&[u8]> {
    let line = line.trim_ascii();
    let line = line.strip_prefix(b"|").unwrap_or(line);
    let line = line.strip_suffix(b"|").unwrap_or(line);
    line.split(|&byte| byte == b'|').map(<[u8]>::trim_ascii).collect()
}

/// `|---|:--|` between the header and the rows of a markdown table.
fn is_rule(line: &[u8]) -> bool {
    line.contains(&b'-') && line.iter().all(|byte| b"|-:+= ".contains(byte))
}
