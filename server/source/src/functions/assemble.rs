//! Items to functions: of several matches of one body one is kept, nesting gives the qualified names.

use std::collections::HashMap;
use std::ops::Range;

use grammars::{Language, Style};

use super::extract::{Item, What};
use super::{Function, Kind, braces, doc};
use crate::text::Text;

/// Qualified names stop growing here, so that hostile nesting costs no more than its own length.
const LONGEST_PATH: usize = 512;

/// The functions that these items make, by where they start.
pub(crate) fn assemble(items: &[Item], text: &impl Text, language: &Language) -> Vec<Function> {
    let items = repaired(chosen(items), text, language.naming.style);
    let mut builder = Builder::new(language, text, items.len());
    for (item, range) in items {
        builder.push(item, range, text);
    }
    let mut functions = builder.functions;
    for function in &mut functions {
        function.doc = doc::find(function, text, language);
    }
    functions
}

/// The items that count, by where they start, the longer first.
fn chosen(items: &[Item]) -> Vec<&Item> {
    let rank = |item: &Item| (item.pattern, std::cmp::Reverse(item.range.len()));
    let mut of_body: HashMap<(usize, usize), &Item> = HashMap::with_capacity(items.len());
    let mut whole = std::collections::HashSet::new();
    let mut rest = Vec::new();
    for item in items {
        let Some(body) = &item.body else {
            rest.push(item);
            continue;
        };
        whole.insert(item.name_range.start);
        let best = of_body.entry((body.start, body.end)).or_insert(item);
        if rank(item) < rank(best) {
            *best = item;
        }
    }
    // A signature in an ERROR that belongs to a function that was recovered after all.
    rest.retain(|item| item.what != What::Broken || !whole.contains(&item.name_range.start));
    let mut chosen: Vec<&Item> = of_body.into_values().chain(rest).collect();
    chosen.sort_by_key(|item| (item.range.start, std::cmp::Reverse(item.range.end), item.pattern));
    // Two patterns may find one scope: `const C = class C {}`.
    chosen.dedup_by(|later, earlier| {
        later.body.is_none()
            && earlier.body.is_none()
            && later.range == earlier.range
            && later.what == earlier.what
    });
    chosen
}

/// Gives the items of C and C++ the ends that their braces say, where the parser lost them: a signature in an ERROR
/// has no end, and a function that holds another has run on past its own.
fn repaired<'a>(items: Vec<&'a Item>, text: &impl Text, style: Style) -> Vec<(&'a Item, Range<usize>)> {
    if !matches!(style, Style::C | Style::Cpp) {
        return items.into_iter().map(|item| (item, item.range.clone())).collect();
    }
    // Each look reads on from its item; broken files have few of them, hostile ones are not read over and over.
    let mut budget = text.len_bytes().saturating_mul(4).max(1 << 16);
    let mut whole = None;
    let mut end_of = |from: usize| {
        let whole: &String = whole.get_or_insert_with(|| text.slice(0..text.len_bytes()).into_owned());
        let rest = whole.as_bytes().get(from..)?;
        if budget == 0 {
            return None;
        }
        let open = braces::opening(rest)?;
        let end = braces::closing(rest.get(open..)?).map(|length| open + length);
        budget = budget.saturating_sub(end.unwrap_or(rest.len()));
        Some(from + end?)
    };
    let runs_on = |at: usize, item: &Item| {
        item.what == What::Function
            && items.get(at + 1).is_some_and(|next| {
                matches!(next.what, What::Function | What::Broken | What::ScopeModule)
                    && next.range.start < item.range.end
            })
    };
    let ends: Vec<Option<usize>> = items
        .iter()
        .enumerate()
        .map(|(at, item)| match (&item.body, item.what) {
            (_, What::Broken) => end_of(item.range.end),
            (Some(body), _) if runs_on(at, item) => end_of(body.start).or(Some(item.range.end)),
            _ => Some(item.range.end),
        })
        .collect();
    let repaired = items.into_iter().zip(ends);
    repaired
        .filter_map(|(item, end)| Some((item, item.range.start..end?)))
        .collect()
}

/// What is open around an item.
struct Frame {
    end: usize,
    /// The qualified name so far.
    path: String,
    what: What,
    /// The function that this is, or is in.
    function: Option<usize>,
    /// How many closures were met directly in it.
    closures: usize,
}

impl Frame {
    fn root() -> Self {
        Frame {
            end: usize::MAX,
            path: String::new(),
            what: What::File,
            function: None,
            closures: 0,
        }
    }
}

struct Builder<'a> {
    language: &'a Language,
    functions: Vec<Function>,
    /// Never empty: the root stays.
    open: Vec<Frame>,
}

impl<'a> Builder<'a> {
    fn new(language: &'a Language, text: &impl Text, items: usize) -> Self {
        let mut builder = Builder {
            language,
            functions: Vec::with_capacity(items + 1),
            open: vec![Frame::root()],
        };
        if let Some(name) = language.naming.module_code {
            let end = text.len_bytes();
            builder.functions.push(Function {
                name: name.to_owned(),
                qualified: name.to_owned(),
                kind: Kind::Module,
                range: 0..end,
                name_range: 0..0,
                start_line: 1,
                end_line: line_number(text, end.saturating_sub(1)),
                body: Some(0..end),
                doc: None,
                parent: None,
            });
            // It is around all, but stands in no name.
            builder.open = vec![Frame {
                function: Some(0),
                ..Frame::root()
            }];
        }
        builder
    }

    fn push(&mut self, item: &Item, range: Range<usize>, text: &impl Text) {
        while self.open.len() > 1 && self.open.last().is_some_and(|frame| frame.end <= range.start) {
            self.open.pop();
        }
        let Some(around) = self.open.last_mut() else {
            return;
        };
        // An item that reaches out of what it starts in would break the nesting.
        let end = range.end.min(around.end).max(range.start);
        if item.what == What::Package {
            item.name
                .as_deref()
                .unwrap_or_default()
                .clone_into(&mut around.path);
            return;
        }
        let naming = self.language.naming;
        if let What::ScopeModule | What::ScopeType | What::ScopeAnonymous = item.what {
            let segment = scope_segment(item, naming.style);
            let prefix = if naming.functions_qualify {
                around.path.clone()
            } else {
                self.outer_path()
            };
            let function = self.open.last().and_then(|frame| frame.function);
            let path = join(&prefix, &segment, naming.separator);
            self.open.push(Frame {
                end,
                path,
                what: item.what,
                function,
                closures: 0,
            });
            return;
        }
        let kind = kind(item, around.what, &around.path, naming.style);
        let own = if let Some(name) = &item.name {
            own_name(name, naming.style)
        } else {
            around.closures += 1;
            closure_name(around, naming.style)
        };
        let parent = around.function;
        let mut path =
            if naming.functions_qualify || matches!(around.what, What::ScopeType | What::ScopeAnonymous) {
                around.path.clone()
            } else {
                self.outer_path()
            };
        if let Some(qualifier) = &item.qualifier {
            let qualifier = qualifier_segment(qualifier, naming.style);
            path = join(&path, &qualifier, naming.separator);
        }
        path = join(&path, &own, naming.separator);
        let function = Function {
            name: own,
            qualified: path.clone(),
            kind,
            name_range: item.name_range.clone(),
            start_line: line_number(text, range.start),
            end_line: line_number(text, end.saturating_sub(1).max(range.start)),
            body: item
                .body
                .clone()
                .or_else(|| (item.what == What::Broken).then_some(item.range.end..end)),
            range: range.start..end,
            doc: None,
            parent,
        };
        let index = self.functions.len();
        self.functions.push(function);
        self.open.push(Frame {
            end,
            path,
            what: item.what,
            function: Some(index),
            closures: 0,
        });
    }

    /// The path of the innermost scope that is no function, for languages whose functions do not qualify.
    fn outer_path(&self) -> String {
        let scope = self.open.iter().rev().find(|frame| {
            matches!(
                frame.what,
                What::ScopeModule | What::ScopeType | What::ScopeAnonymous | What::File
            )
        });
        scope.map(|frame| frame.path.clone()).unwrap_or_default()
    }
}

fn line_number(text: &impl Text, offset: usize) -> u32 {
    u32::try_from(text.line_of(offset)).unwrap_or(u32::MAX - 1) + 1
}

fn join(path: &str, segment: &str, separator: &str) -> String {
    if path.is_empty() {
        return segment.to_owned();
    }
    if segment.is_empty() || path.len() > LONGEST_PATH {
        return path.to_owned();
    }
    format!("{path}{separator}{segment}")
}

fn kind(item: &Item, around: What, path: &str, style: Style) -> Kind {
    let name = item.name.as_deref().unwrap_or_default();
    let qualifier = item.qualifier.as_deref();
    match item.what {
        What::Closure => Kind::Closure,
        What::Constructor => Kind::Constructor,
        What::Initializer => Kind::Initializer,
        _ if style == Style::Cpp => {
            let class = qualifier.map(without_generics);
            let class = class.as_deref().or((around == What::ScopeType).then_some(path));
            let class = class.map(|path| path.rsplit("::").next().unwrap_or(path));
            match class {
                _ if name.starts_with('~') => Kind::Destructor,
                Some(class) if class == name => Kind::Constructor,
                // Before `::` may stand a namespace, but rarely does.
                Some(_) => Kind::Method,
                None => Kind::Function,
            }
        }
        _ if style == Style::JavaScript && around == What::ScopeType && name == "constructor" => {
            Kind::Constructor
        }
        _ if around == What::ScopeType || around == What::ScopeAnonymous || qualifier.is_some() => {
            Kind::Method
        }
        _ => Kind::Function,
    }
}

fn scope_segment(item: &Item, style: Style) -> String {
    let name = item.name.as_deref().unwrap_or_default();
    if item.what == What::ScopeAnonymous {
        return "{anonymous}".to_owned();
    }
    match (&item.implemented, style) {
        (Some(implemented), _) => format!("<impl {implemented} for {name}>"),
        (None, Style::Rust | Style::Cpp) => without_generics(name),
        (None, Style::JavaScript) => {
            let name = own_name(name, style);
            match &item.qualifier {
                Some(qualifier) => join(&qualifier_segment(qualifier, style), &name, "."),
                None => name,
            }
        }
        _ => name.to_owned(),
    }
}

fn own_name(name: &str, style: Style) -> String {
    match style {
        Style::JavaScript => name.trim_matches(['"', '\'']).to_owned(),
        Style::Rust => name.strip_prefix("r#").unwrap_or(name).to_owned(),
        _ => name.to_owned(),
    }
}

/// What stands before a method's name outside its class.
fn qualifier_segment(qualifier: &str, style: Style) -> String {
    match style {
        Style::Go => {
            let name = qualifier
                .trim_start_matches(['*', ' ', '('])
                .split(['[', ')'])
                .next()
                .unwrap_or_default();
            if qualifier.contains('*') {
                format!("(*{name})")
            } else {
                name.to_owned()
            }
        }
        Style::JavaScript => {
            let simple = |byte: u8| byte.is_ascii_alphanumeric() || b"_$.".contains(&byte);
            let names_something =
                qualifier != "this" && qualifier.len() <= 64 && qualifier.bytes().all(simple);
            let qualifier = if names_something { qualifier } else { "" };
            qualifier
                .strip_suffix(".prototype")
                .unwrap_or(qualifier)
                .to_owned()
        }
        _ => without_generics(qualifier),
    }
}

fn closure_name(around: &Frame, style: Style) -> String {
    let nth = around.closures;
    match style {
        Style::Rust => format!("{{closure#{}}}", nth - 1),
        Style::C | Style::Cpp => format!("{{lambda#{nth}}}"),
        Style::Go => match around.what {
            What::Closure => nth.to_string(),
            What::File => format!("glob..func{nth}"),
            _ => format!("func{nth}"),
        },
        Style::Python => "<lambda>".to_owned(),
        Style::JavaScript => "(anonymous)".to_owned(),
        Style::Java => {
            let method = match around.what {
                What::ScopeType | What::ScopeAnonymous => "new",
                _ => around.path.rsplit('.').next().unwrap_or_default(),
            };
            let method = method
                .strip_prefix("lambda$")
                .map_or(method, |rest| rest.split('$').next().unwrap_or(rest));
            format!("lambda${method}${}", nth - 1)
        }
    }
}

/// A name without what stands in its angle brackets.
fn without_generics(name: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::with_capacity(name.len());
    for char in name.chars() {
        match char {
            '<' => depth += 1,
            '>' if depth > 0 => depth -= 1,
            _ if depth == 0 => plain.push(char),
            _ => {}
        }
    }
    plain.trim_end().trim_end_matches("::").to_owned()
}
