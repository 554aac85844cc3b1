//! Names of functions as programs have them.

use super::Random;

const MODULES: [&str; 24] = [
    "net/http",
    "core::iter::adapters",
    "std::vector",
    "runtime",
    "kernel::sched",
    "tokio::runtime::task",
    "encoding/json",
    "django.db.models.sql",
    "llvm::SelectionDAG",
    "v8::internal",
    "cmd/compile/internal/ssa",
    "alloc::collections::btree",
    "boost::asio::detail",
    "mm",
    "storage::btree",
    "index::postings",
    "grpc",
    "rocksdb::DBImpl",
    "folly::futures",
    "parser::ast",
    "codec::h264",
    "ui::layout",
    "render::tile",
    "crypto/tls",
];
const TYPES: [&str; 24] = [
    "conn",
    "Map<I, F>",
    "Reader",
    "mcache",
    "Executor",
    "Harness<T, S>",
    "decodeState",
    "Compiler",
    "Node",
    "HeapAllocator",
    "regAllocState",
    "Handle",
    "Scheduler",
    "Page",
    "Cursor",
    "Iterator",
    "Stream",
    "WriteBatch",
    "Promise",
    "Visitor",
    "SliceDecoder",
    "Box",
    "Rasterizer",
    "Record",
];
const VERBS: [&str; 24] = [
    "read",
    "next",
    "push_back",
    "allocate",
    "pick",
    "poll",
    "unmarshal",
    "as_sql",
    "combine",
    "collect",
    "allocate",
    "insert",
    "dispatch",
    "fault",
    "seek",
    "merge",
    "serve",
    "write",
    "resolve",
    "visit",
    "decode",
    "measure",
    "draw",
    "handshake",
];

/// The name of function number `index`; all are distinct.
pub fn name(index: usize) -> String {
    let pick = |list: &[&'static str; 24], at: usize| list.get(at % 24).copied().unwrap_or_default();
    let mixed = index.wrapping_mul(0x9E37_79B1) >> 4;
    let (module, kind, verb) = (
        pick(&MODULES, mixed),
        pick(&TYPES, mixed / 24),
        pick(&VERBS, mixed / 576),
    );
    match index % 4 {
        0 => format!("{module}::{kind}::{verb}_{index}"),
        1 => format!("{module}.(*{kind}).{verb}{index}"),
        2 => format!("{verb}_{kind}_{index}"),
        _ => format!("{module}::{verb}::{kind}::operator()({kind} const&, unsigned long)_{index}"),
    }
}

/// Names, made once, of which hot ones are asked for more often.
pub struct Names(Vec<String>);

impl Names {
    /// This many.
    pub fn new(count: usize) -> Names {
        Names((0..count).map(name).collect())
    }

    /// One of them; the first are the likeliest, as some functions are called from everywhere.
    pub fn any(&self, random: &mut Random) -> usize {
        let one = random.below(self.0.len());
        if random.below(3) == 0 {
            random.below(one + 1)
        } else {
            one
        }
    }

    /// The name of a number.
    pub fn get(&self, index: usize) -> &str {
        self.0.get(index).map_or("", String::as_str)
    }
}
