//! Units, journals and containers.

use expect_test::expect;

use crate::support::{check, put, recorded};

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
