//! `sysgrok/hosts`: hosts to choose from. Files of the user are read; nothing is run.

use std::collections::HashSet;
use std::path::PathBuf;

use host::audit::recent_targets;
use host::ssh_config::configured_hosts;
use host::transport::Target;

use super::context::Context;
use super::extension::{HostGroup, HostInfo, HostSource, Hosts};

/// Hosts that commands ran on lately.
const RECENT: usize = 20;

/// The hosts of the user's ssh configuration, settings and audit log.
pub(super) fn hosts(context: &Context) -> Hosts {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .filter(|home| home.is_absolute());
    let configured = home.map(|home| configured_hosts(&home)).unwrap_or_default();
    let groups = (context.engines().first()).map(|engine| engine.settings().hosts.groups.clone());
    let groups = groups.unwrap_or_default();
    let recent = crate::user_state()
        .map(|state| recent_targets(&state, RECENT))
        .unwrap_or_default();

    let mut seen = HashSet::new();
    let mut hosts = Vec::new();
    let mut add = |name: &str, detail: Option<String>, from: HostSource| {
        if seen.insert(name.to_owned()) {
            let name = name.to_owned();
            hosts.push(HostInfo { name, detail, from });
        }
    };
    add("local", None, HostSource::Local);
    for host in configured {
        add(&host.name, host.detail(), HostSource::Ssh);
    }
    let listed = groups
        .values()
        .flatten()
        .filter(|name| !groups.contains_key(*name));
    for name in listed.filter(|name| Target::parse(name).is_ok()) {
        add(name, None, HostSource::Settings);
    }
    for target in recent {
        let from = match target {
            Target::Docker { .. } => HostSource::Docker,
            Target::Kubernetes { .. } => HostSource::Kubectl,
            Target::Local | Target::Ssh { .. } => HostSource::Recent,
        };
        add(&target.to_string(), None, from);
    }
    Hosts {
        hosts,
        groups: groups
            .into_iter()
            .map(|(name, hosts)| HostGroup { name, hosts })
            .collect(),
    }
}
