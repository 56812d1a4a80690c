//! Settings of the application, kept as a TOML file that people can read. They hold no secret.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Light, dark, or as the system is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter)]
#[serde(rename_all = "snake_case")]
pub enum Appearance {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A workspace that was open before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentWorkspace {
    /// Its file.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
}

/// Settings of the application.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppSettings {
    /// Light, dark, or as the system is.
    pub appearance: Appearance,
    /// Size of text; 1.0 is 13 px.
    pub text_size: f32,
    /// Workspaces that were open before, latest first.
    pub recent: Vec<RecentWorkspace>,
}

impl Default for AppSettings {
    fn default() -> Self {
        Self {
            appearance: Appearance::System,
            text_size: 1.0,
            recent: Vec::new(),
        }
    }
}

/// Most workspaces that are remembered.
const MOST_RECENT: usize = 12;

impl AppSettings {
    /// Reads the file. One that is missing or cannot be understood gives the defaults; the second is said.
    #[must_use]
    pub fn read(path: &Path) -> (Self, Option<String>) {
        match std::fs::read_to_string(path) {
            Err(_) => (Self::default(), None),
            Ok(text) => match toml::from_str(&text) {
                Ok(settings) => (settings, None),
                Err(error) => (
                    Self::default(),
                    Some(format!(
                        "{} cannot be understood, so the defaults are used: {}",
                        path.display(),
                        error.message()
                    )),
                ),
            },
        }
    }

    /// Writes the file, beside and then renamed, so that it is never half there.
    ///
    /// # Errors
    /// Where the folder or file cannot be written.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        let text = toml::to_string_pretty(self).map_err(std::io::Error::other)?;
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or_else(|| Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        beside.write_all(text.as_bytes())?;
        beside.persist(path).map(|_| ()).map_err(|error| error.error)
    }

    /// Puts a workspace first among the recent ones.
    pub fn remember(&mut self, path: PathBuf, name: String) {
        self.recent.retain(|known| known.path != path);
        self.recent.insert(0, RecentWorkspace { path, name });
        self.recent.truncate(MOST_RECENT);
    }

    /// Takes a workspace off the recent ones.
    pub fn forget(&mut self, path: &Path) {
        self.recent.retain(|known| known.path != path);
    }
}
