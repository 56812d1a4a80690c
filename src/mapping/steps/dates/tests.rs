//! Tests of written dates: a table of forms, what is refused, and the way back.

use proptest::prelude::*;
use strum::IntoEnumIterator as _;

use super::*;

/// Begin, end, type and certainty in one line: `1981-05-03`, `1980/1989`, `1981~`, `../1980`, `1981/..`, `bulk 1981/1983`.
fn shown(text: &str, order: DayOrder) -> String {
    match read_date(text, order) {
        Err(why) => why.to_owned(),
        Ok(date) if date.begin.is_empty() && date.end.is_empty() => format!("undated, {}", date.date_type),
        Ok(date) => {
            let end = match (date.date_type.as_str(), date.end.as_str()) {
                ("single", "") => String::new(),
                ("bulk", "") => String::new(),
                (_, "") => "/..".to_owned(),
                (_, end) => format!("/{end}"),
            };
            let begin = if date.begin.is_empty() { ".." } else { &date.begin };
            let bulk = if date.date_type == "bulk" { "bulk " } else { "" };
            let mark = match date.certainty.as_str() {
                "" => "",
                "approximate" => "~",
                "questionable" => "?",
                _ => "!",
            };
            format!("{bulk}{begin}{end}{mark}")
        }
    }
}

#[test]
fn written_forms() {
    let table = [
        // ISO 8601 and EDTF
        ("1981", "1981"),
        ("0960", "0960"),
        ("1981-05", "1981-05"),
        ("1904-05", "1904-05"),
        ("1981-05-03", "1981-05-03"),
        ("19810503", "1981-05-03"),
        ("1981-05-03T10:20:30Z", "1981-05-03"),
        ("2023-05-03T12:34:56.000000+00:00", "2023-05-03"),
        ("1981-05-03 10:20", "1981-05-03"),
        ("2004:02:29 11:12:13", "2004-02-29"),
        ("1981~", "1981~"),
        ("1981-05?", "1981-05?"),
        ("1981%", "1981?"),
        ("1981/1983", "1981/1983"),
        ("1981-05/1983-02-01", "1981-05/1983-02-01"),
        ("1981~/1983~", "1981/1983~"),
        ("1981/1981", "1981/1981"),
        ("1981/..", "1981/.."),
        ("1981-21", "1981"),
        ("../1981", "../1981"),
        ("1981/", "1981/.."),
        ("198X", "1980/1989"),
        ("19XX", "1900/1999"),
        ("198u", "1980/1989"),
        ("1981-XX", "1981"),
        ("1981-05-XX", "1981-05"),
        ("198X/199X", "1980/1999"),
        // Days
        ("3 May 1981", "1981-05-03"),
        ("03 May 1981", "1981-05-03"),
        ("3rd May 1981", "1981-05-03"),
        ("the 3rd of May, 1981", "1981-05-03"),
        ("May 3, 1981", "1981-05-03"),
        ("May 3rd 1981", "1981-05-03"),
        ("1981 May 3", "1981-05-03"),
        ("1981, May 3", "1981-05-03"),
        ("Sunday, 3 May 1981", "1981-05-03"),
        ("3-May-1981", "1981-05-03"),
        ("3 MAY 1981", "1981-05-03"),
        ("29 February 1984", "1984-02-29"),
        ("3. Mai 1981", "1981-05-03"),
        ("Sonntag, den 3. Mai 1981", "1981-05-03"),
        ("3. März 1981", "1981-03-03"),
        ("1er mai 1981", "1981-05-01"),
        ("le 3 août 1981", "1981-08-03"),
        ("3 de mayo de 1981", "1981-05-03"),
        ("3 maggio 1981", "1981-05-03"),
        ("1º maggio 1981", "1981-05-01"),
        ("3 mei 1981", "1981-05-03"),
        ("13/5/1981", "1981-05-13"),
        ("5/13/1981", "1981-05-13"),
        ("5/5/1981", "1981-05-05"),
        ("13.05.1981", "1981-05-13"),
        ("1981/5/3", "1981-05-03"),
        ("1981.05.03", "1981-05-03"),
        // Months
        ("May 1981", "1981-05"),
        ("May, 1981", "1981-05"),
        ("1981 May", "1981-05"),
        ("Dec. 1981", "1981-12"),
        ("Sept 1981", "1981-09"),
        ("mai 1981", "1981-05"),
        ("Jänner 1981", "1981-01"),
        ("février 1981", "1981-02"),
        ("enero de 1981", "1981-01"),
        ("ottobre 1981", "1981-10"),
        ("maart 1981", "1981-03"),
        ("05/1981", "1981-05"),
        ("1981/05", "1981-05"),
        ("5.1981", "1981-05"),
        // Certainty
        ("circa 1981", "1981~"),
        ("ca. 1981", "1981~"),
        ("c. 1981", "1981~"),
        ("ca1981", "1981~"),
        ("about May 1981", "1981-05~"),
        ("um 1981", "1981~"),
        ("vers 1981", "1981~"),
        ("hacia 1981", "1981~"),
        ("verso il 1981", "1981~"),
        ("omstreeks 1981", "1981~"),
        ("ca. 1981-1983", "1981/1983~"),
        ("[1981?]", "1981?"),
        ("[1981]", "1981!"),
        ("[ca. 1981]", "1981~"),
        ("1981 (?)", "1981?"),
        ("probably May 1981", "1981-05?"),
        ("vermutlich 1981", "1981?"),
        ("peut-être 1981", "1981?"),
        // Spans
        ("1981-1983", "1981/1983"),
        ("1981–1983", "1981/1983"),
        ("1981 - 1983", "1981/1983"),
        ("1981–83", "1981/1983"),
        ("1981-83", "1981/1983"),
        ("1904–05", "1904/1905"),
        ("1981/82", "1981/1982"),
        ("1981 to 1983", "1981/1983"),
        ("from 1981 to 1983", "1981/1983"),
        ("between 1981 and 1983", "1981/1983"),
        ("1981 bis 1983", "1981/1983"),
        ("von 1981 bis 1983", "1981/1983"),
        ("zwischen 1981 und 1983", "1981/1983"),
        ("de 1981 à 1983", "1981/1983"),
        ("entre 1981 et 1983", "1981/1983"),
        ("entre 1981 y 1983", "1981/1983"),
        ("tra il 1981 e il 1983", "1981/1983"),
        ("dal 1981 al 1983", "1981/1983"),
        ("tussen 1981 en 1983", "1981/1983"),
        ("1981 t/m 1983", "1981/1983"),
        ("May-June 1981", "1981-05/1981-06"),
        ("May/June 1981", "1981-05/1981-06"),
        ("May 1981-June 1982", "1981-05/1982-06"),
        ("Dec. 1981–Jan. 1982", "1981-12/1982-01"),
        ("1981 May-June", "1981-05/1981-06"),
        ("3-5 May 1981", "1981-05-03/1981-05-05"),
        ("3.-5. Mai 1981", "1981-05-03/1981-05-05"),
        ("du 3 au 5 mai 1981", "1981-05-03/1981-05-05"),
        ("May 3-5, 1981", "1981-05-03/1981-05-05"),
        ("1981 May 3-5", "1981-05-03/1981-05-05"),
        ("3 May - 5 June 1981", "1981-05-03/1981-06-05"),
        ("May 3 – June 5, 1981", "1981-05-03/1981-06-05"),
        ("1981 May 3 - June 5", "1981-05-03/1981-06-05"),
        ("13.5.1981-15.5.1981", "1981-05-13/1981-05-15"),
        ("12/1981-3/1982", "1981-12/1982-03"),
        ("bulk 1981-1983", "bulk 1981/1983"),
        ("ca. 1981-05", "1981-05~"),
        ("from 1981-05-03 to 1981-06", "1981-05-03/1981-06"),
        ("1981-05 - 1982-03", "1981-05/1982-03"),
        ("[1981-05-03]", "1981-05-03!"),
        ("zaterdag 3 mei 1980", "1980-05-03"),
        // Open ends
        ("before 1981", "../1980"),
        ("before 3 May 1981", "../1981-05-02"),
        ("pre-1981", "../1980"),
        ("vor 1981", "../1980"),
        ("until 1981", "../1981"),
        ("not after 1981", "../1981"),
        ("jusqu'à 1981", "../1981"),
        ("after 1981", "1982/.."),
        ("after May 1981", "1981-06/.."),
        ("since 1981", "1981/.."),
        ("from 1981", "1981/.."),
        ("à partir de 1981", "1981/.."),
        ("1981-", "1981/.."),
        ("1981–", "1981/.."),
        ("–1981", "../1981"),
        // Decades, centuries, seasons
        ("1980s", "1980/1989"),
        ("the 1980's", "1980/1989"),
        ("early 1980s", "1980/1989"),
        ("mid-1980s", "1980/1989"),
        ("ca. 1980s", "1980/1989~"),
        ("1980s-1990s", "1980/1999"),
        ("1980er Jahre", "1980/1989"),
        ("années 1980", "1980/1989"),
        ("años 1980", "1980/1989"),
        ("anni 1980", "1980/1989"),
        ("jaren 1980", "1980/1989"),
        ("[198-?]", "1980/1989?"),
        ("[19--]", "1900/1999!"),
        ("since the 1980s", "1980/.."),
        ("19th century", "1800/1899"),
        ("nineteenth century", "1800/1899"),
        ("late 19th century", "1800/1899"),
        ("19. Jahrhundert", "1800/1899"),
        ("19. Jh.", "1800/1899"),
        ("XIXe siècle", "1800/1899"),
        ("siglo XIX", "1800/1899"),
        ("XIX secolo", "1800/1899"),
        ("19e eeuw", "1800/1899"),
        ("Spring 1981", "1981"),
        ("Winter 1981–82", "1981/1982"),
        ("spring-summer 1981", "1981"),
        ("Herbst 1981", "1981"),
        ("Anfang 1981", "1981"),
        // No date
        ("undated", "undated, single"),
        ("n.d.", "undated, single"),
        ("[n.d.]", "undated, single"),
        ("s.d.", "undated, single"),
        ("o. D.", "undated, single"),
        ("ohne Datum", "undated, single"),
        ("sin fecha", "undated, single"),
    ];
    for (text, wanted) in table {
        assert_eq!(shown(text, DayOrder::Ask), wanted, "{text:?}");
    }
}

#[test]
fn what_is_no_date_or_could_be_two_is_not_read() {
    let none = "cannot be read as a date";
    let two = "can be read as two different dates";
    let table = [
        ("3/4/1981", two),
        ("3.4.1981", two),
        ("3-4-1981", two),
        ("1904/05", two),
        ("ca. 1904-05", two),
        ("1901-21", two),
        ("3/4/1981-5/6/1981", two),
        ("3/4/81", none),
        ("the 80s", none),
        ("c1981", none),
        ("-1981", none),
        ("1981 or 1982", none),
        ("1983-1981", none),
        ("1983/1981", none),
        ("30 February 1981", none),
        ("29 February 1981", none),
        ("1981-02-30", none),
        ("1981-13", none),
        ("13/13/1981", none),
        ("May", none),
        ("3 May", none),
        ("3", none),
        ("81", none),
        ("198105", none),
        ("Dec-Jan 1982", none),
        ("1981–05", none),
        ("reel 1981", none),
        ("1981 BC", none),
        ("15 12 1981 3", none),
        ("5, 1981", none),
        ("", none),
        ("?", none),
        ("1980s s", none),
        ("19811", none),
    ];
    for (text, wanted) in table {
        assert_eq!(shown(text, DayOrder::Ask), wanted, "{text:?}");
    }
}

#[test]
fn the_rule_says_which_of_day_and_month_stands_first() {
    assert_eq!(shown("3/4/1981", DayOrder::DayFirst), "1981-04-03");
    assert_eq!(shown("3/4/1981", DayOrder::MonthFirst), "1981-03-04");
    assert_eq!(shown("3.4.1981", DayOrder::DayFirst), "1981-04-03");
    assert_eq!(shown("3.4.1981 – 5.4.1981", DayOrder::DayFirst), "1981-04-03/1981-04-05");
    assert_eq!(shown("13/4/1981", DayOrder::MonthFirst), "cannot be read as a date");
}

fn step(text: &str, keep: bool) -> (Option<DateItem>, Findings) {
    let mut findings = Findings::new();
    let item = run(Item::text(text), "creation", DayOrder::Ask, keep, &mut findings);
    let date = item.map(|item| match item {
        Item::Date(date) => date,
        other => panic!("{other:?} is no date"),
    });
    (date, findings)
}

#[test]
fn the_wording_is_kept_where_it_says_more() {
    for (text, kept) in [
        ("circa  May 1981", "circa May 1981"),
        ("1981-05-03", ""),
        ("1981~", ""),
        ("198X", "198X"),
        ("1981~/1983", "1981~/1983"),
        ("undated", "undated"),
    ] {
        let (date, findings) = step(text, true);
        let date = date.unwrap_or_else(|| panic!("{text} was not read"));
        assert_eq!(date.expression, kept, "{text}");
        assert_eq!(date.label, "creation");
        assert!(findings.is_empty(), "{text}: {findings:?}");
    }
}

#[test]
fn wording_that_is_not_kept_is_said_where_it_said_more() {
    let (date, findings) = step("Spring 1981", false);
    assert_eq!(date.map(|date| date.expression), Some(String::new()));
    assert_eq!(
        findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(),
        [super::super::FindingKind::Lossy]
    );
    let (_, findings) = step("3 May 1981", false);
    assert!(findings.is_empty(), "{findings:?}");
    let (date, _) = step("n.d.", false);
    assert_eq!(date.map(|date| date.expression).as_deref(), Some("n.d."));
}

fn date(begin: &str, end: &str, kind: &str, certainty: &str, expression: &str) -> DateItem {
    DateItem {
        label: "creation".to_owned(),
        date_type: kind.to_owned(),
        begin: begin.to_owned(),
        end: end.to_owned(),
        certainty: certainty.to_owned(),
        expression: expression.to_owned(),
        ..DateItem::default()
    }
}

#[test]
fn forms_and_what_they_lose() {
    let rows: [(DateItem, DateForm, &str, &[&str]); 17] = [
        (date("1981-05-03", "", "single", "", ""), DateForm::Iso, "1981-05-03", &[]),
        (
            date("1981", "1983", "inclusive", "approximate", ""),
            DateForm::Iso,
            "1981~/1983~",
            &[],
        ),
        (date("1981", "", "inclusive", "", ""), DateForm::Iso, "1981/..", &[]),
        (date("", "1983", "inclusive", "", ""), DateForm::Iso, "../1983", &[]),
        (
            date("1981", "", "single", "inferred", ""),
            DateForm::Iso,
            "1981",
            &["that the date is inferred"],
        ),
        (date("1981", "", "single", "approximate", "circa 1981"), DateForm::Iso, "1981~", &[]),
        (
            date("1981", "", "single", "", "Whitsun 1981"),
            DateForm::Iso,
            "1981",
            &["the wording “Whitsun 1981”"],
        ),
        (date("", "", "single", "", "undated"), DateForm::Iso, "undated", &[]),
        (
            date("1981", "1983", "bulk", "", ""),
            DateForm::Iso,
            "1981/1983",
            &["that it is the bulk of the dates"],
        ),
        (date("1981-05-03", "", "single", "", ""), DateForm::Expression, "3 May 1981", &[]),
        (
            date("1981", "1983", "inclusive", "questionable", ""),
            DateForm::Expression,
            "1981–1983?",
            &[],
        ),
        (
            date("1981-03-21", "1981-06-20", "inclusive", "", "Spring 1981"),
            DateForm::Expression,
            "Spring 1981",
            &["that it stands for 1981-03-21/1981-06-20"],
        ),
        (
            date("1981-05", "", "single", "", ""),
            DateForm::Day,
            "1981-05-01",
            &["that only the month is known"],
        ),
        (
            date("1981", "1983", "inclusive", "", ""),
            DateForm::Day,
            "1981-01-01",
            &["that only the year is known", "the end 1983"],
        ),
        (
            date("1981-05-03", "", "single", "", "3 May 1981"),
            DateForm::Year,
            "1981",
            &["the day and month"],
        ),
        (date("1981", "1981", "inclusive", "", ""), DateForm::Year, "1981", &[]),
        (
            date("1981", "", "single", "approximate", ""),
            DateForm::Year,
            "1981",
            &["that the date is approximate"],
        ),
    ];
    for (date, form, wanted, lost) in rows {
        let (text, said) = write_date(&date, form);
        assert_eq!(
            (text.as_deref(), said.as_slice()),
            (
                Some(wanted),
                lost.iter().map(|lost| (*lost).to_owned()).collect::<Vec<_>>().as_slice()
            )
        );
    }
    assert_eq!(write_date(&date("", "1983", "inclusive", "", ""), DateForm::Day).0, None);
    assert_eq!(write_date(&date("", "", "single", "", "undated"), DateForm::Year).0, None);
    assert_eq!(write_date(&DateItem::default(), DateForm::Iso).0, None);
}

#[test]
fn iconik_days_come_from_text_too() {
    let mut findings = Findings::new();
    assert_eq!(
        text(&Item::text("3 May 1981"), DateForm::Day, &mut findings),
        Some(Item::text("1981-05-03"))
    );
    assert_eq!(text(&Item::text("some day"), DateForm::Day, &mut findings), None);
    assert_eq!(
        text(&Item::Date(date("", "1983", "inclusive", "", "")), DateForm::Day, &mut findings),
        None
    );
    assert_eq!(findings.len(), 2, "{findings:?}");
}

prop_compose! {
    fn any_point()(year in 1000i16..2100, month in 1i8..=12, day in 1i8..=31, fine in 0..3) -> String {
        let day = if fine == 2 { Some(day) } else { None };
        let month = if fine >= 1 { Some(month) } else { None };
        let point = point::Point::new(year, month, day).or(point::Point::new(year, month, None));
        point.map(|point| point.to_string()).unwrap_or_default()
    }
}

prop_compose! {
    /// A date as ArchivesSpace keeps it, without an expression.
    fn any_date()(a in any_point(), b in any_point(), kind in 0..5, certainty in 0usize..4) -> DateItem {
        let certainty = ["", "approximate", "inferred", "questionable"][certainty];
        let in_order = point::Point::parse(&a).zip(point::Point::parse(&b)).is_some_and(|(a, b)| a.may_end_with(b));
        let (first, last) = if in_order { (a, b) } else { (b, a) };
        match kind {
            0 => date(&first, "", "single", certainty, ""),
            1 => date(&first, "", "inclusive", certainty, ""),
            2 => date("", &last, "inclusive", certainty, ""),
            3 => date(&first, &last, "bulk", certainty, ""),
            _ => date(&first, &last, "inclusive", certainty, ""),
        }
    }
}

fn back(text: &str, keep: bool) -> Option<DateItem> {
    match run(Item::text(text), "creation", DayOrder::Ask, keep, &mut Findings::new())? {
        Item::Date(date) => Some(date),
        _ => None,
    }
}

proptest! {
    #[test]
    fn a_date_comes_back_whole_or_a_finding_says_what_is_lost(date in any_date()) {
        for form in DateForm::iter() {
            let (text, lost) = write_date(&date, form);
            let Some(text) = text else {
                prop_assert!(date.begin.is_empty(), "{:?} gives nothing as {:?}", date, form);
                continue;
            };
            let again = back(&text, false);
            prop_assert!(again.is_some(), "{} of {:?} is not read", text, date);
            if lost.is_empty() {
                let mut wanted = date.clone();
                if form == DateForm::Year && wanted.end.get(..4) == wanted.begin.get(..4) {
                    (wanted.end, wanted.date_type) = (String::new(), "single".to_owned());
                }
                if form == DateForm::Day && wanted.begin == wanted.end {
                    (wanted.end, wanted.date_type) = (String::new(), "single".to_owned());
                }
                prop_assert_eq!(again.clone(), Some(wanted), "{} as {:?}", text, form);
            }
            // A second round changes nothing.
            let second = again.as_ref().and_then(|again| write_date(again, form).0);
            prop_assert_eq!(second, Some(text), "{:?} as {:?}", again, form);
        }
    }

    #[test]
    fn the_kept_wording_comes_back_letter_by_letter(date in any_date()) {
        let Some(text) = write_date(&date, DateForm::Expression).0 else { return Ok(()) };
        let Some(kept) = back(&text, true) else { return Err(TestCaseError::fail(text)) };
        let (again, lost) = write_date(&kept, DateForm::Expression);
        prop_assert_eq!(again.clone(), Some(text));
        prop_assert!(lost.is_empty(), "{:?}", lost);
        prop_assert_eq!(again.and_then(|again| back(&again, true)), Some(kept));
    }

    #[test]
    fn what_is_read_is_valid_for_archivesspace(text in "(circa |between |before |\\[|)([0-9]{1,4}|May|spring|the)([ /.–-]| to | and )([0-9]{1,4}|June|s)([ /.-]|)([0-9]{2,4}|\\?|s|)\\]?") {
        for order in DayOrder::iter() {
            let Ok(date) = read_date(&text, order) else { continue };
            let (begin, end) = (point::Point::parse(&date.begin), point::Point::parse(&date.end));
            prop_assert!(date.begin.is_empty() || begin.is_some(), "{}: {:?}", text, date);
            prop_assert!(date.end.is_empty() || end.is_some(), "{}: {:?}", text, date);
            if let (Some(begin), Some(end)) = (begin, end) {
                prop_assert!(begin.may_end_with(end), "{}: {:?}", text, date);
            }
            prop_assert!(date.date_type != "single" || date.end.is_empty());
            prop_assert!(!(date.begin.is_empty() && date.end.is_empty() && date.expression.is_empty()));
        }
    }

    #[test]
    fn any_text_can_be_tried(text in any::<String>()) {
        for order in DayOrder::iter() {
            let _ = read_date(&text, order);
        }
    }
}
