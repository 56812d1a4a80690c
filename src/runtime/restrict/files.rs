//! Reports and calendars as files.

use std::path::PathBuf;
use std::sync::Arc;

use crate::runtime::engine::Engine;
use crate::runtime::error::RuntimeError;
use crate::runtime::event::Event;
use crate::runtime::open::OpenWorkspace;
use crate::runtime::restrict_view::RestrictExport;
use crate::workflows::restrict::{export, overview};

impl Engine {
    pub(super) fn export_restrictions(self: &Arc<Self>, form: RestrictExport, path: PathBuf) {
        let Some(open) = self.need_workspace() else { return };
        let engine = Arc::clone(self);
        tokio::task::spawn_blocking(move || match write(&engine, &open, form, &path) {
            Ok(()) => engine.say(Event::Exported(path)),
            Err(error) => engine.complain(&error),
        });
    }
}

fn write(engine: &Engine, open: &OpenWorkspace, form: RestrictExport, path: &std::path::Path) -> Result<(), RuntimeError> {
    let ground = engine.ground(open, None)?;
    let view = overview(&ground.to_overview(&open.connection));
    let text = match form {
        RestrictExport::ReportHtml => export::report_html(&view),
        RestrictExport::ReportCsv => export::report_csv(&view),
        RestrictExport::ExpiryCsv => export::expiry_csv(&view),
        RestrictExport::ExpiryCalendar => export::expiry_calendar(&view),
    };
    std::fs::write(path, text).map_err(|error| RuntimeError::File {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}
