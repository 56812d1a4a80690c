//! What a refresh knows beside records and assets: agents, subjects, which values are valid; and what is read of assets on demand.

use std::sync::atomic::{AtomicU64, Ordering};

use archway::domain::{ApprovalStatus, Authority, AuthorityKind, FileRole, MediaDetails};
use archway::practice::faults::Fault;
use archway::runtime::RuntimeError;
use archway::runtime::media::read_details;
use archway::store::Workspace;
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::others::Colleague;
use crate::site::{Site, quick};
use crate::support::{Systems, asset};

struct Place {
    systems: Systems,
    site: Site,
    _folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let systems = Systems::start();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.archway");
        drop(Workspace::create(&path, &systems.connection(), Timestamp::now()).unwrap());
        Self {
            site: Site::open(&path, &quick(4)),
            systems,
            _folder: folder,
        }
    }

    fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.systems.tokio.block_on(work)
    }

    fn refresh(&self) {
        self.block_on(self.site.refresher().archivesspace()).unwrap();
    }

    fn authorities(&self) -> Vec<Authority> {
        self.site.shelf.with(|workspace| workspace.authorities()).unwrap()
    }

    fn heading(&self, heading: &str) -> Option<Authority> {
        self.authorities().into_iter().find(|known| known.heading == heading)
    }

    fn details(&self, slugs: &[&str]) -> Vec<MediaDetails> {
        let ids: Vec<_> = slugs.iter().map(|slug| asset(slug)).collect();
        let cancel = CancellationToken::new();
        let read = self
            .block_on(read_details(&self.site.iconik, &ids, Timestamp::now, &cancel, &|_| {}))
            .unwrap();
        assert_eq!(read.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids, "in the order asked for");
        read.into_iter().map(|(_, details)| details).collect()
    }
}

#[test]
fn agents_and_subjects_follow_what_others_make_rename_and_delete() {
    let place = Place::new();
    place.refresh();
    let unit = place.heading("Kelder Town Film Unit").expect("it is known");
    assert_eq!(unit.uri.kind, AuthorityKind::CorporateEntity);
    assert_eq!(unit.authority_id.as_deref(), Some("https://names.example/c/kelder-film-unit"));
    let dockworkers = place.heading("Dockworkers -- Kelder").expect("it is known");
    assert_eq!(dockworkers.term_type.as_deref(), Some("topical"));
    let silent = place.heading("Silent films").expect("it is known");
    let before = place.authorities().len();

    let made = place.block_on(async {
        let colleague = Colleague::of(&place.systems).await;
        let subject = json!({"jsonmodel_type": "subject", "source": "local", "vocabulary": "/vocabularies/1",
            "terms": [{"term": "Tugboats", "term_type": "topical", "vocabulary": "/vocabularies/1"}]});
        let made = colleague.archivesspace(Method::POST, "/subjects", &subject).await;
        colleague.archivesspace(Method::DELETE, &silent.uri.to_string(), &Value::Null).await;
        let uri = unit.uri.to_string();
        let mut agent = colleague.archivesspace(Method::GET, &uri, &Value::Null).await;
        agent["names"][0]["primary_name"] = json!("Kelder Municipal Film Unit");
        colleague.archivesspace(Method::POST, &uri, &agent).await;
        made["uri"].as_str().unwrap().to_owned()
    });
    place.refresh();
    assert_eq!(place.heading("Tugboats").map(|known| known.uri.to_string()), Some(made));
    assert_eq!(place.heading("Silent films"), None);
    assert_eq!(
        place.heading("Kelder Municipal Film Unit").map(|known| known.uri),
        Some(unit.uri),
        "the new name is known"
    );
    assert_eq!(place.heading("Kelder Town Film Unit"), None);
    assert_eq!(place.authorities().len(), before);
    let whole = place.site.shelf.with(|workspace| workspace.authority(unit.uri)).unwrap();
    assert_eq!(whole.unwrap().body["names"][0]["primary_name"], json!("Kelder Municipal Film Unit"));
}

#[test]
fn what_is_valid_is_read_and_schemas_only_once() {
    let place = Place::new();
    place.refresh();
    let vocabulary = place.site.shelf.with(|workspace| workspace.vocabulary()).unwrap();
    assert_eq!(vocabulary.enumerations.len(), 101);
    let level = &vocabulary.enumerations["archival_record_level"];
    assert!(!level.editable && level.offers("item"));
    assert_eq!(vocabulary.max_length("resource", "title"), Some(16384));
    assert!(vocabulary.fields.is_empty(), "iconik was not read yet");
    assert!(vocabulary.may_create_authorities, "an archivist may create agents and subjects");

    let faults = place.systems.practice().archivesspace_faults().clone();
    faults.record(true);
    let list = &vocabulary.enumerations["extent_extent_type"];
    place.block_on(async {
        let colleague = Colleague::of(&place.systems).await;
        let mut body = colleague.archivesspace(Method::GET, &list.uri, &Value::Null).await;
        body["values"].as_array_mut().unwrap().push(json!("film_cans"));
        colleague.archivesspace(Method::POST, &list.uri, &body).await;
    });
    place.refresh();
    let exchanges = faults.exchanges();
    assert!(
        !exchanges.iter().any(|exchange| exchange.path_and_query.starts_with("/schemas")),
        "the schemas of this version are known"
    );
    place.block_on(place.site.refresher().iconik()).unwrap();
    let again = place.site.shelf.with(|workspace| workspace.vocabulary()).unwrap();
    assert!(again.enumerations["extent_extent_type"].offers("film_cans"));
    assert_eq!(again.schemas, vocabulary.schemas);
    let rights = &again.fields["ks_rights"];
    assert_eq!(
        (rights.field_type.as_str(), rights.options.len(), rights.multi),
        ("drop_down", 4, false)
    );
    assert_eq!(rights.options[0].label, "Open");
    assert_eq!(again.fields["reel_count"].max_value, Some(99.0));
    let view = again.view("Description").expect("the view is known");
    assert_eq!(view.fields.first().map(String::as_str), Some("ks_title"));
}

#[test]
fn files_of_an_asset_have_their_roles_and_no_address() {
    let place = Place::new();
    let [film] = place.details(&["qw-001-1"]).try_into().unwrap();
    let of = |role: FileRole| film.files.iter().filter(|file| file.role == role).collect::<Vec<_>>();
    let [master] = of(FileRole::Master)[..] else {
        panic!("one master: {film:?}")
    };
    assert_eq!(master.storage.as_deref(), Some("Originals, vault server"));
    assert!(master.size.is_some_and(|size| size > 0) && master.checksum.as_ref().is_some_and(|sum| sum.len() == 32));
    let [kept] = of(FileRole::Preservation)[..] else {
        panic!("one preservation copy: {film:?}")
    };
    assert_eq!(
        (kept.format.as_str(), kept.storage.as_deref()),
        ("PRESERVATION_MASTER", Some("Tape library"))
    );
    assert_ne!(kept.checksum, master.checksum);
    assert_eq!(of(FileRole::Proxy).len(), 1);
    let captions = of(FileRole::Caption);
    assert_eq!(captions.len(), 1);
    assert_eq!(
        (captions[0].language.as_deref(), captions[0].media_type.as_deref()),
        (Some("en"), Some("text/vtt"))
    );
    assert!(film.technical.contains_key("codec"), "{:?}", film.technical);
    let told = serde_json::to_string(&film).unwrap();
    assert!(!told.contains("http"), "no signed address is kept: {told}");
}

#[test]
fn approvals_are_told_by_version_with_names() {
    let place = Place::new();
    let slugs = ["qw-001-1", "sc-001-1", "qw-004", "sc-003", "hf-01", "bm-1970-04", "qw-002"];
    let all = place.details(&slugs);
    let statuses: Vec<ApprovalStatus> = all.iter().map(|details| details.approval).collect();
    assert_eq!(
        statuses,
        [
            ApprovalStatus::Approved,
            ApprovalStatus::Mixed,
            ApprovalStatus::Requested,
            ApprovalStatus::Rejected,
            ApprovalStatus::NotAsked,
            ApprovalStatus::NotAsked,
            ApprovalStatus::Approved,
        ]
    );
    let decided = all[0].approved_by().expect("somebody approved it");
    assert_eq!(decided.who, "Bastián Quillfeather");
    assert!(decided.at.is_some());
    let superseded = &all[5];
    assert!(superseded.was_superseded(), "{superseded:?}");
    assert_eq!(superseded.decisions[0].who, "rights@broadcaster.example");
    assert!(superseded.approved_by().is_none());
    assert!(!all[0].was_superseded() && !all[4].was_superseded());
    // Files of earlier versions are not those of the asset now.
    let masters = all[6].files.iter().filter(|file| file.role == FileRole::Master);
    assert_eq!(masters.count(), 1);
}

#[test]
fn what_is_gone_is_left_out_and_stopping_keeps_what_was_read() {
    let place = Place::new();
    place.block_on(async {
        let colleague = Colleague::of(&place.systems).await;
        let gone = format!("/API/assets/v1/assets/{}/", asset("qw-004"));
        colleague.iconik(Method::DELETE, &gone, &Value::Null).await;
        colleague.iconik(Method::DELETE, &format!("{gone}purge/"), &Value::Null).await;
    });
    let ids = ["qw-003a", "qw-004", "qw-003b"].map(asset);
    let told = AtomicU64::new(0);
    let cancel = CancellationToken::new();
    let read = place.block_on(read_details(&place.site.iconik, &ids, Timestamp::now, &cancel, &|done| {
        told.store(done, Ordering::SeqCst);
    }));
    let read: Vec<_> = read.unwrap().into_iter().map(|(id, _)| id).collect();
    assert_eq!(read, [ids[0], ids[2]]);
    assert_eq!(told.load(Ordering::SeqCst), 3);

    let many: Vec<_> = (1..=60).map(|number| asset(&format!("ph-{number:04}"))).collect();
    let stop = cancel.clone();
    let read = place.block_on(read_details(&place.site.iconik, &many, Timestamp::now, &cancel, &move |done| {
        if done == 10 {
            stop.cancel();
        }
    }));
    let read = read.unwrap();
    assert!((10..60).contains(&read.len()), "{} were read", read.len());
}

#[test]
fn an_account_that_may_not_see_approvals_is_told_instead_of_guessing() {
    let place = Place::new();
    let faults = place.systems.practice().iconik_faults();
    faults.on("GET", "/approvals/request/", Fault::status(403), 9);
    let id = asset("qw-001-1");
    let cancel = CancellationToken::new();
    let read = place.block_on(read_details(&place.site.iconik, &[id], Timestamp::now, &cancel, &|_| {}));
    let error = read.unwrap_err();
    assert!(
        matches!(&error, RuntimeError::System(error) if error.to_string().contains("can_read_approval_request")),
        "{error}"
    );
}
