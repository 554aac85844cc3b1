//! The facts about a function: from the profile, its source as it is now, and the manual.

use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use ask::facts::{Call, CostFacts, FunctionFacts, HeatFacts, LineFacts, SourceFacts};
use profile::{FunctionId, Profile};
use source::document::Document;
use source::functions::plain_doc;
use source::{Function, normalise};

use super::{Gathering, dependencies, manual};
use crate::{FileHeat, View};

/// Callers and callees that are told.
const CALLS: usize = 16;

/// Signatures are cut after so many characters.
const LONGEST_SIGNATURE: usize = 400;

/// Expensive code is reported on lines of at least this share.
const HOT: f64 = 0.005;

/// Sections of the manual that tell of functions.
const OF_FUNCTIONS: &[&str] = &["3", "2", "9"];

/// Of a function of the profile.
pub(in crate::asking) fn of_spot(
    gathering: Gathering<'_>,
    view: &Arc<View>,
    spot: u32,
) -> Option<FunctionFacts> {
    let names = view.names(spot)?;
    let file = view.placement.spots.get(spot as usize)?.file().cloned();
    let mut facts = FunctionFacts {
        name: names.short.clone(),
        mapping: names.mapping,
        heat: Some(heat(view, spot)?),
        ..FunctionFacts::default()
    };
    if let Some(file) = file {
        let snapshot = gathering.engine.snapshot(view, &file)?;
        let known = snapshot.heat.function(view.hot_of(spot)?);
        if let Some(known) = known
            && gathering.lets_out(&file)
        {
            let document = parsed(&snapshot.document, &file);
            let seen = Seen {
                view: Some(view),
                heat: &snapshot.heat,
                document: &document,
            };
            facts.source = Some(source_of(&seen, &file, &known.function, known.stale));
            facts.costs = costs_of(&seen, &known.function);
            facts.uses = dependencies::used(gathering.engine, &document, &known.function.range);
        }
    } else {
        let member = view
            .placement
            .spots
            .get(spot as usize)?
            .members
            .first()
            .copied()?;
        let path = view.loaded.profile.file_of(member);
        facts.mapping = facts
            .mapping
            .or_else(|| module(&view.loaded.profile, member).map(str::to_owned));
        facts.dependency = dependencies::of_function(gathering.engine, path, &names.full);
        facts.manual = of_manual(gathering, &names.short);
    }
    Some(facts)
}

/// The library or program of a function of a profile; of one of Python, where profilers name none, its file.
pub(super) fn module(profile: &Profile, function: FunctionId) -> Option<&str> {
    let script = || {
        let file = profile.file_of(function)?;
        (Path::new(file).extension()? == "py").then_some(file)
    };
    profile.symbols.mapping_name(function).or_else(script)
}

/// Of the function around a line of a file of the workspace, hot or not.
pub(in crate::asking) fn at(gathering: Gathering<'_>, file: &Path, line: u32) -> Option<FunctionFacts> {
    in_document(gathering, file, |functions| {
        source::functions::named_at_line(functions, line).and_then(|index| functions.get(index))
    })
}

/// Of a function of a file of the workspace, by its name or the last part of it.
pub(in crate::asking) fn in_file(gathering: Gathering<'_>, file: &Path, name: &str) -> Option<FunctionFacts> {
    in_document(gathering, file, |functions| {
        let wanted = normalise(name);
        (functions.iter())
            .find(|function| function.qualified == name)
            .or_else(|| {
                functions
                    .iter()
                    .find(|function| Some(function.name.as_str()) == wanted.last())
            })
    })
}

/// Of a function by its name: of the profile, else of the workspace, else by the name alone.
pub(in crate::asking) fn named(gathering: Gathering<'_>, library: Option<&str>, name: &str) -> FunctionFacts {
    if let Some(view) = gathering.view
        && let Some(spot) = find(view, library, name)
        && let Some(facts) = of_spot(gathering, view, spot)
    {
        return facts;
    }
    let defined = gathering.engine.sources().find_by_names(&[name]);
    let only = defined.first().and_then(|definitions| definitions.only());
    // The user named a library: a function of that name in the workspace is another one, unless the library is the
    // workspace's own.
    if let Some(definition) = only.filter(|_| library.is_none_or(|library| is_own(gathering, library)))
        && let Some(mut facts) = at(gathering, &definition.path, definition.function.start_line)
    {
        facts.mapping = facts.mapping.or_else(|| library.map(str::to_owned));
        return facts;
    }
    FunctionFacts {
        name: name.to_owned(),
        mapping: library.map(str::to_owned),
        dependency: dependencies::of_function(gathering.engine, None, name),
        manual: of_manual(gathering, name),
        ..FunctionFacts::default()
    }
}

/// Whether a library is what the workspace builds, as far as its name tells.
fn is_own(gathering: Gathering<'_>, library: &str) -> bool {
    gathering
        .engine
        .root()
        .file_name()
        .is_some_and(|name| name == library)
}

/// The function of the profile that a library and a name mean; of several the hottest.
fn find(view: &View, library: Option<&str>, name: &str) -> Option<u32> {
    let base = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let wanted = normalise(name);
    view.heat.functions.iter().map(|hot| hot.spot).find(|&spot| {
        // Looking all names up is slow: the short one rules most of them out.
        let is_like = view.short(spot).is_some_and(|short| {
            short == name || normalise(short).last() == wanted.last() && wanted.last().is_some()
        });
        is_like
            && view.names(spot).is_some_and(|names| {
                let is_called = names.short == name || names.full == name || {
                    let short = normalise(&names.short);
                    // `find` means `table::find`, and `table::find` does not mean `list::find`.
                    name.split("::").count() == 1 && !name.contains('.') && short.last() == wanted.last()
                };
                let is_there = library.is_none_or(|library| {
                    names.mapping.as_deref().is_some_and(|mapping| {
                        mapping == library
                            || base(mapping) == base(library)
                            || base(mapping).starts_with(&format!("{library}."))
                    })
                });
                is_called && is_there
            })
    })
}

fn in_document(
    gathering: Gathering<'_>,
    file: &Path,
    choose: impl Fn(&[Function]) -> Option<&Function>,
) -> Option<FunctionFacts> {
    let text = gathering.engine.text(file)?;
    let document = parsed(&text, file);
    let function = choose(document.functions())?.clone();
    if let Some(view) = gathering.view
        && view.has_file(file)
    {
        let heat = gathering.engine.file_heat(view, file);
        let known = heat.functions.iter().find(|known| {
            known.function.qualified == function.qualified && known.function.start_line == function.start_line
        });
        if let Some(known) = known
            && let Some(hot) = view.heat.functions.get(known.hot)
        {
            return of_spot(gathering, view, hot.spot);
        }
    }
    if !gathering.lets_out(file) {
        return Some(FunctionFacts {
            name: function.qualified,
            ..FunctionFacts::default()
        });
    }
    let seen = Seen {
        view: None,
        heat: &FileHeat::default(),
        document: &document,
    };
    Some(FunctionFacts {
        name: function.qualified.clone(),
        source: Some(source_of(&seen, file, &function, false)),
        uses: dependencies::used(gathering.engine, &document, &function.range),
        ..FunctionFacts::default()
    })
}

/// A file, and what is hot in it.
struct Seen<'a> {
    view: Option<&'a View>,
    heat: &'a FileHeat,
    document: &'a Document,
}

impl Seen<'_> {
    fn text(&self, bytes: std::ops::Range<usize>) -> String {
        let rope = self.document.rope();
        rope.get_byte_slice(bytes)
            .map(|slice| slice.to_string())
            .unwrap_or_default()
    }

    fn share(&self, weight: Option<i64>) -> Option<f64> {
        self.view?.share(weight)
    }
}

/// A document with its tree: those of files that are not open have none.
pub(super) fn parsed(document: &Document, file: &Path) -> Document {
    if document.tree().is_some() {
        return document.clone();
    }
    Document::new(
        &document.rope().to_string(),
        source::grammars::by_path(file),
        None,
    )
}

fn source_of(seen: &Seen<'_>, file: &Path, function: &Function, stale: bool) -> SourceFacts {
    let end = function
        .body
        .as_ref()
        .map_or(function.range.end, |body| body.start);
    let start = function.range.start.min(end);
    let signature = seen
        .text(start..end)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let doc = function
        .doc
        .clone()
        .map(|doc| plain_doc(&seen.text(doc)))
        .filter(|doc| !doc.trim().is_empty());
    let rope = seen.document.rope();
    let lines = (function.start_line..=function.end_line).filter_map(|number| {
        let text = rope.get_line(number as usize - 1)?.to_string();
        let heat = seen.heat.line(number).filter(|_| !stale);
        Some(LineFacts {
            number,
            text: text.trim_end_matches(['\n', '\r']).to_owned(),
            own: seen
                .share(heat.and_then(|heat| heat.own))
                .filter(|share| *share > 0.0),
            total: seen
                .share(heat.and_then(|heat| heat.total))
                .filter(|share| *share > 0.0),
        })
    });
    SourceFacts {
        file: file.display().to_string(),
        language: seen.document.language().map(|language| language.name.to_owned()),
        signature: signature
            .trim_end_matches([':', ' '])
            .chars()
            .take(LONGEST_SIGNATURE)
            .collect(),
        doc,
        lines: lines.collect(),
        stale,
    }
}

/// Expensive code on the hot lines of a function.
fn costs_of(seen: &Seen<'_>, function: &Function) -> Vec<CostFacts> {
    (seen.document.costs(Some(&function.range)).into_iter())
        .filter_map(|cost| {
            let heat = seen.heat.line(cost.line)?;
            let share = seen
                .share(heat.own)
                .unwrap_or(0.0)
                .max(seen.share(heat.total).unwrap_or(0.0));
            (share >= HOT).then(|| CostFacts {
                line: cost.line,
                share: Some(share),
                title: cost.pattern.title.clone(),
                why: cost.pattern.why.clone(),
                unless: cost.pattern.unless.clone(),
                instead: cost.pattern.instead.clone(),
            })
        })
        .collect()
}

/// What the profile says of a function.
fn heat(view: &View, spot: u32) -> Option<HeatFacts> {
    let hot = view.weights(spot)?;
    let call = |(spot, weight): (u32, i64)| {
        let member = view.placement.spots.get(spot as usize)?.members.first();
        let mapping = member.and_then(|member| module(&view.loaded.profile, *member));
        Some(Call {
            name: view.short(spot)?.to_owned(),
            mapping: mapping.map(str::to_owned),
            share: view.share(Some(weight))?,
        })
    };
    Some(HeatFacts {
        own: view.share(hot.own),
        total: view.share(hot.total),
        counted: view.loaded.profile.value(view.value).name.clone(),
        samples: view.samples_in(hot),
        provenance: crate::provenance(&view.loaded.profile.meta, &view.loaded.name, SystemTime::now()),
        callers: view
            .heat
            .calls
            .callers(spot)
            .filter_map(call)
            .take(CALLS)
            .collect(),
        callees: view
            .heat
            .calls
            .callees(spot)
            .filter_map(call)
            .take(CALLS)
            .collect(),
    })
}

/// The manual's page on a function that is not in the workspace.
fn of_manual(gathering: Gathering<'_>, name: &str) -> Option<ask::facts::ManualFacts> {
    let normal = normalise(name);
    let bare = normal.last()?.trim_start_matches("__GI_").trim_start_matches('_');
    // A qualified name is of a language that has no manual pages.
    if normal.segments.len() > 1 {
        return None;
    }
    manual(gathering.engine, OF_FUNCTIONS, bare)
}
