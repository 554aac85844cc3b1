//! One file a dialect. Each looks at the lines of a window and says what the first of them are in it.

mod copied;
mod dotnet;
mod elixir;
mod erlang;
pub(super) mod folded;
mod gdb;
mod gecko;
mod go;
mod java;
mod javascript;
mod kernel;
mod lldb;
mod perf_script;
pub(super) mod php;
mod pprof;
mod py_spy;
mod python;
mod ruby;
mod rust;
mod sanitizer;
mod table;
mod valgrind;

use super::found::{Found, Scene};
use super::window::Window;

/// Who wrote a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// `# Index | Process/Library | Function | File`.
    Table,
    /// Three lines a frame, as the page of Elastic Universal Profiling copies them.
    Copied,
    /// A sample of `perf script`.
    PerfScript,
    /// A sample of `go tool pprof -traces`.
    Pprof,
    /// One line, outermost frame first, joined by `;`.
    Folded,
    /// `bt` of gdb, and what `coredumpctl` and `eu-stack` print.
    Gdb,
    /// `bt` of LLDB.
    Lldb,
    /// A panic of Rust, or a backtrace that its `Backtrace` prints.
    Rust,
    /// A panic of Go, its dump of goroutines, its race detector.
    Go,
    /// An exception of the JVM, or a dump of its threads.
    Java,
    /// A traceback of Python, or a dump of its `faulthandler`.
    Python,
    /// `py-spy dump`.
    PySpy,
    /// V8: Node.js, Deno, Chrome, Edge.
    JavaScript,
    /// Firefox and Safari.
    Gecko,
    /// .NET and Mono.
    DotNet,
    /// `AddressSanitizer`, `ThreadSanitizer` and their kin.
    Sanitizer,
    /// Valgrind's tools.
    Valgrind,
    /// An oops, a warning, a report of KASAN, `/proc/PID/stack` of Linux.
    Kernel,
    /// An exception of Ruby.
    Ruby,
    /// An exception of PHP.
    Php,
    /// An exception of Erlang.
    Erlang,
    /// An exception of Elixir.
    Elixir,
}

type Reader = for<'w> fn(&'w Window<'_>, Scene) -> Option<Found<'w>>;

/// In the order in which they are tried: the stricter shapes first where two could read the same line.
const READERS: [(Dialect, Reader); 21] = [
    (Dialect::Java, java::read),
    (Dialect::Python, python::read),
    (Dialect::Php, php::read),
    (Dialect::Gdb, gdb::read),
    (Dialect::Sanitizer, sanitizer::read),
    (Dialect::Lldb, lldb::read),
    (Dialect::Valgrind, valgrind::read),
    (Dialect::Rust, rust::read),
    (Dialect::Go, go::read),
    (Dialect::DotNet, dotnet::read),
    (Dialect::JavaScript, javascript::read),
    (Dialect::Gecko, gecko::read),
    (Dialect::Ruby, ruby::read),
    (Dialect::Elixir, elixir::read),
    (Dialect::Erlang, erlang::read),
    (Dialect::Kernel, kernel::read),
    (Dialect::PySpy, py_spy::read),
    (Dialect::PerfScript, perf_script::read),
    (Dialect::Pprof, pprof::read),
    (Dialect::Table, table::read),
    (Dialect::Copied, copied::read),
];

/// What the first lines are, and in whose dialect: that of the trace being read, if it can be, else the first
/// that knows them.
pub(super) fn find<'w>(
    window: &'w Window<'_>,
    scene: impl Fn(Option<Dialect>) -> (Option<Dialect>, Scene),
) -> Option<(Dialect, Found<'w>)> {
    if window.first().trim().is_empty() {
        return None;
    }
    let (open, within) = scene(None);
    if let Some(open) = open
        && let Some((_, read)) = READERS.iter().find(|(dialect, _)| *dialect == open)
        && let Some(found) = read(window, within)
    {
        return Some((open, found));
    }
    READERS
        .iter()
        .filter(|(dialect, _)| Some(*dialect) != open)
        .find_map(|(dialect, read)| Some((*dialect, read(window, Scene::default())?)))
}

impl Dialect {
    /// Whether its headings are told only by the frames that follow.
    pub(super) fn shares_headings(self) -> bool {
        use Dialect::{DotNet, Gecko, Java, JavaScript, Rust};
        matches!(self, Java | JavaScript | Gecko | DotNet | Rust)
    }

    /// The name for messages and for prompts.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Table => "a table of frames",
            Dialect::Copied => "Elastic Universal Profiling",
            Dialect::PerfScript => "perf script",
            Dialect::Pprof => "pprof",
            Dialect::Folded => "folded",
            Dialect::Gdb => "gdb",
            Dialect::Lldb => "LLDB",
            Dialect::Rust => "Rust",
            Dialect::Go => "Go",
            Dialect::Java => "Java",
            Dialect::Python => "Python",
            Dialect::PySpy => "py-spy",
            Dialect::JavaScript => "JavaScript",
            Dialect::Gecko => "Firefox or Safari",
            Dialect::DotNet => ".NET",
            Dialect::Sanitizer => "sanitizer",
            Dialect::Valgrind => "Valgrind",
            Dialect::Kernel => "Linux kernel",
            Dialect::Ruby => "Ruby",
            Dialect::Php => "PHP",
            Dialect::Erlang => "Erlang",
            Dialect::Elixir => "Elixir",
        }
    }
}
