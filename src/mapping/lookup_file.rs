//! Lookup tables from CSV files, as spreadsheets write them.

use indexmap::map::Entry;

use super::profile::LookupTable;

/// Between several values that one value becomes.
const BETWEEN: char = '|';

/// Names that a first row has when it is a heading: of the first column, and of the second.
const HEADINGS: ([&str; 8], [&str; 8]) = (
    ["value", "from", "source", "key", "old", "term", "input", "iconik"],
    ["becomes", "to", "target", "value", "new", "heading", "output", "archivesspace"],
);

/// Reads a lookup table from CSV: a value in the first column, what it becomes in the second, several separated by `|`.
///
/// Commas, semicolons and tabs are told apart by themselves; a byte order mark and a heading row are passed over; quotes are read as
/// spreadsheets write them. UTF-8 is expected, else Western European letters (Windows-1252) are. Gives the table with what is wrong and
/// on which line; of two rows for one value the first counts.
#[must_use]
pub fn from_csv(bytes: &[u8]) -> (LookupTable, Vec<String>) {
    let (text, mut problems) = decoded(bytes);
    let mut table = LookupTable::default();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    for (index, row) in reader.records().enumerate() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                problems.push(format!("Line {line} cannot be read: {error}"));
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        if index == 0 && is_heading(&row) {
            continue;
        }
        if let Some(problem) = add(&mut table, &row) {
            problems.push(format!("Line {line}: {problem}"));
        }
    }
    if table.rows.is_empty() {
        problems.push("The file has no rows with a value and what it becomes".to_owned());
    }
    (table, problems)
}

/// Adds a row. Gives what is wrong with it.
fn add(table: &mut LookupTable, row: &csv::StringRecord) -> Option<String> {
    let value = row.get(0).unwrap_or_default().trim();
    let becomes: Vec<String> = row
        .get(1)
        .unwrap_or_default()
        .split(BETWEEN)
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    let further = row.iter().skip(2).any(|cell| !cell.trim().is_empty());
    match (value.is_empty(), becomes.is_empty()) {
        (true, true) if !further => return Some("the row is empty".to_owned()),
        (true, _) => return Some("the row has no value in its first column".to_owned()),
        (false, true) => return Some(format!("“{value}” becomes nothing: the second column is empty")),
        (false, false) => {}
    }
    let known = table.rows.keys().find(|known| folded(known) == folded(value)).cloned();
    if let Some(known) = known {
        let same = table.rows.get(&known).is_some_and(|rows| *rows == becomes);
        return Some(match (known == value, same) {
            (_, true) => format!("“{value}” stands in the table twice"),
            (true, false) => format!("“{value}” stands in the table twice with different results; the first counts"),
            (false, false) if known.to_lowercase() == value.to_lowercase() => {
                format!("“{value}” differs from “{known}” by case alone; the first counts")
            }
            (false, false) => format!("“{value}” differs from “{known}” by form alone; the first counts"),
        });
    }
    if let Entry::Vacant(free) = table.rows.entry(value.to_owned()) {
        free.insert(becomes);
    }
    further.then(|| "columns after the second are passed over".to_owned())
}

fn folded(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn is_heading(row: &csv::StringRecord) -> bool {
    let cell = |at: usize| row.get(at).unwrap_or_default().trim().to_lowercase();
    let (first, second) = (cell(0), cell(1));
    HEADINGS.0.contains(&first.as_str()) && HEADINGS.1.contains(&second.as_str())
}

/// The text, with what had to be guessed for it.
fn decoded(bytes: &[u8]) -> (String, Vec<String>) {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), Vec::new()),
        Err(error) => {
            let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            let told = format!("Line {line} is not UTF-8; the file was read as Windows-1252, look at letters with accents");
            (bytes.iter().map(|byte| windows_1252(*byte)).collect(), vec![told])
        }
    }
}

/// A letter of Windows-1252 (<https://encoding.spec.whatwg.org/index-windows-1252.txt>); it differs from Latin-1 from 80 to 9F.
fn windows_1252(byte: u8) -> char {
    const DIFFERENT: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•',
        '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    byte.checked_sub(0x80)
        .and_then(|at| DIFFERENT.get(usize::from(at)).copied())
        .unwrap_or(char::from(byte))
}

/// The delimiter that cuts most of the first lines into the same number of cells, two at least.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let cells: Vec<usize> = reader.records().flatten().take(50).map(|row| row.len()).collect();
        let two = cells.iter().filter(|count| **count == 2).count();
        let more = cells.iter().filter(|count| **count > 2).count();
        (two, more)
    };
    let mut best = (b',', score(b','));
    for candidate in [b';', b'\t'] {
        let score = score(candidate);
        if score > best.1 {
            best = (candidate, score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(bytes: &[u8]) -> Vec<(String, Vec<String>)> {
        from_csv(bytes).0.rows.into_iter().collect()
    }

    fn row(value: &str, becomes: &[&str]) -> (String, Vec<String>) {
        (value.to_owned(), becomes.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn spreadsheets_of_all_kinds_give_the_same_table() {
        let wanted = vec![row("lighterage", &["Harbors", "Barges"]), row("a, quoted; \"one\"", &["Fishing"])];
        for file in [
            "value,becomes\nlighterage,Harbors|Barges\n\"a, quoted; \"\"one\"\"\",Fishing\n",
            "lighterage;Harbors | Barges\r\n\"a, quoted; \"\"one\"\"\";Fishing\r\n",
            "\u{feff}From\tTo\nlighterage\tHarbors|Barges|\n\"a, quoted; \"\"one\"\"\"\tFishing",
        ] {
            let (table, problems) = from_csv(file.as_bytes());
            assert_eq!(problems, Vec::<String>::new(), "for {file}");
            assert_eq!(table.rows.into_iter().collect::<Vec<_>>(), wanted, "for {file}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let file = "harbour,Harbors\n,\nHarbour,Ports\nquay,\n,Piers\nharbour,Harbors\npier,Piers,note\n";
        let (table, problems) = from_csv(file.as_bytes());
        assert_eq!(
            table.rows.into_iter().collect::<Vec<_>>(),
            [row("harbour", &["Harbors"]), row("pier", &["Piers"])]
        );
        assert_eq!(
            problems,
            [
                "Line 2: the row is empty",
                "Line 3: “Harbour” differs from “harbour” by case alone; the first counts",
                "Line 4: “quay” becomes nothing: the second column is empty",
                "Line 5: the row has no value in its first column",
                "Line 6: “harbour” stands in the table twice",
                "Line 7: columns after the second are passed over",
            ]
        );
    }

    #[test]
    fn old_encodings_are_read_and_told() {
        let (table, problems) = from_csv(b"caf\xe9,Coffeehouses\nna\x92ve,Naive\n");
        assert_eq!(
            table.rows.into_iter().collect::<Vec<_>>(),
            [row("café", &["Coffeehouses"]), row("na’ve", &["Naive"])]
        );
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with("Line 1 "), "{problems:?}");
    }

    #[test]
    fn an_empty_file_says_so() {
        assert_eq!(from_csv(b"").1.len(), 1);
        assert_eq!(from_csv(b"\xEF\xBB\xBF\n\n").1.len(), 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let (table, problems) = from_csv(&bytes);
            prop_assert!(!table.rows.is_empty() || !problems.is_empty(), "nothing came of it and nothing was said");
        }

        #[test]
        fn rows_come_back(pairs in proptest::collection::btree_map("[a-z ,;\"\t\u{e9}]{0,6}x", proptest::collection::vec("[a-z ,;\"]{0,6}y", 1..3), 1..8)) {
            let mut file = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
            for (value, becomes) in &pairs {
                file.write_record([value.clone(), becomes.join("|")])?;
            }
            let bytes = file.into_inner()?;
            let read = rows(&bytes);
            for (value, becomes) in &pairs {
                let trimmed: Vec<String> = becomes.iter().map(|text| text.trim().to_owned()).collect();
                if let Some((_, read)) = read.iter().find(|(known, _)| known == value.trim()) {
                    let same = *read == trimmed || pairs.keys().filter(|other| folded(other) == folded(value)).count() > 1;
                    prop_assert!(same, "{} became {:?}", value, read);
                } else {
                    prop_assert!(pairs.keys().filter(|other| folded(other) == folded(value)).count() > 1, "{} is gone", value);
                }
            }
        }
    }
}
