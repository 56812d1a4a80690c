//! Mapping profiles on disk: a folder of files beside the workspace, and the presets that come with Archway.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::mapping::profile::Profile;
use crate::mapping::{file, presets};
use crate::runtime::error::RuntimeError;
use crate::runtime::mapping_view::{ProfileError, ProfileFile, ProfileSummary};

/// Ending of a profile's file.
const ENDING: &str = "toml";

/// Largest file that is read as a profile: far above any real one.
const LARGEST: u64 = 4 * 1024 * 1024;

/// The profiles of one workspace.
#[derive(Debug, Clone)]
pub struct ProfileShelf {
    folder: PathBuf,
}

impl ProfileShelf {
    /// The folder beside a workspace file: `oral-history.archway` has its profiles in `oral-history.mappings`.
    #[must_use]
    pub fn beside(workspace: &Path) -> Self {
        Self {
            folder: workspace.with_extension("mappings"),
        }
    }

    /// Where the files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All profiles: those of the workspace by id, then the presets that it has no file of the same id for.
    ///
    /// # Errors
    /// Where the folder or a file in it cannot be read.
    pub fn all(&self) -> Result<Vec<ProfileFile>, RuntimeError> {
        let mut found: BTreeMap<String, ProfileFile> = BTreeMap::new();
        for path in self.files()? {
            // One file that cannot be read must not keep all others from being used.
            let file = read(&path).unwrap_or_else(|error| illegible(&path, &error));
            found.insert(file.profile.id.clone(), file);
        }
        let mut all: Vec<ProfileFile> = Vec::new();
        let missing: Vec<ProfileFile> = presets::all()
            .into_iter()
            .filter(|(id, _)| !found.contains_key(*id))
            .map(|(id, text)| preset(id, text))
            .collect();
        all.extend(found.into_values());
        all.extend(missing);
        Ok(all)
    }

    fn files(&self) -> Result<Vec<PathBuf>, RuntimeError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(&self.folder, &error)),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| unreadable(&self.folder, &error))?.path();
            if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING)) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    /// One profile by its id.
    ///
    /// # Errors
    /// Where there is none, or its file cannot be read.
    pub fn open(&self, id: &str) -> Result<ProfileFile, RuntimeError> {
        if let Some(path) = self.existing(id)? {
            return read(&path);
        }
        presets::all()
            .into_iter()
            .find(|(known, _)| *known == id)
            .map(|(id, text)| preset(id, text))
            .ok_or_else(|| RuntimeError::NoSuchProfile(id.to_owned()))
    }

    /// Keeps a profile in its file, or in a new one with another name. Comments of the file stay.
    ///
    /// # Errors
    /// Where the name cannot be a file's, another profile has it, or the file cannot be written.
    pub fn save(&self, profile: &Profile, save_as: Option<&str>) -> Result<ProfileFile, RuntimeError> {
        let id = save_as.map_or_else(|| profile.id.clone(), id_from);
        let existing = self.existing(&id)?;
        if save_as.is_some() && id != profile.id && existing.is_some() {
            return Err(RuntimeError::ProfileExists(id));
        }
        let path = match existing {
            Some(path) => path,
            None => self.path_of(&id)?,
        };
        let before = self.open(&profile.id).ok().map(|file| file.text);
        let mut text = file::write(profile, before.as_deref());
        if id != profile.id {
            // Two profiles that do the same by themselves would get into each other's way, and nobody released the copy.
            text = unwatched(text);
        }
        self.put(&path, &text)?;
        read(&path)
    }

    /// Copies a file into the folder; a number is put behind the name where it is taken. What somebody else released is not released
    /// here: an imported profile does not watch before a person switches that on.
    ///
    /// # Errors
    /// Where the file cannot be read or the copy not written.
    pub fn import(&self, from: &Path) -> Result<ProfileFile, RuntimeError> {
        let text = unwatched(text_of(from)?);
        let name = from.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let wanted = id_from(&name);
        let mut id = wanted.clone();
        let mut number = 2;
        while self.existing(&id)?.is_some() {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        let path = self.path_of(&id)?;
        self.put(&path, &text)?;
        read(&path)
    }

    /// Writes a profile to a file of its own.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn export(&self, profile: &Profile, to: &Path) -> Result<(), RuntimeError> {
        let before = self.open(&profile.id).ok().map(|file| file.text);
        write_whole(to, &file::write(profile, before.as_deref()))
    }

    /// Deletes a profile's file. A preset of that id comes to light again.
    ///
    /// # Errors
    /// Where there is no such file, or it cannot be deleted.
    pub fn delete(&self, id: &str) -> Result<(), RuntimeError> {
        let path = self.existing(id)?.ok_or_else(|| RuntimeError::NoSuchProfile(id.to_owned()))?;
        std::fs::remove_file(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => RuntimeError::NoSuchProfile(id.to_owned()),
            _ => wrong(&path, &error),
        })
    }

    fn put(&self, path: &Path, text: &str) -> Result<(), RuntimeError> {
        std::fs::create_dir_all(&self.folder).map_err(|error| wrong(&self.folder, &error))?;
        write_whole(path, text)
    }

    /// The file in the folder that has this id, however it is written: people put files there themselves.
    fn existing(&self, id: &str) -> Result<Option<PathBuf>, RuntimeError> {
        let named = |path: &PathBuf| path.file_stem().is_some_and(|name| name.to_string_lossy() == id);
        Ok(self.files()?.into_iter().find(named))
    }

    /// The file of a new id. An id that could lead out of the folder is refused.
    fn path_of(&self, id: &str) -> Result<PathBuf, RuntimeError> {
        if id.is_empty() || id_from(id) != id {
            return Err(RuntimeError::NoSuchProfile(id.to_owned()));
        }
        Ok(self.folder.join(format!("{id}.{ENDING}")))
    }
}

/// A name as an id: letters, digits, hyphens and underscores.
#[must_use]
pub fn id_from(name: &str) -> String {
    let mut id = String::new();
    for letter in name.trim().trim_end_matches(".toml").chars() {
        if letter.is_alphanumeric() || letter == '_' {
            id.extend(letter.to_lowercase());
        } else if !id.ends_with('-') && !id.is_empty() {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() { "profile".to_owned() } else { id.to_owned() }
}

/// What a list shows of a profile.
#[must_use]
pub fn summary(file: &ProfileFile) -> ProfileSummary {
    let profile = &file.profile;
    ProfileSummary {
        id: profile.id.clone(),
        name: if profile.name.is_empty() {
            profile.id.clone()
        } else {
            profile.name.clone()
        },
        about: profile.about.clone(),
        direction: profile.direction,
        preset: file.path.is_none(),
        publishes: profile.publish.is_some(),
        watched: profile.watch.as_ref().is_some_and(|watch| watch.on),
        rules: profile.rules.len(),
        errors: file.errors.len(),
    }
}

fn preset(id: &str, text: &str) -> ProfileFile {
    parsed(id, text.to_owned(), None)
}

fn read(path: &Path) -> Result<ProfileFile, RuntimeError> {
    let id = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(parsed(&id, text_of(path)?, Some(path.to_owned())))
}

/// What a list shows of a file that cannot be read.
fn illegible(path: &Path, error: &RuntimeError) -> ProfileFile {
    let id = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut file = parsed(&id, String::new(), Some(path.to_owned()));
    file.errors = vec![ProfileError {
        line: 1,
        column: 1,
        text: error.to_string(),
    }];
    file
}

/// The text of a profile with its watch switched off; everything else stays as it is written.
fn unwatched(text: String) -> String {
    let Ok(mut document) = text.parse::<toml_edit::DocumentMut>() else {
        return text;
    };
    let on = document
        .get_mut("watch")
        .and_then(|watch| watch.get_mut("on"))
        .and_then(toml_edit::Item::as_value_mut);
    match on {
        Some(on) if on.as_bool() == Some(true) => {
            let mut off = toml_edit::Value::from(false);
            *off.decor_mut() = on.decor().clone();
            *on = off;
            document.to_string()
        }
        _ => text,
    }
}

fn parsed(id: &str, text: String, path: Option<PathBuf>) -> ProfileFile {
    let (mut profile, errors) = file::read(id, &text);
    profile.id = id.to_owned();
    ProfileFile {
        profile,
        path,
        errors: errors
            .into_iter()
            .map(|error| ProfileError {
                line: error.line,
                column: error.column,
                text: error.text,
            })
            .collect(),
        text,
    }
}

/// The text of a file; letters that are not UTF-8 are replaced, so that the file still opens with its errors.
fn text_of(path: &Path) -> Result<String, RuntimeError> {
    let size = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?.len();
    if size > LARGEST {
        return Err(RuntimeError::Unreadable {
            path: path.to_owned(),
            reason: format!("{size} bytes are too many for a mapping profile"),
        });
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Writes beside and renames, so that a crash leaves the old file or the new one.
fn write_whole(path: &Path, text: &str) -> Result<(), RuntimeError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    });
    written.map(|_| ()).map_err(|error| wrong(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> RuntimeError {
    RuntimeError::Unreadable {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

fn wrong(path: &Path, error: &std::io::Error) -> RuntimeError {
    RuntimeError::File {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_inside_the_folder() {
        for name in ["../../etc/passwd", "/etc/passwd", "", "..", "a/b", "C:\\x"] {
            let id = id_from(name);
            assert!(!id.contains(['/', '\\', '.', ':']), "{name} became {id}");
        }
        assert_eq!(id_from("Oral histories → items.toml"), "oral-histories-items");
        let folder = tempfile::tempdir().unwrap();
        let shelf = ProfileShelf::beside(&folder.path().join("one.archway"));
        assert!(matches!(shelf.open("../one"), Err(RuntimeError::NoSuchProfile(_))));
    }

    #[test]
    fn a_profile_is_saved_renamed_and_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = ProfileShelf::beside(&folder.path().join("one.archway"));
        let presets = shelf.all().unwrap();
        assert!(presets.iter().all(|file| file.path.is_none() && file.errors.is_empty()));
        let profile = presets[0].profile.clone();
        let saved = shelf.save(&profile, Some("My own")).unwrap();
        assert_eq!(saved.profile.id, "my-own");
        assert_eq!(saved.profile.rules, profile.rules);
        assert!(matches!(shelf.save(&profile, Some("My own")), Err(RuntimeError::ProfileExists(_))));
        let imported = shelf.import(saved.path.as_deref().unwrap()).unwrap();
        assert_eq!(imported.profile.id, "my-own-2");
        shelf.delete("my-own").unwrap();
        assert!(shelf.open("my-own").is_err());
        assert_eq!(shelf.all().unwrap().len(), presets.len() + 1);
    }

    #[test]
    fn what_others_released_is_not_released_by_importing_or_copying_it() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = ProfileShelf::beside(&folder.path().join("sample.archway"));
        let preset = shelf.all().unwrap().remove(0);
        let watched = Profile {
            watch: Some(crate::mapping::profile::Watch {
                on: true,
                ..Default::default()
            }),
            ..preset.profile
        };
        let from = folder.path().join("theirs.toml");
        shelf.export(&watched, &from).unwrap();
        assert!(std::fs::read_to_string(&from).unwrap().contains("on = true"));
        let imported = shelf.import(&from).unwrap();
        assert!(!imported.profile.watch.is_some_and(|watch| watch.on), "{}", imported.text);
        assert_eq!(imported.profile.rules, watched.rules);
        let kept = shelf.save(&watched, None).unwrap();
        assert!(kept.profile.watch.as_ref().is_some_and(|watch| watch.on));
        let copy = shelf.save(&kept.profile, Some("A copy")).unwrap();
        assert!(!copy.profile.watch.is_some_and(|watch| watch.on), "{}", copy.text);
    }

    #[test]
    fn a_file_is_found_however_people_named_it_and_one_that_cannot_be_read_spoils_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = ProfileShelf::beside(&folder.path().join("sample.archway"));
        let text = presets::all()[0].1;
        std::fs::create_dir_all(shelf.folder()).unwrap();
        std::fs::write(shelf.folder().join("Oral History.toml"), text).unwrap();
        std::fs::create_dir(shelf.folder().join("old.toml")).unwrap();
        let all = shelf.all().unwrap();
        let errors = |id: &str| all.iter().find(|file| file.profile.id == id).map(|file| file.errors.len());
        assert_eq!((errors("Oral History"), errors("old")), (Some(0), Some(1)));
        let opened = shelf.open("Oral History").unwrap();
        shelf.save(&opened.profile, None).unwrap();
        assert_eq!(shelf.all().unwrap().len(), all.len(), "it is kept in its own file");
        assert!(shelf.open("../sample").is_err() && shelf.open("Oral History/../x").is_err());
        shelf.delete("Oral History").unwrap();
        assert!(!shelf.folder().join("Oral History.toml").exists());
    }
}
