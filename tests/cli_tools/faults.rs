//! Faults made on a host, and named by the triage over ssh. The host is an sshd in process and mount namespaces of its
//! own, so that nothing else runs on it.

use crate::hosts::run;
use crate::sshd::{Client, Sshd};

/// Starts a host behind a script that makes faults; `$1` and what follows start sshd.
fn host(client: &Client, faults: &str) -> Sshd {
    let script = format!("{faults}\nexec \"$@\"");
    let before = [
        "unshare",
        "--mount",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
        "bash",
        "-c",
        &script,
        "bash",
    ];
    let sshd = Sshd::start("", &before, Some(&client.path("id.pub")));
    client.alias("web1", sshd.port, "");
    client.know(sshd.port, &sshd.path("host_key.pub"));
    sshd
}

#[test]
#[ignore = "needs sshd, and root for namespaces"]
fn what_was_broken_is_named() {
    let client = Client::new();
    let full = client.path("full").display().to_string();
    std::fs::create_dir(&full).unwrap();
    // Whoever is busy is judged after five seconds only; hence the wait.
    let faults = format!(
        "mount -t tmpfs -o size=1m tmpfs {full} && head -c 2m /dev/zero >{full}/log
         for n in $(seq $(($(nproc) + 1))); do yes >/dev/null & done
         bash -c 'ulimit -n 16; for n in 3 4 5 6 7 8 9 10 11 12 13 14 15; do eval \"exec $n<&0\"; done; kill -STOP $$' &
         sleep 6"
    );
    let _web1 = host(&client, &faults);
    let text = run(&client, &["debughost", "-t", "web1"]).exits(0).stdout();
    for told in [
        format!("`{full}` has 0 B available, 0 %"),
        "`yes` (pid ".to_owned(),
        " of 16 files open that its limit allows".to_owned(),
    ] {
        assert!(text.contains(&told), "{told}: {text}");
    }
}

#[test]
#[ignore = "needs sshd, and root for namespaces"]
fn what_is_well_is_not_alarmed_about() {
    let client = Client::new();
    let _web1 = host(&client, "");
    let text = run(&client, &["debughost", "-t", "web1"]).exits(0).stdout();
    // The processors are shared with whatever else this machine does, the processes and file systems are not.
    for quiet in ["(pid ", "available, "] {
        assert!(!text.contains(quiet), "{quiet}: {text}");
    }
    assert!(!text.contains("critical"), "{text}");
}
