//! The functions of a file: names, ranges and nesting, and which of them stands around a line.

mod assemble;
mod braces;
mod doc;
mod extract;

use std::ops::Range;

use grammars::Language;
use tree_sitter::Tree;

use crate::text::Text;

pub(crate) use assemble::assemble;
pub use doc::plain as plain_doc;
pub(crate) use extract::{Item, extract};

/// What kind of function this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A function that belongs to no type.
    Function,
    /// A function of a class, trait, `impl` or receiver.
    Method,
    /// A constructor.
    Constructor,
    /// A destructor.
    Destructor,
    /// A closure, lambda or function literal without a name of its own.
    Closure,
    /// Code that runs when a class is loaded.
    Initializer,
    /// The code of a file outside its functions, where profilers name it: Python's `<module>`.
    Module,
}

/// One function of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// The last part of its name.
    pub name: String,
    /// Its name with all it is nested in, as its language writes it: `a::b::C::m`, `pkg.(*T).M`, `Class.method`.
    /// The file's own module or crate is not part of it, save where the text names it (Go's and Java's packages).
    pub qualified: String,
    /// What kind of function it is.
    pub kind: Kind,
    /// The bytes of the whole item, from its decorators or first word to its end.
    pub range: Range<usize>,
    /// The bytes of the name; those of the first word where it has no name.
    pub name_range: Range<usize>,
    /// The line of its first byte, from 1.
    pub start_line: u32,
    /// The line of its last byte, from 1.
    pub end_line: u32,
    /// The bytes of its body; absent when the file is too broken to tell where it ends.
    pub body: Option<Range<usize>>,
    /// The bytes of its doc comment or docstring, marks and all; [`plain_doc`] takes those off.
    pub doc: Option<Range<usize>>,
    /// The index of the innermost function around it.
    pub parent: Option<usize>,
}

impl Function {
    /// Whether it was given a name of its own.
    pub fn is_named(&self) -> bool {
        self.kind != Kind::Closure
    }

    /// Whether this line, from 1, lies in it.
    pub fn holds_line(&self, line: u32) -> bool {
        (self.start_line..=self.end_line).contains(&line)
    }
}

/// The functions of a parsed text, by where they start; one that holds another stands before it.
pub fn outline(tree: &Tree, text: &impl Text, language: &Language) -> Vec<Function> {
    assemble(&extract(tree, text, language, None), text, language)
}

/// The index of the innermost function, closures included, around a line, from 1. `functions` are those of
/// [`outline`]. Where several start in one line, the last of them is taken for it.
pub fn innermost_at_line(functions: &[Function], line: u32) -> Option<usize> {
    let last = functions
        .partition_point(|function| function.start_line <= line)
        .checked_sub(1)?;
    climb(functions, Some(last), |function| function.holds_line(line))
}

/// The index of the innermost function with a name around a line, from 1: what a closure on that line belongs to.
pub fn named_at_line(functions: &[Function], line: u32) -> Option<usize> {
    climb(functions, innermost_at_line(functions, line), Function::is_named)
}

/// The index of the innermost function, closures included, around a byte.
pub fn innermost_at_byte(functions: &[Function], offset: usize) -> Option<usize> {
    let last = functions
        .partition_point(|function| function.range.start <= offset)
        .checked_sub(1)?;
    climb(functions, Some(last), |function| function.range.contains(&offset))
}

/// The index of the function itself, or of the innermost around it, that has a name.
pub fn named(functions: &[Function], index: usize) -> Option<usize> {
    climb(functions, Some(index), Function::is_named)
}

fn climb(functions: &[Function], from: Option<usize>, wanted: impl Fn(&Function) -> bool) -> Option<usize> {
    let mut at = from;
    while let Some(index) = at {
        let function = functions.get(index)?;
        if wanted(function) {
            return Some(index);
        }
        // Parents stand before their children, so this ends.
        at = function.parent.filter(|&parent| parent < index);
    }
    None
}
