//! One command run well.
//!
//! What enters: a program with its arguments (never a shell), the environment it shall see, its input, its limits,
//! and a token that stops it. What leaves: how it ended, how long it took, and its output, capped in memory with head
//! and tail kept.
//!
//! A command runs in a process group of its own, which is ended whole: when it is stopped, when its time is over, and
//! when the future is dropped. Nothing of our environment reaches it but what is named. Whatever it does (print for
//! ever, close its output, fork and keep the pipe, ignore signals), [`run`] comes back within the limits.

mod capture;
mod closing;
mod command;
mod group;
mod supervise;

pub use capture::{Keep, Output, RawFile, RawKept};
pub use command::{Command, FIXED_PATH, Input, RunError};
pub use supervise::{End, Ran, Stopped, run};
