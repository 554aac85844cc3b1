//! Servers that have a language model to ask: the model server of the tests.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use model_server::{Dialect, ModelServer};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Client, Mark, Workspace, usual_capabilities};
use crate::loaded::{FINDINGS, hover, opened};

pub const DIALECTS: [Dialect; 4] = [
    Dialect::OpenAi,
    Dialect::Azure,
    Dialect::Anthropic,
    Dialect::Ollama,
];

/// What a wait for an answer that has been given may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The folders of a user, which outlast a server.
pub struct Home {
    folder: TempDir,
}

impl Home {
    pub fn new() -> Home {
        Home {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    pub fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    pub fn reports(&self) -> PathBuf {
        self.state().join("sysgrok/reports")
    }

    /// A server of this user with these variables. Nothing is sent to it yet.
    pub fn start(&self, workspace: &Workspace, variables: &[(&str, String)]) -> Client {
        Client::start_with(workspace, |command| {
            command
                .env("XDG_CACHE_HOME", self.cache())
                .env("XDG_STATE_HOME", self.state())
                .envs(variables.iter().map(|(name, value)| (*name, value)));
        })
        .ignoring(&[FINDINGS])
    }

    /// The same with a model, and a document that is open and has heat.
    pub fn asks(&self, workspace: &Workspace, file: &str, server: &ModelServer) -> Client {
        opened(self.start(workspace, &variables(server, Dialect::OpenAi)), file)
    }
}

/// The variables that lead to a server, as the Python tool names them.
pub fn variables(server: &ModelServer, dialect: Dialect) -> Vec<(&'static str, String)> {
    let kind = match dialect {
        Dialect::OpenAi => "open_ai",
        Dialect::Azure => "azure",
        Dialect::Anthropic => "anthropic",
        Dialect::Ollama => "ollama",
    };
    vec![
        ("GAI_API_TYPE", kind.to_owned()),
        ("GAI_API_KEY", "k-123".to_owned()),
        ("GAI_API_BASE", server.url()),
        ("GAI_MODEL", "test-model".to_owned()),
    ]
}

/// The variables of a model on another machine, whose proxy is the server.
pub fn elsewhere(server: &ModelServer) -> Vec<(&'static str, String)> {
    vec![
        ("GAI_API_TYPE", "openai".to_owned()),
        ("GAI_API_BASE", "http://models.example".to_owned()),
        ("GAI_MODEL", "test-model".to_owned()),
        ("http_proxy", server.url()),
    ]
}

/// What a client declares that shows reports itself.
pub fn showing_reports() -> Value {
    let mut capabilities = usual_capabilities();
    capabilities["experimental"]["sysgrok"] = json!({"report": true});
    capabilities
}

/// Hovers until the text is as wanted: no message says that an answer is there.
#[track_caller]
pub fn hover_until(client: &mut Client, mark: &Mark, is_it: impl Fn(&str) -> bool) -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let text = hover(client, mark);
        if is_it(&text) {
            return text;
        }
        assert!(Instant::now() < deadline, "the hover stays:\n{text}");
    }
}

/// Looks at the disk until something is there; between two looks the server answers a message.
#[track_caller]
pub fn wait_until<T>(client: &mut Client, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "it does not come");
        client.barrier();
    }
}

/// The argument of a command about a place.
pub fn place(client: &Client, mark: &Mark) -> Value {
    let at = client.at(mark);
    json!({"uri": at["textDocument"]["uri"], "position": at["position"]})
}

/// A report as a client is told it.
pub struct Told {
    pub text: String,
    pub model: Value,
    pub progress: Vec<String>,
}

/// Reads what is told of a report, to its end.
#[track_caller]
pub fn told(client: &mut Client, begun: &Value) -> Told {
    let id = begun["id"].as_str().expect("a command gives an id").to_owned();
    let mut told = Told {
        text: String::new(),
        model: Value::Null,
        progress: Vec::new(),
    };
    loop {
        let mut report = client.expect_notification("sysgrok/report", |report| report["id"] == id);
        assert_eq!(report["uri"], begun["report"]);
        told.text += report["text"].as_str().unwrap();
        told.progress
            .extend(report["progress"].as_str().map(str::to_owned));
        if report["done"] == true {
            told.model = report["model"].take();
            return told;
        }
    }
}
