//! `docker ps -a`.

use super::section::Section;

/// A container that is not well.
#[derive(Clone, Debug)]
pub(crate) struct Container<'a> {
    pub(crate) name: &'a str,
    pub(crate) state: State,
    pub(crate) line: usize,
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It ends again and again.
    Restarting,
    /// Its own check fails.
    Unhealthy,
    /// It ended within minutes, with this code.
    Ended(i32),
}

/// The containers that are not well; absent if the table's head is missing.
pub(crate) fn read(section: Section<'_>) -> Option<Vec<Container<'_>>> {
    let header = section.first_line()?;
    let status = header.text.find("STATUS")?;
    let unwell = section.lines().skip(1).filter_map(|line| {
        let rest = line.text.get(status..)?;
        Some(Container {
            name: rest.split_whitespace().next_back()?,
            state: state(rest)?,
            line: line.number,
        })
    });
    Some(unwell.collect())
}

fn state(status: &str) -> Option<State> {
    if status.starts_with("Restarting") {
        return Some(State::Restarting);
    }
    if status.starts_with("Up ") {
        return status.contains("(unhealthy)").then_some(State::Unhealthy);
    }
    let (code, rest) = status.strip_prefix("Exited (")?.split_once(')')?;
    let code: i32 = code.parse().ok()?;
    let is_recent = rest.contains("second") || rest.contains("minute");
    // 143 is SIGTERM, by which containers are stopped.
    (is_recent && code != 0 && code != 143).then_some(State::Ended(code))
}
