//! Moments as iconik writes them: ISO 8601 with microseconds and an offset.

use jiff::Timestamp;

/// Microseconds since 1970-01-01T00:00:00Z.
pub type Moment = i64;

/// The present moment.
#[must_use]
pub fn now() -> Moment {
    Timestamp::now().as_microsecond()
}

/// `2021-07-30T15:16:54.406403+00:00`.
#[must_use]
pub fn text(moment: Moment) -> String {
    let stamp = Timestamp::from_microsecond(moment).unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{}+00:00", stamp.strftime("%Y-%m-%dT%H:%M:%S.%6f"))
}

/// Reads an ISO 8601 moment, or a date alone, which means its first moment in UTC.
#[must_use]
pub fn parse(text: &str) -> Option<Moment> {
    if let Ok(stamp) = text.parse::<Timestamp>() {
        return Some(stamp.as_microsecond());
    }
    let date = text.parse::<jiff::civil::Date>().ok()?;
    let zoned = date.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(zoned.timestamp().as_microsecond())
}

/// Serialises a moment the way iconik writes it.
pub mod iso {
    use super::{Moment, parse, text};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// For `#[serde(with)]`.
    pub fn serialize<S: Serializer>(moment: &Moment, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&text(*moment))
    }

    /// For `#[serde(with)]`.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        let written = String::deserialize(deserializer)?;
        parse(&written).ok_or_else(|| D::Error::custom(format!("not a moment: {written}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_go_out_with_microseconds_and_come_back() {
        let moment = parse("2021-07-30T15:16:54.406403+00:00").expect("a moment");
        assert_eq!(text(moment), "2021-07-30T15:16:54.406403+00:00");
        assert_eq!(parse("1970-01-02"), Some(86_400_000_000));
        assert_eq!(parse("yesterday"), None);
    }
}
