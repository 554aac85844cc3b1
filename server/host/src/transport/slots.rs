//! How many commands run on one host at once.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Notify;

/// The places of one host.
#[derive(Debug)]
pub(crate) struct Slots {
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Debug)]
struct State {
    limit: usize,
    running: usize,
}

/// One place; given back when dropped.
#[derive(Debug)]
pub(crate) struct Slot<'a>(&'a Slots);

impl Slots {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            state: Mutex::new(State {
                limit: limit.max(1),
                running: 0,
            }),
            freed: Notify::new(),
        }
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for a place.
    pub(crate) async fn take(&self) -> Slot<'_> {
        loop {
            let mut freed = std::pin::pin!(self.freed.notified());
            // Whoever asks late must not miss the call.
            freed.as_mut().enable();
            let taken = self.with(|state| {
                let free = state.running < state.limit;
                state.running += usize::from(free);
                free
            });
            if taken {
                return Slot(self);
            }
            freed.await;
        }
    }

    /// Waits until another place is given back.
    pub(crate) async fn freed(&self) {
        self.freed.notified().await;
    }

    /// From now on no more than this many.
    pub(crate) fn limit(&self, limit: usize) {
        self.with(|state| state.limit = limit.max(1));
        self.freed.notify_waiters();
    }

    /// The host refused one of the running: from now on no more than the others.
    pub(crate) fn refused(&self) {
        self.with(|state| state.limit = state.limit.min(state.running.saturating_sub(1)).max(1));
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        self.0.with(|state| state.running -= 1);
        self.0.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use super::*;

    #[tokio::test]
    async fn no_more_run_than_the_limit() {
        let slots = Slots::new(2);
        let first = slots.take().await;
        let second = slots.take().await;
        let mut third = std::pin::pin!(slots.take());
        assert!(futures_poll(third.as_mut()).await.is_pending());
        slots.refused();
        drop(first);
        assert!(
            futures_poll(third.as_mut()).await.is_pending(),
            "one was refused: one at once"
        );
        drop(second);
        assert!(futures_poll(third.as_mut()).await.is_ready());
    }

    async fn futures_poll<T>(mut future: std::pin::Pin<&mut impl Future<Output = T>>) -> Poll<T> {
        std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await
    }
}
