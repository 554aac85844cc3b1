//! Outputs that were brought from a host, for one that cannot be reached.

use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use ask::facts::{HostFacts, OutputFacts};
use host::triage::{self, Exit, Findings, Options};

/// Files of a folder that are looked at by name.
const MOST_FILES: usize = 100_000;

/// Folders within folders.
const DEEPEST: usize = 16;

/// No file is read further.
const LONGEST: u64 = 16 << 20;

/// What a folder of outputs says.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The host as the folder calls it: its name.
    pub name: String,
    /// What the triage makes of it.
    pub findings: Findings,
    /// That as markdown.
    pub triage: String,
    /// All of it for a model.
    pub facts: HostFacts,
    /// Files that say nothing to the triage.
    pub not_understood: usize,
}

/// Reads what the script of the triage, a sosreport or a person put into a folder. Only files that the triage
/// understands by their names are opened; links are not followed.
///
/// # Errors
/// When the folder cannot be read.
pub fn read_folder(path: &Path, problem: Option<String>, since: Option<Duration>) -> io::Result<Folder> {
    let mut names = Vec::new();
    list(path, "", 0, &mut names)?;
    names.sort();
    let options = Options {
        since,
        is_container: false,
    };
    let no_bytes: &[u8] = &[];
    let (_, unknown) =
        triage::from_folder_listing(names.iter().map(|name| (name.as_str(), no_bytes)), &options);
    let unknown: std::collections::HashSet<String> = unknown.into_iter().collect();
    let mut not_seen = Vec::new();
    let mut files = Vec::new();
    for name in names.iter().filter(|name| !unknown.contains(*name)) {
        match read(&path.join(name)) {
            Ok(bytes) => files.push((name.as_str(), bytes)),
            Err(error) => not_seen.push(format!("{name}: cannot be read: {error}")),
        }
    }
    let given = files.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
    let (outputs, _) = triage::from_folder_listing(given, &options);
    let findings = triage::judge(&outputs);
    let name = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = name
        .file_name()
        .map_or(".".to_owned(), |name| name.to_string_lossy().into_owned());
    let triage = triage::markdown(&findings, &name);
    let steps = triage::steps(&options);
    let printed = (1..)
        .zip(&outputs.by_step)
        .map(|(number, (id, output))| OutputFacts {
            number,
            host: None,
            command: (steps.iter().find(|step| step.id == id))
                .map_or(id.clone(), |step| step.command.clone()),
            ended: match &output.exit {
                Exit::Code(code) => format!("exit code {code}"),
                Exit::TimedOut => "ended when its time was over".to_owned(),
                Exit::Failed(why) => why.clone(),
            },
            text: output.text.clone(),
            full: None,
        });
    let facts = HostFacts {
        hosts: vec![name.clone()],
        problem,
        triage: triage.clone(),
        outputs: printed.collect(),
        not_seen,
    };
    Ok(Folder {
        name,
        findings,
        triage,
        facts,
        not_understood: unknown.len(),
    })
}

/// Paths of regular files below a folder, with `/` between their parts.
fn list(folder: &Path, within: &str, depth: usize, names: &mut Vec<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)?.flatten() {
        // A name that is no UTF-8 is none that the triage knows.
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
            continue;
        };
        let name = format!("{within}{name}");
        if kind.is_file() && names.len() < MOST_FILES {
            names.push(name);
        } else if kind.is_dir() && depth < DEEPEST {
            // The rest still counts.
            let _ = list(&entry.path(), &format!("{name}/"), depth + 1, names);
        }
    }
    Ok(())
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}
