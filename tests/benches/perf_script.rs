//! A `perf script` text of 300 MB to finished heat, beside `inferno-collapse-perf -n1` on the same file.
//!
//! Both are fresh processes of one thread that take turns; ratios are of medians over all rounds.

#[path = "support/mod.rs"]
mod support;

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::{Command, ExitCode};

use support::{
    Fault, Measured, Outcome, Scratch, Shape, Table, Tree, finished_heat, inferno, measure, median,
    peak_memory, recorded, this,
};

const ROUNDS: usize = 7;
const BYTES: usize = 300_000_000;

fn main() -> ExitCode {
    support::main(parent, child)
}

fn parent() -> Outcome {
    let peer = inferno()?;
    let text = recorded()?;
    let scratch = Scratch::new("perf_script")?;
    compare("recorded: go build -a std", &text, &peer, &scratch)?;

    let with_lines = scratch.file("srcline.perf.txt");
    add_source_lines(&text, &with_lines)?;
    compare("the same with -F +srcline", &with_lines, &peer, &scratch)?;
    std::fs::remove_file(&with_lines)?;

    let hard = scratch.file("hard.perf.txt");
    let shape = Shape {
        nodes: 1_000_000,
        functions: 50_000,
        depth: 60,
        callees: 8,
    };
    Tree::grow(shape).write_perf_script(&hard, BYTES, true)?;
    compare(
        "hard: hardly a stack twice, a million nodes",
        &hard,
        &peer,
        &scratch,
    )
}

/// Runs both in turn and prints what they took.
fn compare(title: &str, text: &Path, peer: &Path, scratch: &Scratch) -> Outcome {
    let empty = scratch.file("workspace");
    std::fs::create_dir_all(&empty)?;
    let (bytes, lines) = size(text)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let path = text.to_string_lossy();
        ours.push(measure(&mut this(&[&path, &empty.to_string_lossy()])?, true)?);
        // Quiet: it complains of each source line otherwise.
        theirs.push(measure(Command::new(peer).args(["-n1", "-q"]).arg(text), false)?);
    }
    let mut table = Table::new(&["", "cpu ms", "user ms", "wall ms", "MB/s", "ns a line"]);
    let seconds = |runs: &[Measured], of: fn(&Measured) -> f64| median(runs.iter().map(of));
    let cpu = |run: &Measured| run.cpu.as_secs_f64();
    let user = |run: &Measured| run.user.as_secs_f64();
    let wall = |run: &Measured| run.wall.as_secs_f64();
    for (name, runs) in [
        ("sysgrok, to heat", &ours),
        ("inferno-collapse-perf -n1", &theirs),
    ] {
        let took = seconds(runs, cpu);
        table.row(&[
            &name,
            &format!("{:.0}", took * 1e3),
            &format!("{:.0}", seconds(runs, user) * 1e3),
            &format!("{:.0}", seconds(runs, wall) * 1e3),
            &format!("{:.0}", bytes / 1e6 / took),
            &format!("{:.0}", took * 1e9 / lines),
        ]);
    }
    let ratio = |of: fn(&Measured) -> f64| format!("{:.2}x", seconds(&theirs, of) / seconds(&ours, of));
    table.row(&[&"ratio", &ratio(cpu), &ratio(user), &ratio(wall), &"", &""]);
    table.print(&format!(
        "{title}: {:.0} MB, {:.1} M lines",
        bytes / 1e6,
        lines / 1e6
    ));

    let said = |key: &str| -> Result<f64, Fault> {
        let all: Result<Vec<f64>, Fault> = ours.iter().map(|run| run.get(key)).collect();
        Ok(median(all?))
    };
    println!(
        "  of ours: read {:.0} ms, join {:.0} ms; {:.0} samples, {:.0} nodes, {:.0} functions; {:.0} MB resident\n",
        said("read")? * 1e3,
        said("join")? * 1e3,
        said("samples")?,
        said("nodes")?,
        said("functions")?,
        said("memory")? / 1e6,
    );
    Ok(())
}

fn child(arguments: &[String]) -> Outcome {
    let [text, workspace] = arguments else {
        return Err(Fault("--child TEXT WORKSPACE".to_owned()));
    };
    let (view, phases) = finished_heat(Path::new(text), Path::new(workspace))?;
    let profile = &view.loaded.profile;
    println!("read {}", phases.read.as_secs_f64());
    println!("join {}", phases.join.as_secs_f64());
    println!("samples {}", profile.meta.samples.unwrap_or(0));
    println!(
        "nodes {}",
        profile.stacks.as_ref().map_or(0, |stacks| stacks.nodes.len())
    );
    println!("functions {}", view.heat.functions.len());
    println!("memory {}", peak_memory()?);
    Ok(())
}

/// Bytes and lines of a file.
fn size(path: &Path) -> Result<(f64, f64), Fault> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
    let (mut bytes, mut lines) = (0, 0);
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok((bytes as f64, lines as f64));
        }
        let length = buffer.len();
        bytes += length;
        lines += memchr::memchr_iter(b'\n', buffer).count();
        reader.consume(length);
    }
}

/// The text as `-F +srcline` prints it: below each frame its file and line, which here follow from the
/// function's name and the offset in it. Cut at the size of the others.
fn add_source_lines(text: &Path, target: &Path) -> Outcome {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(text)?);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(target)?);
    let (mut line, mut written) = (Vec::new(), 0);
    while written < BYTES || line.len() > 1 {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.first() == Some(&b'\t') {
            let shown = String::from_utf8_lossy(&line);
            let symbol = shown.split_whitespace().nth(1).unwrap_or_default();
            let (name, offset) = symbol.rsplit_once("+0x").unwrap_or((symbol, "0"));
            let number = u32::from_str_radix(offset, 16).unwrap_or(0) / 12 + 1;
            let below = if name == "[unknown]" {
                "  ??:0\n".to_owned()
            } else if shown.ends_with("([kernel.kallsyms])\n") {
                let address = shown.split_whitespace().next().unwrap_or_default();
                format!("  [kernel.kallsyms][{address}]\n")
            } else {
                let package = name.rsplit_once('.').map_or("runtime", |(package, _)| package);
                let package = package.replace(['(', ')', '*'], "");
                let file = name
                    .bytes()
                    .fold(7u32, |hash, byte| hash.wrapping_mul(31) ^ u32::from(byte))
                    % 9;
                format!("  /usr/lib/go/src/{package}/part{file}.go:{number}\n")
            };
            line.extend_from_slice(below.as_bytes());
        }
        out.write_all(&line)?;
        written += line.len();
    }
    out.flush()?;
    Ok(())
}
