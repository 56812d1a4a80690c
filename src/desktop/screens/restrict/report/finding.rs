//! One finding in full, and what leads out of it.

use egui::{Label, Ui};

use super::shown::{can_plan, capital, seen};
use crate::desktop::commands::UiCommand;
use crate::desktop::screens::ViewCtx;
use crate::desktop::screens::restrict::{facts, said};
use crate::desktop::widgets::parts;
use crate::domain::browse::Node;
use crate::runtime::Command;
use crate::runtime::restrict_view::{Disagreement, DisagreementKind, RestrictScope};

/// Draws the finding; true where a person wants to read the note.
pub fn draw(ui: &mut Ui, view: &ViewCtx<'_>, finding: &Disagreement) -> bool {
    let tokens = view.tokens;
    facts::pane(ui, tokens, (finding.asset, finding.kind), |ui| {
        ui.add(Label::new(parts::strong(tokens, finding.asset_title.as_str())).wrap());
        let (glyph, colour) = said::disagreement(tokens, finding.kind);
        facts::remark(ui, tokens, glyph, colour, &capital(finding.kind.words()));
        ui.horizontal_wrapped(|ui| {
            facts::show_node(ui, view, "Show the asset", Node::Asset(finding.asset));
            if let Some(record) = finding.record {
                facts::show_node(ui, view, "Show the record", Node::Record(record));
            }
        });
        let about = if finding.record.is_some() { "record" } else { "collection" };
        facts::fact(ui, tokens, about, &finding.record_title);
        facts::fact(ui, tokens, "cause", &finding.cause);
        facts::fact(ui, tokens, "what is wrong", &finding.detail);
        facts::fact(ui, tokens, "who can see it", seen(finding).trim_start_matches("seen by "));
        facts::heading(ui, tokens, "What to do");
        let words = if leads_to_rules(view, finding.kind) {
            "No row of the rule table counts, so nothing would follow. Begin with one of its presets, then plan."
        } else {
            advice(finding.kind)
        };
        ui.add(Label::new(parts::small(tokens, words)).wrap());
        let refused = facts::refusal(view);
        let mut notes = false;
        match finding.kind {
            DisagreementKind::NeedsPerson => notes = parts::button(ui, tokens, "Read the notes").clicked(),
            DisagreementKind::AccessUnknown => look(ui, view),
            // Without rules a plan would be empty.
            kind if leads_to_rules(view, kind) => rules(ui, view),
            kind if can_plan(kind) => plan(ui, view, finding, refused.as_deref()),
            _ => {}
        }
        notes
    })
}

fn leads_to_rules(view: &ViewCtx<'_>, kind: DisagreementKind) -> bool {
    let closes = matches!(kind, DisagreementKind::OpenThoughRestricted | DisagreementKind::PublicLink);
    closes && !facts::has_rules(view)
}

fn rules(ui: &mut Ui, view: &ViewCtx<'_>) {
    if parts::button(ui, view.tokens, "Open the rule table").clicked() {
        view.outbox.command(UiCommand::GoRules);
    }
}

fn look(ui: &mut Ui, view: &ViewCtx<'_>) {
    if parts::button(ui, view.tokens, "Look at access").clicked() {
        view.outbox.send(Command::LookAtAccess);
    }
}

fn plan(ui: &mut Ui, view: &ViewCtx<'_>, finding: &Disagreement, refused: Option<&str>) {
    let waits = view.model.awaits_plan();
    let words = if waits { "Planning…" } else { "Plan for this asset" };
    let can = refused.is_none() && !waits;
    let response = ui.add_enabled_ui(can, |ui| parts::button(ui, view.tokens, words)).inner;
    let response = match refused {
        Some(why) => response.on_disabled_hover_text(why),
        None => response.on_hover_text("You review the plan before anything is written"),
    };
    if response.clicked() {
        view.outbox.send(Command::PlanRestrict {
            scope: RestrictScope::Assets(vec![finding.asset]),
            as_of: None,
        });
    }
}

fn advice(kind: DisagreementKind) -> &'static str {
    match kind {
        DisagreementKind::OpenThoughRestricted => "Plan what follows from the restriction, and review it.",
        DisagreementKind::PublicLink => {
            "Plan what follows from the restriction: a rule that revokes shares takes the link away. Whoever has the link can open it until then."
        }
        DisagreementKind::ClosedThoughOpen => {
            "Plan for this asset. What opens is confirmed one cause at a time; what a person took away by hand stays as it is."
        }
        DisagreementKind::RulesDiffer => {
            "Archway follows the rule in force, which is the stricter one unless the settings say otherwise. Plan for this asset, or make the notes agree in ArchivesSpace."
        }
        DisagreementKind::UnlinkedInRestricted => {
            "Archway restricts only linked assets. Show the asset and link it to its record; then what follows can be planned."
        }
        DisagreementKind::NeedsPerson => "Somebody must say what the note means. Until then the asset does not count as open.",
        DisagreementKind::AccessUnknown => "Let Archway read in iconik who can see it. Nothing is written.",
    }
}
