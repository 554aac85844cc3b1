use std::collections::BTreeMap;
use std::fmt;

/// Where commands run, as the user named it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// This machine: `local`.
    Local,
    /// `HOST`, `USER@HOST`, `HOST:PORT`, `ssh://USER@HOST:PORT`; a host may be an alias of the ssh configuration.
    Ssh {
        /// Absent: as the ssh configuration says.
        user: Option<String>,
        /// Name, alias or address, without brackets.
        host: String,
        /// Absent: as the ssh configuration says.
        port: Option<u16>,
    },
    /// `kubectl:[CONTEXT/][NAMESPACE/]POD[:CONTAINER]`. A context may itself hold `/` and `:`.
    Kubernetes {
        /// Absent: the current one.
        context: Option<String>,
        /// Absent: that of the context.
        namespace: Option<String>,
        /// Its name.
        pod: String,
        /// Absent: the pod's default container.
        container: Option<String>,
    },
    /// `docker:CONTAINER`.
    Docker {
        /// Name or id.
        container: String,
    },
}

/// Why a text names no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Nothing there.
    #[error(
        "no host is named; name one such as web1, root@10.0.0.7, ssh://web1:2222, local, kubectl:prod/pod, docker:db"
    )]
    Empty,
    /// A character that no such name has: blanks, control characters, or what a shell would act upon.
    #[error("{text:?} is no host: {character:?} cannot be part of {part}")]
    Character {
        /// The text.
        text: String,
        /// The character.
        character: char,
        /// The part of the text.
        part: &'static str,
    },
    /// It would be taken for an option.
    #[error("{text:?} is no host: {part} may not begin with '-'")]
    Dash {
        /// The text.
        text: String,
        /// The part of the text.
        part: &'static str,
    },
    /// A part is missing, too long, or one too many.
    #[error("{text:?} is no host: {expected}")]
    Shape {
        /// The text.
        text: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A group that contains itself.
    #[error("the group {name:?} contains itself; mend the groups in the settings")]
    Circle {
        /// Its name.
        name: String,
    },
    /// More than [`MOST`].
    #[error("more than {MOST} hosts are named; name fewer")]
    TooMany,
}

/// How many targets one list may name.
pub const MOST: usize = 64;

impl Target {
    /// One target.
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        let trimmed = text.trim_matches(' ');
        if trimmed.is_empty() {
            return Err(TargetError::Empty);
        }
        if let Some(name) = trimmed.strip_prefix("kubectl:") {
            kubernetes(trimmed, name)
        } else if let Some(name) = trimmed.strip_prefix("docker:") {
            let container = plain(trimmed, name, "the name of a container")?;
            Ok(Self::Docker { container })
        } else if trimmed == "local" {
            Ok(Self::Local)
        } else {
            ssh(trimmed)
        }
    }

    /// Several, by comma. A name that is a group's stands for what the group lists, which may be groups again.
    /// Each target comes once, in the order of its first mention.
    pub fn parse_all(text: &str, groups: &BTreeMap<String, Vec<String>>) -> Result<Vec<Self>, TargetError> {
        let mut targets = Vec::new();
        expand(text, groups, &mut Vec::new(), &mut targets)?;
        if targets.is_empty() {
            return Err(TargetError::Empty);
        }
        Ok(targets)
    }
}

impl fmt::Display for Target {
    /// As [`Target::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("local"),
            Self::Ssh { user, host, port } => {
                if let Some(user) = user {
                    write!(f, "{user}@")?;
                }
                match (host.contains(':'), port) {
                    (true, Some(_)) => write!(f, "[{host}]")?,
                    _ => f.write_str(host)?,
                }
                port.map_or(Ok(()), |port| write!(f, ":{port}"))
            }
            Self::Kubernetes {
                context,
                namespace,
                pod,
                container,
            } => {
                f.write_str("kubectl:")?;
                for part in [context, namespace].into_iter().flatten() {
                    write!(f, "{part}/")?;
                }
                f.write_str(pod)?;
                container
                    .as_ref()
                    .map_or(Ok(()), |container| write!(f, ":{container}"))
            }
            Self::Docker { container } => write!(f, "docker:{container}"),
        }
    }
}

fn expand(
    text: &str,
    groups: &BTreeMap<String, Vec<String>>,
    within: &mut Vec<String>,
    targets: &mut Vec<Target>,
) -> Result<(), TargetError> {
    for name in text.split(',').map(|name| name.trim_matches(' ')) {
        let Some(members) = groups.get(name) else {
            let target = Target::parse(name)?;
            if !targets.contains(&target) {
                targets.push(target);
            }
            if targets.len() > MOST {
                return Err(TargetError::TooMany);
            }
            continue;
        };
        if within.iter().any(|group| group == name) {
            return Err(TargetError::Circle {
                name: name.to_owned(),
            });
        }
        within.push(name.to_owned());
        for member in members {
            expand(member, groups, within, targets)?;
        }
        within.pop();
    }
    Ok(())
}

const HOST_SHAPE: &str =
    "expected HOST, USER@HOST, HOST:PORT or ssh://USER@HOST:PORT, with a port from 1 to 65535";

fn ssh(text: &str) -> Result<Target, TargetError> {
    let shape = || TargetError::Shape {
        text: text.to_owned(),
        expected: HOST_SHAPE,
    };
    let rest = text.strip_prefix("ssh://").unwrap_or(text);
    let rest = if text.starts_with("ssh://") {
        rest.strip_suffix('/').unwrap_or(rest)
    } else {
        rest
    };
    let (user, rest) = match rest.rsplit_once('@') {
        Some((user, rest)) => (Some(part(text, user, "the name of a user", "-_.+@\\")?), rest),
        None => (None, rest),
    };
    let (host, port) = if let Some(bracketed) = rest.strip_prefix('[') {
        let (host, after) = bracketed.split_once(']').ok_or_else(shape)?;
        let port = match after.strip_prefix(':') {
            Some(port) => Some(port),
            None if after.is_empty() => None,
            None => return Err(shape()),
        };
        (host, port)
    } else {
        match rest.split_once(':') {
            // More than one colon: an IPv6 address.
            Some((host, port)) if !port.contains(':') => (host, Some(port)),
            _ => (rest, None),
        }
    };
    let port = match port {
        // The sign that `parse` would let through is no part of a port.
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(port.parse().ok().filter(|port| *port != 0).ok_or_else(shape)?)
        }
        Some(_) => return Err(shape()),
        None => None,
    };
    let host = part(text, host, "the name of a host", "-_.:%")?;
    Ok(Target::Ssh { user, host, port })
}

fn kubernetes(text: &str, name: &str) -> Result<Target, TargetError> {
    let (before, pod) = match name.rsplit_once('/') {
        Some((before, pod)) => (Some(before), pod),
        None => (None, name),
    };
    let (context, namespace) = match before.map(|before| before.rsplit_once('/').ok_or(before)) {
        Some(Ok((context, namespace))) => (Some(context), Some(namespace)),
        Some(Err(namespace)) => (None, Some(namespace)),
        None => (None, None),
    };
    let (pod, container) = match pod.split_once(':') {
        Some((pod, container)) => (pod, Some(container)),
        None => (pod, None),
    };
    Ok(Target::Kubernetes {
        context: context
            .map(|context| part(text, context, "the name of a context", "-_.:/@"))
            .transpose()?,
        namespace: namespace
            .map(|namespace| plain(text, namespace, "the name of a namespace"))
            .transpose()?,
        pod: plain(text, pod, "the name of a pod")?,
        container: container
            .map(|container| plain(text, container, "the name of a container"))
            .transpose()?,
    })
}

fn plain(text: &str, name: &str, what: &'static str) -> Result<String, TargetError> {
    part(text, name, what, "-_.")
}

/// Letters and digits of any script would be no name of a host that ssh takes; only ASCII is let through. ssh's own
/// configuration may pass host and user to a shell (`ProxyCommand`, `Match exec`), so nothing passes that acts there.
fn part(text: &str, name: &str, what: &'static str, allowed: &str) -> Result<String, TargetError> {
    let text = || text.to_owned();
    if name.is_empty() || name.len() > 255 {
        return Err(TargetError::Shape {
            text: text(),
            expected: if name.is_empty() {
                "a part of the name is empty"
            } else {
                "a part of the name is longer than 255 bytes"
            },
        });
    }
    if name.starts_with('-') {
        return Err(TargetError::Dash {
            text: text(),
            part: what,
        });
    }
    match name
        .chars()
        .find(|character| !character.is_ascii_alphanumeric() && !allowed.contains(*character))
    {
        Some(character) => Err(TargetError::Character {
            text: text(),
            character,
            part: what,
        }),
        None => Ok(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(texts: &[&str], expected: &Expect) {
        let told: String = texts
            .iter()
            .map(|text| match Target::parse(text) {
                Ok(target) => {
                    assert_eq!(Target::parse(&target.to_string()).as_ref(), Ok(&target));
                    format!("{text} -> {target:?}\n")
                }
                Err(error) => format!("{text:?} -> error: {error}\n"),
            })
            .collect();
        expected.assert_eq(&told);
    }

    #[test]
    fn what_names_a_target() {
        check(
            &[
                "local",
                "web1",
                "root@10.0.0.7",
                "web1:2222",
                "ssh://deploy@web1.example.org:2222/",
                "fe80::1%eth0",
                "admin@[2001:db8::7]:22",
                "EXAMPLE\\anna@files",
                "anna@example.org@jump",
                "docker:db_1",
                "kubectl:web-0",
                "kubectl:shop/web-0:nginx",
                "kubectl:arn:aws:eks:eu-1:123:cluster/prod/shop/web-0",
            ],
            &expect![[r#"
                local -> Local
                web1 -> Ssh { user: None, host: "web1", port: None }
                root@10.0.0.7 -> Ssh { user: Some("root"), host: "10.0.0.7", port: None }
                web1:2222 -> Ssh { user: None, host: "web1", port: Some(2222) }
                ssh://deploy@web1.example.org:2222/ -> Ssh { user: Some("deploy"), host: "web1.example.org", port: Some(2222) }
                fe80::1%eth0 -> Ssh { user: None, host: "fe80::1%eth0", port: None }
                admin@[2001:db8::7]:22 -> Ssh { user: Some("admin"), host: "2001:db8::7", port: Some(22) }
                EXAMPLE\anna@files -> Ssh { user: Some("EXAMPLE\\anna"), host: "files", port: None }
                anna@example.org@jump -> Ssh { user: Some("anna@example.org"), host: "jump", port: None }
                docker:db_1 -> Docker { container: "db_1" }
                kubectl:web-0 -> Kubernetes { context: None, namespace: None, pod: "web-0", container: None }
                kubectl:shop/web-0:nginx -> Kubernetes { context: None, namespace: Some("shop"), pod: "web-0", container: Some("nginx") }
                kubectl:arn:aws:eks:eu-1:123:cluster/prod/shop/web-0 -> Kubernetes { context: Some("arn:aws:eks:eu-1:123:cluster/prod"), namespace: Some("shop"), pod: "web-0", container: None }
            "#]],
        );
    }

    #[test]
    fn what_names_none() {
        check(
            &[
                "",
                "-oProxyCommand=reboot",
                "root@-oProxyCommand=reboot",
                "-l@web1",
                "ssh://-v",
                "web1 reboot",
                "web1\nreboot",
                "web\u{2028}1",
                "web1;reboot",
                "$(reboot)",
                "`reboot`@web1",
                "w\u{e9}b1",
                "web1:",
                "web1:0",
                "web1:+22",
                "web1:99999",
                "[::1",
                "[::1]22",
                "@web1",
                "docker:",
                "docker:-it",
                "docker:db/x",
                "kubectl:",
                "kubectl:/web-0",
                "kubectl:shop/web-0:",
                "kubectl:shop/--all",
            ],
            &expect![[r#"
                "" -> error: no host is named; name one such as web1, root@10.0.0.7, ssh://web1:2222, local, kubectl:prod/pod, docker:db
                "-oProxyCommand=reboot" -> error: "-oProxyCommand=reboot" is no host: the name of a host may not begin with '-'
                "root@-oProxyCommand=reboot" -> error: "root@-oProxyCommand=reboot" is no host: the name of a host may not begin with '-'
                "-l@web1" -> error: "-l@web1" is no host: the name of a user may not begin with '-'
                "ssh://-v" -> error: "ssh://-v" is no host: the name of a host may not begin with '-'
                "web1 reboot" -> error: "web1 reboot" is no host: ' ' cannot be part of the name of a host
                "web1\nreboot" -> error: "web1\nreboot" is no host: '\n' cannot be part of the name of a host
                "web\u{2028}1" -> error: "web\u{2028}1" is no host: '\u{2028}' cannot be part of the name of a host
                "web1;reboot" -> error: "web1;reboot" is no host: ';' cannot be part of the name of a host
                "$(reboot)" -> error: "$(reboot)" is no host: '$' cannot be part of the name of a host
                "`reboot`@web1" -> error: "`reboot`@web1" is no host: '`' cannot be part of the name of a user
                "wéb1" -> error: "wéb1" is no host: 'é' cannot be part of the name of a host
                "web1:" -> error: "web1:" is no host: expected HOST, USER@HOST, HOST:PORT or ssh://USER@HOST:PORT, with a port from 1 to 65535
                "web1:0" -> error: "web1:0" is no host: expected HOST, USER@HOST, HOST:PORT or ssh://USER@HOST:PORT, with a port from 1 to 65535
                "web1:+22" -> error: "web1:+22" is no host: expected HOST, USER@HOST, HOST:PORT or ssh://USER@HOST:PORT, with a port from 1 to 65535
                "web1:99999" -> error: "web1:99999" is no host: expected HOST, USER@HOST, HOST:PORT or ssh://USER@HOST:PORT, with a port from 1 to 65535
                "[::1" -> error: "[::1" is no host: expected HOST, USER@HOST, HOST:PORT or ssh://USER@HOST:PORT, with a port from 1 to 65535
                "[::1]22" -> error: "[::1]22" is no host: expected HOST, USER@HOST, HOST:PORT or ssh://USER@HOST:PORT, with a port from 1 to 65535
                "@web1" -> error: "@web1" is no host: a part of the name is empty
                "docker:" -> error: "docker:" is no host: a part of the name is empty
                "docker:-it" -> error: "docker:-it" is no host: the name of a container may not begin with '-'
                "docker:db/x" -> error: "docker:db/x" is no host: '/' cannot be part of the name of a container
                "kubectl:" -> error: "kubectl:" is no host: a part of the name is empty
                "kubectl:/web-0" -> error: "kubectl:/web-0" is no host: a part of the name is empty
                "kubectl:shop/web-0:" -> error: "kubectl:shop/web-0:" is no host: a part of the name is empty
                "kubectl:shop/--all" -> error: "kubectl:shop/--all" is no host: the name of a pod may not begin with '-'
            "#]],
        );
    }

    #[test]
    fn several_and_groups() {
        let groups = BTreeMap::from([
            ("web".to_owned(), vec!["web1".to_owned(), "web2:2222".to_owned()]),
            ("all".to_owned(), vec!["web".to_owned(), "db, web1".to_owned()]),
            ("round".to_owned(), vec!["web1,round".to_owned()]),
        ]);
        let names = |text: &str| {
            let targets = Target::parse_all(text, &groups)?;
            Ok::<_, TargetError>(targets.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(
            names("web2:2222, all,local").unwrap(),
            ["web2:2222", "web1", "db", "local"]
        );
        assert_eq!(
            names("round"),
            Err(TargetError::Circle {
                name: "round".to_owned()
            })
        );
        assert_eq!(names("web1,,web2"), Err(TargetError::Empty));
        let many: Vec<_> = (0..=MOST).map(|number| format!("h{number}")).collect();
        assert_eq!(names(&many.join(",")), Err(TargetError::TooMany));
    }
}
