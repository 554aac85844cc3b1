//! The language server as an editor sees it, over its standard streams: how soon `initialize` is answered, how long a
//! hover takes, how much memory stays. A C file of 10,000 lines is open, a profile of 100,000 functions is loaded. The same
//! few functions are hovered over with no model, with one whose answers are kept, and with one that never answers.
//! Beside it clangd with the same file and the same places, if it is installed (`tests/install clangd`).
//!
//! The goals are printed beside the figures; they are missed or met on an otherwise idle machine only, so they fail
//! nothing.

#[path = "support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use model_server::{Dialect, ModelServer, Reply};
use serde_json::{Value, json};
use support::{Fault, Outcome, Scratch, Table};

const FUNCTIONS: usize = 1000;
const LINES: usize = 10;
const PROFILED: usize = 100_000;
const STARTS: usize = 51;
const WARM_UP: usize = 500;
const HOVERS: usize = 5000;
const EXPLAINED: usize = 30;

fn main() -> ExitCode {
    support::main(parent, |_| {
        Err(Fault("this benchmark has no children".to_owned()))
    })
}

fn parent() -> Outcome {
    let scratch = Scratch::new("lsp_hover")?;
    let folder = scratch.file("workspace");
    let idle = scratch.file("idle");
    fs::create_dir_all(&folder)?;
    fs::create_dir_all(&idle)?;
    let places = write_workspace(&folder)?;

    let mut table = Table::new(&["", "goal", "sysgrok", "clangd"]);
    let (initialize, rest_memory) = starts(&idle)?;
    let ours = Figures::of(sysgrok(), &folder, &places, true)?;
    let peer = if Command::new("clangd").arg("--version").output().is_ok() {
        let mut clangd = Command::new("clangd");
        clangd.args(["--background-index=false", "--log=error"]);
        Some(Figures::of(clangd, &folder, &places, false)?)
    } else {
        eprintln!("clangd is not installed: no peer; tests/install clangd gets it");
        None
    };
    let milliseconds = |time: Duration| format!("{:.3}", time.as_secs_f64() * 1e3);
    let mib = |bytes: f64| format!("{:.1}", bytes / f64::from(1 << 20));
    let theirs = |figure: &dyn Fn(&Figures) -> String| peer.as_ref().map_or("-".to_owned(), figure);
    table.row(&[
        &"start to initialize's answer, p50 ms",
        &10,
        &milliseconds(percentile(&initialize, 50)),
        &"",
    ]);
    table.row(&[
        &"start to initialize's answer, p99 ms",
        &10,
        &milliseconds(percentile(&initialize, 99)),
        &"",
    ]);
    for (name, goal, of) in [("p50", "0.25", 50), ("p99", "1", 99)] {
        let of_hovers = |figures: &Figures| milliseconds(percentile(&figures.hovers, of));
        table.row(&[
            &format!("warm hover, {name} ms"),
            &goal,
            &of_hovers(&ours),
            &theirs(&of_hovers),
        ]);
    }
    for (name, model) in [
        ("without a model", None),
        (
            "with a kept answer",
            Some((Reply::text("It adds numbers up."), true)),
        ),
        ("while the model hangs", Some((Reply::hang(), false))),
    ] {
        let times = explained(&folder, &places, model)?;
        for of in [50, 99] {
            table.row(&[
                &format!("hover over {EXPLAINED} functions {name}, p{of} ms"),
                &"",
                &milliseconds(percentile(&times, of)),
                &"",
            ]);
        }
    }
    for (name, of) in [("p50", 50), ("p99", 99)] {
        let of_edits = |figures: &Figures| milliseconds(percentile(&figures.after_edits, of));
        table.row(&[
            &format!("keystroke, then hover, {name} ms"),
            &"",
            &of_edits(&ours),
            &theirs(&of_edits),
        ]);
    }
    table.row(&[&"memory idle, MiB", &15, &mib(rest_memory.all), &""]);
    table.row(&[
        &"  of it not of the binary's file",
        &"",
        &mib(rest_memory.own),
        &"",
    ]);
    table.row(&[
        &"memory loaded, MiB",
        &40,
        &mib(ours.memory.all),
        &theirs(&|figures| mib(figures.memory.all)),
    ]);
    let own = |figures: &Figures| mib(figures.memory.own);
    table.row(&[
        &"  of it not of the binary's file",
        &"",
        &own(&ours),
        &theirs(&own),
    ]);
    table.row(&[
        &"hovers with an answer",
        &"",
        &ours.answered,
        &theirs(&|figures| figures.answered.to_string()),
    ]);
    table.print(&format!(
        "{} lines of C, {PROFILED} functions in the profile",
        FUNCTIONS * LINES
    ));
    Ok(())
}

/// A file in which every function calls the one above it and has a hot line, and a profile of it and many others.
/// Gives places to hover over: names, calls, hot lines.
fn write_workspace(folder: &Path) -> Result<Vec<(usize, usize)>, Fault> {
    let (mut text, mut places) = (String::new(), Vec::new());
    for number in 0..FUNCTIONS {
        let line = number * LINES;
        let callee = number.saturating_sub(1);
        write!(
            text,
            "/* Adds up what the one above gives. */\nint work_{number}(int count, int *values) {{\n    int sum = 0;\n\
             \x20   for (int at = 0; at < count; at++)\n        sum += values[at] * {number};\n    \
             if (sum > 100)\n        sum -= work_{callee}(count - 1, values);\n    return sum;\n}}\n\n"
        )?;
        places.extend([(line + 1, 6), (line + 6, 17), (line + 4, 12)]);
    }
    fs::write(folder.join("big.c"), text)?;
    let mut profile = String::new();
    for number in 0..PROFILED {
        let at = number % FUNCTIONS;
        let (line, caller) = (at * LINES, (at + 1) % FUNCTIONS);
        if number < FUNCTIONS {
            // The first is worth a finding, by which the client knows that the profile is loaded.
            let weight = if at == 0 { 1_000_000 } else { 100 + 10 * at };
            writeln!(
                profile,
                "main;work_{caller} (big.c:{});work_{at} (big.c:{}) {weight}",
                caller * LINES + 7,
                line + 5
            )?;
        }
        let weight = 1 + number % 7;
        writeln!(
            profile,
            "main;work_{at} (big.c:{});library_function_{number} {weight}",
            line + 5
        )?;
    }
    fs::write(folder.join("big.folded"), profile)?;
    Ok(places)
}

fn sysgrok() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sysgrok"));
    command.arg("lsp");
    command
}

/// Time to the answer to `initialize`, and what stays when there is nothing to do.
fn starts(folder: &Path) -> Result<(Vec<Duration>, Memory), Fault> {
    let mut times = Vec::new();
    let mut memory = Memory::default();
    for _ in 0..STARTS {
        let start = Instant::now();
        let mut server = Server::start(sysgrok(), folder)?;
        times.push(start.elapsed());
        server.notify("initialized", &json!({}))?;
        // Answered after the workspace has been looked at.
        server.request("workspace/symbol", &json!({"query": ""}))?;
        memory = server.memory()?;
        server.end()?;
    }
    times.sort();
    Ok((times, memory))
}

/// Times of hovers over the names of a few functions, sorted; with a model that replies so, once its answers are
/// there, if it gives any.
fn explained(
    folder: &Path,
    places: &[(usize, usize)],
    model: Option<(Reply, bool)>,
) -> Result<Vec<Duration>, Fault> {
    let mut command = sysgrok();
    command.env("XDG_CACHE_HOME", folder.join("cache"));
    let model = model.map(|(reply, answers)| {
        let server = ModelServer::start(Dialect::OpenAi);
        server.always(reply);
        command
            .env("GAI_API_TYPE", "openai")
            .env("GAI_API_BASE", server.url())
            .env("GAI_MODEL", "bench-model");
        (server, answers)
    });
    let mut server = Server::start(command, folder)?;
    server.notify("initialized", &json!({}))?;
    let text = fs::read_to_string(folder.join("big.c"))?;
    let document = json!({"uri": server.uri, "languageId": "c", "version": 1, "text": text});
    server.notify("textDocument/didOpen", &json!({"textDocument": document}))?;
    let uri = server.uri.clone();
    server.read_until(|message| {
        message["method"] == "textDocument/publishDiagnostics"
            && message["params"]["uri"] == uri
            && message["params"]["diagnostics"]
                .as_array()
                .is_some_and(|found| !found.is_empty())
    })?;
    let names: Vec<(usize, usize)> = places.iter().step_by(3).take(EXPLAINED).copied().collect();
    let hover = |server: &mut Server, (line, character): (usize, usize)| {
        let position = json!({"line": line, "character": character});
        let params = json!({"textDocument": {"uri": server.uri}, "position": position});
        server.request("textDocument/hover", &params)
    };
    let is_explained = |answer: &Value| {
        let text = answer["contents"]["value"].as_str().unwrap_or_default();
        text.contains("Written by")
    };
    let awaits_answers = model.as_ref().is_some_and(|(_, answers)| *answers);
    for name in &names {
        let mut answer = hover(&mut server, *name)?;
        while awaits_answers && !is_explained(&answer) {
            answer = hover(&mut server, *name)?;
        }
    }
    let mut times = Vec::new();
    for number in 0..HOVERS {
        let name = names.get(number % EXPLAINED).copied().unwrap_or_default();
        let start = Instant::now();
        let answer = hover(&mut server, name)?;
        times.push(start.elapsed());
        if is_explained(&answer) != awaits_answers {
            return Err(Fault(format!(
                "an explanation is missing, or there is one: {answer}"
            )));
        }
    }
    server.end()?;
    times.sort();
    Ok(times)
}

/// What is measured of a server with the file open.
struct Figures {
    /// Sorted.
    hovers: Vec<Duration>,
    /// Sorted.
    after_edits: Vec<Duration>,
    answered: usize,
    memory: Memory,
}

impl Figures {
    fn of(command: Command, folder: &Path, places: &[(usize, usize)], ours: bool) -> Result<Figures, Fault> {
        let mut server = Server::start(command, folder)?;
        server.notify("initialized", &json!({}))?;
        let text = fs::read_to_string(folder.join("big.c"))?;
        let document = json!({"uri": server.uri, "languageId": "c", "version": 1, "text": text});
        server.notify("textDocument/didOpen", &json!({"textDocument": document}))?;
        let uri = server.uri.clone();
        server.read_until(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && (!ours
                    || message["params"]["diagnostics"]
                        .as_array()
                        .is_some_and(|found| !found.is_empty()))
        })?;
        let mut answered = 0;
        let mut hover = |server: &mut Server, number: usize| -> Result<(), Fault> {
            let (line, character) = places
                .get(number * 997 % places.len())
                .copied()
                .unwrap_or_default();
            let position = json!({"line": line, "character": character});
            let answer = server.request(
                "textDocument/hover",
                &json!({"textDocument": {"uri": server.uri}, "position": position}),
            )?;
            answered += usize::from(answer["contents"].is_object());
            Ok(())
        };
        for number in 0..WARM_UP {
            hover(&mut server, number)?;
        }
        let mut hovers = Vec::new();
        for number in 0..HOVERS {
            let start = Instant::now();
            hover(&mut server, number)?;
            hovers.push(start.elapsed());
        }
        let memory = server.memory()?;
        let mut after_edits = Vec::new();
        // clangd parses the whole file anew for each.
        for number in 0..if ours { 500 } else { 20 } {
            let start = Instant::now();
            let at = json!({"line": 4, "character": 8});
            let changes = json!([{"range": {"start": at, "end": at}, "text": " "}]);
            let document = json!({"uri": server.uri, "version": number + 2});
            server.notify(
                "textDocument/didChange",
                &json!({"textDocument": document, "contentChanges": changes}),
            )?;
            hover(&mut server, number)?;
            after_edits.push(start.elapsed());
        }
        server.end()?;
        hovers.sort();
        after_edits.sort();
        Ok(Figures {
            hovers,
            after_edits,
            answered,
            memory,
        })
    }
}

fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted.get(last * percent / 100).copied().unwrap_or_default()
}

/// Resident memory in bytes.
#[derive(Clone, Copy, Default)]
struct Memory {
    all: f64,
    /// Without pages of files, which the system takes back at will.
    own: f64,
}

/// A server that was initialized.
struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// Of the one document.
    uri: String,
    last_id: i64,
}

impl Server {
    fn start(mut command: Command, folder: &Path) -> Result<Server, Fault> {
        let folder: PathBuf = folder.canonicalize()?;
        let mut child = command
            .current_dir(&folder)
            .env("HOME", &folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let missing = || Fault("a pipe is missing".to_owned());
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = BufReader::new(child.stdout.take().ok_or_else(missing)?);
        let root = format!("file://{}", folder.display());
        let mut server = Server {
            child,
            input,
            output,
            uri: format!("{root}/big.c"),
            last_id: 0,
        };
        let hover = json!({"contentFormat": ["markdown"]});
        server.request(
            "initialize",
            &json!({
                "processId": std::process::id(), "rootUri": root,
                "capabilities": {"textDocument": {"hover": hover, "publishDiagnostics": {}}},
            }),
        )?;
        Ok(server)
    }

    fn send(&mut self, message: &Value) -> Outcome {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        self.input.flush()?;
        Ok(())
    }

    fn notify(&mut self, method: &str, params: &Value) -> Outcome {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}))
    }

    fn request(&mut self, method: &str, params: &Value) -> Result<Value, Fault> {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))?;
        let mut answer = self.read_until(|message| message["id"] == id && message.get("method").is_none())?;
        Ok(answer["result"].take())
    }

    fn read_until(&mut self, is_it: impl Fn(&Value) -> bool) -> Result<Value, Fault> {
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if self.output.read_line(&mut line)? == 0 {
                    return Err(Fault("the server ended".to_owned()));
                }
                if let Some(number) = line.strip_prefix("Content-Length: ") {
                    length = number.trim().parse()?;
                }
                if line == "\r\n" {
                    break;
                }
            }
            let mut body = vec![0; length];
            self.output.read_exact(&mut body)?;
            let message: Value = serde_json::from_slice(&body)?;
            if is_it(&message) {
                return Ok(message);
            }
            if let (Some(id), Some(_)) = (message.get("id"), message.get("method")) {
                self.send(&json!({"jsonrpc": "2.0", "id": id, "result": null}))?;
            }
        }
    }

    fn memory(&self) -> Result<Memory, Fault> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
            kilobytes.map_or(f64::NAN, |kilobytes| kilobytes * 1024.0)
        };
        Ok(Memory {
            all: field("VmRSS:"),
            own: field("RssAnon:"),
        })
    }

    fn end(mut self) -> Outcome {
        self.request("shutdown", &Value::Null)?;
        self.notify("exit", &Value::Null)?;
        self.child.wait()?;
        Ok(())
    }
}
