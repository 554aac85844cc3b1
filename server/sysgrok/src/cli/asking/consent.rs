//! Whether text of this folder may go where the `.env` in it points. What the user's own settings and environment name is
//! asked without a word, since a typed command is consent; into the `.env` of a folder that was cloned nobody looks, least
//! of all where no terminal is.

use std::path::{Path, PathBuf};

use engine::Settings;
use engine::asking::{Asked, Consents, Models};

use super::super::arguments::AskingArguments;
use super::super::{Failure, printable, warn};
use super::{Configured, typed};

/// The model that may be asked, else why there is none although one is wanted.
pub(super) async fn admitted(
    models: &Models,
    settings: &Settings,
    asking: &AskingArguments,
    state: Option<&Path>,
) -> Result<(Option<Asked>, Option<String>), Failure> {
    let Configured {
        model,
        is_of_env_file,
    } = match super::model(models, settings, asking) {
        Ok(configured) => configured,
        Err(error) => return Ok((None, Some(error.to_string()))),
    };
    let Some(model) = model else {
        return Ok((None, None));
    };
    let agreement = if is_of_env_file {
        agreement(&model, state).await?
    } else {
        Agreement::Given
    };
    let endpoint = &model.client().identity().endpoint;
    let way_out = match agreement {
        Agreement::Given => return Ok((Some(model), None)),
        Agreement::Refused => "",
        Agreement::Unasked => {
            ". Run it once on a terminal to agree, or name the address yourself: GAI_API_BASE in the environment, or \
             endpoint under [model] in your settings"
        }
    };
    let fault = format!(
        "you have not agreed that text of this folder goes to {endpoint}, which its .env names: the answer comes from \
         facts alone{way_out}"
    );
    Ok((None, Some(fault)))
}

/// What the user says to an address that a `.env` names.
enum Agreement {
    /// Now or before, or none is needed.
    Given,
    Refused,
    /// There is no terminal to ask on, so that nothing goes there.
    Unasked,
}

/// Asks on a terminal, once for a folder and an address. Of this machine nobody is asked.
async fn agreement(model: &Asked, state: Option<&Path>) -> Result<Agreement, Failure> {
    let identity = model.client().identity();
    if identity.is_loopback {
        return Ok(Agreement::Given);
    }
    // As the server calls a workspace, whose consents these are too.
    let folder = Path::new(".")
        .canonicalize()
        .unwrap_or_else(|_| PathBuf::from("."));
    let consents = state.map(Consents::new);
    if (consents.as_ref()).is_some_and(|consents| consents.given(&folder, &identity.endpoint)) {
        return Ok(Agreement::Given);
    }
    if !typed::is_there() {
        return Ok(Agreement::Unasked);
    }
    let question = format!(
        "the .env of this folder names the model {} at {}.\nAnswers come from there only if text of this folder is sent there: what you give, and the source \
         with its heat that belongs to it. You are asked once for this folder and this address.\nSend it? [y/N] ",
        identity.model, identity.endpoint
    );
    let question: Vec<_> = question.split('\n').map(printable::text).collect();
    if !typed::is_yes(typed::ask(&question.join("\n")).await?) {
        return Ok(Agreement::Refused);
    }
    let kept = consents.map(|consents| consents.give(&folder, &identity.endpoint));
    if let Some(Err(error)) = kept {
        warn(&format!("you will be asked again: {error}"));
    }
    Ok(Agreement::Given)
}
