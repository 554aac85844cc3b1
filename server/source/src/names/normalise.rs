//! One reader for the names of all languages: the marks in a name tell which language it is of.

use super::{Joined, Name, decoration};

/// Names longer than this are cut; templates do write names of some kilobytes.
const LONGEST: usize = 1 << 16;
/// Only so many of the last parts are kept.
const MOST_SEGMENTS: usize = 32;
/// The operators of C++, the longer first.
const OPERATORS: &[&str] = &[
    "()", "[]", "<=>", "<<=", ">>=", "->*", "->", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "++", "--",
    "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", "+", "-", "*", "/", "%", "^", "&", "|", "~", "!", "=",
    "<", ">", ",",
];
/// How deep types within types are read: `<<A as B>::C as D>::m`.
const DEEPEST: usize = 6;

/// Reads the name that a profile gives a function, demangled or raw. Never fails: a name that says nothing has no
/// segments. Takes time in proportion to the length of the name.
pub fn normalise(name: &str) -> Name {
    let name = name
        .get(..crate::text::floor_char_boundary(name, LONGEST))
        .unwrap_or_default();
    let plain = decoration::strip(name);
    if plain.starts_with("0x") || plain.starts_with('[') {
        return Name::default();
    }
    read(&plain, DEEPEST)
}

fn read(name: &str, depth: usize) -> Name {
    let mut reader = Reader {
        name,
        at: 0,
        current: String::new(),
        found: Name::default(),
        depth,
        after: After::Start,
    };
    while reader.step() {}
    reader.finish()
}

/// What stood just before, at the outermost level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    Start,
    Separator,
    Word,
    Parameters,
    Closure,
}

struct Reader<'a> {
    name: &'a str,
    at: usize,
    current: String,
    found: Name,
    depth: usize,
    after: After,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.name.get(self.at..).unwrap_or_default()
    }

    /// Reads one mark or character; says whether to go on.
    fn step(&mut self) -> bool {
        let rest = self.rest();
        let Some(char) = rest.chars().next() else {
            return false;
        };
        match char {
            _ if self.current.is_empty() && self.operator() => {}
            ':' if rest.starts_with("::") => {
                self.end_segment();
                self.joined(Joined::ByColons);
                self.at += 2;
            }
            // A line, a file or a selector follows.
            ':' => return false,
            '.' | '/' => {
                self.end_segment();
                self.at += 1;
                // Else it is one of the numbers that compilers add.
                if !self.rest().starts_with(|next: char| next.is_ascii_digit()) {
                    self.joined(Joined::ByDots);
                }
            }
            '#' if !self.current.is_empty() => {
                self.end_segment();
                self.at += 1;
            }
            '<' => return self.angle(),
            '(' => return self.round(),
            '[' => return self.square(),
            '{' => return self.curly(),
            '\'' if rest.starts_with("'lambda") || rest.starts_with("'unnamed") => {
                let end = rest.get(1..).and_then(|rest| rest.find('\''));
                self.at += end.map_or(rest.len(), |end| end + 2);
                self.found.closure = true;
                self.after = After::Closure;
            }
            ' ' => return self.space(),
            // What is left of pointers and references of a return type, and of Java's `Lcom/example/Type;`.
            '*' | '&' | ')' | ']' | '}' | '>' | ',' | ';' => self.at += 1,
            '%' if percent(rest).is_some() => {
                self.current.extend(percent(rest));
                self.at += 3;
            }
            _ => {
                self.current.push(char);
                self.at += char.len_utf8();
                self.after = After::Word;
            }
        }
        true
    }

    fn joined(&mut self, by: Joined) {
        let so_far = self.found.joined;
        self.found.joined = if so_far == Joined::ByNothing || so_far == by {
            by
        } else {
            Joined::ByBoth
        };
    }

    fn end_segment(&mut self) {
        let segment = std::mem::take(&mut self.current);
        if segment.is_empty() && self.after == After::Closure {
            return;
        }
        let after = std::mem::replace(&mut self.after, After::Separator);
        if segment.is_empty() {
            return;
        }
        // The call operator of a lambda is the lambda.
        if segment == "operator()" && after == After::Closure {
            self.after = After::Closure;
            return;
        }
        if let Some(rest) = segment.strip_prefix("lambda$") {
            // `lambda$main$0` of Java is in `main`; `new` and `static` name no method.
            let method = rest.split('$').next().unwrap_or_default();
            self.found.closure = true;
            let method = match method {
                "new" => "<init>",
                "static" => "<clinit>",
                method => method,
            };
            self.keep(method);
        } else if segment.starts_with("$_") && segment.get(2..).is_some_and(is_number) {
            self.found.closure = true;
            self.after = After::Closure;
        } else if segment
            .get(1..)
            .is_some_and(|rest| rest.trim_end_matches('$').contains('$'))
        {
            for part in segment.split('$') {
                self.keep(part);
            }
        } else {
            self.keep(&segment);
        }
    }

    fn keep(&mut self, segment: &str) {
        // Numbers tell clones and anonymous classes apart, and stand in no source; those of Go's closures within
        // closures are counted there.
        let in_closure = self
            .found
            .last()
            .is_some_and(|last| is_number(last.strip_prefix("func").unwrap_or(last)));
        if segment.is_empty() || is_number(segment) && !in_closure {
            return;
        }
        if self.found.segments.len() >= MOST_SEGMENTS {
            self.found.segments.remove(0);
        }
        self.found.segments.push(segment.to_owned());
    }

    fn finish(mut self) -> Name {
        self.end_segment();
        self.found
    }

    /// What came so far was a return type or some such.
    fn forget(&mut self) {
        self.current.clear();
        self.found = Name {
            closure: false,
            ..Name::default()
        };
        self.after = After::Start;
    }

    /// Steps over a pair of brackets and gives what is in it; without a partner the name ends here.
    fn bracketed(&mut self) -> Option<&'a str> {
        let length = closing(self.rest().as_bytes())?;
        let inside = self.rest().get(1..length - 1)?;
        self.at += length;
        Some(inside)
    }

    fn angle(&mut self) -> bool {
        let starts_segment = self.current.is_empty() && matches!(self.after, After::Start | After::Separator);
        let first = self.found.segments.is_empty();
        let Some(inside) = self.bracketed() else {
            return false;
        };
        if !starts_segment {
            return true;
        }
        match inside {
            "module" => self.keep("<module>"),
            "init" => self.keep("<init>"),
            "clinit" => self.keep("<clinit>"),
            "lambda" | "anonymous" => self.found.closure = true,
            "locals" | "listcomp" | "dictcomp" | "setcomp" | "genexpr" => {}
            _ => return self.self_type(inside, first),
        }
        self.after = After::Word;
        true
    }

    /// `<Type as Trait>`, `<impl Trait for Type>`, `<impl Type>`, `<Type>`; else it is a turbofish.
    fn self_type(&mut self, inside: &str, first: bool) -> bool {
        let is_impl = inside.strip_prefix("impl ");
        let (type_, implemented) = match is_impl {
            Some(rest) => match split_word(rest, " for ") {
                Some((implemented, type_)) => (type_, Some(implemented)),
                None => (rest, None),
            },
            None => match split_word(inside, " as ") {
                Some((type_, implemented)) => (type_, Some(implemented)),
                None if first => (inside, None),
                None => return true,
            },
        };
        let Some(depth) = self.depth.checked_sub(1) else {
            return false;
        };
        if is_impl.is_some() {
            // Where the `impl` stands tells nothing of the type.
            self.found.segments.clear();
        }
        let type_ = read_type(type_, depth);
        for segment in type_.segments {
            self.keep(&segment);
        }
        self.found.implemented =
            implemented.and_then(|implemented| read_type(implemented, depth).segments.pop());
        self.after = After::Word;
        true
    }

    fn round(&mut self) -> bool {
        let starts_segment = self.current.is_empty() && matches!(self.after, After::Start | After::Separator);
        let Some(inside) = self.bracketed() else {
            return false;
        };
        if starts_segment {
            if let Some(receiver) = inside.strip_prefix('*') {
                // Go: `pkg.(*T[...]).M`.
                self.current = receiver.split('[').next().unwrap_or_default().to_owned();
                self.after = After::Word;
            } else if inside.starts_with("anonymous") && !inside.ends_with("namespace") {
                self.found.closure = true;
            }
            return true;
        }
        if self.after == After::Word {
            self.found.complete = true;
        }
        if self.after != After::Closure {
            self.after = After::Parameters;
        }
        // Java writes the type that is returned right after: `f(I)Ljava/lang/String;`.
        let next = self.rest().chars().next();
        next.is_none_or(|next| matches!(next, ':' | ' ' | '(' | '.' | '[' | '{'))
    }

    fn square(&mut self) -> bool {
        let starts_segment = self.current.is_empty() && self.after == After::Separator;
        let Some(inside) = self.bracketed() else {
            return false;
        };
        if starts_segment {
            // A computed method of JavaScript.
            self.current = format!("[{inside}]");
            self.after = After::Word;
        }
        true
    }

    fn curly(&mut self) -> bool {
        let Some(inside) = self.bracketed() else {
            return false;
        };
        let inside = inside.trim_start_matches('{');
        if ["closure", "lambda", "async", "gen", "coroutine"]
            .iter()
            .any(|word| inside.starts_with(word))
        {
            self.found.closure = true;
            if !self.current.is_empty() {
                self.end_segment();
            }
            self.after = After::Closure;
        }
        true
    }

    /// A space ends a return type or a prefix, or else the name.
    fn space(&mut self) -> bool {
        let next = self.rest().trim_start();
        self.at += self.rest().len() - next.len();
        let Some(char) = next.chars().next() else {
            return false;
        };
        if self.after == After::Closure
            || matches!(char, '[' | '(' | '/' | '-' | '+' | '\\')
            || char.is_ascii_digit()
        {
            return false;
        }
        if char == '<' && self.after == After::Word {
            // `operator<< <int>`.
            return !self.current.starts_with("operator") || self.angle();
        }
        if matches!(char, '&' | '*') {
            return true;
        }
        let word = next
            .split(|char: char| !char.is_alphanumeric() && char != '_')
            .next()
            .unwrap_or_default();
        if matches!(
            word,
            "const" | "volatile" | "noexcept" | "requires" | "restrict" | "as"
        ) {
            // `char const* f()`: a return type after all.
            if self.after == After::Parameters {
                return false;
            }
            self.at += word.len();
            return true;
        }
        self.forget();
        true
    }

    /// Reads C++'s `operator…` where one stands.
    fn operator(&mut self) -> bool {
        let Some(after) = self.rest().strip_prefix("operator") else {
            return false;
        };
        if after.starts_with(|char: char| char.is_alphanumeric() || char == '_' || char == '$') {
            return false;
        }
        let closure = self.after == After::Closure;
        let length = if let Some(mark) = OPERATORS.iter().find(|mark| after.starts_with(**mark)) {
            mark.len()
        } else if after.starts_with(' ') || after.starts_with('"') {
            // `operator new[]`, `operator bool`, `operator""_x`: up to the parameters.
            after.find('(').unwrap_or(after.len())
        } else {
            return false;
        };
        let mark = after.get(..length).unwrap_or_default();
        self.current = format!("operator{}", mark.trim_end());
        self.at += "operator".len() + length;
        self.after = if closure { After::Closure } else { After::Word };
        true
    }
}

/// Reads a type, without references and `dyn`.
fn read_type(type_: &str, depth: usize) -> Name {
    let mut type_ = type_.trim();
    while let Some(rest) = ["&", "*", "mut ", "const ", "dyn ", "'_ "]
        .iter()
        .find_map(|mark| type_.strip_prefix(mark))
    {
        type_ = rest.trim_start();
    }
    read(type_, depth)
}

/// Splits at a word that stands outside all brackets.
fn split_word<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if matches!(byte, b'<' | b'(' | b'[' | b'{') {
            at += closing(bytes.get(at..)?)?;
        } else if byte == b' ' && bytes.get(at..)?.starts_with(word.as_bytes()) {
            return Some((text.get(..at)?, text.get(at + word.len()..)?));
        } else {
            at += 1;
        }
    }
    None
}

/// The length up to the partner of the bracket that the text starts with.
fn closing(text: &[u8]) -> Option<usize> {
    let mut open: Vec<u8> = Vec::new();
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            b'<' => open.push(b'>'),
            b'(' => open.push(b')'),
            b'[' => open.push(b']'),
            b'{' => open.push(b'}'),
            // The arrow of a function type closes nothing.
            b'>' if at > 0 && text.get(at - 1) == Some(&b'-') => {}
            b'>' if open.last() != Some(&b'>') => {}
            b'>' | b')' | b']' | b'}' => {
                // Within round brackets, a `<` may be an operator and have no partner.
                while open.pop()? != byte {}
                if open.is_empty() {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Go escapes the dots in the last part of a package's path: `gopkg.in/yaml%2ev3`.
fn percent(text: &str) -> Option<char> {
    let code = u8::from_str_radix(text.get(1..3)?, 16).ok()?;
    code.is_ascii_graphic().then_some(char::from(code))
}

#[cfg(test)]
#[path = "normalise_tests.rs"]
mod tests;
