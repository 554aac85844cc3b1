//! The store of sources: what open documents, files on disk and the index of the workspace say together.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};
use std::{fs, io};

use dashmap::DashMap;
use grammars::Style;

use crate::functions::Function;
use crate::names::{Home, Name, Score, normalise};
use crate::outline::Outline;
use crate::path::{PathRule, Resolution};
use crate::search::{Hits, Words};
use crate::text::{FileText, read_bytes};
use crate::workspace::Workspace;
use crate::{manifest, path};

/// What the store may spend on a file or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Larger files, in bytes, are not read; they have an outline without functions.
    pub largest_file: u64,
    /// Parsing one file ends here.
    pub parse_time: Duration,
    /// So many files at most are parsed to find the functions of one name.
    pub files_a_name: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            largest_file: 8 << 20,
            parse_time: Duration::from_secs(2),
            files_a_name: 16,
        }
    }
}

/// Why a file has no outline.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// It does not exist, cannot be read, or is no regular file.
    #[error("{path}: {error}", path = path.display())]
    Unreadable {
        /// The file, relative to the root.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

/// A function that a name may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The file, relative to the root.
    pub path: PathBuf,
    /// The function.
    pub function: Function,
    /// How well the name fits.
    pub score: Score,
}

/// What was found for one name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Definitions {
    /// The functions that fit best, by path and place; several when they cannot be told apart.
    pub found: Vec<Definition>,
    /// Whether more files may define the name than were parsed, so that a function may be missing.
    pub too_common: bool,
}

impl Definitions {
    /// The one function that the name means, if that is certain.
    pub fn only(&self) -> Option<&Definition> {
        match self.found.as_slice() {
            [only] if !self.too_common && !only.score.is_weak() => Some(only),
            _ => None,
        }
    }
}

/// The sources of a workspace. All methods can be called from many threads.
pub struct Sources {
    workspace: RwLock<Arc<Workspace>>,
    options: Options,
    open: DashMap<PathBuf, Arc<Outline>>,
    parsed: DashMap<PathBuf, (Stamp, Arc<Outline>)>,
    crates: DashMap<PathBuf, Arc<[String]>>,
    files_read: AtomicU64,
    files_parsed: AtomicU64,
}

/// The files that are worth parsing for a name.
struct Candidates {
    /// The likelier first.
    files: Vec<PathBuf>,
    /// How many of them hold the most of the name.
    likely: usize,
    /// Whether there are more, which are not worth it.
    more: bool,
}

impl Candidates {
    fn likely(&self) -> &[PathBuf] {
        self.files.get(..self.likely).unwrap_or_default()
    }

    fn unlikely(&self) -> &[PathBuf] {
        self.files.get(self.likely..).unwrap_or_default()
    }
}

/// When a file of the same stamp is read again, it is the same.
type Stamp = (u64, Option<SystemTime>);

impl Sources {
    /// A store over an indexed workspace.
    pub fn new(workspace: Workspace, options: Options) -> Self {
        Sources {
            workspace: RwLock::new(Arc::new(workspace)),
            options,
            open: DashMap::new(),
            parsed: DashMap::new(),
            crates: DashMap::new(),
            files_read: AtomicU64::new(0),
            files_parsed: AtomicU64::new(0),
        }
    }

    /// The index as it is now.
    pub fn workspace(&self) -> Arc<Workspace> {
        Arc::clone(&self.workspace.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a new index, after files came or went.
    pub fn set_workspace(&self, workspace: Workspace) {
        self.crates.clear();
        *self.workspace.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(workspace);
    }

    /// Lets an open document stand before its file on disk. The outline's path must be relative to the root.
    pub fn open(&self, outline: Arc<Outline>) {
        self.open.insert(outline.path.clone(), outline);
    }

    /// Lets the file on disk count again.
    pub fn close(&self, path: &Path) {
        self.open.remove(path);
    }

    /// How many files were read from disk so far, for whatever reason.
    pub fn files_read(&self) -> u64 {
        self.files_read.load(Ordering::Relaxed)
    }

    /// How many files were parsed so far.
    pub fn files_parsed(&self) -> u64 {
        self.files_parsed.load(Ordering::Relaxed)
    }

    /// The outline of a file, relative to the root: that of the open document, else of the file on disk, which is
    /// parsed when it is new or has changed.
    ///
    /// # Errors
    /// When the file is not open and cannot be read.
    pub fn outline(&self, path: &Path) -> Result<Arc<Outline>, SourceError> {
        if let Some(open) = self.open.get(path) {
            return Ok(Arc::clone(&open));
        }
        let unreadable = |error| SourceError::Unreadable {
            path: path.to_owned(),
            error,
        };
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(unreadable(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a path in the workspace",
            )));
        }
        let on_disk = self.workspace().canonical_root().join(path);
        let metadata = fs::metadata(&on_disk).map_err(unreadable)?;
        let stamp = (metadata.len(), metadata.modified().ok());
        if let Some(parsed) = self.parsed.get(path)
            && parsed.0 == stamp
        {
            return Ok(Arc::clone(&parsed.1));
        }
        let outline = if metadata.len() > self.options.largest_file {
            Outline::unread(path)
        } else {
            self.files_read.fetch_add(1, Ordering::Relaxed);
            let text = FileText::read(&on_disk, self.options.largest_file).map_err(unreadable)?;
            let end = Instant::now() + self.options.parse_time;
            Outline::of(path, &text, self.home(path), Some(&mut || Instant::now() < end))
        };
        if outline.language.is_some() && outline.lines.is_some() {
            self.files_parsed.fetch_add(1, Ordering::Relaxed);
        }
        let outline = Arc::new(outline);
        self.parsed.insert(path.to_owned(), (stamp, Arc::clone(&outline)));
        Ok(outline)
    }

    /// The innermost function, closures included, around a line, from 1, of a file relative to the root; absent when
    /// there is none or the file cannot be read.
    pub fn function_at(&self, path: &Path, line: u32) -> Option<Function> {
        self.outline(path).ok()?.innermost_at_line(line).cloned()
    }

    /// What the path of a file, relative to the root, says of the names in it; absent for unknown languages.
    pub fn home(&self, path: &Path) -> Option<Home> {
        let language = grammars::by_path(path)?;
        let home = Home::of(path, language);
        if language.naming.style != Style::Rust {
            return Some(home);
        }
        Some(home.with_roots(self.crate_names(path.parent()?).iter().cloned()))
    }

    /// The names of the crates of the nearest package around a folder.
    fn crate_names(&self, folder: &Path) -> Arc<[String]> {
        if let Some(known) = self.crates.get(folder) {
            return Arc::clone(&known);
        }
        let workspace = self.workspace();
        let names = folder.ancestors().find_map(|folder| {
            let manifest = folder.join("Cargo.toml");
            if !workspace.contains(&manifest) {
                return None;
            }
            let bytes = read_bytes(&workspace.canonical_root().join(manifest), 1 << 20).ok()?;
            let names = manifest::crate_names(&String::from_utf8_lossy(&bytes));
            (!names.is_empty()).then_some(names)
        });
        let names: Arc<[String]> = names.unwrap_or_default().into();
        self.crates.insert(folder.to_owned(), Arc::clone(&names));
        names
    }

    /// The file that a profile's path means. `function` is the name that the profile gives the function there; it
    /// decides between files that fit equally, which are parsed for that.
    pub fn resolve(&self, rules: &[PathRule], profile_path: &str, function: Option<&str>) -> Resolution {
        let name = function.map(normalise);
        let confirm = |path: &Path| {
            let holds = |name: &Name| Some(!self.outline(path).ok()?.matching(name).1.is_empty());
            name.as_ref().and_then(holds).unwrap_or(false)
        };
        path::resolve(&self.workspace(), rules, profile_path, &confirm)
    }

    /// The functions that these names mean, one answer a name. The text of all sources is searched once for all
    /// names; only files in which a name stands where a definition could put it are parsed, and of these no more
    /// than [`Options::files_a_name`] a name.
    pub fn find_by_names(&self, names: &[&str]) -> Vec<Definitions> {
        let names: Vec<Name> = names.iter().map(|name| normalise(name)).collect();
        let candidates = self.candidates(&names);
        // First the files that hold the most of a name. What lacks a part of it can only fit worse, and is parsed for
        // the names alone that are not found there.
        self.parse_all(candidates.iter().flat_map(Candidates::likely));
        let first: Vec<Definitions> = names
            .iter()
            .zip(&candidates)
            .map(|(name, found)| self.best(name, found.likely(), found.more))
            .collect();
        let missing = |definitions: &Definitions| definitions.found.is_empty();
        let unlikely = first
            .iter()
            .zip(&candidates)
            .filter(|(definitions, _)| missing(definitions));
        self.parse_all(unlikely.flat_map(|(_, candidates)| candidates.unlikely()));
        let answers = names.iter().zip(&candidates).zip(first);
        answers
            .map(|((name, found), first)| {
                if missing(&first) {
                    self.best(name, found.unlikely(), found.more)
                } else {
                    first
                }
            })
            .collect()
    }

    fn best(&self, name: &Name, paths: &[PathBuf], too_common: bool) -> Definitions {
        let mut best = None;
        let mut found = Vec::new();
        for path in paths {
            let Ok(outline) = self.outline(path) else { continue };
            let (Some(score), indices) = outline.matching(name) else {
                continue;
            };
            if best < Some(score) {
                best = Some(score);
                found.clear();
            }
            if best == Some(score) {
                let functions = indices.iter().filter_map(|&index| outline.functions.get(index));
                found.extend(functions.map(|function| Definition {
                    path: path.clone(),
                    function: function.clone(),
                    score,
                }));
            }
        }
        Definitions { found, too_common }
    }

    /// For each name the files that are worth parsing, and whether there are more.
    fn candidates(&self, names: &[Name]) -> Vec<Candidates> {
        let mut words: BTreeMap<&str, u32> = BTreeMap::new();
        for name in names.iter().filter(|name| name.search_word().is_some()) {
            let parts = name
                .segments
                .iter()
                .map(String::as_str)
                .filter(|part| is_word(part));
            for word in name.search_word().into_iter().chain(parts) {
                let next = words.len() as u32;
                words.entry(word).or_insert(next);
            }
        }
        let mut listed = vec![""; words.len()];
        for (word, &index) in &words {
            if let Some(place) = listed.get_mut(index as usize) {
                *place = word;
            }
        }
        let hits = Words::new(&listed)
            .map(|words| self.search_all(&words))
            .unwrap_or_default();
        // For each word, the files that may define it.
        let mut defining: HashMap<u32, Vec<usize>> = HashMap::new();
        for (at, (_, hits)) in hits.iter().enumerate() {
            for &word in &hits.defined {
                defining.entry(word).or_default().push(at);
            }
        }
        let candidates_of = |name: &Name| {
            let word = name.search_word().and_then(|word| words.get(word));
            let files = word
                .and_then(|word| defining.get(word))
                .map(Vec::as_slice)
                .unwrap_or_default();
            let segments: Vec<u32> = name
                .segments
                .iter()
                .filter_map(|segment| words.get(segment.as_str()).copied())
                .collect();
            self.ranked(name, &segments, files, &hits)
        };
        names.iter().map(candidates_of).collect()
    }

    /// The best of the files that may define a name: those that hold or are called as the most of its other parts.
    fn ranked(&self, name: &Name, parts: &[u32], files: &[usize], hits: &[(PathBuf, Hits)]) -> Candidates {
        let files = files.iter().filter_map(|&at| hits.get(at)).filter(|(path, _)| {
            grammars::by_path(path).is_some_and(|language| name.is_possible_in(language.naming.style))
        });
        let mut files: Vec<(usize, &PathBuf)> = files
            .map(|(path, hits)| {
                let held = parts
                    .iter()
                    .filter(|part| hits.present.binary_search(part).is_ok())
                    .count();
                let called = name.segments.iter().filter(|segment| {
                    path.iter().any(|part| {
                        let part = part.to_string_lossy();
                        part.split('.').next() == Some(segment.as_str())
                    })
                });
                (held + called.count(), path)
            })
            .collect();
        let limit = self.options.files_a_name;
        let too_many = files.len() > limit;
        files.sort_by_key(|&(rank, path)| (std::cmp::Reverse(rank), path));
        if too_many {
            // A group of equals is looked at whole or not at all.
            let first_out = files.get(limit).map_or(0, |&(rank, _)| rank);
            files.retain(|&(rank, _)| rank > first_out);
        }
        let best = files.first().map_or(0, |&(rank, _)| rank);
        let likely = files.iter().take_while(|&&(rank, _)| rank == best).count();
        Candidates {
            files: files.into_iter().map(|(_, path)| path.clone()).collect(),
            likely,
            more: too_many,
        }
    }

    /// Searches every source, in as many threads as there are processors.
    fn search_all(&self, words: &Words) -> Vec<(PathBuf, Hits)> {
        let workspace = self.workspace();
        let sources: Vec<(&PathBuf, Style)> = workspace
            .files()
            .iter()
            .filter_map(|path| Some((path, grammars::by_path(path)?.naming.style)))
            .collect();
        let found = in_parallel(&sources, |&(path, style)| {
            if let Some(open) = self.open.get(path) {
                return Some((path.clone(), hits_in_outline(&open, words)));
            }
            self.files_read.fetch_add(1, Ordering::Relaxed);
            let bytes = read_bytes(&workspace.canonical_root().join(path), self.options.largest_file).ok()?;
            let hits = words.search(&bytes, style);
            (!hits.defined.is_empty()).then(|| (path.clone(), hits))
        });
        let mut found: Vec<(PathBuf, Hits)> = found.into_iter().flatten().collect();
        found.sort_by(|(left, _), (right, _)| left.cmp(right));
        found
    }

    fn parse_all<'a>(&self, paths: impl Iterator<Item = &'a PathBuf>) {
        let paths: Vec<&PathBuf> = paths.collect::<HashSet<_>>().into_iter().collect();
        in_parallel(&paths, |path| {
            // What cannot be read has no functions; it is left out again where the outlines are asked for.
            let _ = self.outline(path);
        });
    }
}

fn is_word(text: &str) -> bool {
    text.chars().all(|char| char.is_alphanumeric() || char == '_')
}

/// The words that are names of functions, or parts of them, in an open document.
fn hits_in_outline(outline: &Outline, words: &Words) -> Hits {
    let names: Vec<&str> = outline
        .functions
        .iter()
        .map(|function| function.qualified.as_str())
        .collect();
    let names = names.join(" ");
    let style = outline
        .language
        .map_or(Style::C, |language| language.naming.style);
    let present = words.search(names.as_bytes(), style).present;
    Hits {
        defined: present.clone(),
        present,
    }
}

/// Runs over all items in as many threads as there are processors; the results come in no particular order.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism()
        .map_or(2, std::num::NonZero::get)
        .min(items.len());
    let next = AtomicUsize::new(0);
    let run = || {
        let mut results = Vec::new();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            results.push(work(item));
        }
        results
    };
    if threads < 2 {
        return run();
    }
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().ok())
            .flatten()
            .collect()
    })
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;
