//! Which addresses Archway talks to.

use url::{Host, Url};

use crate::systems::error::{Place, SystemError, SystemName};

/// Reads the address of a system as a person typed it. `http://` is allowed on this computer only.
///
/// # Errors
/// [`SystemError::WrongAddress`] with what to enter instead.
pub fn check(system: SystemName, text: &str) -> Result<Url, SystemError> {
    let wrong = |shown: String, reason: &str| SystemError::WrongAddress {
        at: Place {
            system,
            address: shown,
            request: String::new(),
        },
        reason: reason.to_owned(),
    };
    let text = text.trim();
    let unread = || wrong(shorten(text), "enter it like https://archives.example.org/api");
    if text.is_empty() {
        return Err(wrong("no address".to_owned(), "enter one like https://archives.example.org/api"));
    }
    let mut url = Url::parse(text).map_err(|_| unread())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(
            without_credentials(&url),
            "leave user name and password out of it; there are fields for them",
        ));
    }
    if url.host().is_none() {
        return Err(unread());
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => {
            return Err(wrong(
                without_credentials(&url),
                "it must begin with https://, or passwords would cross the network in the open",
            ));
        }
        _ => return Err(unread()),
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// True where the host is this computer.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost") || name.to_ascii_lowercase().ends_with(".localhost"),
        None => false,
    }
}

/// The address as it may be shown.
#[must_use]
pub fn without_credentials(url: &Url) -> String {
    let mut shown = url.clone();
    // Both fail only for addresses that cannot hold credentials.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_query(None);
    shown.as_str().trim_end_matches('/').to_owned()
}

fn shorten(text: &str) -> String {
    // What cannot be read as an address may be anything, a pasted password included: only its beginning is shown.
    let start: String = text.chars().take(8).collect();
    if start.len() < text.len() {
        format!("“{start}…”")
    } else {
        format!("“{start}”")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_everywhere_http_on_this_computer_only() {
        for good in [
            "https://archives.example.org/api/",
            "http://127.0.0.1:8089",
            "http://localhost:8089/",
            "http://[::1]:80",
            " https://app.iconik.io ",
        ] {
            assert!(check(SystemName::ArchivesSpace, good).is_ok(), "{good} was refused");
        }
        for bad in [
            "",
            "archives.example.org",
            "http://archives.example.org",
            "ftp://127.0.0.1",
            "http://10.0.0.1",
            "https://",
            "http://127.0.0.1.example.org",
        ] {
            assert!(check(SystemName::ArchivesSpace, bad).is_err(), "{bad} was taken");
        }
    }

    #[test]
    fn credentials_in_an_address_are_refused_and_not_shown() {
        let error =
            check(SystemName::Iconik, "https://ada:tidepool@app.example.org").map_or_else(|error| error.to_string(), |_| String::new());
        assert!(error.contains("app.example.org") && !error.contains("tidepool"), "{error}");
    }

    #[test]
    fn the_path_keeps_and_the_rest_goes() {
        let url = check(SystemName::ArchivesSpace, "https://archives.example.org/api/?x=1#top").map(|url| url.to_string());
        assert_eq!(url.as_deref(), Ok("https://archives.example.org/api"));
    }
}
