//! Healthy hosts give no alarm.

use expect_test::expect;
use host::triage::{Outputs, judge, processes};

use crate::support::{alarms, check, put, put_file, recorded, up_for};

#[test]
fn an_idle_host() {
    let findings = judge(&recorded("idle"));
    expect!["no fault found in 29 areas; 5 could not be judged."].assert_eq(&findings.verdict);
    check(&recorded("idle"), &expect![[""]]);
}

#[test]
fn a_host_that_is_busy_with_nice_work() {
    let outputs = recorded("batch");
    let busy = processes(&outputs);
    assert!(busy[0].cpu > Some(90.0) && busy[1].cpu > Some(90.0) && busy[0].nice == Some(10));
    check(&outputs, &expect![[""]]);
}

#[test]
fn a_busy_host_whose_load_is_its_number_of_cpus() {
    let mut outputs = recorded("idle");
    put_file(
        &mut outputs,
        "files",
        "/proc/loadavg",
        "2.04 2.01 1.98 3/132 4711",
    );
    put_file(
        &mut outputs,
        "files",
        "/proc/pressure/cpu",
        "some avg10=14.20 avg60=12.00 avg300=11.00 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0",
    );
    put(
        &mut outputs,
        "vmstat",
        "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n 2  0      0 14743308  33392 9593228    0    0  2472  5141  640 1106 77  9 13  0  0\n 3  0      0 14743308  33392 9593228    0    0     0     0 1086 1598 95  5  0  0  0\n 2  0      0 14743308  33392 9593228    0    0     0     0 1046 1505 96  4  0  0  0\n",
    );
    assert_eq!(alarms(&judge(&outputs)), Vec::<&str>::new());
}

#[test]
fn memory_that_is_full_of_caches_and_swap_that_is_used_but_still() {
    let mut outputs = recorded("idle");
    put_file(
        &mut outputs,
        "files",
        "/proc/meminfo",
        "MemTotal: 8000000 kB\nMemFree: 100000 kB\nMemAvailable: 6100000 kB\nSwapTotal: 4000000 kB\nSwapFree: 1000000 kB",
    );
    assert_eq!(alarms(&judge(&outputs)), Vec::<&str>::new());
}

#[test]
fn images_and_read_only_mounts_are_full_by_nature() {
    let mut outputs = recorded("idle");
    put_file(
        &mut outputs,
        "files",
        "/proc/mounts",
        "/dev/vda / ext4 rw,relatime 0 0\n/dev/loop0 /snap/core/1 squashfs ro,nodev 0 0\n/dev/sr0 /media/cd iso9660 ro 0 0\n/dev/sdb /mnt/old ext4 ro,relatime 0 0",
    );
    put(
        &mut outputs,
        "df",
        "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 264212084 48894412 46391476 52% /\n/dev/loop0 56832 56832 0 100% /snap/core/1\n/dev/sr0 100 100 0 100% /media/cd\n/dev/sdb 1000 1000 0 100% /mnt/old\n",
    );
    assert_eq!(alarms(&judge(&outputs)), Vec::<&str>::new());
}

#[test]
fn what_is_long_past_is_no_alarm() {
    let mut outputs = recorded("idle");
    up_for(&mut outputs, 30 * 86_400);
    put(
        &mut outputs,
        "dmesg",
        "[    1.000000] blk_update_request: I/O error, dev sda, sector 0\n[   10.500000] Out of memory: Killed process 321 (java) total-vm:1kB\n[86400.000000] EXT4-fs error (device sda1): ext4_find_entry\n[86401.000000] eth0: Link is Down\n[86405.000000] eth0: Link is Up\n",
    );
    put_file(
        &mut outputs,
        "files",
        "/proc/vmstat",
        "oom_kill 4\npswpin 100\npswpout 100\npgmajfault 5",
    );
    put_file(
        &mut outputs,
        "files-again",
        "/proc/vmstat",
        "oom_kill 4\npswpin 100\npswpout 100\npgmajfault 5",
    );
    assert_eq!(alarms(&judge(&outputs)), Vec::<&str>::new());
}

#[test]
fn lifetime_counts_are_no_rates() {
    let mut outputs = recorded("idle");
    let names = "Tcp: RtoAlgorithm OutSegs RetransSegs";
    put_file(
        &mut outputs,
        "files",
        "/proc/net/snmp",
        &format!("{names}\nTcp: 1 100000 30000"),
    );
    put_file(
        &mut outputs,
        "files-again",
        "/proc/net/snmp",
        &format!("{names}\nTcp: 1 109000 30010"),
    );
    assert_eq!(alarms(&judge(&outputs)), Vec::<&str>::new());
}

#[test]
fn a_container_is_not_blamed_for_its_host() {
    let mut outputs = recorded("idle");
    outputs.is_container = true;
    put_file(
        &mut outputs,
        "files",
        "/proc/loadavg",
        "95.00 96.00 97.00 90/2132 16",
    );
    put_file(
        &mut outputs,
        "files",
        "/proc/meminfo",
        "MemTotal: 8000000 kB\nMemFree: 1000 kB\nMemAvailable: 2000 kB",
    );
    put_file(
        &mut outputs,
        "files",
        "/proc/pressure/memory",
        "some avg10=90.00 avg60=90.00 avg300=0.00 total=0\nfull avg10=90.00 avg60=90.00 avg300=0.00 total=0",
    );
    put(
        &mut outputs,
        "dmesg",
        "[ 4860.000000] Out of memory: Killed process 321 (java) total-vm:1kB\n",
    );
    let findings = judge(&outputs);
    assert_eq!(alarms(&findings), Vec::<&str>::new());
    let facts: Vec<String> = findings
        .facts
        .iter()
        .map(|fact| format!("{}: {}", fact.name, fact.value))
        .collect();
    expect![[r#"
        host name: web1
        kernel: 6.18.44
        CPUs: 2 CPUs of the host around
        processor: AMD EPYC
        virtualisation: KVM
        NUMA nodes: 1
        memory: 7.6 GiB of the host around
        up for: 1 h 49 min
        load average: 95.00 96.00 97.00 of the host around
        local time: 2026-11-25T05:01:32
        container: yes: load, CPU time and memory of /proc are the host's and are not judged"#]]
    .assert_eq(&facts.join("\n"));
}

#[test]
fn nothing_seen_is_not_health() {
    let findings = judge(&Outputs::default());
    assert_eq!(findings.verdict, "nothing could be judged.");
    assert!(findings.covered.is_empty());
    assert!(
        findings
            .could_not_see
            .iter()
            .all(|unseen| unseen.why == "was not run")
    );
}

#[test]
fn what_could_not_be_seen_is_told() {
    let findings = judge(&recorded("idle"));
    let text: Vec<String> = findings
        .could_not_see
        .iter()
        .map(|unseen| format!("{}: {}", unseen.what, unseen.why))
        .collect();
    expect![[r#"
        failed-units: System has not been booted with systemd as init system (PID 1). Can't operate.
        sar-tcp: Cannot find the data collector (sadc)
        sar-load: Cannot open /var/log/sysstat/sa25: No such file or directory
        kernel-journal: No journal files were found.
        journal: No journal files were found.
        timedatectl: System has not been booted with systemd as init system (PID 1). Can't operate.
        chrony: not found on this host
        containers: not found on this host"#]]
    .assert_eq(&text.join("\n"));
    let areas: Vec<&str> = findings.not_covered.iter().map(|area| area.name()).collect();
    expect!["open files by process, failed units, journal errors, clock, containers"]
        .assert_eq(&areas.join(", "));
}
