//! What a talk about a profile begins with.

use std::fmt::Write;

use ask::words::percent;

use crate::View;

/// Functions that are told.
const LISTED: usize = 20;

/// The hottest functions of a profile: the title of the fact, and its text.
pub(in crate::asking) fn hottest(view: &View) -> (String, String) {
    let mut text = String::from("self | total | function | place\n");
    for function in view.heat.functions.iter().take(LISTED) {
        let share = |weight| view.share(weight).map_or("-".to_owned(), percent);
        let place = view.placement.spots.get(function.spot as usize).and_then(|spot| {
            let line = view.start_line(function.spot)?;
            Some(format!("{}:{line}", spot.file()?.display()))
        });
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{} | {} | {} | {}",
            share(function.own),
            share(function.total),
            view.short(function.spot).unwrap_or("-"),
            place.as_deref().unwrap_or("-"),
        );
    }
    let value = view.loaded.profile.value(view.value).label();
    let title = format!("Hottest functions of the profile {} ({value})", view.loaded.name);
    (title, text)
}
