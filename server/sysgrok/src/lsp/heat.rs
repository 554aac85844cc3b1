//! `sysgrok/heat`: the heat of one document, for clients that paint it themselves; `sysgrok/status`, and
//! `sysgrok/heatChanged`.

use std::path::Path;

use engine::{Engine, FileHeat, View};
use lsp_types::Uri;
use profile::{Coverage, ValueId};
use source::document::Document;

use super::context::Context;
use super::extension::{
    DocumentHeat, FolderHeat, FunctionHeat, HeatChangedParams, HeatParams, LineHeat, ProfileInfo, Provenance,
    Samples,
};
use super::{diagnostics, proto};

/// A file of the workspace as it is in the editor, or else on disk, and its heat; both of one moment.
pub(super) struct Current {
    pub(super) uri: Uri,
    pub(super) document: Document,
    /// Absent when it is not open.
    pub(super) version: Option<i32>,
    pub(super) heat: FileHeat,
}

impl Current {
    /// A file by its path relative to the root. Absent when it cannot be read.
    pub(super) fn of(engine: &Engine, view: &View, file: &Path) -> Option<Current> {
        if let Some(open) = engine.open_file(file) {
            let heat = view.heat_of(file, &open);
            let uri = proto::uri(&engine.root().join(file))?;
            return Some(Current {
                uri,
                document: open.document,
                version: Some(open.version),
                heat,
            });
        }
        let (uri, document) = diagnostics::content(engine, file)?;
        Some(Current {
            uri,
            document,
            version: None,
            heat: engine.file_heat(view, file),
        })
    }
}

/// The heat of a document. Absent when no profile is shown, or the document is no file of the workspace.
pub(super) fn heat(context: &Context, params: &HeatParams) -> Option<DocumentHeat> {
    let key = proto::key(&params.text_document.uri);
    let engine = context.engine_of(&key)?;
    let view = engine.shown()?;
    let file = match context.place(&key) {
        Some(place) => place.file,
        None => engine.sources().workspace().on_disk(&key)?.into(),
    };
    let current = Current::of(&engine, &view, &file)?;
    let encoding = context.encoding();
    let document = &current.document;
    let functions: Vec<FunctionHeat> = (current.heat.functions.iter())
        .filter_map(|function| {
            let hot = view.heat.functions.get(function.hot)?;
            Some(FunctionHeat {
                name: function.function.qualified.clone(),
                range: proto::range(document, function.function.range.clone(), encoding),
                selection_range: proto::range(document, function.function.name_range.clone(), encoding),
                own: view.share(hot.own),
                total: view.share(hot.total),
                samples: view
                    .samples_in(hot)
                    .map(|(hit, of, margin)| Samples { hit, of, margin }),
                stale: function.stale,
            })
        })
        .collect();
    let lines = (current.heat.lines.iter())
        .map(|line| LineHeat {
            range: proto::line_range(document, line.line, encoding),
            own: view.share(line.own),
            total: view.share(line.total),
        })
        .collect();
    let whole = view.heat.files.iter().find(|whole| whole.file == file);
    Some(DocumentHeat {
        profile: info(&view)?,
        version: current.version,
        own: whole.and_then(|whole| view.share(whole.own)),
        total: whole.and_then(|whole| view.share(whole.total)),
        stale: functions.iter().any(|function| function.stale),
        functions,
        lines,
    })
}

/// What is loaded and shown: the news that it changed, and the answer to `sysgrok/status`.
pub(super) fn news(context: &Context) -> HeatChangedParams {
    let folders = (context.engines().iter())
        .filter_map(|engine| {
            let selected = engine.selected_view();
            Some(FolderHeat {
                uri: proto::uri(engine.given_root())?,
                shown: engine.shown().and_then(|view| info(&view)),
                hidden: engine.shown().is_none() && selected.is_some(),
                value_types: selected.map(|view| value_types(&view)).unwrap_or_default(),
                loaded: (engine.profiles().iter())
                    .map(|loaded| loaded.name.clone())
                    .collect(),
            })
        })
        .collect();
    HeatChangedParams { folders }
}

fn value_types(view: &View) -> Vec<String> {
    let values = &view.loaded.profile.values;
    values.iter().map(profile::ValueType::label).collect()
}

/// What a view shows. Absent when the profile's file has no URI.
pub(super) fn info(view: &View) -> Option<ProfileInfo> {
    info_of(view, view.value)
}

/// The same of another value type of its profile.
pub(super) fn info_of(view: &View, value_type: ValueId) -> Option<ProfileInfo> {
    let profile = &view.loaded.profile;
    let meta = &profile.meta;
    let value = profile.value(value_type);
    let samples = profile.samples_of(value_type).map(|samples| {
        let samples = profile.value(samples);
        (samples.whole() as f64 * samples.scale).round() as i64
    });
    let coverage = profile.coverage.get(value_type.index());
    Some(ProfileInfo {
        uri: proto::uri(&view.loaded.path)?,
        name: view.loaded.name.clone(),
        value_type: value.name.clone(),
        unit: value.unit.name().to_owned(),
        whole: value.whole() as f64 * value.scale,
        complete: coverage.is_none_or(|coverage| *coverage == Coverage::Complete),
        samples,
        provenance: Provenance {
            format: meta.format.map(|format| format.name().to_owned()),
            tool: meta.tool.clone(),
            command: meta.command.clone(),
            recorded: meta.recorded.map(|recorded| recorded.to_string()),
            host: meta.host.clone(),
            revision: meta.revision.clone(),
        },
    })
}
