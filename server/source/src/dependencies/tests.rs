//! What lines and paths mean, and what lock files say.

use super::*;

fn at(file: &str, text: &str) -> String {
    let line = text
        .lines()
        .position(|line| line.contains('→'))
        .unwrap_or_default() as u32
        + 1;
    let text = text.replace('→', "");
    match at_line(Path::new(file), &text, line) {
        None => "nothing".to_owned(),
        Some(found) => {
            format!(
                "{} {} {}",
                found.ecosystem.name(),
                found.name,
                found.version.as_deref().unwrap_or("-")
            )
        }
    }
}

#[test]
fn lines_of_manifests() {
    let check = |file: &str, text: &str, expected: &str| assert_eq!(at(file, text), expected, "{text}");
    check(
        "Cargo.toml",
        "[package]\n→name = \"x\"\n[dependencies]\n",
        "nothing",
    );
    check(
        "Cargo.toml",
        "[dependencies]\n→serde_json = \"1.0\"\n",
        "crates.io serde_json 1.0",
    );
    check(
        "a/Cargo.toml",
        "[dependencies]\n→rx = { package = \"regex\", version = \"1.10\" }\n",
        "crates.io regex 1.10",
    );
    check(
        "Cargo.toml",
        "[target.'cfg(unix)'.dependencies]\n→libc.workspace = true\n",
        "crates.io libc -",
    );
    check(
        "Cargo.toml",
        "[dependencies.regex]\n→version = \"1\"\n",
        "crates.io regex 1",
    );
    check("Cargo.toml", "[dependencies]\n→# regex = \"1\"\n", "nothing");
    check(
        "package.json",
        "{\n \"scripts\": {\"moment\": \"x\"},\n \"dependencies\": {\n→  \"moment\": \"^2.29.4\"\n }\n}",
        "npm moment ^2.29.4",
    );
    check(
        "package.json",
        "{\n→ \"name\": \"x\",\n \"dependencies\": {}\n}",
        "nothing",
    );
    check(
        "go.mod",
        "module m\n\nrequire (\n→\tgithub.com/a/b v1.2.3 // indirect\n)\n",
        "go github.com/a/b v1.2.3",
    );
    check("go.mod", "→module example.com/m\n", "nothing");
    check(
        "requirements.txt",
        "→numpy[extra]==1.26.4 ; python_version < '3.12'\n",
        "pypi numpy 1.26.4",
    );
    check("requirements-dev.txt", "→-r other.txt\n", "nothing");
    check(
        "pyproject.toml",
        "[project]\nname = \"x\"\ndependencies = [\n→  \"orjson>=3\",\n]\n",
        "pypi orjson >=3",
    );
    check("pyproject.toml", "[project]\n→name = \"x\"\n", "nothing");
    check(
        "pyproject.toml",
        "[tool.poetry.dependencies]\n→requests = \"^2.31\"\n",
        "pypi requests ^2.31",
    );
}

#[test]
fn imports_of_source() {
    let check = |file: &str, text: &str, expected: &str| assert_eq!(at(file, text), expected, "{text}");
    check(
        "a.rs",
        "→use serde_json::{Map, Value};\n",
        "crates.io serde_json -",
    );
    check("a.rs", "use std::fmt;\n→use crate::a;\n", "nothing");
    check("a.rs", "→use std::fmt;\n", "nothing");
    check("a.py", "→import json\n", "pypi json -");
    check("a.py", "→from numpy.linalg import norm\n", "pypi numpy -");
    check(
        "a.go",
        "package a\n\nimport (\n→\t\"encoding/json\"\n\t\"fmt\"\n)\n",
        "go encoding/json -",
    );
    check("a.js", "→import fp from 'lodash/fp';\n", "npm lodash -");
    check("a.js", "→import x from './x';\n", "nothing");
    check("a.c", "→#include <zlib.h>\n", "c zlib.h -");
    check("a.c", "→#include <openssl/sha.h>\n", "c openssl/sha.h -");
    check("a.c", "→#include \"table.h\"\n", "nothing");
    check("a.c", "#include <zlib.h>\n→int f(void);\n", "nothing");
}

#[test]
fn paths_of_packages() {
    let check = |path: &str, expected: Option<(&str, Option<&str>)>| {
        let found = of_path(path);
        let found = found
            .as_ref()
            .map(|found| (found.name.as_str(), found.version.as_deref()));
        assert_eq!(found, expected, "{path}");
    };
    check(
        "/home/me/.cargo/registry/src/index-6f17d22bba15001f/tree-sitter-c-0.24.2/src/lib.rs",
        Some(("tree-sitter-c", Some("0.24.2"))),
    );
    check(
        "/go/pkg/mod/github.com/!burnt!sushi/toml@v1.2.3/lex.go",
        Some(("github.com/BurntSushi/toml", Some("v1.2.3"))),
    );
    check(
        "github.com/a/b@v1.2.3/c.go",
        Some(("github.com/a/b", Some("v1.2.3"))),
    );
    check("/app/node_modules/a/node_modules/@s/b/i.js", Some(("@s/b", None)));
    check("/usr/lib/python3/dist-packages/six.py", Some(("six", None)));
    check("/home/me/src/main.c", None);
}

#[test]
fn lock_files() {
    let root = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(root.path().join(file), text).unwrap();
    write(
        "Cargo.lock",
        "[[package]]\nname = \"serde-json\"\nversion = \"1.0.154\"\n",
    );
    write(
        "package-lock.json",
        "{\"packages\": {\"node_modules/moment\": {\"version\": \"2.29.4\"}}}",
    );
    write(
        "go.mod",
        "module m\nrequire github.com/a/b v1.2.3\nrequire github.com/a/b/c v2.0.0\n",
    );
    write("requirements.txt", "Flask_Cors==4.0\nnumpy>=1\n");
    let check = |ecosystem, name: &str, expected: Option<(&str, &str)>| {
        let found = locked(root.path(), ecosystem, name);
        let found = found
            .as_ref()
            .map(|found| (found.name.as_str(), found.version.as_str()));
        assert_eq!(found, expected, "{name}");
    };
    check(Ecosystem::CratesIo, "serde_json", Some(("serde-json", "1.0.154")));
    check(Ecosystem::CratesIo, "serde", None);
    check(Ecosystem::Npm, "moment", Some(("moment", "2.29.4")));
    check(
        Ecosystem::Go,
        "github.com/a/b/c/d",
        Some(("github.com/a/b/c", "v2.0.0")),
    );
    check(Ecosystem::Go, "github.com/a/bc", None);
    check(Ecosystem::PyPi, "flask-cors", Some(("Flask_Cors", "4.0")));
    check(Ecosystem::PyPi, "numpy", None);
    assert_eq!(
        npm::locked_by_yarn("\"lodash@^4.17.0\":\n  version \"4.17.21\"\n", "lodash"),
        Some(("lodash".to_owned(), "4.17.21".to_owned()))
    );
    assert_eq!(
        npm::locked_by_pnpm("packages:\n\n  '@s/b@1.0.0(x@2)':\n", "@s/b"),
        Some(("@s/b".to_owned(), "1.0.0".to_owned()))
    );
}

#[test]
fn what_a_function_uses_in_which_version() {
    let root = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| fs::write(root.path().join(file), text).unwrap();
    let package = |name: &str, version: &str, source: &str| {
        format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n{source}\n")
    };
    let registry = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    write(
        "Cargo.lock",
        &[
            package("app", "0.1.0", ""),
            package("serde-json", "1.0.154", registry),
            package("regex", "1.10.2", registry),
            package("rand", "0.8.5", registry),
        ]
        .concat(),
    );
    write(
        "package-lock.json",
        "{\"packages\": {\"node_modules/moment\": {\"version\": \"2.29.4\"}, \"node_modules/lodash\": {\"version\": \"4.17.21\"}}}",
    );
    write(
        "go.mod",
        "module m\nrequire (\n\tgithub.com/a/b/v2 v2.1.0\n\tgithub.com/c/d v1.0.0\n)\n",
    );
    write("requirements.txt", "numpy==1.26.4\nujson==5.9.0\n");
    let check = |file: &str, text: &str, expected: &str| {
        let language = grammars::by_path(Path::new(file)).unwrap();
        let document = Document::new(text, Some(language), None);
        let function = document.functions().last().unwrap().range.clone();
        let found: Vec<String> = used(root.path(), &document, &function)
            .into_iter()
            .map(|used| {
                format!(
                    "{} {} {}",
                    used.ecosystem.name(),
                    used.locked.name,
                    used.locked.version
                )
            })
            .collect();
        assert_eq!(found.join(", "), expected, "{text}");
    };
    check(
        "a.rs",
        "use regex::{Regex, Captures};\nuse rand::Rng;\nfn f(x: &str) {\n    let r = Regex::new(x);\n    app::g(serde_json::from_str(x), std::mem::take(x));\n}\n",
        "crates.io regex 1.10.2, crates.io serde-json 1.0.154",
    );
    check(
        "a.js",
        "import moment from 'moment';\nimport { map } from 'lodash';\nfunction f(x) {\n  return moment(x);\n}\n",
        "npm moment 2.29.4",
    );
    check(
        "a.go",
        "package a\n\nimport (\n\t\"github.com/a/b/v2\"\n\td \"github.com/c/d\"\n)\n\nfunc f() {\n\tb.G()\n}\n",
        "go github.com/a/b/v2 v2.1.0",
    );
    check(
        "a.py",
        "import numpy as np\nimport ujson\ndef f(x):\n    return np.sum(x)\n",
        "pypi numpy 1.26.4",
    );
}
