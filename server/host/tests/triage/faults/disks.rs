//! File systems and disks.

use expect_test::expect;
use host::triage::{Exit, judge};

use crate::support::{check, idle_with, put, put_file, recorded, up_for};

#[test]
fn a_full_file_system() {
    let mut outputs = idle_with("full");
    put_file(
        &mut outputs,
        "files",
        "/proc/mounts",
        "/dev/vda / ext4 rw 0 0\ntmpfs /mnt/full tmpfs rw,size=1024k 0 0",
    );
    check(
        &outputs,
        &expect![[r#"
            warning: `/mnt/full` has 0 B available, 0 % (not on disk; a warning when nothing is left).
                [df, line 6] tmpfs 1024 1024 0 100% /mnt/full
        "#]],
    );
}

#[test]
fn disks_that_fill_and_inodes() {
    let mut outputs = recorded("idle");
    put(
        &mut outputs,
        "df",
        "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 10000000 9600000 400000 96% /\n/dev/sda2 10000000 10000000 0 100% /var\n/dev/sdb 1000000000 980000000 20000000 98% /data\n//nas/my share 10000000 9990000 10000 100% /mnt/my share\n",
    );
    put(
        &mut outputs,
        "inodes",
        "Filesystem Inodes IUsed IFree IUse% Mounted on\n/dev/sda1 655360 655360 0 100% /\n/dev/sdc 0 0 0 - /boot/efi\n",
    );
    check(
        &outputs,
        &expect![[r#"
            critical: `/var` has 0 B available, 0 % (critical at 3 % or less).
                [df, line 3] /dev/sda2 10000000 10000000 0 100% /var
            critical: `/mnt/my share` has 9.8 MiB available, 0.10 % (critical at 3 % or less).
                [df, line 5] //nas/my share 10000000 9990000 10000 100% /mnt/my share
            critical: `/` has 0 free inodes, 0 % (critical at 3 % or less).
                [inodes, line 2] /dev/sda1 655360 655360 0 100% /
            warning: `/` has 390.6 MiB available, 4 % (warning at 5 % or less).
                [df, line 2] /dev/sda1 10000000 9600000 400000 96% /
            warning: `/data` has 19.1 GiB available, 2 % (critical at 3 % or less, with 5 GiB or more left a warning).
                [df, line 4] /dev/sdb 1000000000 980000000 20000000 98% /data
        "#]],
    );
}

#[test]
fn saturated_disks_of_two_versions_of_sysstat() {
    let mut outputs = recorded("idle");
    let cpu = "avg-cpu:  %user   %nice %system %iowait  %steal   %idle\n           1.00    0.00    1.00    0.00    0.00   98.00\n\n";
    let twelve = "Device            r/s     rkB/s   rrqm/s  %rrqm r_await rareq-sz     w/s     wkB/s   wrqm/s  %wrqm w_await wareq-sz     d/s     dkB/s   drqm/s  %drqm d_await dareq-sz     f/s f_await  aqu-sz  %util\n";
    let row = "sda            10.00    100.00     0.00   0.00  200.00    10.00  90.00   1000.00     0.00   0.00  140.00    11.00    0.00      0.00     0.00   0.00    0.00     0.00    1.00    9.00   14.60  99.00\n";
    let report = format!("{cpu}{twelve}{row}\n");
    put(
        &mut outputs,
        "iostat",
        &format!("Linux 6.1.0 (web1)\n\n{cpu}{twelve}\n{report}{report}"),
    );
    put(&mut outputs, "disks", "sda 1 disk\nsdb 0 disk\n");
    check(
        &outputs,
        &expect![[r#"
        warning: Disk `sda` is saturated: 14.6 requests are queued (from 10), a request takes 146 ms (from 100 ms), it is busy for 99 % of the time (from 98 %).
            [iostat, lines 12-18] sda 10.00 100.00 0.00 0.00 200.00 10.00 90.00 1000.00 0.00 0.00 140.00 11.00 0.00 0.00 0.0
    "#]],
    );

    let ten = "Device:         rrqm/s   wrqm/s     r/s     w/s    rkB/s    wkB/s avgrq-sz avgqu-sz   await r_await w_await  svctm  %util\n";
    let row = "sdb               0.00     0.00  300.00  700.00   100.00  1000.00    10.00     0.90    0.80    0.70    0.90   0.90  99.90\n";
    let report = format!("{cpu}{ten}{row}\n");
    put(
        &mut outputs,
        "iostat",
        &format!("Linux 3.10.0 (web1)\n\n{report}{report}{report}"),
    );
    // Busy all the time is no fault of an SSD.
    check(&outputs, &expect![[""]]);
}

#[test]
fn disks_without_sysstat() {
    let mut outputs = recorded("idle");
    outputs.by_step.remove("iostat");
    up_for(&mut outputs, 10_000);
    put_file(
        &mut outputs,
        "files",
        "/proc/diskstats",
        "8 0 sda 100 0 800 50 100 0 800 50 0 100 100 0 0 0 0\n8 1 sda1 100 0 800 50 100 0 800 50 0 100 100 0 0 0 0",
    );
    put_file(
        &mut outputs,
        "files-again",
        "/proc/diskstats",
        "8 0 sda 200 0 1600 20050 300 0 2400 80050 20 5100 100100 0 0 0 0\n8 1 sda1 200 0 1600 20050 300 0 2400 80050 20 5100 100100 0 0 0 0",
    );
    check(
        &outputs,
        &expect![[r#"
        warning: Disk `sda` is saturated: 20 requests are queued (from 10), a request takes 333 ms (from 100 ms).
            [files-again, line 272] 8 0 sda 200 0 1600 20050 300 0 2400 80050 20 5100 100100 0 0 0 0
    "#]],
    );
}

#[test]
fn a_file_system_that_became_read_only() {
    let mut outputs = recorded("idle");
    put_file(
        &mut outputs,
        "files",
        "/proc/mounts",
        "/dev/sda1 / ext4 ro,relatime,errors=remount-ro 0 0\n/dev/sdb /mnt/x xfs ro 0 0",
    );
    check(
        &outputs,
        &expect![[r#"
        critical: `/` is mounted read-only from `/dev/sda1` with an option for errors: the kernel may have made it so.
            [files, line 457] /dev/sda1 / ext4 ro,relatime,errors=remount-ro 0 0
    "#]],
    );
}

#[test]
fn a_command_that_hangs_is_told() {
    let mut outputs = recorded("idle");
    let df = outputs.by_step.get_mut("df").unwrap();
    df.exit = Exit::TimedOut;
    df.text.clear();
    let findings = judge(&outputs);
    assert!(
        findings
            .could_not_see
            .iter()
            .any(|unseen| unseen.what == "df" && unseen.why == "timed out")
    );
    assert!(findings.verdict.contains("could not be judged"));
}
