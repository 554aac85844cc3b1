//! What is asked about a subject, and what comes back.
//!
//! What enters: facts about a subject as plain data, and a language model as the trait [`Model`]. What leaves: a
//! [`Question`] with its numbered [`Evidence`] and with the answer that needs no model; a [`Conversation`], which asks,
//! streams the answer, checks its citations and figures against the evidence, and is gone on with.
//!
//! Knows no editor, no terminal, no network and no file. What goes to a model is redacted and fenced; what comes back is
//! text and nothing else: never a command, an edit or a link.

pub mod asks;
pub mod citations;
mod conversation;
mod evidence;
pub mod facts;
pub mod fence;
mod long;
mod model;
mod prompt;
mod question;
pub mod redact;
pub mod words;

pub use conversation::{AskError, Conversation, Reply, Seen};
pub use evidence::{Evidence, Fact};
pub use model::{Call, End, Model, ModelError, Piece, Schema, Speaker, Turn, Usage};
pub use prompt::PromptError;
pub use question::{NO_MODEL, Question, Wishes};
