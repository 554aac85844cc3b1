//! Secrets out of what is sent, and back into what comes.

/// Secrets of one conversation.
#[derive(Clone, Default, Debug)]
pub struct Redaction {}

impl Redaction {
    /// Without secrets.
    pub fn redact(&mut self, text: &str) -> String {
        text.to_owned()
    }

    /// With them.
    pub fn restore(&self, text: &str) -> String {
        text.to_owned()
    }

    /// For streams.
    pub fn restorer(&self) -> Restorer {
        Restorer {}
    }
}

/// Puts secrets back into a stream.
#[derive(Clone, Debug)]
pub struct Restorer {}

impl Restorer {
    /// More text.
    pub fn feed(&mut self, text: &str) -> String {
        text.to_owned()
    }

    /// The end.
    pub fn finish(self) -> String {
        String::new()
    }
}
