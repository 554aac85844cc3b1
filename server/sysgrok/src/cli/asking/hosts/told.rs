//! What the user has been told already: the beginning of the report.

use std::io;

use super::super::output;

/// Markdown that was shown.
pub(super) struct Told {
    text: String,
    is_hidden: bool,
}

impl Told {
    /// Shows nothing where the output `is_hidden`, as it is with `--json`.
    pub(super) fn new(is_hidden: bool) -> Told {
        Told {
            text: String::new(),
            is_hidden,
        }
    }

    /// Shows it, and keeps it for the report.
    pub(super) fn say(&mut self, markdown: &str) -> io::Result<()> {
        if !self.is_hidden && !markdown.is_empty() {
            let text = format!("{}\n\n", markdown.trim_end());
            output::show(&text)?;
        }
        self.keep(markdown);
        Ok(())
    }

    /// Keeps it for the report only.
    pub(super) fn keep(&mut self, markdown: &str) {
        if !markdown.is_empty() {
            self.text.push_str(markdown.trim_end());
            self.text.push_str("\n\n");
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// What answers where no model does: nothing more, or all of it where none of it was shown.
    pub(super) fn answer(&self) -> String {
        if self.is_hidden {
            self.text.clone()
        } else {
            String::new()
        }
    }
}
