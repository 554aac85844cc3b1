//! All entries, and the look-up in them.

use std::collections::{HashMap, HashSet};

use crate::model::{Document, Faster, Function, Kind, Match, Software, Sureness};
use crate::{function_name, software_name};

/// The entries of all data files, indexed by name.
#[derive(Debug, Default)]
pub struct Base {
    functions: Vec<Function>,
    software: Vec<Software>,
    faster: Vec<Faster>,
    /// Functions by name: index of the entry, and of the name in it.
    by_name: HashMap<String, Vec<(usize, usize)>>,
    /// Functions by name without leading underscores.
    by_bare_name: HashMap<String, Vec<(usize, usize)>>,
    /// Software by canonical name.
    by_software_name: HashMap<String, Vec<usize>>,
}

/// Why a data file was refused.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct Invalid {
    /// The file.
    pub path: String,
    /// What is wrong, with line and column.
    pub source: Box<toml::de::Error>,
}

impl Base {
    /// Reads data files, given as path and text.
    ///
    /// # Errors
    /// The first file that is no TOML, lacks a key or has one that is not known.
    pub fn read(files: &[(&str, &str)]) -> Result<Base, Invalid> {
        let mut base = Base::default();
        for (path, text) in files {
            let document: Document = toml::from_str(text).map_err(|source| Invalid {
                path: (*path).to_owned(),
                source: Box::new(source),
            })?;
            base.functions.extend(document.function);
            base.software.extend(document.software);
            base.faster.extend(document.faster);
        }
        base.index();
        Ok(base)
    }

    fn index(&mut self) {
        for (entry, function) in self.functions.iter().enumerate() {
            for (place, name) in function.names.iter().enumerate() {
                self.by_name.entry(name.clone()).or_default().push((entry, place));
                let bare = name.trim_start_matches('_');
                self.by_bare_name
                    .entry(bare.to_owned())
                    .or_default()
                    .push((entry, place));
            }
        }
        for (entry, software) in self.software.iter().enumerate() {
            for name in software.names.iter().chain([&software.id]) {
                let entries = self
                    .by_software_name
                    .entry(software_name::canonical(name))
                    .or_default();
                if !entries.contains(&entry) {
                    entries.push(entry);
                }
            }
        }
    }

    /// All functions.
    pub fn functions(&self) -> &[Function] {
        &self.functions
    }

    /// All software.
    pub fn all_software(&self) -> &[Software] {
        &self.software
    }

    /// All faster alternatives.
    pub fn all_faster(&self) -> &[Faster] {
        &self.faster
    }

    /// See [`crate::function`].
    pub fn function(&self, mapping: Option<&str>, name: &str) -> Option<Match<'_, Function>> {
        let names = function_name::candidates(name)?;
        let mapping = if names.kernel { Some("vmlinux") } else { mapping };
        let Some(mapping) = mapping.filter(|mapping| !software_name::is_unknown(mapping)) else {
            return self.function_by_name(&names);
        };
        let owners = self.owners(mapping);
        let owned = |function: &Function| function.software.iter().any(|id| owners.contains(id.as_str()));
        self.first(&names, Sureness::Normalised, |function| {
            function.anywhere || owned(function)
        })
        .or_else(|| {
            // A leading underscore more or less is the same function only within one software.
            names
                .bare
                .iter()
                .find_map(|bare| self.matching(self.by_bare_name.get(bare)?, Sureness::Normalised, owned))
        })
        .or_else(|| {
            // The stub in a binary stands for a function of a library that is not named.
            names.stub.then(|| self.function_by_name(&names)).flatten()
        })
    }

    /// Without a mapping: sure only where the name says whose it is.
    fn function_by_name(&self, names: &function_name::Candidates) -> Option<Match<'_, Function>> {
        let found = self.first(names, Sureness::Normalised, |function| !function.placed)?;
        let sureness = if found.entry.anywhere {
            found.sureness
        } else {
            Sureness::NameOnly
        };
        Some(Match { sureness, ..found })
    }

    /// The first candidate that an entry has. One that is not written so has at best the given sureness.
    fn first(
        &self,
        names: &function_name::Candidates,
        otherwise: Sureness,
        fits: impl Fn(&Function) -> bool + Copy,
    ) -> Option<Match<'_, Function>> {
        let exact = self.by_name.get(&names.written);
        exact
            .and_then(|places| self.matching(places, Sureness::Exact, fits))
            .or_else(|| {
                names
                    .normalised
                    .iter()
                    .find_map(|name| self.matching(self.by_name.get(name)?, otherwise, fits))
            })
    }

    fn matching(
        &self,
        places: &[(usize, usize)],
        sureness: Sureness,
        fits: impl Fn(&Function) -> bool,
    ) -> Option<Match<'_, Function>> {
        places.iter().find_map(|&(entry, place)| {
            let entry = self.functions.get(entry).filter(|function| fits(function))?;
            Some(Match {
                entry,
                sureness,
                name: entry.names.get(place)?,
            })
        })
    }

    /// Ids of all software that a mapping can be: `libc.so` is glibc's and musl's.
    fn owners(&self, mapping: &str) -> HashSet<&str> {
        let found = software_name::files(mapping)
            .into_iter()
            .find_map(|name| self.by_software_name.get(&name));
        found
            .into_iter()
            .flatten()
            .filter_map(|&entry| self.software.get(entry))
            .filter(|software| {
                !software_name::is_script(mapping) || software_name::is_of("pypi", &software.ecosystem)
            })
            .map(|software| software.id.as_str())
            .collect()
    }

    /// See [`crate::software`].
    pub fn software(&self, name: &str, kind: Option<Kind>) -> Option<&Software> {
        // `std` alone is Rust's, whatever follows in a name.
        let of_cpp = software_name::cpp_header(name).and_then(|header| {
            self.software_that(vec![header], |software, tried| {
                kind.is_none_or(|kind| software.kind == kind)
                    && software.ecosystem == "c++"
                    && software_name::is_header(software, tried)
            })
        });
        if of_cpp.is_some() {
            return of_cpp;
        }
        let is_script = software_name::is_script(name);
        let fits = |software: &Software, tried: &str| {
            kind.is_none_or(|kind| software.kind == kind)
                && (!is_script || software_name::is_of("pypi", &software.ecosystem))
                // A process that is called `vector` is not the header.
                && (kind.is_some() || !software_name::is_header(software, tried))
        };
        let imported = || self.software_that(software_name::packages(name), fits);
        if kind == Some(Kind::Pylibrary) {
            return imported();
        }
        self.software_that(software_name::files(name), fits)
            .or_else(imported)
    }

    /// See [`crate::package`].
    pub fn package(&self, ecosystem: &str, name: &str) -> Option<&Software> {
        self.software_that(software_name::packages(name), |software, _| {
            software_name::is_of(ecosystem, &software.ecosystem)
                && (software.kind != Kind::Program || ecosystem == software.ecosystem)
        })
    }

    fn software_that(&self, names: Vec<String>, fits: impl Fn(&Software, &str) -> bool) -> Option<&Software> {
        names.into_iter().find_map(|name| {
            let entries = self.by_software_name.get(&name)?;
            entries
                .iter()
                .filter_map(|&entry| self.software.get(entry))
                .find(|software| fits(software, &name))
        })
    }

    /// See [`crate::library_of_part`].
    pub fn library_of_part(&self, part: &str) -> Option<&Software> {
        let wanted = software_name::canonical(part.trim().trim_end_matches("()"));
        let is_wanted = |part: &String| software_name::canonical(part) == wanted;
        self.faster
            .iter()
            .flat_map(|faster| &faster.parts)
            .filter(|(_, parts)| parts.iter().any(is_wanted))
            .filter_map(|(id, _)| self.software_by_id(id))
            .find(|software| software.kind == Kind::Library)
    }

    /// See [`crate::faster`].
    pub fn faster(&self, of: &Software, name: &str) -> Vec<&Faster> {
        let words = software_name::words(name);
        self.alternatives(of, |parts| {
            parts.is_none_or(|parts| {
                parts
                    .iter()
                    .any(|part| words.contains(&software_name::canonical(part)))
            })
        })
    }

    /// See [`crate::faster_for_parts`].
    pub fn faster_for_parts(&self, of: &Software, name: &str) -> Vec<&Faster> {
        if software_name::is_part(of, name) {
            return Vec::new();
        }
        let words = software_name::words(name);
        self.alternatives(of, |parts| {
            parts.is_some_and(|parts| {
                !parts
                    .iter()
                    .any(|part| words.contains(&software_name::canonical(part)))
            })
        })
    }

    /// The alternatives to a software of which the parts that they replace, if they replace only parts, are meant.
    fn alternatives(&self, of: &Software, is_meant: impl Fn(Option<&Vec<String>>) -> bool) -> Vec<&Faster> {
        self.faster
            .iter()
            .filter(|faster| faster.of.contains(&of.id) && is_meant(faster.parts.get(&of.id)))
            .collect()
    }

    /// See [`crate::faster_by_id`].
    pub fn faster_by_id(&self, id: &str) -> Option<&Faster> {
        self.faster.iter().find(|faster| faster.id == id)
    }

    /// See [`crate::software_by_id`].
    pub fn software_by_id(&self, id: &str) -> Option<&Software> {
        self.software.iter().find(|software| software.id == id)
    }
}
