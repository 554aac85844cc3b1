//! `sysgrok connect`: what has to be asked at a login is asked here, by ssh itself.

use std::io::{Write, stdout};
use std::process::Command;

use host::session::Options;
use host::transport::{self, Target};
use tokio_util::sync::CancellationToken;

use super::arguments::Connect;
use super::{DONE, Failure, Outcome, UNREADABLE, USAGE, printable};

/// Connects, and leaves the connection behind for the commands that come later.
pub(super) async fn run(arguments: &Connect) -> Outcome {
    let target = Target::parse(&arguments.host).map_err(|error| Failure::Said(error.to_string(), USAGE))?;
    let settings = super::asking::settings();
    let options = Options {
        ssh_arguments: ssh_arguments(
            (arguments.ssh_config.as_deref()).or(settings.hosts.ssh_config.as_deref()),
        ),
        ..Options::default()
    };
    let connect = transport::connect(&target, &options, &CancellationToken::new()).await;
    let words = match connect.map_err(|trouble| Failure::Said(trouble.to_string(), UNREADABLE))? {
        transport::Connect::Already => {
            let said = format!("{target} needs nothing: it can be used as it is");
            writeln!(stdout().lock(), "{}", printable::text(&said))?;
            return Ok(DONE);
        }
        transport::Connect::Run(words) => words,
    };
    let Some((program, words)) = words.split_first() else {
        return Err(Failure::Said(format!("there is no way to {target}"), UNREADABLE));
    };
    // ssh asks on this terminal, so it gets it as it is.
    let status = Command::new(program)
        .args(words)
        .status()
        .map_err(|error| Failure::Said(format!("ssh does not start: {error}"), UNREADABLE))?;
    if !status.success() {
        return Err(Failure::Said(format!("not connected to {target}"), UNREADABLE));
    }
    let minutes = options.connect_keep.as_secs() / 60;
    let said =
        format!("connected to {target}; the connection stays for {minutes} minutes after its last use");
    writeln!(stdout().lock(), "{}", printable::text(&said))?;
    Ok(DONE)
}

/// What each ssh gets first.
pub(super) fn ssh_arguments(configuration: Option<&std::path::Path>) -> Vec<String> {
    configuration.map_or_else(Vec::new, |file| vec!["-F".to_owned(), file.display().to_string()])
}
