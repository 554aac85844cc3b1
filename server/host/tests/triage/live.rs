//! Faults made on this machine, looked at by the steps themselves.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use host::triage::{Area, Exit, Options, Output, Outputs, Stage, Step, follow_up, judge, steps};

fn run(outputs: &mut Outputs, steps: &[Step]) {
    for step in steps {
        let ended = Command::new("sh")
            .arg("-c")
            .arg(&step.command)
            .env("LC_ALL", "C")
            .output()
            .unwrap();
        let output = Output {
            text: String::from_utf8_lossy(&ended.stdout).into_owned(),
            errors: String::from_utf8_lossy(&ended.stderr).into_owned(),
            exit: Exit::Code(ended.status.code().unwrap_or(-1)),
        };
        outputs.by_step.insert(step.id.to_owned(), output);
    }
}

#[test]
fn a_process_at_its_limit_of_open_files() {
    // A shell closes what it inherited, opens files until its limit of 16 and waits for its end.
    let script = "for path in /proc/self/fd/*; do n=${path##*/}; [ $n -le 2 ] || eval \"exec $n>&-\"; done; \
                  ulimit -n 16; for n in 3 4 5 6 7 8 9 10 11 12 13 14 15; do eval \"exec $n<&0\" || exit 1; done; \
                  echo full; read end";
    let mut child = Command::new("bash")
        .arg("-c")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut said)
        .unwrap();
    assert_eq!(said, "full\n");

    let mut outputs = Outputs::default();
    let first: Vec<Step> = steps(&Options::default())
        .into_iter()
        .filter(|step| step.stage == Stage::Now)
        .collect();
    run(&mut outputs, &first);
    let wanted: Vec<Step> = follow_up(&outputs)
        .into_iter()
        .map(|step| only(step, child.id()))
        .collect();
    run(&mut outputs, &wanted);
    drop(child.stdin.take());
    child.wait().unwrap();

    let findings = judge(&outputs);
    let named = findings.findings.iter().find(|finding| {
        finding.area == Area::ProcessFiles && finding.what.contains(&format!("(pid {})", child.id()))
    });
    assert!(
        named.is_some(),
        "{:#?}\n{:?}",
        findings.findings,
        [&outputs.by_step["limits"], &outputs.by_step["open-files"]]
    );
}

/// On a machine with many processes a small one is not among the largest; here it is looked at in any case.
fn only(step: Step, pid: u32) -> Step {
    let command = match step.id {
        "open-files" => format!("ls /proc/{pid}/fd /proc/1/fd"),
        "limits" => format!("head -n 20 /proc/{pid}/limits /proc/1/limits"),
        _ => step.command,
    };
    Step { command, ..step }
}
