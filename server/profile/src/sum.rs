//! Stacks to the weights of functions and lines.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::{
    Cell, Flat, FunctionId, LineKey, NodeId, OnPath, Preorder, Stacks, Symbols, Totals, ValueId, Visitor,
};

/// Fills the flat index from the stacks.
pub(crate) fn up(stacks: &Stacks, symbols: &Symbols, values: usize, flat: &mut Flat) {
    let (lines, line_of_place) = line_keys(symbols);
    let mut outermost = Outermost {
        stacks,
        symbols,
        line_of_place: &line_of_place,
        functions: OnPath::new(symbols.functions.len()),
        lines: OnPath::new(lines.len()),
        found: vec![(false, false); stacks.nodes.len()],
    };
    Preorder::of(stacks).walk(&mut outermost);
    let outermost = outermost.found;
    for value in (0..values).map(|value| ValueId(value as u32)) {
        let mut by_function = vec![Sum::default(); symbols.functions.len()];
        let mut by_line = vec![Sum::default(); lines.len()];
        let mut add = |node: NodeId, own: i64, total: i64| {
            let place = stacks.nodes[node.index()].place.index();
            let (of_function, of_line) = outermost[node.index()];
            by_function[symbols.places[place].function.index()].add(own, if of_function { total } else { 0 });
            if let Some(line) = line_of_place[place] {
                by_line[line as usize].add(own, if of_line { total } else { 0 });
            }
        };
        let subtree = Totals::subtree(stacks, value);
        for (index, &total) in subtree.iter().enumerate().skip(1) {
            if total != 0 {
                add(NodeId(index as u32), 0, total);
            }
        }
        drop(subtree);
        for (node, own) in stacks.weighed(value) {
            if node != NodeId::ROOT {
                add(node, own, 0);
            }
        }
        flat.functions
            .extend(cells(&by_function).map(|(index, sum)| Cell {
                key: FunctionId(index as u32),
                value,
                own: Some(sum.own),
                total: Some(sum.total),
            }));
        flat.lines.extend(cells(&by_line).map(|(index, sum)| Cell {
            key: lines[index],
            value,
            own: Some(sum.own),
            total: Some(sum.total),
        }));
    }
}

#[derive(Clone, Copy, Default)]
struct Sum {
    own: i64,
    total: i64,
    /// Whether a node with weight adds to it, be the sum 0.
    weighed: bool,
}

impl Sum {
    fn add(&mut self, own: i64, total: i64) {
        self.own = self.own.saturating_add(own);
        self.total = self.total.saturating_add(total);
        self.weighed = true;
    }
}

fn cells(sums: &[Sum]) -> impl Iterator<Item = (usize, &Sum)> {
    sums.iter().enumerate().filter(|(_, sum)| sum.weighed)
}

/// Which nodes are the outermost of their function and of their line.
struct Outermost<'a> {
    stacks: &'a Stacks,
    symbols: &'a Symbols,
    line_of_place: &'a [Option<u32>],
    functions: OnPath,
    lines: OnPath,
    found: Vec<(bool, bool)>,
}

impl Visitor for Outermost<'_> {
    type Key = (Option<u32>, Option<u32>);

    fn enter(&mut self, node: NodeId, _: Option<&Self::Key>) -> Self::Key {
        let place = self.stacks.nodes[node.index()].place.index();
        let function = Some(self.symbols.places[place].function.0);
        let line = self.line_of_place[place];
        self.found[node.index()] = (self.functions.enter(function), self.lines.enter(line));
        (function, line)
    }

    fn leave(&mut self, (function, line): Self::Key) {
        self.functions.leave(function);
        self.lines.leave(line);
    }
}

/// The distinct lines, and for every place which one it is.
fn line_keys(symbols: &Symbols) -> (Vec<LineKey>, Vec<Option<u32>>) {
    let mut lines = Vec::new();
    let mut ids: HashMap<LineKey, u32, FixedState> = HashMap::default();
    let of_place = (symbols.places.iter())
        .map(|place| {
            let file = place
                .file
                .or_else(|| symbols.functions.get(place.function.index())?.file)?;
            let key = LineKey {
                function: place.function,
                file,
                line: place.line?,
            };
            Some(*ids.entry(key).or_insert_with(|| {
                lines.push(key);
                lines.len() as u32 - 1
            }))
        })
        .collect();
    (lines, of_place)
}
