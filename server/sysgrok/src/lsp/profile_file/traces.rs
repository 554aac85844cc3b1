//! Frames of the stack traces that people paste: gdb and sanitizers, Rust, Go, Java, Python, Node, `perf script`.

use super::rows::{FileMention, Lines, Mention, Row, file_mention, mention};
use super::script;

/// The rows.
pub(super) fn rows(lines: Lines<'_>) -> Vec<Row> {
    let mut rows = Vec::new();
    // The line above, for the dialects that name the function there.
    let mut above: Option<(usize, &str)> = None;
    for (number, line) in lines {
        let found = numbered(number, line)
            .or_else(|| python(number, line))
            .or_else(|| java(number, line))
            .or_else(|| node(number, line))
            .or_else(|| rust(number, line, above))
            .or_else(|| go(number, line, above))
            .or_else(|| sampled(number, line));
        rows.extend(found);
        above = Some((number, line));
    }
    rows
}

/// gdb: `#1  0x0055 in index (w=0x0) at src/a.c:59`; sanitizers: `#1 0x55 in index(char*) /x/a.cc:59:5`.
fn numbered(number: usize, line: &str) -> Option<Row> {
    let start = line.len() - line.trim_start().len();
    let rest = line.get(start..)?.strip_prefix('#')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || !rest.get(digits..)?.starts_with(' ') {
        return None;
    }
    let mut from = start + 1 + digits;
    from += line.get(from..)?.len() - line.get(from..)?.trim_start().len();
    if line.get(from..)?.starts_with("0x") {
        let at = line.get(from..)?.find(" in ");
        from += at? + 4;
    }
    let rest = line.get(from..)?;
    if let Some(at) = rest.rfind(") at ") {
        // The arguments stand apart from the name, and may hold anything.
        let end = rest.find(" (")?;
        let file = file_mention(number, line, from + at + 5..line.len())?;
        return Some(Row {
            function: mention(number, line, from..from + end),
            file: Some(file),
            weight: None,
        });
    }
    // The path may hold blanks; the name ends before the first word that begins a path.
    let path = rest.find(" /").or_else(|| rest.trim_end().rfind(' '));
    let file = path.and_then(|at| file_mention(number, line, from + at..line.len()));
    let end = match &file {
        Some(file) => file.mention.bytes.start,
        None => {
            from + rest
                .find(" (")
                .or_else(|| rest.find(" from "))
                .unwrap_or(rest.len())
        }
    };
    Some(Row {
        function: Some(mention(number, line, from..end)?),
        file,
        weight: None,
    })
}

/// `  File "/x/a.py", line 12, in correct`.
fn python(number: usize, line: &str) -> Option<Row> {
    let start = line.find("File \"")? + 6;
    if !line.get(..start - 6)?.trim().is_empty() {
        return None;
    }
    let (path, rest) = line.get(start..)?.split_once("\", line ")?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let at: u32 = rest.get(..digits)?.parse().ok().filter(|&line| line > 0)?;
    let end = start + path.len() + "\", line ".len() + digits;
    let function = line
        .get(end..)?
        .strip_prefix(", in ")
        .and_then(|name| mention(number, line, end + 5..end + 5 + name.len()));
    let mention = Mention {
        line: number,
        bytes: start..end,
        text: path.to_owned(),
    };
    Some(Row {
        function,
        file: Some(FileMention {
            mention,
            line: Some(at),
        }),
        weight: None,
    })
}

/// `at com.acme.Table.find(Table.java:12)`, also with a module before it.
fn java(number: usize, line: &str) -> Option<Row> {
    let start = after_at(line)?;
    let rest = line.get(start..)?;
    let open = rest.find('(')?;
    let close = open + rest.get(open..)?.find(')')?;
    let (name, place) = (rest.get(..open)?, rest.get(open + 1..close)?);
    if name.contains(' ') || !name.contains('.') || place.contains(['/', '\\']) {
        return None;
    }
    let file = file_mention(number, line, start + open + 1..start + close)?;
    if !file.mention.text.contains('.') {
        return None;
    }
    let bare = name.rsplit('/').next().unwrap_or(name);
    // The package is the folder.
    let mut parts: Vec<&str> = bare.split('.').collect();
    parts.truncate(parts.len().saturating_sub(2));
    parts.push(&file.mention.text);
    let text = parts.join("/");
    let name = start + name.len() - bare.len()..start + open;
    let mention = Mention { text, ..file.mention };
    Some(Row {
        function: super::rows::mention(number, line, name),
        file: Some(FileMention {
            mention,
            line: file.line,
        }),
        weight: None,
    })
}

/// `at parse (/x/a.js:10:5)`, `at async Foo.bar (file:///x/a.js:10:5)`, `at /x/a.js:10:5`.
fn node(number: usize, line: &str) -> Option<Row> {
    let start = after_at(line)?;
    let rest = line.get(start..)?.trim_end();
    let (name, place) = match rest.strip_suffix(')').and_then(|rest| rest.rfind(" (")) {
        Some(at) => (Some(start..start + at), start + at + 2..start + rest.len() - 1),
        None => (None, start..start + rest.len()),
    };
    let mut file = file_mention(number, line, place)?;
    if let Some(path) = file.mention.text.strip_prefix("file://") {
        file.mention.text = path.to_owned();
    }
    // Rust's `at ./src/main.rs:10:5` has its function above.
    if name.is_none() && !file.mention.text.rsplit('.').next().is_some_and(is_script) {
        return None;
    }
    let function = name.and_then(|name| mention(number, line, name)).map(|mut name| {
        for word in ["async ", "new "] {
            if let Some(bare) = name.text.strip_prefix(word) {
                name.bytes.start += word.len();
                name.text = bare.to_owned();
            }
        }
        name
    });
    Some(Row {
        function,
        file: Some(file),
        weight: None,
    })
}

fn is_script(extension: &str) -> bool {
    matches!(
        extension,
        "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx"
    )
}

/// `3: wordex::main` with `at ./src/main.rs:10:5` below it; `thread 'main' panicked at src/main.rs:10:5:`.
fn rust(number: usize, line: &str, above: Option<(usize, &str)>) -> Option<Row> {
    if let Some(at) = line.find(" panicked at ") {
        let from = at + " panicked at ".len();
        let end = line.trim_end().trim_end_matches(':').len();
        // Before Rust 1.73 the message stood first: `panicked at 'oh no', src/main.rs:10:5`.
        let from = line.get(from..end)?.rfind("', ").map_or(from, |at| from + at + 3);
        return Some(Row {
            file: Some(file_mention(number, line, from..end)?),
            ..Row::default()
        });
    }
    let file = file_mention(number, line, after_at(line)?..line.len())?;
    let function = above.and_then(|(number, line)| {
        let start = line.len() - line.trim_start().len();
        let (index, _) = line.get(start..)?.split_once(": ")?;
        let is_index = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
        let rest = line.get(start + index.len() + 2..)?.trim_start();
        // `0x5581 - wordex::main` when addresses are shown.
        let name = rest
            .strip_prefix("0x")
            .and_then(|rest| rest.split_once(" - "))
            .map_or(rest, |(_, name)| name);
        let from = line.len() - name.len();
        is_index
            .then(|| mention(number, line, from..line.len()))
            .flatten()
    });
    Some(Row {
        function,
        file: Some(file),
        weight: None,
    })
}

/// `main.(*Map).Shortest(0xc000, ...)` with `\t/x/graph.go:12 +0x1d` below it.
fn go(number: usize, line: &str, above: Option<(usize, &str)>) -> Option<Row> {
    let indented = line.strip_prefix('\t').or_else(|| line.strip_prefix("    "))?;
    let start = line.len() - indented.len();
    let end = start + indented.find(" +0x").unwrap_or(indented.trim_end().len());
    let file = file_mention(number, line, start..end)?;
    if !matches!(file.mention.text.rsplit('.').next(), Some("go" | "s")) {
        return None;
    }
    let function = above.and_then(|(number, line)| {
        let from = line.len() - line.trim_start_matches("created by ").len();
        let name = line.get(from..)?;
        let end = name
            .find(" in goroutine ")
            .or_else(|| name.rfind('(').filter(|&at| at > 0))
            .unwrap_or(name.len());
        mention(number, line, from..from + end)
    });
    Some(Row {
        function,
        file: Some(file),
        weight: None,
    })
}

/// A frame of `perf script`: what else begins with a hexadecimal word has no offset in a function.
fn sampled(number: usize, line: &str) -> Option<Row> {
    let row = script::frame(number, line)?;
    (line.contains("+0x") && line.trim_end().ends_with(')')).then_some(row)
}

/// Where the rest of a line begins that starts with `at `.
fn after_at(line: &str) -> Option<usize> {
    let start = line.len() - line.trim_start().len();
    line.get(start..)?.starts_with("at ").then_some(start + 3)
}
