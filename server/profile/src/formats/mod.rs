//! One file a format. Each has `looks_like`, which sees the first bytes, and `read`, which fills the
//! builder.

pub(crate) mod folded;
pub(crate) mod number;
pub(crate) mod perf_annotate;
pub(crate) mod perf_header;
pub(crate) mod perf_report;
pub(crate) mod perf_script;
pub(crate) mod pprof;
pub(crate) mod topn;
