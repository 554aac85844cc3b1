//! Output far larger than memory should be. Alone in its process, whose peak is measured.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use run::{Command, run};
use tokio_util::sync::CancellationToken;

/// The limit for 200 MB of output is 64 MB of memory.
#[tokio::test]
async fn two_hundred_megabytes_of_output() {
    let command = Command::new("sh").arguments(["-c", "yes 'a line of text.' | head -c 200000000"]);
    let ran = run(command, CancellationToken::new()).await.unwrap();
    assert!(ran.succeeded());
    assert_eq!((ran.stdout.bytes, ran.stdout.lines), (200_000_000, 12_500_000));
    assert_eq!(ran.stdout.head.len(), 1 << 20);
    assert_eq!(
        ran.stdout.skipped + ran.stdout.head.len() as u64 + ran.stdout.tail.len() as u64,
        ran.stdout.bytes
    );

    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    assert!(kilobytes < 64_000, "{kilobytes} kB");
}
