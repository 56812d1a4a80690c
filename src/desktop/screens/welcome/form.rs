//! What is typed to connect two systems, and what is wrong with it before anything is sent.

use std::path::PathBuf;

use url::Url;

use crate::domain::Secret;
use crate::domain::workspace::Connection;
use crate::runtime::command::Credentials;
use crate::runtime::view::{ConnectionReport, Side};

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Name of the workspace.
    Name,
    /// Address of ArchivesSpace's API.
    ArchivesSpaceUrl,
    /// Address of ArchivesSpace's staff pages.
    StaffUrl,
    /// User name in ArchivesSpace.
    User,
    /// Password in ArchivesSpace.
    Password,
    /// Address of iconik.
    IconikUrl,
    /// App-ID in iconik.
    AppId,
    /// Token in iconik.
    Token,
    /// The workspace file.
    Path,
}

/// How trying one side went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Test {
    /// Not tried, or edited since.
    #[default]
    Untried,
    /// On the way.
    Running,
    /// Answered.
    Ended(Box<ConnectionReport>),
}

/// What was typed so far.
#[derive(Default)]
pub struct ConnectForm {
    /// Name of the workspace.
    pub name: String,
    /// Address of ArchivesSpace's API.
    pub archivesspace_url: String,
    /// Address of ArchivesSpace's staff pages; may stay empty.
    pub staff_url: String,
    /// User name in ArchivesSpace.
    pub user: String,
    /// Password as typed; empty keeps the one in the keyring, where there is one.
    pub password: String,
    /// Address of iconik.
    pub iconik_url: String,
    /// App-ID in iconik.
    pub app_id: String,
    /// Token as typed; empty keeps the one in the keyring, where there is one.
    pub token: String,
    /// Where the workspace file shall be; empty where the workspace exists.
    pub path: String,
    /// Secrets are in the keyring already: empty fields keep them.
    pub keeps_secrets: bool,
    /// The practice systems: their addresses are not for typing.
    pub practice: bool,
    /// How trying ArchivesSpace went.
    pub archivesspace_test: Test,
    /// How trying iconik went.
    pub iconik_test: Test,
}

impl std::fmt::Debug for ConnectForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectForm").field("name", &self.name).finish_non_exhaustive()
    }
}

impl ConnectForm {
    /// An empty form for a new workspace.
    #[must_use]
    pub fn new() -> Self {
        Self {
            iconik_url: "https://app.iconik.io".to_owned(),
            ..Self::default()
        }
    }

    /// The form of an open workspace. Its secrets are not shown, only replaced.
    #[must_use]
    pub fn of(connection: &Connection) -> Self {
        Self {
            name: connection.name.clone(),
            archivesspace_url: connection.archivesspace_url.clone(),
            staff_url: connection.archivesspace_staff_url.clone(),
            user: connection.archivesspace_user.clone(),
            iconik_url: connection.iconik_url.clone(),
            app_id: connection.iconik_app_id.clone(),
            keeps_secrets: true,
            practice: connection.practice,
            ..Self::default()
        }
    }

    /// The systems as typed.
    #[must_use]
    pub fn connection(&self) -> Connection {
        let address = |text: &str| text.trim().trim_end_matches('/').to_owned();
        Connection {
            name: self.name.trim().to_owned(),
            archivesspace_url: address(&self.archivesspace_url),
            archivesspace_staff_url: address(&self.staff_url),
            archivesspace_user: self.user.trim().to_owned(),
            iconik_url: address(&self.iconik_url),
            iconik_app_id: self.app_id.trim().to_owned(),
            practice: self.practice,
        }
    }

    /// The secrets as typed; a password may begin or end with a space, a token may not.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        let typed = |text: &str| (!text.is_empty()).then(|| Secret::new(text));
        Credentials {
            archivesspace: typed(&self.password),
            iconik: typed(self.token.trim()),
        }
    }

    /// The workspace file, where one was named.
    #[must_use]
    pub fn path(&self) -> Option<PathBuf> {
        let path = self.path.trim();
        (!path.is_empty()).then(|| PathBuf::from(path))
    }

    /// Forgets the secrets typed, once they were handed over.
    pub fn forget_secrets(&mut self) {
        self.password = String::new();
        self.token = String::new();
    }

    /// How trying a side went.
    #[must_use]
    pub fn test(&self, side: Side) -> &Test {
        match side {
            Side::Iconik => &self.iconik_test,
            Side::ArchivesSpace => &self.archivesspace_test,
        }
    }

    /// Notes how trying a side goes.
    pub fn set_test(&mut self, side: Side, test: Test) {
        match side {
            Side::Iconik => self.iconik_test = test,
            Side::ArchivesSpace => self.archivesspace_test = test,
        }
    }

    /// What is wrong with the fields of one side; empty where it can be tried.
    #[must_use]
    pub fn problems_of(&self, side: Side) -> Vec<(Field, String)> {
        let mut problems = Vec::new();
        let mut note = |field, problem: Option<String>| problems.extend(problem.map(|text| (field, text)));
        match side {
            Side::ArchivesSpace => {
                let example = "https://archives.example.org/api";
                note(Field::ArchivesSpaceUrl, address_problem(&self.archivesspace_url, example));
                if !self.staff_url.trim().is_empty() {
                    note(
                        Field::StaffUrl,
                        address_problem(&self.staff_url, "https://archives.example.org/staff"),
                    );
                }
                note(Field::User, missing(&self.user, "the user name"));
                if !self.keeps_secrets {
                    note(Field::Password, missing(&self.password, "the password"));
                }
            }
            Side::Iconik => {
                note(Field::IconikUrl, address_problem(&self.iconik_url, "https://app.iconik.io"));
                note(Field::AppId, missing(&self.app_id, "the App-ID"));
                if !self.keeps_secrets {
                    note(Field::Token, missing(&self.token, "the token"));
                }
            }
        }
        problems
    }

    /// What is wrong with the whole form; empty where the workspace can be made.
    #[must_use]
    pub fn problems(&self) -> Vec<(Field, String)> {
        let mut problems: Vec<(Field, String)> = missing(&self.name, "a name for the workspace")
            .map(|text| (Field::Name, text))
            .into_iter()
            .collect();
        problems.extend(self.problems_of(Side::ArchivesSpace));
        problems.extend(self.problems_of(Side::Iconik));
        if !self.keeps_secrets && self.path().is_none() {
            problems.push((Field::Path, "say where the workspace file shall be".to_owned()));
        }
        problems
    }
}

fn missing(text: &str, what: &str) -> Option<String> {
    text.trim().is_empty().then(|| format!("type {what}"))
}

/// What is wrong with an address. Only this computer itself may be reached without encryption.
fn address_problem(text: &str, example: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return Some(format!("type the address, such as {example}"));
    }
    let Ok(url) = Url::parse(text) else {
        return Some(format!("this is not a whole address; it should look like {example}"));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Some("leave name and password out of the address".to_owned());
    }
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => return Some(format!("the address names no server; it should look like {example}")),
    };
    match url.scheme() {
        "https" => None,
        "http" if loopback => None,
        "http" => Some("http is not encrypted: use https, or the password could be read on the way".to_owned()),
        other => Some(format!("“{other}” is no web address; it should look like {example}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_must_be_whole_encrypted_and_without_secrets() {
        let problem = |text: &str| address_problem(text, "https://a.example");
        for right in [
            "https://archives.example.org/api",
            "http://127.0.0.1:8089",
            "http://[::1]:4",
            "http://localhost:1",
        ] {
            assert_eq!(problem(right), None, "{right}");
        }
        for wrong in [
            "",
            "archives.example.org",
            "http://archives.example.org",
            "ftp://a.example",
            "https://me:word@a.example",
            "mailto:a",
        ] {
            assert!(problem(wrong).is_some(), "{wrong} was taken");
        }
    }

    #[test]
    fn an_open_workspace_keeps_secrets_that_are_not_typed() {
        let mut form = ConnectForm::new();
        assert_eq!(form.problems().len(), 7);
        form.keeps_secrets = true;
        let fields: Vec<Field> = form.problems().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, [Field::Name, Field::ArchivesSpaceUrl, Field::User, Field::AppId]);
        assert!(form.credentials().archivesspace.is_none());
        form.password = " tide ".to_owned();
        assert_eq!(
            form.credentials().archivesspace.map(|secret| secret.expose().to_owned()),
            Some(" tide ".to_owned())
        );
    }

    #[test]
    fn debug_never_shows_what_was_typed() {
        let form = ConnectForm {
            password: "tide-table".to_owned(),
            ..ConnectForm::new()
        };
        assert!(!format!("{form:?}").contains("tide"));
    }
}
