//! The steps: bounded, safe, and each with a reason.

use std::collections::BTreeSet;
use std::time::Duration;

use expect_test::expect;
use host::gate::{Policy, Tier};
use host::triage::{Options, Output, Outputs, Stage, Step, follow_up, steps};

/// Outputs of the first stage, with services and a container.
fn first_outputs() -> Outputs {
    let mut outputs = Outputs::default();
    let ps = "  PID  PPID USER              NI STAT     ELAPSED     TIME %CPU   RSS NLWP COMMAND\n\
              1     0 root               0 Ss    1-00:00:00 00:00:05  0.0 12000    1 /sbin/init\n\
              2     0 root               0 S     1-00:00:00 00:00:00  0.0     0    1 [kthreadd]\n\
            410     1 www                0 S     1-00:00:00 00:10:05  7.0 90000    1 nginx: worker process\n\
            977     1 app                0 Sl       2:00:00 00:10:05 70.0 80000    9 /app/server\n";
    outputs.by_step.insert("ps".to_owned(), Output::of(ps));
    let cgroups = "  PID CGROUP\n    1 0::/init.scope\n    2 0::/\n  410 0::/system.slice/nginx.service\n  \
                   977 0::/system.slice/docker-0123abcd.scope\n";
    outputs
        .by_step
        .insert("process-cgroups".to_owned(), Output::of(cgroups));
    outputs
}

fn all() -> Vec<Step> {
    let mut all = steps(&Options::default());
    all.extend(follow_up(&first_outputs()));
    all
}

#[test]
fn the_gate_lets_every_step_pass_unasked() {
    let refused: Vec<String> = all()
        .iter()
        .map(|step| {
            (
                step,
                host::gate::judge(&step.command, &Policy { read_only: true }),
            )
        })
        .filter(|(_, verdict)| verdict.tier != Tier::Read)
        .map(|(step, verdict)| format!("{}: {}\n    {}", step.id, step.command, verdict.reason))
        .collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn every_step_is_bounded_in_time() {
    for step in all() {
        assert!(
            (1..=10).contains(&step.seconds),
            "{} may take {} s",
            step.id,
            step.seconds
        );
        let samples = ["vmstat", "iostat", "mpstat", "pidstat", "sar-tcp"].contains(&step.id);
        let has_count = step
            .command
            .split(' ')
            .next_back()
            .is_some_and(|word| word.parse::<u8>().is_ok());
        assert!(
            !samples || has_count,
            "{} has no count: {}",
            step.id,
            step.command
        );
    }
}

#[test]
fn ids_are_plain_and_unique_and_each_step_says_why() {
    let all = all();
    let ids: BTreeSet<&str> = all.iter().map(|step| step.id).collect();
    assert_eq!(ids.len(), all.len());
    for step in &all {
        assert!(
            step.id
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "{}",
            step.id
        );
        assert!(step.why.len() > 10, "{}", step.id);
    }
}

#[test]
fn the_first_facts_need_no_sample() {
    let all = steps(&Options::default());
    assert_eq!(all.first().unwrap().id, "files");
    assert!(all.is_sorted_by_key(|step| step.stage));
    let now: Vec<&Step> = all.iter().filter(|step| step.stage == Stage::Now).collect();
    let text: Vec<String> = now
        .iter()
        .map(|step| format!("{}: {}", step.id, step.command))
        .collect();
    expect![[r#"
        date: date '+%Y-%m-%dT%H:%M:%S%z'
        ps: ps -eo pid,ppid,user:16,ni,stat,etime,time,pcpu,rss,nlwp,args --sort=-pcpu || ps -o pid,ppid,user,nice,stat,etime,time,rss,args || ps -o pid,ppid,user,nice,stat,rss,args
        df: df -P
        inodes: df -Pi
        dmesg: dmesg | tail -n 2000
        failed-units: systemctl --failed --no-legend --no-pager --plain
        process-cgroups: ps -eo pid,cgroup"#]]
    .assert_eq(&text[1..].join("\n"));
}

#[test]
fn since_reaches_the_journal() {
    let options = Options {
        since: Some(Duration::from_secs(6 * 3600)),
        is_container: false,
    };
    let all = steps(&options);
    let journal = all.iter().find(|step| step.id == "journal").unwrap();
    assert_eq!(
        journal.command,
        "journalctl -p err --since '21600 seconds ago' -o short-iso --no-pager -n 500"
    );
}

#[test]
fn a_container_is_not_asked_about_its_host() {
    let options = Options {
        is_container: true,
        ..Options::default()
    };
    let ids: Vec<&str> = steps(&options).iter().map(|step| step.id).collect();
    expect![[r#"["files", "date", "ps", "df", "inodes", "top", "vmstat", "listening", "tcp-states", "files-again"]"#]]
        .assert_eq(&format!("{ids:?}"));
}

#[test]
fn what_follows_names_processes_and_cgroups() {
    let text: Vec<String> = follow_up(&first_outputs())
        .iter()
        .map(|step| format!("{:?} {}: {}", step.stage, step.id, step.command))
        .collect();
    expect![[r#"
        Sample cgroups: head -n 40 /sys/fs/cgroup/system.slice/docker-0123abcd.scope/cpu.stat /sys/fs/cgroup/system.slice/docker-0123abcd.scope/memory.events /sys/fs/cgroup/system.slice/nginx.service/cpu.stat /sys/fs/cgroup/system.slice/nginx.service/memory.events /sys/fs/cgroup/init.scope/cpu.stat /sys/fs/cgroup/init.scope/memory.events
        Again cgroups-again: head -n 40 /sys/fs/cgroup/system.slice/docker-0123abcd.scope/cpu.stat /sys/fs/cgroup/system.slice/docker-0123abcd.scope/memory.events /sys/fs/cgroup/system.slice/nginx.service/cpu.stat /sys/fs/cgroup/system.slice/nginx.service/memory.events /sys/fs/cgroup/init.scope/cpu.stat /sys/fs/cgroup/init.scope/memory.events
        Sample open-files: ls /proc/410/fd /proc/977/fd /proc/1/fd
        Sample limits: head -n 20 /proc/410/limits /proc/977/limits /proc/1/limits"#]].assert_eq(&text.join("\n"));
    assert!(follow_up(&Outputs::default()).is_empty());
}

#[test]
fn a_command_of_a_host_with_many_processes_stays_short() {
    let mut outputs = Outputs::default();
    let mut ps = "PID USER STAT RSS COMMAND\n".to_owned();
    let mut cgroups = "PID CGROUP\n".to_owned();
    for pid in 1_000_000..1_005_000 {
        ps.push_str(&format!("{pid} app S 100 /app/server\n"));
        cgroups.push_str(&format!(
            "{pid} 0::/kubepods.slice/kubepods-burstable.slice/pod{pid}.slice/cri.scope\n"
        ));
    }
    outputs.by_step.insert("ps".to_owned(), Output::of(ps));
    outputs
        .by_step
        .insert("process-cgroups".to_owned(), Output::of(cgroups));
    let all = follow_up(&outputs);
    assert_eq!(all.len(), 4);
    for step in all {
        assert!(step.command.len() < 4000, "{}", step.id);
        let verdict = host::gate::judge(&step.command, &Policy::default());
        assert_eq!(verdict.tier, Tier::Read, "{}: {}", step.id, verdict.reason);
    }
}

#[test]
fn a_hostile_cgroup_is_no_operand() {
    let mut outputs = first_outputs();
    let cgroups = "PID CGROUP\n1 0::/a;reboot\n410 0::/../../etc\n977 0::/a b/$(id)\n";
    outputs
        .by_step
        .insert("process-cgroups".to_owned(), Output::of(cgroups));
    assert!(
        follow_up(&outputs)
            .iter()
            .all(|step| !step.id.starts_with("cgroups"))
    );
}
