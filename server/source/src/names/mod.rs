//! The names that profilers write for functions, brought to the form that the source has, and compared with it.

use grammars::Style;

mod decoration;
mod matching;
mod normalise;

pub use matching::{Home, Score, matches};
pub use normalise::normalise;

/// A function's name as its parts, without parameters, generics and what compilers and linkers add.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Name {
    /// The parts, outermost first: `["wc", "Counter", "add"]`. Empty where the name says nothing, as `[unknown]`
    /// does. Closures, comprehensions and anonymous name spaces are left out.
    pub segments: Vec<String>,
    /// The trait, without its path, that the function implements: `Display` in `<wc::Counter as fmt::Display>::fmt`.
    pub implemented: Option<String>,
    /// Whether the function is a closure in the one that is named.
    pub closure: bool,
    /// Whether parameters stood after the name, so that nothing is missing before it.
    pub complete: bool,
    /// What stood between the parts.
    pub joined: Joined,
}

/// What joins the parts of a name, which tells languages apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Joined {
    /// Nothing: the name has one part.
    #[default]
    ByNothing,
    /// `::`
    ByColons,
    /// `.` or `/`
    ByDots,
    /// Both.
    ByBoth,
}

impl Name {
    /// The last part: the function's own name.
    pub fn last(&self) -> Option<&str> {
        self.segments.last().map(String::as_str)
    }

    /// The word that any file holds in which the function is defined; absent where there is none, as for `<module>`.
    pub fn search_word(&self) -> Option<&str> {
        let last = self.last()?;
        if last.starts_with("operator") {
            return Some("operator");
        }
        // Java's constructors are found by their class.
        let last = if last == "<init>" {
            self.segments.iter().rev().nth(1)?
        } else {
            last
        };
        let is_word = |char: char| char.is_alphanumeric() || char == '_' || char == '$';
        last.split(|char| !is_word(char))
            .find(|word| !word.is_empty())
            .filter(|_| !last.starts_with('<'))
    }
}

impl Name {
    /// Whether a language of this style could have such a name: `json::dump` is not Python's `json.dump`.
    pub fn is_possible_in(&self, style: Style) -> bool {
        if self.implemented.is_some() {
            return style == Style::Rust;
        }
        match self.joined {
            Joined::ByNothing | Joined::ByBoth => true,
            Joined::ByColons => matches!(style, Style::Rust | Style::Cpp),
            Joined::ByDots => !matches!(style, Style::Rust | Style::Cpp | Style::C),
        }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.segments.join("::"))?;
        if let Some(implemented) = &self.implemented {
            write!(f, " as {implemented}")?;
        }
        f.write_str(if self.closure { " {closure}" } else { "" })
    }
}
