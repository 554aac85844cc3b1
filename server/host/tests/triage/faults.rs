//! Each fault is named, with its figure, its threshold and the lines that show it.

use expect_test::expect;
use host::triage::{Exit, judge};

use crate::support::{check, idle_with, put, put_file, recorded, up_for};

#[test]
fn a_process_that_spins() {
    check(
        &idle_with("spin"),
        &expect![[r#"
        warning: `sh` (pid 5) uses 89 % of a CPU over the sample (warning from 80 %); it runs for 7 s.
            [top, line 39] 5 root 20 0 2592 1732 1628 R 89.0 0.0 0:08.53 sh
    "#]],
    );
}

#[test]
fn a_process_that_spins_where_others_work_too() {
    let mut outputs = recorded("batch");
    let ps = outputs.by_step["ps"].text.replace(" 10 RN ", "  0 R  ");
    put(&mut outputs, "ps", &ps);
    let top = outputs.by_step["top"]
        .text
        .replace(" 30  10 ", " 20   0 ")
        .replace(" 99.5 ", " 34.0 ")
        .replace(" 98.0 ", " 33.0 ");
    put(&mut outputs, "top", &top);
    check(
        &outputs,
        &expect![[r#"
        note: 2 processes run whenever they may, and no CPU is idle; each gets 20 % of a CPU or more over the sample: `sh` (pid 5), `sh` (pid 6).
            [top, line 40] 5 root 20 0 2592 1716 1612 R 34.0 0.0 0:22.08 sh
            [top, line 41] 6 root 20 0 2592 1732 1632 R 33.0 0.0 0:22.11 sh
    "#]],
    );
}

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
fn a_process_that_takes_the_memory() {
    let mut outputs = idle_with("hog");
    check(
        &outputs,
        &expect![[r#"
        note: `python3` (pid 5) holds 13.0 GiB of 23.5 GiB memory, 55.3 % (from 50 %).
            [ps, line 2] 5 1 root 0 S 00:25 00:00:14 57.8 13645048 1 /usr/bin/python3 -c import time b=bytearray(13
    "#]],
    );
    put_file(
        &mut outputs,
        "files",
        "/proc/meminfo",
        "MemTotal: 24684084 kB\nMemFree: 100000 kB\nMemAvailable: 400000 kB",
    );
    check(
        &outputs,
        &expect![[r#"
        critical: 390.6 MiB of 23.5 GiB memory are available, 1.6 % (critical at 2 % or less).
            [files, line 459] MemAvailable: 400000 kB
        warning: `python3` (pid 5) holds 13.0 GiB of 23.5 GiB memory, 55.3 % (from 50 %), while memory is short.
            [ps, line 2] 5 1 root 0 S 00:25 00:00:14 57.8 13645048 1 /usr/bin/python3 -c import time b=bytearray(13
    "#]],
    );
}

#[test]
fn a_process_at_its_limit_of_open_files() {
    check(
        &idle_with("files"),
        &expect![[r#"
        warning: `python3` (pid 2) has 65 of 64 files open that its limit allows, 102 % (warning from 95 %).
            [open-files, lines 8-73] /proc/2/fd:
            [limits, line 10] Max open files 64 64 files
    "#]],
    );
}

#[test]
fn the_kernel_s_limit_of_open_files() {
    let mut outputs = recorded("idle");
    put_file(&mut outputs, "files", "/proc/sys/fs/file-nr", "95000\t0\t100000");
    check(
        &outputs,
        &expect![[r#"
        critical: 95000 of 100000 files that the kernel allows are open, 95 % (critical from 90 %).
            [files, line 457] 95000 0 100000
    "#]],
    );
}

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

#[test]
fn steal_and_io_wait() {
    let mut outputs = recorded("idle");
    put_file(
        &mut outputs,
        "files",
        "/proc/stat",
        "cpu  1000 0 1000 10000 100 0 0 500 0 0\ncpu0 1 0 0 0\ncpu1 1 0 0 0",
    );
    put_file(
        &mut outputs,
        "files-again",
        "/proc/stat",
        "cpu  1200 0 1100 10100 600 0 0 850 0 0\ncpu0 1 0 0 0\ncpu1 1 0 0 0",
    );
    check(
        &outputs,
        &expect![[r#"
        warning: Steal was 28 % of CPU time over the sample (from 10 %): the hypervisor ran others in that time.
            [files-again, line 269] cpu 1200 0 1100 10100 600 0 0 850 0 0
        warning: I/O wait was 40 % of CPU time over the sample (from 40 %): CPUs idled while tasks waited for disks.
            [files-again, line 269] cpu 1200 0 1100 10100 600 0 0 850 0 0
    "#]],
    );
}

#[test]
fn overload() {
    let mut outputs = recorded("idle");
    put_file(
        &mut outputs,
        "files",
        "/proc/loadavg",
        "17.20 9.10 3.00 20/132 16",
    );
    put_file(
        &mut outputs,
        "files",
        "/proc/pressure/cpu",
        "some avg10=99.00 avg60=97.50 avg300=50.00 total=1\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0",
    );
    put(
        &mut outputs,
        "vmstat",
        "procs\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n 1  0 0 1 1 1 0 0 0 0 0 0 1 1 98 0 0\n17  0 0 1 1 1 0 0 0 0 0 0 95 5 0 0 0\n16  0 0 1 1 1 0 0 0 0 0 0 95 5 0 0 0\n",
    );
    check(
        &outputs,
        &expect![[r#"
        warning: The load of the last 5 min is 9.1 on 2 CPUs, 4.5 a CPU (warning from 4).
            [files, line 457] 17.20 9.10 3.00 20/132 16
        warning: 16.5 tasks are runnable on 2 CPUs, 8.2 a CPU (warning from 2).
            [vmstat, lines 4-5] 17 0 0 1 1 1 0 0 0 0 0 0 95 5 0 0 0
        warning: For 97.5 % of the last minute, some task waited for a CPU (from 80 %).
            [files, line 460] some avg10=99.00 avg60=97.50 avg300=50.00 total=1
    "#]],
    );
}

#[test]
fn a_container_that_is_throttled_and_short_of_memory() {
    let mut outputs = recorded("idle");
    outputs.is_container = true;
    put_file(&mut outputs, "files", "/sys/fs/cgroup/cpu.max", "50000 100000");
    put_file(
        &mut outputs,
        "files",
        "/sys/fs/cgroup/cpu.stat",
        "usage_usec 1\nnr_periods 1000\nnr_throttled 0",
    );
    put_file(
        &mut outputs,
        "files-again",
        "/sys/fs/cgroup/cpu.stat",
        "usage_usec 1\nnr_periods 1050\nnr_throttled 40",
    );
    put_file(&mut outputs, "files", "/sys/fs/cgroup/memory.max", "104857600");
    put_file(
        &mut outputs,
        "files",
        "/sys/fs/cgroup/memory.current",
        "104000000",
    );
    put_file(
        &mut outputs,
        "files",
        "/sys/fs/cgroup/memory.stat",
        "anon 100\ninactive_file 1000000",
    );
    put_file(
        &mut outputs,
        "files",
        "/sys/fs/cgroup/memory.events",
        "low 0\nhigh 0\nmax 12\noom 2\noom_kill 2",
    );
    put_file(
        &mut outputs,
        "files-again",
        "/sys/fs/cgroup/memory.events",
        "low 0\nhigh 0\nmax 14\noom 3\noom_kill 3",
    );
    put_file(&mut outputs, "files", "/sys/fs/cgroup/pids.current", "100");
    put_file(&mut outputs, "files", "/sys/fs/cgroup/pids.max", "100");
    check(
        &outputs,
        &expect![[r#"
            critical: The own cgroup uses 98.2 MiB of 100.0 MiB memory, 98.2 % (critical from 98 %).
                [files, line 468] 104000000
                [files, line 465] 104857600
            critical: Killed for lack of memory in the own cgroup during the sample: 1 process.
                [files-again, line 278] oom_kill 3
            critical: The own cgroup has 100 of 100 processes and threads, 100 % (critical from 95 %).
                [files, line 482] 100
            warning: The own cgroup was stopped by its CPU limit of 0.50 CPUs in 80 % of its periods over the sample (warning from 25 %).
                [files-again, line 271] nr_throttled 40
        "#]],
    );
}

#[test]
fn a_service_that_is_throttled() {
    let mut outputs = recorded("idle");
    let service = "/sys/fs/cgroup/system.slice/app.service";
    put(
        &mut outputs,
        "cgroups",
        &format!(
            "==> {service}/cpu.stat <==\nnr_periods 100\nnr_throttled 10\n\n==> {service}/memory.events <==\noom_kill 0\n"
        ),
    );
    put(
        &mut outputs,
        "cgroups-again",
        &format!(
            "==> {service}/cpu.stat <==\nnr_periods 150\nnr_throttled 45\n\n==> {service}/memory.events <==\noom_kill 1\n"
        ),
    );
    check(
        &outputs,
        &expect![[r#"
        critical: 1 process of cgroup `/system.slice/app.service` were killed for lack of memory during the sample.
            [cgroups-again, line 6] oom_kill 1
        warning: Cgroup `/system.slice/app.service` was stopped by its CPU limit in 70 % of its periods over the sample (warning from 25 %).
            [cgroups-again, line 3] nr_throttled 45
    "#]],
    );
}

#[test]
fn failed_units_of_old_and_new_systemd() {
    let mut outputs = recorded("idle");
    put(
        &mut outputs,
        "failed-units",
        "nginx.service loaded failed failed A high performance web server\nbackup.timer  loaded failed failed Daily backup\n",
    );
    check(
        &outputs,
        &expect![[r#"
        warning: 2 systemd units have failed (warning from 1): `nginx.service`, `backup.timer`.
            [failed-units, lines 1-2] nginx.service loaded failed failed A high performance web server
    "#]],
    );
    put(
        &mut outputs,
        "failed-units",
        "  UNIT          LOAD   ACTIVE SUB    DESCRIPTION\n\u{25cf} kdump.service loaded failed failed Crash recovery kernel arming\n\nLOAD   = Reflects whether the unit definition was properly loaded.\n\n1 loaded units listed. Pass --all to see loaded but inactive units, too.\n",
    );
    check(
        &outputs,
        &expect![[r#"
        warning: 1 systemd unit has failed (warning from 1): `kdump.service`.
            [failed-units, line 2] ● kdump.service loaded failed failed Crash recovery kernel arming
    "#]],
    );
}

#[test]
fn errors_of_services() {
    let mut outputs = recorded("idle");
    let mut journal = "-- Logs begin at Mon 2026-11-23 --\n".to_owned();
    for second in 10..30 {
        journal.push_str(&format!(
            "2026-11-25T04:33:{second}+0000 web1 nginx[812]: accept4() failed (24: Too many open files)\n"
        ));
    }
    journal
        .push_str("2026-11-25T04:33:40+0000 web1 postgres[99]: could not write: No space left on device\n");
    put(&mut outputs, "journal", &journal);
    check(
        &outputs,
        &expect![[r#"
        warning: `nginx` tells “Too many open files” (20 messages in the last 1 h).
            [journal, line 2] 2026-11-25T04:33:10+0000 web1 nginx[812]: accept4() failed (24: Too many open files)
        warning: `postgres` tells “No space left on device” (1 message in the last 1 h).
            [journal, line 22] 2026-11-25T04:33:40+0000 web1 postgres[99]: could not write: No space left on device
        note: 21 errors in the journal of the last 1 h (from 10); most by 20 `nginx`: `accept4() failed (24: Too many open files)`; 1 `postgres`: `could not write: No space left on device`.
            [journal, lines 2-21] 2026-11-25T04:33:10+0000 web1 nginx[812]: accept4() failed (24: Too many open files)
            [journal, line 22] 2026-11-25T04:33:40+0000 web1 postgres[99]: could not write: No space left on device
    "#]],
    );
}

#[test]
fn retransmits_and_full_queues() {
    let mut outputs = recorded("idle");
    up_for(&mut outputs, 10_000);
    let names = "Tcp: RtoAlgorithm OutSegs RetransSegs";
    put_file(
        &mut outputs,
        "files",
        "/proc/net/snmp",
        &format!("{names}\nTcp: 1 100000 100"),
    );
    put_file(
        &mut outputs,
        "files-again",
        "/proc/net/snmp",
        &format!("{names}\nTcp: 1 102000 240"),
    );
    let names = "TcpExt: SyncookiesSent ListenOverflows ListenDrops";
    put_file(
        &mut outputs,
        "files",
        "/proc/net/netstat",
        &format!("{names}\nTcpExt: 0 7 7"),
    );
    put_file(
        &mut outputs,
        "files-again",
        "/proc/net/netstat",
        &format!("{names}\nTcpExt: 0 57 57"),
    );
    put_file(
        &mut outputs,
        "files",
        "/proc/net/softnet_stat",
        "0000ffff 00000000 00000000",
    );
    put_file(
        &mut outputs,
        "files-again",
        "/proc/net/softnet_stat",
        "0000ffff 00000100 00000000",
    );
    put(
        &mut outputs,
        "listening",
        "State   Recv-Q  Send-Q   Local Address:Port    Peer Address:Port  Process\nLISTEN  129     128            0.0.0.0:80           0.0.0.0:*\nLISTEN  0       128               [::]:22              [::]:*\n",
    );
    put_file(
        &mut outputs,
        "files",
        "/proc/sys/net/netfilter/nf_conntrack_count",
        "65530",
    );
    put_file(
        &mut outputs,
        "files",
        "/proc/sys/net/netfilter/nf_conntrack_max",
        "65536",
    );
    check(
        &outputs,
        &expect![[r#"
        critical: 10 connections/s found an accept queue full over the sample (critical from 5/s).
            [files-again, line 277] TcpExt: 0 57 57
        critical: 65530 of 65536 entries of the connection table are in use, 100.0 % (critical from 95 %).
            [files, line 471] 65530
        warning: 140 of 2000 TCP segments were sent again over the sample, 7 % (warning from 3 %).
            [files-again, line 273] Tcp: 1 102000 240
        warning: 129 connections wait at `0.0.0.0:80` to be accepted, and its backlog is 128: it is full.
            [listening, line 2] LISTEN 129 128 0.0.0.0:80 0.0.0.0:*
        warning: 51.2 packets/s were dropped before a CPU took them over the sample (warning from 10/s).
            [files-again, line 280] 0000ffff 00000100 00000000
    "#]],
    );
}

#[test]
fn interfaces_that_drop() {
    let mut outputs = recorded("idle");
    let head = "Inter-|   Receive |  Transmit\n face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed";
    put_file(
        &mut outputs,
        "files",
        "/proc/net/dev",
        &format!(
            "{head}\n  eth0: 1 1000 0 0 0 0 0 0 1 1000 0 0 0 0 0 0\n    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0"
        ),
    );
    put_file(
        &mut outputs,
        "files-again",
        "/proc/net/dev",
        &format!(
            "{head}\n  eth0: 1 3000 50 100 0 0 0 0 1 2000 0 0 0 0 0 0\n    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0"
        ),
    );
    put(
        &mut outputs,
        "links",
        "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN\n2: eth1: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc mq state DOWN\n3: docker0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state DOWN\n",
    );
    check(
        &outputs,
        &expect![[r#"
        warning: 100 of 3000 packets of `eth0` were dropped over the sample, 3.3 % (warning from 2 %).
            [files-again, line 271] eth0: 1 3000 50 100 0 0 0 0 1 2000 0 0 0 0 0 0
        warning: 50 of 3000 packets of `eth0` were faulty over the sample, 1.7 % (warning from 1 %).
            [files-again, line 271] eth0: 1 3000 50 100 0 0 0 0 1 2000 0 0 0 0 0 0
        note: Interface `eth1` is up and has no carrier.
            [links, line 2] 2: eth1: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc mq state DOWN
    "#]],
    );
}

#[test]
fn processes_that_wait_and_zombies() {
    let mut outputs = recorded("idle");
    let mut ps = "  PID  PPID USER NI STAT ELAPSED TIME %CPU RSS NLWP COMMAND\n".to_owned();
    let mut top = "  PID USER PR NI VIRT RES SHR S %CPU %MEM TIME+ COMMAND\n".to_owned();
    for pid in 100..104 {
        ps.push_str(&format!(
            "{pid} 1 app 0 D 10:00 00:00:01 0.0 1000 1 /usr/bin/nfs-reader --all\n"
        ));
        top.push_str(&format!("{pid} app 20 0 1 1000 1 D 0.0 0.0 0:01.00 nfs-reader\n"));
    }
    ps.push_str("110 1 app 0 D 10:00 00:00:01 0.0 1000 1 /usr/bin/once\n");
    top.push_str("110 app 20 0 1 1000 1 S 0.0 0.0 0:01.00 once\n");
    for pid in 200..208 {
        ps.push_str(&format!(
            "{pid} 199 app 0 Z 10:00 00:00:01 0.0 0 1 [worker] <defunct>\n"
        ));
    }
    put(&mut outputs, "ps", &ps);
    put(&mut outputs, "top", &format!("{top}\n{top}"));
    check(
        &outputs,
        &expect![[r#"
        warning: 4 processes cannot be interrupted (state D) at every look (warning from 3): `nfs-reader` (pid 100), `nfs-reader` (pid 101), `nfs-reader` (pid 102), `nfs-reader` (pid 103).
            [top, line 9] 100 app 20 0 1 1000 1 D 0.0 0.0 0:01.00 nfs-reader
            [top, line 10] 101 app 20 0 1 1000 1 D 0.0 0.0 0:01.00 nfs-reader
            [top, line 11] 102 app 20 0 1 1000 1 D 0.0 0.0 0:01.00 nfs-reader
            [top, line 12] 103 app 20 0 1 1000 1 D 0.0 0.0 0:01.00 nfs-reader
        note: 8 processes are zombies (from 6); their parents have pid 199.
            [ps, line 7] 200 199 app 0 Z 10:00 00:00:01 0.0 0 1 [worker] <defunct>
            [ps, line 8] 201 199 app 0 Z 10:00 00:00:01 0.0 0 1 [worker] <defunct>
            [ps, line 9] 202 199 app 0 Z 10:00 00:00:01 0.0 0 1 [worker] <defunct>
            [ps, line 10] 203 199 app 0 Z 10:00 00:00:01 0.0 0 1 [worker] <defunct>
            [ps, line 11] 204 199 app 0 Z 10:00 00:00:01 0.0 0 1 [worker] <defunct>
    "#]],
    );
}

#[test]
fn a_clock_that_is_off() {
    let mut outputs = recorded("idle");
    put(
        &mut outputs,
        "chrony",
        "Reference ID    : C0A80001 (192.168.0.1)\nStratum         : 3\nSystem time     : 2.503400000 seconds slow of NTP time\nLeap status     : Normal\n",
    );
    check(
        &outputs,
        &expect![[r#"
        warning: The clock is 2.5 s away from the time servers (warning from 0.05 s).
            [chrony, line 3] System time : 2.503400000 seconds slow of NTP time
    "#]],
    );
    outputs.by_step.get_mut("chrony").unwrap().exit = Exit::Code(127);
    put(&mut outputs, "chrony", "");
    put(
        &mut outputs,
        "timedatectl",
        "               Local time: Wed 2026-11-25 04:33:37 UTC\nSystem clock synchronized: no\n              NTP service: active\n          RTC in local TZ: no\n",
    );
    check(
        &outputs,
        &expect![[r#"
        warning: The clock is not synchronised with any time server.
            [timedatectl, line 2] System clock synchronized: no
    "#]],
    );
    // systemd 219, and a host that its hypervisor may keep.
    put(
        &mut outputs,
        "timedatectl",
        "      Local time: Wed 2026-11-25 04:33:37 UTC\n     NTP enabled: no\nNTP synchronized: no\n",
    );
    check(
        &outputs,
        &expect![[r#"
        note: The clock is not synchronised with any time server.
            [timedatectl, line 3] NTP synchronized: no
    "#]],
    );
}

#[test]
fn the_kernel_s_log() {
    let mut outputs = recorded("idle");
    up_for(&mut outputs, 90_000);
    put(&mut outputs, "dmesg", "\
[89000.000001] blk_update_request: I/O error, dev sda, sector 12345 op 0x0:(READ)
[89000.000002] Buffer I/O error on dev sda1, logical block 1, async page read
[89000.000003] I/O error, dev fd0, sector 0
[89000.000004] EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls: reading directory lblock 0
[89000.000005] EXT4-fs (sda1): Remounting filesystem read-only
[89000.000006] INFO: task jbd2/sda1-8:312 blocked for more than 120 seconds.
[89000.000007] watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [kworker/3:1:99]
[89000.000008] nginx[812]: segfault at 0 ip 000055d0 sp 00007ffc error 4 in nginx[55d0+1000]
[89000.000009] mce: [Hardware Error]: Machine check events logged
[89000.000010] EDAC MC0: 1 UE memory read error on CPU_SrcID#0
[89000.000011] igb 0000:01:00.0 eth0: igb: eth0 NIC Link is Down
[89000.000012] ata1: SATA link down (SStatus 0 SControl 300)
[89000.000013] nf_conntrack: nf_conntrack: table full, dropping packet
[89000.000014] TCP: request_sock_TCP: Possible SYN flooding on port 80. Sending cookies.
[89000.000015] CPU0: Core temperature above threshold, cpu clock throttled (total events = 1)
[89000.000016] e1000e: eth1 NIC Link is Down
[89001.000016] e1000e: eth1 NIC Link is Up 1000 Mbps Full Duplex
");
    check(
        &outputs,
        &expect![[r#"
        critical: Disks failed to read or write: 2 messages in the last 1 h: `sda`, `sda1`.
            [dmesg, line 1] [89000.000001] blk_update_request: I/O error, dev sda, sector 12345 op 0x0:(READ)
            [dmesg, line 2] [89000.000002] Buffer I/O error on dev sda1, logical block 1, async page read
        critical: A file system reported damage or became read-only: 2 messages in the last 1 h: `sda1`.
            [dmesg, line 4] [89000.000004] EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls: readi
            [dmesg, line 5] [89000.000005] EXT4-fs (sda1): Remounting filesystem read-only
        critical: A CPU did not schedule for long: 1 message in the last 1 h.
            [dmesg, line 7] [89000.000007] watchdog: BUG: soft lockup - CPU#3 stuck for 22s! [kworker/3:1:99]
        critical: The hardware reported errors that it could not correct: 1 message in the last 1 h.
            [dmesg, line 10] [89000.000010] EDAC MC0: 1 UE memory read error on CPU_SrcID#0
        critical: Packets were dropped since the connection table was full: 1 message in the last 1 h.
            [dmesg, line 13] [89000.000013] nf_conntrack: nf_conntrack: table full, dropping packet
        warning: Tasks waited for more than two minutes: 1 message in the last 1 h: `jbd2/sda1-8`.
            [dmesg, line 6] [89000.000006] INFO: task jbd2/sda1-8:312 blocked for more than 120 seconds.
        warning: The hardware reported errors: 1 message in the last 1 h.
            [dmesg, line 9] [89000.000009] mce: [Hardware Error]: Machine check events logged
        warning: Interface `eth0` lost its link, and it has not come back, in the last 1 h.
            [dmesg, line 11] [89000.000011] igb 0000:01:00.0 eth0: igb: eth0 NIC Link is Down
        warning: More connections were asked for than a socket's queue takes: 1 message in the last 1 h.
            [dmesg, line 14] [89000.000014] TCP: request_sock_TCP: Possible SYN flooding on port 80. Sending cookies.
        warning: Processors were slowed by heat: 1 message in the last 1 h.
            [dmesg, line 15] [89000.000015] CPU0: Core temperature above threshold, cpu clock throttled (total events =
        note: Programs crashed: 1 message in the last 1 h: `nginx`.
            [dmesg, line 8] [89000.000008] nginx[812]: segfault at 0 ip 000055d0 sp 00007ffc error 4 in nginx[55d0+100
        note: Interface `eth1` came up in the last 1 h.
            [dmesg, line 17] [89001.000016] e1000e: eth1 NIC Link is Up 1000 Mbps Full Duplex
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
fn too_many_threads() {
    let mut outputs = recorded("idle");
    put_file(
        &mut outputs,
        "files",
        "/proc/loadavg",
        "0.10 0.10 0.10 2/31500 16",
    );
    put_file(&mut outputs, "files", "/proc/sys/kernel/pid_max", "32768");
    check(
        &outputs,
        &expect![[r#"
        critical: There are 31500 processes and threads, 96.1 % of pid_max (critical from 95 %).
            [files, line 457] 0.10 0.10 0.10 2/31500 16
            [files, line 460] 32768
    "#]],
    );
}

#[test]
fn containers_that_are_not_well() {
    let mut outputs = recorded("idle");
    let head =
        "CONTAINER ID   IMAGE     COMMAND     CREATED      STATUS                        PORTS     NAMES\n";
    let rows = "0123456789ab   web       \"/run.sh\"   2 days ago   Restarting (1) 4 seconds ago            web-1\n\
                1123456789ab   db        \"/run.sh\"   2 days ago   Up 2 days (unhealthy)                   db-1\n\
                2123456789ab   job       \"/run.sh\"   2 days ago   Exited (137) 5 minutes ago              job-1\n\
                3123456789ab   old       \"/run.sh\"   9 days ago   Exited (137) 8 days ago                 old-1\n\
                4123456789ab   fine      \"/run.sh\"   9 days ago   Up 9 days                               fine-1\n";
    put(&mut outputs, "containers", &format!("{head}{rows}"));
    check(
        &outputs,
        &expect![[r#"
        warning: Container `web-1` ends and is started again and again.
            [containers, line 2] 0123456789ab web "/run.sh" 2 days ago Restarting (1) 4 seconds ago web-1
        warning: Container `db-1` fails its own health check.
            [containers, line 3] 1123456789ab db "/run.sh" 2 days ago Up 2 days (unhealthy) db-1
        warning: Container `job-1` was killed (137) within the last hour, as the kernel does for lack of memory.
            [containers, line 4] 2123456789ab job "/run.sh" 2 days ago Exited (137) 5 minutes ago job-1
    "#]],
    );
}

#[test]
fn a_slow_clock_source() {
    let mut outputs = recorded("idle");
    put_file(
        &mut outputs,
        "files",
        "/sys/devices/system/clocksource/clocksource0/current_clocksource",
        "hpet",
    );
    check(
        &outputs,
        &expect![[r#"
        note: The clock is read from `hpet`, which is slow; a faster one is available: programs that ask the time often pay for it.
            [files, line 457] hpet
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
