//! The other readers: how many megabytes a second of processor time, from file to finished heat.
//!
//! Committed recordings are repeated until they are large enough to be measured; the stacks of the
//! `perf script` recording are also read as folded text and as pprof. pprof is read beside
//! `go tool pprof -top` on the same file.

#[path = "support/mod.rs"]
mod support;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use support::{
    Fault, Measured, Outcome, Scratch, Table, committed, finished_heat, go, measure, median, read, recorded,
    this,
};

const ROUNDS: usize = 5;
const BYTES: usize = 40_000_000;

/// Recordings of text formats, each as its tool wrote it.
const TEXTS: [(&str, &str); 6] = [
    ("folded, inferno's", "c/variants/folded-inferno.txt"),
    ("perf script, each sample on a line", "c/variants/flat-script.txt"),
    ("perf report", "c/variants/report-children.txt"),
    ("perf report with srcline", "c/variants/report-srcline-full.txt"),
    ("perf annotate -l", "c/variants/annotate-l-full.txt"),
    ("Top-N", "c/variants/topn-table.txt"),
];

fn main() -> ExitCode {
    support::main(parent, child)
}

fn parent() -> Outcome {
    let scratch = Scratch::new("readers")?;
    fs::create_dir_all(scratch.file("workspace"))?;
    // Fails at once where it is missing.
    go(&["version"])?;
    let text = recorded()?;

    let mut table = Table::new(&["", "MB", "cpu ms", "MB/s", "functions", "nodes"]);
    for (name, recording) in TEXTS {
        let file = repeated(&committed("tests/workspaces").join(recording), &scratch)?;
        row(&mut table, name, &file, &runs(&file, &scratch)?)?;
    }
    let (profile, _) = read(&text)?;
    let folded = scratch.file("recorded.folded");
    let value = profile.meta.selected.unwrap_or(profile::ValueId(0));
    let mut out = BufWriter::new(File::create(&folded)?);
    profile::export::folded(&profile, value, &mut out)?;
    out.flush()?;
    row(
        &mut table,
        "folded, of the perf script recording",
        &folded,
        &runs(&folded, &scratch)?,
    )?;
    table.print("file to finished heat");

    let large = scratch.file("recorded.pb.gz");
    let mut out = BufWriter::new(File::create(&large)?);
    profile::export::pprof(&profile, &mut out)?;
    out.flush()?;
    drop(profile);
    let mut table = Table::new(&[
        "pprof",
        "KB",
        "sysgrok ms",
        "go tool pprof -top ms",
        "ratio, cpu",
        "ratio, wall",
    ]);
    let small = committed("tests/workspaces/go/recordings/cpu.pprof");
    for (name, file) in [
        ("Go's own, of one second", &small),
        ("of the perf script recording", &large),
    ] {
        beside_go(&mut table, name, file, &scratch)?;
    }
    table.print("pprof to finished heat, cpu time");
    Ok(())
}

/// Fresh processes that read the file and join it with an empty workspace.
fn runs(file: &Path, scratch: &Scratch) -> Result<Vec<Measured>, Fault> {
    (0..ROUNDS).map(|_| ours(file, scratch)).collect()
}

fn ours(file: &Path, scratch: &Scratch) -> Result<Measured, Fault> {
    let workspace = scratch.file("workspace");
    measure(
        &mut this(&[&file.to_string_lossy(), &workspace.to_string_lossy()])?,
        true,
    )
}

fn row(table: &mut Table, name: &str, file: &Path, runs: &[Measured]) -> Outcome {
    let megabytes = fs::metadata(file)?.len() as f64 / 1e6;
    let cpu = median(runs.iter().map(|run| run.cpu.as_secs_f64()));
    let said = |key: &str| runs.first().map_or(Ok(0.0), |run| run.get(key));
    table.row(&[
        &name,
        &format!("{megabytes:.1}"),
        &format!("{:.0}", cpu * 1e3),
        &format!("{:.0}", megabytes / cpu),
        &said("functions")?,
        &said("nodes")?,
    ]);
    Ok(())
}

fn beside_go(table: &mut Table, name: &str, file: &Path, scratch: &Scratch) -> Outcome {
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        mine.push(ours(file, scratch)?);
        let mut top = go(&["tool", "pprof", "-symbolize=none", "-top"])?;
        theirs.push(measure(top.arg(file), false)?);
    }
    let cpu = |runs: &[Measured]| median(runs.iter().map(|run| run.cpu.as_secs_f64()));
    let wall = |runs: &[Measured]| median(runs.iter().map(|run| run.wall.as_secs_f64()));
    table.row(&[
        &name,
        &format!("{:.0}", fs::metadata(file)?.len() as f64 / 1e3),
        &format!("{:.0}", cpu(&mine) * 1e3),
        &format!("{:.0}", cpu(&theirs) * 1e3),
        &format!("{:.1}x", cpu(&theirs) / cpu(&mine)),
        &format!("{:.1}x", wall(&theirs) / wall(&mine)),
    ]);
    Ok(())
}

/// The recording again and again, until there are enough bytes.
fn repeated(recording: &Path, scratch: &Scratch) -> Result<PathBuf, Fault> {
    let bytes = fs::read(recording)?;
    let name = recording.file_name().unwrap_or_default();
    let file = scratch.path().join(name);
    let mut out = BufWriter::new(File::create(&file)?);
    for _ in 0..(BYTES / bytes.len().max(1)).max(1) {
        out.write_all(&bytes)?;
    }
    out.flush()?;
    Ok(file)
}

fn child(arguments: &[String]) -> Outcome {
    let [file, workspace] = arguments else {
        return Err(Fault("--child FILE WORKSPACE".to_owned()));
    };
    let (view, _) = finished_heat(Path::new(file), Path::new(workspace))?;
    let profile = &view.loaded.profile;
    println!("functions {}", profile.symbols.functions.len());
    println!(
        "nodes {}",
        profile.stacks.as_ref().map_or(0, |stacks| stacks.nodes.len())
    );
    Ok(())
}
