//! What begins, ends and is reviewed, for calendars: iCalendar after RFC 5545, with whole days.

use jiff::civil::Date;

use crate::domain::Fingerprint;
use crate::domain::restriction::overview::{ExpiryKind, ExpiryRow, RestrictionsView};

/// Octets that a line may have, without its end (RFC 5545, section 3.1).
const LINE: usize = 75;

/// The expiry queue as an iCalendar file.
///
/// An entry keeps its UID while the restriction that it is about stands in its place: where its day moves, calendars move the entry.
#[must_use]
pub fn expiry_calendar(view: &RestrictionsView) -> String {
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//Archway//Restrictions//EN");
    lines.put("CALSCALE", "GREGORIAN");
    lines.put("METHOD", "PUBLISH");
    lines.put("X-WR-CALNAME", &text("Restrictions: what begins and ends"));
    let stamp = view.computed.strftime("%Y%m%dT%H%M%SZ").to_string();
    for row in &view.expiry {
        put_entry(&mut lines, row, &stamp);
    }
    lines.put("END", "VCALENDAR");
    lines.0
}

fn put_entry(lines: &mut Lines, row: &ExpiryRow, stamp: &str) {
    lines.put("BEGIN", "VEVENT");
    lines.put("UID", &uid(row));
    lines.put("DTSTAMP", stamp);
    lines.put("DTSTART;VALUE=DATE", &day(row.day));
    // The end is the first day that is not in it (RFC 5545, section 3.6.1).
    if let Ok(next) = row.day.tomorrow() {
        lines.put("DTEND;VALUE=DATE", &day(next));
    }
    lines.put("SUMMARY", &text(&summary(row)));
    lines.put("DESCRIPTION", &text(&description(row)));
    lines.put("CATEGORIES", &text(row.kind.words()));
    if !row.page.is_empty() {
        lines.put("URL", &address(&row.page));
    }
    // A day to remember, not a day that is taken.
    lines.put("TRANSP", "TRANSPARENT");
    lines.put("END", "VEVENT");
}

fn uid(row: &ExpiryRow) -> String {
    let about = Fingerprint::of_texts([
        row.page.as_str(),
        &row.statement.record.to_string(),
        &row.statement.part,
        row.kind.words(),
    ]);
    format!("{about}@restrictions.archway")
}

fn day(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

fn summary(row: &ExpiryRow) -> String {
    let what = match row.kind {
        ExpiryKind::Begins => "Restriction begins",
        ExpiryKind::Ends => "Last day of a restriction",
        ExpiryKind::Review => "Look at a restriction again",
    };
    format!("{what}: {}", row.record_title)
}

fn description(row: &ExpiryRow) -> String {
    let mut lines = vec![
        format!("{}: {}", row.what, row.words),
        format!(
            "Reaches {}; {} would open. Nothing opens by itself: it waits for a person in Archway.",
            super::assets(row.assets),
            row.would_open
        ),
    ];
    if let Some(kept) = &row.kept {
        lines.push(format!("Kept closed by {}: {}", kept.who, kept.reason));
    }
    lines.join("\n")
}

/// A text value: what has a meaning in the format is escaped (RFC 5545, section 3.3.11), and control characters, which it does not
/// allow, are left out.
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    let mut letters = value.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                letters.next_if_eq(&'\n');
                escaped.push_str("\\n");
            }
            '\n' => escaped.push_str("\\n"),
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            letter if letter.is_control() && letter != '\t' => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// An address is written as it is; what cannot be in one is left out, so that it never ends a line.
fn address(page: &str) -> String {
    page.chars()
        .filter(|letter| !letter.is_control() && !letter.is_whitespace())
        .collect()
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// Writes a line, folded between characters where it is too long.
    fn put(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if octets + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(letter);
            octets += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflows::restrict::export::sample;
    use proptest::prelude::*;

    fn unfolded(calendar: &str) -> Vec<String> {
        calendar.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    fn value(calendar: &str, name: &str) -> String {
        let lines = unfolded(calendar);
        let line = lines.iter().find_map(|line| line.strip_prefix(&format!("{name}:"))).unwrap();
        let mut letters = line.chars();
        let mut read = String::new();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => match letters.next() {
                    Some('n') => read.push('\n'),
                    Some(other) => read.push(other),
                    None => panic!("a lone backslash ends {line}"),
                },
                letter => read.push(letter),
            }
        }
        read
    }

    /// The text without what the format does not allow, and with one kind of line end.
    fn allowed(text: &str) -> String {
        text.replace("\r\n", "\n")
            .replace('\r', "\n")
            .chars()
            .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
            .collect()
    }

    proptest! {
        #[test]
        fn lines_are_short_and_unfold_to_what_was_written(title in "(?s).{0,200}", words in "(?s).{0,300}") {
            let calendar = expiry_calendar(&sample::view(&title, &words, "because"));
            for line in calendar.split_terminator("\r\n") {
                prop_assert!(line.len() <= LINE, "{} octets: {}", line.len(), line);
                prop_assert!(!line.contains(['\r', '\n']), "{:?}", line);
            }
            prop_assert!(calendar.ends_with("END:VCALENDAR\r\n"));
            prop_assert_eq!(value(&calendar, "SUMMARY"), allowed(&format!("Last day of a restriction: {title}")));
            let description = value(&calendar, "DESCRIPTION");
            let begin = allowed(&format!("accessrestrict: {words}\nReaches"));
            prop_assert!(description.starts_with(&begin), "{:?} does not begin with {:?}", description, begin);
            // No text makes an entry or a property of its own.
            let lines = unfolded(&calendar);
            prop_assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:")).count(), 2);
            prop_assert_eq!(lines.len(), 18);
        }
    }

    #[test]
    fn a_day_is_a_whole_day_and_the_uid_stays_when_it_moves() {
        let mut view = sample::view("Series 3: Oral histories", "Closed.", "because");
        let calendar = expiry_calendar(&view);
        let lines = unfolded(&calendar);
        assert!(lines.contains(&"DTSTART;VALUE=DATE:20411231".to_owned()), "{lines:#?}");
        assert!(lines.contains(&"DTEND;VALUE=DATE:20420101".to_owned()));
        assert!(lines.contains(&"DTSTAMP:19700101T000000Z".to_owned()));
        let before = value(&calendar, "UID");
        view.expiry[0].day = "2051-12-31".parse().unwrap();
        view.expiry[0].words = "Closed for longer.".to_owned();
        assert_eq!(value(&expiry_calendar(&view), "UID"), before);
        view.expiry[0].kind = ExpiryKind::Review;
        assert_ne!(value(&expiry_calendar(&view), "UID"), before);
    }
}
