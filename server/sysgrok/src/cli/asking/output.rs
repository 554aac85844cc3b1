//! Where an answer goes while it arrives: drawn on a terminal, as markdown anywhere else.

use std::convert::Infallible;
use std::io::{self, IsTerminal, Write, stderr, stdout};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::super::markdown::{Drawer, Size};
use super::super::printable;

/// An answer on standard output.
pub(in crate::cli) struct Output {
    drawer: Option<Drawer>,
    is_at_start: bool,
}

impl Output {
    /// Drawn where standard output is a terminal, unless colours are not wanted there.
    pub(in crate::cli) fn new() -> Output {
        let choice = anstream::AutoStream::choice(&stdout());
        let is_drawn = stdout().is_terminal() && choice != anstream::ColorChoice::Never;
        Output {
            drawer: is_drawn.then(Drawer::new),
            is_at_start: true,
        }
    }

    /// More markdown; it is seen when this returns.
    pub(in crate::cli) fn text(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.is_at_start = text.ends_with('\n');
        let mut out = stdout().lock();
        if let Some(drawer) = &mut self.drawer {
            return drawer.feed(text, size(), &mut out);
        }
        out.write_all(printable::lines(text).as_bytes())?;
        out.flush()
    }

    /// The end; the cursor is at the beginning of a line then.
    pub(in crate::cli) fn finish(self) -> io::Result<()> {
        let mut out = stdout().lock();
        match self.drawer {
            Some(drawer) => drawer.finish(size(), &mut out),
            None if self.is_at_start => Ok(()),
            None => out.write_all(b"\n").and_then(|()| out.flush()),
        }
    }
}

/// Shows markdown that is whole.
pub(in crate::cli) fn show(markdown: &str) -> io::Result<()> {
    let mut output = Output::new();
    output.text(markdown)?;
    output.finish()
}

fn size() -> Size {
    match terminal_size::terminal_size_of(stdout()) {
        Some((columns, rows)) if columns.0 > 0 && rows.0 > 0 => Size {
            columns: usize::from(columns.0),
            rows: usize::from(rows.0),
        },
        _ => Size {
            columns: 80,
            rows: 24,
        },
    }
}

/// What is waited for before the first word comes, on standard error where that is a terminal.
#[derive(Clone)]
pub(super) struct Waiting(ProgressBar);

impl Waiting {
    pub(super) fn new(what: &str) -> Waiting {
        let bar = if stderr().is_terminal() {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        bar.set_style(
            ProgressStyle::with_template("{spinner} {msg}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        bar.set_message(printable::text(what).into_owned());
        Waiting(bar)
    }

    pub(super) fn says(&self, what: &str) {
        self.0.set_message(printable::text(what).into_owned());
    }

    /// A line that stays, above it.
    pub(super) fn line(&self, text: &str) {
        self.0.println(printable::text(text));
    }

    /// Takes it off the screen for good.
    pub(super) fn end(&self) {
        if !self.0.is_finished() {
            self.0.finish_and_clear();
        }
    }

    /// Turns until [`Waiting::end`]; begins after what nobody notices.
    pub(super) async fn turn(&self) -> Infallible {
        tokio::time::sleep(Duration::from_millis(300)).await;
        while !self.0.is_finished() {
            self.0.tick();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        std::future::pending().await
    }
}
