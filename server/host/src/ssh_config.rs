//! The hosts that an OpenSSH configuration names, for a list to choose from. ssh itself decides what they mean.
//!
//! Read are `Host`, `Match all`, `Include`, `HostName`, `User` and `Port`, as `ssh_config(5)` of OpenSSH 9.2 describes
//! them. Nothing is run: a `Match` with any other condition counts as not met. What cannot be read is left out.

mod pattern;
mod words;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::transport::Target;
use pattern::matches;
use words::words;

/// Includes nest no deeper (OpenSSH 9.2, `readconf.c`, `READCONF_MAX_DEPTH`).
const DEEPEST: usize = 16;

/// More files are not read, and no more of each than this many bytes.
const MOST_FILES: usize = 200;
const MOST_BYTES: u64 = 1 << 20;

/// More hosts, and more blocks, are not kept.
const MOST: usize = 2_000;

/// More entries of a folder are not compared with an `Include`.
const MOST_ENTRIES: usize = 10_000;

/// A host that is named without wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfiguredHost {
    /// As it is given to ssh.
    pub name: String,
    /// `HostName`; absent when it is the name itself.
    pub host_name: Option<String>,
    /// `User`; absent when nothing says it.
    pub user: Option<String>,
    /// `Port`; absent when nothing says it.
    pub port: Option<u16>,
}

impl ConfiguredHost {
    /// `USER@HOST:PORT`, as far as the configuration says more than the name; else absent.
    pub fn detail(&self) -> Option<String> {
        if self.host_name.is_none() && self.user.is_none() && self.port.is_none() {
            return None;
        }
        let user = self
            .user
            .as_ref()
            .map(|user| format!("{user}@"))
            .unwrap_or_default();
        let port = self.port.map(|port| format!(":{port}")).unwrap_or_default();
        let host = self.host_name.as_deref().unwrap_or(&self.name);
        let host = if host.contains(':') && !port.is_empty() {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        Some(format!("{user}{host}{port}"))
    }
}

/// The hosts that `.ssh/config` below a home folder names, with what it includes, in the order of the file.
pub fn configured_hosts(home: &Path) -> Vec<ConfiguredHost> {
    let mut reader = Reader {
        home,
        files: 0,
        blocks: vec![Block::of(vec!["*".to_owned()])],
    };
    reader.read(&home.join(".ssh/config"), 0);
    let mut names: Vec<&String> = Vec::new();
    for name in reader.blocks.iter().flat_map(|block| &block.patterns) {
        let is_plain = !name.contains(['*', '?', '!', '%']);
        if is_plain && names.len() < MOST && Target::parse(name).is_ok() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().map(|name| reader.host(name)).collect()
}

/// What a `Host` line or `Match` line begins, up to the next one or an `Include`.
struct Block {
    /// What `Host` names; none where no host is meant.
    patterns: Vec<String>,
    host_name: Option<String>,
    user: Option<String>,
    port: Option<u16>,
}

impl Block {
    fn of(patterns: Vec<String>) -> Block {
        Block {
            patterns,
            host_name: None,
            user: None,
            port: None,
        }
    }

    /// "A pattern entry may be negated by prefixing it with an exclamation mark. If a negated entry is matched, then
    /// the Host entry is ignored."
    fn is_for(&self, name: &str) -> bool {
        let mut is_for = false;
        for pattern in &self.patterns {
            match pattern.strip_prefix('!') {
                Some(negated) if matches(negated, name) => return false,
                Some(_) => {}
                None => is_for |= matches(pattern, name),
            }
        }
        is_for
    }
}

struct Reader<'a> {
    home: &'a Path,
    files: usize,
    /// In the order in which they count.
    blocks: Vec<Block>,
}

impl Reader<'_> {
    /// "For each parameter, the first obtained value will be used."
    fn host(&self, name: &str) -> ConfiguredHost {
        let mut host = ConfiguredHost {
            name: name.to_owned(),
            host_name: None,
            user: None,
            port: None,
        };
        for block in self.blocks.iter().filter(|block| block.is_for(name)) {
            let host_name = || block.host_name.as_ref().map(|given| given.replace("%h", name));
            host.host_name = host.host_name.or_else(host_name);
            host.user = host.user.or_else(|| block.user.clone());
            host.port = host.port.or(block.port);
        }
        host.host_name = host.host_name.filter(|host_name| host_name != name);
        host
    }

    fn read(&mut self, path: &Path, depth: usize) {
        if depth > DEEPEST || self.files >= MOST_FILES {
            return;
        }
        self.files += 1;
        let Some(text) = text_of(path) else { return };
        for line in text.lines() {
            let (keyword, arguments) = words(line);
            let argument = || arguments.first().filter(|value| is_shown_as_is(value)).cloned();
            match keyword.to_ascii_lowercase().as_str() {
                "host" => self.begin(arguments),
                "match" => {
                    let is_all = matches!(arguments.as_slice(), [all] if all.eq_ignore_ascii_case("all"));
                    self.begin(if is_all { vec!["*".to_owned()] } else { Vec::new() });
                }
                "include" => self.include(&arguments, depth),
                "hostname" => self.fill(|block| block.host_name = block.host_name.take().or_else(argument)),
                "user" => self.fill(|block| block.user = block.user.take().or_else(argument)),
                "port" => self.fill(|block| {
                    block.port = block
                        .port
                        .or_else(|| argument()?.parse().ok().filter(|port| *port != 0));
                }),
                _ => {}
            }
        }
    }

    fn begin(&mut self, patterns: Vec<String>) {
        if self.blocks.len() < MOST {
            self.blocks.push(Block::of(patterns));
        }
    }

    fn fill(&mut self, fill: impl FnOnce(&mut Block)) {
        if let Some(block) = self.blocks.last_mut() {
            fill(block);
        }
    }

    /// "Files without absolute paths are assumed to be in `~/.ssh`." What follows an `Include` belongs to the block
    /// that it stands in.
    fn include(&mut self, paths: &[String], depth: usize) {
        let around = self
            .blocks
            .last()
            .map(|block| block.patterns.clone())
            .unwrap_or_default();
        for path in paths {
            let path = match path.strip_prefix("~/") {
                Some(rest) => self.home.join(rest),
                None => self.home.join(".ssh").join(path),
            };
            for file in files(&path) {
                self.begin(around.clone());
                self.read(&file, depth + 1);
            }
        }
        self.begin(around);
    }
}

/// Whether a value can stand in a list as it is.
fn is_shown_as_is(value: &str) -> bool {
    value.len() <= 255
        && !value
            .chars()
            .any(|char| char.is_control() || char.is_whitespace())
}

/// The text of a regular file; other kinds could keep us waiting.
fn text_of(path: &Path) -> Option<String> {
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path)
        .ok()?
        .take(MOST_BYTES)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// The files that a path with wildcards means, in the order of their names. A wildcard never means a name that begins
/// with a dot (`glob(7)`).
fn files(path: &Path) -> Vec<PathBuf> {
    let mut found = vec![PathBuf::new()];
    for part in path.components() {
        let Some(pattern) = part.as_os_str().to_str().filter(|part| part.contains(['*', '?'])) else {
            for path in &mut found {
                path.push(part);
            }
            continue;
        };
        let mut next: Vec<PathBuf> = (found.iter())
            .flat_map(|folder| fs::read_dir(folder).into_iter().flatten().take(MOST_ENTRIES))
            .flatten()
            .filter(|entry| {
                let name = entry.file_name();
                let name = name.to_str().unwrap_or_default();
                (!name.starts_with('.') || pattern.starts_with('.')) && matches(pattern, name)
            })
            .map(|entry| entry.path())
            .collect();
        next.sort();
        next.truncate(MOST_FILES);
        found = next;
    }
    found
}
