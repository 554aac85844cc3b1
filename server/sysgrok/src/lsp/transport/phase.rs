//! The life of a session (LSP 3.17, "Server lifecycle"): which messages are answered by whom, and when.

use tower_lsp::jsonrpc::{Error, ErrorCode};

use super::message::{error, not_initialized};

/// Where in its life the session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing has come yet, or `initialize` failed and may be sent again.
    Fresh,
    /// `initialize` has come and is not answered.
    Initializing,
    /// Everything is allowed.
    Running,
    /// `shutdown` has come; "the server should exit with success code 0 if the shutdown request has been received".
    ShutDown,
}

impl Phase {
    /// Whether a request may reach its handler now.
    pub(super) fn admits(self, method: &str) -> Result<(), Error> {
        let refuse = |why| Err(error(ErrorCode::InvalidRequest, why));
        match (self, method) {
            (Self::Fresh, "initialize") => Ok(()),
            // "The initialize request may only be sent once."
            (_, "initialize") => refuse("the server is initialized already"),
            (Self::Running, _) => Ok(()),
            (Self::Fresh | Self::Initializing, _) => Err(not_initialized()),
            // "If a server receives requests after a shutdown request those requests should error with InvalidRequest."
            (Self::ShutDown, _) => refuse("the server is shut down"),
        }
    }

    /// Whether a notification may reach its handler now: "notifications should be dropped, except for the exit
    /// notification" before `initialize`; nothing but `exit` means anything after `shutdown`.
    pub(super) fn admits_notification(self) -> bool {
        self == Self::Running
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phase_refuses_as_the_specification_says() {
        let code = |phase: Phase, method| phase.admits(method).err().map(|error| error.code.code());
        assert_eq!(code(Phase::Fresh, "initialize"), None);
        assert_eq!(code(Phase::Fresh, "shutdown"), Some(-32002));
        assert_eq!(code(Phase::Fresh, "textDocument/hover"), Some(-32002));
        assert_eq!(code(Phase::Initializing, "initialize"), Some(-32600));
        assert_eq!(code(Phase::Initializing, "textDocument/hover"), Some(-32002));
        assert_eq!(code(Phase::Running, "initialize"), Some(-32600));
        assert_eq!(code(Phase::Running, "textDocument/hover"), None);
        assert_eq!(code(Phase::ShutDown, "initialize"), Some(-32600));
        assert_eq!(code(Phase::ShutDown, "shutdown"), Some(-32600));
        assert_eq!(code(Phase::ShutDown, "unknown"), Some(-32600));
    }
}
