//! The script, run on this machine, and its folder read back.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use expect_test::expect;
use host::triage::{Area, Exit, Options, emit_script, from_folder_listing, judge, processes, steps};

#[test]
fn the_script_is_plain_sh_that_can_be_read() {
    let some: Vec<_> = steps(&Options::default())
        .into_iter()
        .filter(|step| ["date", "df", "tcp-states", "journal", "files-again"].contains(&step.id))
        .collect();
    let script = emit_script(&some);
    let body: Vec<&str> = script
        .lines()
        .skip_while(|line| !line.starts_with("# At once"))
        .collect();
    expect![[r##"
        # At once.
        run date 10 'date '\''+%Y-%m-%dT%H:%M:%S%z'\'''
        run df 10 'df -P'

        # Samples of some seconds, all at the same time.
        run tcp-states 10 'ss -tan | cut -d '\'' '\'' -f 1 | sort | uniq -c' &
        run journal 10 'journalctl -p err --since '\''3600 seconds ago'\'' -o short-iso --no-pager -n 500' &
        wait

        # Counters again.
        run files-again 5 'head -n 600 /proc/uptime /proc/stat /proc/vmstat /proc/diskstats /proc/net/snmp /proc/net/netstat /proc/net/softnet_stat /proc/net/dev /sys/fs/cgroup/cpu.stat /sys/fs/cgroup/memory.events /sys/fs/cgroup/cpu/cpu.stat /sys/fs/cgroup/memory/memory.oom_control'

        if tar -czf "$folder.tar.gz" "$folder" 2>/dev/null; then
            echo "wrote $folder and $folder.tar.gz"
        else
            echo "wrote $folder"
        fi"##]].assert_eq(&body.join("\n"));
}

#[test]
fn what_it_writes_is_read_back_and_judged() {
    let folder = tempfile::tempdir().unwrap();
    let all = steps(&Options::default());
    std::fs::write(folder.path().join("triage.sh"), emit_script(&all)).unwrap();
    let ended = Command::new("sh")
        .arg("triage.sh")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    std::fs::remove_file(folder.path().join("triage.sh")).unwrap();

    let files = files(folder.path());
    let listing = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    let (outputs, unknown) = from_folder_listing(listing, &Options::default());
    let unknown: Vec<&String> = unknown.iter().filter(|path| !path.ends_with(".tar.gz")).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for step in &all {
        assert!(
            outputs.by_step.contains_key(step.id),
            "{} was not written",
            step.id
        );
    }
    assert_eq!(outputs.by_step["date"].exit, Exit::Code(0));

    // Wherever the tests run, these are there.
    let findings = judge(&outputs);
    let covered: BTreeSet<Area> = findings.covered.iter().copied().collect();
    for area in [
        Area::DiskSpace,
        Area::Inodes,
        Area::Retransmits,
        Area::ProcessCpu,
        Area::ProcessStates,
    ] {
        assert!(
            covered.contains(&area),
            "{} is not covered: {:#?}",
            area.name(),
            findings.could_not_see
        );
    }
    let own = processes(&outputs)
        .into_iter()
        .find(|process| process.pid == std::process::id());
    assert!(own.is_some_and(|process| process.rss > Some(0) && process.elapsed.is_some()));
}

fn files(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                files.push((relative, std::fs::read(&path).unwrap()));
            }
        }
    }
    files
}
