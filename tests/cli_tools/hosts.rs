//! Hosts over ssh: real sshds on the loopback.

use serde_json::Value;

use crate::sshd::{Client, Sshd, free_port, keygen};
use crate::support::{Folder, Ran, sysgrok};

/// A run that gets to the hosts of this client; masters and state are kept in its folder.
pub fn run(client: &Client, arguments: &[&str]) -> Ran {
    let folder = Folder::empty();
    std::fs::create_dir_all(client.path("r")).unwrap();
    let config = client.path("config").display().to_string();
    let (command, rest) = arguments.split_first().unwrap();
    sysgrok([command, "--ssh-config", &config].iter().chain(rest))
        .in_folder(folder.path())
        .env("XDG_RUNTIME_DIR", client.path("r"))
        .env("XDG_STATE_HOME", client.path("s"))
        .run()
}

/// What ended, as the audit log tells it.
fn audit(client: &Client) -> Vec<Value> {
    let text = std::fs::read_to_string(client.path("s/sysgrok/audit.jsonl")).unwrap_or_default();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|entry: &Value| entry["began"].is_null())
        .collect()
}

#[test]
#[ignore = "needs sshd"]
fn hosts_are_looked_at_together_and_one_that_is_gone_is_told_of() {
    let client = Client::new();
    let _web1 = client.host("web1", "");
    let _web2 = client.host("web2", "");
    client.alias("gone", free_port(), "");
    let commands = client.path("commands");
    std::fs::write(&commands, "head -n 1 /proc/loadavg\ntouch /tmp/never\n").unwrap();
    let commands = commands.display().to_string();
    let ran = run(
        &client,
        &["debughost", "-t", "web1,gone,web2", "--commands", &commands],
    )
    .exits(1);
    let text = ran.stdout();
    for told in [
        "- **web1**: ",
        "- **web2**: ",
        "- cmd 1 on `web1`: `head -n 1 /proc/loadavg`: exit code 0",
        "- cmd 2 on `web2`: `head -n 1 /proc/loadavg`: exit code 0",
        "**What could not be seen**\n\n- gone: ",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(
        text.starts_with("- **gone**: not looked at: gone refused the connection"),
        "{text}"
    );
    let verdict = text.lines().nth(1).unwrap_or_default();
    assert!(verdict.starts_with("- **web"), "{text}");
    assert!(!text.contains("cmd 3"), "{text}");
    let audit = audit(&client);
    for host in ["web1", "web2"] {
        let of_host = audit.iter().filter(|entry| entry["target"] == host);
        assert!(of_host.count() > 10, "{host}: {audit:?}");
    }
    assert!(audit.iter().all(|entry| entry["tier"] == "read"), "{audit:?}");
    let outputs = std::fs::read_dir(client.path("s/sysgrok/outputs")).unwrap();
    let outputs = outputs.map(|entry| entry.unwrap().path()).next().unwrap();
    for (host, file) in [
        ("web1", "cmd-1.out"),
        ("web2", "cmd-2.out"),
        ("web1", "files.out"),
        ("web2", "files.out"),
    ] {
        let path = outputs.join(host).join(file);
        assert!(
            path.metadata().is_ok_and(|metadata| metadata.len() > 0),
            "{}",
            path.display()
        );
    }
}

#[test]
#[ignore = "needs sshd"]
fn the_command_that_removes_an_old_key_is_told_as_it_is_typed() {
    let client = Client::new();
    let sshd = Sshd::start("", &[], Some(&client.path("id.pub")));
    client.alias("changed", sshd.port, "");
    keygen(&client.path("another"));
    client.know(sshd.port, &client.path("another.pub"));
    let ran = run(&client, &["debughost", "-t", "changed"]).exits(1);
    let text = ran.stdout();
    let known = client.path("known_hosts");
    let command = format!(
        r#"`ssh-keygen -f "{}" -R "[127.0.0.1]:{}"`"#,
        known.display(),
        sshd.port
    );
    assert_eq!(text.matches(&command).count(), 2, "{text}");
}

#[test]
#[ignore = "needs sshd"]
fn a_command_runs_as_it_was_checked() {
    let client = Client::new();
    let _web1 = client.host("web1", "");
    let text = run(
        &client,
        &["analyzecmd", "-t", "web1", "--", "echo '$HOME' | wc -c"],
    )
    .exits(0)
    .quiet();
    assert!(text.contains("```text\n6\n```"), "{text}");
    let ran = run(&client, &["analyzecmd", "-t", "web1", "--", "reboot --help"]).exits(3);
    assert!(ran.stderr.contains("does not run"), "{}", ran.stderr);
    assert_eq!(audit(&client).len(), 1);
}

#[test]
#[ignore = "needs sshd"]
fn a_connection_that_was_made_in_a_terminal_is_used() {
    let client = Client::new();
    let web1 = client.host("web1", "");
    let text = run(&client, &["connect", "web1"]).exits(0).quiet();
    assert!(text.starts_with("connected to web1"), "{text}");
    let text = run(&client, &["connect", "web1"]).exits(0).quiet();
    assert!(text.contains("needs nothing"), "{text}");
    run(&client, &["analyzecmd", "-t", "web1", "--", "uptime"]).exits(0);
    assert_eq!(web1.logins(), 1);
}
