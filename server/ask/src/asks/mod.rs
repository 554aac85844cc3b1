//! One file a kind of question: facts -> [`crate::Question`].

pub mod chat;
pub mod code;
pub mod debug_host;
pub mod explain_function;
pub mod explain_process;
pub mod find_faster;
mod known;
pub mod stack_trace;
pub mod top_n;
