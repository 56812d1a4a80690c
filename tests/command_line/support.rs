//! The program with a home of its own, and the practice systems.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use archway::domain::browse::Node;
use archway::domain::{AssetId, RecordKind, RecordUri};
use archway::practice::{PracticeOptions, PracticeSystems, institution};
use archway::store::{SearchIn, Workspace};
use serde_json::Value;

/// The practice systems on a runtime of their own.
pub struct Systems {
    tokio: tokio::runtime::Runtime,
    practice: Option<PracticeSystems>,
}

impl Systems {
    pub fn start() -> Self {
        let tokio = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let practice = tokio.block_on(archway::practice::start(PracticeOptions::immediate())).unwrap();
        Self {
            tokio,
            practice: Some(practice),
        }
    }

    pub fn practice(&self) -> &PracticeSystems {
        self.practice.as_ref().unwrap()
    }

    pub fn stop(&mut self) {
        if let Some(practice) = self.practice.take() {
            self.tokio.block_on(practice.stop());
        }
    }
}

/// How a run of the program ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Standard output as the one JSON document that it must be.
    pub fn json(&self) -> Value {
        let document: Value = serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("not one JSON document ({error}): {self:?}"));
        assert_eq!(document["exit_code"], self.code, "the document tells the exit code");
        document
    }

    /// The run, which must have ended like this.
    pub fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    /// Both outputs.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// The program with a home of its own.
pub struct Archway {
    pub home: tempfile::TempDir,
    pub password: String,
    pub token: String,
    /// Everything that was printed so far.
    pub printed: Mutex<String>,
}

impl Archway {
    pub fn new(systems: &Systems) -> Self {
        let practice = systems.practice();
        Self {
            home: tempfile::tempdir().unwrap(),
            password: practice.archivesspace_password().to_owned(),
            token: practice.iconik_token().to_owned(),
            printed: Mutex::default(),
        }
    }

    pub fn workspace(&self) -> PathBuf {
        self.home.path().join("test.archway")
    }

    /// The program, ready to run. Nothing of the computer's own settings, keyring or terminal reaches it.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_archway"));
        command
            .args(words)
            .env("ARCHWAY_HOME", self.home.path().join("home"))
            .env("ARCHWAY_LOG", "trace")
            .env("ARCHWAY_ARCHIVESSPACE_PASSWORD", &self.password)
            .env("ARCHWAY_ICONIK_TOKEN", &self.token)
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
            .env("NO_PROXY", "127.0.0.1,localhost")
            .env_remove("ARCHWAY_WORKSPACE")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, words: &[&str]) -> Run {
        self.finish(self.command(words).spawn().unwrap())
    }

    pub fn finish(&self, child: std::process::Child) -> Run {
        let output = child.wait_with_output().unwrap();
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        self.printed.lock().unwrap().push_str(&run.said());
        run
    }

    /// Runs with the workspace of the test.
    pub fn on_workspace(&self, words: &[&str]) -> Run {
        let workspace = self.workspace();
        let mut all = vec!["--workspace", workspace.to_str().unwrap()];
        all.extend(words);
        self.run(&all)
    }

    /// Connects the workspace of the test to the systems, with more words.
    pub fn connect(&self, systems: &Systems, more: &[&str]) -> Run {
        let practice = systems.practice();
        let (archivesspace, iconik) = (practice.archivesspace_url(), practice.iconik_url());
        let mut words = vec![
            "connect",
            "--archivesspace",
            &archivesspace,
            "--archivesspace-user",
            practice.archivesspace_user(),
            "--iconik",
            &iconik,
            "--iconik-app-id",
            practice.iconik_app_id(),
        ];
        words.extend(more);
        self.on_workspace(&words)
    }

    /// A workspace that is connected, set up and read.
    pub fn ready(systems: &Systems) -> Self {
        let archway = Self::new(systems);
        let connected = archway.connect(systems, &["--set-up", "--json"]).ended(0).json();
        let plan = connected["plan"]["id"].as_str().unwrap().to_owned();
        archway.on_workspace(&["apply", &plan]).ended(0);
        archway.on_workspace(&["refresh"]).ended(0);
        archway
    }

    /// An archival object of the catalogue, by what it shows.
    pub fn archival_object(&self, words: &str) -> RecordUri {
        let workspace = Workspace::open(&self.workspace()).unwrap();
        let hits = workspace.search(words, 40, SearchIn::Both).unwrap();
        hits.iter()
            .find_map(|hit| match hit.node {
                Node::Record(uri) if uri.kind == RecordKind::ArchivalObject => Some(uri),
                _ => None,
            })
            .unwrap_or_else(|| panic!("no archival object shows “{words}”"))
    }
}

/// An asset of the practice institution.
pub fn asset(slug: &str) -> AssetId {
    AssetId(institution::id("asset", slug))
}

/// The asset and archival object that the tests link, as typed.
pub fn pair(archway: &Archway) -> (String, String) {
    (
        asset("qw-003b").to_string(),
        archway.archival_object("crane driver part 2").to_string(),
    )
}

/// Id of the plan in a document.
pub fn plan_id(document: &Value) -> String {
    document["plan"]["id"]
        .as_str()
        .unwrap_or_else(|| panic!("no plan in {document:#}"))
        .to_owned()
}
