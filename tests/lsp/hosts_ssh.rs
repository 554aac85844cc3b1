//! Hosts over ssh from the editor: real sshds on the loopback.

use std::path::Path;

use model_server::Dialect;
use serde_json::json;

use crate::harness::Client;
use crate::hosts::{Case, planned, proposes, take};
use crate::loading::run;
use crate::model::{showing_reports, told, variables, wait_until};
use crate::sshd;

const QUESTION: &str = "window/showMessageRequest";

/// A client whose user's settings name the configuration of ssh.
fn client(case: &Case, ssh: &sshd::Client, variables: &[(&str, String)]) -> Client {
    std::fs::create_dir_all(ssh.path("r")).unwrap();
    let mut variables = variables.to_vec();
    variables.push(("XDG_RUNTIME_DIR", ssh.path("r").display().to_string()));
    let settings = json!({"hosts": {"ssh_config": ssh.path("config"), "groups": {"web": ["web1", "web2"]}}});
    (case.home.start(&case.workspace, &variables))
        .with_capabilities(showing_reports())
        .with_options(settings)
        .initialize()
}

#[test]
#[ignore = "needs sshd"]
fn hosts_of_a_group_are_looked_at_and_a_plan_runs_on_each() {
    let (case, ssh) = (Case::new(), sshd::Client::new());
    let (_web1, _web2) = (ssh.host("web1", ""), ssh.host("web2", ""));
    let server = proposes(&[&["uptime"], &["touch", "/tmp/never"]]);
    let mut client = client(&case, &ssh, &variables(&server, Dialect::OpenAi));
    let (report, uri, _) = planned(&mut client, json!({"host": "web"}));
    assert!(report.starts_with("# debughost: `web1`, `web2`\n"), "{report}");
    for told in [
        "*web1: so far: ",
        "*web2: so far: ",
        "- **web1**: ",
        "- **web2**: ",
    ] {
        assert!(report.contains(told), "{told}: {report}");
    }
    let report = take(&mut client, &uri, "Run the ticked commands on web1, web2");
    for told in [
        "- cmd 1 on `web1`: `uptime`: exit code 0",
        "- cmd 2 on `web2`: `uptime`: exit code 0",
        "it is idle [cmd 1, lines 1-1]",
    ] {
        assert!(report.contains(told), "{told}: {report}");
    }
    assert_eq!(case.ticked(), ["'uptime'", "'uptime'"]);
    assert!(!Path::new("/tmp/never").exists());
    client.shutdown();
}

#[test]
#[ignore = "needs sshd"]
fn where_something_has_to_be_typed_the_report_says_how() {
    let (case, ssh) = (Case::new(), sshd::Client::new());
    let _gate = ssh.host("gate", "PubkeyAuthentication no\nPasswordAuthentication yes\n");
    let mut client = client(&case, &ssh, &[]);
    let begun = run(&mut client, "debugHost", json!({"host": "gate"}));
    let report = told(&mut client, &begun).text;
    assert!(report.contains("sysgrok connect gate"), "{report}");
    assert!(report.ends_with("*No model was asked.*\n"), "{report}");
    assert!(case.audit().is_empty());
    client.shutdown();
}

#[test]
#[ignore = "needs sshd"]
fn a_cancel_ends_what_runs_on_the_host() {
    let (case, ssh) = (Case::new(), sshd::Client::new());
    let _web1 = ssh.host("web1", "");
    let mut client = client(&case, &ssh, &[]);
    client.answer_requests(crate::hosts::choosing("Run on web1"));
    let begun = run(
        &mut client,
        "analyzeCommand",
        json!({"command": "sleep 28.0625 && touch /tmp/never", "hosts": ["web1"]}),
    );
    client.expect_request(QUESTION, |_| true);
    wait_until(&mut client, || crate::hosts::sleeps("28.0625").then_some(()));
    run(&mut client, "cancel", json!({"report": begun["report"]}));
    let report = told(&mut client, &begun).text;
    assert!(report.ends_with("**Stopped.**\n"), "{report}");
    wait_until(&mut client, || (!crate::hosts::sleeps("28.0625")).then_some(()));
    client.shutdown();
}
