//! Screens: each a struct with a `ui` method that draws what the model says and raises what the person does.

pub mod activity;
pub mod describe;
pub mod link;
pub mod restrict;
pub mod review;
pub mod settings;
pub mod welcome;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::commands::Situation;
use super::model::Model;
use super::outbox::Outbox;
use super::tokens::Tokens;
use crate::runtime::settings::AppSettings;

/// Which screen is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, strum::EnumIter)]
pub enum ScreenId {
    /// Both systems side by side.
    #[default]
    Link,
    /// How description goes from one system to the other.
    Describe,
    /// What restrictions mean for media.
    Restrict,
    /// What runs, ran, and waits for a person.
    Activity,
    /// Workspaces, appearance, network.
    Settings,
    /// No workspace is open.
    Welcome,
}

impl ScreenId {
    /// The name on the rail.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Link => "Link",
            Self::Describe => "Describe",
            Self::Restrict => "Restrict",
            Self::Activity => "Activity",
            Self::Settings => "Settings",
            Self::Welcome => "Welcome",
        }
    }
}

/// What a screen sees while it draws: shared references only.
#[derive(Clone, Copy)]
pub struct ViewCtx<'a> {
    /// Everything known from events.
    pub model: &'a Model,
    /// Colours and sizes of the theme in force.
    pub tokens: &'a Tokens,
    /// Takes whatever the person wants changed.
    pub outbox: &'a Outbox,
    /// Settings of the application.
    pub settings: &'a AppSettings,
    /// What is open and selected, for enabling commands.
    pub situation: &'a Situation,
    /// The time now.
    pub now: Timestamp,
    /// Where the person is, for times of day.
    pub zone: &'a TimeZone,
}

impl ViewCtx<'_> {
    /// The time of day, with the date where it is not today: `12:04`, `3 May 12:04`.
    #[must_use]
    pub fn clock(&self, at: Timestamp) -> String {
        let there = at.to_zoned(self.zone.clone());
        let today = self.now.to_zoned(self.zone.clone());
        if there.date() == today.date() {
            there.strftime("%H:%M").to_string()
        } else if there.year() == today.year() {
            there.strftime("%-d %b %H:%M").to_string()
        } else {
            there.strftime("%-d %b %Y").to_string()
        }
    }

    /// True where a workspace is open and this Archway may write.
    #[must_use]
    pub fn writable(&self) -> bool {
        self.model.workspace().is_some_and(|workspace| workspace.read_only.is_none())
    }
}
