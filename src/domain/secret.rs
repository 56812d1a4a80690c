//! Secrets: a type that cannot be printed, compared in the open, serialised or stored.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A password or token. `Debug` shows only that there is one; there is no `Display` and no `Serialize`.
/// Only the vault and the transport look inside.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a secret over from where it was typed or kept.
    #[must_use]
    pub fn new(value: impl Into<String>) -> Self {
        Self(SecretString::from(value.into()))
    }

    /// The secret itself. Call this only where it goes onto the wire or into the keyring.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// True where nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_never_shows_the_secret() {
        assert!(!format!("{:?}", Secret::new("tide-table")).contains("tide"));
    }
}
