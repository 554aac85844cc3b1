//! A host over ssh: commands at once beside one after the other, the triage's first facts, the second session, and the
//! memory that a huge output takes. The host is a real sshd on the loopback.

#[path = "support/mod.rs"]
mod support;

#[path = "../../server/host/tests/ssh/sshd.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "of the tests of ssh, which use the rest"
)]
mod sshd;

use std::process::ExitCode;
use std::time::Instant;

use engine::hosts::{Case, HostSeen, Investigation};
use futures_util::future::join_all;
use host::session::Session;
use support::{Fault, Outcome, Table, measure, median, peak_memory, this};
use tokio_util::sync::CancellationToken;

/// Commands of an investigation, and how long each takes.
const COMMANDS: usize = 20;
const COMMAND: &str = "sleep 0.3";

/// A command that prints 200 MB.
const HUGE: &str = "yes 'a line of text.' | head -c 200000000";

const RUNS: usize = 5;

fn main() -> ExitCode {
    support::main(parent, |_| with_runtime(huge()))
}

fn with_runtime(work: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}

fn parent() -> Outcome {
    with_runtime(async {
        let mut table = Table::new(&["", "measured", "goal"]);
        let client = sshd::Client::new();
        let _host = client.host("web1", "");

        let (at_once, one_by_one) = twenty(&client).await?;
        table.row(&[
            &format!("{COMMANDS} x `{COMMAND}`, at once, with the connection made"),
            &format!("{at_once:.2} s"),
            &"",
        ]);
        table.row(&[
            &"the same one after the other",
            &format!("{one_by_one:.2} s, {:.1}x", one_by_one / at_once),
            &"5x",
        ]);

        let (mut first, mut whole) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let (facts, all) = triage(&client).await?;
            first.push(facts);
            whole.push(all);
        }
        table.row(&[&"triage: first facts", &format!("{:.2} s", median(first)), &"2 s"]);
        table.row(&[&"triage: all of it", &format!("{:.2} s", median(whole)), &""]);

        let mut second = Vec::new();
        let open = session(&client).await?;
        for _ in 0..RUNS {
            let start = Instant::now();
            let again = session(&client).await?;
            second.push(start.elapsed().as_secs_f64() * 1e3);
            again.close().await;
        }
        open.close().await;
        table.row(&[
            &"a second session with the host",
            &format!("{:.1} ms", median(second)),
            &"50 ms",
        ]);

        let memory = measure(&mut this(&["huge"])?, true)?;
        table.row(&[
            &"200 MB of output, memory",
            &format!(
                "{:.0} MB in {:.2} s",
                memory.get("peak")? / 1e6,
                memory.get("took")?
            ),
            &"64 MB",
        ]);
        table.print("hosts");
        Ok(())
    })
}

async fn session(client: &sshd::Client) -> Result<Session, Fault> {
    (client.open("web1").await).map_err(|trouble| Fault(trouble.to_string()))
}

/// Seconds for all commands at once, with the making of the connection; and one after the other.
async fn twenty(client: &sshd::Client) -> Result<(f64, f64), Fault> {
    let start = Instant::now();
    let open = session(client).await?;
    let all = join_all((0..COMMANDS).map(|_| sshd::ran(&open, COMMAND))).await;
    let at_once = start.elapsed().as_secs_f64();
    let start = Instant::now();
    for _ in 0..COMMANDS {
        let ran = sshd::ran(&open, COMMAND).await;
        if !ran.succeeded() {
            return Err(Fault(format!("{COMMAND}: {ran:?}")));
        }
    }
    let one_by_one = start.elapsed().as_secs_f64();
    open.close().await;
    if !all.iter().all(host::session::Ran::succeeded) {
        return Err(Fault(format!("{COMMAND} failed")));
    }
    Ok((at_once, one_by_one))
}

/// Seconds from nothing to the first finding or verdict, and to the end.
async fn triage(client: &sshd::Client) -> Result<(f64, f64), Fault> {
    let state = tempfile::tempdir()?;
    let case = Case {
        targets: vec![sshd::target("web1")],
        problem: None,
        since: None,
        policy: host::gate::Policy::default(),
        state: state.path().to_owned(),
        ssh_arguments: client.options().ssh_arguments,
    };
    let stop = CancellationToken::new();
    let start = Instant::now();
    let mut first = None;
    let mut see = |seen: HostSeen| {
        if matches!(seen, HostSeen::SoFar(_) | HostSeen::Text(_)) {
            first.get_or_insert_with(|| start.elapsed().as_secs_f64());
        }
    };
    let mut investigation = Investigation::open(case, &stop, &mut see).await?;
    investigation.triage(&stop, &mut see).await?;
    let whole = start.elapsed().as_secs_f64();
    investigation.close().await;
    Ok((first.unwrap_or(whole), whole))
}

/// In a process of its own: what the huge output costs it.
async fn huge() -> Outcome {
    let client = sshd::Client::new();
    let _host = client.host("web1", "");
    let mut options = client.options();
    options.raw_folder = Some(client.path("."));
    let open = sshd::open("web1", &options).await;
    let open = open.map_err(|trouble| Fault(trouble.to_string()))?;
    let start = Instant::now();
    let ran = sshd::ran(&open, HUGE).await;
    if ran.stdout.bytes != 200_000_000 {
        return Err(Fault(format!("{} bytes came", ran.stdout.bytes)));
    }
    println!("took {}", start.elapsed().as_secs_f64());
    println!("peak {}", peak_memory()?);
    open.close().await;
    Ok(())
}
