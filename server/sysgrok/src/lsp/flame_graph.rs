//! `sysgrok/flameGraph`: the stacks of a profile as one tree, alone or compared with another profile.

use std::collections::HashMap;

use engine::View;
use heat::{Flame, FlameOptions, NoFlame, Weighed};
use profile::ValueId;

use super::chosen::{self, Chosen};
use super::context::Context;
use super::extension::{FlameFunction, FlameGraph, FlameGraphParams, FlameNode, ProfileInfo};
use super::heat::info_of;
use super::places::{Places, Spots};
use super::words;

/// More frames than these are never given.
const MOST: usize = 100_000;

/// The flame graph of a profile. Takes as long as the profile is large; `stop` ends it.
///
/// # Errors
/// A sentence, when a profile is not loaded.
pub(super) fn flame_graph(
    context: &Context,
    params: &FlameGraphParams,
    stop: &dyn Fn() -> bool,
) -> Result<FlameGraph, String> {
    let mut profiles = chosen::profiles(context, params.profile.as_ref())?;
    let base = match &params.base {
        Some(uri) => chosen::profiles(context, Some(uri))?.into_iter().next(),
        None => None,
    };
    let mut through = None;
    if let Some(name) = &params.function {
        let spots: Vec<Option<u32>> = profiles
            .iter()
            .map(|chosen| chosen.view.spot_called(name))
            .collect();
        let Some(found) = spots.iter().position(Option::is_some) else {
            let reason = format!("the profile has no function {}", words::shown(name));
            return empty(&profiles, base.as_ref(), reason);
        };
        through = spots.get(found).copied().flatten();
        profiles.swap(0, found);
    }
    let Some(chosen) = profiles.first() else {
        return Err("no profile is shown".to_owned());
    };
    let base_value = base.as_ref().map(|base| value_in(&base.view, &chosen.view));
    let weighed_base = (base.as_ref().zip(base_value)).map(|(base, value)| weighed(&base.view, value));
    let options = FlameOptions {
        through,
        invert: params.invert,
        limit: params.limit.min(MOST),
    };
    let flame = match Flame::of(
        weighed(&chosen.view, chosen.view.value),
        weighed_base,
        options,
        stop,
    ) {
        Ok(flame) => flame,
        Err(NoFlame::Stopped) => return Err("it was stopped".to_owned()),
        Err(NoFlame::NoStacks) => return empty(&profiles, base.as_ref(), without_stacks(&chosen.view)),
        Err(NoFlame::NoStacksInBase) => {
            let reason = base
                .as_ref()
                .map_or_else(String::new, |base| without_stacks(&base.view));
            return empty(&profiles, base.as_ref(), reason);
        }
    };
    let mut drawing = Drawing {
        view: &chosen.view,
        base: base
            .as_ref()
            .zip(base_value)
            .map(|(base, value)| (&*base.view, value)),
        spots: Spots::of(Places::new(context, &chosen.engine, &chosen.view)),
        functions: Vec::new(),
        numbers: HashMap::new(),
    };
    let root = drawing.draw(&flame).ok_or("the profile is empty")?;
    Ok(FlameGraph {
        profile: info_of(&chosen.view, chosen.view.value).ok_or("the profile's file has no URI")?,
        base: base_info(&profiles, base.as_ref()),
        functions: drawing.functions,
        left_out: drawing.view.share(Some(flame.left_out)).unwrap_or_default(),
        reason: root.children.is_empty().then(|| match params.limit {
            0 => "no frames were asked for".to_owned(),
            _ => format!(
                "{} has no samples of this kind",
                words::shown(&chosen.view.loaded.name)
            ),
        }),
        root,
    })
}

fn weighed(view: &View, value: ValueId) -> Weighed<'_> {
    Weighed {
        profile: &view.loaded.profile,
        value,
        placement: &view.placement,
    }
}

/// The value type of one view as the other has it; else its own.
fn value_in(base: &View, view: &View) -> ValueId {
    let label = view.loaded.profile.value(view.value).label();
    let profile = &base.loaded.profile;
    (profile.values.iter().position(|value| value.label() == label))
        .map_or(base.value, |index| ValueId(index as u32))
}

fn base_info(profiles: &[Chosen], base: Option<&Chosen>) -> Option<ProfileInfo> {
    let (chosen, base) = profiles.first().zip(base)?;
    info_of(&base.view, value_in(&base.view, &chosen.view))
}

fn without_stacks(view: &View) -> String {
    let name = words::shown(&view.loaded.name);
    let format = view.loaded.profile.meta.format;
    let format = format
        .map(|format| format!(", {},", format.name()))
        .unwrap_or_default();
    format!(
        "{name} has no whole stacks: its format{format} lists functions only; perf script, pprof and folded stacks have \
         them"
    )
}

/// A graph of nothing, and why.
fn empty(profiles: &[Chosen], base: Option<&Chosen>, reason: String) -> Result<FlameGraph, String> {
    let chosen = profiles.first().ok_or("no profile is shown")?;
    Ok(FlameGraph {
        profile: info_of(&chosen.view, chosen.view.value).ok_or("the profile's file has no URI")?,
        base: base_info(profiles, base),
        functions: Vec::new(),
        root: FlameNode {
            function: None,
            total: 0.0,
            own: 0.0,
            base: base.is_some().then_some(0.0),
            children: Vec::new(),
        },
        left_out: 0.0,
        reason: Some(reason),
    })
}

/// A tree of frames while it becomes one of nodes.
struct Drawing<'a> {
    view: &'a View,
    base: Option<(&'a View, ValueId)>,
    spots: Spots<'a>,
    functions: Vec<FlameFunction>,
    /// Spots -> indexes into `functions`.
    numbers: HashMap<u32, usize>,
}

impl Drawing<'_> {
    /// From the last frame to the first: parents come before children.
    fn draw(&mut self, flame: &Flame) -> Option<FlameNode> {
        // First, so that the heaviest functions come first.
        for spot in flame.frames.iter().filter_map(|frame| frame.spot) {
            self.number(spot);
        }
        let mut nodes: Vec<Option<FlameNode>> = Vec::new();
        nodes.resize_with(flame.frames.len(), || None);
        for (index, frame) in flame.frames.iter().enumerate().rev() {
            let mut children = Vec::with_capacity(frame.children.len());
            for &child in &frame.children {
                children.extend(nodes.get_mut(child as usize).and_then(Option::take));
            }
            let node = FlameNode {
                function: frame.spot.and_then(|spot| self.numbers.get(&spot).copied()),
                total: self.view.share(Some(frame.total)).unwrap_or_default(),
                own: self.view.share(Some(frame.own)).unwrap_or_default(),
                base: (self.base.zip(frame.base))
                    .map(|((base, value), weight)| base.loaded.profile.value(value).share(weight)),
                children,
            };
            if let Some(slot) = nodes.get_mut(index) {
                *slot = Some(node);
            }
        }
        nodes.into_iter().next().flatten()
    }

    fn number(&mut self, spot: u32) {
        if self.numbers.contains_key(&spot) {
            return;
        }
        let names = self.view.names(spot);
        let found = self
            .view
            .placement
            .spots
            .get(spot as usize)
            .and_then(heat::Spot::file);
        self.numbers.insert(spot, self.functions.len());
        let (name, mapping) = names
            .map(|names| (names.short, names.mapping))
            .unwrap_or_default();
        self.functions.push(FlameFunction {
            name,
            location: self.spots.location(spot),
            mapping,
            in_workspace: found.is_some(),
        });
    }
}
