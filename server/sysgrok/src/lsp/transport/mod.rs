//! Between the client's bytes and the typed service of tower-lsp-server.
//!
//! In: a stream of bytes, an [`LspService`] and its [`ClientSocket`]. Out: answers, and an [`Exit`].
//!
//! tower-lsp-server 0.22.1 is used for its router, its typed handlers and its `Client`; its own `Server` loop is not.
//! That loop ends at a malformed body, never answers a `content-length:` in lower case, refuses `shutdown` with
//! parameters, lets a cancel wait behind stuck requests, and dies of a handler's panic. What is promised here instead:
//!
//! - **Order.** Messages are taken one after the other; each handler runs to its first await before the next message is
//!   looked at, so that state changed before that await is changed in the client's order. What remains of a handler then
//!   runs as a task of its own. A handler must not block before its first await: nothing else is read meanwhile.
//! - **One answer a request**, under the id the client sent: also after a cancel, a panic, an unknown `$/` method.
//!   Handlers never see ids; inside each request has a fresh one, so the client may reuse ids and use any.
//! - **Cancel** is acted upon when it is read, however many requests are pending: the answer -32800 goes out at once and
//!   the handler's future is dropped. Work in `spawn_blocking` goes on unless a drop guard stops it.
//! - **Panics** in handlers answer -32603 and are logged; work spawned elsewhere uses [`guarded`].
//! - **Phases** are kept here: -32002 before `initialize`, -32600 for a second one and after `shutdown`, for methods
//!   unknown to us too.
//! - What the client sends is repaired first: see `repair`, `uris` and `framing`. Fields unknown to lsp-types are lost
//!   in typed handlers; a server that needs them uses [`Hooks`].
//! - Notifications and requests that a handler sent before it answered reach the client before the answer.
//!
//! Standard output belongs to the protocol and logs go to standard error: see `stdio`.

mod framing;
mod message;
mod outgoing;
mod parent;
mod phase;
mod repair;
mod session;
mod stdio;
#[cfg(test)]
mod tests;
mod uris;

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::io::Write;
use std::net::Ipv4Addr;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tower_lsp::jsonrpc::{Error, ErrorCode};
use tower_lsp::{ClientSocket, LanguageServer, LspService};

use self::stdio::stdio;

/// What the server is shown and may change beside the typed path.
pub(super) trait Hooks: Send + Sync + 'static {
    /// The parameters of `initialize` as the client sent them, with all that lsp-types does not know, and with the
    /// client's spelling of URIs. Called once, before the typed handler.
    fn initialize_params(&self, _params: &Value) {}

    /// The result of `initialize` before it is sent, to add what lsp-types cannot say.
    fn initialize_result(&self, _result: &mut Value) {}

    /// The name under which a method's handler is registered. tower-lsp-server keeps its typed handler when a custom
    /// method has the name of a standard one; by another name here the custom one is called, and sees plain JSON.
    fn route(&self, _method: &str) -> Option<&'static str> {
        None
    }
}

/// No hooks.
impl Hooks for () {}

/// How a session ended.
#[derive(Debug)]
pub(super) struct Exit {
    /// Whether the client had asked for `shutdown` and we had said yes.
    pub(super) shut_down: bool,
    /// What ended it.
    pub(super) why: Ended,
}

impl Exit {
    /// "The server should exit with success code 0 if the shutdown request has been received before; otherwise with
    /// error code 1" (LSP 3.17, "Exit Notification"). The other ends are treated as if `exit` had come.
    pub(super) fn code(&self) -> u8 {
        u8::from(!self.shut_down)
    }
}

/// What ends a session.
#[derive(Debug, thiserror::Error)]
pub(super) enum Ended {
    /// As it should be.
    #[error("the client said exit")]
    Exited,
    /// The client closed its side.
    #[error("the client's messages ended")]
    NoInput,
    /// Reading failed.
    #[error("cannot read from the client: {0}")]
    InputFailed(std::io::Error),
    /// Nobody reads what we write.
    #[error("cannot write to the client: {0}")]
    OutputFailed(std::io::Error),
    /// "If the parent process is not alive then the server should exit" (LSP 3.17, "Initialize Request").
    #[error("the client's process {0} is gone")]
    ParentDied(u32),
}

/// Serves one client over standard input and output, or, given a port, over a connection of this machine, until the
/// session ends. Gives the exit code, see [`Exit::code`]. Everything else is as with [`serve`].
///
/// LSP 3.17 ("Implementation Considerations") leaves open who listens on the port. VS Code's client does, many others
/// expect the server to; so whoever listens there already is connected to, and else we listen and take one client.
pub(super) async fn serve_on<S, H>(
    port: Option<u16>,
    service: LspService<S>,
    socket: ClientSocket,
    hooks: H,
) -> std::io::Result<u8>
where
    S: LanguageServer,
    H: Hooks,
{
    let exit = match port {
        None => {
            let (input, output) = stdio()?;
            serve(input, output, service, socket, hooks).await
        }
        Some(port) => {
            let (input, output) = connection(port).await?.into_split();
            serve(input, output, service, socket, hooks).await
        }
    };
    match (&exit.why, exit.shut_down) {
        (Ended::Exited, true) => {}
        (why, true) => log(format_args!("ends after shutdown: {why}")),
        (why, false) => log(format_args!("ends without shutdown: {why}")),
    }
    Ok(exit.code())
}

/// A connection with the one client of a port.
async fn connection(port: u16) -> std::io::Result<TcpStream> {
    let address = (Ipv4Addr::LOCALHOST, port);
    let connected = if port == 0 {
        None
    } else {
        TcpStream::connect(address).await.ok()
    };
    let stream = if let Some(stream) = connected {
        stream
    } else {
        let listener = TcpListener::bind(address).await?;
        log(format_args!("listens on {}", listener.local_addr()?));
        listener.accept().await?.0
    };
    // Messages are small, and each is waited for.
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Serves one client until the session ends, at most a second after its reason.
///
/// Call it within a tokio runtime with I/O and time. Afterwards end the runtime with `shutdown_background`: a read of
/// standard input cannot be interrupted and would keep it for ever.
pub(super) async fn serve<I, O, S, H>(
    input: I,
    output: O,
    service: LspService<S>,
    socket: ClientSocket,
    hooks: H,
) -> Exit
where
    I: AsyncRead + Send + Unpin + 'static,
    O: AsyncWrite + Send + Unpin + 'static,
    S: LanguageServer,
    H: Hooks,
{
    session::Session::start(input, output, service, socket, hooks)
        .run()
        .await
}

/// A handler panicked.
#[derive(Debug, thiserror::Error)]
#[error("internal error in {what}: {message}")]
pub(super) struct Panicked {
    what: String,
    message: String,
}

impl From<Panicked> for Error {
    fn from(panicked: Panicked) -> Self {
        message::error(ErrorCode::InternalError, panicked.to_string())
    }
}

/// Runs a future to its end, or to its panic, which is logged. Handlers called by [`serve`] are guarded already; this is
/// for tasks that a server spawns. State that the future held locked may be poisoned.
pub(super) async fn guarded<T>(what: &str, future: impl Future<Output = T>) -> Result<T, Panicked> {
    AssertUnwindSafe(future)
        .catch_unwind()
        .await
        .map_err(|panic| panicked(what, &*panic))
}

/// Logs what `catch_unwind` caught.
fn panicked(what: &str, panic: &(dyn Any + Send)) -> Panicked {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let panicked = Panicked {
        what: what.to_owned(),
        message: text.unwrap_or("it does not say why").to_owned(),
    };
    log(format_args!("{panicked}"));
    panicked
}

/// A line on standard error, where editors look for a server's log. Not `eprintln!`, which panics when nobody listens.
fn log(line: fmt::Arguments<'_>) {
    // One write, so that lines of several threads do not mix.
    let line = format!("sysgrok lsp: {line}\n");
    let _ = std::io::stderr().lock().write_all(line.as_bytes());
}

/// A lock whose holder panicked is as good as any: what we keep under locks is changed in one step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
