//! The hottest functions over several profiles at once.

use profile::Profile;

use crate::{Heat, Placement, Whereabouts};

/// A function of one of several profiles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Index of the profile.
    pub profile: usize,
    /// Index into [`Heat::functions`].
    pub function: usize,
    /// What it is ranked by: self as a fraction of the whole, total where the format has no self.
    pub share: f64,
}

/// The hottest functions that have a place in the workspace, over all profiles: heaviest share first.
pub fn hottest(profiles: &[(&Profile, &Placement, &Heat)], limit: usize) -> Vec<Ranked> {
    let mut ranked = Vec::new();
    for (index, (profile, placement, heat)) in profiles.iter().enumerate() {
        let placed = |spot: u32| {
            placement
                .spots
                .get(spot as usize)
                .is_some_and(|spot| matches!(*spot.whereabouts, Whereabouts::Source { .. }))
        };
        let of_one = (heat.functions.iter().enumerate())
            .filter(|(_, hot)| placed(hot.spot))
            .take(limit);
        ranked.extend(of_one.map(|(function, hot)| Ranked {
            profile: index,
            function,
            share: heat.share(profile, hot.own.or(hot.total)).unwrap_or(0.0),
        }));
    }
    ranked.sort_by(|a, b| b.share.total_cmp(&a.share));
    ranked.truncate(limit);
    ranked
}
