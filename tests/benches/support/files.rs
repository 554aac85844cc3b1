//! Where the recorded file, the peers and the generated files are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Fault;

fn cache() -> Result<PathBuf, Fault> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))
        .ok_or_else(|| Fault("neither XDG_CACHE_HOME nor HOME is set".to_owned()))?;
    Ok(cache.join("sysgrok-tests"))
}

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the repository.
pub fn committed(path: &str) -> PathBuf {
    root().join(path)
}

/// The recorded `perf script` text, recorded now if it is not there.
pub fn recorded() -> Result<PathBuf, Fault> {
    let script = committed("tests/benches/record-perf-script");
    let output = Command::new(&script)
        .output()
        .map_err(|error| Fault(format!("{}: {error}", script.display())))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Fault(said.trim_end().to_owned()));
    }
    Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
}

/// `inferno-collapse-perf`.
pub fn inferno() -> Result<PathBuf, Fault> {
    let program = cache()?.join("inferno/bin/inferno-collapse-perf");
    if program.is_file() {
        Ok(program)
    } else {
        Err(Fault(
            "inferno-collapse-perf is missing; tests/install inferno gets it".to_owned(),
        ))
    }
}

/// A command of Go.
pub fn go(arguments: &[&str]) -> Result<Command, Fault> {
    match Command::new("go").arg("version").output() {
        Ok(output) if output.status.success() => {
            let mut command = Command::new("go");
            command.args(arguments);
            Ok(command)
        }
        _ => Err(Fault("go is missing; tests/install go gets it".to_owned())),
    }
}

/// A folder for generated files, removed with all it holds at the end.
pub struct Scratch(PathBuf);

impl Scratch {
    /// The folder of this benchmark, empty.
    pub fn new(name: &str) -> Result<Scratch, Fault> {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        fs::create_dir_all(&path)?;
        Ok(Scratch(path))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left is found and removed by the next run.
        let _ = fs::remove_dir_all(&self.0);
    }
}
