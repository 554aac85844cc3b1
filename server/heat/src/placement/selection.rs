//! Which functions of a profile are looked for.

use std::path::Path;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use profile::{FunctionId, Profile, Text, ValueId};

use super::Map;

/// How many functions are looked for in the source.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The heaviest functions, by self, that are looked for whatever their weight.
    pub always: usize,
    /// Functions of at least this share (self or total, a fraction of 1) are looked for as well.
    pub share: f64,
    /// At most this many functions are looked for.
    pub at_most: usize,
    /// Files of the workspace, such as those that are open: functions in files of these base names are
    /// looked for, however light.
    pub files: Vec<Arc<Path>>,
}

impl Default for Selection {
    fn default() -> Selection {
        Selection {
            always: 20,
            share: 0.001,
            at_most: 2000,
            files: Vec::new(),
        }
    }
}

/// The functions that are worth looking for, heaviest first.
pub(super) fn select(profile: &Profile, value: ValueId, selection: &Selection) -> Vec<FunctionId> {
    let whole = profile.value(value);
    let mut wanted = Vec::new();
    let mut seen: HashSet<FunctionId, FixedState> = HashSet::default();
    let mut take = |function: FunctionId| {
        if seen.insert(function) {
            wanted.push(function);
        }
    };
    let by_own: Vec<_> = profile.flat.functions_of(value).collect();
    for (rank, cell) in by_own.iter().enumerate().take(selection.at_most) {
        if rank < selection.always || cell.own.is_some_and(|own| whole.share(own) >= selection.share) {
            take(cell.key);
        }
    }
    // A file that holds many light functions, such as the instances of one generic, may be hot as a whole.
    let mut by_file: Map<Text, i64> = Map::default();
    for cell in profile.flat.lines_of(value) {
        let sum = by_file.entry(cell.key.file).or_default();
        *sum = sum.saturating_add(cell.own.unwrap_or(0));
    }
    for cell in profile.flat.lines_of(value).take(selection.at_most) {
        let heavy = |own: i64| whole.share(own) >= selection.share;
        if cell.own.is_some_and(|own| own > 0) && by_file.get(&cell.key.file).is_some_and(|&sum| heavy(sum)) {
            take(cell.key.function);
        }
    }
    let mut by_total = by_own;
    by_total.sort_by_key(|cell| std::cmp::Reverse(cell.total));
    for cell in by_total.iter().take(selection.at_most) {
        if cell
            .total
            .is_some_and(|total| whole.share(total) >= selection.share.max(0.001))
        {
            take(cell.key);
        }
    }
    for function in in_files(profile, &selection.files) {
        take(function);
    }
    wanted
}

/// The functions that have frames in files of the same base names as these.
fn in_files(profile: &Profile, files: &[Arc<Path>]) -> Vec<FunctionId> {
    let bases: HashSet<&str, FixedState> = files
        .iter()
        .filter_map(|file| file.file_name()?.to_str())
        .collect();
    if bases.is_empty() {
        return Vec::new();
    }
    let mut known: Map<Text, bool> = Map::default();
    let mut is_one = |file: Text| {
        *known.entry(file).or_insert_with(|| {
            let path = profile.symbols.text.get(file);
            bases.contains(path.rsplit(['/', '\\']).next().unwrap_or(path))
        })
    };
    let mut found = vec![false; profile.symbols.functions.len()];
    let mut note = |function: FunctionId, file: Option<Text>| {
        if let Some(file) = file
            && let Some(slot) = found.get_mut(function.index())
        {
            *slot |= is_one(file);
        }
    };
    for (index, function) in profile.symbols.functions.iter().enumerate() {
        note(FunctionId(index as u32), function.file);
    }
    for place in &profile.symbols.places {
        note(place.function, place.file);
    }
    for cell in &profile.flat.lines {
        note(cell.key.function, Some(cell.key.file));
    }
    (0..)
        .map(FunctionId)
        .zip(found)
        .filter(|(_, found)| *found)
        .map(|(function, _)| function)
        .collect()
}
