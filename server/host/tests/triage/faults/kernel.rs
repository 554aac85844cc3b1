//! The log of the kernel.

use expect_test::expect;

use crate::support::{check, put, recorded, up_for};

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
