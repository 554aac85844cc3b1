//! What the benchmarks share: measured child processes, generated profiles and trees, small tables.
//!
//! A benchmark runs itself again with `--child` for whatever it measures, so that processor time and
//! memory are those of a fresh process that does nothing else, exactly like the peer's.

#![allow(dead_code, unused_imports, reason = "each benchmark uses a part")]

mod child;
mod files;
mod heat;
mod names;
mod sources;
mod stacks;
mod table;

pub use child::{Measured, measure, peak_memory};
pub use files::{Scratch, committed, go, inferno, recorded};
pub use heat::{Phases, finished_heat, loaded, read};
pub use names::Names;
pub use sources::{Hot, profile_of, write_sources};
pub use stacks::{Shape, Tree};
pub use table::{Table, median};

/// Why a benchmark could not run, as a sentence.
#[derive(Debug)]
pub struct Fault(pub String);

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Fault {
    fn from(error: E) -> Fault {
        Fault(error.to_string())
    }
}

/// What a benchmark ends in.
pub type Outcome = Result<(), Fault>;

/// Runs a benchmark: `child` when it was started by itself with `--child ARGUMENTS`, else `parent`.
pub fn main(
    parent: impl FnOnce() -> Outcome,
    child: impl FnOnce(&[String]) -> Outcome,
) -> std::process::ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((first, rest)) if first == "--child" => child(rest),
        _ => parent(),
    };
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(Fault(message)) => {
            eprintln!("{message}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// This benchmark again, to do one thing.
pub fn this(arguments: &[&str]) -> Result<std::process::Command, Fault> {
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.arg("--child").args(arguments);
    Ok(command)
}

/// A small generator of numbers that look random and are the same in every run (xorshift64*).
pub struct Random(u64);

impl Random {
    /// A generator that begins at `seed`.
    pub fn new(seed: u64) -> Random {
        Random(seed | 1)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        ((number * bound as u64) >> 32) as usize
    }
}
