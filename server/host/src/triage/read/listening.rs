//! `ss -ltn` of iproute2. For a listening socket `Recv-Q` is the number of connections that wait to be accepted, and
//! `Send-Q` how many may; a full queue holds one more than that (ss(8), `net/ipv4/tcp_diag.c`).

use super::section::Section;

/// One listening socket.
#[derive(Clone, Debug)]
pub(crate) struct Listener<'a> {
    pub(crate) waiting: u64,
    pub(crate) backlog: u64,
    pub(crate) address: &'a str,
    pub(crate) line: usize,
}

/// All listening sockets; absent if the header is missing.
pub(crate) fn read(section: Section<'_>) -> Option<Vec<Listener<'_>>> {
    let header = section.first_line()?;
    if !header.text.contains("Recv-Q") {
        return None;
    }
    let listeners = section.lines().filter_map(|line| {
        let words = line.columns();
        let figure = |place: usize| words.get(place)?.parse().ok();
        (words.first() == Some(&"LISTEN")).then_some(())?;
        Some(Listener {
            waiting: figure(1)?,
            backlog: figure(2)?,
            address: words.get(3)?,
            line: line.number,
        })
    });
    Some(listeners.collect())
}
