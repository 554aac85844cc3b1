//! Whole stacks, as a tree that shares their outer frames.

use crate::model::id;
use crate::{PlaceId, Text, ValueId};

id!(
    /// A [`Node`] of [`Stacks::nodes`]. Node 0 is the root above all stacks and has no place.
    NodeId
);
id!(
    /// A [`Series`] of [`Stacks::series`].
    SeriesId
);

impl NodeId {
    /// The root above all stacks.
    pub const ROOT: NodeId = NodeId(0);
}

/// A frame below another frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The caller's node; the root is its own parent. Always a smaller id than the node's own.
    pub parent: NodeId,
    /// The frame; of the root, a place that must not be looked at.
    pub place: PlaceId,
}

/// What tells the samples of one stack apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Series {
    /// What is counted.
    pub value: ValueId,
    /// The thread, as `name pid/tid` or whatever of it the file gives; absent when it gives none.
    pub thread: Option<Text>,
    /// pprof's labels, key and value, sorted.
    pub labels: Vec<(Text, Text)>,
}

/// Own weight of a node in one series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// The innermost frame of the stack.
    pub node: NodeId,
    /// The series that was sampled.
    pub series: SeriesId,
    /// The sum over all samples of that stack and series.
    pub weight: i64,
}

/// All stacks of a profile.
#[derive(Clone, Debug, Default)]
pub struct Stacks {
    /// Parents come before children; the first is the root.
    pub nodes: Vec<Node>,
    /// Sorted by node, then series; no two entries of one pair.
    pub weights: Vec<Weight>,
    /// Value type x thread x labels.
    pub series: Vec<Series>,
}

impl Stacks {
    /// The places of a stack from its outermost frame to `node`.
    pub fn path(&self, node: NodeId) -> Vec<PlaceId> {
        let mut path = Vec::new();
        let mut at = node;
        while at != NodeId::ROOT {
            let Some(found) = self.nodes.get(at.index()) else {
                break;
            };
            path.push(found.place);
            at = found.parent;
        }
        path.reverse();
        path
    }

    /// Own weight of every node in one value type, over all its series, indexed by node.
    pub fn own_weights(&self, value: ValueId) -> Vec<i64> {
        let mut own = vec![0i64; self.nodes.len()];
        for (node, weight) in self.weighed(value) {
            if let Some(slot) = own.get_mut(node.index()) {
                *slot = weight;
            }
        }
        own
    }

    /// The nodes that have own weight in one value type, in the order of their ids, with that weight over
    /// all series.
    pub fn weighed(&self, value: ValueId) -> impl Iterator<Item = (NodeId, i64)> {
        let counted: Vec<bool> = self.series.iter().map(|series| series.value == value).collect();
        self.weights
            .chunk_by(|one, next| one.node == next.node)
            .filter_map(move |of_node| {
                let own = (of_node.iter())
                    .filter(|weight| counted.get(weight.series.index()) == Some(&true))
                    .fold(0i64, |own, weight| own.saturating_add(weight.weight));
                (own != 0).then_some((of_node.first()?.node, own))
            })
    }
}
