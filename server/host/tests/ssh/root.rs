//! `sudo`: the real one, with its own users and rules in a mount namespace of the host's sshd.

use host::transport::Trouble;
use run::{End, Stopped};
use tokio_util::sync::CancellationToken;

use crate::sshd::{Client, Sshd, is_running, long_sleep, step, until};

/// A host where the user `guest` logs in, with these rules for sudo.
fn host(client: &Client, rules: &str) -> Sshd {
    assert_eq!(
        crate::sshd::user(),
        "root",
        "only root can make a host with users of its own"
    );
    let write = |name: &str, text: &str| std::fs::write(client.path(name), text).unwrap();
    write(
        "passwd",
        &with("/etc/passwd", "guest:x:54321:54321::/tmp:/bin/sh\n"),
    );
    write("group", &with("/etc/group", "guest:x:54321:\n"));
    write("shadow", "root:*:19000::::::\nguest:*:19000::::::\n");
    write("sudoers", &format!("root ALL=(ALL) ALL\n{rules}\n"));
    for secret in ["sudoers", "shadow"] {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o440);
        std::fs::set_permissions(client.path(secret), mode).unwrap();
    }
    let mounts: Vec<_> = ["passwd", "group", "shadow", "sudoers"]
        .iter()
        .map(|name| format!("mount --bind {} /etc/{name}", client.path(name).display()))
        .collect();
    let script = format!("{} && exec \"$@\"", mounts.join(" && "));
    let before = ["unshare", "--mount", "sh", "-c", script.as_str(), "sh"];
    // The key must be readable for guest, and its folder enterable.
    let sshd = Sshd::start("", &before, Some(&client.path("id.pub")));
    for (path, mode) in [(sshd.path(""), 0o755), (sshd.path("authorized_keys"), 0o644)] {
        std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    }
    client.alias("web1", sshd.port, "User guest");
    client.know(sshd.port, &sshd.path("host_key.pub"));
    sshd
}

fn with(path: &str, line: &str) -> String {
    format!("{}{line}", std::fs::read_to_string(path).unwrap())
}

async fn ran_as_root(client: &Client, runs: &str) -> host::session::Ran {
    let session = client.open("web1").await.unwrap();
    let mut step = step("test", runs);
    step.needs_root = true;
    let ran = session.run(&step, &CancellationToken::new()).await;
    session.close().await;
    ran
}

#[tokio::test]
#[ignore = "needs sshd and sudo; tests/run runs it"]
async fn a_rule_without_password_lets_the_one_command_run() {
    let client = Client::new();
    let _host = host(&client, "guest ALL=(root) NOPASSWD: /usr/bin/id");
    // In front of the text, or where the gate has put it.
    for runs in ["'id' '-u'", "'sudo' '-n' '--' 'id' '-u'", "'id' '-u' | 'cat'"] {
        assert_eq!(ran_as_root(&client, runs).await.stdout.text(), "0\n", "{runs}");
    }
    let session = client.open("web1").await.unwrap();
    assert_eq!(
        crate::sshd::ran(&session, "id -un").await.stdout.text(),
        "guest\n"
    );
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd and sudo; tests/run runs it"]
async fn sudo_that_wants_a_password_is_refused() {
    let client = Client::new();
    let _host = host(&client, "guest ALL=(root) NOPASSWD: /usr/bin/id");
    let ran = ran_as_root(&client, "'cat' '/etc/shadow'").await;
    let told = "sudo on web1 refused: sudo: a password is required. No password is ever sent; allow the command with \
                NOPASSWD in sudoers, or log in as root";
    assert_eq!(
        (ran.remark().as_deref(), ran.end),
        (Some(told), Some(End::Exited(1)))
    );
    assert_eq!(ran.stdout.bytes, 0);
}

#[tokio::test]
#[ignore = "needs sshd and sudo; tests/run runs it"]
async fn sudo_for_one_who_may_nothing_is_refused() {
    let client = Client::new();
    let _host = host(&client, "");
    let ran = ran_as_root(&client, "'id'").await;
    assert!(
        matches!(ran.trouble, Some(Trouble::SudoRefused { .. })),
        "{ran:?}"
    );
}

/// A process of root is out of reach for the user; only sudo can end it.
#[tokio::test]
#[ignore = "needs sshd and sudo; tests/run runs it"]
async fn roots_commands_end_where_sudo_may_end_them() {
    let client = Client::new();
    let _host = host(&client, "guest ALL=(root) NOPASSWD: ALL");
    let session = client.open("web1").await.unwrap();
    let (sleep, stop) = (long_sleep(), CancellationToken::new());
    let mut step = step("test", &sleep);
    step.needs_root = true;
    let cancelling = async {
        until("it runs on the host", || is_running(&sleep)).await;
        stop.cancel();
    };
    let (ran, ()) = tokio::join!(session.run(&step, &stop), cancelling);
    assert_eq!(
        (ran.stopped, ran.left_running),
        (Some(Stopped::Cancelled), false),
        "{ran:?}"
    );
    until("it has ended on the host", || !is_running(&sleep)).await;

    let sleep = long_sleep();
    step.runs.clone_from(&sleep);
    step.seconds = 1;
    let ran = session.run(&step, &CancellationToken::new()).await;
    assert_eq!(
        (ran.stopped, ran.left_running),
        (Some(Stopped::TimeLimit), false),
        "{ran:?}"
    );
    until("it has ended on the host", || !is_running(&sleep)).await;
    session.close().await;
}

/// sudo passes the signal on that ends; what ignores it outlives sudo, which is killed.
#[tokio::test]
#[ignore = "needs sshd and sudo; tests/run runs it"]
async fn roots_command_that_cannot_be_ended_is_told() {
    let client = Client::new();
    let stubborn = client.path("stubborn");
    std::fs::write(&stubborn, "#!/bin/sh\ntrap '' TERM\nsleep 7.7\n").unwrap();
    std::fs::set_permissions(&stubborn, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let stubborn = stubborn.display().to_string();
    let _host = host(&client, &format!("guest ALL=(root) NOPASSWD: {stubborn}"));
    let session = client.open("web1").await.unwrap();
    let mut step = step("test", &stubborn);
    step.needs_root = true;
    step.seconds = 1;
    let ran = session.run(&step, &CancellationToken::new()).await;
    assert_eq!(
        (ran.stopped, ran.left_running),
        (Some(Stopped::TimeLimit), true),
        "{ran:?}"
    );
    assert!(is_running("sleep 7.7"), "what is told is true");
    let told =
        "it was ended when its time was over; it may still run on the host, which did not confirm its end";
    assert!(ran.remark().unwrap().starts_with(told), "{ran:?}");
    session.close().await;
}
