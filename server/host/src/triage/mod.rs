//! Triage of a host without a model: what to run, and what the outputs say.
//!
//! Enters: [`Options`], then the captured [`Outputs`] of the [`steps`]. Leaves: [`Findings`], each with the measured
//! figure, the threshold that it passed and the lines that show it; as text by [`markdown`], for several hosts by
//! [`compare`]. For a host that cannot be reached, [`emit_script`] makes a script of the same commands, and
//! [`from_folder_listing`] reads what it wrote.
//!
//! Everything here is pure: no process, no network, no clock. What time it is on the host is one of its outputs.
//! Outputs are hostile: nothing panics, and the time is linear in their length.

mod finding;
mod folder;
mod judge;
mod output;
mod read;
mod report;
mod script;
mod step;
pub mod thresholds;
mod words;

pub use finding::{Area, CouldNotSee, Fact, Finding, Findings, Lines, Severity};
pub use folder::from_folder_listing;
pub use judge::judge;
pub use output::{Exit, Output, Outputs};
pub use read::process::{Process, processes};
pub use report::{compare, markdown, markdown_citing};
pub use script::{SCRIPT_FOLDER, emit_script};
pub use step::{Options, Stage, Step, follow_up, steps};
