//! One answer, shown while it comes.

use std::io;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use ask::{Conversation, Model, Question, Seen, Wishes};
use engine::asking::{self, Answered, Report};

use super::interrupt::{Stop, Stoppable, Watch};
use super::output::{Output, Waiting};

/// How much of an answer is lost at most where the process is killed.
const KEEP: Duration = Duration::from_millis(100);

/// What is asked.
pub(super) enum Next<'a> {
    /// The question, to its end.
    All(&'a Question, &'a Wishes),
    /// The next stage of a question.
    Stage(&'a mut Conversation),
    /// What the user typed.
    FollowUp(&'a mut Conversation, &'a str),
}

/// Asks. What comes is seen at once, unless it `is_hidden`, and is in the report soon. Without a model only a whole
/// question is answered.
pub(super) async fn ask(
    next: Next<'_>,
    model: Option<&dyn Model>,
    report: Option<&mut Report>,
    is_hidden: bool,
) -> io::Result<Answered> {
    let stop = Stop::default();
    let _watch = Watch::new(stop.clone());
    let waiting = Waiting::new(&model.map_or(String::new(), |model| format!("asking {}", model.label())));
    let stoppable = model.map(|model| Stoppable {
        model,
        stop: stop.later.clone(),
    });
    let model = stoppable.as_ref().map(|model| model as &dyn Model);
    let mut sink = Sink {
        output: (!is_hidden).then(Output::new),
        report,
        unkept: String::new(),
        kept: Instant::now(),
        fault: None,
    };
    let mut answered = {
        let mut seen = |seen: Seen| match seen {
            Seen::Progress(what) => waiting.says(&what),
            Seen::Text(text) => {
                stop.has_begun.store(true, Ordering::Relaxed);
                waiting.end();
                sink.text(&text);
                if sink.fault.is_some() {
                    stop.at_once.cancel();
                }
            }
        };
        let asking = async {
            match (next, model) {
                (Next::All(question, wishes), model) => {
                    asking::answer(question, wishes, model, &stop.at_once, &mut seen).await
                }
                (Next::Stage(conversation), Some(model)) => {
                    asking::next_stage(conversation, model, &stop.at_once, &mut seen).await
                }
                (Next::FollowUp(conversation, text), Some(model)) => {
                    asking::follow_up(conversation, text, model, &stop.at_once, &mut seen).await
                }
                (_, None) => Answered::default(),
            }
        };
        tokio::select! {
            answered = asking => answered,
            never = waiting.turn() => match never {},
        }
    };
    waiting.end();
    sink.finish()?;
    answered.stopped |= stop.later.is_cancelled();
    Ok(answered)
}

/// Where the text goes.
struct Sink<'a> {
    output: Option<Output>,
    report: Option<&'a mut Report>,
    /// What is not in the report yet, and when something was put there last.
    unkept: String,
    kept: Instant,
    /// Why standard output cannot be written any more.
    fault: Option<io::Error>,
}

impl Sink<'_> {
    fn text(&mut self, text: &str) {
        if let (Some(output), None) = (&mut self.output, &self.fault) {
            self.fault = output.text(text).err();
        }
        self.unkept.push_str(text);
        // A write for every token would cost as much as showing it.
        if self.kept.elapsed() >= KEEP {
            self.keep();
        }
    }

    fn keep(&mut self) {
        // A report that cannot be written any more ends where it is; the answer does not.
        if let Some(report) = &mut self.report
            && report.append(&self.unkept).is_err()
        {
            self.report = None;
        }
        self.unkept.clear();
        self.kept = Instant::now();
    }

    fn finish(mut self) -> io::Result<()> {
        self.keep();
        if let (Some(output), None) = (self.output.take(), &self.fault) {
            output.finish()?;
        }
        self.fault.map_or(Ok(()), Err)
    }
}
