//! By which of its names a spot is called.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use profile::{FunctionId, Profile, ValueId};
use source::names::normalise;

use crate::{Placement, Spot, Whereabouts};

/// How a spot is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// As its source writes it, with all it is nested in; the profiler's name where there is no source.
    pub short: String,
    /// As the profiler writes it, parameters and modules included. The source's name where the profiler
    /// never names it, because all of it was inlined.
    pub full: String,
    /// The mapping of the heaviest function that is counted here; absent when unknown.
    pub mapping: Option<String>,
}

impl Placement {
    /// The index of the spot of a function of the profile, as its rows have it.
    pub fn spot_of(&self, function: FunctionId) -> Option<u32> {
        self.of_function.get(function.index()).copied()
    }
}

impl Names {
    /// The names of a spot. Of several functions of the profile the heaviest counts.
    pub fn of(profile: &Profile, value: ValueId, spot: &Spot) -> Names {
        let mut members: Vec<FunctionId> = spot.members.to_vec();
        if members.len() > 1 {
            let weights = weights(profile, value, &members);
            members.sort_by_cached_key(|member| {
                std::cmp::Reverse(weights.get(member).copied().unwrap_or_default())
            });
        }
        let mapping = members
            .iter()
            .find_map(|&member| profile.symbols.mapping_name(member))
            .map(str::to_owned);
        let heaviest = members.first().map_or("", |&member| profile.symbols.name(member));
        match &*spot.whereabouts {
            Whereabouts::Source { qualified, .. } => {
                let wanted = normalise(qualified);
                // A closure's own name would make its function look like another one.
                let named = members
                    .iter()
                    .map(|&member| profile.symbols.name(member))
                    .find(|name| {
                        let name = normalise(name);
                        !name.closure && name.last() == wanted.last()
                    });
                Names {
                    short: qualified.clone(),
                    full: named.unwrap_or(qualified).to_owned(),
                    mapping,
                }
            }
            Whereabouts::Nowhere(_) => Names {
                short: heaviest.to_owned(),
                full: heaviest.to_owned(),
                mapping,
            },
        }
    }
}

/// Self and total of some functions. The heaviest come first in the profile, so that it is not read far.
fn weights(
    profile: &Profile,
    value: ValueId,
    functions: &[FunctionId],
) -> HashMap<FunctionId, (i64, i64), FixedState> {
    let mut missing: HashSet<FunctionId, FixedState> = functions.iter().copied().collect();
    let mut weights = HashMap::default();
    let cells = &profile.flat.functions;
    let start = cells.partition_point(|cell| cell.value < value);
    for cell in cells.iter().skip(start).take_while(|cell| cell.value == value) {
        if missing.remove(&cell.key) {
            weights.insert(cell.key, (cell.own.unwrap_or(0), cell.total.unwrap_or(0)));
            if missing.is_empty() {
                break;
            }
        }
    }
    weights
}
