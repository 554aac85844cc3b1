//! One connection for many commands.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use host::transport::{Connect, connect};
use tokio_util::sync::CancellationToken;

use crate::sshd::{Client, open, ran, target, until};

/// The sockets of our masters.
fn sockets(client: &Client) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(client.path("c")) else {
        return Vec::new();
    };
    entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_none())
        .collect()
}

fn ssh(client: &Client, words: &[&str]) -> bool {
    Command::new("ssh")
        .arg("-F")
        .arg(client.path("config"))
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
        .success()
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_second_session_is_there_at_once() {
    let client = Client::new();
    let host = client.host("web1", "");
    let first = client.open("web1").await.unwrap();
    let mut fastest = Duration::MAX;
    for _ in 0..5 {
        let began = Instant::now();
        let second = client.open("web1").await.unwrap();
        fastest = fastest.min(began.elapsed());
        assert!(ran(&second, "true").await.succeeded());
        second.close().await;
    }
    assert!(fastest < Duration::from_millis(50), "{fastest:?}");
    assert!(
        ran(&first, "true").await.succeeded(),
        "closing one leaves the others"
    );
    assert_eq!((host.logins(), sockets(&client).len()), (1, 1));
    first.close().await;
    until("the last one ends the master", || sockets(&client).is_empty()).await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn sessions_that_begin_together_share_one_login() {
    let client = Client::new();
    let host = client.host("web1", "");
    let sessions = join_all((0..4).map(|_| client.open("web1"))).await;
    assert_eq!(host.logins(), 1);
    for session in sessions {
        session.unwrap().close().await;
    }
    until("the last one ends the master", || sockets(&client).is_empty()).await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn twenty_commands_take_a_fifth_of_their_time() {
    let client = Client::new();
    let _host = client.host("web1", "");
    let session = client.open("web1").await.unwrap();
    let mut fastest = Duration::MAX;
    for _ in 0..3 {
        let began = Instant::now();
        let all = join_all((0..20).map(|_| ran(&session, "sleep 0.3"))).await;
        assert!(all.iter().all(host::session::Ran::succeeded));
        fastest = fastest.min(began.elapsed());
    }
    assert!(fastest < Duration::from_millis(20 * 300 / 5), "{fastest:?}");
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_host_that_takes_two_commands_at_once() {
    let client = Client::new();
    let host = client.host("web1", "MaxSessions 2");
    let session = client.open("web1").await.unwrap();
    let texts: Vec<_> = (0..10)
        .map(|number| format!("sleep 0.1; echo {number}"))
        .collect();
    let all = join_all(texts.iter().map(|text| ran(&session, text))).await;
    for (number, ran) in all.iter().enumerate() {
        assert_eq!((ran.stdout.text(), ran.remark()), (format!("{number}\n"), None));
    }
    assert_eq!(host.logins(), 1, "no other way around the limit");
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn the_users_own_master_is_used_and_left_alone() {
    let client = Client::new();
    let host = client.host("other", "");
    let socket = client.path("users-100%-own");
    let lines = format!(
        "ControlPath {}\nForwardAgent yes",
        socket.display().to_string().replace('%', "%%")
    );
    client.alias("web1", host.port, &lines);
    assert!(ssh(&client, &["-M", "-N", "-f", "web1"]) && socket.exists());
    let session = client.open("web1").await.unwrap();
    assert_eq!(ran(&session, "echo works").await.stdout.text(), "works\n");
    assert_eq!((host.logins(), sockets(&client).len()), (1, 0));
    session.close().await;
    assert!(ssh(&client, &["-O", "check", "web1"]), "it is the user's to end");
    assert!(ssh(&client, &["-O", "exit", "web1"]));
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_dead_socket_of_the_user_is_no_obstacle() {
    let client = Client::new();
    let host = client.host("other", "");
    let socket = client.path("dead");
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    client.alias(
        "web1",
        host.port,
        &format!("ControlPath {}\nControlMaster auto", socket.display()),
    );
    let session = client.open("web1").await.unwrap();
    assert!(ran(&session, "true").await.succeeded());
    session.close().await;
    assert!(socket.exists(), "what is the user's stays");
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_connection_made_in_a_terminal_is_used() {
    let client = Client::new();
    let host = client.host("web1", "");
    let (options, stop) = (client.options(), CancellationToken::new());
    let Connect::Run(words) = connect(&target("web1"), &options, &stop).await.unwrap() else {
        panic!("there is no connection yet");
    };
    let ended = Command::new(&words[0])
        .args(&words[1..])
        .stdin(Stdio::null())
        .status()
        .unwrap();
    assert!(ended.success());
    assert_eq!(
        connect(&target("web1"), &options, &stop).await.unwrap(),
        Connect::Already
    );
    let session = client.open("web1").await.unwrap();
    assert!(ran(&session, "true").await.succeeded());
    session.close().await;
    assert_eq!(
        (host.logins(), sockets(&client).len()),
        (1, 1),
        "it stays for the next session"
    );
    exit(&client, &sockets(&client)[0]);
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn an_unused_master_ends_by_itself_and_is_made_anew_when_needed() {
    let client = Client::new();
    let host = client.host("web1", "");
    let mut options = client.options();
    options.keep = Duration::from_secs(1);
    let session = open("web1", &options).await.unwrap();
    assert!(ran(&session, "true").await.succeeded());
    until("nobody used it for a second", || sockets(&client).is_empty()).await;
    let anew = ran(&session, "true").await;
    assert!(anew.succeeded(), "{anew:?}");
    assert_eq!(host.logins(), 2);
    session.close().await;
}

fn exit(client: &Client, socket: &Path) {
    assert!(ssh(
        client,
        &["-S", &socket.display().to_string(), "-O", "exit", "web1"]
    ));
}
