//! A script of the same commands, for a host that only a person can reach.

use std::fmt::Write;

use super::{Stage, Step};

/// Name of the folder that the script makes, before the host's name and the time.
pub const SCRIPT_FOLDER: &str = "sysgrok-triage";

/// The head of the script. `timeout` of old `BusyBox` wants another order of words, so it is tried first.
const HEAD: &str = r#"#!/bin/sh
# Looks at this host for `sysgrok debughost --from FOLDER`. Every command below only reads. What they print goes into
# one new folder, and into an archive of it; nothing is sent anywhere. Read it before you hand it on: command lines and
# logs may hold secrets. As root it sees more.
umask 077
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
LC_ALL=C
PAGER=cat
SYSTEMD_PAGER=
export PATH LC_ALL PAGER SYSTEMD_PAGER
"#;

const RUNNER: &str = r#"mkdir "$folder" || exit 1
if timeout 5 true 2>/dev/null; then limit=timeout; else limit=; fi

# run ID SECONDS COMMAND
run() {
    started=$(date +%s)
    ${limit:+$limit "$2"} sh -c "$3" </dev/null >"$folder/$1.txt" 2>"$folder/$1.err"
    printf '%s\t%s\t%s\t%s\n' "$1" "$?" "$(($(date +%s) - started))" "$3" >>"$folder/index.tsv"
}

"#;

const TAIL: &str = r#"
if tar -czf "$folder.tar.gz" "$folder" 2>/dev/null; then
    echo "wrote $folder and $folder.tar.gz"
else
    echo "wrote $folder"
fi
"#;

/// A POSIX `sh` script that runs the steps and writes, into a folder of its own, one `ID.txt` a step, its standard
/// error as `ID.err`, and `index.tsv` with exit code and seconds of each; and an archive of it where there is `tar`.
pub fn emit_script(steps: &[Step]) -> String {
    let mut script = HEAD.to_owned();
    let _ = writeln!(
        script,
        "folder={SCRIPT_FOLDER}-$(uname -n | tr -cd 'A-Za-z0-9._-')-$(date +%Y%m%dT%H%M%S)"
    );
    script.push_str(RUNNER);
    let mut stage = None;
    for step in steps {
        if stage == Some(Stage::Sample) && step.stage != Stage::Sample {
            script.push_str("wait\n");
        }
        if stage != Some(step.stage) {
            script.push_str(match step.stage {
                Stage::Now => "# At once.\n",
                Stage::Sample => "\n# Samples of some seconds, all at the same time.\n",
                Stage::Again => "\n# Counters again.\n",
            });
        }
        stage = Some(step.stage);
        let background = if step.stage == Stage::Sample { " &" } else { "" };
        let _ = writeln!(
            script,
            "run {} {} {}{background}",
            step.id,
            step.seconds,
            single_quoted(&step.command)
        );
    }
    if stage == Some(Stage::Sample) {
        script.push_str("wait\n");
    }
    script.push_str(TAIL);
    script
}

fn single_quoted(command: &str) -> String {
    format!("'{}'", command.replace('\'', "'\\''"))
}
