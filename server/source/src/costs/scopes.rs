//! What of a file runs again and again, and what its names stand for.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use grammars::Costs;
use grammars::tree_sitter::{Node, Tree};

use super::each;
use crate::text::Text;

/// How deep in the tree a file's own declarations are looked for: fields of a type in a module or name space.
const DEEPEST_DECLARATION: u32 = 6;

/// How often code runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Once for each call of what is around it, whatever that is.
    Function,
    /// Again and again.
    Loop,
    /// At most once, since it leaves the loop that it stands in.
    Once,
}

/// Code that runs more or less often than what stands around it.
#[derive(Debug)]
pub(super) struct Region {
    pub(super) range: Range<usize>,
    /// With its head: the loop's variables, the function's parameters.
    pub(super) whole: Range<usize>,
    role: Role,
    parent: Option<usize>,
}

/// A variable or field where it is declared.
#[derive(Debug)]
pub(super) struct Variable {
    pub(super) start: usize,
    /// Where it is known.
    pub(super) scope: Range<usize>,
    /// The texts of its type and of its first value, with their kinds.
    pub(super) described: Vec<(String, String)>,
    /// What a loop goes through, of which this is an item.
    pub(super) each: Option<String>,
}

/// What a whole file declares outside of its functions.
#[derive(Debug, Default)]
pub(super) struct Declarations {
    pub(super) fields: HashMap<String, Vec<Variable>>,
    pub(super) variables: HashMap<String, Vec<Variable>>,
    pub(super) imports: Vec<String>,
}

/// Names, and where they stand.
type Marks = HashMap<String, Vec<usize>>;

/// The loops, functions and names around a range.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    /// What was read.
    covered: Range<usize>,
    /// By where they begin, the outer one first.
    regions: Vec<Region>,
    variables: HashMap<String, Vec<Variable>>,
    pub(super) written: Marks,
    pub(super) moved: Marks,
    pub(super) borrowed: HashSet<usize>,
    pub(super) counters: Marks,
}

impl Scopes {
    /// Reads the functions and loops that touch a range, each to its ends.
    pub(super) fn around(
        tree: &Tree,
        text: &impl Text,
        costs: &'static Costs,
        within: Option<&Range<usize>>,
    ) -> Self {
        let Some(within) = within else {
            return Scopes::read(tree, text, costs, &(0..usize::MAX));
        };
        let scopes = Scopes::read(tree, text, costs, within);
        let hull = scopes.regions.iter().fold(within.clone(), |hull, region| {
            hull.start.min(region.whole.start)..hull.end.max(region.whole.end)
        });
        if hull == *within {
            return scopes;
        }
        Scopes::read(tree, text, costs, &hull)
    }

    /// Whether all is known that stands around a range.
    pub(super) fn cover(&self, range: &Range<usize>) -> bool {
        self.covered.start <= range.start && range.end <= self.covered.end
    }

    fn read(tree: &Tree, text: &impl Text, costs: &'static Costs, covered: &Range<usize>) -> Self {
        let mut scopes = Scopes {
            covered: covered.clone(),
            ..Scopes::default()
        };
        let within = (covered.end != usize::MAX).then_some(covered);
        let mut variables = Vec::new();
        let names = costs.scopes.capture_names();
        let owned = |node: Node| text.slice(node.byte_range()).into_owned();
        each(&costs.scopes, tree, text, within, None, |found| {
            for capture in found.captures() {
                let node = capture.node;
                let role = match names.get(capture.index as usize).copied() {
                    Some("function") => Role::Function,
                    Some("loop") => Role::Loop,
                    Some("once") => Role::Once,
                    Some("written") => {
                        scopes
                            .written
                            .entry(owned(node))
                            .or_default()
                            .push(node.start_byte());
                        continue;
                    }
                    Some("moved") => {
                        scopes
                            .moved
                            .entry(owned(node))
                            .or_default()
                            .push(node.start_byte());
                        continue;
                    }
                    Some("counter") => {
                        scopes
                            .counters
                            .entry(owned(node))
                            .or_default()
                            .push(node.start_byte());
                        continue;
                    }
                    Some("borrowed") => {
                        scopes.borrowed.insert(node.start_byte());
                        continue;
                    }
                    _ => continue,
                };
                let whole = node
                    .parent()
                    .map_or(node.byte_range(), |parent| parent.byte_range());
                scopes.regions.push(Region {
                    range: node.byte_range(),
                    whole,
                    role,
                    parent: None,
                });
            }
            variables.extend(declared(found, names, text).filter(|declared| !declared.is_field));
        });
        scopes.nest();
        for Declared {
            name,
            mut variable,
            has_scope,
            ..
        } in variables
        {
            // What stands outside of all functions is the file's.
            let Some(function) = scopes.function_around(variable.start) else {
                continue;
            };
            if !has_scope {
                variable.scope = function.whole.clone();
            }
            scopes.variables.entry(name).or_default().push(variable);
        }
        scopes
    }

    /// Finds the parent of each region. They come from one tree, so they hold each other or are apart.
    fn nest(&mut self) {
        self.regions.sort_by_key(|region| {
            (
                region.range.start,
                std::cmp::Reverse(region.range.end),
                region.role,
            )
        });
        let mut open: Vec<usize> = Vec::new();
        for index in 0..self.regions.len() {
            let Some(range) = self.regions.get(index).map(|region| region.range.clone()) else {
                continue;
            };
            while let Some(&last) = open.last()
                && self
                    .regions
                    .get(last)
                    .is_none_or(|last| last.range.end < range.end)
            {
                open.pop();
            }
            if let Some(region) = self.regions.get_mut(index) {
                region.parent = open.last().copied();
            }
            open.push(index);
        }
    }

    /// The regions around a range, the innermost first.
    pub(super) fn regions_around(&self, range: &Range<usize>) -> impl Iterator<Item = &Region> {
        let after = self
            .regions
            .partition_point(|region| region.range.start <= range.start);
        let nearest = after.checked_sub(1).and_then(|index| self.regions.get(index));
        std::iter::successors(nearest, |region| self.regions.get(region.parent?))
            .filter(|region| region.range.start <= range.start && range.end <= region.range.end)
    }

    /// The loop that runs a range again and again: none is between them that runs less often.
    pub(super) fn innermost_loop(&self, range: &Range<usize>) -> Option<&Region> {
        let innermost = self.regions_around(range).next()?;
        (innermost.role == Role::Loop).then_some(innermost)
    }

    /// The loops around a range up to its function, the innermost first.
    pub(super) fn loops_around(&self, range: &Range<usize>) -> impl Iterator<Item = &Region> {
        self.regions_around(range)
            .take_while(|region| region.role != Role::Function)
            .filter(|region| region.role == Role::Loop)
    }

    /// The innermost function around a byte, its head included.
    pub(super) fn function_around(&self, at: usize) -> Option<&Region> {
        // The head of a function stands before its body, so that it is not yet among the regions around it.
        let after = self.regions.partition_point(|region| region.range.start <= at);
        let next = self
            .regions
            .get(after..)
            .unwrap_or_default()
            .iter()
            .take_while(|region| region.whole.start <= at)
            .find(|region| region.role == Role::Function && region.whole.contains(&at));
        next.or_else(|| {
            self.regions_around(&(at..at))
                .find(|region| region.role == Role::Function)
        })
    }

    /// Whether a loop stands between a loop and a byte in it.
    pub(super) fn is_nested_deeper(&self, around: &Region, at: usize) -> bool {
        let start = self
            .regions
            .partition_point(|region| region.range.start < around.whole.start);
        self.regions
            .get(start..)
            .unwrap_or_default()
            .iter()
            .take_while(|region| region.whole.start <= at)
            .any(|region| {
                region.role == Role::Loop
                    && region.whole != around.whole
                    && region.whole.contains(&at)
                    && around.whole.start <= region.whole.start
            })
    }

    /// The declarations that a name means at a byte: the last ones before it, of those that are known there.
    pub(super) fn variable(&self, name: &str, at: usize) -> Vec<&Variable> {
        latest(self.variables.get(name), at)
    }

    /// Whether any variable of this name is known at a byte.
    pub(super) fn is_variable(&self, name: &str, at: usize) -> bool {
        let known = self.variables.get(name).map_or(&[][..], Vec::as_slice);
        known.iter().any(|variable| variable.scope.contains(&at))
    }
}

impl Declarations {
    /// The variables outside of functions that a name means at a byte.
    pub(super) fn variable(&self, name: &str, at: usize) -> Vec<&Variable> {
        latest(self.variables.get(name), at)
    }
}

fn latest(known: Option<&Vec<Variable>>, at: usize) -> Vec<&Variable> {
    let known = known.map_or(&[][..], Vec::as_slice);
    let here = || {
        known
            .iter()
            .filter(|variable| variable.start <= at && variable.scope.contains(&at))
    };
    let last = here().map(|variable| variable.start).max();
    here().filter(|variable| Some(variable.start) == last).collect()
}

/// The declarations of a file outside of its functions, and its imports.
pub(super) fn of_file(tree: &Tree, text: &impl Text, costs: &'static Costs) -> Declarations {
    let names = costs.scopes.capture_names();
    let mut declarations = Declarations::default();
    let mut functions: Vec<Range<usize>> = Vec::new();
    let mut variables = Vec::new();
    each(
        &costs.scopes,
        tree,
        text,
        None,
        Some(DEEPEST_DECLARATION),
        |found| {
            for capture in found.captures() {
                match names.get(capture.index as usize).copied() {
                    Some("function") => {
                        let head = capture.node.parent().unwrap_or(capture.node);
                        functions.push(head.byte_range());
                    }
                    Some("import") => {
                        let import = text.slice(capture.node.byte_range()).into_owned();
                        declarations.imports.push(import);
                    }
                    _ => {}
                }
            }
            variables.extend(declared(found, names, text));
        },
    );
    functions.sort_by_key(|function| function.start);
    // The ends of functions, as far as those before each reach.
    let mut farthest = 0;
    let reach: Vec<(usize, usize)> = functions
        .iter()
        .map(|function| {
            farthest = farthest.max(function.end);
            (function.start, farthest)
        })
        .collect();
    let is_in_function = |at: usize| {
        let before = reach.partition_point(|(start, _)| *start < at);
        let last = before.checked_sub(1).and_then(|last| reach.get(last));
        last.is_some_and(|(_, end)| at < *end)
    };
    for Declared {
        name,
        variable,
        is_field,
        ..
    } in variables
    {
        if is_field {
            declarations.fields.entry(name).or_default().push(variable);
        } else if !is_in_function(variable.start) {
            declarations.variables.entry(name).or_default().push(variable);
        }
    }
    declarations
}

struct Declared {
    name: String,
    variable: Variable,
    is_field: bool,
    has_scope: bool,
}

/// The declarations of one match, each with all that the match tells of it.
fn declared<'a>(
    found: &'a grammars::tree_sitter::QueryMatch<'_, '_>,
    names: &'a [&str],
    text: &'a impl Text,
) -> impl Iterator<Item = Declared> {
    let name_of = |index: u32| names.get(index as usize).copied().unwrap_or_default();
    let captures = found.captures();
    let declarations = captures
        .iter()
        .filter(move |capture| matches!(name_of(capture.index), "variable" | "field"));
    declarations.map(move |declaration| {
        let node = declaration.node;
        let described = captures
            .iter()
            .filter(|capture| matches!(name_of(capture.index), "type" | "value"))
            .map(|capture| (head(text, capture.node), capture.node.kind().to_owned()));
        let scope = captures.iter().find(|capture| name_of(capture.index) == "scope");
        Declared {
            name: text.slice(node.byte_range()).into_owned(),
            variable: Variable {
                start: node.start_byte(),
                scope: scope.map_or(0..usize::MAX, |scope| scope.node.byte_range()),
                described: described.collect(),
                each: captures
                    .iter()
                    .find(|capture| name_of(capture.index) == "each")
                    .map(|capture| head(text, capture.node)),
            },
            is_field: name_of(declaration.index) == "field",
            has_scope: scope.is_some(),
        }
    })
}

/// As much of a type or value as tells what it is; a value may be a whole closure.
fn head(text: &impl Text, node: Node) -> String {
    const LONGEST: usize = 200;
    let range = node.byte_range();
    let end = range.end.min(range.start.saturating_add(LONGEST));
    text.slice(range.start..end).into_owned()
}
