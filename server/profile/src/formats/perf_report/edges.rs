//! Callers and callees from the call chains of a section, where they can be told.
//!
//! The file does not say in which order the chains run (`-g caller` or `callee`), nor what the
//! percentages are of (`-g graph` or `fractal`). Both show in the data:
//!
//! - Percentages of `graph`, the default, are of the whole, so that branches never add up to more than
//!   what they branch from; those of `fractal` are of their parent and soon do. They leave out what the
//!   parent itself weighs (`children_hit` in `__callchain__fprintf_graph`), so that they cannot be
//!   turned into shares of the whole: no edges.
//! - A row's function is the innermost one of its samples. In the order of callees every chain of the
//!   row begins with it, inlined functions aside; in the order of callers a chain ends with it. With
//!   `--children`, only rows without callees (self = children) tell.
//!
//! The chains of `-g flat` are no help: each weighs all that continues it, and which of those are in the
//! file as well depends on the limit. No edges from them.
//!
//! Without `--children`, every sample hangs under the one function that it was taken in, and each pair
//! of neighbours is a call. With it, a sample hangs under each of its functions; only the calls of the
//! row's own function are taken from its row, so that each is counted once. Either way a call counts
//! once per chain, also under recursion. Branches under the limit of `perf report -g`, half a percent,
//! are not in the file: edges are lower bounds.

use std::collections::{HashMap, HashSet};

use super::chains::{Node, Tree};
use crate::{FunctionId, Text};

/// What the order and the edges of a row's chains depend on.
pub(super) struct Chained<'a> {
    pub(super) function: FunctionId,
    pub(super) name: Text,
    pub(super) inlined: bool,
    /// The row's weight in millionths: children where there are, else own.
    pub(super) whole: i64,
    /// Whether all of the weight is the function's own.
    pub(super) leaf: bool,
    /// Whether the name is that of a symbol, not an address.
    pub(super) resolved: bool,
    pub(super) tree: &'a Tree,
}

/// What the chains of a section tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// There are none.
    None,
    /// From the innermost function outwards.
    Callee,
    /// From the outermost function inwards.
    Caller,
    /// They cannot be told.
    Unclear(&'static str),
}

/// Percentages are rounded to a hundredth; this much may be too much for each.
const ROUNDING: i64 = 100;

/// How the chains of these rows are to be read. `elided` tells that perf leaves a chain's first function
/// out where it is the row's.
pub(super) fn reading(rows: &[Chained<'_>], elided: bool) -> Reading {
    let (mut callee, mut caller) = (0, 0);
    for row in rows {
        if row.tree.counts {
            return Reading::Unclear("the call chains have counts or periods instead of percentages");
        }
        if row.tree.flat {
            return Reading::Unclear("the call chains of -g flat overlap");
        }
        if !adds_up(row) {
            return Reading::Unclear("the percentages of the call chains are of their parents (-g fractal)");
        }
        if !row.leaf || !row.resolved {
            continue;
        }
        let own = |node: Node| node.name == row.name && node.inlined == row.inlined;
        let path = |leaf: &usize| path(&row.tree.nodes, *leaf);
        let leaves: Vec<_> = leaves(&row.tree.nodes).collect();
        let paths = leaves.iter().map(path).filter(|path| path.len() > 1);
        let (mut begins, mut ends, mut all_begin) = (false, false, true);
        for path in paths {
            let mut outer = path.iter().filter(|node| !node.inlined || row.inlined).copied();
            let first = outer.next();
            let last = outer.last().or(first);
            let first_is_own = first.is_some_and(own) || is_elided_root(row, elided);
            begins |= first_is_own;
            all_begin &= first_is_own;
            ends |= last.is_some_and(own) && !first_is_own;
        }
        callee += usize::from(begins && all_begin);
        caller += usize::from(ends && !begins);
    }
    match (callee, caller) {
        (0, 0) if rows.iter().all(|row| row.tree.nodes.is_empty()) => Reading::None,
        (0, 0) => Reading::Unclear("the order of the call chains does not show"),
        (callee, caller) if callee > caller * 10 => Reading::Callee,
        (callee, caller) if caller > callee * 10 => Reading::Caller,
        _ => Reading::Unclear("the order of the call chains does not show"),
    }
}

/// Whether no branches weigh more than what they branch from.
fn adds_up(row: &Chained<'_>) -> bool {
    let nodes = &row.tree.nodes;
    let mut sums: HashMap<Option<u32>, (i64, i64)> = HashMap::new();
    if !row.tree.drawn {
        return true;
    }
    for node in nodes.iter().filter(|node| node.starts) {
        let sum = sums.entry(node.parent).or_default();
        sum.0 = sum.0.saturating_add(node.weight);
        sum.1 += 1;
    }
    sums.into_iter().all(|(parent, (sum, count))| {
        let whole = parent
            .and_then(|parent| nodes.get(parent as usize))
            .map_or(row.whole, |parent| parent.weight);
        sum <= whole + ROUNDING * (count + 1)
    })
}

/// Whether perf left out the first function of this tree because it is the row's own. With callers first
/// it leaves out the outermost one instead, which cannot be told any more. Rows and chains name unresolved
/// addresses differently.
fn is_elided_root(row: &Chained<'_>, elided: bool) -> bool {
    elided && row.tree.drawn && row.resolved && row.tree.nodes.iter().all(|node| node.name != row.name)
}

fn leaves(nodes: &[Node]) -> impl Iterator<Item = usize> {
    let mut is_parent = vec![false; nodes.len()];
    for parent in nodes.iter().filter_map(|node| node.parent) {
        if let Some(slot) = is_parent.get_mut(parent as usize) {
            *slot = true;
        }
    }
    is_parent
        .into_iter()
        .enumerate()
        .filter(|(_, parent)| !parent)
        .map(|(index, _)| index)
}

fn path(nodes: &[Node], leaf: usize) -> Vec<Node> {
    let mut path = Vec::new();
    let mut at = nodes.get(leaf);
    while let Some(node) = at {
        path.push(*node);
        at = node.parent.and_then(|parent| nodes.get(parent as usize));
    }
    path.reverse();
    path
}

/// Functions that a chain of the tree holds twice.
pub(super) fn recursive(tree: &Tree, found: &mut HashSet<Text>) {
    for (index, node) in tree.nodes.iter().enumerate() {
        if found.contains(&node.name) {
            continue;
        }
        if ancestors(&tree.nodes, index).any(|outer| outer.name == node.name) {
            found.insert(node.name);
        }
    }
}

fn ancestors(nodes: &[Node], of: usize) -> impl Iterator<Item = &Node> {
    let mut at = nodes.get(of).and_then(|node| node.parent);
    std::iter::from_fn(move || {
        let node = nodes.get(at? as usize)?;
        at = node.parent;
        Some(node)
    })
}

/// Tells each call of the row's chains: caller, callee, millionths.
///
/// `function` finds the function of a name; `children` tells the mode of the report.
pub(super) fn calls(
    row: &Chained<'_>,
    reading: &Reading,
    children: bool,
    elided: bool,
    mut function: impl FnMut(Text, bool) -> FunctionId,
    mut tell: impl FnMut(FunctionId, FunctionId, i64),
) {
    let nodes = &row.tree.nodes;
    let elided = (children || *reading == Reading::Callee) && is_elided_root(row, elided);
    for (index, node) in nodes.iter().enumerate() {
        let before = match node.parent.and_then(|parent| nodes.get(parent as usize)) {
            Some(before) => (before.name, before.inlined),
            None if elided => (row.name, row.inlined),
            None => continue,
        };
        if children && before != (row.name, row.inlined) {
            continue;
        }
        let repeated = ancestors(nodes, index).any(|outer| {
            let pair = outer.parent.and_then(|parent| nodes.get(parent as usize));
            outer.name == node.name && pair.is_some_and(|pair| pair.name == before.0)
        });
        if repeated {
            continue;
        }
        let mut id = |(name, inlined): (Text, bool)| {
            if (name, inlined) == (row.name, row.inlined) {
                row.function
            } else {
                function(name, inlined)
            }
        };
        let (before, after) = (id(before), id((node.name, node.inlined)));
        match reading {
            Reading::Callee => tell(after, before, node.weight),
            Reading::Caller => tell(before, after, node.weight),
            Reading::None | Reading::Unclear(_) => {}
        }
    }
}
