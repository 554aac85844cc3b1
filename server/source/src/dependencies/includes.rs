//! C and C++: libraries by the headers that are included in angle brackets.

use super::{Dependency, Ecosystem};

pub(super) fn of_include(path: &str, written: &str) -> Option<Dependency> {
    // What stands in quotation marks is of the program itself.
    if !written.contains('<') {
        return None;
    }
    // The whole path: `json/json.h` is of JsonCpp, and `nlohmann/json.hpp` is not.
    (!path.is_empty()).then(|| Dependency {
        ecosystem: Ecosystem::C,
        name: path.to_owned(),
        version: None,
    })
}
