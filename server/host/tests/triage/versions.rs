//! Other versions of the tools: BusyBox, CentOS 7, sysstat in other languages, reports of sosreport.

use expect_test::expect;
use host::triage::{Area, Exit, Options, Output, Outputs, from_folder_listing, judge, processes};

use crate::support::{check, put, put_file, recorded, up_for};

fn shown(outputs: &Outputs) -> String {
    let lines = processes(outputs).into_iter().take(4).map(|process| {
        format!(
            "{} {} {:?} cpu {:?} rss {:?} nice {:?} elapsed {:?}",
            process.pid, process.name, process.state, process.cpu, process.rss, process.nice, process.elapsed
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn busybox() {
    let mut outputs = Outputs::default();
    put_file(
        &mut outputs,
        "files",
        "/proc/stat",
        "cpu  1 0 0 1\ncpu0 1 0 0 1\ncpu1 1 0 0 1",
    );
    // BusyBox 1.35: `ps -o pid,ppid,user,nice,stat,rss,args`, of a Debian build that has neither etime nor time.
    put(
        &mut outputs,
        "ps",
        "PID   PPID  USER     NI    STAT RSS  COMMAND\n    1     0 root         0 S     20m /sbin/init\n  410     1 root        10 RN   1.2g /app/worker --queue a b\n  411     1 root         0 R    4096 spin\n",
    );
    put(
        &mut outputs,
        "top",
        "Mem: 9940776K used, 14743308K free, 8872K shrd, 33392K buff, 9013000K cached\nCPU:  47% usr   9% sys   0% nic  42% idle   0% io   0% irq   0% sirq\nLoad average: 2.02 4.40 4.90 4/128 28096\n  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND\n  411     1 root     R     6368   0%   0% spin\n\nMem: 9940776K used\n  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND\n  411     1 root     R     6368   0%  48% spin\n  410     1 root     R N   6368   0%   5% /app/worker --queue a b\n    1     0 root     S      737m   3%   0% /sbin/init\n",
    );
    expect![[r#"
        411 spin Some('R') cpu Some(96.0) rss Some(4194304) nice Some(0) elapsed None
        410 worker Some('R') cpu Some(10.0) rss Some(1288490188) nice Some(10) elapsed None
        1 init Some('S') cpu Some(0.0) rss Some(20971520) nice Some(0) elapsed None"#]]
    .assert_eq(&shown(&outputs));
    check(
        &outputs,
        &expect![[r#"
        warning: `spin` (pid 411) uses 96 % of a CPU over the sample (warning from 80 %).
            [top, line 9] 411 1 root R 6368 0% 48% spin
    "#]],
    );
}

#[test]
fn busybox_df() {
    let mut outputs = Outputs::default();
    put(
        &mut outputs,
        "df",
        "Filesystem           1024-blocks    Used Available Capacity Mounted on\n/dev/vda             264212084 44300592  50985296  46% /\n/dev/root                 1000      999         1 100% /etc/config\n",
    );
    put(
        &mut outputs,
        "inodes",
        "Filesystem              Inodes      Used Available Capacity Mounted on\n/dev/vda              16777216  16777216         0 100% /\n",
    );
    check(
        &outputs,
        &expect![[r#"
        critical: `/etc/config` has 1.0 KiB available, 0.10 % (critical at 3 % or less).
            [df, line 3] /dev/root 1000 999 1 100% /etc/config
        critical: `/` has 0 free inodes, 0 % (critical at 3 % or less).
            [inodes, line 2] /dev/vda 16777216 16777216 0 100% /
    "#]],
    );
}

#[test]
fn centos_7() {
    let mut outputs = Outputs::default();
    put_file(&mut outputs, "files", "/proc/stat", "cpu  1 0 0 1\ncpu0 1 0 0 1");
    // procps 3.3.10.
    put(
        &mut outputs,
        "vmstat",
        "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n 1  0 1334844 405280     68 23723064    0    0     1     3    0    0  0  0 99  0  0\n 9  0 1334844 404920     68 23723064 2048 4096     0    52 1809 3469 10 10  0 65 15\n 8  1 1334844 404920     68 23723064 2048 4096     0    52 1809 3469 10 10  0 65 15\n",
    );
    put(
        &mut outputs,
        "top",
        "top - 10:00:00 up 10 days\n\n  PID USER      PR  NI    VIRT    RES    SHR S %CPU %MEM     TIME+ COMMAND\n  812 mysql     20   0 1203456 301234   5432 S  0.0  1.0  12:03.45 mysqld\n\n  PID USER      PR  NI    VIRT    RES    SHR S %CPU %MEM     TIME+ COMMAND\n  812 mysql     20   0   12.1g   2.1g   5432 S 96.7  1.0  12:03.45 mysqld\n",
    );
    put(
        &mut outputs,
        "ps",
        "  PID  PPID USER              NI STAT     ELAPSED     TIME %CPU   RSS NLWP COMMAND\n  812     1 mysql              0 Sl     10-00:00:01 00:12:03 1.0 301234   40 /usr/libexec/mysqld --basedir=/usr\n",
    );
    expect!["812 mysqld Some('S') cpu Some(96.7) rss Some(308463616) nice Some(0) elapsed Some(864001)"]
        .assert_eq(&shown(&outputs));
    check(
        &outputs,
        &expect![[r#"
            warning: 8.5 tasks are runnable on 1 CPU, 8.5 a CPU (warning from 2).
                [vmstat, lines 4-5] 9 0 1334844 404920 68 23723064 2048 4096 0 52 1809 3469 10 10 0 65 15
            warning: Steal was 15 % of CPU time over the sample (from 10 %): the hypervisor ran others in that time.
                [vmstat, lines 4-5] 9 0 1334844 404920 68 23723064 2048 4096 0 52 1809 3469 10 10 0 65 15
            warning: I/O wait was 65 % of CPU time over the sample (from 40 %): CPUs idled while tasks waited for disks.
                [vmstat, lines 4-5] 9 0 1334844 404920 68 23723064 2048 4096 0 52 1809 3469 10 10 0 65 15
            warning: 6.0 MiB/s go to and from swap over the sample (warning from 1.0 MiB/s).
                [vmstat, lines 4-5] 9 0 1334844 404920 68 23723064 2048 4096 0 52 1809 3469 10 10 0 65 15
            warning: `mysqld` (pid 812) uses 96.7 % of a CPU over the sample (warning from 80 %); it runs for 10 d.
                [top, line 7] 812 mysql 20 0 12.1g 2.1g 5432 S 96.7 1.0 12:03.45 mysqld
        "#]],
    );
}

#[test]
fn a_kernel_log_with_human_times() {
    let mut outputs = recorded("idle");
    put(&mut outputs, "date", "2026-11-25T05:01:32+0000\n");
    put(
        &mut outputs,
        "dmesg",
        "[Tue Nov 24 04:01:00 2026] Out of memory: Kill process 11 (old) score 9 or sacrifice child\n[Wed Nov 25 04:31:00 2026] Out of memory: Kill process 12 (new) score 9 or sacrifice child\n",
    );
    check(
        &outputs,
        &expect![[r#"
        critical: The kernel killed processes for lack of memory: 1 message in the last 1 h (critical from 1): `new`.
            [dmesg, line 2] [Wed Nov 25 04:31:00 2026] Out of memory: Kill process 12 (new) score 9 or sacrifice child
    "#]],
    );
}

#[test]
fn a_kernel_log_of_the_journal_and_messages_without_a_time() {
    let mut outputs = recorded("idle");
    up_for(&mut outputs, 90_000);
    outputs.by_step.remove("dmesg");
    put(
        &mut outputs,
        "kernel-journal",
        "-- Journal begins at Mon --\n[    5.000000] web1 kernel: Out of memory: Killed process 11 (old)\n[89990.000000] web1 kernel: Out of memory: Killed process 12 (new)\nkernel: I/O error, dev sdz, sector 1\n",
    );
    check(
        &outputs,
        &expect![[r#"
        critical: The kernel killed processes for lack of memory: 1 message in the last 1 h (critical from 1): `new`.
            [kernel-journal, line 3] [89990.000000] web1 kernel: Out of memory: Killed process 12 (new)
        note: Disks failed to read or write: 1 message at a time that is not told: `sdz`.
            [kernel-journal, line 4] kernel: I/O error, dev sdz, sector 1
    "#]],
    );
}

#[test]
fn averages_in_other_languages_and_with_commas() {
    let mut outputs = Outputs::default();
    put(
        &mut outputs,
        "mpstat",
        "Linux 6.1 (web1)\n\n04:33:18     CPU    %usr   %nice    %sys %iowait    %irq   %soft  %steal  %guest  %gnice   %idle\n04:33:19     all   46,97    0,00    5,05    0,00    0,00    0,00   22,50    0,00    0,00   25,48\n\nDurchschn.:  CPU    %usr   %nice    %sys %iowait    %irq   %soft  %steal  %guest  %gnice   %idle\nDurchschn.:  all   46,97    0,00    5,05    0,00    0,00    0,00   22,50    0,00    0,00   25,48\n",
    );
    check(
        &outputs,
        &expect![[r#"
        warning: Steal was 22.5 % of CPU time over the sample (from 10 %): the hypervisor ran others in that time.
            [mpstat, line 7] Durchschn.: all 46,97 0,00 5,05 0,00 0,00 0,00 22,50 0,00 0,00 25,48
    "#]],
    );
}

#[test]
fn retransmits_by_sar() {
    let mut outputs = Outputs::default();
    put(
        &mut outputs,
        "sar-tcp",
        "Linux 6.1 (web1)\n\n04:33:18     active/s passive/s    iseg/s    oseg/s\n04:33:19         0.00      0.00   1000.00   1000.00\n\n04:33:18     atmptf/s  estres/s retrans/s isegerr/s   orsts/s\n04:33:19         0.00      0.00     51.00      0.00      0.00\n\nAverage:     active/s passive/s    iseg/s    oseg/s\nAverage:         0.00      0.00   1000.00   1000.00\n\nAverage:     atmptf/s  estres/s retrans/s isegerr/s   orsts/s\nAverage:         0.00      0.00     50.00      0.00      0.00\n",
    );
    check(
        &outputs,
        &expect![[r#"
        warning: 150 of 3000 TCP segments were sent again over the sample, 5 % (warning from 3 %).
            [sar-tcp, line 13] Average: 0.00 0.00 50.00 0.00 0.00
    "#]],
    );
}

#[test]
fn the_load_of_the_day() {
    let mut outputs = recorded("idle");
    put(&mut outputs, "date", "2026-11-25T12:30:00+0000\n");
    put(
        &mut outputs,
        "sar-load",
        "Linux 6.1 (web1)\n\n12:00:01 AM   runq-sz  plist-sz   ldavg-1   ldavg-5  ldavg-15   blocked\n12:10:01 AM         0       200     99.00      0.00      0.00         0\n12:10:01 PM         9       200     31.00     10.00      4.00         0\n12:20:01 PM         0       200      1.00      0.00      0.00         0\nAverage:            0       200     10.00      0.00      0.00         0\n",
    );
    check(
        &outputs,
        &expect![[r#"
        note: At 12:10 the load of one minute was 31, 15.5 a CPU (from 8).
            [sar-load, line 5] 12:10:01 PM 9 200 31.00 10.00 4.00 0
    "#]],
    );
}

#[test]
fn a_sosreport_and_files_named_as_commands() {
    let idle = recorded("idle");
    let text = |step: &str| idle.by_step[step].text.clone().into_bytes();
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("sosreport-web1/proc/loadavg", b"0.00 0.01 0.05 1/132 4711\n".to_vec()),
        ("sosreport-web1/proc/stat", b"cpu  1 0 0 1\ncpu0 1 0 0 1\n".to_vec()),
        ("sosreport-web1/proc/meminfo", b"MemTotal: 1000 kB\nMemAvailable: 10 kB\n".to_vec()),
        ("sosreport-web1/sos_commands/process/ps_auxwww", b"USER PID %CPU %MEM VSZ RSS TTY STAT START TIME COMMAND\nroot 1 0.0 0.1 1 100 ? Ss Nov24 0:01 /sbin/init\n".to_vec()),
        ("sosreport-web1/sos_commands/kernel/dmesg", text("dmesg")),
        ("sosreport-web1/date", b"Wed Nov 25 04:33:37 UTC 2026\n".to_vec()),
        ("vmstat_1_5.txt", text("vmstat")),
        ("iostat_-xz_1_4", text("iostat")),
        ("df_-P", text("df")),
        ("notes.md", b"hello".to_vec()),
    ];
    let listing = files.iter().map(|(path, bytes)| (*path, bytes.as_slice()));
    let (outputs, unknown) = from_folder_listing(listing, &Options::default());
    assert_eq!(unknown, ["notes.md"]);
    let steps: Vec<&str> = outputs.by_step.keys().map(String::as_str).collect();
    expect!["date df dmesg files iostat ps vmstat"].assert_eq(&steps.join(" "));
    check(
        &outputs,
        &expect![[r#"
        critical: 10.0 KiB of 1000.0 KiB memory are available, 1 % (critical at 2 % or less).
            [files, line 6] MemAvailable: 10 kB
    "#]],
    );
    let local = judge(&outputs)
        .facts
        .into_iter()
        .find(|fact| fact.name == "local time");
    assert_eq!(local.unwrap().value, "2026-11-25T04:33:37");
}

#[test]
fn pressure_of_a_kernel_without_it_is_told() {
    let mut outputs = recorded("idle");
    let files = outputs.by_step.get_mut("files").unwrap();
    files.text = files.text.replace("/proc/pressure/", "/gone/");
    let findings = judge(&outputs);
    assert!(!findings.covered.contains(&Area::CpuPressure));
    assert!(
        findings
            .could_not_see
            .iter()
            .any(|unseen| unseen.why.contains("Linux 4.20"))
    );
}

#[test]
fn permission_denied_is_not_health() {
    let mut outputs = recorded("idle");
    outputs.by_step.insert(
        "journal".to_owned(),
        Output {
            text: "-- No entries --\n".to_owned(),
            errors: "Hint: You are currently not seeing messages from other users and the system.\n"
                .to_owned(),
            exit: Exit::Code(0),
        },
    );
    let findings = judge(&outputs);
    assert!(!findings.covered.contains(&Area::Journal));
    assert!(
        findings
            .could_not_see
            .iter()
            .any(|unseen| unseen.what == "journal" && unseen.why.contains("not seeing"))
    );
}
