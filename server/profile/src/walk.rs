//! One pass over the stack tree that counts a key once per stack, also under recursion.

use crate::{NodeId, Stacks, ValueId};

/// The nodes of a tree, each after its parent and with its whole subtree behind it.
pub struct Preorder(Vec<u32>);

impl Preorder {
    /// Orders the tree. Takes 12 bytes a node while it works and keeps 4.
    pub fn of(stacks: &Stacks) -> Preorder {
        let count = stacks.nodes.len();
        // Children by counting sort on the parent: `starts[p]` ends up behind the last child of p.
        let mut starts = vec![0u32; count + 1];
        for node in stacks.nodes.iter().skip(1) {
            if let Some(slot) = starts.get_mut(node.parent.index() + 1) {
                *slot += 1;
            }
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut children = vec![0u32; count.saturating_sub(1)];
        for (index, node) in stacks.nodes.iter().enumerate().skip(1) {
            if let Some(next) = starts.get_mut(node.parent.index()) {
                if let Some(slot) = children.get_mut(*next as usize) {
                    *slot = index as u32;
                }
                *next += 1;
            }
        }
        let mut order = Vec::with_capacity(count);
        let mut open = if count == 0 { Vec::new() } else { vec![0u32] };
        while let Some(node) = open.pop() {
            order.push(node);
            let start = if node == 0 { 0 } else { starts[node as usize - 1] };
            let end = starts[node as usize];
            open.extend(children[start as usize..end as usize].iter().rev());
        }
        Preorder(order)
    }

    /// Of every node that has a key: whether no frame further out has the same key. The subtree
    /// weights of these nodes add up to the total of the key, counted once per stack.
    ///
    /// `key_of` is asked once per node, in the order of the ids, and gives a number below `keys`, or
    /// nothing for a node that is not counted. It never sees the root.
    pub fn outermost(
        &self,
        stacks: &Stacks,
        keys: usize,
        key_of: impl Fn(NodeId) -> Option<u32>,
    ) -> Vec<bool> {
        let mut outermost = vec![false; stacks.nodes.len()];
        let mut on_path = vec![0u32; keys];
        let mut path: Vec<(u32, Option<u32>)> = Vec::new();
        for &index in self.0.iter().skip(1) {
            let parent = stacks.nodes[index as usize].parent.0;
            while let Some(&(top, key)) = path.last() {
                if top == parent {
                    break;
                }
                if let Some(count) = key.and_then(|key| on_path.get_mut(key as usize)) {
                    *count -= 1;
                }
                path.pop();
            }
            let key = key_of(NodeId(index));
            if let Some(count) = key.and_then(|key| on_path.get_mut(key as usize)) {
                outermost[index as usize] = *count == 0;
                *count += 1;
            }
            path.push((index, key));
        }
        outermost
    }
}

/// Own weights and subtree weights of every node in one value type, indexed by node.
pub struct Totals {
    /// Weight of the stacks that end in the node.
    pub own: Vec<i64>,
    /// Weight of the stacks that pass through the node or end in it.
    pub subtree: Vec<i64>,
}

impl Totals {
    /// Sums up the tree.
    pub fn of(stacks: &Stacks, value: ValueId) -> Totals {
        let own = stacks.own_weights(value);
        let mut subtree = own.clone();
        for index in (1..stacks.nodes.len()).rev() {
            let weight = subtree[index];
            if weight != 0 {
                let parent = stacks.nodes[index].parent.index();
                subtree[parent] = subtree[parent].saturating_add(weight);
            }
        }
        Totals { own, subtree }
    }
}
