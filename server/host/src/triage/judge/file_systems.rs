//! Space and inodes of file systems, and mounts that became read-only.

use std::collections::{HashMap, HashSet};

use super::case::Case;
use crate::triage::read::df::{self, Usage};
use crate::triage::read::mounts::{self, Mount};
use crate::triage::thresholds::THRESHOLDS;
use crate::triage::words::{bytes, figure, quoted};
use crate::triage::{Area, Severity};

/// File systems of disks, which are judged by the full table. Others that can be written to are reported when they are
/// full.
const ON_DISK: &[&str] = &[
    "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "reiserfs", "bcachefs", "vfat", "nfs",
    "nfs4", "cifs", "ceph", "overlay",
];

/// Images, which are full by nature.
const IMAGES: &[&str] = &["squashfs", "iso9660", "erofs", "cramfs", "udf", "fuse.snapfuse"];

pub(crate) fn judge(case: &mut Case<'_>) {
    let mounts: HashMap<String, Mount<'_>> = case
        .file("/proc/mounts")
        .map(|section| {
            mounts::read(section)
                .into_iter()
                .map(|mount| (unescaped(mount.at), mount))
                .collect()
        })
        .unwrap_or_default();
    usage(case, &mounts, "df", Area::DiskSpace);
    usage(case, &mounts, "inodes", Area::Inodes);
    read_only(case);
}

/// `/proc/mounts` writes blanks as `\040` (fstab(5)); df writes them as they are.
fn unescaped(at: &str) -> String {
    at.replace("\\040", " ").replace("\\011", "\t")
}

fn usage(case: &mut Case<'_>, mounts: &HashMap<String, Mount<'_>>, step: &'static str, area: Area) {
    let Some(section) = case.step(step) else { return };
    let rows = df::read(section);
    if rows.is_empty() {
        return;
    }
    case.cover(area);
    let mut seen = HashSet::new();
    for row in rows {
        let mount = mounts.get(row.at);
        let is_image = mount.map_or_else(
            || row.device.starts_with("/dev/loop"),
            |mount| IMAGES.contains(&mount.kind),
        );
        // One device is judged once, however often it is mounted.
        let is_repeated = row.device.starts_with("/dev/") && !seen.insert(row.device);
        if is_image || is_repeated || mount.is_some_and(|mount| mount.is_read_only) {
            continue;
        }
        let Some(percent) = row.available_percent() else {
            continue;
        };
        let threshold = if area == Area::Inodes {
            &THRESHOLDS.inodes_available
        } else {
            &THRESHOLDS.disk_available
        };
        let Some((severity, limit)) = threshold.passed(percent) else {
            continue;
        };
        let Some((severity, reason)) = eased(area, severity, limit, &row, mount) else {
            continue;
        };
        let left = if area == Area::Inodes {
            format!("{} free inodes", figure(row.available))
        } else {
            format!("{} available", bytes(row.available * 1024.0))
        };
        let what = format!("{} has {left}, {} % ({reason}).", quoted(row.at), figure(percent));
        let next = if area == Area::Inodes {
            "Which folder holds so many small files: `du --inodes -xd1`."
        } else {
            "What grew: `du -xd1`, logs and container images; files that are deleted and still open: `lsof +L1`."
        };
        case.find(severity, area, what, vec![section.at(row.line)], next);
    }
}

/// Much space left on a large disk is not critical; a file system in memory counts when it is full. With the reason.
fn eased(
    area: Area,
    severity: Severity,
    limit: f64,
    row: &Usage<'_>,
    mount: Option<&Mount<'_>>,
) -> Option<(Severity, String)> {
    let is_on_disk = mount.map_or_else(
        || row.device.starts_with('/') || row.device.contains(':'),
        |mount| ON_DISK.contains(&mount.kind),
    );
    if !is_on_disk {
        let reason = "not on disk; a warning when nothing is left".to_owned();
        return (row.available < 1.0).then_some((Severity::Warning, reason));
    }
    let reason = format!("{severity} at {} % or less", figure(limit));
    let spare = THRESHOLDS.disk_spare.passed(row.available / (1024.0 * 1024.0));
    match spare.filter(|_| area == Area::DiskSpace && severity == Severity::Critical) {
        Some((_, spare)) => Some((
            Severity::Warning,
            format!("{reason}, with {} GiB or more left a warning", figure(spare)),
        )),
        None => Some((severity, reason)),
    }
}

/// A disk's file system that is read-only and was meant to be repaired at errors, so that it became so.
fn read_only(case: &mut Case<'_>) {
    let Some(section) = case.file("/proc/mounts") else {
        return;
    };
    let mounts = mounts::read(section);
    if mounts.is_empty() {
        return;
    }
    case.cover(Area::Mounts);
    for mount in mounts {
        let became = mount.options.contains("errors=remount-ro") || mount.options.contains("emergency_ro");
        if mount.is_read_only && became && ON_DISK.contains(&mount.kind) {
            let what = format!(
                "{} is mounted read-only from {} with an option for errors: the kernel may have made it so.",
                quoted(&unescaped(mount.at)),
                quoted(mount.device),
            );
            case.find(
                Severity::Critical,
                Area::Mounts,
                what,
                vec![section.at(mount.line)],
                "I/O and file system errors in the kernel log, then the disk's health (`smartctl -H`).",
            );
        }
    }
}
