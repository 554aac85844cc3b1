//! The heat of one file as it is in the editor, or else on disk, now.

use std::collections::{HashMap, HashSet};
use std::ops::{Deref, RangeInclusive};
use std::sync::Arc;

use heat::{HotLine, Spot, Whereabouts};
use source::functions::named_at_line;
use source::{Function, LineMap};

/// The lines of a function that are looked at to find it again under another name.
const LINES_LOOKED_AT: u32 = 1000;

/// The heat of one file as it is now. A copy is cheap.
#[derive(Clone, Debug, Default)]
pub struct FileHeat(Arc<Content>);

/// What is hot in a file.
#[derive(Debug, Default)]
pub struct Content {
    /// Hottest first.
    pub functions: Vec<FunctionHeat>,
    /// Hottest first.
    pub lines: Vec<LineHeat>,
    /// Indexes into `lines`, by line.
    by_line: Vec<u32>,
    /// Index into [`heat::Heat::functions`] -> index into `functions`.
    by_hot: HashMap<usize, u32>,
    /// Index into the outline -> index into `functions`.
    by_index: HashMap<usize, u32>,
}

/// A hot function as it is now.
#[derive(Clone, Debug)]
pub struct FunctionHeat {
    /// Index into [`heat::Heat::functions`].
    pub hot: usize,
    /// Index into the outline of the file as it is now.
    pub index: usize,
    /// The function.
    pub function: Function,
    /// Whether its lines are not known.
    pub stale: bool,
}

/// A hot line as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineHeat {
    /// Index into [`heat::Heat::lines`].
    pub hot: usize,
    /// Counted from 1.
    pub line: u32,
    /// Self; absent when the format does not carry it.
    pub own: Option<i64>,
    /// Total, counted once per stack; absent when the format does not carry it.
    pub total: Option<i64>,
}

impl Deref for FileHeat {
    type Target = Content;

    fn deref(&self) -> &Content {
        &self.0
    }
}

impl Content {
    /// A hot function by its index into [`heat::Heat::functions`]; absent when the file has it no more.
    pub fn function(&self, hot: usize) -> Option<&FunctionHeat> {
        self.functions.get(*self.by_hot.get(&hot)? as usize)
    }

    /// A hot function by its index into the outline of the file.
    pub fn function_at(&self, index: usize) -> Option<&FunctionHeat> {
        self.functions.get(*self.by_index.get(&index)? as usize)
    }

    /// A hot line, counted from 1.
    pub fn line(&self, line: u32) -> Option<&LineHeat> {
        self.lines_in(line..=line).next()
    }

    /// The hot lines of these lines, both counted, from the top.
    pub fn lines_in(&self, lines: RangeInclusive<u32>) -> impl Iterator<Item = &LineHeat> {
        let at = |index: &u32| self.lines.get(*index as usize);
        let start = self
            .by_line
            .partition_point(|index| at(index).is_some_and(|line| line.line < *lines.start()));
        let from = self.by_line.get(start..).unwrap_or_default();
        from.iter()
            .filter_map(at)
            .take_while(move |line| line.line <= *lines.end())
    }
}

/// The hot functions and lines of a file, each with its index, as they were when they were joined, hottest
/// first.
pub(crate) struct Joined<'a> {
    pub(crate) functions: Vec<(usize, &'a Spot)>,
    pub(crate) lines: Vec<(usize, &'a HotLine)>,
}

impl FileHeat {
    /// The heat of a file that has these functions now, and whose lines `map` leads to.
    pub(crate) fn new(joined: &Joined, functions: &[Function], map: &LineMap) -> FileHeat {
        let mut content = Content {
            functions: functions_now(joined, functions, map),
            ..Content::default()
        };
        for (hot, line) in &joined.lines {
            if let Some(now) = map.line(line.line) {
                content.lines.push(LineHeat {
                    hot: *hot,
                    line: now,
                    own: line.own,
                    total: line.total,
                });
            }
        }
        content.by_line = (0..content.lines.len() as u32).collect();
        let lines = &content.lines;
        content
            .by_line
            .sort_unstable_by_key(|&index| lines.get(index as usize).map(|line| line.line));
        for (function, index) in content.functions.iter().zip(0..) {
            content.by_hot.insert(function.hot, index);
            content.by_index.insert(function.index, index);
        }
        FileHeat(Arc::new(content))
    }
}

fn functions_now(joined: &Joined, functions: &[Function], map: &LineMap) -> Vec<FunctionHeat> {
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, function) in functions.iter().enumerate() {
        by_name.entry(&function.qualified).or_default().push(index);
    }
    let mut taken = HashSet::new();
    let mut found = Vec::new();
    for (hot, spot) in &joined.functions {
        let Whereabouts::Source {
            start_line,
            end_line,
            qualified,
            stale,
            ..
        } = &*spot.whereabouts
        else {
            continue;
        };
        let same_name = by_name
            .get(qualified.as_str())
            .map(Vec::as_slice)
            .unwrap_or_default();
        let index = match same_name {
            [only] => Some(*only),
            [] => renamed(functions, map, *start_line..=*end_line),
            // Overloads: the line of the head tells.
            several => map
                .line(*start_line)
                .and_then(|line| named_at_line(functions, line))
                .filter(|at| several.contains(at)),
        };
        if let Some(index) = index
            && let Some(function) = functions.get(index)
            && taken.insert(index)
        {
            found.push(FunctionHeat {
                hot: *hot,
                index,
                function: function.clone(),
                stale: *stale,
            });
        }
    }
    found
}

/// The function that holds what is left of the lines of another one, and whose head is not from elsewhere.
fn renamed(functions: &[Function], map: &LineMap, lines: RangeInclusive<u32>) -> Option<usize> {
    let now = lines
        .clone()
        .take(LINES_LOOKED_AT as usize)
        .find_map(|line| map.line(line))?;
    let index = named_at_line(functions, now)?;
    let head = map.recorded(functions.get(index)?.start_line);
    head.is_none_or(|head| lines.contains(&head)).then_some(index)
}
