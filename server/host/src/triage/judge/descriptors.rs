//! Open files, of the kernel and of single processes.

use std::collections::HashMap;

use super::case::Case;
use crate::triage::read::open_files;
use crate::triage::read::process::processes;
use crate::triage::thresholds::THRESHOLDS;
use crate::triage::words::{figure, quoted};
use crate::triage::{Area, Lines};

pub(crate) fn judge(case: &mut Case<'_>) {
    if !case.is_container {
        of_the_kernel(case);
    }
    of_processes(case);
}

fn of_the_kernel(case: &mut Case<'_>) {
    let Some(section) = case.file("/proc/sys/fs/file-nr") else {
        return;
    };
    let Some(line) = section.first_line() else { return };
    let figures: Vec<f64> = line
        .text
        .split_whitespace()
        .map_while(|word| word.parse().ok())
        .collect();
    let (Some(&open), Some(&limit)) = (figures.first(), figures.get(2)) else {
        return;
    };
    if limit <= 0.0 {
        return;
    }
    case.cover(Area::FileDescriptors);
    let percent = 100.0 * open / limit;
    if let Some((severity, threshold)) = THRESHOLDS.file_descriptors.passed(percent) {
        let what = format!(
            "{} of {} files that the kernel allows are open, {} % ({severity} from {} %).",
            figure(open),
            figure(limit),
            figure(percent),
            figure(threshold),
        );
        case.find(
            severity,
            Area::FileDescriptors,
            what,
            vec![section.at(line.number)],
            "Which process holds the most.",
        );
    }
}

fn of_processes(case: &mut Case<'_>) {
    let Some(section) = case.step("open-files") else {
        return;
    };
    let limits: HashMap<u32, (f64, Lines)> = open_files::limits(case.outputs)
        .into_iter()
        .map(|(pid, limit, lines)| (pid, (limit, lines)))
        .collect();
    let mut names = None;
    for row in open_files::read(section) {
        let Some((limit, lines)) = limits.get(&row.pid) else {
            continue;
        };
        case.cover(Area::ProcessFiles);
        let percent = 100.0 * row.count as f64 / limit.max(1.0);
        let Some((severity, threshold)) = THRESHOLDS.process_file_descriptors.passed(percent) else {
            continue;
        };
        let names = names.get_or_insert_with(|| processes(case.outputs));
        let name = names
            .iter()
            .find(|process| process.pid == row.pid)
            .map_or("?", |process| &process.name);
        let what = format!(
            "{} (pid {}) has {} of {} files open that its limit allows, {} % ({severity} from {} %).",
            quoted(name),
            row.pid,
            row.count,
            figure(*limit),
            figure(percent),
            figure(threshold),
        );
        let next = format!(
            "Which files: `ls -l /proc/{}/fd`; whether their number grows.",
            row.pid
        );
        let shown = section.between(row.line, row.line + row.count);
        case.find(
            severity,
            Area::ProcessFiles,
            what,
            vec![shown, lines.clone()],
            next,
        );
    }
}
