//! `drop_frames` and `keep_frames`: what lies beneath an allocator's or a profiler's own frames goes.

use regex_lite::{Regex, RegexBuilder};

/// Longest pattern and name that are looked at, which bounds the time that matching takes.
const LONGEST: usize = 8 << 10;

/// Which part of a location `Prune` of Go's pprof takes out of a stack
/// (<https://github.com/google/pprof/blob/main/profile/prune.go>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Cut {
    /// Nothing.
    #[default]
    Nothing,
    /// All locations beneath it; of its own lines only those that the matching one was inlined into
    /// are left.
    Beneath,
    /// Itself and all locations beneath it.
    Whole,
}

/// The two patterns of a profile.
pub(super) struct Dropped {
    drop: Regex,
    keep: Option<Regex>,
}

impl Dropped {
    /// Nothing where the profile has no such pattern; an error where it cannot be used.
    pub(super) fn parse(drop: &[u8], keep: &[u8]) -> Result<Option<Dropped>, String> {
        if drop.is_empty() {
            return Ok(None);
        }
        let keep = if keep.is_empty() { None } else { Some(whole(keep)?) };
        Ok(Some(Dropped {
            drop: whole(drop)?,
            keep,
        }))
    }

    /// Whether the function is dropped with all that it calls.
    pub(super) fn matches(&self, name: &str) -> bool {
        let name = simplified(name);
        name.len() <= LONGEST
            && !name.is_empty()
            && self.drop.is_match(name)
            && !self.keep.as_ref().is_some_and(|keep| keep.is_match(name))
    }
}

fn whole(pattern: &[u8]) -> Result<Regex, String> {
    if pattern.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let pattern = String::from_utf8_lossy(pattern);
    RegexBuilder::new(&format!("^({pattern})$"))
        .size_limit(1 << 18)
        .build()
        .map_err(|error| error.to_string())
}

/// The name without its arguments, as `simplifyFunc` of Go's pprof makes it.
fn simplified(name: &str) -> &str {
    let name = name.strip_prefix('.').unwrap_or(name);
    let arguments = name.match_indices('(').find(|&(at, _)| {
        let (before, rest) = name.split_at(at);
        let reserved = rest.starts_with("(anonymous namespace)")
            || (before.ends_with("operator") && rest.starts_with("()"));
        !reserved
    });
    arguments.map_or(name, |(at, _)| &name[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_without_arguments_are_matched() {
        let dropped = Dropped::parse(b"malloc|(__)?free|tcmalloc::.*", b"tcmalloc::keep")
            .unwrap()
            .unwrap();
        let names = [
            "malloc",
            "__free",
            "tcmalloc::A::b(int)",
            ".malloc",
            "mallocs",
            "tcmalloc::keep",
            "",
        ];
        let matches: Vec<bool> = names.iter().map(|name| dropped.matches(name)).collect();
        assert_eq!(matches, [true, true, true, true, false, false, false]);
        assert!(Dropped::parse(b"", b"x").unwrap().is_none());
        assert!(Dropped::parse(b"(", b"").is_err());
    }

    #[test]
    fn parentheses_that_are_part_of_the_name_stay() {
        assert_eq!(
            simplified("(anonymous namespace)::f(int)"),
            "(anonymous namespace)::f"
        );
        assert_eq!(simplified("A::operator()(int)"), "A::operator()");
        assert_eq!(simplified("net/http.(*Client).Do"), "net/http.");
    }
}
