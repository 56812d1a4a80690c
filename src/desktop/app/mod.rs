//! The app: takes events in, draws the shell and the current screen, carries out what was raised while drawing.

mod foot;
mod logic;
mod notices;
mod rail;
mod top;
mod ui;

use std::sync::Arc;
use std::sync::mpsc::Receiver;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::commands::Situation;
use super::model::Model;
use super::outbox::Outbox;
use super::palette::Palette;
use super::screens::activity::ActivityScreen;
use super::screens::describe::DescribeScreen;
use super::screens::link::LinkScreen;
use super::screens::restrict::RestrictScreen;
use super::screens::settings::SettingsScreen;
use super::screens::welcome::WelcomeScreen;
use super::screens::{ScreenId, ViewCtx};
use super::theme;
use crate::runtime::settings::AppSettings;
use crate::runtime::{Command, Event};

/// The two ends of the line to the runtime.
pub struct Connection {
    /// Takes a command; never blocks.
    pub send: Box<dyn Fn(Command)>,
    /// Gives events.
    pub events: Receiver<Event>,
}

/// Says to the window that an event waits.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// Where the window gets its times from.
#[derive(Debug, Clone)]
pub struct Clock {
    /// The time now.
    pub now: fn() -> Timestamp,
    /// Where the person is.
    pub zone: TimeZone,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            now: Timestamp::now,
            zone: TimeZone::system(),
        }
    }
}

/// The window.
pub struct ArchwayApp {
    connection: Connection,
    model: Model,
    settings: AppSettings,
    clock: Clock,
    outbox: Outbox,
    screen: ScreenId,
    palette: Palette,
    link: LinkScreen,
    describe: DescribeScreen,
    restrict: RestrictScreen,
    /// The plan under review that found its screen last.
    followed: Option<crate::plan::PlanId>,
    activity: ActivityScreen,
    settings_screen: SettingsScreen,
    welcome: WelcomeScreen,
}

const ICON: &[u8] = include_bytes!("../../../assets/icons/archway.png");

/// Under which name the layout is kept.
const LAYOUT: &str = "archway-layout";

/// What of the layout is remembered beside egui's own panel widths.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
struct Layout {
    screen: ScreenId,
    thumbnails: bool,
}

impl ArchwayApp {
    /// The window over a runtime. Installs letters and styles in the context.
    #[must_use]
    pub fn new(creation: &eframe::CreationContext<'_>, connection: Connection, settings: AppSettings, clock: Clock) -> Self {
        theme::install(&creation.egui_ctx, &settings);
        let layout: Layout = creation
            .storage
            .and_then(|storage| eframe::get_value(storage, LAYOUT))
            .unwrap_or_default();
        let mut link = LinkScreen::default();
        link.show_thumbnails(layout.thumbnails);
        Self {
            connection,
            model: Model::default(),
            settings,
            clock,
            outbox: Outbox::default(),
            screen: layout.screen,
            palette: Palette::default(),
            link,
            describe: DescribeScreen::default(),
            restrict: RestrictScreen::default(),
            followed: None,
            activity: ActivityScreen::default(),
            settings_screen: SettingsScreen::default(),
            welcome: WelcomeScreen::default(),
        }
    }

    /// Everything known from events.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The Link screen.
    #[must_use]
    pub fn link(&self) -> &LinkScreen {
        &self.link
    }

    /// The Describe screen.
    #[must_use]
    pub fn describe(&self) -> &DescribeScreen {
        &self.describe
    }

    /// The Restrictions screen.
    #[must_use]
    pub fn restrict(&self) -> &RestrictScreen {
        &self.restrict
    }

    /// The screen that is drawn: without a workspace only Welcome and Settings make sense.
    fn shown(&self) -> ScreenId {
        match (self.model.workspace(), self.screen) {
            (None, ScreenId::Settings) => ScreenId::Settings,
            (None, _) => ScreenId::Welcome,
            (Some(_), ScreenId::Welcome) => ScreenId::Link,
            (Some(_), screen) => screen,
        }
    }

    fn situation(&self) -> Situation {
        let workspace = self.model.workspace();
        let plan = self.model.plan_under_review();
        let mut now = Situation {
            workspace: workspace.is_some(),
            writable: workspace.is_some_and(|open| open.read_only.is_none()),
            practice: workspace.is_some_and(|open| open.connection.practice),
            screen: self.shown(),
            plan: plan.is_some(),
            can_apply: plan.is_some_and(|plan| !self.model.is_applying(&plan.id) && plan.to_apply().next().is_some()),
            can_undo_plan: workspace.is_some_and(|open| open.last_applied.is_some()),
            working: !self.model.jobs.is_empty(),
            ..Situation::default()
        };
        self.link.describe(&self.model, &mut now);
        match now.screen {
            ScreenId::Link => {}
            ScreenId::Describe => self.describe.describe(&self.model, &mut now),
            // Steps that cannot be seen are not taken back.
            _ => (now.can_undo, now.can_redo) = (false, false),
        }
        now
    }
}

impl eframe::App for ArchwayApp {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.take_events(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let situation = self.situation();
        self.before_closing(ui.ctx());
        self.restrict.keep_up(&self.model, &self.outbox);
        self.take_keys(ui.ctx(), &situation);
        self.draw(ui, &situation);
        self.carry_out(ui.ctx());
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        let layout = Layout {
            screen: self.screen,
            thumbnails: self.link.shows_thumbnails(),
        };
        eframe::set_value(storage, LAYOUT, &layout);
    }

    fn auto_save_interval(&self) -> std::time::Duration {
        std::time::Duration::from_secs(60)
    }
}

/// How the window opens.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// Width and height in points.
    pub size: [f32; 2],
    /// Place, size and layout are remembered from last time and for next time.
    pub remembered: bool,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            size: [1440.0, 900.0],
            remembered: true,
        }
    }
}

/// Opens the window and stays until it is closed. `connect` starts the runtime; it gets the context, which it wakes for events.
///
/// # Errors
///
/// Where no window can be opened: no display, no usable graphics.
pub fn run(frame: Frame, settings: AppSettings, connect: impl FnOnce(&egui::Context) -> Connection + 'static) -> eframe::Result {
    let mut viewport = egui::ViewportBuilder::default()
        .with_title("Archway")
        .with_app_id("archway")
        .with_inner_size(frame.size)
        .with_min_inner_size([960.0, 600.0]);
    if let Ok(icon) = eframe::icon_data::from_png_bytes(ICON) {
        viewport = viewport.with_icon(icon);
    }
    let options = eframe::NativeOptions {
        viewport,
        // Said explicitly: the default changes with whatever features other packages turn on.
        #[cfg(target_os = "linux")]
        renderer: eframe::Renderer::Glow,
        #[cfg(not(target_os = "linux"))]
        renderer: eframe::Renderer::Wgpu,
        persist_window: frame.remembered,
        // A folder that nobody has: layouts of a trial are not kept.
        persistence_path: (!frame.remembered).then(|| {
            std::env::temp_dir()
                .join(format!("archway-trial-{}", std::process::id()))
                .join("layout.ron")
        }),
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "archway",
        options,
        Box::new(move |creation| {
            let connection = connect(&creation.egui_ctx);
            Ok(Box::new(ArchwayApp::new(creation, connection, settings, Clock::default())))
        }),
    )
}

/// What drawing borrows of the app, apart from the screens themselves.
struct World<'a> {
    model: &'a Model,
    outbox: &'a Outbox,
    settings: &'a AppSettings,
    clock: &'a Clock,
}

impl<'a> World<'a> {
    fn view(&self, tokens: &'a super::tokens::Tokens, situation: &'a Situation) -> ViewCtx<'a> {
        ViewCtx {
            model: self.model,
            tokens,
            outbox: self.outbox,
            settings: self.settings,
            situation,
            now: (self.clock.now)(),
            zone: &self.clock.zone,
        }
    }
}
