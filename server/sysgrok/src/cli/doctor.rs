//! `sysgrok doctor`: which model is configured, whether it answers, and how to mend what is missing. Shows no key.

use std::io::{Write, stdout};

use llm::{Client, Probe, WindowSource};
use serde::Serialize;

use super::arguments::{AskingArguments, DoctorArguments};
use super::{DONE, MODEL, Outcome, asking, loading, printable};

/// What is found. A field that cannot be known is null.
#[derive(Debug, Default, Serialize)]
struct Findings {
    provider: Option<String>,
    model: Option<String>,
    endpoint: Option<String>,
    /// Whether nothing leaves this machine.
    is_loopback: Option<bool>,
    /// Whether the `.env` of this folder says where it is.
    of_env_file: Option<bool>,
    /// Whether the server answered and lets us in.
    answers: bool,
    milliseconds: Option<u128>,
    models: Vec<String>,
    /// The status with which the server refuses to list its models; null when it does not refuse.
    unlisted: Option<u16>,
    /// Whether ours is among them.
    model_listed: Option<bool>,
    window_tokens: Option<u32>,
    /// How that is known: `setting`, `server`, `table` or `assumed`.
    window_source: Option<WindowSource>,
    /// What is amiss, and what to do; null when nothing is.
    problem: Option<String>,
    settings: Option<String>,
    reports: Option<String>,
}

/// How a model is configured, for those who have none.
const REMEDY: &str = "no model is configured, so answers come from facts alone. Set one of these in the environment or \
                      in .env: OPENAI_API_KEY, ANTHROPIC_API_KEY, OLLAMA_HOST; or GAI_API_TYPE (openai, azure, anthropic, ollama) with \
                      GAI_API_KEY, and GAI_API_BASE for a server of your own, such as http://127.0.0.1:8080/v1";

/// Shows what is found; 0 when a model can be asked.
pub(super) async fn run(arguments: &DoctorArguments, before: &AskingArguments) -> Outcome {
    let asking = AskingArguments {
        model: arguments.model.clone(),
        ..AskingArguments::default()
    }
    .over(before);
    let state = crate::user_state();
    let models = asking::models(state.as_deref());
    let mut findings = Findings {
        settings: crate::user_settings().map(|folder| folder.join("config.toml").display().to_string()),
        reports: state.map(|folder| folder.join("reports").display().to_string()),
        ..Findings::default()
    };
    match asking::model(&models, &asking::settings(), &asking) {
        Ok(asking::Configured {
            model: Some(model),
            is_of_env_file,
        }) => {
            findings.of_env_file = Some(is_of_env_file);
            examine(model.client(), &mut findings).await?;
        }
        Ok(_) => findings.problem = Some(REMEDY.to_owned()),
        Err(error) => findings.problem = Some(error.to_string()),
    }
    let mut out = stdout().lock();
    if arguments.json || asking.json {
        writeln!(out, "{}", printable::json_pretty(&findings)?)?;
    } else {
        write(&findings, &mut out)?;
    }
    Ok(if findings.problem.is_none() { DONE } else { MODEL })
}

async fn examine(client: &Client, findings: &mut Findings) -> Result<(), super::Failure> {
    let identity = client.identity();
    findings.provider = Some(identity.provider.to_string());
    findings.model = Some(identity.model.clone());
    findings.endpoint = Some(identity.endpoint.clone());
    findings.is_loopback = Some(identity.is_loopback);
    let probe: Probe = loading::waiting(&format!("asking {}", identity.endpoint), client.probe()).await?;
    findings.answers = probe.error.is_none() && probe.latency.is_some();
    findings.milliseconds = probe.latency.map(|latency| latency.as_millis());
    findings.model_listed = probe.model_listed;
    findings.unlisted = probe.unlisted;
    findings.window_tokens = Some(probe.window.tokens);
    findings.window_source = Some(probe.window.source);
    findings.problem = match probe.error {
        Some(error) => Some(error.to_string()),
        None if probe.model_listed == Some(false) => Some(format!(
            "the server does not list the model {}: choose one of its models with --model or GAI_MODEL",
            identity.model
        )),
        None => None,
    };
    findings.models = probe.models;
    Ok(())
}

fn write(findings: &Findings, out: &mut impl Write) -> std::io::Result<()> {
    /// Models that are named.
    const NAMED: usize = 8;
    let mut row = |name: &str, content: &str| writeln!(out, "{name:<9} {}", printable::text(content));
    if let (Some(model), Some(provider), Some(endpoint)) =
        (&findings.model, &findings.provider, &findings.endpoint)
    {
        let place = if findings.is_loopback == Some(true) {
            ", this machine"
        } else {
            ""
        };
        let by = if findings.of_env_file == Some(true) {
            ", by the .env of this folder"
        } else {
            ""
        };
        row("model", &format!("{model}, {provider} at {endpoint}{place}{by}"))?;
        let answers = match (findings.answers, findings.milliseconds) {
            (true, Some(milliseconds)) => format!("yes, in {milliseconds} ms"),
            (_, Some(milliseconds)) => format!("in {milliseconds} ms, but not as it should"),
            (_, None) => "no".to_owned(),
        };
        row("answers", &answers)?;
        if let (Some(tokens), Some(source)) = (findings.window_tokens, findings.window_source) {
            let known = match source {
                WindowSource::Setting => "by the setting",
                WindowSource::Server => "as the server says",
                WindowSource::Table => "by our table of known models",
                WindowSource::Assumed => "assumed: set model.context_window if it is larger",
            };
            row("window", &format!("{tokens} tokens, {known}"))?;
        }
        if !findings.models.is_empty() {
            let named: Vec<&str> = findings.models.iter().take(NAMED).map(String::as_str).collect();
            let more = findings.models.len() - named.len();
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            row("models", &format!("{}{more}", named.join(", ")))?;
        } else if let Some(status) = findings.unlisted {
            let text = format!(
                "not listed by this server (status {status}), so whether it has {model} and takes the key shows the \
                 first question: sysgrok chat hello"
            );
            row("models", &text)?;
        }
    } else {
        row("model", "none")?;
    }
    if let Some(settings) = &findings.settings {
        row("settings", settings)?;
    }
    if let Some(reports) = &findings.reports {
        row("reports", reports)?;
    }
    if let Some(problem) = &findings.problem {
        row("problem", problem)?;
    }
    Ok(())
}
