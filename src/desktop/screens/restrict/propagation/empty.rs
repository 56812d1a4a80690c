//! Where there is no plan: what is so, and what to do next.

use egui::{Ui, vec2};

use super::{Leads, belongs, looked_at, plan_all};
use crate::desktop::outbox::Raised;
use crate::desktop::screens::restrict::facts;
use crate::desktop::screens::{ScreenId, ViewCtx};
use crate::desktop::widgets::parts;
use crate::desktop::widgets::words::count;
use crate::plan::{PlanId, Stage, Workflow};
use crate::runtime::Command;
use crate::runtime::view::SetupState;

/// What keeps a plan from being useful; the first that holds is what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Wait,
    Link,
    Setup,
    AskAdministrator,
    Rules,
    Access,
    Plan,
}

fn next(view: &ViewCtx<'_>) -> Next {
    let known = &view.model.restricting;
    let Some(overview) = &known.overview else { return Next::Wait };
    if overview.counts.assets == 0 {
        return Next::Link;
    }
    match view.model.workspace().map(|open| &open.setup) {
        Some(SetupState::Possible) => return Next::Setup,
        Some(SetupState::NeedsAdministrator { .. }) => return Next::AskAdministrator,
        _ => {}
    }
    if !facts::has_rules(view) {
        return Next::Rules;
    }
    if overview.access_read.is_none() {
        return Next::Access;
    }
    Next::Plan
}

/// Draws what is so, and what to do. Gives where the person wants to go.
pub fn ui(ui: &mut Ui, view: &ViewCtx<'_>) -> Option<Leads> {
    let tokens = view.tokens;
    if view.model.awaits_plan() {
        parts::empty(
            ui,
            tokens,
            "Planning",
            "Archway works out what the restrictions mean for each asset.",
        );
        return None;
    }
    let next = next(view);
    let (what, todo, button) = words(next);
    ui.add_space(tokens.header);
    parts::empty(ui, tokens, what, todo);
    let mut leads = None;
    let may = view.writable() || matches!(next, Next::Link | Next::Rules);
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = tokens.gap;
        if !button.is_empty() {
            let pressed = parts::primary_button(ui, tokens, button, may);
            if pressed
                .on_disabled_hover_text("This workspace can only be looked at now.")
                .clicked()
            {
                leads = act(view, next);
            }
        }
        if matches!(next, Next::Access | Next::Rules | Next::Setup) && view.writable() {
            let hover = "Shows what would follow as far as it is known";
            if parts::link_button(ui, tokens, "Plan all the same").on_hover_text(hover).clicked() {
                plan_all(view.outbox, looked_at(view.model));
            }
        }
        standing(ui, view);
        for (plan, title) in waiting(view) {
            let open = parts::link_button(ui, tokens, &format!("Open “{title}”, which waits for review"));
            if open.clicked() {
                view.outbox.raise(Raised::OpenPlan(plan));
            }
        }
    });
    leads
}

fn words(next: Next) -> (&'static str, &'static str, &'static str) {
    match next {
        Next::Wait => (
            "Looking at the restrictions",
            "Notes, flags and rights statements of all linked records are being read.",
            "",
        ),
        Next::Link => (
            "No asset is linked yet",
            "What restricts an asset comes from the records it is linked to. Link assets to records first.",
            "Go to Link",
        ),
        Next::Setup => (
            "iconik has no fields for restrictions yet",
            "Archway writes what a restriction means into fields of its own, so that iconik warns and blocks sharing. Setting them up is a \
             plan that you review.",
            "Set up Archway’s fields",
        ),
        Next::AskAdministrator => (
            "An administrator of iconik must make the fields first",
            "This account may not make metadata fields. Settings has a page to hand on that names exactly what must be made.",
            "",
        ),
        Next::Rules => (
            "No rule says what follows",
            "The rule table says what a restriction means in iconik: fields, who keeps access, shares. Begin with one of its presets.",
            "Open the rule table",
        ),
        Next::Access => (
            "Nobody has looked who can see the restricted assets",
            "Archway must know who can see an asset before it can say who would lose access.",
            "Look at access",
        ),
        Next::Plan => (
            "No plan is open",
            "A plan says for each linked asset what its restrictions mean in iconik. Nothing is written before you accept it.",
            "Plan what follows",
        ),
    }
}

fn act(view: &ViewCtx<'_>, next: Next) -> Option<Leads> {
    match next {
        Next::Wait | Next::AskAdministrator => {}
        Next::Link => view.outbox.go(ScreenId::Link),
        Next::Setup => {
            view.outbox.go(ScreenId::Link);
            view.outbox.send(Command::PlanSetup);
        }
        Next::Rules => return Some(Leads::Rules),
        Next::Access => view.outbox.send(Command::LookAtAccess),
        Next::Plan => plan_all(view.outbox, looked_at(view.model)),
    }
    None
}

/// How the linked assets stand, in one line.
fn standing(ui: &mut Ui, view: &ViewCtx<'_>) {
    let Some(overview) = &view.model.restricting.overview else { return };
    let counts = &overview.counts;
    if counts.assets == 0 {
        return;
    }
    let mut said = vec![count(counts.assets, "linked asset", "linked assets")];
    for (number, words) in [
        (counts.restricted, "restricted"),
        (counts.later, "restricted later"),
        (counts.needs_person, "under a note nobody has read"),
        (counts.differ, "where the rules differ"),
        (counts.open, "open"),
    ] {
        if number > 0 {
            said.push(format!("{} {words}", crate::desktop::widgets::words::thousands(number)));
        }
    }
    ui.add_space(view.tokens.gap);
    let words = parts::small(view.tokens, said.join(" · "));
    ui.add_sized(vec2(ui.available_width() * 0.8, view.tokens.row), egui::Label::new(words).wrap());
}

/// Plans of restrictions that wait for review.
fn waiting(view: &ViewCtx<'_>) -> Vec<(PlanId, String)> {
    let plans = view.model.plan_list.iter().flatten();
    let here = |id: &PlanId| view.model.plan(id).is_some_and(|plan| belongs(plan));
    let waits = plans.filter(|plan| matches!(plan.stage, Stage::Review | Stage::Applying));
    let ours = waits.filter(|plan| plan.workflow == Workflow::Restrict || here(&plan.id));
    ours.take(3).map(|plan| (plan.id, plan.title.clone())).collect()
}
