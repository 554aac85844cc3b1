//! Code that is known to be expensive: the patterns of a language, and what is said of them.
//!
//! `costs.scm` finds them, `costs.toml` explains them, and `scopes.scm` tells what runs again and again and what a
//! name stands for. Their words are in the documentation of this crate.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;
use tree_sitter::{Query, QueryError, QueryPredicateArg, QueryProperty};

/// What is said of one kind of expensive code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// Its name within the language, such as `format-in-loop`.
    #[serde(skip)]
    pub id: String,
    /// What was found, in a few words, without a full stop.
    pub title: String,
    /// Why it costs.
    pub why: String,
    /// When that does not matter.
    pub unless: String,
    /// What to do instead.
    pub instead: String,
    /// What the quick fix does, in the imperative; absent where no rewrite is certain.
    pub fix: Option<String>,
}

/// How one pattern of `costs.scm` becomes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What is said of it: an index into [`Costs::patterns`].
    pub pattern: usize,
    /// Whether only code that runs again and again is meant.
    pub in_loop: bool,
    /// What must hold besides.
    pub conditions: Vec<Condition>,
    /// The rewrite: captures, by index, and the text that takes their place, in which `{name}` stands for the text
    /// of the capture `@name`.
    pub edits: Vec<(u32, String)>,
}

/// What must hold of a capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What is asked.
    pub test: Test,
    /// The answer that is wanted; `#not-...?` wants no.
    pub holds: bool,
    /// The capture, by its index.
    pub capture: u32,
    /// The words that the test takes.
    pub words: Vec<String>,
}

/// The questions that tree-sitter's own predicates cannot ask; in the query they have these names in kebab case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// The variable or field is declared with one of these types, or with a value that begins so. `HashMap/2` means
    /// one or two type arguments, `make/1` one argument, `(list)` a kind of node.
    Declared,
    /// The collection is declared with items of one of these types, or the variable goes through such a collection.
    Item,
    /// The name is that of the function around it.
    OwnName,
    /// The variable is declared outside the innermost loop, and nowhere in it written anew.
    Accumulates,
    /// The variable is only ever borrowed, never given away.
    Kept,
    /// The variable is moved, returned or changed where it is known.
    Moved,
    /// The variable counts the innermost loop (`inner`), or one around that (`outer`).
    Counts,
    /// The name stands nowhere else in the innermost loop, nor is it declared there.
    OnlyHere,
    /// The text of the capture contains one of these.
    Contains,
    /// The text of the capture contains one of these as a whole word.
    Mentions,
    /// The text of the function around it contains one of these.
    FunctionContains,
    /// The text of the innermost loop around it contains one of these.
    LoopContains,
    /// A function is around it.
    InFunction,
    /// One import of the file contains all of these.
    Imports,
    /// The file itself gives this name another meaning.
    Redefined,
    /// A variable of the functions around it has this name.
    Local,
    /// The node's parent is of one of these kinds.
    Parent,
    /// The node is an argument of a call of one of these functions or methods.
    Argument,
    /// A node around it is of one of these kinds; those around its loop or function do not count.
    Inside,
    /// The code writes nothing but local variables whose address is never taken, not the one that the first word
    /// captures, and calls nothing but the functions that follow.
    Still,
}

/// The compiled cost patterns of one language.
pub struct Costs {
    /// Finds the candidates.
    pub matches: Query,
    /// Finds loops, functions, declarations.
    pub scopes: Query,
    /// What the patterns of `matches` mean, in their order.
    pub rules: Vec<Rule>,
    /// What is said of them, by id.
    pub patterns: Vec<Pattern>,
}

/// Why the cost patterns of a language cannot be used. A test keeps this from happening.
#[derive(Debug, thiserror::Error)]
pub enum CostsError {
    /// A query is not valid.
    #[error("costs.scm or scopes.scm: {0}")]
    Query(#[from] QueryError),
    /// A text is not valid.
    #[error("costs.toml: {0}")]
    Text(#[from] toml::de::Error),
    /// A pattern has no id, or an id has no text or no pattern.
    #[error("costs.scm: {0}")]
    Rule(String),
}

impl Costs {
    pub(crate) fn new(
        grammar: &tree_sitter::Language,
        matches: &[&str],
        scopes: &[&str],
        texts: &[&str],
    ) -> Result<Self, CostsError> {
        let mut patterns: Vec<Pattern> = Vec::new();
        for text in texts {
            let table: BTreeMap<String, Pattern> = toml::from_str(text)?;
            patterns.extend(table.into_iter().map(|(id, pattern)| Pattern { id, ..pattern }));
        }
        let matches = Query::new(grammar, &matches.join("\n"))?;
        let rules = (0..matches.pattern_count())
            .map(|index| rule(&matches, index, &patterns))
            .collect::<Result<Vec<_>, _>>()?;
        let used: HashSet<usize> = rules.iter().map(|rule| rule.pattern).collect();
        if let Some(unused) = (0..patterns.len()).find(|index| !used.contains(index)) {
            let id = patterns.get(unused).map(|pattern| &pattern.id);
            return Err(CostsError::Rule(format!("nothing finds {id:?}")));
        }
        let untold = rules.iter().find_map(|rule| {
            let pattern = patterns.get(rule.pattern)?;
            (!rule.edits.is_empty() && pattern.fix.is_none()).then_some(pattern)
        });
        if let Some(Pattern { id, .. }) = untold {
            return Err(CostsError::Rule(format!("`{id}` is rewritten, but has no `fix`")));
        }
        Ok(Costs {
            matches,
            scopes: Query::new(grammar, &scopes.join("\n"))?,
            rules,
            patterns,
        })
    }
}

fn rule(query: &Query, index: usize, patterns: &[Pattern]) -> Result<Rule, CostsError> {
    let properties = query.property_settings(index);
    let value = |key: &str| {
        let property = properties.iter().find(|property| &*property.key == key);
        property.and_then(|property| property.value.as_deref())
    };
    let id = value("cost").ok_or_else(|| CostsError::Rule(format!("pattern {index} sets no `cost`")))?;
    let fail = |what: String| CostsError::Rule(format!("`{id}`: {what}"));
    let pattern = patterns
        .iter()
        .position(|pattern| pattern.id == id)
        .ok_or_else(|| fail("not explained in costs.toml".to_owned()))?;
    let in_loop = match value("within") {
        None => false,
        Some("loop") => true,
        Some(other) => return Err(fail(format!("within `{other}`; known is `loop`"))),
    };
    let mut edits = Vec::new();
    for QueryProperty {
        key,
        value,
        capture_id,
    } in properties
    {
        match (&**key, value, capture_id) {
            ("cost" | "within", Some(_), None) => {}
            ("replace", Some(text), Some(capture)) => edits.push((*capture as u32, text.to_string())),
            _ => return Err(fail(format!("unknown property `{key}`"))),
        }
    }
    let conditions = query
        .general_predicates(index)
        .iter()
        .map(|predicate| condition(&predicate.operator, &predicate.args).map_err(&fail))
        .collect::<Result<_, _>>()?;
    Ok(Rule {
        pattern,
        in_loop,
        conditions,
        edits,
    })
}

fn condition(operator: &str, args: &[QueryPredicateArg]) -> Result<Condition, String> {
    let name = operator.trim_end_matches('?');
    let (holds, name) = match name.strip_prefix("not-") {
        Some(name) => (false, name),
        None => (true, name),
    };
    let test = match name {
        "declared" => Test::Declared,
        "item" => Test::Item,
        "own-name" => Test::OwnName,
        "accumulates" => Test::Accumulates,
        "kept" => Test::Kept,
        "moved" => Test::Moved,
        "counts" => Test::Counts,
        "only-here" => Test::OnlyHere,
        "contains" => Test::Contains,
        "mentions" => Test::Mentions,
        "loop-contains" => Test::LoopContains,
        "in-function" => Test::InFunction,
        "function-contains" => Test::FunctionContains,
        "imports" => Test::Imports,
        "redefined" => Test::Redefined,
        "local" => Test::Local,
        "parent" => Test::Parent,
        "argument" => Test::Argument,
        "inside" => Test::Inside,
        "still" => Test::Still,
        _ => return Err(format!("unknown predicate `#{operator}`")),
    };
    let Some((QueryPredicateArg::Capture(capture), words)) = args.split_first() else {
        return Err(format!("`#{operator}` takes a capture first"));
    };
    let words = words.iter().map(|word| match word {
        QueryPredicateArg::String(word) => Ok(word.to_string()),
        QueryPredicateArg::Capture(_) => Err(format!("`#{operator}` takes one capture only")),
    });
    Ok(Condition {
        test,
        holds,
        capture: *capture,
        words: words.collect::<Result<_, _>>()?,
    })
}
