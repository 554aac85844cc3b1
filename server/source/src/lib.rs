//! Source files: their text, their functions, and which of them a profile means.
//!
//! What enters: files of a workspace, open documents and their edits, and the names, paths and lines that profiles
//! write. What leaves: the functions of a file ([`Function`]), the file that a path means, the functions that a name
//! means, and where a recorded line stands now. Nothing here knows LSP, profiles or any runtime; the
//! only effect is reading files.

pub mod functions;
pub mod names;
pub mod parse;
pub mod path;
pub mod text;
pub mod workspace;

pub use functions::{Function, Kind};
pub use grammars::{self, Language};
