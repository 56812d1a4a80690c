//! What the workspace asks at this moment of everything that opens.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::restriction::RestrictSettings;
use crate::plan::confirm::Demands;
use crate::store::{Reader, StoreError};

/// Reads what is asked of everything that opens.
///
/// # Errors
/// As the workspace file.
pub fn demands(reader: &Reader) -> Result<Demands, StoreError> {
    let settings = reader.restrict_settings()?;
    Ok(Demands {
        second_person: settings.second_person,
        rules: settings.rules(),
        kept_closed: reader.closed_on()?,
    })
}

/// Today, where the archive is.
pub fn today(settings: &RestrictSettings, now: Timestamp) -> Date {
    let zone = settings
        .time_zone
        .as_deref()
        .and_then(|name| TimeZone::get(name).ok())
        .unwrap_or_else(TimeZone::system);
    now.to_zoned(zone).date()
}
