//! Settings of the application, kept as a TOML file that people can read. They hold no secret.

use std::path::PathBuf;

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
