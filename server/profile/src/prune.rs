//! Bounding the tree: the lightest stacks are folded where they are cut off.

use crate::{Node, NodeId, PlaceId, Stacks, Totals, ValueId, Weight};

/// A tree of about `keep` nodes: those whose subtree weighs most in any value type, with their
/// ancestors. What hung below a kept node becomes the weight of a `pruned` frame under it, so that no
/// total changes and no weight becomes a caller's own.
pub(crate) fn lightest(stacks: Stacks, values: usize, keep: usize, pruned: PlaceId) -> Stacks {
    let count = stacks.nodes.len();
    let mut importance = vec![0f32; count];
    for value in 0..values {
        let totals = Totals::of(&stacks, ValueId(value as u32));
        let whole: f64 = totals.own.iter().map(|own| own.unsigned_abs() as f64).sum();
        if whole > 0.0 {
            for (slot, subtree) in importance.iter_mut().zip(&totals.subtree) {
                *slot = slot.max((subtree.unsigned_abs() as f64 / whole) as f32);
            }
        }
    }
    let mut ranked: Vec<f32> = importance.clone();
    let cut = count.saturating_sub(keep).min(count - 1);
    let (_, threshold, _) = ranked.select_nth_unstable_by(cut, f32::total_cmp);
    let threshold = *threshold;

    // A parent weighs at least what its child does, so that a kept node's ancestors are kept too; the
    // budget is for ties, of which there may be any number.
    let mut budget = keep;
    let mut nodes = vec![stacks.nodes[0]];
    let mut moved = vec![NodeId::ROOT; count];
    let mut kept = vec![false; count];
    kept[0] = true;
    let mut folded_under: Vec<Option<NodeId>> = vec![None];
    for index in 1..count {
        let node = stacks.nodes[index];
        let parent = moved[node.parent.index()];
        if kept[node.parent.index()] && importance[index] >= threshold && budget > 0 && node.place != pruned {
            budget -= 1;
            kept[index] = true;
            nodes.push(Node {
                parent,
                place: node.place,
            });
            folded_under.push(None);
            moved[index] = NodeId(nodes.len() as u32 - 1);
            continue;
        }
        // `moved` of a node that is not kept is the `[pruned]` node that stands for it.
        moved[index] = if kept[node.parent.index()] {
            if let Some(existing) = folded_under[parent.index()] {
                existing
            } else {
                nodes.push(Node {
                    parent,
                    place: pruned,
                });
                folded_under.push(None);
                let id = NodeId(nodes.len() as u32 - 1);
                folded_under[parent.index()] = Some(id);
                id
            }
        } else {
            parent
        };
    }
    let weights = (stacks.weights.into_iter())
        .map(|weight| Weight {
            node: moved[weight.node.index()],
            ..weight
        })
        .collect();
    Stacks {
        nodes,
        weights,
        series: stacks.series,
    }
}
