//! Whether a profile's name means a function of a file: compared from the last part outwards, and then with what the
//! file's path says of its module.

use std::path::Path;

use grammars::{Language, Style};

use super::{Name, normalise};
use crate::functions::{Function, Kind};

/// How well a name fits a function. More is better; equal scores cannot be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(u32);

impl Score {
    const WEAK: u32 = 0;
    const LIKELY: u32 = 1 << 16;
    const SURE: u32 = 2 << 16;

    fn new(level: u32, parts: usize) -> Self {
        Score(level + u32::try_from(parts).unwrap_or(0).min(0xffff))
    }

    /// Whether some part of the name stayed unexplained, such as the receiver of a JavaScript method. Good enough
    /// beside a file name, not by itself.
    pub fn is_weak(self) -> bool {
        self.0 < Self::LIKELY
    }
}

/// What the place of a file says of the names in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    style: Style,
    /// The modules that the path stands for, outermost first, without the package or crate itself.
    modules: Vec<String>,
    /// The names by which the crate may be called.
    roots: Vec<String>,
    /// Whether there are no others.
    all_roots: bool,
}

impl Home {
    /// The home of a file, by its path in the workspace.
    pub fn of(path: &Path, language: &Language) -> Self {
        let mut parts: Vec<String> = path
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .filter(|part| part != ".")
            .collect();
        let file = parts.pop().unwrap_or_default();
        let stem = file.split('.').next().unwrap_or_default().to_owned();
        let mut roots = Vec::new();
        let mut all_roots = false;
        match language.naming.style {
            Style::Rust => {
                if let Some(source) = parts.iter().rposition(|part| part == "src") {
                    let modules = parts.split_off(source);
                    roots.extend(parts.pop().map(|folder| folder.replace('-', "_")));
                    parts = modules.into_iter().skip(1).collect();
                    if parts.first().is_some_and(|part| part == "bin") {
                        parts.remove(0);
                        roots = vec![parts.first().unwrap_or(&stem).clone()];
                        all_roots = true;
                        // The file, or the folder of a binary, is the crate.
                        if parts.is_empty() {
                            return Home {
                                style: Style::Rust,
                                modules: parts,
                                roots,
                                all_roots: true,
                            };
                        }
                        parts.remove(0);
                    }
                } else if parts
                    .last()
                    .is_some_and(|part| matches!(part.as_str(), "tests" | "benches" | "examples"))
                {
                    let roots = vec![stem.replace('-', "_")];
                    return Home {
                        style: Style::Rust,
                        modules: Vec::new(),
                        roots,
                        all_roots: true,
                    };
                }
                if !matches!(stem.as_str(), "main" | "lib" | "mod") {
                    parts.push(stem);
                }
            }
            Style::Python if !matches!(stem.as_str(), "__init__" | "__main__") => parts.push(stem),
            Style::JavaScript => parts = vec![stem],
            _ => {}
        }
        Home {
            style: language.naming.style,
            modules: parts,
            roots,
            all_roots,
        }
    }

    /// Adds the names that a manifest gives the crate or package that the file is in.
    #[must_use]
    pub fn with_roots(mut self, roots: impl IntoIterator<Item = String>) -> Self {
        self.roots
            .extend(roots.into_iter().map(|root| root.replace('-', "_")));
        self
    }
}

/// Compares a profile's name with a function. Absent when they differ, and for closures, which are part of the
/// function that they are in (only Go numbers its closures in a way that the source shows).
pub fn matches(name: &Name, function: &Function, home: &Home) -> Option<Score> {
    if function.kind == Kind::Closure && home.style != Style::Go {
        return None;
    }
    if !name.is_possible_in(home.style) {
        return None;
    }
    let wanted = wanted_segments(name, function, home.style);
    let (last, wanted) = wanted.split_last()?;
    // Most functions are told apart here, before their names are read.
    if !function.qualified.contains(last) {
        return None;
    }
    let own = normalise(&function.qualified);
    let (own_last, outer) = own.segments.split_last()?;
    if last != own_last || !implements(name, &own) {
        return None;
    }
    let shared = wanted.iter().rev().zip(outer.iter().rev());
    let equal = shared
        .take_while(|(wanted, own)| same(wanted, own, home.style))
        .count();
    let left_wanted = wanted.get(..wanted.len() - equal)?;
    let left_own = outer.get(..outer.len() - equal)?;
    let parts = equal + 1;
    if left_wanted.is_empty() {
        // A whole name that lacks a part of the function's is another function's.
        let whole = name.complete && matches!(home.style, Style::Cpp);
        return (!whole || left_own.is_empty()).then(|| Score::new(Score::SURE, parts));
    }
    if !left_own.is_empty() {
        return (home.style == Style::JavaScript).then(|| Score::new(Score::WEAK, parts));
    }
    let (level, confirmed) = outside(left_wanted, home)?;
    Some(Score::new(level, parts + confirmed))
}

/// Compares what the name has beyond the function's own with the file's modules.
fn outside(left: &[&str], home: &Home) -> Option<(u32, usize)> {
    let modules = home.modules.iter().rev();
    let confirmed = left
        .iter()
        .rev()
        .zip(modules)
        .take_while(|(wanted, module)| **wanted == module.as_str())
        .count();
    let rest = left.get(..left.len() - confirmed)?;
    let level = match home.style {
        // These write all of a name into the source.
        Style::C | Style::Java => return None,
        Style::Rust => {
            // A path names every module, so all of them are in it, and before them only the crate.
            if confirmed < home.modules.len() && !rest.is_empty() {
                return None;
            }
            match rest {
                [] => Score::SURE,
                [root] if home.roots.iter().any(|known| known == root) => Score::SURE,
                ["std" | "core" | "alloc"] => return None,
                [_] if !home.all_roots => Score::LIKELY,
                _ => return None,
            }
        }
        Style::Python => match rest {
            [] | ["__main__"] => Score::SURE,
            _ if confirmed > 0 => Score::LIKELY,
            _ => return None,
        },
        // The package stands in the source; before it stands a path, of which the folders may show a part.
        Style::Go => Score::LIKELY,
        Style::Cpp
            if rest
                .first()
                .is_some_and(|first| matches!(*first, "std" | "__gnu_cxx" | "__cxxabiv1")) =>
        {
            return None;
        }
        // Macros open name spaces, and receivers have many names.
        Style::Cpp | Style::JavaScript => Score::WEAK,
    };
    Some((level, confirmed))
}

/// The parts of the name that can stand in the source of this language.
fn wanted_segments<'a>(name: &'a Name, function: &Function, style: Style) -> Vec<&'a str> {
    let mut wanted: Vec<&str> = name.segments.iter().map(String::as_str).collect();
    if style == Style::Go {
        // `example.com/words/v2.Add` is in package words.
        let last = wanted.len().saturating_sub(1);
        let mut at = 0;
        wanted.retain(|part| {
            at += 1;
            at > last || !is_numbered(part, "v")
        });
        if function.kind != Kind::Closure {
            while wanted.len() > 2
                && wanted.last().is_some_and(|last| {
                    ["func", "gowrap", "deferwrap"]
                        .iter()
                        .any(|word| is_numbered(last, word))
                })
            {
                wanted.pop();
            }
        }
    }
    wanted
}

fn is_numbered(part: &str, word: &str) -> bool {
    let number = part
        .strip_prefix(word)
        .map(|rest| rest.split('-').next().unwrap_or(rest));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn same(wanted: &str, own: &str, style: Style) -> bool {
    if wanted == own {
        return true;
    }
    match style {
        // `impl<T> Trait for T`: any type.
        Style::Rust => own.len() == 1 && own.bytes().all(|byte| byte.is_ascii_uppercase()),
        // `gopkg.in/yaml.v3` is package yaml; `internal/go-cache` may be package cache, but that is anyone's guess.
        Style::Go => wanted.strip_prefix(own).is_some_and(|rest| rest.starts_with('.')),
        _ => false,
    }
}

fn implements(name: &Name, own: &Name) -> bool {
    match (&name.implemented, &own.implemented) {
        (Some(wanted), Some(own)) => wanted == own,
        // A default method carries its trait as its type; a method of the type itself no trait.
        (Some(_), None) => false,
        (None, _) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::outline;
    use crate::parse::parse;
    use crate::text::FileText;

    /// The function that a name means, of those in a file, with the rank of the match.
    #[track_caller]
    fn check(path: &str, text: &str, cases: &[(&str, &str)]) {
        let path = Path::new(path);
        let language = grammars::by_path(path).unwrap();
        let text = FileText::new(text.to_owned());
        let functions = outline(&parse(&text, language, None, None).unwrap(), &text, language);
        let home = Home::of(path, language);
        for (name, expected) in cases {
            let read = normalise(name);
            let scored = functions
                .iter()
                .filter_map(|function| Some((matches(&read, function, &home)?, function)));
            let best = scored.clone().map(|(score, _)| score).max();
            let found: Vec<_> = scored
                .filter(|(score, _)| Some(*score) == best)
                .map(|(score, function)| {
                    let rank = if score.0 >= Score::SURE {
                        ""
                    } else if score.is_weak() {
                        "??"
                    } else {
                        "?"
                    };
                    format!("{}{rank}", function.qualified)
                })
                .collect();
            assert_eq!(found.join(" "), *expected, "{name}");
        }
    }

    #[test]
    fn a_rust_name_is_explained_whole_by_file_and_text() {
        let text = "fn count() {} impl Counter { fn add() {} } impl Display for Counter { fn fmt() {} }
            impl Debug for Counter { fn fmt() {} } mod m { fn count() {} } trait Run { fn run(&self) {} }
            impl<T: Hash> Key for T { fn key() { let f = || 1; } }";
        check(
            "wc/src/text.rs",
            text,
            &[
                ("wc::text::count::<u8>", "count"),
                ("wc::text::m::count", "m::count"),
                ("wc::count", ""),
                ("wc::other::count", ""),
                ("text::count", "count"),
                ("count", "count m::count"),
                ("alloc::vec::Vec<T>::push", ""),
                (
                    "<wc::text::Counter as core::fmt::Display>::fmt",
                    "<impl Display for Counter>::fmt",
                ),
                (
                    "<wc::text::Counter<u8> as core::fmt::Debug>::fmt",
                    "<impl Debug for Counter>::fmt",
                ),
                ("wc::text::Counter::add::{{closure}}", "Counter::add"),
                ("<wc::text::Other as wc::text::Run>::run", ""),
                ("wc::text::Run::run", "Run::run"),
                (
                    "<wc::text::Counter as wc::text::Key>::key",
                    "<impl Key for T>::key",
                ),
            ],
        );
        check(
            "wc/src/main.rs",
            "fn count() {}",
            &[("wc::count", "count"), ("named_otherwise::count", "count?")],
        );
        check(
            "wc/src/main.rs",
            "fn sort() {}",
            &[("core::slice::sort", ""), ("std::sort", "")],
        );
        check(
            "src/bin/tool.rs",
            "fn run() {}",
            &[("tool::run", "run"), ("other::inner::run", "")],
        );
    }

    #[test]
    fn c_has_one_name_space_and_cpp_many() {
        check(
            "a.c",
            "int sort(void) { return 1; }",
            &[("sort", "sort"), ("sort.cold", "sort"), ("std::sort", "")],
        );
        let text =
            "int f() { return 1; } namespace a { int f() { return 1; } struct C { int f() { return 1; }
            C() {} bool operator<(C c) { return 1; } operator int() { return 1; } }; }
            template <class T> int a::C::g(T t) { return 1; }";
        check(
            "a.cc",
            text,
            &[
                ("f()", "f"),
                ("f", "f a::f a::C::f"),
                ("a::f()", "a::f"),
                ("a::C::f() const", "a::C::f"),
                ("int a::C::g<int>(int)", "a::C::g"),
                ("a::C::C()", "a::C::C"),
                ("a::C::operator<(a::C)", "a::C::operator<"),
                ("a::C::operator int()", "a::C::operator int"),
                ("std::f()", ""),
                ("made_by_macro::f()", "f??"),
            ],
        );
    }

    #[test]
    fn go_closures_are_numbered_and_packages_have_paths() {
        let text = "package words\nfunc (c *C) Add() { func() { func() {}() }() }\nfunc Add() {}";
        check(
            "words/add.go",
            text,
            &[
                ("words.Add", "words.Add"),
                ("example.com/x/words.Add", "words.Add?"),
                ("example.com/x/words/v2.Add", "words.Add?"),
                ("example.com/x/words.(*C).Add", "words.(*C).Add?"),
                ("words.(*C).Add.func1", "words.(*C).Add.func1"),
                ("words.(*C).Add.func1.1", "words.(*C).Add.func1.1"),
                ("words.(*C).Add.func7", "words.(*C).Add"),
                ("example.com/x/other.Add", ""),
            ],
        );
    }

    #[test]
    fn python_javascript_and_java() {
        let text = "class W:\n  def total(self): pass\ndef outer():\n  def inner(): pass\n";
        check(
            "pkg/words.py",
            text,
            &[
                ("total", "W.total"),
                ("W.total", "W.total"),
                ("pkg.words.W.total", "W.total"),
                ("words.W.total", "W.total"),
                ("json.decoder.W.total", ""),
                ("__main__.outer", "outer"),
                ("outer.<locals>.inner", "outer.inner"),
                ("outer.<locals>.<lambda>", "outer"),
                ("<module>", "<module>"),
            ],
        );
        let text = "exports.run = () => {}; class Shape { draw() {} }";
        check(
            "a.js",
            text,
            &[
                ("run", "exports.run"),
                ("Object.run", "exports.run??"),
                ("Shape.draw", "Shape.draw"),
            ],
        );
        let text = "package com.foo; class Bar { void baz() {} class In { void m() {} } Bar() {} }";
        check(
            "Bar.java",
            text,
            &[
                ("com.foo.Bar.baz(I)V", "com.foo.Bar.baz"),
                ("com.foo.Bar$In.m", "com.foo.Bar.In.m"),
                ("com/foo/Bar.<init>", "com.foo.Bar.<init>"),
                ("com.foo.Bar.lambda$baz$0", "com.foo.Bar.baz"),
                ("com.other.Bar.baz", ""),
            ],
        );
    }
}
