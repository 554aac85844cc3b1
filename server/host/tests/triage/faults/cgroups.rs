//! Limits of cgroups.

use expect_test::expect;

use crate::support::{check, put, put_file, recorded};

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
