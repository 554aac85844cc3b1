//! Outputs from files: those of the script, of a sosreport, or named as the commands.

use std::collections::{BTreeMap, HashMap};

use super::step::FOLLOW_UP_IDS;
use super::{Exit, Options, Output, Outputs, steps};

/// Makes outputs of files, given by their path within the folder, with `/` between parts, and their bytes.
///
/// Understood are the files of [`emit_script`](super::emit_script) (`ID.txt`, `ID.err`, `index.tsv`), copies of files of
/// `/proc` and `/sys` (`proc/loadavg`, at any depth, as a sosreport has them), and outputs named as their command
/// (`vmstat_1_5`, `ps_auxwww`, `dmesg.txt`). Where several files tell the same, the first in this order counts, then the
/// first given. The second value names the files that were not understood.
pub fn from_folder_listing<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    options: &Options,
) -> (Outputs, Vec<String>) {
    let ids: Vec<&'static str> = known_ids();
    let mut outputs: BTreeMap<String, Output> = BTreeMap::new();
    let mut errors: HashMap<&str, String> = HashMap::new();
    let mut exits: HashMap<String, Exit> = HashMap::new();
    let mut copies: BTreeMap<String, String> = BTreeMap::new();
    let mut named: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (path, bytes) in files {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let name = path.rsplit('/').next().unwrap_or(path);
        if name == "index.tsv" {
            exits.extend(index(&text));
        } else if let Some(id) = name.strip_suffix(".txt").and_then(|stem| known(&ids, stem)) {
            outputs.entry(id.to_owned()).or_insert_with(|| Output::of(text));
        } else if let Some(id) = name.strip_suffix(".err").and_then(|stem| known(&ids, stem)) {
            errors.entry(id).or_insert(text);
        } else if let Some(original) = original(path) {
            copies.entry(original).or_insert(text);
        } else if let Some(id) = step_of_command(name) {
            named.entry(id).or_insert(text);
        } else {
            unknown.push(path.to_owned());
        }
    }
    if !copies.is_empty() {
        let parts = copies
            .iter()
            .flat_map(|(path, text)| ["==> ", path, " <==\n", text, "\n"]);
        let text: String = parts.collect();
        outputs
            .entry("files".to_owned())
            .or_insert_with(|| Output::of(text));
    }
    for (id, text) in named {
        outputs.entry(id.to_owned()).or_insert_with(|| Output::of(text));
    }
    for (id, output) in &mut outputs {
        output.errors = errors.remove(id.as_str()).unwrap_or_default();
        if let Some(exit) = exits.remove(id) {
            output.exit = exit;
        }
    }
    let outputs = Outputs {
        by_step: outputs,
        since: options.since,
        is_container: options.is_container,
    };
    (outputs, unknown)
}

/// The steps, and those that follow them.
fn known_ids() -> Vec<&'static str> {
    let ids = steps(&Options::default()).into_iter().map(|step| step.id);
    ids.chain(FOLLOW_UP_IDS.iter().copied()).collect()
}

fn known(ids: &[&'static str], stem: &str) -> Option<&'static str> {
    ids.iter().copied().find(|id| *id == stem)
}

/// Exit codes by step. `timeout` ends with 124 when it had to end the command.
fn index(text: &str) -> Vec<(String, Exit)> {
    text.lines()
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let (id, code) = (columns.next()?, columns.next()?.parse().ok()?);
            let exit = if code == 124 {
                Exit::TimedOut
            } else {
                Exit::Code(code)
            };
            Some((id.to_owned(), exit))
        })
        .collect()
}

/// The path that a file was copied from, if that is one of those that the triage reads.
fn original(path: &str) -> Option<String> {
    let at = path.find("proc/").into_iter().chain(path.find("sys/")).min()?;
    let is_whole_part = at == 0 || path.as_bytes().get(at - 1) == Some(&b'/');
    let original = format!("/{}", path.get(at..)?);
    let is_read = steps(&Options::default())
        .iter()
        .any(|step| step.id == "files" && step.command.split(' ').any(|word| word == original));
    (is_whole_part && is_read).then_some(original)
}

/// The step that a command's output stands for, by the name of its file: the command's words, joined by anything.
fn step_of_command(name: &str) -> Option<&'static str> {
    let stem = [".txt", ".log", ".out"]
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix))
        .unwrap_or(name);
    let words: Vec<&str> = stem
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let has = |word: &str| words.contains(&word);
    Some(match *words.first()? {
        "vmstat" if words.len() > 1 => "vmstat",
        "iostat" => "iostat",
        "mpstat" => "mpstat",
        "pidstat" => "pidstat",
        "top" => "top",
        "ps" => "ps",
        "df" if words.iter().skip(1).any(|word| word.contains('i')) => "inodes",
        "df" => "df",
        "dmesg" => "dmesg",
        "date" => "date",
        "lscpu" => "lscpu",
        "timedatectl" => "timedatectl",
        "chronyc" if has("tracking") => "chrony",
        "systemctl" if has("failed") => "failed-units",
        "ss" if has("ltn") => "listening",
        "ip" if has("link") => "links",
        "docker" if has("ps") => "containers",
        "journalctl" if has("err") => "journal",
        "sar" if has("q") => "sar-load",
        "sar" if has("TCP") => "sar-tcp",
        _ => return None,
    })
}
