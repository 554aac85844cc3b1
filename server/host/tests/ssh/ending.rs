//! Cancelling, and connections that break: what runs on the host ends.

use host::session::Options;
use host::transport::Trouble;
use run::Stopped;
use tokio_util::sync::CancellationToken;

use crate::sshd::{Client, is_running, long_sleep, open, ran, step, until};

/// Starts a long command, waits until it runs on the host, cancels, and waits until it does not.
async fn cancel(options: &Options, before: &str) {
    let session = open("web1", options).await.unwrap();
    let (sleep, stop) = (long_sleep(), CancellationToken::new());
    let step = step("test", &format!("{before}echo first; {sleep}; echo never"));
    let running = session.run(&step, &stop);
    let cancelling = async {
        until("it runs on the host", || is_running(&sleep)).await;
        stop.cancel();
    };
    let (ran, ()) = tokio::join!(running, cancelling);
    assert_eq!(
        (ran.stopped, ran.left_running),
        (Some(Stopped::Cancelled), false),
        "{ran:?}"
    );
    assert!(ran.stdout.text().starts_with("first\n"), "{}", ran.stdout.text());
    until("it has ended on the host", || !is_running(&sleep)).await;
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn cancelling_ends_what_runs_on_the_host() {
    let client = Client::new();
    let _host = client.host("web1", "");
    cancel(&client.options(), "").await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn cancelling_ends_what_ignores_the_signal() {
    let client = Client::new();
    let _host = client.host("web1", "");
    cancel(&client.options(), "trap '' TERM; ").await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn cancelling_reaches_over_a_connection_of_its_own() {
    let client = Client::new();
    let host = client.host("web1", "");
    let mut options = client.options();
    options.share = false;
    cancel(&options, "").await;
    assert_eq!(
        host.logins(),
        2,
        "one to see whether it works, one for the command"
    );
}

/// Hosts differ in what they have: without `timeout`, and without `setsid`, too.
#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn cancelling_works_with_fewer_tools() {
    for tools in [
        &["sh", "env", "sleep", "setsid", "true"][..],
        &["sh", "env", "sleep", "true"][..],
    ] {
        let client = Client::new();
        let folder = client.path("bin");
        std::fs::create_dir(&folder).unwrap();
        for tool in tools {
            let tool = [format!("/usr/bin/{tool}"), format!("/bin/{tool}")]
                .into_iter()
                .find(|path| std::path::Path::new(path).exists())
                .unwrap();
            let name = folder.join(tool.rsplit('/').next().unwrap());
            std::os::unix::fs::symlink(&tool, name).unwrap();
        }
        let _host = client.host("web1", &format!("SetEnv PATH={}", folder.display()));
        let session = client.open("web1").await.unwrap();
        assert_eq!(ran(&session, "echo works").await.stdout.text(), "works\n");
        session.close().await;
        cancel(&client.options(), "").await;
    }
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn dropping_the_future_ends_what_runs_on_the_host() {
    let client = Client::new();
    let _host = client.host("web1", "");
    let session = client.open("web1").await.unwrap();
    let sleep = long_sleep();
    let (step, stop) = (step("test", &sleep), CancellationToken::new());
    tokio::select! {
        ran = session.run(&step, &stop) => panic!("{ran:?}"),
        () = until("it runs on the host", || is_running(&sleep)) => {}
    }
    until("it has ended on the host", || !is_running(&sleep)).await;
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_command_that_was_cancelled_before_it_began() {
    let client = Client::new();
    let _host = client.host("web1", "");
    let session = client.open("web1").await.unwrap();
    let stop = CancellationToken::new();
    stop.cancel();
    let ran = session.run(&step("test", "echo ran"), &stop).await;
    assert_eq!((ran.trouble, ran.end), (Some(Trouble::Cancelled), None));
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_connection_that_is_lost_midway() {
    for share in [true, false] {
        let client = Client::new();
        let host = client.host("web1", "");
        let mut options = client.options();
        options.share = share;
        let session = open("web1", &options).await.unwrap();
        let before = ran(&session, "echo before").await;
        let sleep = long_sleep();
        let text = format!("echo half; {sleep}");
        let lost = ran(&session, &text);
        let breaking = async {
            until("it runs on the host", || is_running(&sleep)).await;
            host.break_connections();
        };
        let (lost, ()) = tokio::join!(lost, breaking);
        assert_eq!((lost.stdout.text(), lost.end), ("half\n".to_owned(), None));
        let told =
            "the connection to web1 was lost while the command ran; what it had printed until then is kept";
        assert_eq!(lost.remark().as_deref(), Some(told));
        until("it has ended on the host, too", || !is_running(&sleep)).await;
        assert!(before.succeeded());
        // A new connection is made.
        assert_eq!(ran(&session, "echo after").await.stdout.text(), "after\n");
        session.close().await;
    }
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_host_that_does_not_come_back() {
    let client = Client::new();
    let host = client.host("web1", "");
    let session = client.open("web1").await.unwrap();
    assert!(ran(&session, "true").await.succeeded());
    drop(host);
    let ran = ran(&session, "echo after").await;
    // It depends on whether the master has seen yet that its connection is gone.
    let is_told = matches!(ran.trouble, Some(Trouble::Refused { .. } | Trouble::Lost { .. }));
    assert!(is_told, "{ran:?}");
    session.close().await;
}
