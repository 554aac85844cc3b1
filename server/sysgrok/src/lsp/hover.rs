//! `textDocument/hover`.

use std::sync::Arc;
use std::time::SystemTime;

use engine::LineHeat;
use lsp_types::{Hover, HoverContents, HoverParams, Position, Range, Uri};
use source::functions::plain_doc;

use super::context::{Context, Here};
use super::cursor::{Call, Subject, subject};
use super::explain::{self, Over, Pending};
use super::markup::Markup;
use super::places::{InSource, Places};
use super::{plan_file, profile_file, proto, words};

/// Callers, callees and lines that are listed.
const LISTED: usize = 5;

/// Doc comments and lines of code are cut after so many characters.
const LONGEST_DOC: usize = 300;
const LONGEST_CODE: usize = 80;

/// A hover, to which an explanation may come.
pub(super) struct Hovered {
    hover: Hover,
    pending: Option<Pending>,
}

impl Hovered {
    fn new(markup: Markup, range: Range, pending: Option<Pending>) -> Hovered {
        Hovered {
            hover: Hover {
                contents: HoverContents::Markup(markup.content()),
                range: Some(range),
            },
            pending,
        }
    }

    /// With the explanation, if it is there in time. Absent when there is nothing to say. `number` counts the hovers
    /// of the client.
    pub(super) async fn explained(self, context: &Arc<Context>, uri: Uri, number: u64) -> Option<Hover> {
        let mut hover = self.hover;
        let over = hover.range.map(|range| Over { uri, range, number });
        if let Some(pending) = self.pending
            && let Some(explanation) = pending.wait(context, over).await
            && let HoverContents::Markup(content) = &mut hover.contents
        {
            if !content.value.is_empty() {
                content.value.push_str("\n\n");
            }
            content.value.push_str(explanation.trim_start());
        }
        let is_empty = matches!(&hover.contents, HoverContents::Markup(content) if content.value.is_empty());
        (!is_empty).then_some(hover)
    }
}

/// What the profile says of the function, call or line under the cursor; nothing of what is cold.
pub(super) fn hover(context: &Context, here: Here, params: &HoverParams) -> Option<Hovered> {
    hover_at(
        context,
        here,
        params.text_document_position_params.position,
        SystemTime::now(),
    )
}

/// The same at a time, in which the age of the profile is said.
fn hover_at(context: &Context, here: Here, position: Position, now: SystemTime) -> Option<Hovered> {
    if let Some(hover) = plan_file::hover(context, &here.key, position) {
        return Some(Hovered { hover, pending: None });
    }
    if let Some(row) = profile_file::hover(context, &here.key, position) {
        let mut markup = Markup::new(context.capabilities().markdown);
        let places = Places::new(context, &row.engine, &row.view);
        let source = places.function(row.spot);
        of_function(&mut markup, places, row.spot, source.as_ref(), now)?;
        let pending = explain::function(
            context,
            &row.engine,
            &row.view,
            &mut markup,
            row.spot,
            source.as_ref(),
        );
        return Some(Hovered::new(markup, row.range, pending));
    }
    if let Some(named) = profile_file::named(context, &here.key, position) {
        let mut markup = Markup::new(context.capabilities().markdown);
        let pending = explain::named(context, &named.engine, &mut markup, &named.name);
        return Some(Hovered::new(markup, named.range, pending));
    }
    let here = here.hot()?;
    let (document, encoding) = (&here.place.open.document, context.encoding());
    let offset = document.offset(proto::position(position), encoding);
    let line = document.position(offset, encoding).line + 1;
    let places = Places::around(context, &here);
    let mut markup = Markup::new(context.capabilities().markdown);
    let (spot, range) = match subject(&here, offset, line)? {
        Subject::Function(function) => {
            let spot = here.view.heat.functions.get(function.hot)?.spot;
            (spot, function.function.name_range.clone())
        }
        Subject::Call(call) => {
            of_call(&mut markup, places, &call);
            (call.spot, call.range)
        }
        Subject::Line(line) => {
            of_line(&mut markup, places, *line, now);
            explain::line(&mut markup, &here, line.line);
            let range = proto::line_range(document, line.line, encoding);
            return Some(Hovered::new(markup, range, None));
        }
    };
    let source = places.function(spot);
    of_function(&mut markup, places, spot, source.as_ref(), now)?;
    let (engine, view) = (&here.place.engine, &here.view);
    let pending = explain::function(context, engine, view, &mut markup, spot, source.as_ref());
    let range = proto::range(document, range, encoding);
    Some(Hovered::new(markup, range, pending))
}

fn of_function(
    markup: &mut Markup,
    places: Places,
    spot: u32,
    source: Option<&InSource>,
    now: SystemTime,
) -> Option<()> {
    let view = places.view;
    let hot = view.weights(spot)?;
    markup.code(&words::name(view, spot)?).words(": ");
    markup
        .strong(&words::shares(view, hot.own, hot.total))
        .words(" of ")
        .text(words::counted(view));
    if let Some(samples) = words::samples(view, hot) {
        markup.line().words(&samples);
    }
    calls(markup, places, "Called by", view.heat.calls.callers(spot));
    calls(markup, places, "Calls", view.heat.calls.callees(spot));
    if let Some(source) = source {
        hottest_lines(markup, places, source);
    }
    provenance(markup, places, now);
    if let Some(source) = source {
        let hot = view.hot_of(spot)?;
        if source
            .current
            .heat
            .function(hot)
            .is_some_and(|function| function.stale)
        {
            markup
                .line()
                .words("The file has changed since the recording, so its lines are not known.");
        }
        doc(markup, source);
    }
    Some(())
}

/// What passes through a call; what is called comes after.
fn of_call(markup: &mut Markup, places: Places, call: &Call) {
    let view = places.view;
    let from = [
        (call.from_line, "from this line"),
        (call.from_function, "from this function"),
    ];
    if let Some((weight, from)) = from.into_iter().find_map(|(weight, from)| Some((weight?, from))) {
        let share = words::percent(view.share(Some(weight)).unwrap_or(0.0));
        markup.words("Called ").words(from).words(": ").strong(&share);
        markup.words(" of ").text(words::counted(view)).paragraph();
    }
}

fn of_line(markup: &mut Markup, places: Places, line: LineHeat, now: SystemTime) {
    let view = places.view;
    markup
        .words("This line: ")
        .strong(&words::shares(view, line.own, line.total));
    markup.words(" of ").text(words::counted(view));
    if let Some(samples) = words::line_samples(view, line.own) {
        markup.line().words(&samples);
    }
    calls(markup, places, "Calls", view.line_calls.callees(line.hot));
    provenance(markup, places, now);
}

/// A list of callers or callees, with links to those that are in the workspace.
fn calls(markup: &mut Markup, places: Places, title: &str, calls: impl Iterator<Item = (u32, i64)>) {
    let view = places.view;
    let mut begun = false;
    for (spot, weight) in calls.take(LISTED) {
        let (Some(name), Some(share)) = (words::name(view, spot), view.share(Some(weight))) else {
            continue;
        };
        if !begun {
            markup.paragraph().words(title);
            begun = true;
        }
        let location = places.in_source(spot);
        let place = location
            .as_ref()
            .map(|location| (&location.uri, location.range.start.line));
        markup
            .item()
            .link(&name, place)
            .words(" ")
            .words(&words::percent(share));
    }
}

/// The hottest lines of a function, with their code.
fn hottest_lines(markup: &mut Markup, places: Places, source: &InSource) {
    let (function, document) = (&source.function, &source.current.document);
    let mut lines: Vec<&LineHeat> = source
        .current
        .heat
        .lines_in(function.start_line..=function.end_line)
        .collect();
    // Stable, so that lines of one weight stay in their order.
    lines.sort_by_key(|line| std::cmp::Reverse((line.own, line.total)));
    let Some(uri) = proto::uri(&places.engine.root().join(source.file)) else {
        return;
    };
    for (index, line) in lines
        .into_iter()
        .filter(|line| line.own > Some(0))
        .take(LISTED)
        .enumerate()
    {
        if index == 0 {
            markup.paragraph().words("Hottest lines");
        }
        let share = words::percent(places.view.share(line.own).unwrap_or(0.0));
        let at = line.line - 1;
        markup
            .item()
            .link(&format!("line {}", line.line), Some((&uri, at)))
            .words(" ")
            .words(&share);
        let code =
            (document.rope().get_line(at as usize)).map(|code| code.chars().take(1000).collect::<String>());
        let code = cut(code.unwrap_or_default().trim(), LONGEST_CODE);
        if !code.is_empty() {
            markup.words(" ").code(&words::shown(&code));
        }
    }
}

fn provenance(markup: &mut Markup, places: Places, now: SystemTime) {
    let loaded = &places.view.loaded;
    let provenance = engine::provenance(&loaded.profile.meta, &loaded.name, now);
    markup.paragraph().text(&provenance);
}

/// The first paragraph of the doc comment.
fn doc(markup: &mut Markup, source: &InSource) {
    let rope = source.current.document.rope();
    let doc = source.function.doc.clone().and_then(|doc| {
        let doc = rope.get_byte_slice(doc)?;
        let plain = plain_doc(&doc.chars().take(10 * LONGEST_DOC).collect::<String>());
        let first = plain.trim().split("\n\n").next()?.replace('\n', " ");
        Some(cut(&first, LONGEST_DOC))
    });
    if let Some(doc) = doc.filter(|doc| !doc.is_empty()) {
        markup.paragraph().text(&doc);
    }
}

/// A text of at most so many characters.
fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    text.chars().take(longest).chain(['…']).collect()
}
