//! A generated tree of sources, and a profile of some of its functions.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Fault, Random};

/// A function that the profile speaks of.
pub struct Hot {
    /// Relative to the tree.
    pub file: PathBuf,
    /// As the profiler calls it.
    pub name: String,
    /// As the source calls it.
    pub plain: String,
    /// A line of its body, from 1.
    pub line: usize,
}

/// How a language writes a function: extension, what stands before `NAME`, what between it and the body,
/// a statement of the body that calls `CALLEE`, and the end.
struct Language {
    extension: &'static str,
    head: &'static str,
    statement: &'static str,
    tail: &'static str,
    /// What a profiler calls `NAME` in the file `FILE` of the folder `FOLDER`.
    profiled: &'static str,
    /// Around all functions of a file.
    around: (&'static str, &'static str),
}

const LANGUAGES: [Language; 8] = [
    Language {
        extension: "rs",
        head: "/// Folds the items of one page into a sum.\npub fn NAME(items: &[u64], size: usize) -> u64 {\n    let mut total = 0;\n",
        statement: "    for (index, item) in items.iter().enumerate() {\n        total ^= if item % 3 == 0 { CALLEE(items, index % size) } else { item.rotate_left(7) };\n    }\n",
        tail: "    total\n}\n\n",
        profiled: "app::FOLDER::FILE::NAME",
        around: ("use std::collections::BTreeMap;\n\n", ""),
    },
    Language {
        extension: "c",
        head: "/* Folds the items of one page into a sum. */\nstatic unsigned long NAME(const unsigned long *items, size_t size)\n{\n    unsigned long total = 0;\n",
        statement: "    for (size_t index = 0; index < size; index++) {\n        if (items[index] % 3 == 0)\n            total ^= CALLEE(items, index % size);\n        else\n            total += items[index] << 7;\n    }\n",
        tail: "    return total;\n}\n\n",
        profiled: "NAME",
        around: ("#include <stddef.h>\n\n", ""),
    },
    Language {
        extension: "cpp",
        head: "    // Folds the items of one page into a sum.\n    template <typename T> T NAME(const std::vector<T> &items, std::size_t size) {\n        T total{};\n",
        statement: "        for (auto index = 0u; index < items.size(); ++index) {\n            total ^= items[index] % 3 == 0 ? CALLEE(items, index % size) : items[index] << 7;\n        }\n",
        tail: "        return total;\n    }\n\n",
        profiled: "unsigned long app::FILE::NAME<unsigned long>(std::vector<unsigned long, std::allocator<unsigned long> > const&, unsigned long)",
        around: ("#include <vector>\n\nnamespace app::FILE {\n\n", "}\n"),
    },
    Language {
        extension: "go",
        head: "// NAME folds the items of one page into a sum.\nfunc NAME(items []uint64, size int) uint64 {\n\tvar total uint64\n",
        statement: "\tfor index, item := range items {\n\t\tif item%3 == 0 {\n\t\t\ttotal ^= CALLEE(items, index%size)\n\t\t} else {\n\t\t\ttotal += item << 7\n\t\t}\n\t}\n",
        tail: "\treturn total\n}\n\n",
        profiled: "example.com/app/FOLDER.NAME",
        around: ("package FOLDER\n\nimport \"sort\"\n\n", ""),
    },
    Language {
        extension: "py",
        head: "def NAME(items, size):\n    \"\"\"Fold the items of one page into a sum.\"\"\"\n    total = 0\n",
        statement: "    for index, item in enumerate(items):\n        if item % 3 == 0:\n            total ^= CALLEE(items, index % size)\n        else:\n            total += item << 7\n",
        tail: "    return total\n\n\n",
        profiled: "NAME",
        around: ("import collections\n\n\n", ""),
    },
    Language {
        extension: "js",
        head: "// Folds the items of one page into a sum.\nexport function NAME(items, size) {\n  let total = 0;\n",
        statement: "  items.forEach((item, index) => {\n    total ^= item % 3 === 0 ? CALLEE(items, index % size) : item << 7;\n  });\n",
        tail: "  return total;\n}\n\n",
        profiled: "NAME",
        around: ("import fs from 'node:fs';\n\n", ""),
    },
    Language {
        extension: "ts",
        head: "  /** Folds the items of one page into a sum. */\n  NAME(items: number[], size: number): number {\n    let total = 0;\n",
        statement: "    for (const [index, item] of items.entries()) {\n      total ^= item % 3 === 0 ? this.CALLEE(items, index % size) : item << 7;\n    }\n",
        tail: "    return total;\n  }\n\n",
        profiled: "FILE.NAME",
        around: ("export class FILE {\n", "}\n"),
    },
    Language {
        extension: "java",
        head: "    /** Folds the items of one page into a sum. */\n    public long NAME(long[] items, int size) {\n        long total = 0;\n",
        statement: "        for (int index = 0; index < items.length; index++) {\n            total ^= items[index] % 3 == 0 ? CALLEE(items, index % size) : items[index] << 7;\n        }\n",
        tail: "        return total;\n    }\n\n",
        profiled: "app.FOLDER.FILE.NAME",
        around: ("package app.FOLDER;\n\npublic class FILE {\n", "}\n"),
    },
];

const FILES: [&str; 20] = [
    "reader", "writer", "index", "cache", "parser", "tokens", "layout", "worker", "queue", "client",
    "server", "session", "codec", "buffer", "table", "graph", "planner", "metrics", "config", "utils",
];

/// Functions of a file.
const FUNCTIONS: usize = 16;

/// Writes `files` sources of about 10 KB, of eight languages in turn, and tells of `hot` of them which
/// functions the profile is to speak of. Every function's name also stands in other files, as a call.
pub fn write_sources(root: &Path, files: usize, hot: usize) -> Result<Vec<Hot>, Fault> {
    let mut random = Random::new(7);
    let function = |file: usize, index: usize| format!("fold_{}_{file}_{index}", FILES[file % 20]);
    let mut found = Vec::new();
    for file in 0..files {
        let Some(language) = LANGUAGES.get(file % LANGUAGES.len()) else {
            continue;
        };
        let folder = format!("part{}", file / 80);
        let base = FILES[file / 4 % 20];
        let fill = |text: &str| text.replace("FOLDER", &folder).replace("FILE", base);
        let path = PathBuf::from("src")
            .join(&folder)
            .join(format!("{base}.{}", language.extension));
        let path = if root.join(&path).exists() {
            path.with_file_name(format!("{base}{}.{}", file % 80, language.extension))
        } else {
            path
        };
        // Spread over the tree and over the languages.
        let is_hot = file % (files / hot) == (file / (files / hot)) % LANGUAGES.len();
        let mut text = fill(language.around.0);
        for index in 0..FUNCTIONS {
            let name = function(file, index);
            text.push_str(&language.head.replace("NAME", &name));
            let line = text.lines().count() + 2;
            for _ in 0..3 {
                let callee = function(random.below(files), random.below(FUNCTIONS));
                text.push_str(&language.statement.replace("CALLEE", &callee));
            }
            text.push_str(language.tail);
            if is_hot && index % 5 == 0 {
                found.push(Hot {
                    file: path.clone(),
                    name: fill(language.profiled).replace("NAME", &name),
                    plain: name,
                    line,
                });
            }
        }
        text.push_str(&fill(language.around.1));
        if let Some(parent) = path.parent() {
            fs::create_dir_all(root.join(parent))?;
        }
        fs::write(root.join(path), text)?;
    }
    Ok(found)
}

/// A `perf script` text in which these functions are hot, with or without `-F +srcline`.
pub fn profile_of(hot: &[Hot], with_lines: bool) -> String {
    let mut text = String::new();
    for sample in 0..hot.len() * 40 {
        let Some(leaf) = hot.get(sample % hot.len()) else {
            continue;
        };
        let _ = writeln!(text, "app  100  1.{sample:06}:    1000000 cpu-clock: ");
        let _ = writeln!(
            text,
            "\t{:16x} {}+0x10 (/srv/app/bin/app)",
            4096 + sample,
            leaf.name
        );
        if with_lines {
            let _ = writeln!(text, "  /build/app/{}:{}", leaf.file.display(), leaf.line);
        }
        let _ = writeln!(text, "\t{:16x} main+0x20 (/srv/app/bin/app)", 1024);
        if with_lines {
            text.push_str("  ??:0\n");
        }
        text.push('\n');
    }
    text
}
