//! Notices: the same thing said once, with how many records it is about.

use indexmap::IndexMap;

use crate::plan::{Finding, Severity};

/// Collects findings about a plan as a whole.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    said: IndexMap<(Severity, String), (usize, String)>,
}

impl Notices {
    /// Says something about a record.
    pub fn say(&mut self, severity: Severity, text: impl Into<String>, about: &str) {
        let entry = self.said.entry((severity, text.into())).or_insert_with(|| (0, about.to_owned()));
        entry.0 += 1;
    }

    /// The findings, in the order in which they first came up.
    pub fn into_findings(self) -> Vec<Finding> {
        self.said
            .into_iter()
            .map(|((severity, text), (count, example))| Finding {
                severity,
                text: match (count, example.is_empty()) {
                    (_, true) => text,
                    (1, false) => format!("{text} (“{example}”)"),
                    (count, false) => format!("{text} ({count} times, for example “{example}”)"),
                },
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_many_records_is_said_once() {
        let mut notices = Notices::default();
        for label in ["A", "B", "C"] {
            notices.say(Severity::Warning, "No title", label);
        }
        notices.say(Severity::Note, "Once", "D");
        let texts: Vec<String> = notices.into_findings().into_iter().map(|finding| finding.text).collect();
        assert_eq!(texts, ["No title (3 times, for example “A”)", "Once (“D”)"]);
    }
}
