//! State that survives until reset: an append-only log of keys and values in one file.
//!
//! Each line is a JSON array, `["key",value]` for a value and `["key"]` for a removal. The last line of a key counts. A line that
//! was being written when the program ended has no line end and is dropped on the next start.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use parking_lot::Mutex;
use serde_json::Value;

/// A store of keys and values, written through to its file.
#[derive(Debug)]
pub struct StateLog {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    entries: IndexMap<String, Value>,
    file: Option<(PathBuf, File)>,
}

/// The state could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file could not be read or written.
    #[error("the practice state {path} could not be {action}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        action: &'static str,
        /// Why.
        source: io::Error,
    },
    /// A line in the middle of the file is not an entry.
    #[error("line {line} of the practice state {path} is damaged; reset the practice workspace to start afresh", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
    },
}

impl StateLog {
    /// Opens the log at the path, or a log in memory only, and drops what later lines have overtaken.
    ///
    /// # Errors
    /// The file cannot be read or written, or is damaged before its last line.
    pub fn open(path: Option<&Path>) -> Result<Self, StateError> {
        let Some(path) = path else {
            return Ok(Self::with(IndexMap::new(), None));
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| failed(path, "written", source))?;
        }
        let entries = match File::open(path) {
            Ok(file) => read(path, file)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => IndexMap::new(),
            Err(source) => return Err(failed(path, "read", source)),
        };
        let file = compact(path, &entries).map_err(|source| failed(path, "written", source))?;
        Ok(Self::with(entries, Some((path.to_owned(), file))))
    }

    fn with(entries: IndexMap<String, Value>, file: Option<(PathBuf, File)>) -> Self {
        Self {
            inner: Mutex::new(Inner { entries, file }),
        }
    }

    /// All keys with their present values, in the order in which the keys came.
    #[must_use]
    pub fn entries(&self) -> Vec<(String, Value)> {
        let inner = self.inner.lock();
        inner.entries.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inner.lock().entries.is_empty()
    }

    /// Sets the value of a key.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn put(&self, key: &str, value: Value) -> Result<(), StateError> {
        self.put_all(vec![(key.to_owned(), value)])
    }

    /// Sets the values of several keys that belong together, in one write.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn put_all(&self, entries: Vec<(String, Value)>) -> Result<(), StateError> {
        let mut inner = self.inner.lock();
        let lines: String = entries
            .iter()
            .map(|(key, value)| format!("{}\n", serde_json::json!([key, value])))
            .collect();
        inner.append(&lines)?;
        inner.entries.extend(entries);
        Ok(())
    }

    /// Removes a key.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn remove(&self, key: &str) -> Result<(), StateError> {
        let mut inner = self.inner.lock();
        if inner.entries.shift_remove(key).is_some() {
            inner.append(&format!("{}\n", serde_json::json!([key])))?;
        }
        Ok(())
    }

    /// Forgets everything.
    ///
    /// # Errors
    /// The file could not be written.
    pub fn reset(&self) -> Result<(), StateError> {
        let mut inner = self.inner.lock();
        inner.entries.clear();
        if let Some((path, file)) = &mut inner.file {
            file.set_len(0).map_err(|source| failed(path, "written", source))?;
        }
        Ok(())
    }
}

impl Inner {
    fn append(&mut self, lines: &str) -> Result<(), StateError> {
        let Some((path, file)) = &mut self.file else {
            return Ok(());
        };
        // One write, so that only the last line can be torn.
        file.write_all(lines.as_bytes()).map_err(|source| failed(path, "written", source))
    }
}

fn failed(path: &Path, action: &'static str, source: io::Error) -> StateError {
    StateError::File {
        path: path.to_owned(),
        action,
        source,
    }
}

fn read(path: &Path, file: File) -> Result<IndexMap<String, Value>, StateError> {
    let mut entries = IndexMap::new();
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let length = reader.read_until(b'\n', &mut line).map_err(|source| failed(path, "read", source))?;
        if length == 0 || line.last() != Some(&b'\n') {
            break;
        }
        let damaged = || StateError::Damaged {
            path: path.to_owned(),
            line: number,
        };
        let mut parts: Vec<Value> = serde_json::from_slice(&line).map_err(|_| damaged())?;
        let value = (parts.len() == 2).then(|| parts.pop()).flatten();
        let Some(Value::String(key)) = parts.pop() else {
            return Err(damaged());
        };
        match value {
            Some(value) => {
                entries.insert(key, value);
            }
            None => {
                entries.shift_remove(&key);
            }
        }
    }
    Ok(entries)
}

/// Writes the present entries beside the file, puts them in its place and opens it for more.
fn compact(path: &Path, entries: &IndexMap<String, Value>) -> io::Result<File> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let temporary = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    let mut writer = BufWriter::new(temporary);
    for (key, value) in entries {
        writeln!(writer, "{}", serde_json::json!([key, value]))?;
    }
    let temporary = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    temporary.persist(path).map_err(|error| error.error)?;
    OpenOptions::new().append(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_put_is_there_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.jsonl");
        let log = StateLog::open(Some(&path)).unwrap();
        log.put("a", json!(1)).unwrap();
        log.put("b", json!({"x": "ü"})).unwrap();
        log.put("a", json!(2)).unwrap();
        log.remove("b").unwrap();
        drop(log);
        let log = StateLog::open(Some(&path)).unwrap();
        assert_eq!(log.entries(), vec![("a".to_owned(), json!(2))]);
        assert_eq!(fs::read_to_string(&path).unwrap(), "[\"a\",2]\n");
        log.reset().unwrap();
        log.put("c", json!(null)).unwrap();
        drop(log);
        let log = StateLog::open(Some(&path)).unwrap();
        assert_eq!(log.entries(), vec![("c".to_owned(), json!(null))]);
    }

    #[test]
    fn a_torn_last_line_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.jsonl");
        fs::write(&path, "[\"a\",1]\n[\"b\",{\"half").unwrap();
        let log = StateLog::open(Some(&path)).unwrap();
        assert_eq!(log.entries(), vec![("a".to_owned(), json!(1))]);
    }

    #[test]
    fn damage_in_the_middle_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.jsonl");
        fs::write(&path, "[\"a\",1]\nnonsense\n[\"b\",2]\n").unwrap();
        let error = StateLog::open(Some(&path)).unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
