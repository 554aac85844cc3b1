//! Kept answers.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;

use llm::{Options, Provider, Request};
use model_server::Reply;
use support::{KEY, client, listen, question, start};

#[tokio::test]
async fn a_second_process_answers_without_asking() {
    let (server, options) = start(Provider::OpenAi);
    server.reply(Reply::text("Sums an array.").usage(21, 3));
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        cache: Some(folder.path().join("answers")),
        ..options
    };
    assert_eq!(client(&options).cached(&question("what?")), None);
    client(&options).ask(question("what?")).whole().await.unwrap();
    // A client of its own stands for another process; the server has no second reply.
    let second = client(&options);
    let kept = second.cached(&question("what?")).unwrap();
    assert!(kept.from_cache);
    assert_eq!(kept.usage.unwrap().input, 21);
    let (pieces, finished) = listen(second.ask(question("what?"))).await;
    assert_eq!(pieces, ["Sums an array."]);
    assert_eq!(finished.unwrap(), kept);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn whatever_changes_the_answer_is_part_of_the_question() {
    let (server, options) = start(Provider::OpenAi);
    server.answer("hello");
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        cache: Some(folder.path().join("answers")),
        ..options
    };
    client(&options).ask(question("what?")).whole().await.unwrap();
    let other = |change: &dyn Fn(&mut Request)| {
        let mut request = question("what?");
        change(&mut request);
        client(&options).cached(&request)
    };
    assert!(other(&|_| ()).is_some());
    assert_eq!(other(&|request| request.prompt_version = "test/2".into()), None);
    assert_eq!(other(&|request| request.system.push('.')), None);
    assert_eq!(other(&|request| request.messages[0].text.push('.')), None);
    assert_eq!(other(&|request| request.max_output_tokens = Some(9)), None);
    for options in [
        Options {
            temperature: Some(0.1),
            ..options.clone()
        },
        Options {
            model: Some("other".into()),
            ..options.clone()
        },
        Options {
            endpoint: Some("http://127.0.0.1:1".into()),
            key: None,
            ..options.clone()
        },
    ] {
        assert_eq!(client(&options).cached(&question("what?")), None);
    }
    // The key is not: a new one gives the same answers.
    assert!(
        client(&Options {
            key: None,
            ..options.clone()
        })
        .cached(&question("what?"))
        .is_some()
    );
}

#[tokio::test]
async fn what_was_cut_or_failed_is_not_kept() {
    let (server, options) = start(Provider::OpenAi);
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        cache: Some(folder.path().join("answers")),
        ..options
    };
    let client = client(&options);
    for reply in [
        Reply::text("one two").finish("length"),
        Reply::text("one two").finish("content_filter"),
        Reply::text("one two").cut_before(2),
        Reply::empty(),
        Reply::raw(
            "text/event-stream",
            &[b"data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n"],
        ),
        Reply::json(400, &serde_json::json!({})),
    ] {
        server.reply(reply);
        let _ = client.ask(question("what?")).whole().await;
        assert_eq!(client.cached(&question("what?")), None);
    }
}

#[tokio::test]
async fn a_new_answer_takes_the_place_of_the_old() {
    let (server, options) = start(Provider::OpenAi);
    server.answer("old").answer("new");
    let folder = tempfile::tempdir().unwrap();
    let client = client(&Options {
        cache: Some(folder.path().to_owned()),
        ..options
    });
    client.ask(question("what?")).whole().await.unwrap();
    let again = Request {
        use_cache: false,
        ..question("what?")
    };
    assert_eq!(client.ask(again).whole().await.unwrap().text, "new");
    assert_eq!(client.cached(&question("what?")).unwrap().text, "new");
}

#[tokio::test]
async fn only_the_user_can_read_it_and_no_key_is_in_it() {
    let (server, options) = start(Provider::OpenAi);
    server.answer("hello");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/answers");
    client(&Options {
        cache: Some(path.clone()),
        ..options
    })
    .ask(question("what?"))
    .whole()
    .await
    .unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    let files: Vec<_> = fs::read_dir(&path)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    assert_eq!(files.len(), 1);
    assert_eq!(
        fs::metadata(&files[0]).unwrap().permissions().mode() & 0o777,
        0o600
    );
    assert!(!fs::read_to_string(&files[0]).unwrap().contains(KEY));
}

#[tokio::test]
async fn an_answer_that_cannot_be_kept_is_given_still() {
    let (server, options) = start(Provider::OpenAi);
    server.answer("hello");
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let client = client(&Options {
        cache: Some(folder.path().join("file/answers")),
        ..options
    });
    assert_eq!(client.ask(question("what?")).whole().await.unwrap().text, "hello");
}
