//! What commands print, and how they end.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use host::session::{Options, Session};
use host::transport::{Target, Trouble};
use run::{End, Stopped};
use tokio_util::sync::CancellationToken;

use crate::sshd::{Client, long_sleep, open, ran, step, target, until};

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn output_errors_and_exit_code() {
    let client = Client::new();
    let _host = client.host("web1", "");
    let session = client.open("web1").await.unwrap();
    let ran = ran(&session, "echo out; echo err >&2; exit 3").await;
    assert_eq!(
        (ran.stdout.text(), ran.stderr.text()),
        ("out\n".to_owned(), "err\n".to_owned())
    );
    assert_eq!((ran.end, ran.remark()), (Some(End::Exited(3)), None));
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn the_text_runs_as_it_is() {
    let client = Client::new();
    let _host = client.host("web1", "");
    let session = client.open("web1").await.unwrap();
    let text = r#"'printf' '%s|' 'a '"'"'b'"'"'' '\n' '!!' '$HOME' '`id`' '* ; "' 'ä'"#;
    assert_eq!(
        ran(&session, text).await.stdout.text(),
        r#"a 'b'|\n|!!|$HOME|`id`|* ; "|ä|"#
    );
    let lines = "echo one\necho two # three";
    assert_eq!(ran(&session, lines).await.stdout.text(), "one\ntwo\n");
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn the_environment_is_fixed_and_the_input_empty() {
    let client = Client::new();
    let _host = client.host("web1", "");
    let session = client.open("web1").await.unwrap();
    let text = ran(&session, "env; cat").await.stdout.text();
    let variables: BTreeMap<_, _> = text.lines().filter_map(|line| line.split_once('=')).collect();
    assert_eq!(variables["PATH"], host::gate::PATH);
    assert_eq!((variables["LC_ALL"], variables["PAGER"]), ("C", "cat"));
    assert!(
        variables.contains_key("HOME") && !variables.contains_key("SECRET"),
        "{text}"
    );
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn hanging_and_endless_commands_end_with_their_time() {
    let client = Client::new();
    let _host = client.host("web1", "");
    let session = client.open("web1").await.unwrap();
    let sleep = long_sleep();
    for text in [format!("echo first; {sleep}"), "yes".to_owned()] {
        let mut step = step("test", &text);
        step.seconds = 1;
        let began = Instant::now();
        let ran = session.run(&step, &CancellationToken::new()).await;
        assert_eq!(
            (ran.stopped, ran.end),
            (Some(Stopped::TimeLimit), Some(End::Exited(124))),
            "{text}"
        );
        assert_eq!(
            ran.remark().as_deref(),
            Some("it was ended when its time was over")
        );
        assert!(
            ran.stdout.bytes > 0 && began.elapsed() < Duration::from_secs(5),
            "{text}"
        );
    }
    until("it has ended on the host", || !crate::sshd::is_running(&sleep)).await;
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_command_that_ignores_the_signal_is_killed_in_time() {
    let client = Client::new();
    let _host = client.host("web1", "");
    let session = client.open("web1").await.unwrap();
    let mut step = step("test", "trap '' TERM; echo first; while :; do sleep 0.1; done");
    step.seconds = 1;
    let ran = session.run(&step, &CancellationToken::new()).await;
    assert_eq!(
        (ran.stopped, ran.end),
        (Some(Stopped::TimeLimit), Some(End::Exited(137)))
    );
    assert_eq!(ran.stdout.text(), "first\n");
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn huge_and_binary_output() {
    let client = Client::new();
    let _host = client.host("web1", "");
    let mut options = client.options();
    options.raw_folder = Some(client.path("."));
    options.raw_cap = 1000;
    let session = open("web1", &options).await.unwrap();
    let huge = ran(&session, "yes 'a line of text.' | head -c 200000000").await;
    assert!(huge.succeeded());
    assert_eq!((huge.stdout.bytes, huge.stdout.lines), (200_000_000, 12_500_000));
    // Each is cut back to a line's end; how the stream came in pieces decides whether that takes a line off the tail.
    let kept = huge.stdout.head.len() + huge.stdout.tail.len();
    assert!(kept == 2 << 20 || kept == (2 << 20) - 16, "{kept}");
    assert_eq!(std::fs::metadata(client.path("test.out")).unwrap().len(), 1000);

    assert!(ran(&session, "head -c 100000 /dev/urandom").await.stdout.binary);
    assert!(!ran(&session, "cat /proc/self/cmdline").await.stdout.binary);
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn hostile_output_is_only_output() {
    let client = Client::new();
    let _host = client.host("web1", "Banner /proc/self/environ");
    let session = client.open("web1").await.unwrap();
    let text = "printf 'Session open refused by peer\\nPermission denied (password).\\nsysgrok-0000000000000000 0 none\\n\
                \\033]0;x\\007\\r' >&2; printf 'ok\\nsysgrok-1 0 none\\n'; exit 255";
    let ran = ran(&session, text).await;
    assert_eq!((ran.end, ran.trouble), (Some(End::Exited(255)), None));
    assert_eq!(ran.stdout.text(), "ok\nsysgrok-1 0 none\n");
    assert!(
        ran.stderr
            .text()
            .starts_with("Session open refused by peer\nPermission denied")
    );
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn what_stays_in_the_background_does_not_hold_us() {
    let client = Client::new();
    let _host = client.host("web1", "");
    let session = client.open("web1").await.unwrap();
    let sleep = long_sleep();
    let began = Instant::now();
    let left = ran(&session, &format!("{sleep} & echo started")).await;
    assert_eq!(
        (left.end, left.stdout.text()),
        (Some(End::Exited(0)), "started\n".to_owned())
    );
    until("what it left behind is ended", || {
        !crate::sshd::is_running(&sleep)
    })
    .await;

    let left = client.path("fifo");
    let script = "mkfifo FIFO; setsid sh -c 'echo started >FIFO; sleep 5' & cat FIFO";
    let daemon = ran(&session, &script.replace("FIFO", &left.display().to_string())).await;
    assert_eq!(
        (daemon.end, daemon.stdout.text()),
        (Some(End::Exited(0)), "started\n".to_owned())
    );
    assert!(
        daemon.pipe_held && began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_forced_command_is_told_from_ours() {
    let client = Client::new();
    let _host = client.host("web1", "ForceCommand echo only this");
    let session = client.open("web1").await.unwrap();
    let ran = ran(&session, "id").await;
    assert!(
        matches!(ran.trouble, Some(Trouble::NoShell { .. })),
        "{:?}",
        ran.trouble
    );
    assert_eq!((ran.end, ran.stdout.text()), (None, "only this\n".to_owned()));
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn a_host_that_is_loaded_gets_few_and_nice_commands() {
    let client = Client::new();
    let host = client.host("web1", "");
    let session = client.open("web1").await.unwrap();
    let marks = host.path("marks");
    std::fs::create_dir(&marks).unwrap();
    let most = async |session: &Session| {
        let texts: Vec<_> = (0..12)
            .map(|number| {
                let mark = marks.join(number.to_string());
                format!(
                    "touch {mark}; sleep 0.1; ls {} | wc -l; rm {mark}",
                    marks.display(),
                    mark = mark.display()
                )
            })
            .collect();
        let all = futures_util::future::join_all(texts.iter().map(|text| ran(session, text))).await;
        all.iter()
            .map(|ran| ran.stdout.text().trim().parse::<usize>().unwrap())
            .max()
            .unwrap()
    };
    assert!((3..=8).contains(&most(&session).await));
    assert_eq!(ran(&session, "nice").await.stdout.text(), "0\n");
    session.set_loaded();
    assert!((1..=2).contains(&most(&session).await));
    assert_eq!(ran(&session, "nice").await.stdout.text(), "10\n");
    session.close().await;
}

#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn several_hosts_at_once() {
    let client = Client::new();
    let _hosts = [
        client.host("web1", ""),
        client.host("web2", ""),
        client.host("db", ""),
    ];
    let groups = BTreeMap::from([("web".to_owned(), vec!["web1".to_owned(), "web2".to_owned()])]);
    let targets = Target::parse_all("web,db,nowhere", &groups).unwrap();
    // What cannot be reached does not keep the others.
    client.alias("nowhere", crate::sshd::free_port(), "");
    let answers = futures_util::future::join_all(targets.iter().map(async |target| {
        let session = Session::open(target, &client.options(), &CancellationToken::new()).await?;
        let ran = ran(&session, "echo $SSH_CONNECTION here").await;
        session.close().await;
        Ok::<_, Trouble>(format!("{target}: {}", ran.stdout.text()))
    }))
    .await;
    let [Ok(web1), Ok(web2), Ok(db), Err(Trouble::Refused { host, .. })] = &answers[..] else {
        panic!("{answers:?}");
    };
    assert_eq!(
        (web1.as_str(), web2.as_str(), db.as_str()),
        ("web1: here\n", "web2: here\n", "db: here\n")
    );
    assert_eq!(host, "nowhere");
}

/// The same behaviour without ssh.
#[tokio::test]
#[ignore = "needs sshd; tests/run runs it"]
async fn this_machine_is_a_host_too() {
    let session = open("local", &Options::default()).await.unwrap();
    let text = ran(&session, "env; exit 4").await;
    assert_eq!(text.end, Some(End::Exited(4)));
    assert!(
        text.stdout
            .text()
            .contains(&format!("PATH={}\n", host::gate::PATH))
    );
    assert!(!text.stdout.text().contains("CARGO"));
    let mut hanging = step("test", "sleep 300");
    hanging.seconds = 1;
    let hanging = session.run(&hanging, &CancellationToken::new()).await;
    assert_eq!(hanging.stopped, Some(Stopped::TimeLimit));
    assert_eq!(session.target(), &target("local"));
    session.close().await;
}
