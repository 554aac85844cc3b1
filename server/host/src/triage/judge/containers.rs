//! Containers of the host that are not well.

use super::case::Case;
use crate::triage::read::containers::{State, read};
use crate::triage::words::quoted;
use crate::triage::{Area, Severity};

pub(crate) fn judge(case: &mut Case<'_>) {
    let Some(section) = case.step("containers") else {
        return;
    };
    let Some(containers) = read(section) else { return };
    case.cover(Area::Containers);
    for container in containers {
        let name = quoted(container.name);
        let (severity, what) = match container.state {
            State::Restarting => (
                Severity::Warning,
                format!("Container {name} ends and is started again and again."),
            ),
            State::Unhealthy => (
                Severity::Warning,
                format!("Container {name} fails its own health check."),
            ),
            State::Ended(137) => (
                Severity::Warning,
                format!(
                    "Container {name} was killed (137) within the last hour, as the kernel does for lack of memory."
                ),
            ),
            State::Ended(code) => (
                Severity::Note,
                format!("Container {name} ended with code {code} within the last hour."),
            ),
        };
        let next = format!(
            "{} and {}.",
            quoted(&format!("docker logs --tail 200 {}", container.name)),
            quoted(&format!("docker inspect {}", container.name))
        );
        case.find(
            severity,
            Area::Containers,
            what,
            vec![section.at(container.line)],
            next,
        );
    }
}
