//! What the system's manual says.

/// A page of the manual.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ManualFacts {
    /// Name and section: `qsort(3)`.
    pub page: String,
    /// The line that `whatis` prints, without the name.
    pub summary: String,
    /// The text of the page, rendered as plain text and cut.
    pub text: String,
}
