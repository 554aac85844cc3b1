//! Finds the spot of every function, place and line of a profile.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use profile::{FunctionId, LineKey, Place, Profile, Text};
use smallvec::{SmallVec, smallvec};
use source::Outline;
use source::functions::named_at_line;

use super::files::row_lines;
use super::name::{is_declaration, named, named_in};
use super::why::{is_system, is_unknown};
use super::{FileChoice, Map, Placement, Spot, Whereabouts, Why};
use crate::{Code, Found, LineNow, Located};

/// What a place's spot and line follow from.
type Alike = (FunctionId, Text, Option<NonZeroU32>);

/// Makes a [`Placement`], step by step.
pub(super) struct PlacementBuilder<'a, C> {
    profile: &'a Profile,
    code: &'a C,
    placement: Placement,
    source_spots: Map<(Arc<Path>, usize), u32>,
    profile_spots: Map<FunctionId, u32>,
    /// Functions that come without a file -> what their name means.
    by_name: Map<FunctionId, Found>,
    /// Files that a function names but that are not to be had.
    missing: Map<FunctionId, Why>,
    /// Those that say no more than their kind.
    nowhere: Vec<Arc<Whereabouts>>,
    stale: Map<Arc<Path>, bool>,
    members: HashSet<(u32, FunctionId), FixedState>,
    /// What places of this function, file and line are: addresses tell many of them apart that are alike.
    alike: Map<Alike, (u32, Option<u32>)>,
    /// For each function the files of its lines, heaviest first, with the heaviest line in each.
    row_lines: Map<FunctionId, Vec<(Text, u32)>>,
}

impl<'a, C: Code> PlacementBuilder<'a, C> {
    pub(super) fn new(profile: &'a Profile, code: &'a C) -> PlacementBuilder<'a, C> {
        let placement = Placement {
            spots: Vec::new(),
            of_place: Vec::new(),
            of_function: Vec::new(),
            of_line: Map::default(),
            line_of_place: Vec::new(),
            lines: Vec::new(),
            line_ids: Map::default(),
            files: Map::default(),
            outermost: OnceLock::new(),
        };
        PlacementBuilder {
            profile,
            code,
            placement,
            source_spots: Map::default(),
            profile_spots: Map::default(),
            by_name: Map::default(),
            missing: Map::default(),
            nowhere: Vec::new(),
            stale: Map::default(),
            members: HashSet::default(),
            alike: Map::default(),
            row_lines: row_lines(profile),
        }
    }

    /// Finds the workspace's files behind the files that the wanted functions name.
    pub(super) fn locate_files(&mut self, wanted: &[FunctionId], files: &Map<FunctionId, BTreeSet<Text>>) {
        for &function in wanted {
            let name = self.profile.symbols.name(function);
            for &file in files.get(&function).into_iter().flatten() {
                if self
                    .placement
                    .files
                    .get(&file)
                    .is_some_and(|known| known.iter().any(|choice| !choice.by_function))
                {
                    continue;
                }
                let path = self.profile.symbols.text.get(file);
                match self.code.locate(path, name) {
                    Located::File { path, by_function } => {
                        let choices = self.placement.files.entry(file).or_default();
                        if !choices.iter().any(|choice| choice.path == path) {
                            choices.push(FileChoice { path, by_function });
                        }
                    }
                    Located::Ambiguous(candidates) => {
                        self.missing
                            .entry(function)
                            .or_insert_with(|| Why::SeveralFiles(path.to_owned(), candidates));
                    }
                    Located::Elsewhere => {
                        self.missing
                            .entry(function)
                            .or_insert_with(|| Why::FileElsewhere(path.to_owned()));
                    }
                }
            }
        }
    }

    /// Finds the wanted functions for which the profile names no file.
    pub(super) fn find_by_name(&mut self, wanted: &[FunctionId], files: &Map<FunctionId, BTreeSet<Text>>) {
        let nameless: Vec<FunctionId> = (wanted.iter().copied())
            .filter(|function| !files.contains_key(function))
            .filter(|&function| {
                !is_system(self.profile, function) && !is_unknown(self.profile.symbols.name(function))
            })
            .collect();
        if nameless.is_empty() {
            return;
        }
        let names: Vec<&str> = nameless
            .iter()
            .map(|&function| self.profile.symbols.name(function))
            .collect();
        self.by_name
            .extend(nameless.iter().copied().zip(self.code.find(&names)));
    }

    /// Gives every function and place its spot.
    pub(super) fn place_everything(mut self, wanted: &[FunctionId]) -> Placement {
        let wanted: HashSet<FunctionId, FixedState> = wanted.iter().copied().collect();
        let symbols = &self.profile.symbols;
        self.placement.of_function.reserve_exact(symbols.functions.len());
        self.placement.of_place.reserve_exact(symbols.places.len());
        self.placement.line_of_place.reserve_exact(symbols.places.len());
        for index in 0..self.profile.symbols.functions.len() {
            let function = FunctionId(index as u32);
            let spot = self.spot_of_function(function, &wanted);
            self.placement.of_function.push(spot);
        }
        if self.profile.stacks.is_none() {
            for cell in &self.profile.flat.lines {
                if cell.own.is_some()
                    && !self.placement.of_line.contains_key(&cell.key)
                    && let Some(spot) = self.spot_of_line(&cell.key)
                {
                    self.placement.of_line.insert(cell.key, spot);
                }
            }
        }
        for index in 0..self.profile.symbols.places.len() {
            let place = self.profile.symbols.places[index];
            let (spot, line) = self.spot_of_place(&place);
            self.placement.of_place.push(spot);
            self.placement.line_of_place.push(line);
        }
        self.placement.spots.shrink_to_fit();
        self.placement
    }

    fn spot_of_place(&mut self, place: &Place) -> (u32, Option<u32>) {
        let of_function = self
            .placement
            .of_function
            .get(place.function.index())
            .copied()
            .unwrap_or(0);
        let function = self.profile.symbols.functions.get(place.function.index());
        let file = place.file.or_else(|| function?.file);
        let Some(file) = file.filter(|file| self.placement.files.contains_key(file)) else {
            return (of_function, None);
        };
        let key = (place.function, file, place.line);
        if let Some(&known) = self.alike.get(&key) {
            return known;
        }
        let found = self.spot_in_file(place, file, of_function);
        self.alike.insert(key, found);
        found
    }

    fn spot_in_file(&mut self, place: &Place, file: Text, of_function: u32) -> (u32, Option<u32>) {
        let Some(path) = self
            .placement
            .file_of(self.profile, self.code, file, place.function)
        else {
            return (of_function, None);
        };
        let now = place.line.map(|line| self.code.line_now(&path, line.get()));
        if let Some(LineNow::At(line)) = now {
            if let Some(outline) = self.code.outline(&path)
                && let Some(index) = named_at_line(&outline.functions, line)
            {
                let name = self.profile.symbols.name(place.function);
                let declares = (outline.functions.get(index))
                    .is_some_and(|function| is_declaration(&path, function, name, line));
                let spot = self.source_spot(&path, &outline, index, place.function);
                return (spot, (!declares).then(|| self.line(&path, line)));
            }
            return (of_function, Some(self.line(&path, line)));
        }
        // The line is not known, or not known to be the recorded one: the name decides.
        let key = (place.function, file, None);
        if let Some(&known) = self.alike.get(&key).filter(|_| place.line.is_some()) {
            return known;
        }
        let name = self.profile.symbols.name(place.function);
        let spot = match named(self.code, &path, name) {
            Some((outline, index)) => self.source_spot(&path, &outline, index, place.function),
            None => of_function,
        };
        self.alike.insert(key, (spot, None));
        (spot, None)
    }

    fn spot_of_function(&mut self, function: FunctionId, wanted: &HashSet<FunctionId, FixedState>) -> u32 {
        if let Some(Found::One {
            path,
            function: index,
        }) = self.by_name.get(&function).cloned()
            && let Some(outline) = self.code.outline(&path)
            && index < outline.functions.len()
        {
            return self.source_spot(&path, &outline, index, function);
        }
        let known = self.profile.symbols.functions.get(function.index());
        let name = self.profile.symbols.name(function);
        // Rows of one function may name several files: its own, and those of what is inlined into it.
        let rows = self.row_lines.get(&function).cloned().unwrap_or_default();
        let own = known.and_then(|function| function.file);
        let files = own.into_iter().chain(rows.iter().map(|row| row.0));
        let mut looked_in = None;
        for file in files {
            let Some(path) = self.placement.file_of(self.profile, self.code, file, function) else {
                continue;
            };
            if let Some(outline) = self.code.outline(&path) {
                // A declared line is the function's own; it need not be moved if the name still fits there.
                let declared = known.and_then(|function| function.declared);
                let by_line = declared
                    .filter(|_| own == Some(file))
                    .and_then(|line| self.named_now(&path, &outline, line.get()));
                if let Some(index) = by_line.or_else(|| named_in(&outline, name)) {
                    return self.source_spot(&path, &outline, index, function);
                }
            }
            looked_in = looked_in.or(Some((path, file)));
        }
        if let Some((path, index)) = self.only_function_of(function, &rows)
            && let Some(outline) = self.code.outline(&path)
        {
            return self.source_spot(&path, &outline, index, function);
        }
        let why = if is_unknown(name) {
            Why::NoSymbol
        } else if let Some(why) = self.missing.get(&function) {
            why.clone()
        } else if let Some((path, _)) = looked_in {
            match self.code.outline(&path) {
                Some(_) => Why::NotInFile(path.to_path_buf()),
                None => Why::Unreadable(path.to_path_buf()),
            }
        } else if !wanted.contains(&function) {
            Why::NotLookedFor
        } else {
            match self.by_name.get(&function) {
                Some(Found::Several(places)) => Why::SeveralFunctions(places.clone()),
                None if is_system(self.profile, function) => Why::System,
                Some(_) | None => Why::NameUnknown,
            }
        };
        let nowhere = self.nowhere(why);
        *self.profile_spots.entry(function).or_insert_with(|| {
            self.placement.spots.push(Spot {
                whereabouts: nowhere,
                members: smallvec![function],
            });
            self.placement.spots.len() as u32 - 1
        })
    }

    fn nowhere(&mut self, why: Why) -> Arc<Whereabouts> {
        let plain = matches!(
            why,
            Why::NotLookedFor | Why::NoSymbol | Why::System | Why::NameUnknown
        );
        let wanted = Whereabouts::Nowhere(why);
        if let Some(known) = self.nowhere.iter().find(|known| ***known == wanted) {
            return known.clone();
        }
        let new = Arc::new(wanted);
        if plain {
            self.nowhere.push(new.clone());
        }
        new
    }

    /// The one function of the source that all rows of a profile's function lie in. Where there are stacks,
    /// frames have places of their own, and a line that was inlined from elsewhere must not stand for the
    /// function; nor must one of several lines.
    fn only_function_of(&self, function: FunctionId, rows: &[(Text, u32)]) -> Option<(Arc<Path>, usize)> {
        if self.profile.stacks.is_some() {
            return None;
        }
        let mut only: Option<(Arc<Path>, usize)> = None;
        for (file, line) in rows {
            let path = self.placement.file_of(self.profile, self.code, *file, function)?;
            let index = self.named_now(&path, &*self.code.outline(&path)?, *line)?;
            match &only {
                Some(known) if *known != (path.clone(), index) => return None,
                _ => only = Some((path, index)),
            }
        }
        only
    }

    /// The function of the source around a line that a row gives weight to.
    fn spot_of_line(&mut self, key: &LineKey) -> Option<u32> {
        let path = self
            .placement
            .file_of(self.profile, self.code, key.file, key.function)?;
        let outline = self.code.outline(&path)?;
        let index = self.named_now(&path, &outline, key.line.get())?;
        Some(self.source_spot(&path, &outline, index, key.function))
    }

    /// The named function around a recorded line.
    fn named_now(&self, path: &Arc<Path>, outline: &Outline, line: u32) -> Option<usize> {
        match self.code.line_now(path, line) {
            LineNow::At(line) => named_at_line(&outline.functions, line),
            LineNow::Gone | LineNow::Unknown => None,
        }
    }

    fn source_spot(&mut self, path: &Arc<Path>, outline: &Outline, index: usize, member: FunctionId) -> u32 {
        let stale = *self
            .stale
            .entry(path.clone())
            .or_insert_with(|| self.code.line_now(path, 1) == LineNow::Unknown);
        let id = *self.source_spots.entry((path.clone(), index)).or_insert_with(|| {
            let function = &outline.functions[index];
            self.placement.spots.push(Spot {
                whereabouts: Arc::new(Whereabouts::Source {
                    file: path.clone(),
                    function: index,
                    start_line: function.start_line,
                    end_line: function.end_line,
                    qualified: function.qualified.clone(),
                    name_range: function.name_range.clone(),
                    stale,
                }),
                members: SmallVec::new(),
            });
            self.placement.spots.len() as u32 - 1
        });
        if self.members.insert((id, member))
            && let Some(spot) = self.placement.spots.get_mut(id as usize)
        {
            spot.members.push(member);
        }
        id
    }

    fn line(&mut self, path: &Arc<Path>, line: u32) -> u32 {
        let lines = &mut self.placement.lines;
        *self
            .placement
            .line_ids
            .entry((path.clone(), line))
            .or_insert_with_key(|key| {
                lines.push(key.clone());
                lines.len() as u32 - 1
            })
    }
}
