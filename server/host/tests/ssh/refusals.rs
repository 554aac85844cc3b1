//! Hosts that do not let us in: each is one sentence with a way out, and nothing hangs.

use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

use expect_test::{Expect, expect};
use host::transport::Trouble;

use crate::sshd::{Client, Sshd, free_port, keygen, open};

/// What is told, without what differs from run to run.
async fn check(client: &Client, name: &str, port: u16, expected: Expect) {
    let mut options = client.options();
    options.connect_limit = Duration::from_secs(1);
    let mut told = Vec::new();
    for share in [true, false] {
        options.share = share;
        let began = Instant::now();
        let trouble = open(name, &options).await.unwrap_err().to_string();
        let trouble = trouble
            .replace(&client.path("").display().to_string(), "FOLDER/")
            .replace(&crate::sshd::user(), "USER");
        told.push(trouble.replace(&port.to_string(), "PORT"));
        assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    }
    assert_eq!(told[0], told[1], "over a master, and without");
    expected.assert_eq(&told[0]);
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_key_that_has_changed() {
    let client = Client::new();
    let host = Sshd::start("", &[], Some(&client.path("id.pub")));
    client.alias("web1", host.port, "");
    keygen(&client.path("another"));
    client.know(host.port, &client.path("another.pub"));
    check(&client, "web1", host.port, expect![[r#"the key of web1 has changed since it was last seen: another machine answers, or it was installed anew. Nothing was sent. Ask who runs it; if the new key is right: `ssh-keygen -f "FOLDER/known_hosts" -R "[127.0.0.1]:PORT"`"#]]).await;
    assert_eq!(host.logins(), 0);
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_key_that_nobody_knows() {
    let client = Client::new();
    let host = Sshd::start("", &[], Some(&client.path("id.pub")));
    client.alias("web1", host.port, "");
    check(
        &client,
        "web1",
        host.port,
        expect![
            "the key of web1 is not known yet. Connect in a terminal and compare it: sysgrok connect web1"
        ],
    )
    .await;
    let known = std::fs::read_to_string(client.path("known_hosts")).unwrap();
    assert_eq!(known, "", "no key is trusted in passing");
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_password_is_wanted() {
    let client = Client::new();
    let host = Sshd::start("PasswordAuthentication yes", &[], None);
    client.alias("web1", host.port, "");
    client.know(host.port, &host.path("host_key.pub"));
    check(&client, "web1", host.port, expect!["web1 wants a password, a passphrase or a second factor. Connect in a terminal: sysgrok connect web1"]).await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn no_key_is_accepted() {
    let client = Client::new();
    let host = Sshd::start("", &[], None);
    client.alias("web1", host.port, "");
    client.know(host.port, &host.path("host_key.pub"));
    check(&client, "web1", host.port, expect!["web1 accepted none of the keys that were offered (USER@127.0.0.1: Permission denied (publickey)). A key with a passphrase counts only when the agent has it. Try in a terminal: sysgrok connect web1"]).await;
}

/// BatchMode keeps ssh from asking for it.
#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn the_key_has_a_passphrase() {
    let client = Client::new();
    let host = client.host("web1", "");
    let changed = std::process::Command::new("ssh-keygen")
        .args(["-q", "-p", "-N", "a passphrase", "-f"])
        .arg(client.path("id"))
        .status()
        .unwrap();
    assert!(changed.success());
    check(&client, "web1", host.port, expect!["web1 accepted none of the keys that were offered (USER@127.0.0.1: Permission denied (publickey)). A key with a passphrase counts only when the agent has it. Try in a terminal: sysgrok connect web1"]).await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn nothing_listens() {
    let client = Client::new();
    let port = free_port();
    client.alias("web1", port, "");
    check(&client, "web1", port, expect!["web1 refused the connection (ssh: connect to host 127.0.0.1 port PORT: Connection refused). Is sshd running there, and is the port right?"]).await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn nobody_answers() {
    let client = Client::new();
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    client.alias("web1", port, "");
    check(&client, "web1", port, expect!["web1 did not answer (Connection timed out during banner exchange). Is it up, and does a firewall or VPN stand between?"]).await;
}

/// A name that no resolver is asked for: a part of it is empty.
#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn the_name_has_no_address() {
    let client = Client::new();
    client.alias("web1", 22, "HostName web..1");
    check(&client, "web1", 22, expect!["there is no host web1: its name has no address (ssh: Could not resolve hostname web..1: Name or service not known). Check the spelling and the ssh configuration"]).await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn the_configuration_is_wrong() {
    let client = Client::new();
    client.alias("web1", 22, "NoSuchOption yes");
    check(&client, "web1", 22, expect!["ssh cannot be used for web1: FOLDER/config: line 2: Bad configuration option: nosuchoption. Check ~/.ssh/config"]).await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn what_a_person_can_mend_in_a_terminal_is_marked() {
    let client = Client::new();
    let host = Sshd::start("PasswordAuthentication yes", &[], None);
    client.alias("web1", host.port, "");
    assert!(
        client.open("web1").await.unwrap_err().connect_helps(),
        "an unknown key"
    );
    client.know(host.port, &host.path("host_key.pub"));
    let wanted = client.open("web1").await.unwrap_err();
    assert_eq!(
        wanted,
        Trouble::WantsSecret {
            host: "web1".to_owned()
        }
    );
    assert!(wanted.connect_helps());
}
