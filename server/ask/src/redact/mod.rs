//! Secrets out of what is sent, and back into what comes.
//!
//! [`Redaction`] replaces keys, tokens, passwords and e-mail addresses by placeholders such as `<AWS_KEY_1>`. The same
//! value has the same placeholder throughout one [`Redaction`], and placeholders are numbered as they first appear, so
//! equal texts in equal order become equal texts: answers are cached by them. [`Restorer`] puts the values back.
//!
//! What is looked for follows what gitleaks 8, trufflehog 3 and detect-secrets 1.5 look for. Precision counts as much as
//! recall here, since code is what is sent: a hash, a build id, a mangled name or `password = read_password()` stays.
//! Whatever is found is judged within a bounded stretch of text, so time is linear in the length of the text.

mod assignment;
mod command_line;
mod email;
mod find;
mod header;
mod kind;
mod placeholder;
mod private_key;
mod shape;
mod url;
mod value;

#[cfg(test)]
mod precision_tests;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde::{Deserialize, Serialize};

use kind::Kind;
pub use placeholder::Restorer;

/// The secrets of one conversation and what stands for them.
///
/// Kept as JSON it holds no secret, only how many placeholders of each kind there are: numbers go on from there, so that
/// a new placeholder is none that stands in an earlier text.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Redaction {
    #[serde(skip)]
    placeholders: HashMap<String, String>,
    #[serde(skip)]
    values: BTreeMap<String, String>,
    counts: BTreeMap<Kind, u64>,
}

/// Shows how many secrets there are, and none of them.
impl fmt::Debug for Redaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Redaction({} secrets)", self.values.len())
    }
}

impl Redaction {
    /// The text with placeholders in place of secrets.
    ///
    /// What looks like a placeholder already is replaced too (`<QUOTED_1>`), so that nothing but our own is ever
    /// restored. A secret that is known from this or an earlier text is also replaced where nothing else gives it away.
    pub fn redact(&mut self, text: &str) -> String {
        self.replace(text, false)
    }

    /// The same with as many lines as before, so that they keep their numbers: `…` stands on those that a secret also
    /// took.
    pub fn redact_lines(&mut self, text: &str) -> String {
        self.replace(text, true)
    }

    fn replace(&mut self, text: &str, keep_lines: bool) -> String {
        let mut spans = find::spans(text);
        find::add_known(text, &mut spans, self.placeholders.keys().map(String::as_str));
        let mut redacted = String::with_capacity(text.len());
        let mut done = 0;
        for span in spans {
            redacted.push_str(text.get(done..span.start).unwrap_or_default());
            let value = text.get(span.start..span.end).unwrap_or_default();
            redacted.push_str(self.placeholder(span.kind, value));
            if keep_lines {
                redacted.push_str(&"\n…".repeat(value.matches('\n').count()));
            }
            done = span.end;
        }
        redacted.push_str(text.get(done..).unwrap_or_default());
        redacted
    }

    fn placeholder(&mut self, kind: Kind, value: &str) -> &str {
        self.placeholders.entry(value.to_owned()).or_insert_with(|| {
            let count = self.counts.entry(kind).or_default();
            // What was kept may say anything.
            *count = count.saturating_add(1);
            let placeholder = format!("<{}_{count}>", kind.name());
            self.values.insert(placeholder.clone(), value.to_owned());
            placeholder
        })
    }

    /// The text with secrets in place of our placeholders. Unknown placeholders stand.
    pub fn restore(&self, text: &str) -> String {
        let mut restorer = self.restorer();
        let mut restored = restorer.feed(text);
        restored.push_str(&restorer.finish());
        restored
    }

    /// Does the same for a stream, with the placeholders known by now.
    ///
    /// What is restored was written by others, and may hold markup: it goes through
    /// [`MarkdownFilter`](crate::fence::MarkdownFilter) afterwards, not before.
    pub fn restorer(&self) -> Restorer {
        Restorer::new(self.values.clone())
    }
}
