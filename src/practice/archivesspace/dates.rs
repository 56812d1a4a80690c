//! Dates as archivists write them: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, years before our era with a minus sign.

/// Year, month, day; missing parts are 1.
type Parts = (i32, i8, i8);

/// Reads a date of one to three parts.
#[must_use]
pub fn parse(text: &str) -> Option<Parts> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let mut steps = rest.split('-');
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let year = steps.next().filter(|year| digits(year))?;
    let mut small = || -> Option<i8> {
        match steps.next() {
            None => Some(1),
            Some(part) if part.len() == 2 && digits(part) => part.parse().ok(),
            Some(_) => None,
        }
    };
    let (month, day) = (small()?, small()?);
    if steps.next().is_some() {
        return None;
    }
    let year: i32 = year.parse().ok()?;
    // The calendar of the date library ends at 9999; the length of a month in year N is that in N modulo 400.
    let within = i16::try_from(year % 400 + 400).ok()?;
    jiff::civil::Date::new(within, month, day).ok()?;
    Some((sign * year, month, day))
}

/// Whether the text is `YYYY-MM-DD`.
#[must_use]
pub fn is_full_date(text: &str) -> bool {
    text.split('-').count() == 3 && text.len() == 10 && parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_accepted_as_the_server_accepts_them() {
        for good in ["1900", "1900-05", "1904-02-29", "-0044", "19000"] {
            assert!(parse(good).is_some(), "{good}");
        }
        for bad in ["1900-02-30", "1900/02/03", "May 1850", "", "1900-5", "1900-13"] {
            assert!(parse(bad).is_none(), "{bad}");
        }
        assert!(parse("-0044") < parse("1900"));
        assert!(is_full_date("2021-02-03") && !is_full_date("2021") && !is_full_date("2021-13-45"));
    }
}
