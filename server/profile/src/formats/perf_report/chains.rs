//! The call chains under a row: a drawn tree, or a list of chains.
//!
//! Source: `callchain__fprintf_graph`, `_flat` and `_folded` in `tools/perf/ui/stdio/hist.c` (perf 6.1).
//! A tree begins at column 12. A lone root is drawn `---name`, which moves the rest right by three; a
//! branch is `|--12.34%--name` or `--12.34%--name` in a group of eleven columns, and the functions
//! that always follow it stand below its name at the group's end. `-g flat` prints a percentage at
//! column 11 and the chain at column 16, `-g folded` both on a line that begins at column 0.

use super::columns::chain_name;
use crate::formats::number;
use crate::{Builder, Text};

/// Columns of one level of a tree.
const GROUP: usize = 11;

/// Column of the percentage of `-g flat`.
const FLAT_PERCENT: usize = 11;

/// Column of the names of `-g flat`.
const FLAT_NAME: usize = 16;

/// Functions of one chain that are kept. perf records 127 unless told otherwise.
const DEEPEST: u32 = 512;

/// One function of a chain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// Position in [`Tree::nodes`] of what is printed before it.
    pub(super) parent: Option<u32>,
    pub(super) name: Text,
    pub(super) inlined: bool,
    /// Millionths, as printed; of a lone root, those of the row.
    pub(super) weight: i64,
    /// Whether it is the first of its branch, which the weight is printed at.
    pub(super) starts: bool,
    depth: u32,
}

/// The chains under one row.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Drawn as a tree.
    pub(super) drawn: bool,
    /// Written by `-g flat`.
    pub(super) flat: bool,
    /// The numbers are counts or periods (`-g count`), not percentages.
    pub(super) counts: bool,
    open: Vec<Open>,
}

/// A branch that may still grow.
#[derive(Clone, Copy, Debug)]
struct Open {
    /// Column of the branch's `--`, less one.
    marker: usize,
    /// Column of the names that follow in it.
    names: usize,
    last: Option<u32>,
    weight: i64,
    /// What stands in for functions that perf left out (`[...]`): it has no place in a stack.
    dropped: bool,
}

impl Tree {
    /// Takes a line; false when it is not part of a call chain. `whole` is the row's weight.
    pub(super) fn line(&mut self, line: &[u8], whole: i64, builder: &mut Builder) -> bool {
        let Some(at) = line.iter().position(|byte| !matches!(byte, b' ' | b'|')) else {
            return true;
        };
        let rest = line.get(at..).unwrap_or_default().trim_ascii_end();
        if let Some(name) = rest.strip_prefix(b"---") {
            self.drawn = true;
            let open = Open {
                marker: 0,
                names: at + 3,
                last: None,
                weight: whole,
                dropped: false,
            };
            self.open = vec![open];
            self.push(name, true, builder);
            return true;
        }
        if let Some((weight, percent, name)) = branch(rest) {
            self.drawn = true;
            self.counts |= !percent;
            let Some(marker) = at.checked_sub(1) else {
                return false;
            };
            while self.open.last().is_some_and(|open| open.marker >= marker) {
                self.open.pop();
            }
            let parent = self.open.last().copied();
            self.open.push(Open {
                marker,
                names: marker + GROUP,
                last: parent.and_then(|parent| parent.last),
                weight,
                dropped: name == b"[...]" || parent.is_some_and(|parent| parent.dropped),
            });
            self.push(name, true, builder);
            return true;
        }
        if at == FLAT_PERCENT
            && let Some(weight) = number::percent(rest)
        {
            self.flat = true;
            self.open_chain(weight);
            return true;
        }
        if at == 0
            && let Some(space) = memchr::memchr(b' ', rest)
            && let Some(weight) = rest.get(..space).and_then(number::percent)
        {
            self.open_chain(weight);
            for (index, name) in rest
                .get(space + 1..)
                .unwrap_or_default()
                .split(|&byte| byte == b';')
                .enumerate()
            {
                self.push(name, index == 0, builder);
            }
            return true;
        }
        while self.open.last().is_some_and(|open| open.names > at) {
            self.open.pop();
        }
        if self.open.last().is_none_or(|open| open.names != at) {
            return false;
        }
        let starts = !self.drawn && self.open.last().is_some_and(|open| open.last.is_none());
        self.push(rest, starts, builder);
        true
    }

    /// Ends the chains of `-g flat` at an empty line.
    pub(super) fn blank(&mut self) {
        if !self.drawn {
            self.open.clear();
        }
    }

    fn open_chain(&mut self, weight: i64) {
        self.open = vec![Open {
            marker: 0,
            names: FLAT_NAME,
            last: None,
            weight,
            dropped: false,
        }];
    }

    fn push(&mut self, name: &[u8], starts: bool, builder: &mut Builder) {
        let Some(open) = self.open.last_mut() else { return };
        let outer = open.last.and_then(|last| self.nodes.get(last as usize));
        let depth = outer.map_or(0, |outer| outer.depth + 1);
        if open.dropped || depth >= DEEPEST {
            return;
        }
        let (name, inlined) = chain_name(name);
        self.nodes.push(Node {
            parent: open.last,
            name: builder.text_of_bytes(name),
            inlined,
            weight: open.weight,
            starts,
            depth,
        });
        open.last = Some(self.nodes.len() as u32 - 1);
    }
}

/// Weight of `--12.34%--name`, whether it is a percentage, and the name.
fn branch(text: &[u8]) -> Option<(i64, bool, &[u8])> {
    let text = text.strip_prefix(b"--")?;
    let end = memchr::memmem::find(text, b"--")?;
    let (weight, name) = (text.get(..end)?, text.get(end + 2..)?);
    if weight.ends_with(b"%") {
        Some((number::percent(weight)?, true, name))
    } else {
        Some((number::count(weight)?, false, name))
    }
}
