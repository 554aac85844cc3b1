//! What a model proposes to run next, and what it makes of all that was printed.

use ask::asks::debug_host::{self, Proposals};
use ask::facts::HostFacts;
use ask::{AskError, Model, Question, Seen, Wishes};
use host::gate::Tier;
use host::plan::{Item, Plan};

use super::{HostSeen, HostSink, Investigation, MOST_ROUNDS};

impl Investigation {
    /// Asks what to run next. Absent when the model has seen enough, or has asked often enough.
    ///
    /// # Errors
    /// When the model does not answer.
    pub async fn propose(
        &mut self,
        model: &dyn Model,
        wishes: &Wishes,
        seen: HostSink<'_>,
    ) -> Result<Option<Plan>, AskError> {
        if self.rounds >= MOST_ROUNDS {
            return Ok(None);
        }
        let facts = self.facts();
        let Proposals {
            commands, left_out, ..
        } = debug_host::propose(model, &facts, wishes, &mut |what| {
            if let Seen::Progress(text) = what {
                seen(HostSeen::Progress(text));
            }
        })
        .await?;
        self.rounds += 1;
        if left_out > 0 {
            self.not_seen.push(format!(
                "what {left_out} of the model's proposals in round {} would have shown: they were no commands",
                self.rounds
            ));
        }
        let mut items: Vec<Item> = Vec::new();
        for proposed in commands {
            let Some(command) = command_line(&proposed.pipeline, proposed.needs_root) else {
                continue;
            };
            let is_known = |known: &str| known == command;
            let was_run = self.outputs.iter().any(|output| is_known(&output.command));
            if was_run || items.iter().any(|item| is_known(&item.command)) {
                continue;
            }
            items.push(Item::new(
                &command,
                &proposed.why,
                proposed.seconds,
                &self.case.policy,
            ));
        }
        Ok((!items.is_empty()).then(|| self.plan(items)))
    }

    /// A plan of commands that the user gives.
    pub fn plan_of<'a>(&self, commands: impl IntoIterator<Item = &'a str>) -> Plan {
        let items = commands.into_iter().map(|command| {
            let mut item = Item::new(command, "", None, &self.case.policy);
            // Whoever types a command wants it to run; what the gate asks about is asked about all the same.
            item.ticked = item.verdict.tier == Tier::Read;
            item
        });
        self.plan(items.collect())
    }

    fn plan(&self, items: Vec<Item>) -> Plan {
        Plan {
            targets: self.hosts.iter().map(|host| host.name.clone()).collect(),
            problem: self.case.problem.clone(),
            items,
        }
    }

    /// The question what all of it means. Without a model its answer is what the triage found.
    ///
    /// # Errors
    /// When the prompt cannot be made.
    pub async fn report(
        &self,
        model: &dyn Model,
        wishes: &Wishes,
        seen: HostSink<'_>,
    ) -> Result<Question, AskError> {
        report_on(model, &self.facts(), self.triage_text(), wishes, seen).await
    }

    /// The same with an answer that is known already and needs no model.
    pub fn unasked(&self, answer: &str) -> Question {
        debug_host::unasked(&self.facts(), answer)
    }

    /// The question what one command printed, for those who give the commands themselves.
    pub fn summary(&self, number: usize) -> Option<Question> {
        let output = self.outputs.iter().find(|output| output.number == number)?;
        Some(debug_host::summary(
            &self.facts(),
            output,
            &self.printed_of(output),
        ))
    }
}

/// The question what facts mean, wherever they come from. `without_model` answers where no model does.
///
/// # Errors
/// When the prompt cannot be made.
pub async fn report_on(
    model: &dyn Model,
    facts: &HostFacts,
    without_model: &str,
    wishes: &Wishes,
    seen: HostSink<'_>,
) -> Result<Question, AskError> {
    debug_host::report(model, facts, without_model, wishes, &mut |what| {
        if let Seen::Progress(text) = what {
            seen(HostSeen::Progress(text));
        }
    })
    .await
}

/// Words as a command line that people can read and change; what is shown is judged, and what was judged runs.
fn command_line(pipeline: &[Vec<String>], needs_root: bool) -> Option<String> {
    let mut stages: Vec<Vec<&str>> = pipeline
        .iter()
        .map(|words| words.iter().map(String::as_str).collect())
        .collect();
    // The plan says `sudo`, and nobody else does.
    if needs_root && let Some(first) = stages.first_mut() {
        first.splice(0..0, ["sudo", "-n", "--"]);
    }
    let line: Vec<String> = stages.iter().map(|words| written(words)).collect();
    let line = line.join(" | ");
    (!line.trim().is_empty()).then_some(line)
}

/// The words of a command, each in quotes where a shell would otherwise read something into it.
fn written(words: &[&str]) -> String {
    let is_plain = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&byte))
    };
    let words: Vec<String> = (words.iter())
        .map(|word| {
            if is_plain(word) {
                (*word).to_owned()
            } else {
                format!("'{}'", word.replace('\'', r#"'"'"'"#))
            }
        })
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::command_line;

    #[test]
    fn words_become_a_line_that_means_them() {
        let line = |pipeline: &[&[&str]], root| {
            let pipeline: Vec<Vec<String>> = pipeline
                .iter()
                .map(|words| words.iter().map(|word| (*word).to_owned()).collect())
                .collect();
            command_line(&pipeline, root)
        };
        assert_eq!(
            line(&[&["vmstat", "1", "5"]], false).as_deref(),
            Some("vmstat 1 5")
        );
        assert_eq!(
            line(&[&["grep", "a b"], &["wc", "-l"]], false).as_deref(),
            Some("grep 'a b' | wc -l")
        );
        assert_eq!(
            line(&[&["echo", "it's", "$(reboot)"]], false).as_deref(),
            Some("echo 'it'\"'\"'s' '$(reboot)'")
        );
        assert_eq!(line(&[&["dmesg"]], true).as_deref(), Some("sudo -n -- dmesg"));
        assert_eq!(line(&[], false), None);
    }
}
