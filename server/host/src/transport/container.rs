//! Containers and pods.

use std::ffi::OsString;

use super::trouble_read::quote;
use super::{Target, Trouble};

/// `docker exec` or `kubectl exec` of a script for `/bin/sh -c`. Absent for other targets.
pub(crate) fn container_command(target: &Target, script: &str) -> Option<run::Command> {
    let (program, arguments) = match target {
        Target::Docker { container } => ("docker", vec!["exec", "-i", container]),
        Target::Kubernetes {
            context,
            namespace,
            pod,
            container,
        } => {
            let mut arguments = vec!["exec", "-i"];
            for (flag, value) in [
                ("--context", context),
                ("--namespace", namespace),
                ("--container", container),
            ] {
                if let Some(value) = value {
                    arguments.extend([flag, value]);
                }
            }
            arguments.extend([pod.as_str(), "--"]);
            ("kubectl", arguments)
        }
        Target::Local | Target::Ssh { .. } => return None,
    };
    let mut command = run::Command::new(program)
        .arguments(arguments.into_iter().map(OsString::from))
        .arguments(["/bin/sh", "-c", script]);
    command.inherited = vec![
        "PATH",
        "HOME",
        "USER",
        "DOCKER_HOST",
        "DOCKER_CONTEXT",
        "DOCKER_CONFIG",
        "DOCKER_CERT_PATH",
        "DOCKER_TLS_VERIFY",
        "KUBECONFIG",
        "HTTPS_PROXY",
        "NO_PROXY",
        // What the credential plugins of kubectl read to know the account.
        "AWS_PROFILE",
        "AWS_REGION",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "GOOGLE_APPLICATION_CREDENTIALS",
        "CLOUDSDK_CONFIG",
        "AZURE_CONFIG_DIR",
    ];
    Some(command)
}

/// Why the client ran nothing, by the messages of Docker 28 and kubectl 1.32.
pub(crate) fn read_container(target: &Target, text: &str) -> Trouble {
    let host = target.to_string();
    let last = text
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("it said nothing");
    let said = quote(last);
    let contains = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if contains(&[
        "executable file not found",
        "no such file or directory: unknown",
        "exec format error",
    ]) {
        Trouble::NoShell { host, said }
    } else if contains(&[
        "No such container",
        "is not running",
        "(NotFound)",
        "is paused",
        "container not found",
        "is not valid for pod",
        "cannot exec into a container in a completed pod",
    ]) {
        Trouble::NoContainer { host, said }
    } else {
        let program = if matches!(target, Target::Docker { .. }) {
            "docker"
        } else {
            "kubectl"
        };
        Trouble::ContainerService { program, said }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn words(target: &str) -> String {
        let command = container_command(&Target::parse(target).unwrap(), "SCRIPT").unwrap();
        let words: Vec<_> = command
            .arguments
            .iter()
            .map(|word| word.to_string_lossy())
            .collect();
        format!("{} {}", command.program.to_string_lossy(), words.join(" "))
    }

    #[test]
    fn argument_vectors() {
        expect!["docker exec -i db /bin/sh -c SCRIPT"].assert_eq(&words("docker:db"));
        expect!["kubectl exec -i web-0 -- /bin/sh -c SCRIPT"].assert_eq(&words("kubectl:web-0"));
        expect![
            "kubectl exec -i --context prod --namespace shop --container nginx web-0 -- /bin/sh -c SCRIPT"
        ]
        .assert_eq(&words("kubectl:prod/shop/web-0:nginx"));
    }

    #[test]
    fn what_the_clients_say() {
        let said =
            |target: &str, text: &str| read_container(&Target::parse(target).unwrap(), text).to_string();
        expect!["docker:db is not running (Error response from daemon: No such container: db)"].assert_eq(
            &said("docker:db", "Error response from daemon: No such container: db\n"),
        );
        expect!["docker cannot be used (Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?)"].assert_eq(&said(
            "docker:db",
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n",
        ));
        expect![[r#"kubectl:web-0 is not running (Error from server (NotFound): pods "web-0" not found)"#]]
            .assert_eq(&said(
                "kubectl:web-0",
                "Error from server (NotFound): pods \"web-0\" not found\n",
            ));
        expect![[r#"kubectl:web-0 did not run the command in a shell (error: Internal error occurred: exec: "/bin/sh": executable file not found in $PATH: unknown); it has no /bin/sh, or the login is restricted"#]].assert_eq(&said(
            "kubectl:web-0",
            "error: Internal error occurred: exec: \"/bin/sh\": executable file not found in $PATH: unknown\n",
        ));
    }
}
