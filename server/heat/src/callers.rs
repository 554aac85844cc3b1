//! Who calls whom, between spots, with the weight that passes.

use profile::{NodeId, Profile, Stacks, ValueId};

use crate::Placement;
use crate::outermost::Outermost;

/// Calls between spots.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    /// (caller, callee, weight), sorted by caller, then heaviest first.
    by_caller: Vec<(u32, u32, i64)>,
    /// Positions in `by_caller`, sorted by callee, then heaviest first.
    by_callee: Vec<u32>,
}

/// Calls collected before equal ones are first added up.
const FIRST_MERGE: usize = 1 << 18;

impl Calls {
    /// From the stacks where there are any, each stack counted once for each call in it; else from the
    /// calls that the format printed. `subtree` are the weights of the nodes.
    pub(crate) fn of(
        profile: &Profile,
        value: ValueId,
        placement: &Placement,
        from_stacks: Option<(&Outermost, &[i64])>,
    ) -> Calls {
        let mut calls = Sums::default();
        if let (Some(stacks), Some((outermost, subtree))) = (&profile.stacks, from_stacks) {
            let spot_of = |node: NodeId| spot_of(stacks, placement, node);
            for (index, &weight) in subtree.iter().enumerate().skip(1) {
                let node = NodeId(index as u32);
                if weight != 0
                    && outermost.of_call(node)
                    && let Some(callee) = spot_of(node)
                    && let Some(caller) = stacks.nodes.get(index).and_then(|node| spot_of(node.parent))
                {
                    calls.add(caller, callee, weight);
                }
            }
        }
        for edge in profile.flat.edges.iter().filter(|edge| edge.value == value) {
            let spot = |function: profile::FunctionId| placement.of_function.get(function.index()).copied();
            if let (Some(caller), Some(callee)) = (spot(edge.caller), spot(edge.callee))
                && caller != callee
            {
                calls.add(caller, callee, edge.weight);
            }
        }
        let mut by_caller = calls.finish();
        by_caller.sort_unstable_by(|a, b| (a.0, b.2, a.1).cmp(&(b.0, a.2, b.1)));
        let mut by_callee: Vec<u32> = (0..by_caller.len() as u32).collect();
        by_callee.sort_unstable_by_key(|&at| {
            let (caller, callee, weight) = by_caller[at as usize];
            (callee, std::cmp::Reverse(weight), caller)
        });
        Calls { by_caller, by_callee }
    }

    /// Who calls this spot: (caller, weight), heaviest first.
    pub fn callers(&self, spot: u32) -> impl Iterator<Item = (u32, i64)> {
        let call = |&at: &u32| self.by_caller.get(at as usize).copied().unwrap_or_default();
        let start = self.by_callee.partition_point(|at| call(at).1 < spot);
        (self.by_callee.iter().skip(start).map(call))
            .take_while(move |call| call.1 == spot)
            .map(|(caller, _, weight)| (caller, weight))
    }

    /// What this spot calls: (callee, weight), heaviest first.
    pub fn callees(&self, spot: u32) -> impl Iterator<Item = (u32, i64)> {
        let start = self.by_caller.partition_point(|call| call.0 < spot);
        (self.by_caller.iter().skip(start))
            .take_while(move |call| call.0 == spot)
            .map(|&(_, callee, weight)| (callee, weight))
    }
}

fn spot_of(stacks: &Stacks, placement: &Placement, node: NodeId) -> Option<u32> {
    let node = stacks.nodes.get(node.index()).filter(|_| node != NodeId::ROOT)?;
    placement.of_place.get(node.place.index()).copied()
}

/// Adds up equal calls now and then, so that memory follows their number and not that of the nodes.
#[derive(Default)]
struct Sums {
    calls: Vec<(u32, u32, i64)>,
    merge_at: usize,
}

impl Sums {
    fn add(&mut self, caller: u32, callee: u32, weight: i64) {
        if self.calls.len() >= self.merge_at.max(FIRST_MERGE) {
            self.merge();
            self.merge_at = self.calls.len() * 2;
        }
        self.calls.push((caller, callee, weight));
    }

    fn merge(&mut self) {
        self.calls.sort_unstable_by_key(|call| (call.0, call.1));
        self.calls.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 = kept.2.saturating_add(next.2);
            }
            same
        });
    }

    fn finish(mut self) -> Vec<(u32, u32, i64)> {
        self.merge();
        self.calls.shrink_to_fit();
        self.calls
    }
}
