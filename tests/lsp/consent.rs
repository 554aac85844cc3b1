//! Nothing of a workspace leaves this machine before its user agreed; nothing at all where it is not trusted.

use model_server::{Dialect, ModelServer, Reply};
use serde_json::{Value, json};

use crate::harness::{Answers, Client, Workspace};
use crate::loaded::{WORDS, find, hover, opened};
use crate::loading::run;
use crate::model::{Home, elsewhere, hover_until, place, showing_reports, told, variables};

const TABLE: &str = "src/table.c";
const QUESTION: &str = "window/showMessageRequest";

fn start() -> (Workspace, Home, ModelServer) {
    let server = ModelServer::start(Dialect::OpenAi);
    server.always(Reply::text("It walks."));
    (Workspace::of(WORDS), Home::new(), server)
}

fn client(workspace: &Workspace, home: &Home, variables: &[(&str, String)]) -> Client {
    opened(
        home.start(workspace, variables)
            .with_capabilities(showing_reports()),
        TABLE,
    )
}

/// Chooses the action of this title.
fn choosing(title: &'static str) -> Answers {
    Answers::By(Box::new(move |method, _| {
        (method == QUESTION).then(|| Ok(json!({"title": title})))
    }))
}

#[test]
fn the_user_is_asked_once_for_a_workspace_and_an_address() {
    let (workspace, home, server) = start();
    let mut client = client(&workspace, &home, &elsewhere(&server));
    let name = find(&client, TABLE, "find(struct");

    // A hover asks nobody, and says how to.
    let text = hover_until(&mut client, &name, |text| {
        text.contains("sysgrok.explainFunction")
    });
    assert!(
        text.ends_with("`sysgrok.explainFunction` asks test-model at models.example."),
        "{text}"
    );
    assert!(server.requests().is_empty());

    client.answer_requests(choosing("Not now"));
    let argument = place(&client, &name);
    let begun = run(&mut client, "explainFunction", argument.clone());
    let (_, question) = client.expect_request(QUESTION, |_| true);
    let text = question["message"].as_str().unwrap();
    for told in [
        workspace.path("").to_str().unwrap().trim_end_matches('/'),
        "the model test-model at http://models.example",
        "the source of the functions",
        "once",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let titles: Vec<&Value> = question["actions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|action| &action["title"])
        .collect();
    assert_eq!(titles, ["Send to models.example", "Not now"]);
    let report = told(&mut client, &begun);
    assert!(
        report
            .text
            .contains("**No model was asked:** you have not agreed"),
        "{}",
        report.text
    );
    assert!(report.model.is_null());
    for once in ["## Where the time goes", "No model was asked"] {
        assert_eq!(report.text.matches(once).count(), 1, "{once}: {}", report.text);
    }
    assert!(server.requests().is_empty());

    client.answer_requests(choosing("Send to models.example"));
    let begun = run(&mut client, "explainFunction", argument.clone());
    client.expect_request(QUESTION, |_| true);
    let report = told(&mut client, &begun);
    assert!(report.text.contains("It walks."), "{}", report.text);
    let begun = run(&mut client, "chat", json!({"text": "Why?"}));
    told(&mut client, &begun);
    hover_until(&mut client, &name, |text| text.ends_with("It walks."));
    client.shutdown();

    // It is kept; a question would be left unread.
    let mut again = self::client(&workspace, &home, &elsewhere(&server));
    let begun = run(&mut again, "explainFunction", argument);
    assert!(told(&mut again, &begun).text.contains("It walks."));
    again.shutdown();

    // For this workspace alone.
    let other = Workspace::of(WORDS);
    let mut client = self::client(&other, &home, &elsewhere(&server));
    let begun = run(&mut client, "chat", json!({"text": "Why, again?"}));
    client.expect_request(QUESTION, |_| true);
    let report = told(&mut client, &begun);
    assert!(
        report.text.contains("**No model was asked:**"),
        "a message that is sent away is no consent"
    );
    client.shutdown();
}

#[test]
fn a_client_that_never_answers_can_still_stop_the_command() {
    let (workspace, home, server) = start();
    let mut client = client(&workspace, &home, &elsewhere(&server)).answering(Answers::Never);
    let name = find(&client, TABLE, "find(struct");
    let argument = place(&client, &name);
    let begun = run(&mut client, "explainFunction", argument);
    client.expect_request(QUESTION, |_| true);
    // What is known is there all the same.
    let known = client.expect_notification("sysgrok/report", |report| {
        report["text"].as_str().unwrap().contains("35.0 % self")
    });
    client.notify("window/workDoneProgress/cancel", json!({"token": begun["id"]}));
    let report = told(&mut client, &begun);
    assert!(report.text.ends_with("---\n\n**Stopped.**\n"), "{}", report.text);
    // What is said at once comes together.
    let waiting = "waiting for your consent";
    assert!(known["progress"] == waiting || report.progress.iter().any(|said| said == waiting));
    assert!(server.requests().is_empty());
    client.shutdown();
}

#[test]
fn what_was_agreed_to_for_one_workspace_holds_for_no_report_of_another() {
    let (workspace, home, server) = start();
    let mut client = client(&workspace, &home, &elsewhere(&server));
    client.answer_requests(choosing("Send to models.example"));
    let begun = run(&mut client, "chat", json!({"text": "Why?"}));
    client.expect_request(QUESTION, |_| true);
    told(&mut client, &begun);
    client.shutdown();

    // The report is of the first workspace, and so is the consent.
    let other = Workspace::of(WORDS);
    let mut client = self::client(&other, &home, &elsewhere(&server));
    let more = run(
        &mut client,
        "followUp",
        json!({"report": begun["report"], "text": "And?"}),
    );
    assert!(
        told(&mut client, &more)
            .text
            .contains("## You\n\nAnd?\n\n## Answer\n\nIt walks.")
    );
    let begun = run(&mut client, "chat", json!({"text": "Why, here?"}));
    client.expect_request(QUESTION, |_| true);
    told(&mut client, &begun);
    client.shutdown();
}

#[test]
fn an_untrusted_workspace_asks_nothing_of_anybody() {
    let (workspace, home, server) = start();
    for variables in [variables(&server, Dialect::OpenAi), elsewhere(&server)] {
        let client = home
            .start(&workspace, &variables)
            .with_capabilities(showing_reports())
            .with_options(json!({"trusted": false, "sysgrok": {"explain": {"prefetch": true}}}));
        let mut client = opened(client, TABLE);
        let name = find(&client, TABLE, "find(struct");
        hover(&mut client, &name);
        hover_until(&mut client, &name, |text| {
            text.contains("sysgrok.explainFunction")
        });
        let argument = place(&client, &name);
        let begun = run(&mut client, "explainFunction", argument);
        let report = told(&mut client, &begun);
        assert!(
            report
                .text
                .contains("**No model was asked:** this workspace is not trusted"),
            "{}",
            report.text
        );
        assert!(report.text.contains("35.0 % self"), "{}", report.text);
        client.shutdown();
    }
    assert!(server.requests().is_empty(), "{:?}", server.requests());
}

#[test]
fn a_workspace_cannot_say_who_is_asked() {
    let (workspace, home, server) = start();
    let theirs = ModelServer::start(Dialect::OpenAi);
    workspace.write(
        ".sysgrok.toml",
        format!(
            "[model]\nendpoint = \"{}\"\nprovider = \"openai\"\n[explain]\nprefetch = true\n",
            theirs.url()
        ),
    );
    workspace.write(".env", format!("GAI_API_BASE={}\n", theirs.url()));
    let client = home
        .start(&workspace, &variables(&server, Dialect::OpenAi))
        .with_capabilities(showing_reports());
    let mut client = opened(client, TABLE);
    for key in ["model", "explain"] {
        client.expect_notification("window/showMessage", |message| {
            message["message"]
                .as_str()
                .unwrap()
                .contains(&format!("`{key}` is not used"))
        });
    }
    let begun = run(&mut client, "chat", json!({"text": "Why?"}));
    assert!(told(&mut client, &begun).text.contains("It walks."));
    client.shutdown();
    assert_eq!(server.chats().len(), 1);
    assert_eq!(theirs.connections(), 0);
}
