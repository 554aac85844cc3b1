//! Bytes of a profile, in whatever format a profiler wrote it, to one model.
//!
//! What enters: a name (used for messages and detection), a stream of bytes, [`Options`].
//! What leaves: a [`Profile`]: symbols, a flat index of functions and lines, and stacks where the
//! format has them; or an [`Error`] that names the file, the format tried, the place and what was
//! expected there.
//!
//! Pure: no clock, no network, no files, no runtime. Input is hostile: nothing here panics, loops or
//! allocates without bound because of it. One file a format under `formats/`, one file a target under
//! `export/`. The invariants are written down in `server/README.md`.

mod arena;
mod builder;
mod demangle;
mod detect;
mod error;
pub mod export;
mod flat;
mod formats;
mod input;
mod model;
mod options;
mod prune;
mod sidecar;
mod stacks;
mod sum;
pub mod traces;
mod unit;
mod walk;

pub use arena::{Arena, Text};
pub use builder::Builder;
pub use detect::{Format, detect, unmistakable_name};
pub use error::{Error, Position};
pub use flat::{Cell, Edge, Flat, LineKey, PrintedLine};
pub use formats::perf_annotate::{ListedLine, listed_lines};
pub use model::{
    Coverage, Function, FunctionId, Mapping, MappingId, Meta, Period, Place, PlaceId, Profile, Symbols,
    ValueId, ValueType, Warning,
};
pub use options::Options;
pub use sidecar::{Sidecar, SidecarError};
pub use stacks::{Node, NodeId, Series, SeriesId, Stacks, Weight};
pub use unit::{Unit, show_amount};
pub use walk::{OnPath, Preorder, Totals, Visitor};

use std::io::Read;

/// Reads a profile of any known format.
///
/// `name` is the file's name as the user knows it; it is used in messages and, where the content is
/// not decisive, for detection. gzip is unpacked on the way.
///
/// # Errors
/// [`Error::Unrecognised`] when no format fits, [`Error::NeedsPerf`] for a `perf.data`, which only the
/// `perf` tool reads, else the first thing in the file that makes it unreadable as a whole. Damage
/// that leaves the rest readable is a [`Warning`] in [`Meta::warnings`] instead.
pub fn read(name: &str, input: impl Read, options: &Options) -> Result<Profile, Error> {
    let input = input::Input::open(name, Box::new(input), options)?;
    let format = detect(name, input.head()).ok_or_else(|| input.unrecognised())?;
    read_detected(format, input, options)
}

/// Reads a profile whose format the caller knows, for instance the output of a tool it has started.
///
/// # Errors
/// As [`read`], but never [`Error::Unrecognised`].
pub fn read_as(format: Format, name: &str, input: impl Read, options: &Options) -> Result<Profile, Error> {
    let input = input::Input::open(name, Box::new(input), options)?;
    read_detected(format, input, options)
}

fn read_detected(format: Format, mut input: input::Input<'_>, options: &Options) -> Result<Profile, Error> {
    input.set_format(format);
    let mut builder = Builder::new(format, options);
    match format {
        Format::PerfScript => formats::perf_script::read(&mut input, &mut builder)?,
        Format::PerfReport => formats::perf_report::read(&mut input, &mut builder)?,
        Format::PerfAnnotate => formats::perf_annotate::read(&mut input, &mut builder)?,
        Format::Folded => formats::folded::read(&mut input, &mut builder)?,
        Format::Pprof => formats::pprof::read(&mut input, &mut builder)?,
        Format::TopN => formats::topn::read(&mut input, &mut builder)?,
        Format::PerfData => {
            return Err(Error::NeedsPerf {
                name: input.name().to_owned(),
            });
        }
    }
    if builder.is_empty() {
        return Err(input.empty());
    }
    for damage in input.damages() {
        builder.warn(None, damage);
    }
    Ok(builder.finish())
}
