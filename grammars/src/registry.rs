//! The table of languages, and the look-up in it.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::OnceLock;

use crate::language::{Comments, CostFiles, Language, Naming, Style};

const SLASHES: Comments = Comments {
    line: "//",
    block: Some(("/*", "*/")),
    attribute: None,
    docstrings: false,
};
const DOUBLE_COLON: Naming = Naming {
    separator: "::",
    functions_qualify: true,
    module_code: None,
    style: Style::Rust,
};
const DOT: Naming = Naming {
    separator: ".",
    functions_qualify: true,
    module_code: None,
    style: Style::Python,
};

macro_rules! query {
    ($($path:literal),+) => { &[$(include_str!(concat!("../", $path))),+] };
}

/// The cost patterns of some folders, after those of files that one of these languages has alone.
macro_rules! costs {
    ($($folder:literal),+ $(; matches $($matches:literal),+)? $(; scopes $($scopes:literal),+)?) => {
        CostFiles {
            matches: &[
                $($(include_str!(concat!("../", $matches)),)+)?
                $(include_str!(concat!("../", $folder, "/costs.scm"))),+
            ],
            scopes: &[
                $($(include_str!(concat!("../", $scopes)),)+)?
                $(include_str!(concat!("../", $folder, "/scopes.scm"))),+
            ],
            texts: &[$(include_str!(concat!("../", $folder, "/costs.toml"))),+],
        }
    };
}

/// Every language, each once.
pub static LANGUAGES: [Language; 9] = [
    Language {
        name: "Rust",
        language_ids: &["rust"],
        extensions: &["rs"],
        file_names: &[],
        naming: DOUBLE_COLON,
        comments: Comments {
            attribute: Some("#["),
            ..SLASHES
        },
        grammar: tree_sitter_rust::LANGUAGE,
        functions: query!("rust/functions.scm"),
        calls: query!("rust/calls.scm"),
        imports: query!("rust/imports.scm"),
        compiled: OnceLock::new(),
        costs: costs!("rust"),
        compiled_costs: OnceLock::new(),
    },
    Language {
        name: "C",
        language_ids: &["c"],
        extensions: &["c"],
        file_names: &[],
        naming: Naming {
            style: Style::C,
            ..DOUBLE_COLON
        },
        comments: SLASHES,
        grammar: tree_sitter_c::LANGUAGE,
        functions: query!("c/functions.scm"),
        calls: query!("c/calls.scm"),
        imports: query!("c/imports.scm"),
        compiled: OnceLock::new(),
        costs: costs!("c"; matches "c/alone.scm"),
        compiled_costs: OnceLock::new(),
    },
    Language {
        name: "C++",
        language_ids: &["cpp", "c++", "cuda-cpp", "cuda"],
        // The grammar of C++ reads nearly all of C, while that of C makes nothing of a class; so a header, which
        // may be either, is read as C++. C's own words that C++ reserves cost an ERROR around them, no more.
        extensions: &[
            "cc", "cpp", "cxx", "c++", "C", "h", "hh", "hpp", "hxx", "h++", "H", "ipp", "inl", "inc", "tpp",
            "txx", "tcc", "ixx", "cppm", "cu", "cuh",
        ],
        file_names: &[],
        naming: Naming {
            style: Style::Cpp,
            ..DOUBLE_COLON
        },
        comments: Comments {
            attribute: Some("[["),
            ..SLASHES
        },
        grammar: tree_sitter_cpp::LANGUAGE,
        functions: query!("cpp/functions.scm", "c/functions.scm"),
        calls: query!("c/calls.scm", "cpp/calls.scm"),
        imports: query!("c/imports.scm", "cpp/imports.scm"),
        compiled: OnceLock::new(),
        costs: costs!("cpp", "c"),
        compiled_costs: OnceLock::new(),
    },
    Language {
        name: "Go",
        language_ids: &["go"],
        extensions: &["go"],
        file_names: &[],
        naming: Naming {
            style: Style::Go,
            ..DOT
        },
        comments: SLASHES,
        grammar: tree_sitter_go::LANGUAGE,
        functions: query!("go/functions.scm"),
        calls: query!("go/calls.scm"),
        imports: query!("go/imports.scm"),
        compiled: OnceLock::new(),
        costs: costs!("go"),
        compiled_costs: OnceLock::new(),
    },
    Language {
        name: "Python",
        language_ids: &["python"],
        extensions: &["py", "pyw", "pyi"],
        file_names: &["SConstruct", "SConscript", "wscript"],
        naming: Naming {
            module_code: Some("<module>"),
            ..DOT
        },
        comments: Comments {
            line: "#",
            block: None,
            attribute: None,
            docstrings: true,
        },
        grammar: tree_sitter_python::LANGUAGE,
        functions: query!("python/functions.scm"),
        calls: query!("python/calls.scm"),
        imports: query!("python/imports.scm"),
        compiled: OnceLock::new(),
        costs: costs!("python"),
        compiled_costs: OnceLock::new(),
    },
    Language {
        name: "JavaScript",
        language_ids: &["javascript", "javascriptreact"],
        extensions: &["js", "mjs", "cjs", "jsx"],
        file_names: &["Jakefile"],
        naming: Naming {
            style: Style::JavaScript,
            ..DOT
        },
        comments: SLASHES,
        grammar: tree_sitter_javascript::LANGUAGE,
        functions: query!("javascript/fields.scm", "javascript/functions.scm"),
        calls: query!("javascript/calls.scm"),
        imports: query!("javascript/imports.scm"),
        compiled: OnceLock::new(),
        costs: costs!("javascript"; scopes "javascript/parameters.scm"),
        compiled_costs: OnceLock::new(),
    },
    Language {
        name: "TypeScript",
        language_ids: &["typescript"],
        extensions: &["ts", "mts", "cts"],
        file_names: &[],
        naming: Naming {
            style: Style::JavaScript,
            ..DOT
        },
        comments: Comments {
            attribute: Some("@"),
            ..SLASHES
        },
        grammar: tree_sitter_typescript::LANGUAGE_TYPESCRIPT,
        functions: query!("typescript/functions.scm", "javascript/functions.scm"),
        calls: query!("javascript/calls.scm"),
        imports: query!("javascript/imports.scm"),
        compiled: OnceLock::new(),
        costs: costs!("javascript"; scopes "typescript/scopes.scm"),
        compiled_costs: OnceLock::new(),
    },
    Language {
        name: "TSX",
        language_ids: &["typescriptreact"],
        extensions: &["tsx"],
        file_names: &[],
        naming: Naming {
            style: Style::JavaScript,
            ..DOT
        },
        comments: Comments {
            attribute: Some("@"),
            ..SLASHES
        },
        grammar: tree_sitter_typescript::LANGUAGE_TSX,
        functions: query!("typescript/functions.scm", "javascript/functions.scm"),
        calls: query!("javascript/calls.scm"),
        imports: query!("javascript/imports.scm"),
        compiled: OnceLock::new(),
        costs: costs!("javascript"; scopes "typescript/scopes.scm"),
        compiled_costs: OnceLock::new(),
    },
    Language {
        name: "Java",
        language_ids: &["java"],
        extensions: &["java"],
        file_names: &[],
        naming: Naming {
            functions_qualify: false,
            style: Style::Java,
            ..DOT
        },
        comments: SLASHES,
        grammar: tree_sitter_java::LANGUAGE,
        functions: query!("java/functions.scm"),
        calls: query!("java/calls.scm"),
        imports: query!("java/imports.scm"),
        compiled: OnceLock::new(),
        costs: costs!("java"),
        compiled_costs: OnceLock::new(),
    },
];

/// The language of a file, by its name alone; absent when its name does not tell.
pub fn by_path(path: &Path) -> Option<&'static Language> {
    let name = path.file_name().and_then(OsStr::to_str)?;
    let named = LANGUAGES
        .iter()
        .find(|language| language.file_names.contains(&name));
    named.or_else(|| by_extension(path.extension().and_then(OsStr::to_str)?))
}

/// The language of a file extension, given without its dot.
pub fn by_extension(extension: &str) -> Option<&'static Language> {
    LANGUAGES
        .iter()
        .find(|language| language.extensions.contains(&extension))
}

/// The language of a document, by the `languageId` that the editor sent.
pub fn by_language_id(id: &str) -> Option<&'static Language> {
    LANGUAGES
        .iter()
        .find(|language| language.language_ids.contains(&id))
}
