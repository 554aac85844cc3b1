//! OOM kills and swapping.

use expect_test::expect;
use host::triage::judge;

use crate::support::{check, put, put_file, recorded, up_for};

#[test]
fn kills_for_lack_of_memory() {
    let mut outputs = recorded("idle");
    up_for(&mut outputs, 90_000);
    put(
        &mut outputs,
        "dmesg",
        "[    5.000000] Out of memory: Killed process 1 (old) total-vm:1kB\n[89000.100000] java invoked oom-killer: gfp_mask=0x100cca\n[89000.200000] Out of memory: Killed process 4242 (java) total-vm:8123456kB, anon-rss:7123456kB\n[89500.000000] Memory cgroup out of memory: Killed process 4300 (worker) total-vm:1kB\n",
    );
    check(
        &outputs,
        &expect![[r#"
        critical: The kernel killed processes for lack of memory: 1 message in the last 1 h (critical from 1): `java`.
            [dmesg, line 3] [89000.200000] Out of memory: Killed process 4242 (java) total-vm:8123456kB, anon-rss:7123
        critical: The kernel killed processes at the memory limit of their cgroup: 1 message in the last 1 h (critical from 1): `worker`.
            [dmesg, line 4] [89500.000000] Memory cgroup out of memory: Killed process 4300 (worker) total-vm:1kB
    "#]],
    );
}

#[test]
fn kills_where_the_kernel_s_log_is_not_permitted() {
    let mut outputs = recorded("idle");
    let refused = outputs.by_step.get_mut("dmesg").unwrap();
    refused.text.clear();
    refused.errors = "dmesg: read kernel buffer failed: Operation not permitted".to_owned();
    put_file(&mut outputs, "files", "/proc/vmstat", "oom_kill 4");
    put_file(&mut outputs, "files-again", "/proc/vmstat", "oom_kill 6");
    check(
        &outputs,
        &expect![[r#"
        critical: 2 processes were killed for lack of memory during the sample.
            [files-again, line 269] oom_kill 6
    "#]],
    );
    let unseen = judge(&outputs).could_not_see;
    assert!(
        unseen
            .iter()
            .any(|unseen| unseen.what == "dmesg" && unseen.why.contains("not permitted"))
    );
}

#[test]
fn a_swap_storm() {
    let mut outputs = recorded("idle");
    up_for(&mut outputs, 10_000);
    put_file(
        &mut outputs,
        "files",
        "/proc/vmstat",
        "pswpin 1000\npswpout 2000\npgmajfault 500\noom_kill 0",
    );
    put_file(
        &mut outputs,
        "files-again",
        "/proc/vmstat",
        "pswpin 21000\npswpout 42000\npgmajfault 20500\noom_kill 0",
    );
    put_file(
        &mut outputs,
        "files",
        "/proc/pressure/memory",
        "some avg10=71.00 avg60=40.00 avg300=9.00 total=1\nfull avg10=62.50 avg60=30.00 avg300=5.00 total=1",
    );
    check(
        &outputs,
        &expect![[r#"
        critical: For 62.5 % of the last 10 seconds, all tasks waited for memory (from 60 %).
            [files, line 467] full avg10=62.50 avg60=30.00 avg300=5.00 total=1
        warning: 46.9 MiB/s go to and from swap over the sample (warning from 1.0 MiB/s).
            [files-again, line 273] pswpout 42000
        warning: 4000 major faults/s over the sample (warning from 1000): pages of programs and files are read from disk again.
            [files-again, line 274] pgmajfault 20500
    "#]],
    );
}
