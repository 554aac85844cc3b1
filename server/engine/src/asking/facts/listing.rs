//! The facts about texts that the user gives: Top-N lists, stack traces, annotated source.

use std::path::Path;

use ask::facts::{
    CauseFacts, CodeFacts, CostFacts, FrameFacts, FunctionFacts, HotLine, RowFacts, TopNFacts, TraceFacts,
};
use profile::Format;
use profile::traces::{Dialect, Frame, Trace, Traces};
use source::Language;
use source::document::Document;

use super::annotated::{Annotated, Piece, pieces};
use super::function::module;
use super::{Gathering, at, named};

/// Functions of the workspace whose source is looked at.
const KNOWN: usize = 5;

/// Rows and frames that are told of; a list of a whole system has thousands.
const MOST: usize = 2_000;

/// Causes of one stack that are told of.
const CAUSES: usize = 8;

/// Expensive code is reported on lines of at least this share.
const HOT: f64 = 0.005;

/// Blocks that are closed at the end of a piece of source.
const DEEPEST: usize = 64;

/// Of a Top-N.
pub(in crate::asking) fn top_n(gathering: Gathering<'_>, text: &str) -> TopNFacts {
    // The user says that it is one: what no other format claims is read as a table with any headings.
    let options = profile::Options::default();
    let read = profile::read("<list>", text.as_bytes(), &options)
        .or_else(|_| profile::read_as(Format::TopN, "<list>", text.as_bytes(), &options))
        .ok();
    let mut facts = TopNFacts {
        text: text.to_owned(),
        headings: headings(text),
        ..TopNFacts::default()
    };
    let Some(profile) = read else { return facts };
    let value = profile.selected();
    facts.counted = Some(profile.value(value).name.clone());
    let cells = || profile.flat.functions.iter().filter(|cell| cell.value == value);
    facts.left_out = cells().count().saturating_sub(MOST);
    for cell in cells().take(MOST) {
        let name = profile.symbols.name(cell.key);
        let share = |weight: Option<i64>| weight.map(|weight| profile.value(value).share(weight));
        let file = profile
            .file_of(cell.key)
            .and_then(|path| gathering.engine.locate(path, Some(name)));
        let function = file.and_then(|file| {
            let line = start_line(gathering, &file, name)?;
            Some((file, line))
        });
        if let Some((file, line)) = &function
            && facts.known.len() < KNOWN
        {
            facts.known.extend(at(gathering, file, *line));
        }
        facts.rows.push(RowFacts {
            function: name.to_owned(),
            mapping: module(&profile, cell.key).map(str::to_owned),
            own: share(cell.own),
            total: share(cell.total),
            place: function.map(|(file, line)| (file.display().to_string(), line)),
        });
    }
    facts
}

/// The lines before the first row: comments, and names of columns, which tell no percentage.
fn headings(text: &str) -> usize {
    let is_heading = |line: &&str| {
        let line = line.trim_start();
        line.starts_with('#') || line.is_empty() || line.contains('|') && !line.contains('%')
    };
    let count = text.lines().take_while(is_heading).count();
    // A table without percentages is rows all the way.
    if count < text.lines().count() {
        count
    } else {
        usize::from(count > 0 && text.starts_with('#'))
    }
}

/// Of a stack trace; of several the one with the most weight, or the first.
pub(in crate::asking) fn stack_trace(gathering: Gathering<'_>, text: &str) -> TraceFacts {
    let mut facts = TraceFacts {
        text: text.to_owned(),
        ..TraceFacts::default()
    };
    let Some(traces) = profile::traces::parse(text) else {
        return facts;
    };
    let Some(trace) = heaviest(&traces) else {
        return facts;
    };
    facts.dialect = Some(trace.dialect.name().to_owned());
    facts.is_error = is_error(trace);
    facts.heading = trace.heading.as_ref().map(|heading| heading.text.clone());
    let causes = causes(&traces, trace);
    if traces.traces.len() > 1 + causes.len() {
        let more = format!("the first of {} stacks, or the heaviest", traces.traces.len());
        facts.heading = Some(
            facts
                .heading
                .map_or(more.clone(), |heading| format!("{heading}\n({more})")),
        );
    }
    // A panic names the place of one of its frames.
    let origin = trace.origin.iter().filter(|origin| {
        trace.frames.iter().all(|frame| {
            let is_named = origin.function.is_none() || frame.function == origin.function;
            let is_same_file = (frame.file.as_deref().zip(origin.file.as_deref()))
                .is_some_and(|(one, other)| is_same_file(one, other));
            !(is_named && frame.line == origin.line && (is_same_file || origin.file.is_none()))
        })
    });
    for frame in origin.chain(&trace.frames) {
        push_frame(gathering, trace, frame, &mut facts.frames, &mut facts.known);
    }
    for cause in causes {
        let mut told = CauseFacts {
            heading: cause.heading.as_ref().map(|heading| heading.text.clone()),
            ..CauseFacts::default()
        };
        for frame in &cause.frames {
            push_frame(gathering, cause, frame, &mut told.frames, &mut facts.known);
        }
        facts.causes.push(told);
    }
    facts
}

/// What caused a trace, and what caused that.
fn causes<'a>(traces: &'a Traces, trace: &'a Trace) -> Vec<&'a Trace> {
    let cause = |trace: &&'a Trace| traces.traces.get(trace.cause?);
    std::iter::successors(cause(&trace), cause).take(CAUSES).collect()
}

/// Adds a frame, and to `known` the function of the workspace that it is of.
fn push_frame(
    gathering: Gathering<'_>,
    trace: &Trace,
    frame: &Frame,
    frames: &mut Vec<FrameFacts>,
    known: &mut Vec<FunctionFacts>,
) {
    if frame.elided.is_some() || frames.len() >= MOST {
        return;
    }
    let place = place(gathering, frame);
    if let Some((file, line)) = &place
        && known.len() < KNOWN
        && let Some(function) = at(gathering, Path::new(file), *line)
        && known.iter().all(|other| other.name != function.name)
    {
        known.push(function);
    }
    let line = frame.line.map(|line| format!(":{line}")).unwrap_or_default();
    frames.push(FrameFacts {
        function: frame.function.clone(),
        mapping: frame.mapping.clone(),
        file: frame.file.clone(),
        code: (place.as_ref())
            .filter(|_| frame.line.is_some())
            .and_then(|(file, line)| code_at(gathering, Path::new(file), *line)),
        given: frame.file.as_ref().map(|file| format!("{file}{line}")),
        is_library: place.is_none() && trace.is_library_frame(frame),
        place,
    });
}

/// Whether two paths are the same as far as both go: `src/main.rs` and `./src/main.rs`.
fn is_same_file(one: &str, other: &str) -> bool {
    let parts = |path: &str| -> Vec<String> {
        let parts = path.split(['/', '\\']).filter(|part| !matches!(*part, "" | "."));
        parts.rev().map(str::to_owned).collect()
    };
    let (one, other) = (parts(one), parts(other));
    !one.is_empty() && one.iter().zip(&other).all(|(one, other)| one == other) && !other.is_empty()
}

/// A line of a file of the workspace, if it may be told.
fn code_at(gathering: Gathering<'_>, file: &Path, line: u32) -> Option<String> {
    let text = gathering
        .lets_out(file)
        .then(|| gathering.engine.text(file))
        .flatten()?;
    let line = text.rope().get_line((line as usize).checked_sub(1)?)?.to_string();
    Some(line.trim().to_owned()).filter(|line| !line.is_empty())
}

fn heaviest(traces: &Traces) -> Option<&Trace> {
    let weight = |trace: &Trace| trace.weight.as_ref().map_or(0.0, |weight| weight.amount);
    // Of equal weights the first.
    traces
        .traces
        .iter()
        .reduce(|best, trace| if weight(trace) > weight(best) { trace } else { best })
}

/// The file of the workspace and the line that a frame means; where the trace has no line, that of the function.
fn place(gathering: Gathering<'_>, frame: &Frame) -> Option<(String, u32)> {
    let file = gathering
        .engine
        .locate(frame.file.as_deref()?, frame.function.as_deref())?;
    let line = match frame.line {
        Some(line) => line.get(),
        None => start_line(gathering, &file, frame.function.as_deref()?)?,
    };
    Some((file.display().to_string(), line))
}

/// The line at which a function of a file of the workspace begins.
fn start_line(gathering: Gathering<'_>, file: &Path, function: &str) -> Option<u32> {
    let wanted = source::normalise(function);
    let outline = gathering.engine.sources().outline(file).ok()?;
    let found = (outline.functions.iter()).find(|function| Some(function.name.as_str()) == wanted.last())?;
    Some(found.start_line)
}

/// Of annotated source.
pub(in crate::asking) fn code(gathering: Gathering<'_>, text: &str) -> CodeFacts {
    let mut facts = CodeFacts {
        text: text.to_owned(),
        ..CodeFacts::default()
    };
    let mut pieces = pieces(text);
    let weight = |piece: &Piece| piece.lines.iter().map(Annotated::share).sum::<f64>();
    pieces.sort_by(|one, other| weight(other).total_cmp(&weight(one)));
    for piece in pieces.iter().filter(|piece| weight(piece) > 0.0) {
        let hot = piece.lines.iter().filter(|line| line.share() > 0.0);
        facts.hot.extend(hot.map(|line| HotLine {
            number: line.number,
            place: line.place.clone(),
            code: line.code.clone(),
            own: line.own,
            total: line.total,
        }));
        if let Some((document, language)) = parsed_piece(piece) {
            facts.language.get_or_insert_with(|| language.name.to_owned());
            facts.costs.extend(costs(&document, piece));
        }
        if let Some(function) = &piece.function
            && facts.known.len() < KNOWN
        {
            let known: FunctionFacts = named(gathering, None, function);
            if known.source.is_some() || known.heat.is_some() {
                facts.known.push(known);
            }
        }
    }
    let share = |line: &HotLine| line.own.unwrap_or(0.0).max(line.total.unwrap_or(0.0));
    facts
        .hot
        .sort_by(|one, other| share(other).total_cmp(&share(one)));
    let share = |cost: &CostFacts| cost.share.unwrap_or(0.0);
    facts
        .costs
        .sort_by(|one, other| share(other).total_cmp(&share(one)));
    facts
}

/// The source of a piece, in the language of its file, else in the one that it parses best in.
fn parsed_piece(piece: &Piece) -> Option<(Document, &'static Language)> {
    let mut code = String::new();
    for line in &piece.lines {
        // Instructions leave an empty line, so that lines have the numbers of the piece.
        if line.is_source {
            code.push_str(&line.code);
        }
        code.push('\n');
    }
    // What is listed may end anywhere.
    let open = code
        .matches('{')
        .count()
        .saturating_sub(code.matches('}').count());
    let closed = format!("{code}{}", "}\n".repeat(open.min(DEEPEST)));
    let of_file = (piece.file.as_deref()).and_then(|file| source::grammars::by_path(Path::new(file)));
    match of_file {
        Some(language) => Some((Document::new(&closed, Some(language), None), language)),
        None => guess(&closed),
    }
}

/// The language in which a piece of code parses best, if it parses well.
fn guess(code: &str) -> Option<(Document, &'static Language)> {
    const LANGUAGES: [&str; 8] = [
        "c",
        "cpp",
        "rust",
        "go",
        "python",
        "javascript",
        "typescript",
        "java",
    ];
    let mut best: Option<(usize, Document, &'static Language)> = None;
    for id in LANGUAGES {
        let Some(language) = source::grammars::by_language_id(id) else {
            continue;
        };
        let document = Document::new(code, Some(language), None);
        let Some(tree) = document.tree() else { continue };
        let broken = broken_bytes(tree.root_node());
        if best.as_ref().is_none_or(|(least, _, _)| broken < *least) {
            best = Some((broken, document, language));
        }
    }
    // A fifth may be broken: what is printed is often a part of a file.
    best.filter(|(broken, _, _)| broken * 5 < code.len())
        .map(|(_, document, language)| (document, language))
}

/// The bytes that the grammar could not make sense of.
fn broken_bytes(root: source::grammars::tree_sitter::Node<'_>) -> usize {
    let mut cursor = root.walk();
    let mut broken = 0;
    let mut descend = true;
    loop {
        let node = cursor.node();
        if descend && (node.is_error() || node.is_missing()) {
            broken += node.byte_range().len().max(1);
            descend = false;
        }
        if descend && node.has_error() && cursor.goto_first_child() {
            continue;
        }
        if cursor.goto_next_sibling() {
            descend = true;
        } else if cursor.goto_parent() {
            descend = false;
        } else {
            return broken;
        }
    }
}

fn costs(document: &Document, piece: &Piece) -> Vec<CostFacts> {
    (document.costs(None).into_iter())
        .filter_map(|cost| {
            let line = piece.lines.get(cost.line as usize - 1)?;
            (line.share() >= HOT).then(|| CostFacts {
                line: line.number,
                share: Some(line.share()),
                title: cost.pattern.title.clone(),
                why: cost.pattern.why.clone(),
                unless: cost.pattern.unless.clone(),
                instead: cost.pattern.instead.clone(),
            })
        })
        .collect()
}

/// Whether an error led to the trace: profilers print stacks without one.
fn is_error(trace: &Trace) -> bool {
    use Dialect::{Copied, Folded, PerfScript, Pprof, PySpy, Table};
    !matches!(
        trace.dialect,
        Copied | Folded | PerfScript | Pprof | PySpy | Table
    )
}
