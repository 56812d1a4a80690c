//! The last guard before anything is sent: what opens goes only with a person's confirmation, whatever planned it and whatever it is
//! called. It looks at what would be done, not at the name of the plan or the nature of the change.

use super::step::Settled;
use crate::domain::fields::RESTRICTION;
use crate::plan::access::{FieldsChange, ShareChange};
use crate::plan::confirm::{Demands, meets, needs_confirmation};
use crate::plan::{Action, Change, Plan};

/// What becomes of a change that would open without a confirmation, or with one that does not suffice any more; `None` where it may go.
pub(super) fn refused(plan: &Plan, change: &Change, demands: &Demands) -> Option<Settled> {
    if !opens(&change.action) && !needs_confirmation(plan, change) {
        return writes_restriction(&change.action).then(|| {
            let what = "Archway's restriction fields are written only by plans made under Restrictions. Nothing was sent";
            Settled::problem(change, what, false)
        });
    }
    let confirmed = plan.restrict.as_ref().is_some_and(|review| review.confirmed(change.id).is_some());
    let why = match crate::plan::confirm::may_open(plan, change).and_then(|()| meets(plan, change, demands)) {
        Ok(()) if confirmed => return None,
        Ok(()) => "nobody has confirmed yet that this may open".to_owned(),
        Err(why) => why,
    };
    Some(Settled::problem(
        change,
        format!("this opens something, so it must be confirmed first, cause by cause ({why}). Nothing was sent"),
        false,
    ))
}

/// True where a change of fields like any other would write what Archway says and remembers of a restriction: what was taken would be
/// lost with it, or be given back to others.
fn writes_restriction(action: &Action) -> bool {
    match action {
        Action::UpdateAsset { after, .. } => RESTRICTION.iter().any(|field| after.contains_key(field.name)),
        _ => false,
    }
}

/// True where somebody may see or do something afterwards that was not possible before.
fn opens(action: &Action) -> bool {
    match action {
        Action::SetAccess { change } => change.opens(),
        Action::SetCollectionShares { shares, .. } => shares.iter().any(|share| matches!(share, ShareChange::Restore { .. })),
        // Archway's restriction fields are fields like others: a mapping rule could clear them too.
        Action::UpdateAsset { view, before, after, .. } => {
            let change = FieldsChange {
                view: view.clone(),
                before: before.clone(),
                after: after.clone(),
            };
            writes_restriction(action) && change.unblocks()
        }
        _ => false,
    }
}
