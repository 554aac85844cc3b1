//! A parsed file as the rest of sysgrok sees it: its language, its functions, and what its path says of them.

use std::ops::Range;
use std::path::{Path, PathBuf};

use grammars::Language;

use crate::functions::{self, Function};
use crate::names::{Home, Name, Score, matches};
use crate::parse::{Budget, parse};
use crate::text::{FileText, Text};

/// The functions of one file at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The file, relative to the root of its workspace.
    pub path: PathBuf,
    /// Its language; absent when that is not known, and then it has no functions.
    pub language: Option<&'static Language>,
    /// Its functions, by where they start.
    pub functions: Vec<Function>,
    /// The modules that its path stands for; absent with the language.
    pub home: Option<Home>,
    /// How many lines it has; unknown when it is too large to be read.
    pub lines: Option<usize>,
    /// Whether some bytes were not UTF-8 and were replaced.
    pub lossy: bool,
    /// Whether it was too large, or took too long, to be parsed; it then has no functions.
    pub unparsed: bool,
}

impl Outline {
    /// Parses a text that does not change. `home` is what is known of the path beyond the path itself.
    pub fn of(path: &Path, text: &FileText, home: Option<Home>, budget: Option<Budget<'_>>) -> Self {
        let language = grammars::by_path(path);
        let tree = language.and_then(|language| parse(text, language, None, budget));
        let functions = match (language, &tree) {
            (Some(language), Some(tree)) => functions::outline(tree, text, language),
            _ => Vec::new(),
        };
        Outline {
            path: path.to_owned(),
            language,
            functions,
            home: home.or_else(|| language.map(|language| Home::of(path, language))),
            lines: Some(text.line_count()),
            lossy: text.is_lossy(),
            unparsed: language.is_some() && tree.is_none(),
        }
    }

    /// The outline of a file that is too large to be read.
    pub fn unread(path: &Path) -> Self {
        let language = grammars::by_path(path);
        Outline {
            path: path.to_owned(),
            language,
            functions: Vec::new(),
            home: language.map(|language| Home::of(path, language)),
            lines: None,
            lossy: false,
            unparsed: language.is_some(),
        }
    }

    /// The innermost function, closures included, around a line, from 1.
    pub fn innermost_at_line(&self, line: u32) -> Option<&Function> {
        self.functions
            .get(functions::innermost_at_line(&self.functions, line)?)
    }

    /// The innermost function with a name around a line, from 1.
    pub fn named_at_line(&self, line: u32) -> Option<&Function> {
        self.functions
            .get(functions::named_at_line(&self.functions, line)?)
    }

    /// The innermost function, closures included, around a byte.
    pub fn innermost_at_byte(&self, offset: usize) -> Option<&Function> {
        self.functions
            .get(functions::innermost_at_byte(&self.functions, offset)?)
    }

    /// The functions that start in or reach into this range of lines, from 1.
    pub fn in_lines(&self, lines: Range<u32>) -> impl Iterator<Item = &Function> {
        self.functions
            .iter()
            .filter(move |function| function.start_line < lines.end && function.end_line >= lines.start)
    }

    /// The functions that a name means best, by their index; several when they cannot be told apart.
    pub fn matching(&self, name: &Name) -> (Option<Score>, Vec<usize>) {
        let Some(home) = &self.home else {
            return (None, Vec::new());
        };
        let mut best = None;
        let mut found = Vec::new();
        for (index, function) in self.functions.iter().enumerate() {
            // Comparing the last parts first spares reading most names.
            let Some(score) = matches(name, function, home) else {
                continue;
            };
            if best < Some(score) {
                best = Some(score);
                found.clear();
            }
            if best == Some(score) {
                found.push(index);
            }
        }
        (best, found)
    }
}
