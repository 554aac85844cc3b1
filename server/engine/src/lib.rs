//! The state of sysgrok: settings, the workspace, the loaded profiles. Joins all crates below it.
//!
//! What enters: a folder, [`Settings`], the names of profiles. What leaves: [`Loaded`] profiles with their
//! [`heat::Placement`] and [`heat::Heat`], discovery's findings, and errors fit to be shown.
//!
//! Knows neither LSP nor the terminal. What runs long reports to a [`Watch`] and can be stopped by it.
//! The only programs that it starts are `perf script`, to read a `perf.data`, and `git cat-file`/`git log`,
//! to learn how a source has changed since the recording.

pub mod asking;
mod code;
mod discover;
mod documents;
mod drift;
mod engine;
mod file_heat;
mod git;
pub mod hosts;
mod load;
mod path_rules;
mod perf;
mod provenance;
mod rows;
mod settings;
mod texts;
mod utf16;
mod view;

pub use discover::{Discovered, discover};
pub use documents::OpenDocument;
pub use drift::Drift;
pub use engine::{Engine, EngineError, Loaded, ProfileId, Snapshot};
pub use file_heat::{FileHeat, FunctionHeat, LineHeat};
pub use load::{LoadError, Request, Watch};
pub use path_rules::write_path_rule;
pub use provenance::provenance;
pub use rows::Row;
pub use settings::{
    Diagnostics, Explain, ExplainHover, Hosts, ModelProvider, ModelSettings, PathMap, Secret, Settings,
    SettingsError, Severity, Shown, Switch, USERS_OWN, WORKSPACE_FILE, Warned,
};
pub use view::View;
