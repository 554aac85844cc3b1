//! From a subject to an answer: gathers the facts from profile, source, lock files and the system's manual, sets up the
//! model that the user chose, and keeps answers as reports. Knows neither LSP nor the terminal.
//!
//! The way of a question: [`Engine::question`](crate::Engine::question) makes it of a [`Subject`];
//! [`Models::configured`] gives the model, if there is one; [`answer`] streams; [`Reports`] keeps.

mod answering;
mod configured;
mod consent;
mod facts;
mod model;
mod policy;
mod recorded;
mod reports;
mod subject;
mod windows;

pub use answering::{Answered, Sink, answer, evidence, follow_up, next_stage, tag, written_by};
pub use configured::{Environment, ModelChoice, ModelFault};
pub use consent::Consents;
pub use model::{Asked, Models};
pub use policy::{POLICY_FILE, Policy, PolicyError};
pub use recorded::recorded_program;
pub(crate) use reports::make_private;
pub use reports::{Kept, Report, Reports};
pub use subject::{FunctionSubject, Subject, SubjectError};
