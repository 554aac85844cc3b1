//! Paths as profilers of all languages write them, against small workspaces.

use std::fs;

use proptest::prelude::*;

use super::*;
use crate::workspace::Limits;

struct Case {
    folder: tempfile::TempDir,
    workspace: Workspace,
    rules: Vec<PathRule>,
}

/// A workspace of files, each with the functions that it holds after a colon.
fn workspace(files: &[&str]) -> Case {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let (path, text) = file.split_once(':').unwrap_or((file, ""));
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let workspace = Workspace::index(folder.path(), Limits::default()).unwrap();
    Case {
        folder,
        workspace,
        rules: Vec::new(),
    }
}

impl Case {
    fn rule(mut self, from: &str, to: &str) -> Self {
        self.rules.push(PathRule {
            from: from.to_owned(),
            to: to.to_owned(),
        });
        self
    }

    /// Resolves `path` or `path function`.
    #[track_caller]
    fn check(&self, input: &str, expected: &str) -> &Self {
        let (path, function) = input.split_once("  ").unwrap_or((input, "?"));
        let root = self.folder.path();
        let path = path.replace("$ROOT", root.to_str().unwrap());
        let confirm = |path: &Path| {
            fs::read_to_string(root.join(path))
                .unwrap()
                .split(' ')
                .any(|word| word == function)
        };
        let found = match resolve(&self.workspace, &self.rules, &path, &confirm) {
            Resolution::Found { path, how } => format!("{} {how:?}", path.display()),
            Resolution::Ambiguous(paths) => {
                format!(
                    "either {}",
                    paths
                        .iter()
                        .map(|path| path.display().to_string())
                        .collect::<Vec<_>>()
                        .join(" ")
                )
            }
            Resolution::Outside(why) => format!("outside {why:?}"),
            Resolution::Unknown => "unknown".to_owned(),
        };
        assert_eq!(found, expected, "{input}");
        self
    }
}

#[test]
fn a_path_under_the_root_is_the_file() {
    workspace(&["src/a.c", "b.c"])
        .check("$ROOT/src/a.c", "src/a.c Exact")
        .check("$ROOT/./src/../b.c", "b.c Exact")
        .check("file://$ROOT/src/a.c", "src/a.c Exact")
        .check("src/a.c", "src/a.c Exact")
        .check("/proc/self/cwd/src/a.c", "src/a.c Exact")
        .check("$ROOT/../../etc/passwd", "unknown")
        .check("../../../etc/passwd", "unknown")
        .check("$ROOT/gone/a.c", "unknown");
}

#[test]
fn two_files_of_one_base_name_never_share_a_key() {
    let case = workspace(&["x/util.c:f g", "y/util.c:f h", "z/deep/util.c:k"]);
    case.check("util.c", "either x/util.c y/util.c z/deep/util.c")
        .check("util.c  h", "y/util.c Confirmed")
        .check("util.c  f", "either x/util.c y/util.c")
        .check("/build/y/util.c", "y/util.c Tail(2)")
        .check("/build/w/util.c", "unknown")
        .check("/build/w/util.c  g", "x/util.c Confirmed");
    workspace(&["a/src/m.c:f", "b/src/m.c:f g"])
        .check("src/m.c", "either a/src/m.c b/src/m.c")
        .check("src/m.c  g", "b/src/m.c Confirmed");
    // A relative path may be relative to any folder.
    workspace(&["src/m.c:f", "b/src/m.c:g"]).check("src/m.c", "either b/src/m.c src/m.c");
}

#[test]
fn whole_components_are_compared() {
    workspace(&["vector.h:push", "bits/stl.h"])
        .check("/usr/include/c++/12/bits/stl_vector.h", "outside System")
        .check("/home/ci/bits/stl_vector.h", "unknown")
        .check("/home/ci/vector.h", "unknown")
        .check("/home/ci/vector.h  push", "vector.h Confirmed")
        .check("vector.h", "vector.h BaseName")
        .check("/opt/bits/stl.h", "bits/stl.h Tail(2)");
}

#[test]
fn an_end_that_every_project_has_is_confirmed() {
    workspace(&["src/main.rs:run"])
        .check("/app/src/main.rs", "unknown")
        .check("/app/src/main.rs  run", "src/main.rs Confirmed");
}

#[test]
fn systems_and_standard_libraries_are_outside() {
    workspace(&[
        "json/decoder.py:decode",
        "library/core/src/lib.rs",
        "runtime/proc.go:f",
        "nptl/x86_64/start.S",
    ])
    .check(
        "/usr/lib/python3.11/json/decoder.py  decode",
        "outside StandardLibrary",
    )
    .check(
        "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/std/src/rt.rs",
        "outside StandardLibrary",
    )
    .check("/usr/local/go/src/runtime/proc.go", "outside StandardLibrary")
    .check("./csu/../sysdeps/nptl/libc_start_call_main.h", "outside System")
    .check("C:\\Program Files\\x\\json\\decoder.py", "outside System")
    .check("<frozen importlib._bootstrap>", "outside NoFile")
    .check("node:internal/timers", "outside NoFile")
    .check("[eval]", "outside NoFile")
    .check("", "outside NoFile");
}

#[test]
fn crates_are_outside_unless_vendored() {
    workspace(&["vendor/serde/src/lib.rs", "src/lib.rs"])
        .check(
            "/home/u/.cargo/registry/src/index-6f17d22bba15001f/serde-1.0.2/src/lib.rs",
            "vendor/serde/src/lib.rs Package",
        )
        .check(
            "/root/.cargo/registry/src/github.com-1ecc6299db9ec823/rand-0.8.5/src/lib.rs",
            "outside Dependency",
        )
        .check(
            "/root/.cargo/git/checkouts/x-1/abc/src/lib.rs",
            "outside Dependency",
        );
}

#[test]
fn go_names_packages_by_module() {
    workspace(&[
        "go.mod:module example.com/Me/app",
        "main.go",
        "words/add.go",
        "vendor/github.com/Foo/bar/x.go",
    ])
    .check("example.com/Me/app/words/add.go", "words/add.go Package")
    .check("example.com/Me/app/main.go", "main.go Package")
    .check(
        "/go/pkg/mod/example.com/!me/app@v1.2.3/main.go",
        "main.go Package",
    )
    .check(
        "github.com/!foo/bar@v1.2.3/x.go",
        "vendor/github.com/Foo/bar/x.go Package",
    )
    .check(
        "/go/pkg/mod/github.com/!foo/bar@v1.2.3/x.go",
        "vendor/github.com/Foo/bar/x.go Package",
    )
    .check(
        "/go/pkg/mod/github.com/other/words@v1.2.3/add.go",
        "outside Dependency",
    )
    .check(
        "/home/u/go/src/example.com/Me/app/words/add.go",
        "words/add.go Tail(2)",
    );
}

#[test]
fn what_is_installed_may_be_of_the_workspace() {
    workspace(&["src/words/count.py:count", "setup.py"])
        .check(
            "/usr/lib/python3/dist-packages/words/count.py  count",
            "src/words/count.py Confirmed",
        )
        .check(
            "/venv/lib/python3.11/site-packages/words/count.py",
            "outside Dependency",
        )
        .check(
            "/venv/lib/python3.11/site-packages/other/count.py  count",
            "outside Dependency",
        );
}

#[test]
fn rules_of_the_user_come_first() {
    workspace(&["src/a.c", "lib/a.c"])
        .rule("/build/x", "src")
        .rule("C:\\ci\\lib", "lib")
        .rule("/evil", "../..")
        .check("/build/x/a.c", "src/a.c Rule")
        .check("/build/xy/a.c", "unknown")
        .check("C:\\ci\\lib\\a.c", "lib/a.c Rule")
        .check("D:/other/lib/a.c", "unknown")
        .check("/evil/a.c", "unknown");
}

#[test]
fn brackets_around_a_folder_are_a_part_of_the_path() {
    workspace(&["[slug]/page.tsx", "a.c"])
        .check("[slug]/page.tsx", "[slug]/page.tsx Exact")
        .check("[kernel.kallsyms]", "outside NoFile")
        .check("[unknown]", "outside NoFile");
}

#[test]
fn web_servers_and_bundlers_have_paths_too() {
    workspace(&["src/ui/menu.js", "index.js"])
        .check("http://localhost:3000/src/ui/menu.js?v=1", "src/ui/menu.js Exact")
        .check("webpack:///./src/ui/menu.js", "src/ui/menu.js Tail(3)")
        .check("webpack://app/./src/ui/menu.js", "src/ui/menu.js Tail(3)")
        .check("webpack-internal:///./src/ui/menu.js", "src/ui/menu.js Tail(3)")
        .check("file:///home/u/my%20app/src/ui/menu.js", "src/ui/menu.js Tail(3)");
}

proptest! {
    #[test]
    fn no_path_leads_out_or_panics(path in "(/|\\\\|\\.\\.|\\.|a|src|C:|%2e|%|@v1|!|file://|go|\u{e9}|\0){0,20}") {
        let case = workspace(&["src/a", "a"]);
        if let Resolution::Found { path, .. } = resolve(&case.workspace, &[], &path, &|_| true) {
            prop_assert!(case.workspace.contains(&path), "{path:?}");
        }
    }
}
