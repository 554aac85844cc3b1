//! Signals to a whole process group.

/// The process group of a running command. Dropped while the command may still run, it kills it.
pub(crate) struct Group {
    leader: Option<u32>,
}

/// What a group is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    End,
    Kill,
}

impl Group {
    /// The group that the process with this number leads.
    pub(crate) fn of(leader: Option<u32>) -> Self {
        Self { leader }
    }

    /// Sends the signal to every process of the group. False when there is none left, or none that we may signal.
    #[cfg(unix)]
    pub(crate) fn tell(&self, order: Order) -> bool {
        use rustix::process::{Pid, Signal, kill_process_group};
        let leader = self.leader.and_then(|leader| Pid::from_raw(leader.cast_signed()));
        let signal = match order {
            Order::End => Signal::TERM,
            Order::Kill => Signal::KILL,
        };
        leader.is_some_and(|leader| kill_process_group(leader, signal).is_ok())
    }

    /// Where there are no process groups, the caller ends the process itself.
    #[cfg(not(unix))]
    pub(crate) fn tell(&self, _order: Order) -> bool {
        false
    }

    /// From here on the number may be another's.
    pub(crate) fn forget(&mut self) {
        self.leader = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.tell(Order::Kill);
    }
}
