//! One pass over the stack tree that counts a key once per stack, also under recursion.

use crate::{NodeId, Stacks, ValueId};

/// The tree from above: 8 bytes a node.
pub struct Preorder(Vec<Links>);

/// 0 where there is none: the root is nobody's child.
#[derive(Clone, Copy, Default)]
struct Links {
    first_child: u32,
    next_sibling: u32,
}

/// What a walk does at each node.
pub trait Visitor {
    /// What is known of a node while the walk is in its subtree.
    type Key;

    /// Before the subtree; `caller` is absent for the outermost frames.
    fn enter(&mut self, node: NodeId, caller: Option<&Self::Key>) -> Self::Key;

    /// After the subtree.
    fn leave(&mut self, key: Self::Key);
}

impl Preorder {
    /// Links every node to the nodes below it.
    pub fn of(stacks: &Stacks) -> Preorder {
        let mut links = vec![Links::default(); stacks.nodes.len()];
        // From the last to the first, so that the children of a node come out in the order of their ids.
        for (index, node) in stacks.nodes.iter().enumerate().skip(1).rev() {
            if let Some(parent) = links.get_mut(node.parent.index()) {
                let next = std::mem::replace(&mut parent.first_child, index as u32);
                links[index].next_sibling = next;
            }
        }
        Preorder(links)
    }

    /// The nodes right below a node, in the order of their ids.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let link = |node: u32| self.0.get(node as usize).copied().unwrap_or_default();
        let first = link(node.0).first_child;
        // A child's id is larger than its parent's, so that 0 ends the list.
        std::iter::successors((first != 0).then_some(first), move |&at| {
            Some(link(at).next_sibling).filter(|&next| next != 0)
        })
        .map(NodeId)
    }

    /// Visits every node but the root, each after its parent and with its whole subtree behind it.
    pub fn walk<V: Visitor>(&self, visitor: &mut V) {
        let link = |node: u32| self.0.get(node as usize).copied().unwrap_or_default();
        let mut path: Vec<(u32, V::Key)> = Vec::new();
        let mut at = link(0).first_child;
        while at != 0 {
            let key = visitor.enter(NodeId(at), path.last().map(|(_, key)| key));
            path.push((at, key));
            at = link(at).first_child;
            while at == 0
                && let Some((node, key)) = path.pop()
            {
                visitor.leave(key);
                at = link(node).next_sibling;
            }
        }
    }

    /// Of every node that has a key: whether no frame further out has the same key. The subtree
    /// weights of these nodes add up to the total of the key, counted once per stack.
    ///
    /// `key_of` is asked once per node and gives a number below `keys`, or nothing for a node that is
    /// not counted. It never sees the root.
    pub fn outermost(
        &self,
        stacks: &Stacks,
        keys: usize,
        key_of: impl Fn(NodeId) -> Option<u32>,
    ) -> Vec<bool> {
        let mut outermost = Outermost {
            on_path: OnPath::new(keys),
            key_of,
            found: vec![false; stacks.nodes.len()],
        };
        self.walk(&mut outermost);
        outermost.found
    }
}

struct Outermost<F> {
    on_path: OnPath,
    key_of: F,
    found: Vec<bool>,
}

impl<F: Fn(NodeId) -> Option<u32>> Visitor for Outermost<F> {
    type Key = Option<u32>;

    fn enter(&mut self, node: NodeId, _: Option<&Option<u32>>) -> Option<u32> {
        let key = (self.key_of)(node);
        let first = self.on_path.enter(key);
        if let Some(found) = self.found.get_mut(node.index()) {
            *found = first;
        }
        key
    }

    fn leave(&mut self, key: Option<u32>) {
        self.on_path.leave(key);
    }
}

/// How often each key is on the path from the root.
pub struct OnPath(Vec<u32>);

impl OnPath {
    /// For keys below this number.
    pub fn new(keys: usize) -> OnPath {
        OnPath(vec![0; keys])
    }

    /// Adds a key; whether it was not on the path. No key is never counted.
    pub fn enter(&mut self, key: Option<u32>) -> bool {
        let Some(count) = key.and_then(|key| self.0.get_mut(key as usize)) else {
            return false;
        };
        *count += 1;
        *count == 1
    }

    /// Takes a key back.
    pub fn leave(&mut self, key: Option<u32>) {
        if let Some(count) = key.and_then(|key| self.0.get_mut(key as usize)) {
            *count -= 1;
        }
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
        Totals::of_own(stacks, stacks.own_weights(value))
    }

    /// Sums up own weights, indexed by node.
    pub fn of_own(stacks: &Stacks, own: Vec<i64>) -> Totals {
        let mut subtree = own.clone();
        subtree.resize(stacks.nodes.len(), 0);
        add_up(stacks, &mut subtree);
        Totals { own, subtree }
    }

    /// The subtree weights alone.
    pub fn subtree(stacks: &Stacks, value: ValueId) -> Vec<i64> {
        let mut subtree = stacks.own_weights(value);
        add_up(stacks, &mut subtree);
        subtree
    }
}

/// Own weights to subtree weights: a child's id is larger than its parent's.
fn add_up(stacks: &Stacks, weights: &mut [i64]) {
    for index in (1..stacks.nodes.len()).rev() {
        let weight = weights[index];
        if weight != 0 {
            let parent = stacks.nodes[index].parent.index();
            weights[parent] = weights[parent].saturating_add(weight);
        }
    }
}
