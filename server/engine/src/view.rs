//! A profile joined with the source, and the heat of one file as it is in the editor now.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dashmap::DashMap;
use heat::{Heat, HotFunction, HotLine, Names, Placement, Whereabouts};
use profile::ValueId;
use source::functions::named_at_line;
use source::{Function, LineMap};

use crate::Loaded;

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
    /// The same, counted in samples, for the margin of error; absent when the profile does not count any,
    /// or when samples are what is shown.
    pub samples: Option<Heat>,
    /// What of it is in each file.
    files: std::collections::HashMap<Arc<Path>, InFile>,
    /// Files that were saved since the join: lines of then -> lines of the file now.
    since: DashMap<PathBuf, LineMap>,
}

/// Indexes into [`Heat::functions`] and [`Heat::lines`], hottest first.
#[derive(Default)]
struct InFile {
    functions: Vec<usize>,
    lines: Vec<usize>,
}

/// The heat of one file as it is now.
#[derive(Clone, Debug, Default)]
pub struct FileHeat {
    /// Hottest first.
    pub functions: Vec<FunctionHeat>,
    /// Hottest first.
    pub lines: Vec<HotLine>,
}

/// A hot function as it is now.
#[derive(Clone, Debug)]
pub struct FunctionHeat {
    /// Index into [`Heat::functions`].
    pub hot: usize,
    /// Index into the outline of the file as it is now.
    pub index: usize,
    /// The function.
    pub function: Function,
    /// Whether its lines are not known.
    pub stale: bool,
}

impl View {
    pub(crate) fn new(
        loaded: Arc<Loaded>,
        value: ValueId,
        placement: Placement,
        heat: Heat,
        samples: Option<Heat>,
    ) -> View {
        let mut files: std::collections::HashMap<Arc<Path>, InFile> = std::collections::HashMap::new();
        for (index, hot) in heat.functions.iter().enumerate() {
            if let Some(spot) = placement.spots.get(hot.spot as usize)
                && let Whereabouts::Source { file, .. } = &spot.whereabouts
            {
                files.entry(file.clone()).or_default().functions.push(index);
            }
        }
        for (index, line) in heat.lines.iter().enumerate() {
            files.entry(line.file.clone()).or_default().lines.push(index);
        }
        View {
            loaded,
            value,
            placement,
            heat,
            samples,
            files,
            since: DashMap::new(),
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

    /// Samples of a function itself, those of the whole, and the margin of error as a fraction; absent when
    /// the profile does not count samples, or none hit it.
    pub fn samples_in(&self, hot: &HotFunction) -> Option<(i64, i64, f64)> {
        let profile = &self.loaded.profile;
        let counted = profile.samples_of(self.value)?;
        let own = match &self.samples {
            Some(heat) => heat.function(hot.spot)?.own?,
            None => hot.own?,
        };
        let counted = profile.value(counted);
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

    /// Follows a file that was saved.
    pub(crate) fn saved(&self, file: &Path, moved: &LineMap) {
        let mut since = self.since.entry(file.to_owned()).or_default();
        *since = since.then(moved);
    }

    /// The heat of a file whose functions are `functions` now; `unsaved` leads from the file on disk there.
    pub fn file(&self, file: &Path, functions: &[Function], unsaved: &LineMap) -> FileHeat {
        let Some(in_file) = self.files.get(file) else {
            return FileHeat::default();
        };
        let map = match self.since.get(file) {
            Some(since) => since.then(unsaved),
            None => unsaved.clone(),
        };
        let mut by_name: std::collections::HashMap<&str, Vec<usize>> = std::collections::HashMap::new();
        for (index, function) in functions.iter().enumerate() {
            by_name.entry(&function.qualified).or_default().push(index);
        }
        let mut heat = FileHeat::default();
        for &hot in &in_file.functions {
            let Some(spot) = self
                .heat
                .functions
                .get(hot)
                .and_then(|hot| self.placement.spots.get(hot.spot as usize))
            else {
                continue;
            };
            let Whereabouts::Source {
                start_line,
                qualified,
                stale,
                ..
            } = &spot.whereabouts
            else {
                continue;
            };
            let moved = map.line(*start_line);
            let same_name = by_name
                .get(qualified.as_str())
                .map(Vec::as_slice)
                .unwrap_or_default();
            let index = match same_name {
                [only] => Some(*only),
                // Overloads, or a function that was renamed: the line of its head tells.
                several => moved.and_then(|line| {
                    let at = named_at_line(functions, line)?;
                    (several.is_empty() || several.contains(&at)).then_some(at)
                }),
            };
            if let Some(index) = index
                && let Some(function) = functions.get(index)
            {
                heat.functions.push(FunctionHeat {
                    hot,
                    index,
                    function: function.clone(),
                    stale: *stale,
                });
            }
        }
        for &index in &in_file.lines {
            if let Some(line) = self.heat.lines.get(index)
                && let Some(now) = map.line(line.line)
            {
                heat.lines.push(HotLine {
                    line: now,
                    ..line.clone()
                });
            }
        }
        heat
    }
}
