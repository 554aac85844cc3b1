//! A profile joined with the source.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use dashmap::DashMap;
use heat::{Heat, HotFunction, LineCalls, Names, Placement, Whereabouts};
use profile::{FunctionId, ValueId};
use source::{Function, LineMap, Outline, normalise};

use crate::file_heat::{FileHeat, Joined};
use crate::rows::{Row, Rows};
use crate::{Loaded, OpenDocument};

/// A profile joined with the source, in one value type.
pub struct View {
    /// The profile.
    pub loaded: Arc<Loaded>,
    /// What is counted.
    pub value: ValueId,
    /// Where its functions are.
    pub placement: Placement,
    /// Their weights.
    pub heat: Heat,
    /// What single lines call.
    pub line_calls: LineCalls,
    /// The samples that hit each spot itself; absent when the profile does not count any, or when samples
    /// are what is shown.
    samples: Option<Vec<i64>>,
    /// What of it is in each file.
    files: HashMap<Arc<Path>, InFile>,
    /// Functions of the workspace, as indexes into [`Heat::functions`], hottest first.
    placed: Vec<usize>,
    /// The last part of a function's name in the source -> its spots.
    by_name: HashMap<Box<str>, Vec<u32>>,
    /// Files that were saved since the join.
    since: DashMap<Arc<Path>, Since>,
    /// The heat of files as it was asked for last.
    known: DashMap<Arc<Path>, Known>,
    rows: Rows,
}

/// Indexes into [`Heat::functions`] and [`Heat::lines`], hottest first.
#[derive(Default)]
struct InFile {
    functions: Vec<usize>,
    lines: Vec<usize>,
}

/// Lines of a file at the join -> lines of the file on disk, after the last save and before it. Which of the
/// two fits a document tells the number of its own last save.
struct Since {
    save: u64,
    before: LineMap,
    now: LineMap,
}

/// The heat of a file, and what it was computed from.
struct Known {
    functions: Functions,
    map: LineMap,
    heat: FileHeat,
}

/// The functions of a file. The same ones are told by where they are in memory.
#[derive(Clone)]
pub(crate) enum Functions {
    Open(Arc<Vec<Function>>),
    OnDisk(Arc<Outline>),
}

impl Functions {
    fn list(&self) -> &[Function] {
        match self {
            Functions::Open(functions) => functions,
            Functions::OnDisk(outline) => &outline.functions,
        }
    }

    fn is(&self, other: &Functions) -> bool {
        match (self, other) {
            (Functions::Open(one), Functions::Open(other)) => Arc::ptr_eq(one, other),
            (Functions::OnDisk(one), Functions::OnDisk(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

impl View {
    /// `samples` is the same heat, counted in samples.
    pub(crate) fn new(
        loaded: Arc<Loaded>,
        value: ValueId,
        placement: Placement,
        heat: Heat,
        samples: Option<&Heat>,
    ) -> View {
        let mut files: HashMap<Arc<Path>, InFile> = HashMap::new();
        let mut placed = Vec::new();
        let mut by_name: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        for (index, hot) in heat.functions.iter().enumerate() {
            let spot = placement.spots.get(hot.spot as usize);
            if let Some(Whereabouts::Source { file, qualified, .. }) = spot.map(|spot| &*spot.whereabouts) {
                files.entry(file.clone()).or_default().functions.push(index);
                placed.push(index);
                if let Some(last) = normalise(qualified).last() {
                    by_name.entry(last.into()).or_default().push(hot.spot);
                }
            }
        }
        for (index, line) in heat.lines.iter().enumerate() {
            files.entry(line.file.clone()).or_default().lines.push(index);
        }
        let line_calls = LineCalls::of(&loaded.profile, &placement, &heat);
        let samples = samples.map(|samples| {
            let mut by_spot = vec![0; placement.spots.len()];
            for hot in &samples.functions {
                if let (Some(slot), Some(own)) = (by_spot.get_mut(hot.spot as usize), hot.own) {
                    *slot = own;
                }
            }
            by_spot
        });
        View {
            loaded,
            value,
            placement,
            heat,
            line_calls,
            samples,
            files,
            placed,
            by_name,
            since: DashMap::new(),
            known: DashMap::new(),
            rows: Rows::default(),
        }
    }

    /// The weight as a fraction of the whole.
    pub fn share(&self, weight: Option<i64>) -> Option<f64> {
        self.heat.share(&self.loaded.profile, weight)
    }

    /// How a spot is called.
    pub fn names(&self, spot: u32) -> Option<Names> {
        let spot = self.placement.spots.get(spot as usize)?;
        Some(Names::of(&self.loaded.profile, self.value, spot))
    }

    /// How a spot is called in the source, or else in the profile: [`Names::short`] without looking for
    /// the others.
    pub fn short(&self, spot: u32) -> Option<&str> {
        let spot = self.placement.spots.get(spot as usize)?;
        match &*spot.whereabouts {
            Whereabouts::Source { qualified, .. } => Some(qualified),
            Whereabouts::Nowhere(_) => Some(self.loaded.profile.symbols.name(*spot.members.first()?)),
        }
    }

    /// Index into [`Heat::functions`] of a spot; absent when it weighs nothing.
    pub fn hot_of(&self, spot: u32) -> Option<usize> {
        self.heat.position(spot)
    }

    /// The weights of a spot; absent when it weighs nothing.
    pub fn weights(&self, spot: u32) -> Option<&HotFunction> {
        self.heat.function(spot)
    }

    /// Samples of a function itself, those of the whole, and the margin of error as a fraction; absent when
    /// the profile does not count samples, or none hit it.
    pub fn samples_in(&self, hot: &HotFunction) -> Option<(i64, i64, f64)> {
        match &self.samples {
            Some(samples) => self.margin(*samples.get(hot.spot as usize)?),
            None => self.margin(hot.own?),
        }
    }

    /// The same for a weight; absent when it is not counted in samples.
    pub fn samples_of(&self, weight: i64) -> Option<(i64, i64, f64)> {
        self.samples.is_none().then(|| self.margin(weight)).flatten()
    }

    fn margin(&self, own: i64) -> Option<(i64, i64, f64)> {
        let profile = &self.loaded.profile;
        let counted = profile.value(profile.samples_of(self.value)?);
        let scaled = |weight: i64| (weight as f64 * counted.scale).round() as i64;
        Some((
            scaled(own),
            scaled(counted.whole()),
            heat::relative_margin(scaled(own))?,
        ))
    }

    /// Files with heat, in no order.
    pub fn files(&self) -> impl Iterator<Item = &Arc<Path>> {
        self.files.keys()
    }

    /// Functions of the workspace, as indexes into [`Heat::functions`], hottest first.
    pub fn placed(&self) -> &[usize] {
        &self.placed
    }

    /// The hot functions of a file, as indexes into [`Heat::functions`], hottest first.
    pub fn functions_in(&self, file: &Path) -> impl Iterator<Item = usize> {
        self.files
            .get(file)
            .map(|in_file| in_file.functions.as_slice())
            .unwrap_or_default()
            .iter()
            .copied()
    }

    /// Whether anything of the profile is in a file.
    pub fn has_file(&self, file: &Path) -> bool {
        self.files.contains_key(file)
    }

    /// The spots of the workspace that have this as the last part of their name, hottest first.
    pub fn named(&self, last: &str) -> &[u32] {
        self.by_name.get(last).map(Vec::as_slice).unwrap_or_default()
    }

    /// The heaviest spot of this name: [`Names::short`].
    pub fn spot_called(&self, name: &str) -> Option<u32> {
        let spots = || self.heat.functions.iter().map(|hot| hot.spot);
        spots().find(|&spot| self.short(spot) == Some(name)).or_else(|| {
            // Of several functions of the profile the heaviest gives its name to the spot.
            let has_several = |&spot: &u32| {
                let spot = self.placement.spots.get(spot as usize);
                spot.is_some_and(|spot| spot.file().is_none() && spot.members.len() > 1)
            };
            spots()
                .filter(has_several)
                .find(|&spot| self.names(spot).is_some_and(|names| names.short == name))
        })
    }

    /// The spot in a file of the workspace, or outside of it, that is called so. Of several in a file the one
    /// nearest to the line at which it began when it was joined.
    pub fn find_spot(&self, file: Option<&Path>, short: &str, line: u32) -> Option<u32> {
        let Some(file) = file else {
            return (self.heat.functions.iter()).map(|hot| hot.spot).find(|&spot| {
                let spot_file = self.placement.spots.get(spot as usize).map(heat::Spot::file);
                matches!(spot_file, Some(None)) && self.short(spot) == Some(short)
            });
        };
        (self.functions_in(file))
            .filter_map(|hot| Some(self.heat.functions.get(hot)?.spot))
            .filter(|&spot| self.short(spot) == Some(short))
            .min_by_key(|&spot| self.start_line(spot).unwrap_or(0).abs_diff(line))
    }

    /// The line at which a function of the workspace began when it was joined.
    pub fn start_line(&self, spot: u32) -> Option<u32> {
        match &*self.placement.spots.get(spot as usize)?.whereabouts {
            Whereabouts::Source { start_line, .. } => Some(*start_line),
            Whereabouts::Nowhere(_) => None,
        }
    }

    /// The rows of the profile's file that first name these spots; absent where that cannot be told, as in
    /// binary files. May read the file.
    pub fn rows(&self, spots: &[u32]) -> Vec<Option<Row>> {
        let member = |&spot: &u32| {
            (self.placement.spots.get(spot as usize)).and_then(|spot| spot.members.first().copied())
        };
        // A spot always has a member.
        let functions: Vec<FunctionId> = spots
            .iter()
            .map(|spot| member(spot).unwrap_or(FunctionId(u32::MAX)))
            .collect();
        self.rows.of(&self.loaded.profile, &self.loaded.path, &functions)
    }

    /// Follows a file that was saved: the number of the save, and where its lines went.
    pub(crate) fn saved(&self, file: &Arc<Path>, save: u64, moved: &LineMap) {
        let mut since = self.since.entry(file.clone()).or_insert_with(|| Since {
            save: 0,
            before: LineMap::identity(),
            now: LineMap::identity(),
        });
        let now = since.now.then(moved);
        since.before = std::mem::replace(&mut since.now, now);
        since.save = save;
    }

    /// The heat of a file that is open.
    pub fn heat_of(&self, file: &Path, open: &OpenDocument) -> FileHeat {
        let map = match self.since.get(file) {
            Some(since) if open.save >= since.save => since.now.then(&open.unsaved),
            Some(since) => since.before.then(&open.unsaved),
            None => open.unsaved.clone(),
        };
        self.compute(file, Functions::Open(open.document.functions().clone()), map)
    }

    /// The heat of a file that is not open.
    pub(crate) fn file_on_disk(&self, file: &Path, outline: Arc<Outline>) -> FileHeat {
        let map = self
            .since
            .get(file)
            .map_or_else(LineMap::identity, |since| since.now.clone());
        self.compute(file, Functions::OnDisk(outline), map)
    }

    /// Computes what is not known yet.
    fn compute(&self, file: &Path, functions: Functions, map: LineMap) -> FileHeat {
        let Some((file, in_file)) = self.files.get_key_value(file) else {
            return FileHeat::default();
        };
        if let Some(known) = self.known.get(file)
            && known.functions.is(&functions)
            && known.map == map
        {
            return known.heat.clone();
        }
        let joined = Joined {
            functions: (in_file.functions.iter())
                .filter_map(|&hot| {
                    let spot = self.heat.functions.get(hot)?.spot;
                    Some((hot, self.placement.spots.get(spot as usize)?))
                })
                .collect(),
            lines: (in_file.lines.iter())
                .filter_map(|&hot| Some((hot, self.heat.lines.get(hot)?)))
                .collect(),
        };
        let heat = FileHeat::new(&joined, functions.list(), &map);
        let known = Known {
            functions,
            map,
            heat: heat.clone(),
        };
        self.known.insert(file.clone(), known);
        heat
    }
}
