//! Placeholders, in texts and in streams.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::kind::{Kind, Span};

/// The literal text that looks like a placeholder at `at`, where a `<` and the name of a kind stand.
pub(super) fn quoted(text: &str, at: usize) -> Option<Span> {
    let rest = text.get(at..)?;
    let close = rest.bytes().take(40).position(|byte| byte == b'>')?;
    let inside = rest.get(1..close)?;
    let (name, number) = inside.rsplit_once('_')?;
    let known = Kind::ALL.iter().any(|kind| kind.name() == name);
    let numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (known && numbered).then_some(Span {
        start: at,
        end: at + close + 1,
        kind: Kind::Quoted,
    })
}

/// Puts secrets back into a stream. Holds back only what may be the beginning of a placeholder.
#[derive(Clone)]
pub struct Restorer {
    values: BTreeMap<String, String>,
    /// The beginning of a placeholder, or nothing.
    held: String,
}

/// Shows how many secrets there are, and none of them.
impl std::fmt::Debug for Restorer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Restorer({} secrets)", self.values.len())
    }
}

impl Restorer {
    pub(super) fn new(values: BTreeMap<String, String>) -> Restorer {
        Restorer {
            values,
            held: String::new(),
        }
    }

    /// Takes the next part of the text, and gives what can be shown by now.
    pub fn feed(&mut self, text: &str) -> String {
        let mut restored = String::with_capacity(text.len());
        for character in text.chars() {
            if self.held.is_empty() && character != '<' {
                restored.push(character);
                continue;
            }
            self.held.push(character);
            if let Some(value) = self.values.get(&self.held) {
                restored.push_str(value);
                self.held.clear();
            } else if !self.begins(&self.held) {
                self.held.pop();
                restored.push_str(&self.held);
                self.held.clear();
                if character == '<' {
                    self.held.push('<');
                } else {
                    restored.push(character);
                }
            }
        }
        restored
    }

    /// Gives what was held back.
    pub fn finish(self) -> String {
        self.held
    }

    /// Whether a placeholder begins so.
    fn begins(&self, start: &str) -> bool {
        self.values
            .range::<str, _>((Bound::Included(start), Bound::Unbounded))
            .next()
            .is_some_and(|(placeholder, _)| placeholder.starts_with(start))
    }
}
