//! A tree of 10,000 source files of which 20 are hot: from the profile being read to its first findings.
//!
//! The tree is indexed, the hot functions are found, their files parsed, the heat computed; no other file
//! may be parsed. Once with paths in the profile, once with names alone, for which the text of all files is
//! searched: beside it, `git grep` for the same words over the same files. The files are in the system's
//! cache, as they are for an editor that has the folder open.

#[path = "support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use engine::{Engine, Settings};
use heat::{Selection, Whereabouts};
use support::{
    Fault, Measured, Outcome, Scratch, Table, loaded, measure, median, profile_of, this, write_sources,
};

const ROUNDS: usize = 7;
const FILES: usize = 10_000;
const HOT: usize = 20;
const BOUND: Duration = Duration::from_millis(300);

fn main() -> ExitCode {
    support::main(parent, child)
}

fn parent() -> Outcome {
    let scratch = Scratch::new("first_findings")?;
    let tree = scratch.file("tree");
    let hot = write_sources(&tree, FILES, HOT)?;
    let hot_files: BTreeSet<&Path> = hot.iter().map(|hot| hot.file.as_path()).collect();
    let words: Vec<&str> = hot.iter().map(|hot| hot.plain.as_str()).collect();
    let list = scratch.file("words");
    fs::write(&list, words.join("\n"))?;

    let mut table = Table::new(&[
        "",
        "index ms",
        "join ms",
        "wall ms",
        "best ms",
        "cpu ms",
        "files read",
        "files parsed",
        "functions placed",
        "lines",
    ]);
    let holding = files_with(&tree, &list)?;
    let mut faults = Vec::new();
    let (mut names_only, mut peers) = (Vec::new(), Vec::new());
    for (name, with_lines) in [("paths and lines in the profile", true), ("names alone", false)] {
        let file = scratch.file("app.perf.txt");
        fs::write(&file, profile_of(&hot, with_lines))?;
        let mut runs = Vec::new();
        for _ in 0..ROUNDS {
            runs.push(measure(
                &mut this(&[&file.to_string_lossy(), &tree.to_string_lossy()])?,
                true,
            )?);
            if !with_lines {
                peers.push(grep(&tree, &list)?);
            }
        }
        let said = |key: &str| -> Result<f64, Fault> {
            let all: Result<Vec<f64>, Fault> = runs.iter().map(|run| run.get(key)).collect();
            Ok(median(all?))
        };
        let wall = said("index")? + said("join")?;
        let parsed = said("parsed")?;
        // Of a busy machine the quietest round tells most.
        let mut best = f64::INFINITY;
        for run in &runs {
            best = best.min(run.get("index")? + run.get("join")?);
        }
        if best > BOUND.as_secs_f64() {
            faults.push(format!("{name}: {:.0} ms at best, over 300", best * 1e3));
        }
        table.row(&[
            &name,
            &format!("{:.0}", said("index")? * 1e3),
            &format!("{:.0}", said("join")? * 1e3),
            &format!("{:.0}", wall * 1e3),
            &format!("{:.0}", best * 1e3),
            &format!(
                "{:.0}",
                median(runs.iter().map(|run| run.cpu.as_secs_f64())) * 1e3
            ),
            &said("files")?,
            &parsed,
            &format!("{} of {}", said("placed")?, hot.len()),
            &said("lines")?,
        ]);
        // Names alone may lead to any file that holds one of them; of paths none leads elsewhere.
        let allowed = if with_lines { hot_files.len() } else { holding };
        if parsed > allowed as f64 {
            faults.push(format!("{name}: {parsed} files were parsed, over {allowed}"));
        }
        if said("placed")? < hot.len() as f64 {
            faults.push(format!(
                "{name}: {} of {} functions were placed",
                said("placed")?,
                hot.len()
            ));
        }
        if !with_lines {
            names_only = runs;
        }
    }
    let wall = |runs: &[Measured]| median(runs.iter().map(|run| run.wall.as_secs_f64()));
    let cpu = |runs: &[Measured]| median(runs.iter().map(|run| run.cpu.as_secs_f64()));
    table.row(&[
        &"git grep -lwF for the names",
        &"",
        &"",
        &format!("{:.0}", wall(&peers) * 1e3),
        &"",
        &format!("{:.0}", cpu(&peers) * 1e3),
        &FILES,
    ]);
    let bytes = size(&tree)? as f64;
    table.print(&format!(
        "{FILES} files of {:.1} KB, {HOT} of them hot",
        bytes / FILES as f64 / 1e3
    ));
    println!(
        "  names alone, whole process against git grep: {:.2}x its wall time, {:.2}x its cpu time\n",
        wall(&names_only) / wall(&peers),
        cpu(&names_only) / cpu(&peers)
    );
    println!(
        "  {} files are hot, {holding} hold one of the names\n",
        hot_files.len()
    );
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Fault(faults.join("; ")))
    }
}

/// How many files hold one of the words.
fn files_with(tree: &Path, words: &Path) -> Result<usize, Fault> {
    let output = grep_command(tree, words).output()?;
    Ok(output
        .stdout
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .count())
}

fn grep_command(tree: &Path, words: &Path) -> Command {
    let mut command = Command::new("git");
    command
        .args(["grep", "--no-index", "-lwF", "-f"])
        .arg(words)
        .current_dir(tree);
    command
}

fn grep(tree: &Path, words: &Path) -> Result<Measured, Fault> {
    measure(&mut grep_command(tree, words), false)
}

fn size(folder: &Path) -> Result<u64, Fault> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        sum += if metadata.is_dir() {
            size(&entry.path())?
        } else {
            metadata.len()
        };
    }
    Ok(sum)
}

fn child(arguments: &[String]) -> Outcome {
    let [file, tree] = arguments else {
        return Err(Fault("--child PROFILE TREE".to_owned()));
    };
    let (profile, _) = support::read(Path::new(file))?;
    let start = Instant::now();
    let engine = Engine::open(Path::new(tree), Settings::default())?;
    let index = start.elapsed();
    let loaded = loaded(&engine, Path::new(file), profile)?;
    let start = Instant::now();
    let view = engine.view(
        &loaded,
        loaded.profile.meta.selected.unwrap_or(profile::ValueId(0)),
        &Selection::default(),
    );
    let join = start.elapsed();
    let placed = view.heat.functions.iter().filter(|function| {
        let spot = view.placement.spots.get(function.spot as usize);
        spot.is_some_and(|spot| matches!(*spot.whereabouts, Whereabouts::Source { .. }))
    });
    println!("placed {}", placed.count());
    println!("lines {}", view.heat.lines.len());
    println!("files {}", engine.sources().files_read());
    println!("parsed {}", engine.sources().files_parsed());
    println!("index {}", index.as_secs_f64());
    println!("join {}", join.as_secs_f64());
    Ok(())
}
