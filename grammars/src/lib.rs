//! The languages that sysgrok reads: a language is a folder of queries and one entry in the registry.
//!
//! What enters: a path, a file extension or the `languageId` of an editor. What leaves: a [`Language`], with its
//! tree-sitter grammar and its compiled queries. Everything is static; a grammar and its queries are made when
//! first asked for, once in the life of the process. No file is read here.
//!
//! `functions.scm` captures functions (`@item.*`), what they are nested in (`@scope.*`), their `@name` or the
//! `@declarator` that ends in it, their `@body`, the `@package` before all names, a receiver (`@qualifier`) and an
//! implemented `@trait`. Of several matches of one body, the pattern written first counts. `calls.scm` captures
//! `@call`, `@callee` and `@receiver`; `imports.scm` captures `@import`, `@path` and `@alias`.

mod language;
mod registry;

pub use language::{Comments, Language, Naming, Queries, Style};
pub use registry::{LANGUAGES, by_extension, by_language_id, by_path};
pub use tree_sitter;
