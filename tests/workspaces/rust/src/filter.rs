//! What to keep of a log: globs, closures, and combinations of them.

use crate::Line;

pub trait Filter {
    fn keep(&self, line: &Line) -> bool;
}

/// Any closure is a filter.
impl<F: Fn(&Line) -> bool> Filter for F {
    fn keep(&self, line: &Line) -> bool {
        self(line)
    }
}

/// Keeps lines whose path matches a pattern: `*` stands for any text, `?` for one byte.
pub struct Glob {
    pattern: Vec<u8>,
}

impl Glob {
    pub fn new(pattern: &str) -> Glob {
        Glob { pattern: pattern.as_bytes().to_vec() }
    }
}

impl Filter for Glob {
    fn keep(&self, line: &Line) -> bool {
        matches(&self.pattern, line.path.as_bytes())
    }
}

/// Tries every length for each `*`, recursively: exponential in their number.
fn matches(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => {
            for start in 0..=text.len() {
                if matches(rest, &text[start..]) {
                    return true;
                }
            }
            false
        }
        Some((byte, rest)) => match text.split_first() {
            Some((first, others)) => (*byte == b'?' || byte == first) && matches(rest, others),
            None => false,
        },
    }
}

struct All(Vec<Box<dyn Filter>>);

impl Filter for All {
    fn keep(&self, line: &Line) -> bool {
        self.0.iter().all(|filter| filter.keep(line))
    }
}

struct Not(Box<dyn Filter>);

impl Filter for Not {
    fn keep(&self, line: &Line) -> bool {
        !self.0.keep(line)
    }
}

pub fn all(filters: Vec<Box<dyn Filter>>) -> impl Filter {
    All(filters)
}

pub fn not(filter: Box<dyn Filter>) -> Box<dyn Filter> {
    Box::new(Not(filter))
}
