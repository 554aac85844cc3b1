//! A generated tree of stacks, written as text.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use super::{Fault, Names, Random};

/// What a tree looks like.
#[derive(Clone, Copy)]
pub struct Shape {
    /// Distinct nodes.
    pub nodes: usize,
    /// Distinct functions.
    pub functions: usize,
    /// Frames of the deepest stack.
    pub depth: usize,
    /// How many functions one function calls at most.
    pub callees: usize,
}

/// A tree of calls in which every leaf is sampled.
pub struct Tree {
    names: Names,
    /// Parent and function; the first has neither.
    nodes: Vec<(u32, u32)>,
    leaves: Vec<u32>,
    random: Random,
}

impl Tree {
    /// Grows a tree: each stack leaves an earlier one somewhere, nearer to its leaf than to its root, and
    /// goes its own way from there.
    pub fn grow(shape: Shape) -> Tree {
        let names = Names::new(shape.functions);
        let mut random = Random::new(42);
        let mut nodes: Vec<(u32, u32)> = vec![(0, 0)];
        let mut leaves = Vec::new();
        let mut path: Vec<u32> = Vec::new();
        // A function calls few others, and these are called by several.
        let mut callees: Vec<Vec<u32>> = vec![Vec::new(); shape.functions];
        // Every function is called somewhere.
        let mut next_function = 0;
        while nodes.len() <= shape.nodes {
            // Mostly from the stack before, sometimes from one long before, as threads change.
            if random.below(8) == 0 && !leaves.is_empty() {
                path.clear();
                let mut at = leaves.get(random.below(leaves.len())).copied().unwrap_or(0);
                while at != 0 {
                    path.push(at);
                    at = nodes.get(at as usize).map_or(0, |node| node.0);
                }
                path.reverse();
            }
            let left = random.below(path.len() + 1).max(random.below(path.len() + 1));
            path.truncate(left.min(path.len().saturating_sub(1)));
            let goal = (path.len() + 1 + random.below(shape.depth / 2)).min(shape.depth);
            while path.len() < goal.max(1) {
                let caller = path.last().copied().unwrap_or(0);
                let known = (path.last())
                    .and_then(|&caller| callees.get_mut(nodes.get(caller as usize)?.1 as usize))
                    .filter(|_| caller != 0);
                let mut new = || {
                    if next_function < shape.functions && random.below(2) == 0 {
                        next_function += 1;
                        next_function as u32 - 1
                    } else {
                        names.any(&mut random) as u32
                    }
                };
                let function = match known {
                    Some(known) if known.len() < shape.callees => {
                        let function = new();
                        known.push(function);
                        function
                    }
                    Some(known) => known.get(random.below(known.len())).copied().unwrap_or(0),
                    None => new(),
                };
                nodes.push((caller, function));
                path.push(nodes.len() as u32 - 1);
            }
            leaves.extend(path.last());
        }
        Tree {
            names,
            nodes,
            leaves,
            random,
        }
    }

    /// Nodes below the root.
    pub fn nodes(&self) -> usize {
        self.nodes.len() - 1
    }

    /// A `perf script` text: every leaf once, in no order, then leaves at random until there are `bytes`.
    /// Without `period` only samples are counted, with it also what `cycles` counted.
    pub fn write_perf_script(&mut self, path: &Path, bytes: usize, period: bool) -> Result<(), Fault> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let (mut written, mut sample, mut text) = (0, 0, Vec::new());
        let mut leaves = std::mem::take(&mut self.leaves);
        for index in (1..leaves.len()).rev() {
            leaves.swap(index, self.random.below(index + 1));
        }
        while sample < leaves.len() || written < bytes {
            let at = if sample < leaves.len() {
                sample
            } else {
                self.random.below(leaves.len())
            };
            text.clear();
            let (thread, seconds, micros) = (100 + sample % 16, sample / 4000, sample % 4000 * 250);
            write!(text, "server {thread:5} {seconds:5}.{micros:06}: ")?;
            if period {
                write!(text, "{:10} ", 2_000_000 + self.random.below(999))?;
            }
            text.extend_from_slice(b"cycles: \n");
            let mut node = leaves.get(at).copied().unwrap_or(0);
            let mut innermost = true;
            while node != 0 {
                let (parent, function) = self.nodes.get(node as usize).copied().unwrap_or_default();
                // A call returns to the same address, a sample is taken anywhere.
                let offset = if innermost {
                    self.random.below(4096)
                } else {
                    node as usize % 4096
                };
                let address = 0x5555_0000_0000 + function as usize * 4096 + offset;
                let name = self.names.get(function as usize);
                let module = function % 7;
                writeln!(
                    text,
                    "\t{address:16x} {name}+0x{offset:x} (/usr/lib/app/lib{module}.so)"
                )?;
                innermost = false;
                node = parent;
            }
            text.push(b'\n');
            out.write_all(&text)?;
            written += text.len();
            sample += 1;
        }
        out.flush()?;
        self.leaves = leaves;
        Ok(())
    }

    /// Folded stacks, each leaf once.
    pub fn write_folded(&self, path: &Path) -> Result<(), Fault> {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
        for (index, &leaf) in self.leaves.iter().enumerate() {
            let mut frames = Vec::new();
            let mut node = leaf;
            while node != 0 {
                let (parent, function) = self.nodes.get(node as usize).copied().unwrap_or_default();
                frames.push(self.names.get(function as usize));
                node = parent;
            }
            frames.reverse();
            writeln!(out, "{} {}", frames.join(";"), 1 + index % 50)?;
        }
        out.flush()?;
        Ok(())
    }
}
