//! What one frame of a folded stack says. The format itself has no fields, only text; what tools put
//! into it is recognised by its shape, and what is not recognised is the function's name.
//!
//! | written by | shape |
//! |---|---|
//! | py-spy (`Frame`'s display in `src/flamegraph.rs`) | `name (file:line)`, `name (file)`, `0xaddr (library)` |
//! | rbspy (`StackFrame`'s display in `src/core/types.rs`) | `name - path:line` |
//! | Austin (`SAMPLE_FORMAT_NORMAL` in `src/argparse.c`) | `path:name:line` |
//! | FlameGraph's `stackcollapse-perf.pl --srcline`, `--context`; tracing-flame | `name:path:line` |
//! | FlameGraph's `stackcollapse-faulthandler.pl` | `path:line:name` |
//! | Java stack traces, as jstack and its collapsers leave them | `name(File.java:line)` |
//! | V8's perf map (`--perf-basic-prof`), through perf | `JS:*name url:line:column`, of the declaration |
//! | addr2line-like collapsers | `name at path:line`, `name path:line` |
//! | collapsers of JavaScript and of Rust's backtraces | any of these with `path:line:column` |
//! | DTrace, Instruments and macOS `sample` collapsers of FlameGraph and inferno | ``module`name`` |
//! | inferno's and FlameGraph's perf collapsers, async-profiler (`docs/ProfilerOptions.md`, `ann`) | `name_[k]` kernel, `_[i]` inlined, `_[j]` `_[0]` `_[1]` JIT and interpreter |
//! | `google-pprof --collapsed` (gperftools) | `name[inline]`, `name<16 hexadecimal digits>` |
//! | the perf collapsers, for addresses without symbol (`with_module_fallback` in inferno's `collapse/perf.rs`) | `[library]`, `[unknown]` |

use std::num::{NonZeroU32, NonZeroU64};

/// The mapping of kernel frames, as perf names it.
const KERNEL: &str = "[kernel.kallsyms]";

/// A frame's parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frame<'a> {
    /// The function; the whole text where nothing was recognised.
    pub name: &'a str,
    /// The function as people call it, where `name` has more to it.
    pub shown: Option<&'a str>,
    pub file: Option<&'a str>,
    /// Where in the function the sample is.
    pub line: Option<NonZeroU32>,
    /// Counted from 1, as written: what it counts in is not known.
    pub column: Option<NonZeroU32>,
    /// Where the function is declared.
    pub declared: Option<NonZeroU32>,
    pub mapping: Option<&'a str>,
    pub address: Option<NonZeroU64>,
    pub inlined: bool,
}

impl<'a> Frame<'a> {
    /// Takes the text of a frame apart.
    pub(crate) fn parse(text: &'a str) -> Frame<'a> {
        let mut frame = Frame {
            name: text.trim(),
            ..Frame::default()
        };
        frame.strip_annotations();
        if frame.name.is_empty() {
            frame.name = "[unknown]";
            return frame;
        }
        frame.split_location();
        frame.strip_annotations();
        frame.split_mapping();
        frame
    }

    fn strip_annotations(&mut self) {
        while let Some(text) = self.name.strip_suffix([']', '>']) {
            let Some((rest, mark)) = text.rsplit_once(['[', '<']) else {
                return;
            };
            let annotated = rest.strip_suffix('_');
            let rest = annotated.unwrap_or(rest);
            if rest.is_empty() {
                return;
            }
            match mark {
                "k" if annotated.is_some() => self.mapping = Some(KERNEL),
                "i" if annotated.is_some() => self.inlined = true,
                "j" | "0" | "1" if annotated.is_some() => {}
                "inline" if annotated.is_none() => self.inlined = true,
                address if annotated.is_none() && address.len() == 16 => {
                    let Ok(address) = u64::from_str_radix(address, 16) else {
                        return;
                    };
                    self.address = NonZeroU64::new(address);
                }
                _ => return,
            }
            self.name = rest;
        }
    }

    fn split_mapping(&mut self) {
        if let Some((module, name)) = self.name.split_once('`')
            && !module.is_empty()
            && !name.is_empty()
            && !module.contains([' ', '(', '<'])
        {
            self.mapping = Some(module);
            self.name = name;
        }
        let bracketed = self
            .name
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'));
        if let Some(inside) = bracketed {
            let library = inside.split(" <").next().unwrap_or(inside);
            if is_library(library) {
                self.mapping = self.mapping.or(Some(library));
            }
        }
    }

    fn split_location(&mut self) {
        let text = self.name;
        if let Some(open) = text.strip_suffix(')').and_then(|text| text.rfind('(')) {
            self.split_parentheses(text, open);
            return;
        }
        let Some((before, line)) = split_number(text) else {
            self.split_middle(text);
            return;
        };
        if let Some((before, line)) = split_number(before)
            && self.split_v8(before, line)
        {
            return;
        }
        let (before, line) = self.split_column(before, line);
        let line = NonZeroU32::new(line);
        let mut place = |name: &'a str, file: &'a str| {
            (self.name, self.file, self.line) = (name, Some(file), line);
        };
        if let Some((name, file)) = before.rsplit_once(" - ").filter(|(_, file)| is_path(file)) {
            place(name, file);
        } else if let Some((name, file)) = before.rsplit_once(' ')
            && is_path(file)
            && (!file.contains(':') || is_drive_path(file))
            && !file.contains(')')
        {
            let name = name.trim_end();
            let link = [" at", " in", ","]
                .iter()
                .find_map(|link| name.strip_suffix(link));
            place(link.unwrap_or(name).trim_end(), file);
        } else if let Some((left, right)) = before.rsplit_once(':') {
            let drive = left.len().checked_sub(2).filter(|&at| {
                let letter = left.get(at..).and_then(|text| text.strip_prefix(':'));
                right.starts_with(['\\', '/'])
                    && letter.is_some_and(|letter| letter.starts_with(|c: char| c.is_ascii_alphabetic()))
            });
            if let Some(at) = drive {
                place(&before[..at], &before[at + 1..]);
            } else if has_source_extension(right) && !left.ends_with(':') {
                place(left, right);
            } else if is_path(left) {
                place(right, left);
            } else if right.contains('/') && is_path(right) && !left.ends_with(':') {
                place(left, right);
            } else if left == "kernel" {
                self.name = right;
                self.mapping = Some(KERNEL);
            }
        } else if has_source_extension(before) {
            place(text, before);
        }
    }

    /// `name (file:line)`, `name(File.java:line)`, `name (file)` and `name (library)`.
    fn split_parentheses(&mut self, text: &'a str, open: usize) {
        let inside = &text[open + 1..text.len() - 1];
        let before = &text[..open];
        let name = before.trim_end();
        if name.is_empty() || inside.is_empty() || inside.contains(')') {
            return;
        }
        let spaced = name.len() < before.len();
        if let Some((file, line)) = split_number(inside)
            && (spaced || is_path(file))
            && !file.is_empty()
        {
            let (file, line) = self.split_column(file, line);
            (self.name, self.file, self.line) = (name, Some(file), NonZeroU32::new(line));
        } else if spaced && is_path(inside) {
            (self.name, self.file) = (name, Some(inside));
        } else if spaced && (is_library(inside) || name.starts_with("0x")) && !inside.contains([' ', ',']) {
            self.name = name;
            self.mapping = self.mapping.or(Some(inside));
        }
    }

    /// `path:line:name`.
    fn split_middle(&mut self, text: &'a str) {
        let Some((left, name)) = text.rsplit_once(':') else {
            return;
        };
        if let Some((file, line)) = split_number(left)
            && is_path(file)
            && !name.is_empty()
        {
            (self.name, self.file, self.line) = (name, Some(file), NonZeroU32::new(line));
        }
    }

    /// The place in `path:line:column`, of which `path:line` and `column` are given; else what was given.
    fn split_column(&mut self, before: &'a str, number: u32) -> (&'a str, u32) {
        match split_number(before) {
            Some((path, line)) if has_source_extension(path) => {
                self.column = NonZeroU32::new(number);
                (path, line)
            }
            _ => (before, number),
        }
    }

    /// `JS:*name url:line:column`: the name of a function that V8 compiled, with its declaration.
    fn split_v8(&mut self, before: &'a str, line: u32) -> bool {
        let kinds = ["JS:", "LazyCompile:", "Function:", "Script:", "Eval:"];
        let Some(rest) = kinds.iter().find_map(|kind| before.strip_prefix(kind)) else {
            return false;
        };
        // Interpreted, baseline, maglev, turbofan.
        let rest = rest.trim_start_matches(['~', '^', '+', '*', '\'']);
        let Some((name, url)) = rest.rsplit_once(' ') else {
            return false;
        };
        self.shown = Some(if name.is_empty() { "(anonymous)" } else { name });
        self.file = Some(url.strip_prefix("file://").unwrap_or(url)).filter(|file| !file.is_empty());
        self.declared = NonZeroU32::new(line);
        true
    }
}

/// `text:123`.
fn split_number(text: &str) -> Option<(&str, u32)> {
    let (before, digits) = text.rsplit_once(':')?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((before, digits.parse().ok()?))
}

/// Whether a text must be a path: a source file's name, one with a root, or one of Python's `<frozen runpy>`.
fn is_path(text: &str) -> bool {
    has_source_extension(text)
        || (text.starts_with('/') && text.len() > 1)
        || is_drive_path(text)
        || (text.starts_with('<') && text.ends_with('>'))
}

fn is_drive_path(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.next() == Some(':')
        && matches!(chars.next(), Some('\\' | '/'))
}

fn has_source_extension(text: &str) -> bool {
    const EXTENSIONS: &[&str] = &[
        "asm", "c", "c++", "cc", "cjs", "clj", "cpp", "cs", "cu", "cuh", "cxx", "d", "dart", "erl", "ex",
        "exs", "f", "f90", "fs", "go", "groovy", "h", "hh", "hpp", "hs", "hxx", "inl", "java", "jl", "js",
        "jsx", "kt", "kts", "lua", "m", "mjs", "ml", "mm", "mts", "nim", "php", "pl", "pm", "pxd", "py",
        "pyx", "r", "rb", "rs", "s", "scala", "svelte", "swift", "ts", "tsx", "vb", "vue", "zig",
    ];
    text.rsplit_once('.').is_some_and(|(stem, extension)| {
        !stem.is_empty()
            && EXTENSIONS
                .iter()
                .any(|known| known.eq_ignore_ascii_case(extension))
    })
}

/// `libc.so.6`, `libc-2.31.so`, `ntdll.dll`, `libSystem.dylib`, `nf_conntrack.ko`, `kernel.kallsyms`, `vdso`.
fn is_library(text: &str) -> bool {
    let base = text.rsplit(['/', '\\']).next().unwrap_or(text);
    base.contains(".so.")
        || [
            ".so",
            ".dll",
            ".dylib",
            ".exe",
            ".ko",
            ".pyd",
            ".kallsyms",
            "vdso",
        ]
        .iter()
        .any(|end| base.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: &Expect) {
        let frame = Frame::parse(text);
        let mut shown = frame.name.to_owned();
        let mut add = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                shown += &[" | ", key, " ", &value].concat();
            }
        };
        add("shown", frame.shown.map(str::to_owned));
        add("file", frame.file.map(str::to_owned));
        add("line", frame.line.map(|line| line.to_string()));
        add("column", frame.column.map(|column| column.to_string()));
        add("declared", frame.declared.map(|line| line.to_string()));
        add("mapping", frame.mapping.map(str::to_owned));
        add("address", frame.address.map(|address| format!("{address:x}")));
        add("inlined", frame.inlined.then(String::new));
        expected.assert_eq(&shown);
    }

    #[test]
    fn frames_that_carry_a_place() {
        let cases = [
            (
                "distance (spell/tree.py:13)",
                expect!["distance | file spell/tree.py | line 13"],
            ),
            (
                "_run_code (<frozen runpy>:88)",
                expect!["_run_code | file <frozen runpy> | line 88"],
            ),
            (
                "<module> (spell/__main__.py)",
                expect!["<module> | file spell/__main__.py"],
            ),
            (
                "_run_code (<frozen runpy>)",
                expect!["_run_code | file <frozen runpy>"],
            ),
            (
                "0x7f2aa773924a (libc.so.6)",
                expect!["0x7f2aa773924a | mapping libc.so.6"],
            ),
            ("0x55d0 (python3.11)", expect!["0x55d0 | mapping python3.11"]),
            (
                "block in each - /gems/a b/x.rb:7",
                expect!["block in each | file /gems/a b/x.rb | line 7"],
            ),
            (
                "block in each - lib/x.rb:7",
                expect!["block in each | file lib/x.rb | line 7"],
            ),
            ("/p/x.py:Foo.bar:12", expect!["Foo.bar | file /p/x.py | line 12"]),
            (
                "<frozen runpy>:_run_code:88",
                expect!["_run_code | file <frozen runpy> | line 88"],
            ),
            (r"C:\p\x.py:main:3", expect![[r"main | file C:\p\x.py | line 3"]]),
            (
                "kernel:do_futex:0",
                expect!["do_futex | mapping [kernel.kallsyms]"],
            ),
            (
                "ns::work:src/a.cpp:40",
                expect!["ns::work | file src/a.cpp | line 40"],
            ),
            (
                "vfs_read_[k]:fs/read_write.c:40",
                expect!["vfs_read | file fs/read_write.c | line 40 | mapping [kernel.kallsyms]"],
            ),
            (
                "app::span:src/main.rs:9",
                expect!["app::span | file src/main.rs | line 9"],
            ),
            (
                r"work:C:\p\x.cpp:3",
                expect![[r"work | file C:\p\x.cpp | line 3"]],
            ),
            ("/p/x.py:12:run", expect!["run | file /p/x.py | line 12"]),
            (
                "com.x.Foo.bar(Foo.java:12)",
                expect!["com.x.Foo.bar | file Foo.java | line 12"],
            ),
            ("work at /p/x.c:12", expect!["work | file /p/x.c | line 12"]),
            (
                "ns::work(int, char) x.cpp:12",
                expect!["ns::work(int, char) | file x.cpp | line 12"],
            ),
            (
                "ns::work(int, char):x.cpp:12",
                expect!["ns::work(int, char) | file x.cpp | line 12"],
            ),
            ("x.lua:12", expect!["x.lua:12 | file x.lua | line 12"]),
            (
                "work (src/a.ts:12:34)",
                expect!["work | file src/a.ts | line 12 | column 34"],
            ),
            (
                "work at /p/x.rs:12:34",
                expect!["work | file /p/x.rs | line 12 | column 34"],
            ),
            (
                "work src/a.js:12:34",
                expect!["work | file src/a.js | line 12 | column 34"],
            ),
            (
                "ns::work:src/a.cpp:12:34",
                expect!["ns::work | file src/a.cpp | line 12 | column 34"],
            ),
            (
                "work - lib/x.rb:12:34",
                expect!["work | file lib/x.rb | line 12 | column 34"],
            ),
            (
                "JS:*work file:///p/x.mjs:12:34",
                expect!["JS:*work file:///p/x.mjs:12:34 | shown work | file /p/x.mjs | declared 12"],
            ),
            (
                "LazyCompile:~ /p/x.js:1:1",
                expect!["LazyCompile:~ /p/x.js:1:1 | shown (anonymous) | file /p/x.js | declared 1"],
            ),
        ];
        for (text, expected) in &cases {
            check(text, expected);
        }
    }

    #[test]
    fn frames_that_carry_a_mapping_or_an_annotation() {
        let cases = [
            (
                "genunix`syscall_mstate",
                expect!["syscall_mstate | mapping genunix"],
            ),
            ("vfs_read_[k]", expect!["vfs_read | mapping [kernel.kallsyms]"]),
            ("Foo.bar_[i]", expect!["Foo.bar | inlined "]),
            ("Foo.bar_[j]", expect!["Foo.bar"]),
            ("Foo.bar_[0]", expect!["Foo.bar"]),
            ("[libc.so.6]", expect!["[libc.so.6] | mapping libc.so.6"]),
            (
                "[libc.so.6 <7f00>]",
                expect!["[libc.so.6 <7f00>] | mapping libc.so.6"],
            ),
            ("[unknown]", expect!["[unknown]"]),
            (
                "geo::dot(int) const[inline]",
                expect!["geo::dot(int) const | inlined "],
            ),
            ("main<0000000000001160>", expect!["main | address 1160"]),
            ("", expect!["[unknown]"]),
        ];
        for (text, expected) in &cases {
            check(text, expected);
        }
    }

    #[test]
    fn names_that_only_look_like_places_stay_whole() {
        for text in [
            "process 13067:\"sh -c /usr/bin/python3 -m spell 60 & x; wait\"",
            "thread (12804): worker-0",
            "thread (0x7F2A)",
            "kworker/0:1",
            "lists:map/2",
            "std::get<0>",
            "operator new(unsigned long)",
            "void f(int (*)(int))",
            "std::function<void (int)>::operator()(int) const",
            "net/http.(*conn).serve",
            "java/lang/String.hashCode",
            "Foo::bar:12",
            "(anonymous namespace)::f",
            "_[k]",
            "[thread tid=12]",
            "`",
            ":1",
            "()",
        ] {
            let frame = Frame::parse(text);
            assert_eq!((frame.name, frame.file, frame.line), (text, None, None), "{text}");
        }
    }
}
