//! `sysgrok/hotSpots`: the hottest functions, files or lines of the workspace.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use engine::{Engine, View};
use heat::{HotFile, HotFunction, HotLine, Whereabouts};
use lsp_types::{Location, Position, Range};

use super::context::Context;
use super::extension::{HotSpot, HotSpots, HotSpotsParams, Kind};
use super::heat::{Current, info};
use super::proto;

/// The hottest of all profiles that are shown.
pub(super) fn hot_spots(context: &Context, params: &HotSpotsParams) -> HotSpots {
    let mut answer = HotSpots {
        profiles: Vec::new(),
        spots: Vec::new(),
    };
    for engine in context.engines().iter() {
        let Some(view) = engine.shown() else { continue };
        let Some(info) = info(&view) else { continue };
        let mut files = Files {
            context,
            engine,
            view: &view,
            profile: answer.profiles.len(),
            current: HashMap::new(),
        };
        answer.profiles.push(info);
        answer.spots.extend(match params.kind {
            Kind::Functions => files.functions(params.limit, params.only_workspace),
            Kind::Files => files.files(params.limit),
            Kind::Lines => files.lines(params.limit),
        });
    }
    // Stable, so that spots of one weight keep their order.
    answer.spots.sort_by(|a, b| share(b).total_cmp(&share(a)));
    answer.spots.truncate(params.limit);
    answer
}

fn share(spot: &HotSpot) -> f64 {
    spot.own.or(spot.total).unwrap_or(0.0)
}

/// The files of one view, each looked at once.
struct Files<'a> {
    context: &'a Context,
    engine: &'a Engine,
    view: &'a View,
    profile: usize,
    current: HashMap<Arc<Path>, Option<Current>>,
}

impl Files<'_> {
    fn current(&mut self, file: &Arc<Path>) -> Option<&Current> {
        let (engine, view) = (self.engine, self.view);
        let looked_at = self.current.entry(file.clone());
        looked_at
            .or_insert_with(|| Current::of(engine, view, file))
            .as_ref()
    }

    fn functions(&mut self, limit: usize, only_workspace: bool) -> Vec<HotSpot> {
        let view = self.view;
        let hot = view.heat.functions.iter().enumerate();
        hot.filter_map(|(index, hot)| self.function(index, hot))
            .filter(|spot| spot.location.is_some() || !only_workspace)
            .take(limit)
            .collect()
    }

    fn function(&mut self, index: usize, hot: &HotFunction) -> Option<HotSpot> {
        let (view, encoding) = (self.view, self.context.encoding());
        let spot = view.placement.spots.get(hot.spot as usize)?;
        let (location, elsewhere, stale) = match &*spot.whereabouts {
            Whereabouts::Nowhere(why) => (None, Some(why.to_string()), false),
            Whereabouts::Source { file, stale, .. } => {
                let location = self.current(file).and_then(|current| {
                    let function = current
                        .heat
                        .functions
                        .iter()
                        .find(|function| function.hot == index)?;
                    let name = function.function.name_range.clone();
                    Some(Location::new(
                        current.uri.clone(),
                        proto::range(&current.document, name, encoding),
                    ))
                });
                let gone = || format!("it is no longer in {}", file.display());
                let elsewhere = location.is_none().then(gone);
                (location, elsewhere, *stale)
            }
        };
        let names = view.names(hot.spot)?;
        Some(HotSpot {
            profile: self.profile,
            name: names.short,
            location,
            own: view.share(hot.own),
            total: view.share(hot.total),
            mapping: names.mapping,
            elsewhere,
            stale,
        })
    }

    fn files(&self, limit: usize) -> Vec<HotSpot> {
        (self.view.heat.files.iter())
            .filter_map(|hot| self.file(hot))
            .take(limit)
            .collect()
    }

    fn file(&self, hot: &HotFile) -> Option<HotSpot> {
        let view = self.view;
        let start = Position::new(0, 0);
        let stale = view.functions_in(&hot.file).any(|function| {
            let spot = view.heat.functions.get(function).map(|hot| hot.spot as usize);
            let spot = spot.and_then(|spot| view.placement.spots.get(spot));
            spot.is_some_and(|spot| matches!(*spot.whereabouts, Whereabouts::Source { stale: true, .. }))
        });
        Some(HotSpot {
            profile: self.profile,
            name: hot.file.display().to_string(),
            location: Some(Location::new(
                proto::uri(&self.engine.root().join(&hot.file))?,
                Range::new(start, start),
            )),
            own: view.share(hot.own),
            total: view.share(hot.total),
            mapping: None,
            elsewhere: None,
            stale,
        })
    }

    fn lines(&mut self, limit: usize) -> Vec<HotSpot> {
        let view = self.view;
        let mut seen: HashMap<Arc<Path>, usize> = HashMap::new();
        (view.heat.lines.iter())
            .filter_map(|hot| {
                let seen = seen.entry(hot.file.clone()).or_default();
                self.line(hot, seen)
            })
            .take(limit)
            .collect()
    }

    /// A line as it is now; absent when it is gone. The lines of a file now are those of the view, in their
    /// order, without those that are gone: `seen` of them were met so far.
    fn line(&mut self, hot: &HotLine, seen: &mut usize) -> Option<HotSpot> {
        let (view, profile, encoding) = (self.view, self.profile, self.context.encoding());
        let current = self.current(&hot.file)?;
        let now = current.heat.lines.get(*seen)?;
        if (now.own, now.total) != (hot.own, hot.total) {
            return None;
        }
        *seen += 1;
        Some(HotSpot {
            profile,
            name: format!("{}:{}", hot.file.display(), now.line),
            location: Some(Location::new(
                current.uri.clone(),
                proto::line_range(&current.document, now.line, encoding),
            )),
            own: view.share(hot.own),
            total: view.share(hot.total),
            mapping: None,
            elsewhere: None,
            stale: false,
        })
    }
}
