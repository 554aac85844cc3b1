//! TCP and interfaces.

use expect_test::expect;

use crate::support::{check, put, put_file, recorded, up_for};

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
