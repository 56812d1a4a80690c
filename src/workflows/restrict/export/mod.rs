//! The report and the expiry queue as files: to print, for spreadsheets, for calendars.

mod calendar;
mod page;
#[cfg(test)]
mod sample;
mod sheet;

pub use calendar::expiry_calendar;
pub use page::report_html;
pub use sheet::{expiry_csv, report_csv};

/// "1 asset", "34 assets".
fn assets(count: u64) -> String {
    format!("{count} {}", if count == 1 { "asset" } else { "assets" })
}
