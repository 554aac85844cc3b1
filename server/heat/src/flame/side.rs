//! One profile below a flame graph: what its stacks weigh, and which frames come next.

use std::path::Path;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use profile::{NodeId, Preorder, Profile, Stacks, Totals};

use super::{FlameOptions, Weighed};
use crate::{Placement, Spot, Whereabouts};

/// A frame of the profile that is part of one of the tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    /// Its spot, by its number in the profile that is shown.
    pub(super) spot: u32,
    pub(super) node: NodeId,
    /// Weight of the stacks that reach the tree's frame through this one.
    pub(super) weight: i64,
}

/// The spot of what the profile that is shown does not have.
const NONE: u32 = u32::MAX;

/// The stacks of a profile in one value type.
pub(super) struct Side<'a> {
    stacks: &'a Stacks,
    placement: &'a Placement,
    /// Spots of this profile -> spots of the one that is shown; absent when it is that one.
    translated: Option<Vec<u32>>,
    totals: Totals,
    /// Absent in an inverted tree.
    children: Option<Preorder>,
}

impl<'a> Side<'a> {
    /// `shown` is the profile whose spots count, when this is not it. Absent without stacks.
    pub(super) fn of(of: Weighed<'a>, shown: Option<Weighed>, options: FlameOptions) -> Option<Side<'a>> {
        let stacks = of.profile.stacks.as_ref()?;
        let translated = shown.map(|shown| translate(of, shown));
        let mut side = Side {
            stacks,
            placement: of.placement,
            translated,
            totals: Totals {
                own: stacks.own_weights(of.value),
                subtree: Vec::new(),
            },
            children: None,
        };
        if let Some(through) = options.through {
            side.keep_through(through);
        }
        if !options.invert {
            side.totals = Totals::of_own(stacks, std::mem::take(&mut side.totals.own));
            side.children = Some(Preorder::of(stacks));
        }
        Some(side)
    }

    /// Forgets stacks that do not go through a spot.
    fn keep_through(&mut self, wanted: u32) {
        let mut through = vec![false; self.stacks.nodes.len()];
        // Parents come before children.
        for (index, node) in self.stacks.nodes.iter().enumerate().skip(1) {
            let outer = through.get(node.parent.index()).copied().unwrap_or(false);
            let is_through = outer || self.spot(NodeId(index as u32)) == Some(wanted);
            through[index] = is_through;
        }
        for (own, through) in self.totals.own.iter_mut().zip(through) {
            if !through {
                *own = 0;
            }
        }
    }

    fn spot(&self, node: NodeId) -> Option<u32> {
        let node = self
            .stacks
            .nodes
            .get(node.index())
            .filter(|_| node != NodeId::ROOT)?;
        let own = self.placement.of_place.get(node.place.index()).copied()?;
        match &self.translated {
            Some(translated) => Some(translated.get(own as usize).copied().unwrap_or(NONE)),
            None => Some(own),
        }
    }

    fn own(&self, node: NodeId) -> i64 {
        self.totals.own.get(node.index()).copied().unwrap_or(0)
    }

    /// Weight of stacks without a frame.
    pub(super) fn at_root(&self) -> i64 {
        self.own(NodeId::ROOT)
    }

    /// What is below the root.
    pub(super) fn first(&self) -> Vec<Member> {
        if let Some(children) = &self.children {
            return self.called(children, NodeId::ROOT).collect();
        }
        let weighed = self.totals.own.iter().enumerate().skip(1);
        weighed
            .filter(|(_, weight)| **weight != 0)
            .filter_map(|(index, &weight)| {
                let node = NodeId(index as u32);
                let spot = self.spot(node)?;
                Some(Member { spot, node, weight })
            })
            .collect()
    }

    /// The weight that goes no further than these frames, and the frames that come next.
    pub(super) fn below(&self, members: &[Member]) -> (i64, Vec<Member>) {
        let mut own = 0i64;
        let mut below = Vec::new();
        for member in members {
            if let Some(children) = &self.children {
                own = own.saturating_add(self.own(member.node));
                below.extend(self.called(children, member.node));
            } else {
                let parent = self.stacks.nodes.get(member.node.index()).map(|node| node.parent);
                let caller = parent.and_then(|node| Some((node, self.spot(node)?)));
                match caller {
                    Some((node, spot)) => below.push(Member {
                        spot,
                        node,
                        ..*member
                    }),
                    None => own = own.saturating_add(member.weight),
                }
            }
        }
        (own, below)
    }

    fn called<'b>(&'b self, children: &'b Preorder, node: NodeId) -> impl Iterator<Item = Member> + 'b {
        children.children(node).filter_map(|node| {
            let weight = self.totals.subtree.get(node.index()).copied().unwrap_or(0);
            let spot = self.spot(node)?;
            (weight != 0).then_some(Member { spot, node, weight })
        })
    }
}

/// Sorts by spot, and adds up what has come to one frame on several ways.
pub(super) fn merge(members: &mut Vec<Member>) {
    members.sort_unstable_by_key(|member| (member.spot, member.node));
    members.dedup_by(|next, kept| {
        let is_same = (next.spot, next.node) == (kept.spot, kept.node);
        if is_same {
            kept.weight = kept.weight.saturating_add(next.weight);
        }
        is_same
    });
}

/// By what functions of two profiles are known to be the same: file of the workspace and name, or name and the last
/// part of the mapping's.
type Key<'a> = (Option<&'a Path>, &'a str, Option<&'a str>);

fn key<'a>(profile: &'a Profile, spot: &'a Spot) -> Option<Key<'a>> {
    match &*spot.whereabouts {
        Whereabouts::Source { file, qualified, .. } => Some((Some(file), qualified, None)),
        Whereabouts::Nowhere(_) => {
            let function = *spot.members.first()?;
            let mapping = profile.symbols.mapping_name(function);
            let base = mapping.and_then(|name| name.rsplit(['/', '\\']).next());
            Some((None, profile.symbols.name(function), base))
        }
    }
}

/// For every spot of one profile that of the other.
fn translate(from: Weighed, to: Weighed) -> Vec<u32> {
    let mut spots: HashMap<Key, u32, FixedState> = HashMap::default();
    let mut by_name: HashMap<&str, u32, FixedState> = HashMap::default();
    for (spot, found) in (0..).zip(&to.placement.spots) {
        if let Some(key) = key(to.profile, found) {
            spots.entry(key).or_insert(spot);
            by_name.entry(key.1).or_insert(spot);
        }
    }
    let same = |spot: &Spot| {
        let key = key(from.profile, spot)?;
        // One of the two may have found no source, or know of no mapping.
        spots.get(&key).or_else(|| by_name.get(key.1)).copied()
    };
    (from.placement.spots.iter())
        .map(|spot| same(spot).unwrap_or(NONE))
        .collect()
}
