//! `sysgrok convert`.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write, stdout};
use std::path::Path;

use profile::export;

use super::arguments::{ConvertArguments, Target};
use super::{DONE, Failure, Outcome, USAGE, loading, warn};

/// Reads one profile and writes it in another format.
pub(super) async fn run(arguments: &ConvertArguments) -> Outcome {
    if arguments.to == Target::Pprof && arguments.output.is_none() && stdout().is_terminal() {
        return Err(Failure::Said(
            "pprof is binary; name a file with -o, or pipe it on".to_owned(),
            USAGE,
        ));
    }
    let loaded = super::inspect::load(&arguments.file, &arguments.reading).await?;
    let profile = &loaded.profile;
    let value = loading::value_type(profile, &loaded.name, arguments.reading.value_type.as_deref())?;
    let notes = match &arguments.output {
        Some(path) => {
            let mut file =
                BufWriter::new(File::create(path).map_err(|error| naming(path, &error.to_string()))?);
            let notes =
                write(profile, &loaded.name, value, arguments.to, &mut file).map_err(
                    |error| match error {
                        export::ExportError::Io(error) => naming(path, &error.to_string()),
                        other => Failure::Said(format!("{} {other}", loaded.name), super::UNREADABLE),
                    },
                )?;
            file.flush().map_err(|error| naming(path, &error.to_string()))?;
            notes
        }
        None => {
            let mut out = BufWriter::new(stdout().lock());
            let notes =
                write(profile, &loaded.name, value, arguments.to, &mut out).map_err(|error| match error {
                    export::ExportError::Io(error) => Failure::Write(error),
                    other => Failure::Said(format!("{} {other}", loaded.name), super::UNREADABLE),
                })?;
            out.flush()?;
            notes
        }
    };
    for note in notes {
        warn(&note);
    }
    Ok(DONE)
}

fn naming(path: &Path, error: &str) -> Failure {
    Failure::Said(
        format!("cannot write {}: {error}", path.display()),
        super::UNWRITABLE,
    )
}

/// Writes the profile; returns what the reader of the file should know.
fn write(
    profile: &profile::Profile,
    name: &str,
    value: profile::ValueId,
    target: Target,
    out: &mut dyn Write,
) -> Result<Vec<String>, export::ExportError> {
    let notes = match target {
        Target::Folded => export::folded(profile, value, out)?,
        Target::Speedscope => export::speedscope(profile, name, out)?,
        Target::Pprof => export::pprof(profile, out)?,
    };
    Ok(notes.iter().map(ToString::to_string).collect())
}
