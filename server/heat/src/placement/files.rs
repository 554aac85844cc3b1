//! The files and lines that a profile names for its functions.

use std::collections::BTreeSet;

use profile::{FunctionId, Profile, Text};

use super::Map;

/// For each function the files of its lines, heaviest first, with the heaviest line in each.
pub(super) fn row_lines(profile: &Profile) -> Map<FunctionId, Vec<(Text, u32)>> {
    let mut lines: Map<FunctionId, Vec<(Text, u32)>> = Map::default();
    for cell in &profile.flat.lines {
        let files = lines.entry(cell.key.function).or_default();
        if !files.iter().any(|known| known.0 == cell.key.file) {
            files.push((cell.key.file, cell.key.line.get()));
        }
    }
    lines
}

/// The files that the frames, rows and lines of the wanted functions name.
pub(super) fn files_by_function(profile: &Profile, wanted: &[FunctionId]) -> Map<FunctionId, BTreeSet<Text>> {
    let mut is_wanted = vec![false; profile.symbols.functions.len()];
    for function in wanted {
        if let Some(slot) = is_wanted.get_mut(function.index()) {
            *slot = true;
        }
    }
    let mut files: Map<FunctionId, BTreeSet<Text>> = Map::default();
    let mut note = |function: FunctionId, file: Option<Text>| {
        if let Some(file) = file
            && is_wanted.get(function.index()) == Some(&true)
        {
            files.entry(function).or_default().insert(file);
        }
    };
    for (index, function) in profile.symbols.functions.iter().enumerate() {
        note(FunctionId(index as u32), function.file);
    }
    // Places of one function mostly follow each other.
    let mut last = None;
    for place in &profile.symbols.places {
        if last != Some((place.function, place.file)) {
            note(place.function, place.file);
            last = Some((place.function, place.file));
        }
    }
    for cell in &profile.flat.lines {
        note(cell.key.function, Some(cell.key.file));
    }
    files
}
