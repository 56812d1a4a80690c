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
    let same = |name: &str| first.iter().any(|known| is_same_account(known, name));
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

/// True where two spellings name one account. ArchivesSpace folds the case of every letter, not only of those of ASCII.
fn is_same_account(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_spelling_is_no_second_person() {
        for (one, other) in [("archivist", " Archivist"), ("JOSÉ", "josé"), ("ÅSE ", "åse")] {
            assert!(is_same_account(one, other), "{one} {other}");
        }
        assert!(!is_same_account("jose", "josé"));
    }
}
