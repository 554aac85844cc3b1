//! Citations and the figures beside them, checked against the evidence.

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Finding {
    /// Cited, but not there.
    NoSuchEvidence {
        /// As it is cited: `E9`.
        citation: String,
        /// The sentence.
        sentence: String,
    },
    /// A figure that none of the cited facts holds.
    NotInEvidence {
        /// As it is written: `55 %`.
        number: String,
        /// What is cited beside it: `E3`, `E5`.
        cited: Vec<String>,
        /// The sentence.
        sentence: String,
    },
}

/// Checks an answer as it comes.
#[derive(Clone, Debug)]
pub struct Checker {}

impl Checker {
    /// For evidence with these texts, of `E1` and so on.
    pub fn new(_evidence: &[&str]) -> Checker {
        Checker {}
    }

    /// More of the answer.
    pub fn feed(&mut self, text: &str) -> String {
        text.to_owned()
    }

    /// The end.
    pub fn finish(self) -> (String, Vec<Finding>) {
        (String::new(), Vec::new())
    }
}
