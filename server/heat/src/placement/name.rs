//! What a profiler's name means within one file.

use std::path::Path;
use std::sync::Arc;

use source::names::normalise;
use source::{Function, Outline};

use crate::Code;

/// The function of a file that a profiler means by a name, if it can only be one.
pub(super) fn named(code: &impl Code, path: &Path, name: &str) -> Option<(Arc<Outline>, usize)> {
    let outline = code.outline(path)?;
    let index = named_in(&outline, name)?;
    Some((outline, index))
}

pub(super) fn named_in(outline: &Outline, name: &str) -> Option<usize> {
    match outline.matching(&normalise(name)).1.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}

/// Whether a line of a function of Python only says where it is declared, as all lines of `py-spy record --function`
/// do (`co_firstlineno`: the first decorator's line, else that of `def`). Python runs that line outside of it.
pub(super) fn is_declaration(path: &Path, function: &Function, name: &str, line: u32) -> bool {
    path.extension().is_some_and(|extension| extension == "py")
        && line == function.start_line
        && line < function.end_line
        && normalise(name).last() == Some(function.name.as_str())
}
