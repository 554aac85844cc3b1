//! Macros of C and C++ that hide a definition from the grammar, so that it is parsed without them.
//!
//! `class EXPORT Table { … }` and `void f() LOCKS_EXCLUDED(mutex) { … }` mean a class and a function to a compiler,
//! which knows the macros, and a heap of errors to a parser, which does not. The parser reads spaces in their place;
//! all offsets stay. A macro lies within a line and is told by that line and the one before it, so that after an edit
//! only the lines around it are looked at again.

use std::ops::Range;

use grammars::{Language, Style};

use crate::text::Text;

/// What the parser reads in place of macros.
pub(crate) const SPACES: &[u8] = &[b' '; 128];

/// The macros in these lines, from 0, in their order.
pub(crate) fn find(text: &impl Text, language: &Language, lines: Range<usize>) -> Vec<Range<usize>> {
    if !matches!(language.naming.style, Style::C | Style::Cpp) {
        return Vec::new();
    }
    let mut masks = Vec::new();
    let lines = lines.start..lines.end.min(text.line_count());
    let mut start = text.line_start(lines.start);
    for number in lines {
        let line = text.line(number);
        if may_hold_one(line.as_bytes()) {
            let before = number
                .checked_sub(1)
                .map(|before| text.line(before))
                .unwrap_or_default();
            masks.extend(
                in_line(before.trim(), &line)
                    .into_iter()
                    .map(|mask| start + mask.start..start + mask.end),
            );
        }
        start += line.len();
    }
    masks
}

/// Spares most lines the closer look.
fn may_hold_one(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    if line.starts_with(b"#") || line.starts_with(b"//") || line.starts_with(b"*") {
        return false;
    }
    let starts_one = |text: &[u8]| text.iter().take(3).filter(|byte| is_macro_byte(**byte)).count() == 3;
    starts_one(line)
        || memchr::memchr_iter(b')', line).any(|at| {
            line.get(at + 1..)
                .is_some_and(|rest| starts_one(rest.trim_ascii_start()))
        })
        || ["class ", "struct ", "union "]
            .iter()
            .any(|word| memchr::memmem::find(line, word.as_bytes()).is_some())
}

fn in_line(before: &str, line: &str) -> Vec<Range<usize>> {
    let mut masks = Vec::new();
    for word in ["class", "struct", "union"] {
        for (at, _) in line.match_indices(word) {
            let is_start = !line.get(..at).is_some_and(|before| before.ends_with(is_word));
            let after = at + word.len();
            if is_start
                && line
                    .get(after..)
                    .is_some_and(|rest| rest.starts_with([' ', '\t']))
            {
                masks.extend(after_class(line, after));
            }
        }
    }
    let trimmed = line.trim_start();
    if !is_statement(trimmed) {
        for (at, _) in line.match_indices(')') {
            masks.extend(after_signature(
                line,
                at + 1,
                &["{", ":", "const", "override", "final", "noexcept", ""],
            ));
        }
        let ends_signature =
            before.ends_with(')') || before.ends_with("const") || before.ends_with("override");
        let is_code = !is_statement(before) && !before.starts_with(['#', '*']) && !before.contains("//");
        // At the start of a line stands a definition by itself, as `TEST(a, b) {`.
        if ends_signature && is_code && trimmed.len() < line.len() {
            masks.extend(after_signature(line, line.len() - trimmed.len(), &["{", ":"]));
        }
    }
    masks.sort_by_key(|mask| mask.start);
    masks.dedup_by(|later, earlier| later.start < earlier.end);
    masks
}

/// The macros between `class` and the name of one that is defined here.
fn after_class(line: &str, mut at: usize) -> Option<Range<usize>> {
    let mut found: Option<Range<usize>> = None;
    loop {
        let start = skip_spaces(line, at);
        let end = macro_end(line, start)?;
        let next = skip_spaces(line, end);
        let is_name = line
            .get(next..)?
            .starts_with(|char: char| char.is_alphabetic() || char == '_');
        if !is_name || next == end {
            break;
        }
        found = Some(found.map_or(start, |found| found.start)..end);
        at = end;
        // The last name is the class's own, however it is written.
        if macro_end(line, next)
            .is_none_or(|end| !line.get(skip_spaces(line, end)..).is_some_and(starts_with_word))
        {
            break;
        }
    }
    let found = found?;
    let name = skip_spaces(line, found.end);
    let rest = line.get(name..)?;
    let name = rest
        .find(|char: char| !is_word(char) && char != ':')
        .unwrap_or(rest.len());
    let (name, rest) = rest.split_at(name);
    let rest = if name.ends_with(':') { ":" } else { rest.trim() };
    let defines = rest.is_empty() || rest.starts_with(['{', ':', '<']) || rest.starts_with("final");
    defines.then_some(found)
}

/// A macro that stands between a signature and what may follow one.
fn after_signature(line: &str, at: usize, followers: &[&str]) -> Option<Range<usize>> {
    let start = skip_spaces(line, at);
    let end = macro_end(line, start)?;
    let rest = line.get(end..)?.trim();
    let has_arguments = line.get(start..end)?.ends_with(')');
    let fits = followers.iter().any(|follower| match *follower {
        "" => rest.is_empty() && has_arguments,
        ":" => rest.starts_with(':') && !rest.starts_with("::"),
        follower => rest.starts_with(follower),
    });
    fits.then_some(start..end)
}

/// The end of a macro, with its arguments, that starts here: capitals, digits and `_`, three at least.
fn macro_end(line: &str, start: usize) -> Option<usize> {
    let rest = line.get(start..)?;
    let length = rest.bytes().take_while(|byte| is_macro_byte(*byte)).count();
    if length < 3 || rest.starts_with(|char: char| char.is_ascii_digit()) {
        return None;
    }
    let after = rest.get(length..)?;
    if after.starts_with(is_word) {
        return None;
    }
    let spaces = after.len() - after.trim_start_matches(' ').len();
    let arguments = after.get(spaces..)?;
    if !arguments.starts_with('(') {
        return Some(start + length);
    }
    let mut depth = 0_usize;
    for (at, byte) in arguments.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(start + length + spaces + at + 1);
        }
    }
    None
}

/// Whether a line starts a statement, of which `if (x) MACRO(y)` may be a part.
fn is_statement(line: &str) -> bool {
    let word = line.split(|char| !is_word(char)).next().unwrap_or_default();
    matches!(
        word,
        "if" | "for" | "while" | "switch" | "else" | "do" | "return" | "case"
    ) || line.starts_with('}')
}

fn starts_with_word(text: &str) -> bool {
    text.starts_with(is_word)
}

fn skip_spaces(line: &str, at: usize) -> usize {
    let rest = line.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
}

fn is_macro_byte(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::FileText;

    /// Shows what the parser reads, with `.` for the spaces in place of macros.
    fn masked(text: &str) -> String {
        let language = grammars::by_extension("cc").unwrap();
        let file = FileText::new(text.to_owned());
        let mut bytes = text.as_bytes().to_vec();
        for mask in find(&file, language, 0..file.line_count()) {
            bytes[mask].fill(b'.');
        }
        String::from_utf8(bytes).unwrap()
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(masked(text), expected);
    }

    #[test]
    fn macros_before_the_name_of_a_class() {
        check("class EXPORT Table {", "class ...... Table {");
        check(
            "class EXPORT Table final : public Base {",
            "class ...... Table final : public Base {",
        );
        check(
            "template <class T> struct API_V(1) Vec<T> {",
            "template <class T> struct ........ Vec<T> {",
        );
        check(
            "class EXPORT ALIGNED TABLE\\n{".replace("\\n", "\n").as_str(),
            "class .............. TABLE\n{",
        );
        check(
            "class SCOPED_LOCKABLE MutexLock {",
            "class ............... MutexLock {",
        );
        check("class EXPORT a::Table : b {", "class ...... a::Table : b {");
        for kept in [
            "class TABLE {",
            "class TABLE : public B {",
            "struct FOO bar;",
            "struct FOO *f(int a) {",
            "enum class KIND : int {",
        ] {
            check(kept, kept);
        }
    }

    #[test]
    fn macros_after_a_signature() {
        check("void f() LOCKS_EXCLUDED(mu_) {", "void f() ................... {");
        check(
            "int f(int a) const EXCLUDED(mu) {",
            "int f(int a) const EXCLUDED(mu) {",
        );
        check(
            "int f(int a) EXCLUDED(mu) const {",
            "int f(int a) ............ const {",
        );
        check("void f() Q_DECL_OVERRIDE { }", "void f() ............... { }");
        check(
            "void f(int a)\n    EXCLUDED(mu) {",
            "void f(int a)\n    ............ {",
        );
        check("C() EXCLUDED(mu) : a(1) {", "C() ............ : a(1) {");
        for kept in [
            "if (x) RETURN(y);",
            "if (x) CHECK(y) {",
            "  if (x)\n    RETURN(y);",
            "TEST(A, B) {",
            "f(x) MAX(y);",
            "// (x)\n  TEST(A, B) {",
            "f(x)\nTEST(A, B) {",
            "#define X(a) FOO(a) {",
        ] {
            check(kept, kept);
        }
    }

    proptest! {
        #[test]
        fn masks_lie_in_order_within_lines(text in "(class |struct |ABC|X\\(|\\(|\\)| |\n|\\{|:|f|\u{e9}|const){0,30}") {
            prop_assert_eq!(masked(&text).lines().count(), text.lines().count());
        }
    }
}
