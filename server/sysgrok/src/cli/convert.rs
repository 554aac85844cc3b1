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
    let refused = |error: export::ExportError, failed: &dyn Fn(std::io::Error) -> Failure| match error {
        export::ExportError::Io(error) => failed(error),
        other => Failure::Said(format!("{} {other}", loaded.name), super::UNREADABLE),
    };
    let write = |out: &mut dyn Write| write(profile, &loaded.name, value, arguments.to, out);
    let notes = if let Some(path) = &arguments.output {
        let failed = |error: std::io::Error| naming(path, &error);
        let mut file = BufWriter::new(File::create(path).map_err(failed)?);
        let notes = write(&mut file).map_err(|error| refused(error, &failed))?;
        file.flush().map_err(failed)?;
        notes
    } else {
        let mut out = BufWriter::new(stdout().lock());
        let notes = write(&mut out).map_err(|error| refused(error, &Failure::Write))?;
        out.flush()?;
        notes
    };
    for note in notes {
        warn(&note);
    }
    Ok(DONE)
}

fn naming(path: &Path, error: &std::io::Error) -> Failure {
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
