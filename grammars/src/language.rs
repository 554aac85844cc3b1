//! One language: what is known of it without parsing, and its queries.

use std::sync::OnceLock;

use tree_sitter::{Query, QueryError};
use tree_sitter_language::LanguageFn;

use crate::costs::{Costs, CostsError};

/// A language that sysgrok parses.
pub struct Language {
    /// The name that is shown, such as `C++`.
    pub name: &'static str,
    /// The `languageId` values under which editors open its documents; the first is its own.
    pub language_ids: &'static [&'static str],
    /// File extensions, without the dot. Case matters: `.C` is C++.
    pub extensions: &'static [&'static str],
    /// Whole file names that have no telling extension.
    pub file_names: &'static [&'static str],
    /// How the parts of a qualified name are joined and what adds to it.
    pub naming: Naming,
    /// How comments look, for doc comments.
    pub comments: Comments,
    pub(crate) grammar: LanguageFn,
    pub(crate) functions: &'static [&'static str],
    pub(crate) calls: &'static [&'static str],
    pub(crate) imports: &'static [&'static str],
    pub(crate) compiled: OnceLock<Queries>,
    pub(crate) costs: CostFiles,
    pub(crate) compiled_costs: OnceLock<Costs>,
}

/// The files that cost patterns are made of, each kind read as one.
pub(crate) struct CostFiles {
    pub(crate) matches: &'static [&'static str],
    pub(crate) scopes: &'static [&'static str],
    pub(crate) texts: &'static [&'static str],
}

/// How a language builds the qualified name of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Naming {
    /// What stands between the parts: `::` or `.`.
    pub separator: &'static str,
    /// Whether what is declared within a function carries that function's name before its own.
    pub functions_qualify: bool,
    /// What profilers call the code of a file outside its functions, if they name it.
    pub module_code: Option<&'static str>,
    /// Which dialect of names compilers and profilers write for it.
    pub style: Style,
}

/// The dialects of names that differ in how they call what has no name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `m::f::{closure#0}`, `<impl Trait for Type>::f`.
    Rust,
    /// One flat name space.
    C,
    /// `ns::Class::f`, `f::{lambda#1}`.
    Cpp,
    /// `pkg.(*T).M`, `pkg.f.func1`.
    Go,
    /// `Class.f`, `f.<lambda>`.
    Python,
    /// `Class.f`, `(anonymous)`.
    JavaScript,
    /// `com.example.Class.f`, `lambda$f$0`.
    Java,
}

/// How comments look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comments {
    /// What opens a comment that ends with its line.
    pub line: &'static str,
    /// What opens and closes a block comment, where there is one.
    pub block: Option<(&'static str, &'static str)>,
    /// What opens a line that may stand between a doc comment and its function.
    pub attribute: Option<&'static str>,
    /// Whether the string that opens a body is the function's documentation.
    pub docstrings: bool,
}

/// The compiled queries of one language.
pub struct Queries {
    /// Functions and what they are nested in.
    pub functions: Query,
    /// Calls.
    pub calls: Query,
    /// Imports, includes and uses.
    pub imports: Query,
}

impl Language {
    /// The `languageId` by which an editor knows this language.
    pub fn id(&self) -> &'static str {
        self.language_ids.first().copied().unwrap_or(self.name)
    }

    /// The grammar, for `Parser::set_language`.
    pub fn grammar(&self) -> tree_sitter::Language {
        self.grammar.into()
    }

    /// The compiled queries; the first call takes some milliseconds.
    ///
    /// # Errors
    /// Never for the languages of the registry: a test compiles every query.
    pub fn queries(&self) -> Result<&Queries, QueryError> {
        if let Some(queries) = self.compiled.get() {
            return Ok(queries);
        }
        let queries = self.compile()?;
        Ok(self.compiled.get_or_init(|| queries))
    }

    /// The compiled cost patterns; the first call takes some milliseconds, and nothing else waits for them.
    ///
    /// # Errors
    /// Never for the languages of the registry: a test compiles every pattern.
    pub fn costs(&self) -> Result<&Costs, CostsError> {
        if let Some(costs) = self.compiled_costs.get() {
            return Ok(costs);
        }
        let CostFiles {
            matches,
            scopes,
            texts,
        } = self.costs;
        let costs = Costs::new(&self.grammar(), matches, scopes, texts)?;
        Ok(self.compiled_costs.get_or_init(|| costs))
    }

    fn compile(&self) -> Result<Queries, QueryError> {
        let grammar = self.grammar();
        let compile = |parts: &[&str]| Query::new(&grammar, &parts.join("\n"));
        Ok(Queries {
            functions: compile(self.functions)?,
            calls: compile(self.calls)?,
            imports: compile(self.imports)?,
        })
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Languages are static, one of each, so a name tells them apart.
impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Language {}
