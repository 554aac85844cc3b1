//! Files that come, are written, or go: told by the client, or by the system where the client does not watch.

use serde_json::{Value, json};

use crate::harness::{Answers, Client, Workspace, usual_capabilities};
use crate::loading::{
    APP, IDLE, client, client_with, hottest, run, wait_for, wait_for_heat, watching_nothing,
};

/// A client that tells of files, and one that does not.
fn both(each: impl Fn(&Workspace, Client, bool)) {
    let workspace = Workspace::of(APP);
    let told = client(&workspace).initialize();
    each(&workspace, told, true);
    let workspace = Workspace::of(APP);
    let alone = client_with(&workspace, watching_nothing()).initialize();
    each(&workspace, alone, false);
}

fn tell(client: &mut Client, tells: bool, path: &str, kind: u8) {
    if tells {
        client.files_changed(&[(path, kind)]);
    }
}

#[test]
fn a_profile_that_is_written_is_loaded_again() {
    both(|workspace, mut client, tells| {
        wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
        workspace.write("cpu.folded", IDLE);
        tell(&mut client, tells, "cpu.folded", 2);
        wait_for_heat(&mut client, "idle 90, busy 10");
        client.shutdown();
    });
}

#[test]
fn a_profile_that_goes_takes_everything_with_it() {
    both(|workspace, mut client, tells| {
        wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
        client.expect_diagnostics("app.py", |found| !found.is_empty());
        std::fs::remove_file(workspace.path("cpu.folded")).unwrap();
        tell(&mut client, tells, "cpu.folded", 3);
        wait_for(&mut client, 0, &[], None);
        client.expect_diagnostics("app.py", <[Value]>::is_empty);
        assert_eq!(hottest(&mut client), "");
        client.open_file("app.py");
        let hover = client.request("textDocument/hover", client.at(&workspace.find("app.py", "busy")));
        assert_eq!(hover, Value::Null);
        client.shutdown();
    });
}

#[test]
fn a_profile_that_comes_is_loaded_also_in_a_new_folder() {
    both(|workspace, mut client, tells| {
        wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
        workspace.write("out/deep/new.folded", IDLE);
        // Some clients tell of the folder only.
        tell(&mut client, tells, "out", 1);
        wait_for(
            &mut client,
            0,
            &["cpu.folded", "out/deep/new.folded"],
            Some("cpu.folded"),
        );
        // A folder that came is watched, too.
        workspace.write("out/deep/newer.folded", IDLE);
        tell(&mut client, tells, "out/deep/newer.folded", 1);
        wait_for(
            &mut client,
            0,
            &["cpu.folded", "out/deep/new.folded", "out/deep/newer.folded"],
            Some("cpu.folded"),
        );
        std::fs::remove_dir_all(workspace.path("out")).unwrap();
        tell(&mut client, tells, "out", 3);
        wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
        client.shutdown();
    });
}

/// Scripts keep `latest.folded` so.
#[cfg(unix)]
#[test]
fn a_link_to_a_profile_is_followed_also_when_it_is_turned() {
    use std::os::unix::fs::symlink;

    both(|workspace, mut client, tells| {
        wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
        workspace.write("runs/1.txt", "busy (app.py:6) 60\nidle (app.py:2) 40\n");
        workspace.write("runs/2.txt", IDLE);
        symlink("runs/1.txt", workspace.path("latest.folded")).unwrap();
        tell(&mut client, tells, "latest.folded", 1);
        let both = ["cpu.folded", "latest.folded"];
        wait_for(&mut client, 0, &both, Some("cpu.folded"));
        run(&mut client, "selectProfile", json!("latest.folded"));
        assert_eq!(hottest(&mut client), "busy 60, idle 40");
        symlink("runs/2.txt", workspace.path("next")).unwrap();
        std::fs::rename(workspace.path("next"), workspace.path("latest.folded")).unwrap();
        tell(&mut client, tells, "latest.folded", 2);
        wait_for_heat(&mut client, "idle 90, busy 10");
        client.shutdown();
    });
    let workspace = Workspace::of(APP);
    std::fs::rename(workspace.path("cpu.folded"), workspace.path("cpu.txt")).unwrap();
    symlink("cpu.txt", workspace.path("cpu.folded")).unwrap();
    let mut client = client(&workspace).initialize();
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    client.shutdown();
}

#[test]
fn what_was_fetched_is_not_looked_at() {
    both(|workspace, mut client, tells| {
        wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
        workspace.write("node_modules/x/cpu.folded", IDLE);
        tell(&mut client, tells, "node_modules/x/cpu.folded", 1);
        workspace.write("last.folded", IDLE);
        tell(&mut client, tells, "last.folded", 1);
        wait_for(&mut client, 0, &["cpu.folded", "last.folded"], Some("cpu.folded"));
        client.shutdown();
    });
}

#[test]
fn a_profile_that_is_written_while_it_is_read_is_read_when_it_has_settled() {
    both(|workspace, mut client, tells| {
        wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
        let path = workspace.path("cpu.folded");
        let block = "main (run.py:1);busy (app.py:6) 1\n".repeat(20_000);
        let writer = std::thread::spawn(move || {
            let mut file = std::fs::File::create(path).unwrap();
            for _ in 0..40 {
                std::io::Write::write_all(&mut file, block.as_bytes()).unwrap();
            }
        });
        for _ in 0..20 {
            tell(&mut client, tells, "cpu.folded", 2);
            hottest(&mut client);
        }
        writer.join().unwrap();
        tell(&mut client, tells, "cpu.folded", 2);
        let whole = |client: &mut Client| {
            client.request("sysgrok/hotSpots", json!({}))["profiles"][0]["whole"]
                .as_f64()
                .unwrap_or_default() as u64
        };
        while whole(&mut client) != 40 * 20_000 {
            client.expect_notification("sysgrok/heatChanged", |_| true);
        }
        client.shutdown();
    });
}

#[test]
fn a_source_that_something_else_writes_is_looked_at_again() {
    both(|workspace, mut client, tells| {
        wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
        assert_eq!(hottest(&mut client), "busy 75, idle 25");
        let text = workspace.text("app.py").replace("busy", "work");
        workspace.write("app.py", text);
        tell(&mut client, tells, "app.py", 2);
        // Nobody knows the lines any more, and the name is gone.
        wait_for_heat(&mut client, "idle 25");
        client.shutdown();
    });
}

#[test]
fn settings_of_the_workspace_count_when_they_are_written() {
    both(|workspace, mut client, tells| {
        wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
        client.expect_diagnostics("app.py", |found| !found.is_empty());
        workspace.write(".sysgrok.toml", "[diagnostics]\nenable = false\n");
        tell(&mut client, tells, ".sysgrok.toml", 1);
        client.expect_diagnostics("app.py", <[Value]>::is_empty);
        client.shutdown();
    });
}

#[test]
fn a_client_that_refuses_to_watch_is_not_relied_on() {
    let workspace = Workspace::of(APP);
    let refuse = |method: &str, _: &Value| {
        (method == "client/registerCapability")
            .then(|| Some(Err(json!({"code": -32601, "message": "no"}))))?
    };
    let mut client = client_with(&workspace, usual_capabilities())
        .answering(Answers::By(Box::new(refuse)))
        .initialize();
    client.expect_request("client/registerCapability", |_| true);
    wait_for(&mut client, 0, &["cpu.folded"], Some("cpu.folded"));
    // Nothing tells when the system's watch has begun.
    let mut tries = 0;
    while hottest(&mut client) != "idle 90, busy 10" {
        if tries % 500 == 0 {
            workspace.write("cpu.folded", IDLE);
        }
        tries += 1;
        assert!(tries < 20_000, "it is never seen");
    }
    client.shutdown();
}
