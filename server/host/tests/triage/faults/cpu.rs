//! Load, steal and clocks.

use expect_test::expect;
use host::triage::Exit;

use crate::support::{check, put, put_file, recorded};

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
