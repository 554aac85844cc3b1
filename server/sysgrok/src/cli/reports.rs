//! `sysgrok reports`: the answers that are kept.

use std::io::{Write, stdout};
use std::path::Path;

use engine::asking::{Kept, Reports};
use serde::Serialize;

use super::arguments::{ReportsAction, ReportsArguments};
use super::{DONE, Failure, NOTHING, Outcome, UNREADABLE, asking, printable};

/// A report in a list.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    number: usize,
    title: &'a str,
    begun: Option<String>,
    file: String,
}

/// Lists them, or shows one.
pub(super) fn run(arguments: ReportsArguments) -> Outcome {
    let nothing = || Failure::Said("no answer is kept yet".to_owned(), NOTHING);
    let reports = Reports::new(&crate::user_state().ok_or_else(nothing)?);
    let kept = reports.list();
    let action = arguments.action.unwrap_or(ReportsAction::List {
        json: false,
        limit: 20,
    });
    match action {
        ReportsAction::List { json, limit } => {
            if kept.is_empty() && !json {
                return Err(nothing());
            }
            list(&kept, json, limit)?;
        }
        ReportsAction::Show { report } => {
            if kept.is_empty() {
                return Err(nothing());
            }
            let path = match report.parse::<usize>() {
                Ok(number) => number
                    .checked_sub(1)
                    .and_then(|index| kept.get(index))
                    .map(|kept| kept.path.clone()),
                Err(_) => Some(
                    Path::new(&report)
                        .canonicalize()
                        .unwrap_or_else(|_| report.clone().into()),
                )
                .filter(|path| kept.iter().any(|kept| kept.path == *path)),
            };
            let path = path.ok_or_else(|| {
                Failure::Said(
                    format!(
                        "{report}: no such answer; `sysgrok reports` lists 1 to {}",
                        kept.len()
                    ),
                    UNREADABLE,
                )
            })?;
            let text = std::fs::read_to_string(&path).map_err(|error| {
                Failure::Said(format!("{}: cannot be read: {error}", path.display()), UNREADABLE)
            })?;
            asking::show(&text)?;
        }
    }
    Ok(DONE)
}

fn list(kept: &[Kept], json: bool, limit: usize) -> Result<(), Failure> {
    let listed: Vec<Listed<'_>> = (1..)
        .zip(kept)
        .take(limit)
        .map(|(number, kept)| Listed {
            number,
            title: &kept.title,
            begun: kept.begun.map(|begun| begun.to_string()),
            file: kept.path.display().to_string(),
        })
        .collect();
    let mut out = stdout().lock();
    if json {
        writeln!(out, "{}", printable::json_pretty(&listed)?)?;
        return Ok(());
    }
    for report in &listed {
        let begun = report.begun.as_deref().unwrap_or("-");
        writeln!(
            out,
            "{:>4}  {begun:<20}  {}",
            report.number,
            printable::text(report.title)
        )?;
    }
    let more = kept.len() - listed.len();
    if more > 0 {
        writeln!(out, "{:>4}  and {more} more; --limit shows them", "")?;
    }
    Ok(())
}
