//! What single lines call, with the weight that passes.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use profile::{NodeId, Preorder, Profile, Totals};

use crate::{Heat, Placement};

/// Calls from lines of the workspace. Only stacks tell them.
#[derive(Clone, Debug, Default)]
pub struct LineCalls {
    /// (line, callee, weight), sorted by line, then heaviest first. The line is an index into
    /// [`Heat::lines`], the callee one into [`Placement::spots`].
    by_line: Vec<(u32, u32, i64)>,
}

impl LineCalls {
    /// Each stack is counted once for each line and callee in it, also where a line calls its own function.
    pub fn of(profile: &Profile, placement: &Placement, heat: &Heat) -> LineCalls {
        let Some(stacks) = &profile.stacks else {
            return LineCalls::default();
        };
        let hot: HashMap<_, u32, FixedState> = heat
            .lines
            .iter()
            .map(|line| (&*line.file, line.line))
            .zip(0..)
            .collect();
        let hot_line: Vec<Option<u32>> = placement
            .lines
            .iter()
            .map(|(file, line)| hot.get(&(&**file, *line)).copied())
            .collect();
        drop(hot);
        if hot_line.is_empty() {
            return LineCalls::default();
        }
        let place = |node: NodeId| {
            stacks
                .nodes
                .get(node.index())
                .filter(|_| node != NodeId::ROOT)
                .map(|node| node.place.index())
        };
        let mut ids: HashMap<(u32, u32), u32, FixedState> = HashMap::default();
        let mut calls: Vec<(u32, u32, i64)> = Vec::new();
        let call_of_node: Vec<Option<u32>> = (0..stacks.nodes.len())
            .map(|index| {
                let node = NodeId(index as u32);
                let caller = place(stacks.nodes.get(index)?.parent)?;
                let line = *hot_line.get((*placement.line_of_place.get(caller)?)? as usize)?;
                let call = (line?, *placement.of_place.get(place(node)?)?);
                Some(*ids.entry(call).or_insert_with(|| {
                    calls.push((call.0, call.1, 0));
                    calls.len() as u32 - 1
                }))
            })
            .collect();
        drop(ids);
        if calls.is_empty() {
            return LineCalls::default();
        }
        let call_of = |node: NodeId| call_of_node.get(node.index()).copied().flatten();
        let outermost = Preorder::of(stacks).outermost(stacks, calls.len(), call_of);
        let subtree = Totals::subtree(stacks, heat.value);
        for ((call, outermost), weight) in call_of_node.iter().zip(outermost).zip(subtree) {
            if let Some(call) = call
                && outermost
                && let Some(call) = calls.get_mut(*call as usize)
            {
                call.2 = call.2.saturating_add(weight);
            }
        }
        calls.retain(|call| call.2 != 0);
        calls.sort_unstable_by(|a, b| (a.0, b.2, a.1).cmp(&(b.0, a.2, b.1)));
        calls.shrink_to_fit();
        LineCalls { by_line: calls }
    }

    /// What a line, an index into [`Heat::lines`], calls: (callee, weight), heaviest first.
    pub fn callees(&self, line: usize) -> impl Iterator<Item = (u32, i64)> {
        let start = self.by_line.partition_point(|call| (call.0 as usize) < line);
        let calls = self.by_line.get(start..).unwrap_or_default();
        calls
            .iter()
            .take_while(move |call| call.0 as usize == line)
            .map(|call| (call.1, call.2))
    }
}
