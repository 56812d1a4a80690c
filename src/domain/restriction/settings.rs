//! What a workspace keeps about restrictions.

use serde::{Deserialize, Serialize};

use super::effective::InheritanceRule;
use super::rules::RuleTable;
use crate::domain::Fingerprint;

/// Settings of the restriction workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RestrictSettings {
    /// Which rule decides.
    pub rule: InheritanceRule,
    /// Time zone in which days begin, by its IANA name such as `Europe/Lisbon`; that of the computer where `None`.
    pub time_zone: Option<String>,
    /// What opens must be confirmed by a second person with a log-in of their own.
    pub second_person: bool,
    /// After how many months a restriction without an end is looked at again; never where 0.
    pub review_after_months: u32,
    /// What follows in iconik.
    pub table: RuleTable,
}

impl RestrictSettings {
    /// Equal exactly while the same follows from the same records: the inheritance rule and the rule table.
    #[must_use]
    pub fn rules(&self) -> Fingerprint {
        // Plain data with text keys always becomes JSON.
        let table = serde_json::to_string(&self.table).unwrap_or_default();
        Fingerprint::of_texts([self.rule.words(), table.as_str()])
    }
}

impl Default for RestrictSettings {
    fn default() -> Self {
        Self {
            rule: InheritanceRule::default(),
            time_zone: None,
            second_person: false,
            review_after_months: 60,
            table: RuleTable::default(),
        }
    }
}
