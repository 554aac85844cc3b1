//! Reports of one host and of several.

use expect_test::expect;
use host::triage::{Findings, compare, judge, markdown, markdown_citing};

use crate::support::{idle_with, put, recorded};

fn full() -> Findings {
    let mut outputs = idle_with("spin");
    put(
        &mut outputs,
        "df",
        "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 10000000 9990000 10000 100% /\n",
    );
    put(
        &mut outputs,
        "failed-units",
        "nginx.service loaded failed failed A web server\n",
    );
    judge(&outputs)
}

#[test]
fn of_one_host() {
    expect![[r#"
        **web1**: critical: `/` has 9.8 MiB available, 0.10 % (critical at 3 % or less). And 2 more.

        ## Findings

        | | what | shown by | look at next |
        |---|---|---|---|
        | critical | `/` has 9.8 MiB available, 0.10 % (critical at 3 % or less). | [df, line 2] | What grew: `du -xd1`, logs and container images; files that are deleted and still open: `lsof +L1`. |
        | warning | `sh` (pid 5) uses 89 % of a CPU over the sample (warning from 80 %); it runs for 7 s. | [top, line 39] | Where it spends the time: `perf record -g -p 5 -- sleep 10`. |
        | warning | 1 systemd unit has failed (warning from 1): `nginx.service`. | [failed-units, line 1] | `systemctl status nginx.service` and its journal. |

        ## Facts

        - host name: web1 [files, line 346]
        - kernel: 6.18.44 [files, line 343]
        - CPUs: 2 CPUs [files, lines 8-17]
        - processor: AMD EPYC [lscpu, line 8]
        - virtualisation: KVM [lscpu, line 17]
        - NUMA nodes: 1 [lscpu, line 23]
        - memory: 23.5 GiB [files, line 20]
        - up for: 1 h 49 min [files, line 2]
        - load average: 0.12 0.09 0.05 [files, line 5]
        - local time: 2026-11-25T05:01:32 [date, line 1]

        ## What was judged

        By stated thresholds: load, run queue, steal, I/O wait, CPU pressure, memory pressure, I/O pressure, available memory, swap traffic, major faults, OOM kills, disk space, inodes, disk load, read-only mounts, TCP retransmits, listen queues, packet drops, network links, connection tracking, cgroup CPU throttling, cgroup memory, CPU by process, memory by process, process states, process and thread count, file descriptors, failed units, kernel log, clock source.

        Not judged, so nothing is known of: open files by process, journal errors, clock, containers.

        ## What could not be seen

        - sar-tcp: Cannot find the data collector (sadc)
        - sar-load: Cannot open /var/log/sysstat/sa25: No such file or directory
        - kernel-journal: No journal files were found.
        - journal: No journal files were found.
        - timedatectl: System has not been booted with systemd as init system (PID 1). Can't operate.
        - chrony: not found on this host
        - containers: not found on this host
    "#]].assert_eq(&markdown(&full(), "web1"));
}

#[test]
fn citations_can_be_the_caller_s() {
    let text = markdown_citing(&full(), "web1", &|lines| {
        format!("[cmd 4, lines {}-{}]", lines.first, lines.last)
    });
    assert!(text.contains("[cmd 4, lines 2-2]"), "{text}");
}

#[test]
fn of_several_hosts() {
    let hosts = [
        ("web1".to_owned(), judge(&recorded("idle"))),
        ("web2".to_owned(), full()),
        ("web3".to_owned(), Findings::default()),
    ];
    expect![[r#"
        - **web2**: critical: `/` has 9.8 MiB available, 0.10 % (critical at 3 % or less). And 2 more.
        - **web1**: no fault found in 29 areas; 5 could not be judged.
        - **web3**: nothing could be judged.

        ## What differs

        | | web2 | web1 | web3 |
        |---|---|---|---|
        | disk space | critical: `/` has 9.8 MiB available, 0.10 % (critical at 3 % or less). | fine | not seen |
        | CPU by process | warning: `sh` (pid 5) uses 89 % of a CPU over the sample (warning from 80 %); it runs for 7 s. | fine | not seen |
        | failed units | warning: 1 systemd unit has failed (warning from 1): `nginx.service`. | not seen | not seen |

        ## What they share

        | | web2 | web1 | web3 |
        |---|---|---|---|
        | kernel | 6.18.44 | 6.18.44 | not seen |
        | CPUs | 2 CPUs | 2 CPUs | not seen |
        | processor | AMD EPYC | AMD EPYC | not seen |
        | virtualisation | KVM | KVM | not seen |
        | NUMA nodes | 1 | 1 | not seen |
        | memory | 23.5 GiB | 23.5 GiB | not seen |

        ## What was not judged

        - web2: open files by process, journal errors, clock, containers
        - web1: open files by process, failed units, journal errors, clock, containers
        - web3: everything
    "#]].assert_eq(&compare(&hosts));
}
