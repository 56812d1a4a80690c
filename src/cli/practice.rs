//! `archway practice`: both practice systems alone, until Ctrl-C.

use serde_json::json;

use super::answer::{Answer, Exit, Failure, out};
use super::args::{GlobalArgs, PracticeArgs};
use super::session::absolute;
use crate::runtime::{PracticeAddresses, PracticeAlone, RuntimeError, practise_alone};

/// Runs both systems. Where they answer is printed as soon as they do.
///
/// # Errors
/// Where a port is taken or the state cannot be used.
pub fn run(global: &GlobalArgs, wanted: &PracticeArgs) -> Result<Answer, Failure> {
    let options = PracticeAlone {
        archivesspace_port: wanted.archivesspace_port,
        iconik_port: wanted.iconik_port,
        state: wanted.state.as_deref().map(absolute),
        bad_network: wanted.bad_network,
    };
    let json = global.json;
    practise_alone(options, |addresses| {
        out(&if json {
            format!("{:#}", json!({ "practice": addresses }))
        } else {
            words(addresses)
        });
    })
    .map_err(|error| {
        let exit = match error {
            RuntimeError::PracticeElsewhere => Exit::ReadOnly,
            _ => Exit::Failed,
        };
        Failure::new(exit, error.to_string())
    })?;
    // The document was given when the systems began to answer.
    std::process::exit(Exit::Done.code())
}

fn words(addresses: &PracticeAddresses) -> String {
    format!(
        "ArchivesSpace  {}\n  user         {}\n  password     {}\niconik         {}\n  App-ID       {}\n  Auth-Token   {}\n\
         Practice values; they open nothing else. Ctrl-C stops both.",
        addresses.archivesspace,
        addresses.archivesspace_user,
        addresses.archivesspace_password,
        addresses.iconik,
        addresses.iconik_app_id,
        addresses.iconik_token,
    )
}
