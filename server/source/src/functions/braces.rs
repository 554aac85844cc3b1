//! Where a function of a C-like language ends, found by its braces alone, for text that does not parse.

/// The largest function that is looked for.
const FARTHEST: usize = 1 << 20;

/// Finds the `{` that opens the body after a signature; absent where something else follows, as after a prototype.
/// Offsets count from the start of `text`.
pub(crate) fn opening(text: &[u8]) -> Option<usize> {
    let mut scan = Scan { text, at: 0 };
    while let Some(byte) = scan.next_code() {
        match byte {
            b'{' => return Some(scan.at - 1),
            // What may stand between: attributes and other macros, `const`, K&R declarations, initialisers.
            b'}' | b'#' | b'=' => return None,
            b';' if !declares_old_parameters(text.get(..scan.at)?) => return None,
            _ if scan.at > 4096 => return None,
            _ => {}
        }
    }
    None
}

/// Whether what ends in this `;` can be the declaration of a K&R parameter: words, `*` and brackets.
fn declares_old_parameters(text: &[u8]) -> bool {
    let declaration = text.strip_suffix(b";").unwrap_or(text);
    declaration.iter().any(u8::is_ascii_alphabetic)
        && declaration
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b" \t\r\n_*[],;".contains(byte))
}

/// The offset just past the `}` that closes the `{` at the start of `text`. Of the branches of an `#if`, the first
/// counts, since each may open the same brace again.
pub(crate) fn closing(text: &[u8]) -> Option<usize> {
    let text = text.get(..text.len().min(FARTHEST)).unwrap_or(text);
    let mut scan = Scan { text, at: 0 };
    let mut depth = 0_usize;
    // For each open `#if`: the depth before it, and that after its first branch.
    let mut branches: Vec<(usize, Option<usize>)> = Vec::new();
    while let Some(byte) = scan.next_code() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                let counts = branches.iter().all(|(_, first)| first.is_none());
                if depth == 0 && counts {
                    return Some(scan.at);
                }
            }
            b'#' => {
                let word = scan.directive();
                match word {
                    b"if" | b"ifdef" | b"ifndef" => branches.push((depth, None)),
                    b"else" | b"elif" | b"elifdef" | b"elifndef" => {
                        let (before, first) = branches.last_mut()?;
                        first.get_or_insert(depth);
                        depth = *before;
                    }
                    b"endif" => {
                        let (_, first) = branches.pop()?;
                        depth = first.unwrap_or(depth);
                    }
                    _ => {}
                }
                scan.skip_directive();
            }
            _ => {}
        }
    }
    None
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    /// The next byte that is neither space nor in a comment, string or character.
    fn next_code(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.get(self.at)?;
            let next = self.text.get(self.at + 1).copied();
            self.at += 1;
            match (byte, next) {
                (b'/', Some(b'/')) => self.skip_past(b'\n'),
                (b'/', Some(b'*')) => {
                    let rest = self.text.get(self.at + 1..)?;
                    self.at += 1 + memchr::memmem::find(rest, b"*/")? + 2;
                }
                (b'"', _) => self.skip_quoted(b'"'),
                // In `1'000` it separates digits.
                (b'\'', _)
                    if !self
                        .text
                        .get(self.at.wrapping_sub(2))
                        .is_some_and(u8::is_ascii_digit) =>
                {
                    self.skip_quoted(b'\'');
                }
                _ if byte.is_ascii_whitespace() => {}
                _ => return Some(byte),
            }
        }
    }

    /// To the end of a string or character; they end with their line at the latest, so that a stray quote costs
    /// no more than that.
    fn skip_quoted(&mut self, quote: u8) {
        while let Some(&byte) = self.text.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'\n' => return,
                _ if byte == quote => return,
                _ => {}
            }
        }
    }

    fn skip_past(&mut self, byte: u8) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at = memchr::memchr(byte, rest).map_or(self.text.len(), |found| self.at + found + 1);
    }

    /// The word after `#`.
    fn directive(&mut self) -> &'a [u8] {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let spaces = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t'))
            .count();
        let rest = rest.get(spaces..).unwrap_or_default();
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        rest.get(..letters).unwrap_or_default()
    }

    /// To the end of a directive, over its continued lines.
    fn skip_directive(&mut self) {
        loop {
            let from = self.at;
            self.skip_past(b'\n');
            let line = self.text.get(from..self.at).unwrap_or_default().trim_ascii_end();
            if line.last() != Some(&b'\\') || self.at >= self.text.len() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str) {
        let end = text.find('@').unwrap();
        assert_eq!(closing(text.replace('@', "").as_bytes()), Some(end));
    }

    #[test]
    fn braces_in_strings_characters_and_comments_do_not_count() {
        check("{ \"}\\\"}\" '}' '\\'' /* } */ // }\n { } 1'000 }@ }");
    }

    #[test]
    fn only_the_first_branch_of_an_if_counts() {
        check("{\n#ifdef A\nif (a) {\n#else\nif (b) {\n#endif\n}\n}@\n}");
        check("{\n#if A\n#if B\n{\n#endif\n}\n#elif C\n}}}\n#endif\n}@\n}");
        check("{\n#define X \\\n }}} \\\n }\n}@");
    }

    #[test]
    fn a_body_opens_after_macros_and_old_parameters_but_not_after_a_prototype() {
        assert_eq!(opening(b" __must_hold(x) /* { */ {"), Some(24));
        assert_eq!(opening(b"\n int a;\n char *b[2];\n{"), Some(22));
        assert_eq!(opening(b"; int f() {"), None);
        assert_eq!(opening(b"), x = {"), None);
    }

    #[test]
    fn nothing_is_found_where_nothing_closes() {
        assert_eq!(closing(b"{ { }"), None);
        assert_eq!(closing(b"{ /* "), None);
        assert_eq!(closing(b"{ \""), None);
        assert_eq!(closing(b"{\n#else\n}"), None);
        assert_eq!(closing(b"\\"), None);
    }
}
