//! By which of its names a spot is called.

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
        let weight = |function: FunctionId| {
            (profile.flat.functions.iter())
                .find(|cell| cell.value == value && cell.key == function)
                .map_or((0, 0), |cell| (cell.own.unwrap_or(0), cell.total.unwrap_or(0)))
        };
        let mut members: Vec<FunctionId> = spot.members.clone();
        if members.len() > 1 {
            members.sort_by_cached_key(|&member| std::cmp::Reverse(weight(member)));
        }
        let mapping = members
            .iter()
            .find_map(|&member| profile.symbols.mapping_name(member))
            .map(str::to_owned);
        let heaviest = members.first().map_or("", |&member| profile.symbols.name(member));
        match &spot.whereabouts {
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
