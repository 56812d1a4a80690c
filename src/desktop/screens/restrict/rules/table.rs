//! How the rows of the rule table look.

use egui::{Rect, Ui};

use super::draft::Draft;
use super::words;
use crate::desktop::tokens::Tokens;
use crate::desktop::widgets::elide::Elider;
use crate::desktop::widgets::glyph::Glyph;
use crate::desktop::widgets::list_box::{Columns, ListLook, Ticked, Two};
use crate::desktop::widgets::words::count;
use crate::domain::restriction::RuleRow;
use crate::plan::{Finding, Severity};
use crate::runtime::restrict_view::{RestrictSettingsView, RuleMatches};

/// The rows with what is known of them.
pub struct Look<'a> {
    /// The table.
    pub draft: &'a Draft,
    /// How it matches.
    pub matches: &'a [RuleMatches],
    /// Names of people, groups and collections.
    pub settings: &'a RestrictSettingsView,
    /// Colours and sizes.
    pub tokens: &'a Tokens,
}

/// Glyph and colour of a finding.
#[must_use]
pub fn severity(tokens: &Tokens, finding: &Finding) -> (Glyph, egui::Color32) {
    match finding.severity {
        Severity::Note => (Glyph::Dot, tokens.ink2),
        Severity::Warning => (Glyph::Warning, tokens.changed),
        Severity::Obstacle => (Glyph::Warning, tokens.broken),
    }
}

impl Look<'_> {
    fn row(&self, row: usize) -> Option<&RuleRow> {
        self.draft.settings().table.rows.get(row)
    }

    /// How a row matches.
    #[must_use]
    pub fn matched(&self, row: &RuleRow) -> Option<&RuleMatches> {
        self.matches.iter().find(|matches| matches.row == row.id)
    }

    fn matches_words(&self, row: &RuleRow) -> String {
        match self.matched(row) {
            _ if !row.on => "does not count".to_owned(),
            Some(matches) if matches.assets == 0 => "matches no asset".to_owned(),
            Some(matches) => format!("matches {}", count(matches.assets, "asset", "assets")),
            None => "being counted".to_owned(),
        }
    }

    fn worst(&self, row: &RuleRow) -> Option<&Finding> {
        self.matched(row)?.findings.iter().max_by_key(|finding| finding.severity)
    }
}

/// What is found about a row that matches nothing.
const NOTHING: &str = "matches nothing";

impl ListLook for Look<'_> {
    fn ticked(&self, row: usize) -> Option<Ticked> {
        Some(if self.row(row)?.on { Ticked::Yes } else { Ticked::No })
    }

    fn box_name(&self, row: usize) -> String {
        format!("Let “{}” count", self.row(row).map_or("", |row| row.name.as_str()))
    }

    fn paint(&self, ui: &Ui, elider: &Elider, place: usize, rect: Rect, chosen: bool) {
        let Some(row) = self.row(place) else { return };
        let tokens = self.tokens;
        let quiet = if chosen { tokens.ink2 } else { tokens.ink3 };
        let two = Two { ui, tokens, elider };
        let mut columns = Columns::of(rect, tokens.pad);
        let matches = columns.right(tokens.rail * 2.6);
        let half = (columns.rest().width() - tokens.pad) * 0.52;
        let when = columns.left(half);
        let ink = if row.on { tokens.ink } else { quiet };
        let name = if row.name.trim().is_empty() {
            "no name yet"
        } else {
            row.name.as_str()
        };
        if self.draft.differs(row) {
            two.strong(when, &format!("{name} · edited"), ink);
        } else {
            two.strong(when, name, ink);
        }
        two.lower(when, &words::when(self.settings, &row.when), tokens.ink2);
        let (upper, lower) = (words::on_the_asset(&row.then), words::for_people(self.settings, &row.then));
        match (upper.is_empty(), lower.is_empty()) {
            (true, true) => two.upper_small(columns.rest(), "nothing follows", tokens.changed),
            (true, false) => two.upper_small(columns.rest(), &lower, ink),
            _ => {
                two.upper_small(columns.rest(), &upper, ink);
                two.lower(columns.rest(), &lower, tokens.ink2);
            }
        }
        // That nothing matches is said once.
        let bare = self.matched(row).is_some_and(|matches| matches.assets == 0) && row.on;
        match self.worst(row) {
            Some(finding) if bare && finding.text == NOTHING => {
                let (glyph, colour) = severity(tokens, finding);
                two.state(matches, glyph, NOTHING, colour);
            }
            worst => {
                two.upper_small(matches, &self.matches_words(row), if row.on { tokens.ink2 } else { quiet });
                if let Some(finding) = worst {
                    let (glyph, colour) = severity(tokens, finding);
                    two.lower_state(matches, glyph, &finding.text, colour);
                }
            }
        }
    }

    fn spoken(&self, place: usize) -> String {
        let Some(row) = self.row(place) else { return String::new() };
        let mut words = format!("{}, {}", row.name, self.matches_words(row));
        if let Some(finding) = self.worst(row) {
            words.push_str(&format!(", {}", finding.text));
        }
        words
    }

    fn hover(&self, place: usize) -> String {
        let Some(row) = self.row(place) else { return String::new() };
        let mut lines = vec![
            row.name.clone(),
            format!("when: {}", words::when(self.settings, &row.when)),
            format!("then: {}", words::then(self.settings, &row.then)),
            self.matches_words(row),
        ];
        lines.extend(
            self.matched(row)
                .into_iter()
                .flat_map(|matches| &matches.findings)
                .map(|finding| finding.text.clone()),
        );
        lines.join("\n")
    }
}
