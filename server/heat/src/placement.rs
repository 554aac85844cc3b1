//! What the frames of a profile are in the source.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use profile::{FunctionId, LineKey, Place, Profile, Text, ValueId};
use smallvec::{SmallVec, smallvec};
use source::functions::named_at_line;
use source::names::normalise;
use source::{Function, Outline};

use crate::outermost::Outermost;
use crate::{Code, Found, LineNow, Located};

type Map<Key, Value> = HashMap<Key, Value, FixedState>;

/// What a place's spot and line follow from.
type Alike = (FunctionId, Text, Option<NonZeroU32>);

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

/// One thing that weight is counted for: a function of the source, or one that only the profile knows. There are
/// as many as the profile has functions, so they are small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Where it is; shared by those that are nowhere for the same reason.
    pub whereabouts: Arc<Whereabouts>,
    /// The functions of the profile that are counted here; the first is the one that led here.
    pub members: SmallVec<[FunctionId; 4]>,
}

impl Spot {
    /// The file that it is in, relative to the workspace; absent when it is nowhere.
    pub fn file(&self) -> Option<&Arc<Path>> {
        match &*self.whereabouts {
            Whereabouts::Source { file, .. } => Some(file),
            Whereabouts::Nowhere(_) => None,
        }
    }
}

/// Where a function is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// In the workspace.
    Source {
        /// Relative to the workspace.
        file: Arc<Path>,
        /// Index in the file's outline.
        function: usize,
        /// First line, decorators and the like included, counted from 1.
        start_line: u32,
        /// Last line.
        end_line: u32,
        /// Its name with all it is nested in, as the source writes it.
        qualified: String,
        /// The bytes of its name in the file.
        name_range: std::ops::Range<usize>,
        /// Whether lines of the file cannot be trusted: it changed since the recording.
        stale: bool,
    },
    /// Nowhere that is known.
    Nowhere(Why),
}

/// Why a function has no place in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is too light to be looked for.
    NotLookedFor,
    /// The profile has neither its name nor its file.
    NoSymbol,
    /// It belongs to the kernel or the system's libraries and the profile names no file.
    System,
    /// The file that the profile names is not in the workspace.
    FileElsewhere(String),
    /// The path means several files of the workspace.
    SeveralFiles(String, Vec<PathBuf>),
    /// The profile names no file, and the workspace has no function of that name.
    NameUnknown,
    /// The profile names no file, and the workspace has several functions of that name.
    SeveralFunctions(Vec<(PathBuf, u32)>),
    /// The file is there, but the recorded lines are in no function of it, nor does one have the name.
    NotInFile(PathBuf),
    /// The file is there, but its functions are not to be had.
    Unreadable(PathBuf),
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Why::NotLookedFor => f.write_str("too light to be looked for"),
            Why::NoSymbol => f.write_str("the profile has no symbol for it"),
            Why::System => f.write_str("part of the system; the profile names no source file for it"),
            Why::FileElsewhere(path) => write!(f, "its file {path} is not in the workspace"),
            Why::SeveralFiles(path, files) => {
                write!(f, "its file {path} may be ")?;
                list(f, files.iter().map(|file| file.display().to_string()))?;
                f.write_str("; a path_map rule decides")
            }
            Why::NameUnknown => {
                f.write_str("the profile names no file, and no function of the workspace has its name")
            }
            Why::SeveralFunctions(places) => {
                f.write_str("the profile names no file, and it may be ")?;
                list(
                    f,
                    places
                        .iter()
                        .map(|(file, line)| format!("{}:{line}", file.display())),
                )
            }
            Why::Unreadable(file) => {
                write!(
                    f,
                    "its file {} cannot be read, or is of no language that is known here",
                    file.display()
                )
            }
            Why::NotInFile(file) => {
                write!(
                    f,
                    "{} has changed since: no function of it has this name or holds these lines",
                    file.display()
                )
            }
        }
    }
}

fn list(f: &mut std::fmt::Formatter<'_>, items: impl ExactSizeIterator<Item = String>) -> std::fmt::Result {
    const SHOWN: usize = 3;
    let more = items.len().saturating_sub(SHOWN);
    let shown: Vec<String> = items.take(SHOWN).collect();
    f.write_str(&shown.join(" or "))?;
    if more > 0 {
        write!(f, " or {more} more")
    } else {
        Ok(())
    }
}

/// What every frame of a profile is in the source, as far as it was looked for.
pub struct Placement {
    /// Everything that weight is counted for.
    pub spots: Vec<Spot>,
    /// For every place of the profile, its spot.
    pub(crate) of_place: Vec<u32>,
    /// For every function of the profile, the spot of its rows.
    pub(crate) of_function: Vec<u32>,
    /// For lines that rows give weight to, the spot that the line is in: another function than the row's
    /// where that was inlined.
    pub(crate) of_line: Map<LineKey, u32>,
    /// For every place of the profile, its line of the workspace: an index into `lines`.
    pub(crate) line_of_place: Vec<Option<u32>>,
    /// Lines of the workspace.
    pub(crate) lines: Vec<(Arc<Path>, u32)>,
    line_ids: Map<(Arc<Path>, u32), u32>,
    /// Files named by the profile -> files of the workspace, as far as looked for.
    files: Map<Text, Vec<FileChoice>>,
    /// The same for every value type; found when the first one is summed up.
    outermost: OnceLock<Outermost>,
}

struct FileChoice {
    path: Arc<Path>,
    by_function: bool,
}

impl Placement {
    /// Looks the heaviest functions of a value type up in the source, and with them whatever else the
    /// same files hold. No other file is parsed.
    pub fn of(profile: &Profile, value: ValueId, code: &impl Code, selection: &Selection) -> Placement {
        let mut builder = PlacementBuilder::new(profile, code);
        let wanted = select(profile, value, selection);
        let files = files_by_function(profile, &wanted);
        builder.locate_files(&wanted, &files);
        builder.find_by_name(&wanted, &files);
        builder.place_everything(&wanted)
    }

    /// The spot of a function of the profile, as its rows and its frames without a line have it.
    pub fn of_function(&self, function: FunctionId) -> Option<&Spot> {
        self.spots.get(*self.of_function.get(function.index())? as usize)
    }

    /// Which nodes of the profile's stacks count for totals.
    pub(crate) fn outermost(&self, find: impl FnOnce() -> Outermost) -> &Outermost {
        self.outermost.get_or_init(find)
    }

    /// The line of the workspace that a line of the profile is now.
    pub(crate) fn line_of(
        &self,
        profile: &Profile,
        code: &impl Code,
        key: &profile::LineKey,
    ) -> Option<(Arc<Path>, u32)> {
        let file = self.file_of(profile, code, key.file, key.function)?;
        match code.line_now(&file, key.line.get()) {
            LineNow::At(line) => Some((file, line)),
            LineNow::Gone | LineNow::Unknown => None,
        }
    }

    fn file_of(
        &self,
        profile: &Profile,
        code: &impl Code,
        file: Text,
        function: FunctionId,
    ) -> Option<Arc<Path>> {
        let choices = self.files.get(&file)?;
        if let Some(sure) = choices.iter().find(|choice| !choice.by_function) {
            return Some(sure.path.clone());
        }
        let name = profile.symbols.name(function);
        let fits = |choice: &&FileChoice| named(code, &choice.path, name).is_some();
        choices.iter().find(fits).map(|choice| choice.path.clone())
    }
}

/// The functions that are worth looking for, heaviest first.
fn select(profile: &Profile, value: ValueId, selection: &Selection) -> Vec<FunctionId> {
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

struct PlacementBuilder<'a, C> {
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
    fn new(profile: &'a Profile, code: &'a C) -> PlacementBuilder<'a, C> {
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
    fn locate_files(&mut self, wanted: &[FunctionId], files: &Map<FunctionId, BTreeSet<Text>>) {
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
    fn find_by_name(&mut self, wanted: &[FunctionId], files: &Map<FunctionId, BTreeSet<Text>>) {
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
    fn place_everything(mut self, wanted: &[FunctionId]) -> Placement {
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

fn row_lines(profile: &Profile) -> Map<FunctionId, Vec<(Text, u32)>> {
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
fn files_by_function(profile: &Profile, wanted: &[FunctionId]) -> Map<FunctionId, BTreeSet<Text>> {
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

/// The function of a file that a profiler means by a name, if it can only be one.
fn named(code: &impl Code, path: &Path, name: &str) -> Option<(Arc<Outline>, usize)> {
    let outline = code.outline(path)?;
    let index = named_in(&outline, name)?;
    Some((outline, index))
}

fn named_in(outline: &Outline, name: &str) -> Option<usize> {
    match outline.matching(&normalise(name)).1.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// Whether a line of a function of Python only says where it is declared, as all lines of `py-spy record --function`
/// do (`co_firstlineno`: the first decorator's line, else that of `def`). Python runs that line outside of it.
fn is_declaration(path: &Path, function: &Function, name: &str, line: u32) -> bool {
    path.extension().is_some_and(|extension| extension == "py")
        && line == function.start_line
        && line < function.end_line
        && normalise(name).last() == Some(function.name.as_str())
}

/// Whether the profiler had no name for it.
fn is_unknown(name: &str) -> bool {
    name.is_empty()
        || name.starts_with("[unknown]")
        || name == "[pruned]"
        || name == "??"
        || name.starts_with("0x")
}

/// Whether it lives where no workspace has its source: the kernel and what the system installed.
fn is_system(profile: &Profile, function: FunctionId) -> bool {
    let Some(mapping) = profile.symbols.mapping_name(function) else {
        return false;
    };
    mapping.starts_with("[kernel")
        || mapping.starts_with("[guest.kernel")
        || mapping == "[vdso]"
        || ["/usr/lib", "/lib/", "/lib64/"]
            .iter()
            .any(|folder| mapping.starts_with(folder))
        || ["libc.so", "libm.so", "ld-linux", "libpthread", "libstdc++"]
            .iter()
            .any(|library| {
                mapping
                    .rsplit('/')
                    .next()
                    .is_some_and(|base| base.starts_with(library))
            })
}
