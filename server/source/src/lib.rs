//! Source files: their text, their functions, and which of them a profile means.
//!
//! What enters: files of a workspace, open documents and their edits, and the names, paths and lines that profiles
//! write. What leaves: the functions of a file ([`Function`]), the file that a path means, the functions that a name
//! means, and where a recorded line stands now. Nothing here knows LSP, profiles or any runtime; the
//! only effect is reading files.

pub mod costs;
pub mod dependencies;
pub mod document;
pub mod find;
pub mod functions;
pub mod line_map;
mod manifest;
mod mask;
pub mod names;
pub mod outline;
pub mod parse;
pub mod path;
pub mod position;
pub mod references;
mod search;
pub mod text;
pub mod workspace;

pub use costs::{Cost, Fix, costs};
pub use document::{Document, Edit};
pub use find::{Definition, Definitions, Options, SourceError, Sources};
pub use functions::{Function, Kind};
pub use grammars::{self, Language};
pub use line_map::{LineEdit, LineMap};
pub use names::{Name, Score, normalise};
pub use outline::Outline;
pub use path::{How, PathRule, Resolution, Why};
pub use position::{Encoding, Position};
pub use references::{Call, Import, calls, imports};
pub use ropey::Rope;
pub use workspace::{Limits, Workspace};
