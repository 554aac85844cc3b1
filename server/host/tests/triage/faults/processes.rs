//! Processes that spin, hold memory, wait, or are at a limit.

use expect_test::expect;

use crate::support::{check, idle_with, put, put_file, recorded};

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
fn where_nobody_stands_out_the_busiest_are_named() {
    let mut outputs = recorded("batch");
    let top = outputs.by_step.get_mut("top").unwrap();
    // The same work, not nice, and cut into shares below all thresholds.
    top.text = (top.text)
        .replace(" 30  10 ", " 20   0 ")
        .replace("  99.5 ", "  15.0 ")
        .replace("  98.0 ", "  12.0 ");
    let ps = outputs.by_step.get_mut("ps").unwrap();
    ps.text = ps.text.replace(" 10 RN", "  0 R ");
    check(
        &outputs,
        &expect![[r#"
        note: No CPU is idle, and no process stands out; the most of a CPU have: `sh` (pid 5) 15 %, `sh` (pid 6) 12 %.
            [top, line 40] 5 root 20 0 2592 1716 1612 R 15.0 0.0 0:22.08 sh
            [top, line 41] 6 root 20 0 2592 1732 1632 R 12.0 0.0 0:22.11 sh
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
    ps.push_str("111 1 app 0 D 00:00 00:00:00 0.0 1000 1 sh -c gone-at-the-next-look\n");
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
            [ps, line 8] 200 199 app 0 Z 10:00 00:00:01 0.0 0 1 [worker] <defunct>
            [ps, line 9] 201 199 app 0 Z 10:00 00:00:01 0.0 0 1 [worker] <defunct>
            [ps, line 10] 202 199 app 0 Z 10:00 00:00:01 0.0 0 1 [worker] <defunct>
            [ps, line 11] 203 199 app 0 Z 10:00 00:00:01 0.0 0 1 [worker] <defunct>
            [ps, line 12] 204 199 app 0 Z 10:00 00:00:01 0.0 0 1 [worker] <defunct>
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
