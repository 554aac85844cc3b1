//! Who calls whom, between spots, with the weight that passes.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use profile::{NodeId, Preorder, Profile, Totals, ValueId};

use crate::Placement;

/// Calls between spots.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    /// (caller, callee, weight), sorted by caller, then heaviest first.
    by_caller: Vec<(u32, u32, i64)>,
    /// (callee, caller, weight), sorted by callee, then heaviest first.
    by_callee: Vec<(u32, u32, i64)>,
}

impl Calls {
    /// From the stacks where there are any, each stack counted once for each call in it; else from the
    /// calls that the format printed.
    pub(crate) fn of(profile: &Profile, value: ValueId, placement: &Placement) -> Calls {
        let mut weights: HashMap<(u32, u32), i64, FixedState> = HashMap::default();
        if let Some(stacks) = &profile.stacks {
            let spot_of = |node: NodeId| {
                let place = stacks
                    .nodes
                    .get(node.index())
                    .filter(|_| node != NodeId::ROOT)?
                    .place;
                placement.of_place.get(place.index()).copied()
            };
            let mut ids: HashMap<(u32, u32), u32, FixedState> = HashMap::default();
            let mut calls: Vec<(u32, u32)> = Vec::new();
            let of_node: Vec<Option<u32>> = (0..stacks.nodes.len())
                .map(|index| {
                    let node = NodeId(index as u32);
                    let call = (spot_of(stacks.nodes.get(index)?.parent)?, spot_of(node)?);
                    // Recursion is no news to a reader of callers.
                    (call.0 != call.1).then(|| {
                        *ids.entry(call).or_insert_with(|| {
                            calls.push(call);
                            calls.len() as u32 - 1
                        })
                    })
                })
                .collect();
            let outermost = Preorder::of(stacks).outermost(stacks, calls.len(), |node| of_node[node.index()]);
            let totals = Totals::of(stacks, value);
            for (index, call) in of_node.iter().enumerate() {
                if let Some(call) = call
                    && outermost[index]
                    && totals.subtree[index] != 0
                {
                    let weight = weights.entry(calls[*call as usize]).or_default();
                    *weight = weight.saturating_add(totals.subtree[index]);
                }
            }
        }
        for edge in profile.flat.edges.iter().filter(|edge| edge.value == value) {
            let spot = |function: profile::FunctionId| placement.of_function.get(function.index()).copied();
            if let (Some(caller), Some(callee)) = (spot(edge.caller), spot(edge.callee))
                && caller != callee
            {
                let weight = weights.entry((caller, callee)).or_default();
                *weight = weight.saturating_add(edge.weight);
            }
        }
        let mut by_caller: Vec<(u32, u32, i64)> = weights
            .into_iter()
            .map(|((caller, callee), weight)| (caller, callee, weight))
            .collect();
        let mut by_callee: Vec<(u32, u32, i64)> = by_caller
            .iter()
            .map(|&(caller, callee, weight)| (callee, caller, weight))
            .collect();
        let heaviest = |a: &(u32, u32, i64), b: &(u32, u32, i64)| (a.0, b.2, a.1).cmp(&(b.0, a.2, b.1));
        by_caller.sort_by(heaviest);
        by_callee.sort_by(heaviest);
        Calls { by_caller, by_callee }
    }

    /// Who calls this spot: (caller, weight), heaviest first.
    pub fn callers(&self, spot: u32) -> impl Iterator<Item = (u32, i64)> {
        of(&self.by_callee, spot)
    }

    /// What this spot calls: (callee, weight), heaviest first.
    pub fn callees(&self, spot: u32) -> impl Iterator<Item = (u32, i64)> {
        of(&self.by_caller, spot)
    }
}

fn of(calls: &[(u32, u32, i64)], spot: u32) -> impl Iterator<Item = (u32, i64)> {
    let start = calls.partition_point(|call| call.0 < spot);
    calls
        .iter()
        .skip(start)
        .take_while(move |call| call.0 == spot)
        .map(|call| (call.1, call.2))
}
