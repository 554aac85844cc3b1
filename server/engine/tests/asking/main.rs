//! What is gathered about subjects of the bundled workspaces, and what is answered without a model.

// Helpers of tests may unwrap as tests do.
#![allow(clippy::unwrap_used)]

mod code;
mod function;
mod listing;
mod software;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ask::facts::SoftwareType;
use ask::{Question, Wishes};
use engine::asking::{FunctionSubject, Policy, Subject};
use engine::{Engine, Request, Settings, Watch};
use expect_test::{Expect, expect};
use heat::Selection;

fn workspace(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/workspaces")
        .join(name)
}

/// A bundled workspace with its recording, as the server shows it. Nothing is started there.
async fn engine(name: &str, recording: &str) -> Arc<Engine> {
    let root = workspace(name);
    let engine = Arc::new(Engine::open(&root, Settings::default()).unwrap());
    engine.trust(false);
    let request = Request {
        path: root.join(recording),
        name: recording.to_owned(),
        format: None,
        options: profile::Options::default(),
    };
    let loaded = engine.load(request, Arc::new(Watch::default())).await.unwrap();
    let view = engine.view(&loaded, engine.value_of(&loaded), &Selection::default());
    engine.show(view);
    engine
}

async fn ask(engine: &Arc<Engine>, subject: Subject) -> Question {
    let engine = engine.clone();
    let wishes = Wishes::default();
    tokio::task::spawn_blocking(move || engine.question(&subject, &wishes, &Policy::default()))
        .await
        .unwrap()
        .unwrap()
}

fn named(library: Option<&str>, function: &str) -> Subject {
    Subject::Function(FunctionSubject::Named {
        library: library.map(str::to_owned),
        function: function.to_owned(),
    })
}

/// What does not change with the day on which the test runs.
fn stable(text: &str) -> String {
    let age = regex_lite::Regex::new(r"recorded [^,]* ago").unwrap();
    age.replace_all(text, "recorded some time ago").into_owned()
}

fn facts(question: &Question) -> String {
    let mut shown = String::new();
    for (number, fact) in (1..).zip(&question.evidence.facts) {
        writeln!(
            shown,
            "E{number} {}\n{}",
            fact.title,
            stable(fact.text.trim_end())
        )
        .unwrap();
    }
    shown
}

#[allow(clippy::needless_pass_by_value)] // Literals are handed over.
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&stable(text));
}
