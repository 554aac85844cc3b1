//! Plans as files beside the reports, which any editor opens, and what is known behind them until they run.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use ask::facts::HostFacts;
use ask::words::prose;
use host::plan::Plan;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Plans that are kept; the oldest go.
const KEPT: usize = 50;

/// The plans of a user.
#[derive(Clone, Debug)]
pub struct Plans {
    folder: PathBuf,
}

/// An investigation that waits for its plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pending {
    /// How far back logs are read; an hour when absent.
    pub since: Option<Duration>,
    /// What is known.
    pub facts: HostFacts,
    /// How often the model was asked for commands.
    pub rounds: usize,
    /// The report that the run goes on with.
    pub report: PathBuf,
    /// The workspace from which it was begun.
    pub root: PathBuf,
}

impl Plans {
    /// Those of a state folder.
    pub fn new(state: &Path) -> Plans {
        Plans {
            folder: state.join("plans"),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether a file is one of the plans.
    pub fn is_plan(&self, path: &Path) -> bool {
        path.parent() == Some(&*self.folder) && path.extension().is_some_and(|end| end == "md")
    }

    /// Writes a plan, `below` what follows its commands, and what is known behind it. Gives its file. What a model wrote is
    /// text there, and no markup.
    ///
    /// # Errors
    /// When the folder or a file cannot be written.
    pub fn write(&self, plan: &Plan, below: &str, pending: &Pending, now: Timestamp) -> io::Result<PathBuf> {
        crate::asking::make_private(&self.folder)?;
        self.forget_old();
        let mut plan = plan.clone();
        for item in &mut plan.items {
            item.why = prose(&item.why);
        }
        let name: String = (plan.targets.join("-").chars())
            .filter(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_'))
            .take(40)
            .collect();
        // Readable for its owner alone, as all of tempfile's.
        let mut file = tempfile::Builder::new()
            .prefix(&format!("{}-{name}-", now.strftime("%Y%m%dT%H%M%SZ")))
            .suffix(".md")
            .tempfile_in(&self.folder)?;
        file.write_all(plan.markdown().as_bytes())?;
        file.write_all(below.as_bytes())?;
        let (_, path) = file.keep().map_err(|error| error.error)?;
        self.keep(&path, pending)?;
        Ok(path)
    }

    /// What is known behind a plan; absent when it is none of ours, or too old.
    pub fn pending(&self, path: &Path) -> Option<Pending> {
        if !self.is_plan(path) {
            return None;
        }
        serde_json::from_slice(&fs::read(path.with_extension("json")).ok()?).ok()
    }

    /// Keeps what is known now behind a plan.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, path: &Path, pending: &Pending) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        serde_json::to_writer(&mut file, pending)?;
        file.persist(path.with_extension("json"))
            .map_err(|error| error.error)?;
        Ok(())
    }

    /// Names begin with the time, so the first are the oldest.
    fn forget_old(&self) {
        let mut paths: Vec<PathBuf> = (fs::read_dir(&self.folder).into_iter().flatten().flatten())
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|end| end == "md"))
            .collect();
        paths.sort();
        for path in paths.iter().take((paths.len() + 1).saturating_sub(KEPT)) {
            // What cannot be removed now is tried again with the next plan.
            let _ = fs::remove_file(path);
            let _ = fs::remove_file(path.with_extension("json"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use host::gate::Policy;
    use host::plan::Item;

    fn pending() -> Pending {
        Pending {
            since: Some(Duration::from_secs(3600)),
            facts: HostFacts {
                hosts: vec!["web1".to_owned()],
                ..HostFacts::default()
            },
            rounds: 1,
            report: PathBuf::from("/r.md"),
            root: PathBuf::from("/w"),
        }
    }

    #[test]
    fn a_plan_is_found_again_with_what_is_known() {
        let state = tempfile::tempdir().unwrap();
        let plans = Plans::new(state.path());
        let item = Item::new(
            "uptime",
            "see [this](http://x) \u{60}rm\u{60}",
            None,
            &Policy::default(),
        );
        let plan = Plan {
            targets: vec!["web1".to_owned()],
            problem: None,
            items: vec![item],
        };
        let now = "2026-11-25T03:00:00Z".parse().unwrap();
        let path = plans.write(&plan, "\nBelow.\n", &pending(), now).unwrap();
        assert!(plans.is_plan(&path) && !plans.is_plan(Path::new("/tmp/a.md")));
        assert_eq!(plans.pending(&path), Some(pending()));
        assert_eq!(plans.pending(Path::new("/tmp/a.md")), None);
        let text = fs::read_to_string(&path).unwrap();
        assert!(
            text.ends_with("- [x] `uptime` (read) see \\[this\\](http://x) \\`rm\\`\n\nBelow.\n"),
            "{text}"
        );
        let read = Plan::read(&text, &Policy::default());
        assert_eq!((read.items.len(), read.items[0].command.as_str()), (1, "uptime"));
    }

    #[test]
    fn the_oldest_plans_go() {
        let state = tempfile::tempdir().unwrap();
        let plans = Plans::new(state.path());
        let plan = Plan {
            targets: vec!["local".to_owned()],
            problem: None,
            items: Vec::new(),
        };
        let now = "2026-11-25T03:00:00Z".parse().unwrap();
        for _ in 0..KEPT + 2 {
            plans.write(&plan, "", &pending(), now).unwrap();
        }
        assert_eq!(fs::read_dir(plans.folder()).unwrap().count(), 2 * KEPT);
    }
}
