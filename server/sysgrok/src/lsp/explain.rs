//! What a hover says beyond the facts: the explanation that a model gave, or what is known without one.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use ask::words as markdown;
use engine::asking::{Asked, FunctionSubject, Subject, tag};
use engine::{Engine, ExplainHover, FileHeat, Settings, View};
use knowledge::Sureness;
use lsp_types::{Range, TextDocumentIdentifier, Uri};
use source::document::Document;
use tokio::sync::watch;
use tokio::time::timeout;

use super::asking::background::{self, Explained, Key, Known, Step, Wanted};
use super::asking::label;
use super::commands;
use super::context::{Context, HotPlace};
use super::costs;
use super::extension::{self, ExplainedParams};
use super::markup::Markup;
use super::places::{InSource, Places};
use super::words;

/// A hover waits so long for an earlier answer, which is a file to read. For a function outside the workspace it does
/// not wait: the manual may be read for it.
const LOOK_UP: Duration = Duration::from_millis(50);

/// Patterns that are told of.
const COSTS: usize = 5;

/// Longer answers are cut: a hover is no page.
const LONGEST: usize = 4_000;

/// What a hover is still to be given.
pub(super) struct Pending {
    wanted: Wanted,
    patience: Duration,
    /// What is said instead, where no answer comes by itself.
    otherwise: String,
}

/// What the mouse was over.
pub(super) struct Over {
    pub(super) uri: Uri,
    pub(super) range: Range,
    /// Which hover of the client it was.
    pub(super) number: u64,
}

/// Whether models are asked behind hovers.
pub(super) fn asks_in_background(settings: &Settings) -> bool {
    settings.explain.hover == ExplainHover::Background
}

/// Adds what is there; gives what is to be looked for.
pub(super) fn function(
    context: &Context,
    engine: &Arc<Engine>,
    view: &Arc<View>,
    markup: &mut Markup,
    spot: u32,
    source: Option<&InSource>,
) -> Option<Pending> {
    if engine.settings().explain.hover == ExplainHover::Off {
        return None;
    }
    let Some(model) = context.asking.model_of_hovers(engine) else {
        offline(markup, view, spot, source);
        return None;
    };
    let wanted = wanted_from(context, engine, view, spot, source, model)?;
    let otherwise = |markup: &mut Markup| {
        offline(markup, view, spot, source);
        offer(markup, &wanted.model);
    };
    finish(context, markup, wanted.clone(), source.is_some(), otherwise)
}

/// The same for a function that no profile knows: a row of a list, a frame of a stack.
pub(super) fn named(
    context: &Context,
    engine: &Arc<Engine>,
    markup: &mut Markup,
    name: &str,
) -> Option<Pending> {
    if engine.settings().explain.hover == ExplainHover::Off {
        return None;
    }
    let Some(model) = context.asking.model_of_hovers(engine) else {
        notes(markup, None, name);
        return None;
    };
    let mut hasher = DefaultHasher::new();
    label(&model).hash(&mut hasher);
    let wanted = Wanted {
        engine: engine.clone(),
        subject: Subject::Function(FunctionSubject::Named {
            library: None,
            function: name.to_owned(),
        }),
        key: Key {
            root: engine.root().to_owned(),
            profile: None,
            file: None,
            name: name.to_owned(),
        },
        version: hasher.finish(),
        may_ask: may_ask(context, engine, &model),
        model,
    };
    let otherwise = |markup: &mut Markup| {
        notes(markup, None, name);
        offer(markup, &wanted.model);
    };
    finish(context, markup, wanted.clone(), false, otherwise)
}

/// What is expensive in a hot line, if hovers explain at all.
pub(super) fn line(markup: &mut Markup, hot: &HotPlace, line: u32) {
    if hot.place.engine.settings().explain.hover != ExplainHover::Off {
        expensive(
            markup,
            &hot.view,
            &hot.heat,
            &hot.place.open.document,
            line..=line,
        );
    }
}

fn finish(
    context: &Context,
    markup: &mut Markup,
    wanted: Wanted,
    is_near: bool,
    otherwise: impl Fn(&mut Markup),
) -> Option<Pending> {
    match context.asking.background.known(&wanted.key, wanted.version) {
        Some(Known::Explained(text)) => {
            markup.paragraph().words(&said(context, &text));
            return None;
        }
        Some(Known::Nothing) if !wanted.may_ask => {
            otherwise(markup);
            if let Some(why) = context.asking.background.take_fault() {
                fault(markup, &why);
            }
            return None;
        }
        _ => {}
    }
    let mut said = Markup::new(context.capabilities().markdown);
    if !wanted.may_ask {
        otherwise(&mut said);
    }
    Some(Pending {
        wanted,
        patience: if is_near { LOOK_UP } else { Duration::ZERO },
        otherwise: said.content().value,
    })
}

impl Pending {
    /// Waits as long as a hover may. Gives what is to be added to it. A client that wants it is told when more comes
    /// while this hover is its last one.
    pub(super) async fn wait(self, context: &Arc<Context>, over: Option<Over>) -> Option<String> {
        let Pending {
            wanted,
            patience,
            otherwise,
        } = self;
        let allowed = Duration::from_millis(u64::from(wanted.engine.settings().explain.wait));
        let (key, version) = (wanted.key.clone(), wanted.version);
        let mut step = background::begin(context, wanted);
        // What has not come by then is there for the next hover.
        let _ = timeout(patience, step.wait_for(|step| *step != Step::LookingUp)).await;
        let _ = timeout(allowed, step.wait_for(|step| *step == Step::Done)).await;
        if let Some(Known::Explained(text)) = context.asking.background.known(&key, version) {
            return Some(said(context, &text));
        }
        if let Some(over) = over.filter(|_| context.capabilities().explained) {
            tokio::spawn(tell(context.clone(), step, key, version, over));
        }
        let mut said = Markup::new(context.capabilities().markdown);
        said.words(&otherwise);
        if let Some(why) = context.asking.background.take_fault() {
            fault(&mut said, &why);
        }
        Some(said.content().value).filter(|text| !text.is_empty())
    }
}

/// Tells the client once an explanation is there, unless it has hovered over something else since.
async fn tell(context: Arc<Context>, mut step: watch::Receiver<Step>, key: Key, version: u64, over: Over) {
    let _ = step.wait_for(|step| *step == Step::Done).await;
    let is_last = context.hovers.load(Ordering::Relaxed) == over.number;
    let known = context.asking.background.known(&key, version);
    if is_last && matches!(known, Some(Known::Explained(_))) {
        let params = ExplainedParams {
            text_document: TextDocumentIdentifier::new(over.uri),
            range: over.range,
            function: key.name,
        };
        context
            .client
            .send_notification::<extension::Explained>(params)
            .await;
    }
}

/// What would explain a function of a profile; absent where no model is configured.
pub(super) fn wanted(context: &Context, engine: &Arc<Engine>, view: &Arc<View>, spot: u32) -> Option<Wanted> {
    let model = context.asking.model_of_hovers(engine)?;
    let source = Places::new(context, engine, view).function(spot);
    wanted_from(context, engine, view, spot, source.as_ref(), model)
}

fn wanted_from(
    context: &Context,
    engine: &Arc<Engine>,
    view: &Arc<View>,
    spot: u32,
    source: Option<&InSource>,
    model: Asked,
) -> Option<Wanted> {
    let hot = view.weights(spot)?;
    let mut hasher = DefaultHasher::new();
    (label(&model), view.value.index(), hot.own, hot.total).hash(&mut hasher);
    if let Some(source) = source {
        // Its text and where it stands: lines are named by their numbers.
        let text = source.current.document.rope();
        source.function.start_line.hash(&mut hasher);
        if let Some(text) = text.get_byte_slice(source.function.range.clone()) {
            text.hash(&mut hasher);
        }
    }
    Some(Wanted {
        engine: engine.clone(),
        subject: Subject::Function(FunctionSubject::Spot(view.clone(), spot)),
        key: Key {
            root: engine.root().to_owned(),
            profile: Some(view.loaded.id),
            file: source.map(|source| source.file.to_owned()),
            name: view.short(spot)?.to_owned(),
        },
        version: hasher.finish(),
        may_ask: may_ask(context, engine, &model),
        model,
    })
}

fn may_ask(context: &Context, engine: &Engine, model: &Asked) -> bool {
    asks_in_background(&engine.settings())
        && !context.asking.background.is_paused()
        && context.asking.may_send(context, engine.root(), model)
}

/// Says how the model can be asked, where a hover does not ask it.
fn offer(markup: &mut Markup, model: &Asked) {
    markup
        .paragraph()
        .code(commands::EXPLAIN_FUNCTION)
        .words(" asks ")
        .text(&label(model))
        .words(".");
}

/// Says, once, why a question behind a hover was not answered.
fn fault(markup: &mut Markup, why: &str) {
    markup
        .paragraph()
        .words("The model did not explain this: ")
        .text(why);
}

/// What is known without a model: expensive code on the hot lines of a function of the workspace, notes on others.
fn offline(markup: &mut Markup, view: &View, spot: u32, source: Option<&InSource>) {
    if let Some(source) = source {
        let lines = source.function.start_line..=source.function.end_line;
        expensive(
            markup,
            view,
            &source.current.heat,
            &source.current.document,
            lines,
        );
    } else if let Some(names) = view.names(spot) {
        notes(markup, names.mapping.as_deref(), &names.short);
    }
}

/// Expensive code on the hot ones among these lines.
fn expensive(
    markup: &mut Markup,
    view: &View,
    heat: &FileHeat,
    document: &Document,
    lines: RangeInclusive<u32>,
) {
    let found = costs::on_lines(view, heat, document, lines);
    for (index, hot) in found.iter().take(COSTS).enumerate() {
        if index == 0 {
            markup.paragraph().words("Expensive on hot lines");
        }
        let pattern = hot.cost.pattern;
        markup.item().words(&format!("line {} ", hot.cost.line));
        markup.words(&words::percent(hot.share)).words(" ");
        markup.strong(pattern.title.trim_end_matches('.')).words(". ");
        markup.words(first_sentence(&pattern.why));
    }
}

fn first_sentence(text: &str) -> &str {
    text.find(". ").and_then(|end| text.get(..=end)).unwrap_or(text)
}

/// Our own notes on a function.
fn notes(markup: &mut Markup, mapping: Option<&str>, name: &str) {
    let Some(found) = knowledge::function(mapping, name) else {
        return;
    };
    let entry = found.entry;
    markup
        .paragraph()
        .words(entry.summary.trim())
        .paragraph()
        .words(entry.hot.trim());
    if found.sureness == Sureness::NameOnly {
        let software = (entry.software.iter())
            .filter_map(|id| knowledge::software_by_id(id))
            .filter_map(|software| software.names.first());
        let software: Vec<&str> = software.map(String::as_str).collect();
        markup.words(&format!(
            " (These are notes on the {} of {}; which library this one belongs to is not known.)",
            markdown::code(found.name),
            software.join(", ")
        ));
    }
}

/// An answer as a hover shows it: with the note on who wrote it, and not longer than fits.
fn said(context: &Context, explained: &Explained) -> String {
    let mut note = tag(&explained.label);
    if !context.capabilities().markdown {
        note.retain(|char| !matches!(char, '*' | '\\'));
    }
    let text = explained.text.as_str();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{note}{}…", text.get(..end).unwrap_or_default()),
        None => note + text,
    }
}
