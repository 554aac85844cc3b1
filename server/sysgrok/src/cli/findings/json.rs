//! `--format json`.

use std::io::{self, Write};
use std::path::{Component, Path};

use engine::{Loaded, View};
use heat::{Names, Whereabouts};
use serde::Serialize;

use super::Findings;
use crate::cli::inspect::{self, ValueTypeReport};
use crate::cli::{loading, printable};

#[derive(Serialize)]
struct Report {
    profiles: Vec<ProfileReport>,
    functions: Vec<FunctionReport>,
    lines: Vec<LineReport>,
    unplaced: Vec<UnplacedReport>,
}

#[derive(Serialize)]
struct ProfileReport {
    path: String,
    format: Option<&'static str>,
    value_type: String,
    value_types: Vec<ValueTypeReport>,
    samples: Option<i64>,
}

#[derive(Serialize)]
struct FunctionReport {
    profile: usize,
    name: String,
    file: String,
    start_line: u32,
    end_line: u32,
    #[serde(rename = "self")]
    own: Option<f64>,
    total: Option<f64>,
    mapping: Option<String>,
    /// Whether the file changed since the recording, so that no line of it can be told.
    stale: bool,
}

#[derive(Serialize)]
struct LineReport {
    profile: usize,
    file: String,
    line: u32,
    #[serde(rename = "self")]
    own: Option<f64>,
    total: Option<f64>,
}

#[derive(Serialize)]
struct UnplacedReport {
    profile: usize,
    name: String,
    file: Option<String>,
    #[serde(rename = "self")]
    own: Option<f64>,
    why: String,
}

/// Writes one object.
pub(in crate::cli) fn write(findings: &Findings<'_>, out: &mut impl Write) -> io::Result<()> {
    let report = Report {
        profiles: findings
            .views
            .iter()
            .map(|view| profile_report(findings, view))
            .collect(),
        functions: (findings.functions().iter())
            .map(|finding| FunctionReport {
                profile: finding.profile,
                name: finding.names.full.clone(),
                file: slashes(finding.file),
                start_line: finding.start_line,
                end_line: finding.end_line,
                own: finding.own(),
                total: finding.total(),
                mapping: finding.names.mapping.clone(),
                stale: finding.stale,
            })
            .collect(),
        lines: (findings.views.iter().enumerate())
            .flat_map(|(index, view)| {
                view.heat
                    .lines
                    .iter()
                    .take(findings.limit)
                    .map(move |line| LineReport {
                        profile: index,
                        file: slashes(&line.file),
                        line: line.line,
                        own: view.share(line.own),
                        total: view.share(line.total),
                    })
            })
            .collect(),
        unplaced: (findings.views.iter().enumerate())
            .flat_map(|(index, view)| unplaced(index, view, findings.limit))
            .collect(),
    };
    writeln!(out, "{}", printable::json(&report)?)
}

fn profile_report(findings: &Findings<'_>, view: &View) -> ProfileReport {
    let profile = &view.loaded.profile;
    ProfileReport {
        path: path_of(findings.engine.root(), &view.loaded),
        format: profile.meta.format.map(profile::Format::name),
        value_type: profile.value(view.value).label(),
        value_types: inspect::value_types(profile),
        samples: inspect::samples(profile, view.value),
    }
}

fn unplaced(index: usize, view: &View, limit: usize) -> Vec<UnplacedReport> {
    let profile = &view.loaded.profile;
    let nowhere = view.heat.functions.iter().filter_map(|hot| {
        let spot = view.placement.spots.get(hot.spot as usize)?;
        match &*spot.whereabouts {
            Whereabouts::Nowhere(why) => Some((hot, spot, why)),
            Whereabouts::Source { .. } => None,
        }
    });
    (nowhere.take(limit))
        .map(|(hot, spot, why)| UnplacedReport {
            profile: index,
            name: Names::of(profile, view.value, spot).full,
            file: spot
                .members
                .first()
                .and_then(|&function| profile.file_of(function))
                .map(str::to_owned),
            own: view.share(hot.own),
            why: why.to_string(),
        })
        .collect()
}

/// The path of a profile relative to the root, also when the user named it from elsewhere; as it is when it
/// is absolute and lies outside.
fn path_of(root: &Path, loaded: &Loaded) -> String {
    if loaded.name == loading::STDIN {
        return loaded.name.clone();
    }
    let relative = || {
        // The profile itself may be a link, and is called as the link is.
        let folder = match loaded.path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let path = folder.canonicalize().ok()?.join(loaded.path.file_name()?);
        if let Ok(inside) = path.strip_prefix(root) {
            return Some(inside.to_owned());
        }
        if loaded.path.is_absolute() {
            return None;
        }
        let shared = path
            .components()
            .zip(root.components())
            .take_while(|(a, b)| a == b)
            .count();
        let up = root.components().skip(shared).map(|_| Component::ParentDir);
        Some(up.chain(path.components().skip(shared)).collect())
    };
    slashes(&relative().unwrap_or_else(|| loaded.path.clone()))
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
