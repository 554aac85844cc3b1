//! `sysgrok gate`: what a command line would do to a host, without running it.

use std::io::{Write, stdout};

use engine::asking::Policy;
use host::gate::{self, Tier};
use serde::Serialize;

use super::arguments::GateArguments;
use super::{Outcome, printable, warn};

/// It only reads.
const READ: u8 = 0;
/// It has to be asked about.
const ASK: u8 = 1;
/// It does not run from here; 2 is wrong usage.
const NEVER: u8 = 3;

/// The verdict, as JSON.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    tier: Tier,
    reason: &'a str,
    runs: Option<&'a str>,
}

/// Judges the command line and says why.
pub(super) fn run(arguments: &GateArguments) -> Outcome {
    let read_only = match Policy::read(&crate::policy_file()) {
        Ok(policy) => policy.hosts_read_only,
        Err(error) => {
            warn(&format!("{error}; and nothing runs on hosts but what reads"));
            true
        }
    };
    let verdict = gate::judge(&arguments.command_line, &gate::Policy { read_only });
    let mut out = stdout().lock();
    if arguments.json {
        let shown = Shown {
            tier: verdict.tier,
            reason: &verdict.reason,
            runs: verdict.runs.as_deref(),
        };
        serde_json::to_writer(&mut out, &shown).map_err(std::io::Error::from)?;
        writeln!(out)?;
    } else {
        writeln!(
            out,
            "{}: {}",
            verdict.tier.as_str(),
            printable::text(&verdict.reason)
        )?;
        if let Some(runs) = &verdict.runs {
            writeln!(out, "runs: {}", printable::text(runs))?;
        }
    }
    out.flush()?;
    Ok(match verdict.tier {
        Tier::Read => READ,
        Tier::Ask => ASK,
        Tier::Never => NEVER,
    })
}
