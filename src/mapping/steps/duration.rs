//! Lengths of time: as players, ISO 8601 and people write them.

use std::sync::LazyLock;

use regex::Regex;

use super::{Findings, lossy, misfit, text_of, unreadable};
use crate::mapping::item::Item;
use crate::mapping::step::DurationForm;

/// Longest length of time that is read, in milliseconds: ten years. More is a number of something else.
const LONGEST: u64 = 10 * 366 * 24 * 3_600_000;

static CLOCK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:(\d{1,5}):)?(\d{1,5}):(\d{1,2})(?:[.,](\d{1,9})|([:;])(\d{1,3}))?$").ok());
static ISO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^P(?:(\d{1,6})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,](\d{1,9}))?S)?)?$").ok());
static PART: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(\d{1,12})(?:[.,](\d{1,9}))?\s*([\p{L}'′″]+)\.?").ok());

/// Milliseconds of a written length of time, and whether frames were left out.
///
/// A number alone is milliseconds, as iconik gives them; `31:55` is minutes and seconds. `None` where it cannot be read.
#[must_use]
pub fn read_duration(text: &str) -> Option<(u64, bool)> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return within(text.parse().ok()?).map(|ms| (ms, false));
    }
    clock(text).or_else(|| iso(text)).or_else(|| words(text))
}

fn within(ms: u64) -> Option<u64> {
    (ms <= LONGEST).then_some(ms)
}

fn number(text: Option<regex::Match<'_>>) -> Option<u64> {
    text.map_or(Some(0), |found| found.as_str().parse().ok())
}

/// Digits after the point as thousandths.
fn thousandths(text: Option<regex::Match<'_>>) -> u64 {
    let digits = text.map(|found| found.as_str()).unwrap_or_default();
    let three: String = digits.chars().chain("000".chars()).take(3).collect();
    three.parse().unwrap_or(0)
}

fn clock(text: &str) -> Option<(u64, bool)> {
    let parts = CLOCK.as_ref()?.captures(text)?;
    let (hours, minutes, seconds) = (number(parts.get(1))?, number(parts.get(2))?, number(parts.get(3))?);
    if seconds > 59 || (parts.get(1).is_some() && minutes > 59) || (parts.get(6).is_some() && parts.get(1).is_none()) {
        return None;
    }
    let ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths(parts.get(4));
    let frames = number(parts.get(6))? > 0;
    within(ms).map(|ms| (ms, frames))
}

fn iso(text: &str) -> Option<(u64, bool)> {
    let parts = ISO.as_ref()?.captures(text)?;
    if (1..=4).all(|group| parts.get(group).is_none()) {
        return None;
    }
    let (days, hours, minutes, seconds) = (
        number(parts.get(1))?,
        number(parts.get(2))?,
        number(parts.get(3))?,
        number(parts.get(4))?,
    );
    let ms = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + thousandths(parts.get(5));
    within(ms).map(|ms| (ms, false))
}

/// Milliseconds of a unit.
fn unit(word: &str) -> Option<u64> {
    Some(match word.to_lowercase().as_str() {
        "ms" | "millisecond" | "milliseconds" => 1,
        "s" | "sec" | "secs" | "second" | "seconds" | "sek" | "sekunde" | "sekunden" | "seconde" | "secondes" | "″" | "''" => 1000,
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" | "minuto" | "minutos" | "minuti" | "′" | "'" => 60_000,
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" | "heure" | "heures" | "hora" | "horas" | "ora" | "ore"
        | "uur" => 3_600_000,
        "d" | "day" | "days" => 86_400_000,
        _ => return None,
    })
}

/// "31 minutes 55 seconds", "1 h 5 min", "1.5 hours".
fn words(text: &str) -> Option<(u64, bool)> {
    let pattern = PART.as_ref()?;
    let mut ms = 0u64;
    let mut last = u64::MAX;
    let mut end = 0;
    for parts in pattern.captures_iter(text) {
        let whole = parts.get(0)?;
        let between = text.get(end..whole.start())?.trim().trim_matches(',').trim();
        if !matches!(between, "" | "and" | "und" | "et" | "y" | "e" | "en") {
            return None;
        }
        end = whole.end();
        let unit = unit(parts.get(3)?.as_str())?;
        // Larger units first, each once; anything else is not a length of time.
        if unit >= last {
            return None;
        }
        last = unit;
        let count: u64 = parts.get(1)?.as_str().parse().ok()?;
        ms = ms
            .checked_add(count.checked_mul(unit)?)?
            .checked_add(unit * thousandths(parts.get(2)) / 1000)?;
    }
    (end > 0 && text.get(end..)?.trim().is_empty()).then_some(())?;
    within(ms).map(|ms| (ms, false))
}

/// A length of time, in milliseconds, written in a form. Clock and words round to the second, minutes to the minute.
#[must_use]
pub fn write_duration(ms: u64, form: DurationForm) -> String {
    let seconds = (ms + 500) / 1000;
    match form {
        DurationForm::Clock => format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
        DurationForm::Words => in_words(seconds),
        DurationForm::Iso => in_iso(ms),
        DurationForm::Minutes => ((ms + 30_000) / 60_000).to_string(),
    }
}

fn in_words(seconds: u64) -> String {
    let part = |count: u64, one: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{many} {one}s")),
    };
    let parts: Vec<String> = [(seconds / 3600, "hour"), (seconds / 60 % 60, "minute"), (seconds % 60, "second")]
        .into_iter()
        .filter_map(|(count, one)| part(count, one))
        .collect();
    if parts.is_empty() {
        "0 seconds".to_owned()
    } else {
        parts.join(" ")
    }
}

fn in_iso(ms: u64) -> String {
    let (hours, minutes, seconds, rest) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
    let mut out = "PT".to_owned();
    if hours > 0 {
        out.push_str(&format!("{hours}H"));
    }
    if minutes > 0 {
        out.push_str(&format!("{minutes}M"));
    }
    if rest > 0 {
        out.push_str(format!("{seconds}.{rest:03}").trim_end_matches('0'));
        out.push('S');
    } else if seconds > 0 || ms == 0 {
        out.push_str(&format!("{seconds}S"));
    }
    out
}

/// The step: milliseconds or text become a length of time as text.
pub(super) fn run(item: &Item, form: DurationForm, findings: &mut Findings) -> Option<Item> {
    let text = match item {
        Item::Extent(extent) if !extent.physical_details.is_empty() => extent.physical_details.clone(),
        Item::Text(_) | Item::Number(_) | Item::Note(_) => text_of(item),
        other => {
            findings.push(misfit(other, "a length of time"));
            return None;
        }
    };
    let Some((ms, frames)) = read_duration(&text) else {
        findings.push(unreadable(&text, "cannot be read as a length of time"));
        return None;
    };
    if frames {
        findings.push(lossy(&text, "the number of frames"));
    }
    let shown = write_duration(ms, form);
    if ms > 0 && rounds_to_nothing(ms, form) {
        findings.push(lossy(&text, "all of it, because it rounds to nothing, and so it"));
    }
    Some(Item::Text(shown))
}

/// True where the form shows nothing of that many milliseconds.
fn rounds_to_nothing(ms: u64, form: DurationForm) -> bool {
    match form {
        DurationForm::Clock | DurationForm::Words => ms < 500,
        DurationForm::Iso => ms == 0,
        DurationForm::Minutes => ms < 30_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use strum::IntoEnumIterator as _;

    /// Milliseconds of what was written in a form.
    fn read_back(text: &str, form: DurationForm) -> Option<u64> {
        if form == DurationForm::Minutes {
            return text.parse::<u64>().ok().map(|minutes| minutes * 60_000);
        }
        read_duration(text).map(|(ms, _)| ms)
    }

    #[test]
    fn written_lengths_of_time() {
        let table = [
            ("1915000", Some(1_915_000)),
            ("00:31:55", Some(1_915_000)),
            ("31:55", Some(1_915_000)),
            ("0:31:55.120", Some(1_915_120)),
            ("00:31:55:12", Some(1_915_000)),
            ("00:31:55;12", Some(1_915_000)),
            ("PT31M55S", Some(1_915_000)),
            ("pt1h", Some(3_600_000)),
            ("P1DT2H", Some(93_600_000)),
            ("PT0.5S", Some(500)),
            ("31 minutes 55 seconds", Some(1_915_000)),
            ("31 min. 55 sec.", Some(1_915_000)),
            ("1 h 5 min", Some(3_900_000)),
            ("1.5 hours", Some(5_400_000)),
            ("1 Stunde und 5 Minuten", Some(3_900_000)),
            ("90 s", Some(90_000)),
            ("00:75:00", None),
            ("31:99", None),
            ("PT", None),
            ("P", None),
            ("", None),
            ("half an hour", None),
            ("5 reels", None),
            ("5 s 3 min", None),
            ("99999999999999999999", None),
        ];
        for (text, wanted) in table {
            assert_eq!(read_duration(text).map(|(ms, _)| ms), wanted, "{text:?}");
        }
    }

    #[test]
    fn every_form() {
        assert_eq!(write_duration(1_915_000, DurationForm::Clock), "00:31:55");
        assert_eq!(write_duration(1_915_000, DurationForm::Words), "31 minutes 55 seconds");
        assert_eq!(write_duration(1_915_000, DurationForm::Iso), "PT31M55S");
        assert_eq!(write_duration(1_915_000, DurationForm::Minutes), "32");
        assert_eq!(write_duration(3_661_120, DurationForm::Iso), "PT1H1M1.12S");
        assert_eq!(write_duration(0, DurationForm::Words), "0 seconds");
    }

    #[test]
    fn frames_and_what_rounds_to_nothing_are_said() {
        let mut findings = Vec::new();
        run(&Item::text("00:31:55:12"), DurationForm::Clock, &mut findings);
        run(&Item::Number(200), DurationForm::Clock, &mut findings);
        run(&Item::Number(20_000), DurationForm::Minutes, &mut findings);
        assert_eq!(findings.len(), 3, "{findings:?}");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(ms in 0u64..LONGEST / 2) {
            for form in DurationForm::iter() {
                let shown = write_duration(ms, form);
                let grain = match form { DurationForm::Iso => 1, DurationForm::Minutes => 60_000, _ => 1000 };
                let back = read_back(&shown, form);
                prop_assert_eq!(rounds_to_nothing(ms, form), back == Some(0), "{}", shown);
                prop_assert!(back.is_some_and(|back| back.abs_diff(ms) <= grain / 2), "{} of {}: {:?}", shown, ms, back);
                if form != DurationForm::Minutes && back.is_some() {
                    prop_assert_eq!(write_duration(back.unwrap_or_default(), form), shown);
                }
            }
        }

        #[test]
        fn any_text_can_be_tried(text in any::<String>()) {
            prop_assert!(read_duration(&text).is_none_or(|(ms, _)| ms <= LONGEST));
        }

        #[test]
        fn any_digits_can_be_tried(text in "P?T?[0-9:.,;HMS ]{0,30}") {
            prop_assert!(read_duration(&text).is_none_or(|(ms, _)| ms <= LONGEST));
        }
    }
}
