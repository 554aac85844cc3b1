//! Which nodes of the stack tree count for the total of what they belong to.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use profile::{NodeId, OnPath, Preorder, Stacks, Visitor};

use crate::Placement;

/// Of every node: whether no frame further out belongs to the same spot, line, file or call. The subtree
/// weights of these add up to totals in which each stack counts once.
pub(crate) struct Outermost(Vec<u8>);

const SPOT: u8 = 1;
const LINE: u8 = 2;
const FILE: u8 = 4;
const CALL: u8 = 8;

impl Outermost {
    /// One walk over the tree; it is the same for all value types. `file_of_spot` gives numbers below `files`.
    pub(crate) fn of(
        stacks: &Stacks,
        placement: &Placement,
        file_of_spot: &[Option<u32>],
        files: usize,
    ) -> Outermost {
        let mut walk = Walk {
            stacks,
            placement,
            file_of_spot,
            spots: OnPath::new(placement.spots.len()),
            lines: OnPath::new(placement.lines.len()),
            files: OnPath::new(files),
            first_callers: vec![None; placement.spots.len()],
            more_calls: HashMap::default(),
            found: vec![0; stacks.nodes.len()],
        };
        Preorder::of(stacks).walk(&mut walk);
        Outermost(walk.found)
    }

    pub(crate) fn of_spot(&self, node: NodeId) -> bool {
        self.has(node, SPOT)
    }

    pub(crate) fn of_line(&self, node: NodeId) -> bool {
        self.has(node, LINE)
    }

    pub(crate) fn of_file(&self, node: NodeId) -> bool {
        self.has(node, FILE)
    }

    /// Of the call from the spot of the node's caller to its own. Never of a call within a spot.
    pub(crate) fn of_call(&self, node: NodeId) -> bool {
        self.has(node, CALL)
    }

    fn has(&self, node: NodeId, bit: u8) -> bool {
        self.0.get(node.index()).is_some_and(|bits| bits & bit != 0)
    }
}

struct Walk<'a> {
    stacks: &'a Stacks,
    placement: &'a Placement,
    file_of_spot: &'a [Option<u32>],
    spots: OnPath,
    lines: OnPath,
    files: OnPath,
    /// Who called the outermost frame of each spot that is on the path. Most spots are on it once.
    first_callers: Vec<Option<u32>>,
    /// The calls of the frames further in, and how often they are on the path.
    more_calls: HashMap<(u32, u32), u32, FixedState>,
    found: Vec<u8>,
}

struct Keys {
    spot: Option<u32>,
    line: Option<u32>,
    file: Option<u32>,
    /// The call, where it is counted in `more_calls`.
    counted: Option<(u32, u32)>,
}

impl Visitor for Walk<'_> {
    type Key = Keys;

    fn enter(&mut self, node: NodeId, caller: Option<&Keys>) -> Keys {
        let place = (self.stacks.nodes.get(node.index())).map_or(usize::MAX, |node| node.place.index());
        let spot = self.placement.of_place.get(place).copied();
        let line = self.placement.line_of_place.get(place).copied().flatten();
        let file = spot.and_then(|spot| self.file_of_spot.get(spot as usize).copied().flatten());
        let caller = caller.and_then(|keys| keys.spot);
        let mut bits = 0;
        let mut counted = None;
        let first = self.spots.enter(spot);
        if let Some(spot) = spot
            && let Some(first_caller) = self.first_callers.get_mut(spot as usize)
        {
            let call = caller
                .filter(|&caller| caller != spot)
                .map(|caller| (caller, spot));
            if first {
                bits |= SPOT;
                *first_caller = caller;
                if call.is_some() {
                    bits |= CALL;
                }
            } else if let Some(call) = call {
                let before = self.more_calls.entry(call).or_default();
                if *before == 0 && *first_caller != caller {
                    bits |= CALL;
                }
                *before += 1;
                counted = Some(call);
            }
        }
        if self.lines.enter(line) {
            bits |= LINE;
        }
        if self.files.enter(file) {
            bits |= FILE;
        }
        if let Some(found) = self.found.get_mut(node.index()) {
            *found = bits;
        }
        Keys {
            spot,
            line,
            file,
            counted,
        }
    }

    fn leave(&mut self, keys: Keys) {
        self.spots.leave(keys.spot);
        self.lines.leave(keys.line);
        self.files.leave(keys.file);
        if let Some(call) = keys.counted
            && let Some(count) = self.more_calls.get_mut(&call)
        {
            *count -= 1;
            if *count == 0 {
                self.more_calls.remove(&call);
            }
        }
    }
}
