//! A window's world without a runtime: a model fed with invented events, and whatever was raised while drawing.

use std::path::PathBuf;
use std::sync::Arc;

use archway::desktop::commands::Situation;
use archway::desktop::model::Model;
use archway::desktop::outbox::{Outbox, Raised};
use archway::desktop::screens::{ScreenId, ViewCtx};
use archway::desktop::theme;
use archway::domain::browse::{Node, SearchHit};
use archway::domain::workspace::{Connection, WorkspaceSettings};
use archway::domain::{CollectionId, RecordKind, RecordUri, Repository, RepositoryId};
use archway::plan::{ChangeId, Plan, Stage, Workflow};
use archway::runtime::settings::{AppSettings, RecentWorkspace};
use archway::runtime::view::{
    AuditPage, AuditRow, JobId, JobView, PlanSummary, ProblemView, Reachability, SetupState, SideStatus, WorkspaceInfo,
};
use archway::runtime::{Command, Event};
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::plans;

/// Everything a screen sees.
pub struct World {
    pub model: Model,
    pub outbox: Outbox,
    pub settings: AppSettings,
    pub situation: Situation,
}

impl World {
    /// No workspace is open.
    pub fn closed() -> Self {
        let recent = |name: &str, path: &str| RecentWorkspace {
            name: name.into(),
            path: PathBuf::from(path),
        };
        Self {
            model: Model::default(),
            outbox: Outbox::default(),
            settings: AppSettings {
                recent: vec![
                    recent("Harrow Sound & Film Archive", "/home/archivist/Archway/harrow.archway"),
                    recent("Þjóðskjalasafn, hljóðrit", "/home/archivist/Archway/hljóðrit.archway"),
                ],
                ..AppSettings::default()
            },
            situation: Situation {
                screen: ScreenId::Welcome,
                ..Situation::default()
            },
        }
    }

    /// A workspace could not be opened.
    pub fn failed() -> Self {
        let mut world = Self::closed();
        world.apply(Event::OpenFailed {
            path: PathBuf::from("/home/archivist/Archway/harrow.archway"),
            message: "The file was made by a newer Archway (version 7 of the file, this one reads up to 3). Install the newer Archway, or open an \
                      older copy of the file."
                .into(),
        });
        world
    }

    /// The practice workspace is open, and nothing was done yet.
    pub fn open() -> Self {
        let mut world = Self::closed();
        world.apply(Event::Workspace(Arc::new(workspace())));
        world.apply(Event::Plans(Vec::new()));
        world.apply(Event::Problems(Vec::new()));
        world.apply(Event::Audit(Box::new(AuditPage {
            rows: Vec::new(),
            page: 0,
            total: 0,
            tampered: None,
        })));
        world.situation = Situation {
            workspace: true,
            writable: true,
            practice: true,
            screen: ScreenId::Link,
            ..Situation::default()
        };
        world
    }

    /// A plan is under review.
    pub fn reviewing(plan: Plan) -> Self {
        let mut world = Self::open();
        world.model.under_review = Some(plan.id);
        world.apply(Event::Plan(Arc::new(plan)));
        world
    }

    /// A plan is under review in large letters.
    pub fn large_text() -> Self {
        let mut world = Self::reviewing(plans::varied_plan());
        world.settings.text_size = 1.4;
        world
    }

    /// A plan is being applied.
    pub fn applying() -> Self {
        let mut plan = plans::varied_plan();
        plan.stage = Stage::Applying;
        let mut world = Self::reviewing(plan);
        world.apply(Event::Jobs(vec![JobView {
            id: JobId(7),
            name: "Applying “Link 5 assets to 5 records”".into(),
            phase: "reading back “Ásgrímsdóttir, Þórdís, circa 1980”".into(),
            done: 2,
            total: Some(8),
            unit: "changes",
            rate: 3.4,
            cancelling: false,
        }]));
        world
    }

    /// Work runs, plans and problems wait, and much was written.
    pub fn busy() -> Self {
        let mut world = Self::open();
        let info = WorkspaceInfo {
            plans_in_review: 2,
            problems: 2,
            last_applied: Some((plans::plan_id(3), "Link 12 assets to “Series 4: Photographs”".into())),
            setup: SetupState::Ready,
            bad_network: true,
            ..workspace()
        };
        world.apply(Event::Workspace(Arc::new(info)));
        world.apply(Event::Jobs(vec![
            job(1, "Refreshing ArchivesSpace", "reading “Series 4: Photographs”", 280, Some(450)),
            job(2, "Refreshing iconik", "asking what changed since 12:04", 40, None),
        ]));
        world.apply(Event::Plans(summaries()));
        world.apply(Event::Problems(problems()));
        world.apply(Event::Audit(Box::new(audit_page())));
        world
    }

    /// A workspace on real servers, where an administrator must make the fields first.
    pub fn real() -> Self {
        let mut world = Self::open();
        let mut info = workspace();
        info.connection.practice = false;
        info.connection.archivesspace_url = "https://archives.example.org/api".into();
        info.connection.iconik_url = "https://app.iconik.io".into();
        info.connection.archivesspace_user = "archivist".into();
        info.connection.iconik_app_id = "0d5f2f5c-0000-4000-8000-000000000000".into();
        info.archivesspace.reachability = Reachability::Failed {
            reason: "archives.example.org did not answer within 20 seconds; check the address, or whether a VPN is needed".into(),
        };
        info.vault_notice = Some("This computer has no keyring that is open: passwords and tokens are kept for this run only.".into());
        info.setup = SetupState::NeedsAdministrator {
            missing_roles: vec!["can_create_metadata_fields".into(), "can_create_metadata_views".into()],
        };
        world.apply(Event::Workspace(Arc::new(info)));
        world.situation.practice = false;
        world
    }

    /// Something was found in both systems.
    pub fn found() -> Self {
        let mut world = Self::open();
        world.found_as(1);
        world
    }

    /// Answers a search with that ticket.
    pub fn found_as(&mut self, ticket: u64) {
        let hit = |node, title: &str, context: &str| SearchHit {
            node,
            title: title.into(),
            context: context.into(),
        };
        self.apply(Event::Found {
            ticket,
            hits: vec![
                hit(
                    Node::Record(plans::archival_object(311)),
                    plans::TITLES[0].1,
                    "Harbour Memory Project › Oral histories › Harbour workers",
                ),
                hit(
                    Node::Asset(plans::asset(3)),
                    plans::TITLES[3].0,
                    "Oral histories 2024 › Harbour workers",
                ),
                hit(Node::Collection(CollectionId(Uuid::from_u128(5))), "Reels, not described", ""),
                hit(
                    Node::Record(RecordUri::new(RepositoryId(2), RecordKind::Resource, 1)),
                    "MS 042 · Harbour Memory Project records",
                    "",
                ),
            ],
        });
    }

    /// Takes an event in.
    pub fn apply(&mut self, event: Event) {
        self.model.apply(event, plans::noon());
    }

    /// Draws with this world.
    pub fn see<R>(&self, ui: &mut egui::Ui, draw: impl FnOnce(&mut egui::Ui, &ViewCtx<'_>) -> R) -> R {
        let tokens = theme::tokens(ui.ctx(), &self.settings);
        let view = ViewCtx {
            model: &self.model,
            tokens: &tokens,
            outbox: &self.outbox,
            settings: &self.settings,
            situation: &self.situation,
            now: plans::noon(),
            zone: &TimeZone::UTC,
        };
        draw(ui, &view)
    }

    /// What was raised since it was asked last; commands to the runtime are noted as sent.
    pub fn raised(&mut self) -> Vec<Raised> {
        let raised = self.outbox.take();
        for one in &raised {
            if let Raised::Runtime(command) = one {
                self.model.sent(command);
            }
        }
        raised
    }

    /// Commands to the runtime since it was asked last.
    pub fn commands(&mut self) -> Vec<Command> {
        let commands = self.raised().into_iter().filter_map(|raised| match raised {
            Raised::Runtime(command) => Some(*command),
            _ => None,
        });
        commands.collect()
    }
}

fn job(id: u64, name: &str, phase: &str, done: u64, total: Option<u64>) -> JobView {
    JobView {
        id: JobId(id),
        name: name.into(),
        phase: phase.into(),
        done,
        total,
        unit: "records",
        rate: 96.0,
        cancelling: false,
    }
}

/// The invented practice workspace.
pub fn workspace() -> WorkspaceInfo {
    let reached = |what: &str, count| SideStatus {
        reachability: Reachability::Reached { what: what.into() },
        refreshed: Some(plans::noon()),
        count,
    };
    WorkspaceInfo {
        path: PathBuf::from("/home/archivist/.local/share/archway/practice.archway"),
        connection: Connection {
            name: "Harrow Sound & Film Archive".into(),
            archivesspace_url: "http://127.0.0.1:41001".into(),
            archivesspace_staff_url: String::new(),
            archivesspace_user: "practice".into(),
            iconik_url: "http://127.0.0.1:41002".into(),
            iconik_app_id: "practice".into(),
            practice: true,
        },
        settings: WorkspaceSettings::default(),
        read_only: None,
        vault_notice: None,
        iconik: reached("practice iconik, account “practice”", 1578),
        archivesspace: reached("ArchivesSpace 4.2.1, account “practice”", 955),
        repositories: vec![Repository {
            id: RepositoryId(2),
            code: "HSC".into(),
            name: "Harrow Special Collections".into(),
        }],
        repository: Some(RepositoryId(2)),
        setup: SetupState::Possible,
        plans_in_review: 0,
        problems: 0,
        last_applied: None,
        bad_network: false,
    }
}

fn summaries() -> Vec<PlanSummary> {
    let plan = |number: u128, title: &str, workflow, stage, changes, done, problems| PlanSummary {
        id: plans::plan_id(number),
        title: title.into(),
        workflow,
        stage,
        created: plans::noon(),
        author: "archivist".into(),
        undoes: None,
        changes,
        done,
        problems,
    };
    vec![
        plan(9, "Link 3 assets to 3 records", Workflow::Link, Stage::Review, 9, 0, 0),
        plan(
            8,
            "Link 360 assets to “Series 4: Photographs”",
            Workflow::Link,
            Stage::Applying,
            1080,
            412,
            0,
        ),
        plan(7, "Unlink HW-004 港湾労働者 interview", Workflow::Unlink, Stage::Applied, 3, 1, 2),
        plan(
            3,
            "Link 12 assets to Minutes & open matters of the committee for the closure of the shipyard and of all its auxiliary workshops",
            Workflow::Link,
            Stage::Applied,
            36,
            36,
            0,
        ),
        plan(2, "Undo: Link Þórdís Ásgrímsdóttir", Workflow::Undo, Stage::Discarded, 3, 0, 0),
        plan(1, "Set up Archway’s fields in iconik", Workflow::Setup, Stage::Applied, 5, 5, 0),
    ]
}

fn problems() -> Vec<ProblemView> {
    vec![
        ProblemView {
            plan: Some(plans::plan_id(7)),
            change: Some(ChangeId(2)),
            label: "港湾労働者, 1982 June 11".into(),
            text: "ArchivesSpace answered 403 for /repositories/2/archival_objects/314: the account may not change it. Ask for the permission \
                   “update_resource_record”, then apply again."
                .into(),
            at: plans::noon(),
        },
        ProblemView {
            plan: None,
            change: None,
            label: "HW-006 Contact sheet 4".into(),
            text: "The link is broken: the digital object is there, the record it was attached to is gone.".into(),
            at: plans::noon(),
        },
    ]
}

fn audit_page() -> AuditPage {
    let what = ["made digital object", "attached digital object", "wrote fields on asset"];
    let row = |number: u64| {
        let title = plans::TITLES[(number as usize) % plans::TITLES.len()];
        AuditRow {
            number,
            at: plans::noon(),
            who: "archivist".into(),
            what: what[(number as usize) % 3].into(),
            target: if number.is_multiple_of(2) { title.0.into() } else { title.1.into() },
            plan: Some(plans::plan_id(3)),
            details: format!("instances: 1 text → 1 text, 1 digital object\nArchivesSpace answered: Updated, lock version {number}"),
        }
    };
    AuditPage {
        rows: (1105..=1204).rev().map(row).collect(),
        page: 0,
        total: 1204,
        tampered: None,
    }
}
