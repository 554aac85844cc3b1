//! `sysgrok/callers`: who calls a function, and what it calls.

use super::chosen;
use super::context::Context;
use super::extension::{CallEdge, Callers, CallersParams};
use super::places::{Places, Spots};

/// More callers, or callees, are never given.
const MOST: usize = 10_000;

/// The calls of a function. Absent when the profile does not have it, or is not loaded.
pub(super) fn callers(context: &Context, params: &CallersParams) -> Option<Callers> {
    let profiles = chosen::profiles(context, params.profile.as_ref()).ok()?;
    let (chosen, spot) = chosen::function(profiles, &params.function)?;
    let view = &*chosen.view;
    let hot = view.weights(spot)?;
    let mut spots = Spots::of(Places::new(context, &chosen.engine, view));
    let mut edge = |(spot, weight): (u32, i64)| {
        let names = view.names(spot)?;
        Some(CallEdge {
            name: names.short,
            location: spots.location(spot),
            mapping: names.mapping,
            total: view.share(Some(weight)),
            of_function: hot
                .total
                .filter(|&total| total != 0)
                .map(|total| (weight as f64 / total as f64).clamp(-1.0, 1.0)),
        })
    };
    let limit = params.limit.min(MOST);
    let calls = &view.heat.calls;
    Some(Callers {
        function: view.names(spot)?.short,
        own: view.share(hot.own),
        total: view.share(hot.total),
        callers: calls.callers(spot).filter_map(&mut edge).take(limit).collect(),
        callees: calls.callees(spot).filter_map(&mut edge).take(limit).collect(),
    })
}
