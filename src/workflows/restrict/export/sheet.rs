//! The report and the expiry queue as CSV, one line each.

use crate::domain::restriction::overview::{Disagreement, ExpiryRow, RestrictionsView};

/// The report, one line a finding, in the order in which it is shown.
#[must_use]
pub fn report_csv(view: &RestrictionsView) -> String {
    let heads = [
        "as of",
        "finding",
        "asset",
        "asset title",
        "record",
        "record title",
        "cause",
        "seen by",
        "detail",
    ];
    sheet(&heads, view.report.iter().map(|finding| finding_cells(view, finding)))
}

fn finding_cells(view: &RestrictionsView, finding: &Disagreement) -> Vec<String> {
    vec![
        view.as_of.to_string(),
        finding.kind.words().to_owned(),
        finding.asset.to_string(),
        finding.asset_title.clone(),
        finding.record.map(|record| record.to_string()).unwrap_or_default(),
        finding.record_title.clone(),
        finding.cause.clone(),
        finding.seen_by.as_ref().map_or_else(|| "not read".to_owned(), |seen| seen.words()),
        finding.detail.clone(),
    ]
}

/// What begins, ends and is reviewed, one line each, in the order in which it is shown.
#[must_use]
pub fn expiry_csv(view: &RestrictionsView) -> String {
    let heads = [
        "day",
        "what happens",
        "record",
        "part",
        "record title",
        "what",
        "words",
        "begin",
        "end",
        "assets",
        "would open",
        "kept closed",
        "kept by",
        "look again",
        "page",
    ];
    sheet(&heads, view.expiry.iter().map(expiry_cells))
}

fn expiry_cells(row: &ExpiryRow) -> Vec<String> {
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let kept = row.kept.as_ref();
    vec![
        row.day.to_string(),
        row.kind.words().to_owned(),
        row.statement.record.to_string(),
        row.statement.part.clone(),
        row.record_title.clone(),
        row.what.clone(),
        row.words.clone(),
        day(row.span.begin),
        day(row.span.end),
        row.assets.to_string(),
        row.would_open.to_string(),
        kept.map(|kept| kept.reason.clone()).unwrap_or_default(),
        kept.map(|kept| kept.who.clone()).unwrap_or_default(),
        day(kept.and_then(|kept| kept.review_on)),
        row.page.clone(),
    ]
}

/// Heads and rows; writing to memory cannot fail, and every row has as many cells as there are heads.
fn sheet(heads: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let heads = heads.iter().map(|head| (*head).to_owned()).collect();
    for row in std::iter::once(heads).chain(rows) {
        if writer.write_record(row.iter().map(|cell| guarded(cell))).is_err() {
            break;
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula (<https://owasp.org/www-community/attacks/CSV_Injection>): a `'` goes before what
/// would be one. Taking one `'` away again gives the text.
fn guarded(cell: &str) -> String {
    if is_formula(cell) { format!("'{cell}") } else { cell.to_owned() }
}

fn is_formula(cell: &str) -> bool {
    // What was guarded already is guarded once more, so that one `'` can always be taken away.
    let bare = cell.trim_start_matches(['\'', '\u{feff}']);
    bare.starts_with(['\t', '\r', '\n']) || bare.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflows::restrict::export::sample;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect()
    }

    fn bare(cell: &str) -> String {
        match cell.strip_prefix('\'') {
            Some(rest) if is_formula(rest) => rest.to_owned(),
            _ => cell.to_owned(),
        }
    }

    proptest! {
        #[test]
        fn any_text_survives(title in "(?s).*", words in "(?s).*", reason in "['=+@\\-\t\r\n ]{0,4}(?s).*") {
            let view = sample::view(&title, &words, &reason);
            let report = read(&report_csv(&view));
            prop_assert_eq!(bare(&report[1][3]), title.clone());
            prop_assert_eq!(bare(&report[1][6]), words.clone());
            let expiry = read(&expiry_csv(&view));
            prop_assert_eq!(bare(&expiry[1][4]), title);
            prop_assert_eq!(bare(&expiry[1][6]), words);
            prop_assert_eq!(bare(&expiry[1][11]), reason);
            prop_assert_eq!(report[0].len(), report[1].len());
            prop_assert_eq!(expiry[0].len(), expiry[1].len());
        }

        #[test]
        fn no_cell_is_a_formula(start in "[ '\t]{0,2}[=+@\\-＝＋－＠\t\r]", rest in ".*") {
            let view = sample::view(&format!("{start}{rest}"), "words", "reason");
            for row in read(&report_csv(&view)) {
                for cell in row {
                    prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{:?}", cell);
                }
            }
        }
    }
}
