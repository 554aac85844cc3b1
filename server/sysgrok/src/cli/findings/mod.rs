//! What `check` has found, and one file for each way to show it.

pub(super) mod github;
pub(super) mod json;
pub(super) mod sarif;
pub(super) mod text;

use std::path::{Path, PathBuf};

pub(super) use ask::words::percent;
use engine::{Engine, View};
use heat::{HotFunction, HotLine, Names, Whereabouts, hottest};

/// All views of one run.
pub(super) struct Findings<'a> {
    pub(super) engine: &'a Engine,
    pub(super) views: &'a [View],
    /// The folder as the user gave it.
    pub(super) root: &'a Path,
    pub(super) limit: usize,
}

/// A hot function of the workspace.
pub(super) struct Finding<'a> {
    /// Index of its view.
    pub(super) profile: usize,
    pub(super) view: &'a View,
    pub(super) hot: &'a HotFunction,
    pub(super) names: Names,
    /// Relative to the workspace.
    pub(super) file: &'a Path,
    pub(super) start_line: u32,
    pub(super) end_line: u32,
    pub(super) name_range: std::ops::Range<usize>,
    /// Whether its lines are not known, because the file changed since the recording.
    pub(super) stale: bool,
}

impl Findings<'_> {
    /// The hot functions, hottest first, over all profiles.
    pub(super) fn functions(&self) -> Vec<Finding<'_>> {
        let views: Vec<_> = self
            .views
            .iter()
            .map(|view| (&view.loaded.profile, &view.placement, &view.heat))
            .collect();
        (hottest(&views, self.limit).into_iter())
            .filter_map(|ranked| {
                let view = self.views.get(ranked.profile)?;
                let hot = view.heat.functions.get(ranked.function)?;
                let spot = view.placement.spots.get(hot.spot as usize)?;
                let Whereabouts::Source {
                    file,
                    start_line,
                    end_line,
                    name_range,
                    stale,
                    ..
                } = &*spot.whereabouts
                else {
                    return None;
                };
                Some(Finding {
                    profile: ranked.profile,
                    view,
                    hot,
                    names: Names::of(&view.loaded.profile, view.value, spot),
                    file,
                    start_line: *start_line,
                    end_line: *end_line,
                    name_range: name_range.clone(),
                    stale: *stale,
                })
            })
            .collect()
    }

    /// Where a file of the workspace is, seen from where the user is.
    pub(super) fn shown_path(&self, file: &Path) -> PathBuf {
        if self.root == Path::new(".") {
            file.to_owned()
        } else {
            self.root.join(file)
        }
    }
}

impl Finding<'_> {
    /// Its lines that weigh something, heaviest first.
    pub(super) fn lines(&self) -> impl Iterator<Item = &HotLine> {
        let inside = self.start_line..=self.end_line;
        (self.view.heat.lines.iter())
            .filter(move |line| *line.file == *self.file && inside.contains(&line.line))
    }

    /// Self as a fraction of the whole.
    pub(super) fn own(&self) -> Option<f64> {
        self.view.share(self.hot.own)
    }

    /// Total as a fraction of the whole.
    pub(super) fn total(&self) -> Option<f64> {
        self.view.share(self.hot.total)
    }

    /// What makes it hot, as one sentence.
    pub(super) fn sentence(&self) -> String {
        let value = &self.view.loaded.profile.value(self.view.value).name;
        match (self.own(), self.total()) {
            (Some(own), Some(total)) => {
                format!("{} of {value} self, {} total", percent(own), percent(total))
            }
            (Some(own), None) => format!("{} of {value} self", percent(own)),
            (None, Some(total)) => format!("{} of {value} total", percent(total)),
            (None, None) => format!("no weight in {value}"),
        }
    }

    /// Samples in the function itself, those of the whole, and the margin of error; absent when the profile
    /// does not count samples.
    pub(super) fn samples(&self) -> Option<(i64, i64, f64)> {
        self.view.samples_in(self.hot)
    }
}
