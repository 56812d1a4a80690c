//! Who may write: one Archway at a time, by a lock on a file beside the workspace.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use fs4::fs_std::FileExt as _;

/// What this Archway may do with the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Read and write.
    Writer,
    /// Only read.
    ReadOnly {
        /// Why, in words for the person, with what to do.
        why: String,
    },
}

/// The lock beside the workspace file. It is held as long as this value lives, and falls with the process however that ends.
#[derive(Debug)]
pub(crate) struct WriterLock {
    _file: File,
}

/// `<file>.lock` beside the workspace file.
pub(crate) fn lock_path(workspace: &Path) -> PathBuf {
    let mut name = workspace.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

impl WriterLock {
    /// Takes the lock, or says why not.
    pub(crate) fn take(workspace: &Path) -> Result<Self, String> {
        let path = lock_path(workspace);
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut file = opened.map_err(|error| {
            format!(
                "Archway may not write beside the workspace file ({}: {error}). Make the folder writable, or copy the workspace elsewhere.",
                path.display()
            )
        })?;
        match file.try_lock_exclusive() {
            Ok(true) => {}
            Ok(false) => return Err(held_by(&mut file)),
            Err(error) => {
                return Err(format!(
                    "The lock beside the workspace file cannot be taken ({error}). Copy the workspace to a local disk."
                ));
            }
        }
        // The words are for the message of a second Archway; the lock holds without them.
        let words = format!("process {} on {}", std::process::id(), host());
        let _unwritten = file
            .set_len(0)
            .and_then(|()| file.seek(SeekFrom::Start(0)))
            .and_then(|_| file.write_all(words.as_bytes()));
        Ok(Self { _file: file })
    }
}

fn held_by(file: &mut File) -> String {
    let mut holder = String::new();
    // On Windows a locked file cannot be read; the message then goes without the holder.
    let _unread = file.read_to_string(&mut holder);
    let holder = if holder.is_empty() { String::new() } else { format!(" ({holder})") };
    format!("Another Archway has it open{holder}. Close it there to write here; browsing and searching work meanwhile.")
}

fn host() -> String {
    ["HOSTNAME", "COMPUTERNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "this computer".to_owned())
}
