//! Opening: what is refused stays as it is, and one Archway at a time writes.

use std::fs;
use std::path::{Path, PathBuf};

use archway::domain::workspace::WorkspaceSettings;
use archway::domain::{RecordKind, Repository};
use archway::store::{Access, StoreError, Workspace};

use crate::sample::{REPOSITORY, connection, inside, now, object, place, record, resource, snapshot};

/// A closed workspace file with a few records.
fn closed() -> (tempfile::TempDir, PathBuf) {
    let mut place = place();
    place
        .workspace
        .put_records(&[snapshot(record(resource(1), "Harbour office"))])
        .unwrap();
    let path = place.workspace.path().to_owned();
    drop(place.workspace);
    (place.folder, path)
}

fn refused(path: &Path) -> StoreError {
    let before = fs::read(path).unwrap();
    let error = Workspace::open(path).expect_err("it was opened");
    assert_eq!(fs::read(path).unwrap(), before, "{error}: the file was touched");
    error
}

#[test]
fn what_was_written_is_there_when_it_is_opened_again() {
    let mut place = place();
    let uuid = place.workspace.uuid().unwrap();
    let settings = WorkspaceSettings {
        three_byte_titles: false,
        ..WorkspaceSettings::default()
    };
    place.workspace.set_settings(&settings).unwrap();
    place.workspace.set_mark("archivesspace/2", "17").unwrap();
    place
        .workspace
        .put_repositories(&[Repository {
            id: REPOSITORY,
            code: "HAR".to_owned(),
            name: "Harbour".to_owned(),
        }])
        .unwrap();
    let path = place.workspace.path().to_owned();
    drop(place.workspace);
    let again = Workspace::open(&path).unwrap();
    assert_eq!(again.access(), &Access::Writer);
    assert_eq!(again.uuid().unwrap(), uuid);
    assert_eq!(again.connection().unwrap(), connection());
    assert_eq!(again.settings().unwrap(), settings);
    assert_eq!(again.mark("archivesspace/2").unwrap().as_deref(), Some("17"));
    assert_eq!(again.mark("nothing").unwrap(), None);
    assert_eq!(again.repositories().unwrap().len(), 1);
    assert!(again.check().unwrap().is_empty());
}

#[test]
fn a_second_archway_reads_and_does_not_write() {
    let mut first = place();
    first
        .workspace
        .put_records(&[snapshot(record(resource(1), "Harbour office"))])
        .unwrap();
    let mut second = Workspace::open(first.workspace.path()).unwrap();
    let Access::ReadOnly { why } = second.access().clone() else {
        panic!("both write")
    };
    assert!(why.contains(&std::process::id().to_string()), "{why}");
    assert!(second.record(resource(1)).unwrap().is_some());
    assert!(matches!(second.set_mark("a", "b"), Err(StoreError::ReadOnly { .. })));
    assert!(matches!(second.audit_all(&[]), Err(StoreError::ReadOnly { .. })));
    first.workspace.put_records(&[snapshot(record(resource(2), "Shipyard"))]).unwrap();
    assert!(
        second.record(resource(2)).unwrap().is_some(),
        "the second does not see what the first wrote"
    );
    drop(first.workspace);
    drop(second);
    let third = Workspace::open(&first.folder.path().join("harbour.archway")).unwrap();
    assert_eq!(third.access(), &Access::Writer);
}

#[test]
fn files_that_are_no_workspace_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    fs::write(&path, "Box 12: photographs").unwrap();
    assert!(matches!(refused(&path), StoreError::NotAWorkspace { .. }));
    fs::write(&path, "").unwrap();
    assert!(matches!(refused(&path), StoreError::NotAWorkspace { .. }));
    let other = folder.path().join("other.sqlite");
    rusqlite::Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1);")
        .unwrap();
    assert!(matches!(refused(&other), StoreError::OtherProgram { .. }));
    assert!(matches!(
        Workspace::open(folder.path()),
        Err(StoreError::NotAWorkspace { .. } | StoreError::File { .. })
    ));
    assert!(matches!(
        Workspace::open(&folder.path().join("none")),
        Err(StoreError::NotFound { .. })
    ));
}

#[test]
fn a_newer_workspace_is_refused_and_left_alone() {
    let (_folder, path) = closed();
    rusqlite::Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let error = refused(&path);
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    assert!(error.to_string().contains("Update Archway"));
}

#[test]
fn damaged_workspaces_are_refused_and_left_alone() {
    let (_folder, path) = closed();
    let whole = fs::read(&path).unwrap();
    let damages: [(&str, Vec<u8>); 4] = [
        ("cut short", whole[..whole.len() / 2].to_vec()),
        ("cut within its header", whole[..60].to_vec()),
        (
            "first page overwritten",
            [&whole[..100], &vec![0xa5; 3_996][..], &whole[4_096..]].concat(),
        ),
        (
            "all but the first page overwritten",
            [&whole[..4_096], &vec![0x5a; whole.len() - 4_096][..]].concat(),
        ),
    ];
    for (damage, bytes) in damages {
        fs::write(&path, &bytes).unwrap();
        let error = refused(&path);
        assert!(matches!(error, StoreError::Damaged { .. }), "{damage}: {error}");
        assert!(error.to_string().contains("Restore a copy"), "{damage}: {error}");
    }
}

#[test]
fn damage_where_opening_does_not_look_is_found_by_a_check() {
    let mut place = place();
    let records: Vec<_> = (1..2_000).map(|id| inside(id, None, 0, &format!("Photograph {id}"))).collect();
    place.workspace.put_records(&records).unwrap();
    let path = place.workspace.path().to_owned();
    drop(place.workspace);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2 / 4_096 * 4_096;
    bytes[middle..middle + 3 * 4_096].fill(0x77);
    fs::write(&path, bytes).unwrap();
    match Workspace::open(&path) {
        Ok(workspace) => assert!(!workspace.check().unwrap().is_empty()),
        Err(error) => assert!(matches!(error, StoreError::Damaged { .. }), "{error}"),
    }
}

#[test]
fn creating_never_overwrites() {
    let (_folder, path) = closed();
    let before = fs::read(&path).unwrap();
    assert!(matches!(
        Workspace::create(&path, &connection(), now()),
        Err(StoreError::AlreadyThere { .. })
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn what_was_committed_outlives_a_process_that_died() {
    let mut place = place();
    place
        .workspace
        .put_records(&[snapshot(record(resource(1), "Harbour office"))])
        .unwrap();
    // File and log as a killed process leaves them, with half a frame at the end of the log.
    let path = place.workspace.path().to_owned();
    let copy = place.folder.path().join("after.archway");
    let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    fs::copy(&path, &copy).unwrap();
    let mut frames = fs::read(log(&path)).unwrap();
    frames.extend_from_slice(&[9; 1_000]);
    fs::write(log(&copy), frames).unwrap();
    let mut after = Workspace::open(&copy).unwrap();
    assert!(after.record(resource(1)).unwrap().is_some());
    after.put_records(&[snapshot(record(resource(2), "Shipyard"))]).unwrap();
    assert!(after.check().unwrap().is_empty());
}

#[test]
fn a_failed_batch_leaves_nothing_behind() {
    let mut place = place();
    let mut too_large = record(resource(1), "Too large a number");
    too_large.uri.id = u64::MAX;
    let batch = [snapshot(record(resource(5), "First")), snapshot(too_large)];
    assert!(matches!(place.workspace.put_records(&batch), Err(StoreError::OutOfRange(_))));
    assert!(place.workspace.record(resource(5)).unwrap().is_none());
}

#[test]
fn a_copy_is_a_workspace_of_its_own_and_never_overwrites() {
    let mut place = place();
    place.workspace.put_records(&[inside(7, None, 0, "Photograph")]).unwrap();
    let copy = place.folder.path().join("copy.archway");
    place.workspace.copy_to(&copy).unwrap();
    assert!(matches!(place.workspace.copy_to(&copy), Err(StoreError::AlreadyThere { .. })));
    let opened = Workspace::open(&copy).unwrap();
    assert_eq!(opened.access(), &Access::Writer);
    assert_eq!(opened.known_ids(REPOSITORY, RecordKind::ArchivalObject).unwrap(), [7]);
    assert_eq!(opened.record(object(7)).unwrap(), place.workspace.record(object(7)).unwrap());
}

#[test]
fn a_reader_works_on_another_thread_while_the_workspace_writes() {
    let mut place = place();
    let reader = place.workspace.reader().unwrap();
    let watching = std::thread::spawn(move || {
        while reader.record(resource(300)).unwrap().is_none() {
            std::thread::yield_now();
        }
        reader.known_ids(REPOSITORY, RecordKind::Resource).unwrap().len()
    });
    for id in 1..=300 {
        place.workspace.put_records(&[snapshot(record(resource(id), "Papers"))]).unwrap();
    }
    assert_eq!(watching.join().unwrap(), 300);
}
