//! Which frames are not the user's own code, as far as their text tells. No disk is asked.

use super::{Dialect, Frame};

/// Parts of paths that lie in runtimes, standard libraries and the folders of package managers.
const FOLDERS: [&str; 26] = [
    "/usr/lib/",
    "/usr/lib64/",
    "/usr/include/",
    "/usr/share/",
    "/usr/libexec/",
    "/lib/x86_64-linux-gnu/",
    "/lib/aarch64-linux-gnu/",
    "/lib64/",
    "/usr/local/go/src/",
    "/usr/local/lib/",
    "/opt/homebrew/",
    "/rustc/",
    "/.cargo/registry/",
    "/.cargo/git/",
    "/.rustup/toolchains/",
    "/go/pkg/mod/",
    "/go/src/runtime/",
    "/site-packages/",
    "/dist-packages/",
    "/lib/python3",
    "/node_modules/",
    "/gems/",
    "/vendor/bundle/",
    "/nptl/",
    "/sysdeps/",
    "/libsanitizer/",
];

/// Beginnings of paths that no project has.
const BEGINNINGS: [&str; 13] = [
    "node:",
    "internal/",
    "<frozen ",
    "./csu/",
    "../csu/",
    "../sysdeps/",
    "./nptl/",
    "./stdlib/",
    "./libio/",
    "./malloc/",
    "./string/",
    "chrome-extension://",
    "resource://",
];

/// Mappings of the C library, the loader and the kernel.
const MAPPINGS: [&str; 14] = [
    "libc.so",
    "libc-",
    "libc++",
    "libstdc++",
    "libgcc_s",
    "libpthread",
    "libm.so",
    "libdl.so",
    "ld-linux",
    "ld-2.",
    "vmlinux",
    "[kernel.kallsyms]",
    "[vdso]",
    "vgpreload_",
];

/// Functions of C's start and of panicking runtimes that are told by name alone.
const FUNCTIONS: [&str; 9] = [
    "__libc_start_main",
    "__libc_start_call_main",
    "__libc_start_main_impl",
    "_start",
    "start_thread",
    "clone3",
    "clone",
    "rust_begin_unwind",
    "<signal handler called>",
];

pub(super) fn is_library(dialect: Dialect, frame: &Frame) -> bool {
    let file = frame.file.as_deref().unwrap_or("");
    let function = frame.function.as_deref().unwrap_or("");
    let mapping = frame.mapping.as_deref().unwrap_or("");
    let slashed = file.replace('\\', "/");
    FOLDERS.iter().any(|folder| slashed.contains(folder))
        || BEGINNINGS.iter().any(|beginning| file.starts_with(beginning))
        || is_system(mapping)
        || FUNCTIONS.contains(&function)
        || of_runtime(dialect, function, file, mapping)
}

fn is_system(mapping: &str) -> bool {
    let base = mapping.rsplit('/').next().unwrap_or(mapping);
    MAPPINGS.iter().any(|name| base.starts_with(name))
        || ["/usr/lib", "/lib/", "/lib64/"]
            .iter()
            .any(|at| mapping.starts_with(at))
}

/// Names that the runtimes of a dialect keep for themselves.
fn of_runtime(dialect: Dialect, function: &str, file: &str, mapping: &str) -> bool {
    let begins = |names: &[&str]| names.iter().any(|name| function.starts_with(name));
    match dialect {
        Dialect::Java => {
            begins(&[
                "java.",
                "javax.",
                "jdk.",
                "sun.",
                "com.sun.",
                "kotlin.",
                "scala.",
                "groovy.lang.",
            ]) || mapping.starts_with("java.")
                || mapping.starts_with("jdk.")
        }
        Dialect::Go | Dialect::Pprof => begins(&[
            "runtime.",
            "runtime/",
            "internal/",
            "reflect.",
            "syscall.",
            "sync.",
        ]),
        Dialect::Rust => begins(&[
            "std::", "core::", "alloc::", "<core::", "<std::", "<alloc::", "std[", "core[", "alloc[",
            "__rust",
        ]),
        Dialect::DotNet => begins(&["System.", "Microsoft.", "lambda_method"]),
        Dialect::JavaScript | Dialect::Gecko => file.is_empty(),
        Dialect::Erlang => {
            let module = function.split_once(':').map_or(mapping, |(module, _)| module);
            let modules = [
                "erl_eval",
                "erlang",
                "lists",
                "maps",
                "gen_server",
                "gen_statem",
                "proc_lib",
                "supervisor",
                "init",
            ];
            modules.contains(&module)
        }
        Dialect::Elixir => {
            mapping.starts_with("elixir ")
                || mapping.starts_with("stdlib ")
                || function.starts_with(":erlang")
        }
        Dialect::Sanitizer | Dialect::Valgrind => begins(&["__interceptor_", "__asan", "__tsan", "__ubsan"]),
        _ => false,
    }
}
