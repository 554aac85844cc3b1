//! C and C++: libraries by the headers that are included in angle brackets.

use super::{Dependency, Ecosystem};

pub(super) fn of_include(path: &str, written: &str) -> Option<Dependency> {
    // What stands in quotation marks is of the program itself.
    if !written.contains('<') {
        return None;
    }
    let first = path.split('/').next()?;
    let name = if path.contains('/') {
        first
    } else {
        first.split('.').next()?
    };
    (!name.is_empty()).then(|| Dependency {
        ecosystem: Ecosystem::C,
        name: name.to_owned(),
        version: None,
    })
}
