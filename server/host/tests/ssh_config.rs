//! Hosts for a list: what an OpenSSH configuration names, however it is written.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use host::ssh_config::configured_hosts;
use proptest::prelude::*;

fn home(files: &[(&str, &str)]) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    home
}

fn shown(home: &Path) -> String {
    let mut shown = String::new();
    for host in configured_hosts(home) {
        writeln!(shown, "{} {}", host.name, host.detail().as_deref().unwrap_or("-")).unwrap();
    }
    shown
}

fn check(files: &[(&str, &str)], expected: &Expect) {
    expected.assert_eq(&shown(home(files).path()));
}

#[test]
fn names_without_wildcards_are_hosts() {
    let config = "
# the web
Host web1 web2
    HostName 10.0.0.7
    User anna
Host db *.example.org !bastion
    Port 2222
    HostName %h.internal
HOST \"plain\"
Host v6
    HostName 2001:db8::1
    Port 22
Host *
    User root
    HostName other
";
    check(
        &[(".ssh/config", config)],
        &expect![[r"
            web1 anna@10.0.0.7
            web2 anna@10.0.0.7
            db root@db.internal:2222
            plain root@other
            v6 root@[2001:db8::1]:22
        "]],
    );
}

#[test]
fn includes_are_read_where_they_stand() {
    let config = "Include conf.d/*.conf ~/more/one /nowhere/*\nHost last\n  Include user\n  Port 7\n";
    check(
        &[
            (".ssh/config", config),
            (".ssh/conf.d/b.conf", "Host b\nUser bea\n"),
            (".ssh/conf.d/a.conf", "Host a\n"),
            (".ssh/conf.d/.hidden.conf", "Host hidden\n"),
            (".ssh/conf.d/c.old", "Host c\n"),
            (".ssh/user", "User lea\n"),
            ("more/one", "Host one\n"),
        ],
        &expect![[r"
            a -
            b bea@b
            one -
            last lea@last:7
        "]],
    );
}

#[test]
fn conditions_are_not_looked_at_and_nothing_runs() {
    let config = "
Match exec \"touch ran\"
    User nobody
Match all
    Port 9
Host a
";
    let home = home(&[(".ssh/config", config)]);
    assert_eq!(shown(home.path()), "a a:9\n");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[test]
fn a_configuration_that_includes_itself_ends() {
    check(
        &[(
            ".ssh/config",
            "Include config *\nHost a\nInclude ../.ssh/config\n",
        )],
        &expect![[r"
            a -
        "]],
    );
}

#[test]
fn what_is_no_host_is_no_choice() {
    let config =
        "Host -oProxyCommand=x a;b $(x) `x` \u{1b}[31m a\u{202e}b good\n  User a\u{7}b\n  Port 99999\n";
    check(
        &[(".ssh/config", config)],
        &expect![[r"
        good -
    "]],
    );
    check(&[], &expect![[""]]);
}

#[cfg(unix)]
#[test]
fn a_pipe_is_no_configuration() {
    let home = home(&[(".ssh/config", "Include pipe\nHost a\n")]);
    let pipe = home.path().join(".ssh/pipe");
    assert!(
        std::process::Command::new("mkfifo")
            .arg(pipe)
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(shown(home.path()), "a -\n");
}

#[test]
fn a_huge_configuration_is_cut() {
    let mut config = String::new();
    for number in 0..200_000 {
        writeln!(config, "Host h{number}").unwrap();
    }
    let home = home(&[(".ssh/config", &config)]);
    assert!(configured_hosts(home.path()).len() <= 2_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_breaks_it(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let home = home(&[]);
        fs::create_dir(home.path().join(".ssh")).unwrap();
        fs::write(home.path().join(".ssh/config"), bytes).unwrap();
        configured_hosts(home.path());
    }
}
