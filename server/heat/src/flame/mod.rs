//! The stacks as one tree of functions: a flame graph, its inverse, and what either is in another profile.
//!
//! The tree is grown from its root, always at its heaviest end, so that its size is bounded whatever the profile
//! holds, and what is left out is the lightest.

mod side;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use profile::{Profile, ValueId};

use self::side::{Member, Side};
use crate::Placement;

/// A tree is this deep at most: Lua's JSON readers take nested arrays and objects to a depth of 1000, and a frame
/// needs two of them (lua-cjson, `DEFAULT_DECODE_MAX_DEPTH`).
pub const DEEPEST_FRAME: usize = 400;

/// Frames of the profile that are looked at, recursion counted anew at each level: a bound for hostile stacks. Four
/// million nodes need four million.
const MOST_LOOKED_AT: usize = 64 << 20;

/// After so many frames it is asked whether to stop.
const STOP_ASKED: usize = 256;

/// What is counted of which profile, and where its functions are.
#[derive(Clone, Copy)]
pub struct Weighed<'a> {
    /// The profile.
    pub profile: &'a Profile,
    /// What is counted.
    pub value: ValueId,
    /// Its functions in the source.
    pub placement: &'a Placement,
}

/// What is wanted.
#[derive(Clone, Copy, Debug)]
pub struct FlameOptions {
    /// Only stacks through this spot, an index into [`Placement::spots`].
    pub through: Option<u32>,
    /// Whether the innermost frames are next to the root, and their callers below.
    pub invert: bool,
    /// At most this many frames, the root not counted.
    pub limit: usize,
}

/// A flame graph.
#[derive(Clone, Debug, Default)]
pub struct Flame {
    /// The root first. Parents come before children.
    pub frames: Vec<Frame>,
    /// Weight of the stacks that go on in frames which were left out.
    pub left_out: i64,
}

/// A function below others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Index into [`Placement::spots`]; absent for the root.
    pub spot: Option<u32>,
    /// Weight of the stacks that go through it.
    pub total: i64,
    /// Weight of those that end in it; in an inverted tree, of those that begin in it.
    pub own: i64,
    /// `total` in the other profile; absent when none is compared.
    pub base: Option<i64>,
    /// Indexes into [`Flame::frames`], heaviest first.
    pub children: Vec<u32>,
}

/// Why there is no flame graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFlame {
    /// The format of the profile has no stacks.
    NoStacks,
    /// The same of the other profile.
    NoStacksInBase,
    /// It was told to stop.
    Stopped,
}

impl Flame {
    /// The heaviest frames of a profile, and what they weigh in another one. Functions of the two are the same when
    /// they are one function of the source, or have one name in libraries of one name.
    ///
    /// # Errors
    /// When there are no stacks, or `stop` said so.
    pub fn of(
        of: Weighed,
        base: Option<Weighed>,
        options: FlameOptions,
        stop: &dyn Fn() -> bool,
    ) -> Result<Flame, NoFlame> {
        let side = Side::of(of, None, options).ok_or(NoFlame::NoStacks)?;
        let base = match base {
            Some(base) => Some(Side::of(base, Some(of), options).ok_or(NoFlame::NoStacksInBase)?),
            None => None,
        };
        Tree {
            side,
            base,
            members: Vec::new(),
            ends: BinaryHeap::new(),
            looked_at: 0,
            flame: Flame::default(),
        }
        .grow(options.limit, stop)
    }
}

/// A frame that may become one of the tree's.
struct End {
    spot: Option<u32>,
    total: i64,
    parent: u32,
    depth: usize,
    /// Its frames in the profile, and in the other one: ranges of [`Tree::members`].
    members: Range<usize>,
    base: Range<usize>,
    base_total: i64,
    /// Of frames that weigh the same the one that came first is grown first.
    turn: usize,
}

impl End {
    fn key(&self) -> (u64, Reverse<usize>) {
        (self.total.unsigned_abs(), Reverse(self.turn))
    }
}

impl PartialEq for End {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for End {}

impl PartialOrd for End {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for End {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// A tree that grows.
struct Tree<'a> {
    side: Side<'a>,
    base: Option<Side<'a>>,
    /// Of all ends, each in its range.
    members: Vec<Member>,
    ends: BinaryHeap<End>,
    looked_at: usize,
    flame: Flame,
}

impl Tree<'_> {
    fn grow(mut self, limit: usize, stop: &dyn Fn() -> bool) -> Result<Flame, NoFlame> {
        let below = self.side.first();
        let base_below = self.base.as_ref().map(Side::first).unwrap_or_default();
        let (own, base_own) = (self.side.at_root(), self.base.as_ref().map_or(0, Side::at_root));
        let sum = |members: &[Member]| {
            members
                .iter()
                .fold(0i64, |sum, member| sum.saturating_add(member.weight))
        };
        self.flame.frames.push(Frame {
            spot: None,
            total: sum(&below).saturating_add(own),
            own,
            base: (self.base.is_some()).then(|| sum(&base_below).saturating_add(base_own)),
            children: Vec::new(),
        });
        self.add_ends(0, 1, limit, below, base_below);
        while self.flame.frames.len() <= limit && self.looked_at < MOST_LOOKED_AT {
            if self.flame.frames.len().is_multiple_of(STOP_ASKED) && stop() {
                return Err(NoFlame::Stopped);
            }
            let Some(end) = self.ends.pop() else { break };
            let frame = self.flame.frames.len() as u32;
            if let Some(parent) = self.flame.frames.get_mut(end.parent as usize) {
                parent.children.push(frame);
            }
            let (own, below) = self.side.below(self.members.get(end.members).unwrap_or_default());
            let base_below = match &self.base {
                Some(base) => base.below(self.members.get(end.base).unwrap_or_default()).1,
                None => Vec::new(),
            };
            self.looked_at += below.len() + base_below.len();
            self.flame.frames.push(Frame {
                spot: end.spot,
                total: end.total,
                own,
                base: self.base.is_some().then_some(end.base_total),
                children: Vec::new(),
            });
            if end.depth < DEEPEST_FRAME {
                let room = limit.saturating_sub(frame as usize);
                self.add_ends(frame, end.depth + 1, room, below, base_below);
            } else {
                self.leave_out(end.total.saturating_sub(own));
            }
        }
        let rest: Vec<i64> = self.ends.iter().map(|end| end.total).collect();
        for weight in rest {
            self.leave_out(weight);
        }
        Ok(self.flame)
    }

    fn leave_out(&mut self, weight: i64) {
        self.flame.left_out = self.flame.left_out.saturating_add(weight);
    }

    /// Adds what is below a frame: an end for each spot, but no more than can still come into the tree.
    fn add_ends(
        &mut self,
        parent: u32,
        depth: usize,
        room: usize,
        mut below: Vec<Member>,
        mut base_below: Vec<Member>,
    ) {
        side::merge(&mut below);
        side::merge(&mut base_below);
        let sum = |members: &[Member]| {
            members
                .iter()
                .fold(0i64, |sum, member| sum.saturating_add(member.weight))
        };
        let mut groups: Vec<(i64, &[Member])> = (below.chunk_by(|one, next| one.spot == next.spot))
            .map(|group| (sum(group), group))
            .collect();
        // Stable, so that those of one weight stay in the order of their spots.
        groups.sort_by_key(|(weight, _)| Reverse(weight.unsigned_abs()));
        for (at, &(total, group)) in groups.iter().enumerate() {
            if at >= room {
                self.leave_out(total);
                continue;
            }
            let spot = group.first().map(|member| member.spot);
            let start = base_below.partition_point(|member| Some(member.spot) < spot);
            let rest = base_below.get(start..).unwrap_or_default();
            let same = rest.partition_point(|member| Some(member.spot) == spot);
            let in_base = rest.get(..same).unwrap_or_default();
            let turn = self.members.len();
            self.members.extend_from_slice(group);
            let between = self.members.len();
            self.members.extend_from_slice(in_base);
            self.ends.push(End {
                spot,
                total,
                parent,
                depth,
                members: turn..between,
                base: between..self.members.len(),
                base_total: sum(in_base),
                turn,
            });
        }
    }
}
