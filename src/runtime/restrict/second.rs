//! A second person confirms with a log-in of their own.

use crate::domain::workspace::Connection;
use crate::runtime::error::RuntimeError;
use crate::runtime::restrict_view::SecondPerson;
use crate::systems::{ArchivesSpace, TransportLimits};

/// Logs the second person in at ArchivesSpace, once, and gives the account's name. Nothing of the password is kept.
///
/// # Errors
/// Where it is the same person, or ArchivesSpace does not let them in.
pub async fn log_in(connection: &Connection, first: &[String], second: SecondPerson) -> Result<String, RuntimeError> {
    let same = |name: &str| first.iter().any(|known| known.trim().eq_ignore_ascii_case(name.trim()));
    if same(&second.user) {
        return Err(RuntimeError::NotASecondPerson(second.user));
    }
    let limits = TransportLimits {
        attempts: 1,
        ..TransportLimits::archivesspace(1)
    };
    let client = ArchivesSpace::new(&connection.archivesspace_url, &second.user, second.password, limits)?;
    let account = client.session_user().await?;
    let name = account
        .get("username")
        .and_then(serde_json::Value::as_str)
        .map_or(second.user, str::to_owned);
    // An account may answer to several spellings of its name.
    if same(&name) {
        return Err(RuntimeError::NotASecondPerson(name));
    }
    Ok(name)
}
