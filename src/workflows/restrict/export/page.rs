//! The report as one page to print: no scripts, nothing fetched, every text escaped.

use std::fmt::Write as _;

use strum::IntoEnumIterator as _;

use crate::domain::restriction::overview::{Disagreement, DisagreementKind, NoteToRead, RestrictionsView};

const STYLE: &str = "\
:root{color-scheme:light}
body{font:13px/1.45 system-ui,sans-serif;color:#23211d;background:#fff;margin:32px auto;max-width:1100px;padding:0 24px}
h1{font-size:20px;margin:0 0 4px}h2{font-size:15px;margin:28px 0 6px;break-after:avoid}
p{margin:4px 0}.quiet{color:#5d584f}
.stamp{border:1px solid #a86b00;background:#fdf3dc;border-radius:6px;padding:8px 12px;margin:16px 0}
.worst{color:#b3372f}
dl{display:flex;flex-wrap:wrap;gap:4px 24px;margin:12px 0}dl div{display:flex;gap:6px}dt{color:#5d584f}dd{margin:0;font-weight:600}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{text-align:start;vertical-align:top;padding:4px 8px 4px 0;border-bottom:1px solid #e2dfd8;overflow-wrap:anywhere}
th{color:#5d584f;font-weight:500}td.words{white-space:pre-line}
@media print{body{margin:0;max-width:none;padding:0;font-size:10pt}thead{display:table-header-group}tr{break-inside:avoid}
.stamp,.worst{-webkit-print-color-adjust:exact;print-color-adjust:exact}@page{margin:15mm}}
";

/// The report as a page to print.
#[must_use]
pub fn report_html(view: &RestrictionsView) -> String {
    let mut page = Page::default();
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width\">\n");
    page.tag("title", &format!("Restrictions as of {}", view.as_of));
    page.raw("<style>\n");
    page.raw(STYLE);
    page.raw("</style>\n</head>\n<body>\n");
    head(&mut page, view);
    for kind in DisagreementKind::iter() {
        let findings: Vec<&Disagreement> = view.report.iter().filter(|finding| finding.kind == kind).collect();
        if !findings.is_empty() {
            group(&mut page, kind, &findings);
        }
    }
    if view.report.is_empty() {
        page.tag("h2", "Findings");
        page.tag("p", "Both sides agree as far as they were read.");
    }
    notes(&mut page, view);
    page.raw("</body>\n</html>\n");
    page.0
}

fn head(page: &mut Page, view: &RestrictionsView) {
    page.tag("h1", "Restrictions: where ArchivesSpace and iconik disagree");
    page.tag(
        "p",
        &format!(
            "As of {}, by the {}. Worked out on {}.",
            view.as_of,
            view.rule.words(),
            view.computed.strftime("%Y-%m-%d at %H:%M UTC")
        ),
    );
    let read = match view.access_read {
        Some(read) => format!(
            "Who can see what was read in iconik on {} or later.",
            read.strftime("%Y-%m-%d at %H:%M UTC")
        ),
        None => "Who can see what was not read in iconik yet.".to_owned(),
    };
    page.tag("p", &read);
    page.classed(
        "div",
        "stamp",
        "This is a report of how things stood when it was worked out. It is not a record of anything that was done: nothing was changed \
         in either system.",
    );
    page.raw("<dl>\n");
    let counts = &view.counts;
    for (what, count) in [
        ("linked assets", counts.assets),
        ("restricted", counts.restricted),
        ("restricted later", counts.later),
        ("need a person", counts.needs_person),
        ("open", counts.open),
        ("rules differ", counts.differ),
        ("access not read", view.unread_access),
    ] {
        page.raw("<div>");
        page.tag("dt", what);
        page.tag("dd", &count.to_string());
        page.raw("</div>\n");
    }
    page.raw("</dl>\n");
}

fn group(page: &mut Page, kind: DisagreementKind, findings: &[&Disagreement]) {
    let title = format!("{}: {}", sentence(kind.words()), super::assets(findings.len() as u64));
    let class = if kind == DisagreementKind::OpenThoughRestricted {
        "worst"
    } else {
        "kind"
    };
    page.classed("h2", class, &title);
    page.raw("<table>\n<thead><tr>");
    for head in ["Asset", "Record", "Cause", "Seen by", "What is wrong"] {
        page.tag("th", head);
    }
    page.raw("</tr></thead>\n<tbody>\n");
    for finding in findings {
        page.raw("<tr>");
        page.cell(&format!("{}\n{}", finding.asset_title, finding.asset));
        page.cell(&match finding.record {
            Some(record) => format!("{}\n{record}", finding.record_title),
            None => finding.record_title.clone(),
        });
        page.cell(&finding.cause);
        page.cell(&finding.seen_by.as_ref().map_or_else(|| "not read".to_owned(), |seen| seen.words()));
        page.cell(&finding.detail);
        page.raw("</tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
}

fn notes(page: &mut Page, view: &RestrictionsView) {
    let waiting: Vec<&NoteToRead> = view.notes.iter().filter(|note| note.waits()).collect();
    if waiting.is_empty() {
        return;
    }
    page.tag("h2", &format!("Notes that nobody has read: {}", waiting.len()));
    page.raw("<table>\n<thead><tr>");
    for head in ["Record", "Note", "Words", "Reaches"] {
        page.tag("th", head);
    }
    page.raw("</tr></thead>\n<tbody>\n");
    for note in waiting {
        page.raw("<tr>");
        page.cell(&format!("{}\n{}", note.record_title, note.statement.record));
        page.cell(&if note.changed {
            format!("{}, changed since it was read", note.what)
        } else {
            note.what.clone()
        });
        page.cell(&note.words);
        page.cell(&super::assets(note.assets));
        page.raw("</tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
}

/// The words with a capital letter before.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        // The name of the system keeps its small letter.
        Some(first) if !words.starts_with("iconik") => first.to_uppercase().chain(letters).collect(),
        _ => words.to_owned(),
    }
}

#[derive(Default)]
struct Page(String);

impl Page {
    /// Markup of this file's own; never a text from elsewhere.
    fn raw(&mut self, markup: &'static str) {
        self.0.push_str(markup);
    }

    fn tag(&mut self, tag: &'static str, text: &str) {
        // Writing to memory cannot fail.
        let _ = writeln!(self.0, "<{tag}>{}</{tag}>", escaped(text));
    }

    fn classed(&mut self, tag: &'static str, class: &'static str, text: &str) {
        let _ = writeln!(self.0, "<{tag} class=\"{class}\">{}</{tag}>", escaped(text));
    }

    /// A cell whose text runs in its own direction and keeps its lines.
    fn cell(&mut self, text: &str) {
        let _ = write!(self.0, "<td class=\"words\" dir=\"auto\">{}</td>", escaped(text));
    }
}

/// Text as HTML; characters that HTML does not allow become the replacement character.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter if letter.is_control() && !matches!(letter, '\n' | '\t') => escaped.push('\u{fffd}'),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflows::restrict::export::sample;
    use proptest::prelude::*;

    /// Everything between `<` and `>`, in order.
    fn markup(page: &str) -> Vec<&str> {
        page.split('<')
            .skip(1)
            .map(|rest| rest.split('>').next().unwrap_or_default())
            .collect()
    }

    proptest! {
        #[test]
        fn no_text_becomes_markup(title in "(?s)[<>&\"' a-z/=]{0,40}.*", words in "(?s).*", reason in "(?s)(<script>|</td>|&lt;|-->|\")?.*") {
            let page = report_html(&sample::view(&title, &words, &reason));
            let plain = report_html(&sample::view("title", "words", "reason"));
            prop_assert_eq!(markup(&page), markup(&plain));
            for text in [&title, &words, &reason] {
                prop_assert!(page.contains(&escaped(text)));
            }
        }
    }

    #[test]
    fn it_says_what_it_is_and_counts() {
        let page = report_html(&sample::view("Quayside walk", "Closed.", "12 people can see it"));
        for part in [
            "As of 2026-11-21, by the container rule (stricter)",
            "It is not a record of anything that was done",
            "Open in iconik though its record is restricted: 1 asset<",
            "Notes that nobody has read: 1",
            "12 people",
            "@media print",
        ] {
            assert!(page.contains(part), "“{part}” is missing in {page}");
        }
        assert!(!page.contains("<script"));
        assert!(!page.contains("http://") && !page.contains("https://"), "nothing is fetched");
    }
}
