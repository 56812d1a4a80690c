//! Choosing a file in the operating system's own dialog, without the window waiting for it.
//!
//! The dialog is asked again in each frame whether it is done; it wakes the window itself. Where there is no dialog to be had, it ends
//! like a cancelled one, so every place that offers it also has a field for the path.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use rfd::{AsyncFileDialog, FileHandle};

/// Ending of workspace files.
pub const WORKSPACE_ENDING: &str = "archway";

type Answer = Pin<Box<dyn Future<Output = Option<FileHandle>>>>;

/// A dialog that is open, or not.
#[derive(Default)]
pub struct FileChooser {
    answer: Option<Answer>,
}

impl std::fmt::Debug for FileChooser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FileChooser").field("open", &self.answer.is_some()).finish()
    }
}

struct Repaint(egui::Context);

impl Wake for Repaint {
    fn wake(self: Arc<Self>) {
        self.0.request_repaint();
    }
}

impl FileChooser {
    /// True while a dialog is open; a second one is not opened beside it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer.is_some()
    }

    /// Asks where a file shall be written.
    pub fn save(&mut self, title: &str, name: &str, kind: &str, ending: &str) {
        if !self.is_open() {
            let dialog = AsyncFileDialog::new()
                .set_title(title)
                .set_file_name(name)
                .add_filter(kind, &[ending]);
            self.answer = Some(Box::pin(dialog.save_file()));
        }
    }

    /// Asks for a file that is there.
    pub fn open(&mut self, title: &str, kind: &str, ending: &str) {
        if !self.is_open() {
            let dialog = AsyncFileDialog::new().set_title(title).add_filter(kind, &[ending]);
            self.answer = Some(Box::pin(dialog.pick_file()));
        }
    }

    /// The file, once it is chosen.
    pub fn take(&mut self, ctx: &egui::Context) -> Option<PathBuf> {
        let answer = self.answer.as_mut()?;
        let waker = Waker::from(Arc::new(Repaint(ctx.clone())));
        match answer.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => None,
            Poll::Ready(chosen) => {
                self.answer = None;
                chosen.map(|file| file.path().to_path_buf())
            }
        }
    }
}
