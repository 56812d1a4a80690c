//! Credentials in the keyring of the operating system: Secret Service, Keychain, Credential Manager.
//!
//! Where there is none, or it stays locked, secrets are kept in memory for this run only, and the person is told. All calls
//! may wait for the operating system (a person may have to unlock the keyring): call them off the window's thread.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use parking_lot::Mutex;
use uuid::Uuid;

use crate::domain::Secret;

/// The name under which all of Archway's entries stand in the keyring.
const SERVICE: &str = "archway";

/// Which credential.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Account(String);

impl Account {
    /// Password of a workspace's ArchivesSpace user.
    #[must_use]
    pub fn archivesspace(workspace: Uuid) -> Self {
        Self(format!("{workspace}/archivesspace"))
    }

    /// Application token of a workspace's iconik.
    #[must_use]
    pub fn iconik(workspace: Uuid) -> Self {
        Self(format!("{workspace}/iconik"))
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a credential could not be kept, read or deleted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The keyring does not open.
    #[error("The system keyring is locked. Unlock it and try again.")]
    Locked,
    /// There is no keyring any more.
    #[error("The system keyring is not available ({reason}). Start it and try again.")]
    Unavailable {
        /// What the system said.
        reason: String,
    },
    /// It does not take this secret.
    #[error("The system keyring does not take this secret: {reason}.")]
    Refused {
        /// What the system said.
        reason: String,
    },
    /// What is kept there is not a secret of Archway's.
    #[error("The entry {account} of the system keyring cannot be read. Enter the secret again to replace it.")]
    Unreadable {
        /// The entry.
        account: String,
    },
}

/// Something the person should know about where secrets are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultNotice {
    /// In words.
    pub text: String,
}

impl fmt::Display for VaultNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Where secrets are kept.
#[derive(Clone)]
pub enum Vault {
    /// In the keyring of the operating system.
    Keyring,
    /// In memory, for this run only.
    Memory(Arc<Mutex<HashMap<Account, Secret>>>),
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keyring => "Vault::Keyring",
            Self::Memory(_) => "Vault::Memory",
        })
    }
}

impl Vault {
    /// The keyring where it works, else memory and what to tell the person. Never fails.
    #[must_use]
    pub fn open() -> (Self, Option<VaultNotice>) {
        match keyring_works() {
            Ok(()) => (Self::Keyring, None),
            Err(error) => {
                let why = match &error {
                    VaultError::Locked => "The system keyring is locked.".to_owned(),
                    _ => "No system keyring is available.".to_owned(),
                };
                tracing::info!(%error, "no keyring");
                let text = format!(
                    "{why} Passwords and tokens are kept for this run only and have to be entered again next time. \
                     To keep them, unlock or install a keyring (such as GNOME Keyring or KWallet) and start Archway again."
                );
                (Self::in_memory(), Some(VaultNotice { text }))
            }
        }
    }

    /// A vault that forgets everything at the end: for the practice workspace and for tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::Memory(Arc::default())
    }

    /// True where secrets outlive this run.
    #[must_use]
    pub fn keeps(&self) -> bool {
        matches!(self, Self::Keyring)
    }

    /// The secret, where there is one.
    ///
    /// # Errors
    /// Where the keyring cannot be asked.
    pub fn get(&self, account: &Account) -> Result<Option<Secret>, VaultError> {
        match self {
            Self::Memory(secrets) => Ok(secrets.lock().get(account).cloned()),
            Self::Keyring => match entry(account).and_then(|entry| entry.get_password()) {
                Ok(secret) => Ok(Some(Secret::new(secret))),
                Err(keyring::Error::NoEntry) => Ok(None),
                Err(error) => Err(in_words(&error, account)),
            },
        }
    }

    /// Keeps a secret, in place of the one before.
    ///
    /// # Errors
    /// Where the keyring does not take it.
    pub fn set(&self, account: &Account, secret: &Secret) -> Result<(), VaultError> {
        match self {
            Self::Memory(secrets) => {
                secrets.lock().insert(account.clone(), secret.clone());
                Ok(())
            }
            Self::Keyring => entry(account)
                .and_then(|entry| entry.set_password(secret.expose()))
                .map_err(|error| in_words(&error, account)),
        }
    }

    /// Forgets a secret; one that is not there is forgotten already.
    ///
    /// # Errors
    /// Where the keyring cannot be asked.
    pub fn delete(&self, account: &Account) -> Result<(), VaultError> {
        match self {
            Self::Memory(secrets) => {
                secrets.lock().remove(account);
                Ok(())
            }
            Self::Keyring => match entry(account).and_then(|entry| entry.delete_credential()) {
                Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
                Err(error) => Err(in_words(&error, account)),
            },
        }
    }
}

fn entry(account: &Account) -> Result<keyring::Entry, keyring::Error> {
    keyring::Entry::new(SERVICE, &account.0)
}

/// Looks for an entry that does not exist: a keyring that works says so, one that is locked or missing does not.
fn keyring_works() -> Result<(), VaultError> {
    let account = Account("availability".to_owned());
    if let Err(error) = keyring::Entry::store_status() {
        return Err(in_words(error, &account));
    }
    match entry(&account).and_then(|entry| entry.get_password()) {
        Ok(_) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(in_words(&error, &account)),
    }
}

/// The system's error in words. Entries themselves never go into a message.
fn in_words(error: &keyring::Error, account: &Account) -> VaultError {
    match error {
        keyring::Error::NoStorageAccess(_) => VaultError::Locked,
        keyring::Error::TooLong(what, most) => VaultError::Refused {
            reason: format!("the {what} is longer than {most} characters"),
        },
        keyring::Error::BadEncoding(_) | keyring::Error::BadDataFormat(..) | keyring::Error::Ambiguous(_) => VaultError::Unreadable {
            account: account.to_string(),
        },
        keyring::Error::PlatformFailure(reason) => VaultError::Unavailable {
            reason: reason.to_string(),
        },
        _ => VaultError::Unavailable {
            reason: "it does not answer as a keyring does".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_found_replaced_and_forgotten() {
        let vault = Vault::in_memory();
        let (one, other) = (Account::archivesspace(Uuid::nil()), Account::iconik(Uuid::nil()));
        assert!(vault.get(&one).is_ok_and(|secret| secret.is_none()));
        assert!(vault.set(&one, &Secret::new("tide")).is_ok() && vault.set(&one, &Secret::new("ebb")).is_ok());
        assert!(
            vault
                .get(&one)
                .is_ok_and(|secret| secret.is_some_and(|secret| secret.expose() == "ebb"))
        );
        assert!(vault.get(&other).is_ok_and(|secret| secret.is_none()));
        assert!(vault.delete(&one).is_ok() && vault.delete(&one).is_ok());
        assert!(vault.get(&one).is_ok_and(|secret| secret.is_none()));
        assert!(!vault.keeps());
    }

    #[test]
    fn debug_shows_no_secret() {
        let vault = Vault::in_memory();
        assert!(vault.set(&Account::iconik(Uuid::nil()), &Secret::new("tide-table")).is_ok());
        assert!(!format!("{vault:?}").contains("tide"));
    }

    #[test]
    fn the_systems_errors_are_told_in_words() {
        let account = Account::iconik(Uuid::nil());
        let locked = keyring::Error::NoStorageAccess("no result".into());
        assert_eq!(in_words(&locked, &account), VaultError::Locked);
        let unreadable = in_words(&keyring::Error::BadEncoding(b"tide-table".to_vec()), &account);
        assert!(!unreadable.to_string().contains("tide"), "{unreadable}");
    }

    #[test]
    fn opening_gives_a_vault_that_works_and_says_when_it_forgets() {
        let (vault, notice) = Vault::open();
        assert_eq!(vault.keeps(), notice.is_none());
    }

    /// Writes to the keyring of whoever runs it, and so only where asked: `ARCHWAY_TEST_KEYRING=1`.
    #[test]
    fn a_real_keyring_keeps_and_forgets() {
        if std::env::var_os("ARCHWAY_TEST_KEYRING").is_none() {
            println!("skipped: ARCHWAY_TEST_KEYRING is not set");
            return;
        }
        let (vault, notice) = Vault::open();
        assert_eq!(notice, None, "a keyring was promised");
        let account = Account::iconik(Uuid::new_v4());
        assert!(vault.get(&account).is_ok_and(|secret| secret.is_none()));
        assert_eq!(vault.set(&account, &Secret::new("tide ✓")), Ok(()));
        assert!(
            vault
                .get(&account)
                .is_ok_and(|secret| secret.is_some_and(|secret| secret.expose() == "tide ✓"))
        );
        assert_eq!((vault.delete(&account), vault.delete(&account)), (Ok(()), Ok(())));
        assert!(vault.get(&account).is_ok_and(|secret| secret.is_none()));
    }
}
