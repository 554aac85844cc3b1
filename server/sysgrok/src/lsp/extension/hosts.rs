//! `sysgrok/hosts`.

use serde::{Deserialize, Serialize};

/// Hosts to choose from.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct Hosts {
    /// This machine first, then those of the ssh configuration in its order, those that only groups name, and those
    /// that commands ran on lately.
    pub(in crate::lsp) hosts: Vec<HostInfo>,
    /// `hosts.groups` of the user's settings.
    pub(in crate::lsp) groups: Vec<HostGroup>,
}

/// A host.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct HostInfo {
    /// As commands take it.
    pub(in crate::lsp) name: String,
    /// `USER@HOST:PORT`, as far as the ssh configuration says more than the name; else `null`.
    pub(in crate::lsp) detail: Option<String>,
    /// Where it is named: `ssh`, `local`, `docker`, `kubectl`, `settings` or `recent`.
    pub(in crate::lsp) from: HostSource,
}

/// Where a host is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) enum HostSource {
    /// `~/.ssh/config`.
    Ssh,
    /// It is this machine.
    Local,
    /// A container that commands ran in.
    Docker,
    /// A pod that commands ran in.
    Kubectl,
    /// A group of the settings.
    Settings,
    /// Commands ran there.
    Recent,
}

/// A name that stands for several hosts.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(in crate::lsp) struct HostGroup {
    /// The name, which commands take as that of a host.
    pub(in crate::lsp) name: String,
    /// Hosts, or groups of them.
    pub(in crate::lsp) hosts: Vec<String>,
}
