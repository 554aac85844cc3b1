//! Ways to a host: how a command line gets there, and how it is ended there.
//!
//! In: a [`Target`](target::Target) and the text to run. Out: argument vectors for [`run`], and what their messages
//! mean. Nothing here decides what may run; the gate did.

mod container;
mod control;
mod local;
mod remote;
mod slots;
mod ssh;
mod target;
mod trouble;
mod trouble_read;

pub use ssh::{Connect, connect};
pub use target::{MOST, Target, TargetError};
pub use trouble::Trouble;

pub(crate) use container::{container_command, read_container};
pub(crate) use local::local_command;
pub(crate) use remote::{Closing, Wrapped, nonce, parse_closing, quote, wrap};
pub(crate) use slots::{Slot, Slots};
pub(crate) use ssh::Link;
pub(crate) use trouble_read::{Refused, quote as one_line, read_ssh, sudo_refused};
