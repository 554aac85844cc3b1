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
//!
//! `costs.scm` captures expensive code as `@cost`. `(#set! cost "ID")` names its text in `costs.toml`,
//! `(#set! within "loop")` wants it to run again and again, `(#set! @x replace "...")` rewrites `@x`, with captures as
//! `{x}`; the predicates besides tree-sitter's own are those of [`Test`]. Of several matches of the same code, the
//! pattern written first counts. `scopes.scm` captures code that runs again and again (`@loop`), that runs once
//! though it stands in such code, since it leaves it (`@once`), and bodies of functions (`@function`); names as they
//! are declared (`@variable`, or `@field` of a type), with their `@type` and `@value` and the `@scope` in which they
//! are known (else the function around them); names where they are written anew (`@written`), moved (`@moved`),
//! only borrowed (`@borrowed`), where they count a loop (`@counter`); and `@import`.

mod costs;
mod language;
mod registry;

pub use costs::{Condition, Costs, CostsError, Pattern, Rule, Test};
pub use language::{Comments, Language, Naming, Queries, Style};
pub use registry::{LANGUAGES, by_extension, by_language_id, by_path};
pub use tree_sitter;
