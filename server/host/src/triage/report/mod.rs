//! Findings as text.

mod escape;
mod several;
mod single;

pub use several::compare;
pub use single::{markdown, markdown_citing};
