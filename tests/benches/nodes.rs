//! Memory of a process that reads a profile of a million distinct nodes, from file to finished heat.
//!
//! All of the process counts: the program itself, the reader's buffers and caches, the names, and what
//! the join needs for a while.

#[path = "support/mod.rs"]
mod support;

use std::path::Path;
use std::process::ExitCode;

use support::{Fault, Outcome, Scratch, Shape, Table, Tree, finished_heat, measure, peak_memory, this};

const BOUND: f64 = 150e6;

fn main() -> ExitCode {
    support::main(parent, child)
}

fn parent() -> Outcome {
    let scratch = Scratch::new("nodes")?;
    let workspace = scratch.file("workspace");
    std::fs::create_dir_all(&workspace)?;
    let mut table = Table::new(&[
        "",
        "file MB",
        "nodes",
        "weights",
        "functions",
        "read MB",
        "peak MB",
        "bytes a node",
        "cpu ms",
        "join ms",
    ]);
    let mut over = Vec::new();
    let mut run = |name: &str, file: &Path| -> Outcome {
        let bytes = std::fs::metadata(file)?.len() as f64;
        let workspace = workspace.to_string_lossy();
        let run = measure(&mut this(&[&file.to_string_lossy(), &workspace])?, true)?;
        let (peak, nodes) = (run.get("peak")?, run.get("nodes")?);
        table.row(&[
            &name,
            &format!("{:.0}", bytes / 1e6),
            &nodes,
            &run.get("weights")?,
            &run.get("functions")?,
            &format!("{:.1}", run.get("read")? / 1e6),
            &format!("{:.1}", peak / 1e6),
            &format!("{:.0}", peak / nodes),
            &format!("{:.0}", run.cpu.as_secs_f64() * 1e3),
            &format!("{:.0}", run.get("join")? * 1e3),
        ]);
        if peak > BOUND {
            over.push(format!("{name}: {:.1} MB", peak / 1e6));
        }
        std::fs::remove_file(file)?;
        Ok(())
    };
    // The last is the worst there can be: no call occurs twice.
    for (functions, callees, kind) in [
        (20_000, 8, "20,000 functions"),
        (100_000, 8, "100,000 functions"),
        (100_000, usize::MAX, "100,000 functions, each call but once"),
    ] {
        // Some of the nodes turn out to be one.
        let shape = Shape {
            nodes: 1_020_000,
            functions,
            depth: 60,
            callees,
        };
        let mut tree = Tree::grow(shape);
        let file = scratch.file("nodes.folded");
        tree.write_folded(&file)?;
        run(&format!("folded, {kind}"), &file)?;
        let file = scratch.file("nodes.perf.txt");
        tree.write_perf_script(&file, 0, false)?;
        run(&format!("perf script, {kind}"), &file)?;
        tree.write_perf_script(&file, 0, true)?;
        run(&format!("perf script, two value types, {kind}"), &file)?;
    }
    table.print("a million distinct nodes, file to finished heat, everything resident counted");
    if over.is_empty() {
        Ok(())
    } else {
        Err(Fault(format!("over 150 MB: {}", over.join("; "))))
    }
}

fn child(arguments: &[String]) -> Outcome {
    let [file, workspace] = arguments else {
        return Err(Fault("--child FILE WORKSPACE".to_owned()));
    };
    let (view, phases) = finished_heat(Path::new(file), Path::new(workspace))?;
    let stacks = view.loaded.profile.stacks.as_ref();
    println!("join {}", phases.join.as_secs_f64());
    println!("read {}", phases.peak_after_read);
    println!("nodes {}", stacks.map_or(0, |stacks| stacks.nodes.len()));
    println!("weights {}", stacks.map_or(0, |stacks| stacks.weights.len()));
    println!("functions {}", view.loaded.profile.symbols.functions.len());
    println!("peak {}", peak_memory()?);
    Ok(())
}
