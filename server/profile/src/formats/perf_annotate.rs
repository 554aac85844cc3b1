//! Not yet read.

use crate::Error;
use crate::builder::Builder;
use crate::input::Input;

/// Whether these first bytes are of this format.
pub(crate) fn looks_like(_head: &[u8]) -> bool {
    false
}

/// Reads the rest of the input.
pub(crate) fn read(_input: &mut Input<'_>, _builder: &mut Builder) -> Result<(), Error> {
    Ok(())
}
