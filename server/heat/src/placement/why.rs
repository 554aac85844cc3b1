//! Why a function of a profile has no place in the source.

use std::path::PathBuf;

use profile::{FunctionId, Profile};

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

/// Whether the profiler had no name for it.
pub(super) fn is_unknown(name: &str) -> bool {
    name.is_empty()
        || name.starts_with("[unknown]")
        || name == "[pruned]"
        || name == "??"
        || name.starts_with("0x")
}

/// Whether it lives where no workspace has its source: the kernel and what the system installed.
pub(super) fn is_system(profile: &Profile, function: FunctionId) -> bool {
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
