//! What compilers, linkers and profilers put before and after a name.

use std::borrow::Cow;

/// Suffixes of clones, each with or without a number after it.
const CLONES: &[&str] = &[
    ".constprop",
    ".part",
    ".isra",
    ".cold",
    ".lto_priv",
    ".llvm",
    ".localalias",
    ".clone",
    ".resolver",
    ".ifunc",
    ".warm",
    ".hot",
    ".unlikely",
    ".startup",
    ".exit",
    ".specialized",
    ".omp_fn",
    "._omp_fn",
    ".omp_outlined",
    ".default",
    ".simdclone",
    ".plt",
    ".str",
    ".uniq",
    ".__uniq",
    ".content",
    ".eh",
    ".thunk",
];

/// What demanglers and profilers write before a name.
const PREFIXES: &[&str] = &[
    "non-virtual thunk to ",
    "virtual thunk to ",
    "covariant return thunk to ",
    "reference temporary for ",
    "guard variable for ",
    "transaction clone for ",
    "async ",
    "static ",
];

/// How V8 marks code in perf maps: a kind, then how far it was optimised.
const V8: &[&str] = &[
    "LazyCompile:",
    "Function:",
    "Script:",
    "Eval:",
    "JS:",
    "Builtin:",
    "RegExp:",
];

/// The name without its decoration. What is left is still to be read.
pub(super) fn strip(name: &str) -> Cow<'_, str> {
    let mut name = name.trim();
    // `py::function:/path/file.py`; the function's own name may hold dots, but no colon.
    if let Some((function, path)) = name.strip_prefix("py::").and_then(|rest| rest.split_once(':'))
        && !path.starts_with(':')
    {
        name = function;
    }
    if let Some(rest) = V8.iter().find_map(|prefix| name.strip_prefix(prefix)) {
        name = rest.trim_start_matches(['~', '*', '^', '+']);
        name = name.split(' ').next().unwrap_or(name);
    }
    for prefix in PREFIXES {
        name = name.strip_prefix(prefix).unwrap_or(name);
    }
    name = name.strip_prefix("__GI_").unwrap_or(name);
    name = without_clones(name);
    if let Some(hash) = name
        .rfind("::h")
        .filter(|&at| is_rust_hash(name.get(at + 3..).unwrap_or_default()))
    {
        name = name.get(..hash).unwrap_or(name);
    }
    if name.contains("$LT$") || name.contains("$u7b$") || name.contains("$RF$") || name.contains("$u20$") {
        return Cow::Owned(legacy_rust(name));
    }
    Cow::Borrowed(name)
}

fn is_rust_hash(hash: &str) -> bool {
    hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn without_clones(name: &str) -> &str {
    let mut name = name;
    loop {
        let mut rest = name.trim_end();
        rest = rest.strip_suffix(" (inlined)").unwrap_or(rest);
        rest = rest.strip_suffix("-fm").unwrap_or(rest);
        rest = rest.strip_suffix(" const").unwrap_or(rest);
        // `@plt`, `@@GLIBC_2.2.5`, Firefox's `name@http://host/file.js:1:2`.
        if let Some(at) = memchr::memchr(b'@', rest.as_bytes()).filter(|&at| at > 0) {
            rest = rest.get(..at).unwrap_or(rest);
        }
        if rest.ends_with(']')
            && let Some(at) = rest.rfind(" [clone ").or_else(|| rest.rfind(" [as "))
        {
            rest = rest.get(..at).unwrap_or(rest);
        }
        let word = rest.trim_end_matches(|char: char| char.is_ascii_digit());
        let word = if word.len() < rest.len() {
            word.strip_suffix('.').unwrap_or(rest)
        } else {
            rest
        };
        let clone = CLONES
            .iter()
            .find_map(|clone| word.strip_suffix(clone).or_else(|| rest.strip_suffix(clone)));
        rest = clone.filter(|rest| !rest.is_empty()).unwrap_or(rest);
        if rest.len() == name.len() {
            return name;
        }
        name = rest;
    }
}

/// Undoes the escapes of Rust's older mangling, which demanglers for C++ leave: `_$LT$alloc..vec..Vec$GT$`.
fn legacy_rust(name: &str) -> String {
    const ESCAPES: &[(&str, &str)] = &[
        ("$LT$", "<"),
        ("$GT$", ">"),
        ("$RF$", "&"),
        ("$BP$", "*"),
        ("$LP$", "("),
        ("$RP$", ")"),
        ("$SP$", "@"),
        ("$C$", ","),
        ("$u20$", " "),
        ("$u27$", "'"),
        ("$u3b$", ";"),
        ("$u5b$", "["),
        ("$u5d$", "]"),
        ("$u7b$", "{"),
        ("$u7d$", "}"),
        ("$u7e$", "~"),
        ("..", "::"),
    ];
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(char) = rest.chars().next() {
        if let Some((escape, meaning)) = ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape)) {
            if plain.ends_with('_') && (plain.len() == 1 || plain.ends_with("::_")) {
                plain.pop();
            }
            plain.push_str(meaning);
            rest = rest.get(escape.len()..).unwrap_or_default();
        } else {
            plain.push(char);
            rest = rest.get(char.len_utf8()..).unwrap_or_default();
        }
    }
    plain
}
