//! A change of access as people read it: fields, entries, shares and collections before and after.

use super::context::RestrictContext;
use super::state::AssetState;
use crate::domain::access::{Audience, Permissions, Principal, Share};
use crate::domain::fields::{
    RESTRICTED_UNTIL, RESTRICTION_BLOCK, RESTRICTION_SOURCE, RESTRICTION_STATUS, RESTRICTION_TAKEN, RESTRICTION_WORDS,
};
use crate::plan::access::{AccessChange, ShareChange};
use crate::plan::ledger::plural;
use crate::plan::{FieldChange, FieldValues};

/// What a change does, line by line; who can see it first.
pub(super) fn shown(
    context: &RestrictContext<'_>,
    change: &AccessChange,
    (before, after): (&AssetState, &AssetState),
    (seen_by, seen_after): (&Audience, &Audience),
) -> Vec<FieldChange> {
    let mut lines = Vec::new();
    let mut put = |field: String, before: Option<String>, after: Option<String>| {
        if before != after {
            lines.push(FieldChange { field, before, after });
        }
    };
    put("who can see it".to_owned(), Some(seen_by.words()), Some(seen_after.words()));
    for grant in &change.grants {
        let words = |permissions: Option<Permissions>| Some(permissions.unwrap_or_default().to_string());
        put(context.directory.name(grant.principal), words(grant.before), words(grant.after));
    }
    for share in &change.shares {
        let (name, what) = (format!("share “{}”", share.share().title), share_words(share.share()));
        match share {
            ShareChange::Revoke { .. } => put(name, Some(what), Some("revoked".to_owned())),
            ShareChange::Restore { .. } => put(name, Some("revoked".to_owned()), Some(what)),
        }
    }
    for membership in &change.memberships {
        let name = format!("collection “{}”", membership.title);
        let (out, within) = (Some("not in it".to_owned()), Some("in it".to_owned()));
        if membership.joins {
            put(name, out, within);
        } else {
            put(name, within, out);
        }
    }
    if let Some(review) = &change.review {
        let users = review.users.iter().map(|user| context.directory.name(Principal::User(*user)));
        let groups = review.groups.iter().map(|group| context.directory.name(Principal::Group(*group)));
        let asked = format!("asked of {}", users.chain(groups).collect::<Vec<_>>().join(", "));
        if review.asks {
            put("review".to_owned(), None, Some(asked));
        } else {
            put("review".to_owned(), Some(asked), None);
        }
    }
    if let Some(fields) = &change.fields {
        for field in [RESTRICTION_STATUS, RESTRICTION_WORDS, RESTRICTED_UNTIL, RESTRICTION_SOURCE] {
            put(
                field.label.to_owned(),
                text(&fields.before, field.name),
                text(&fields.after, field.name),
            );
        }
        if fields.after.contains_key(RESTRICTION_BLOCK.name) {
            let words = |blocked: bool| Some(if blocked { "yes" } else { "no" }.to_owned());
            put(RESTRICTION_BLOCK.label.to_owned(), words(before.blocked()), words(after.blocked()));
        }
        if fields.after.contains_key(RESTRICTION_TAKEN.name) {
            put(
                RESTRICTION_TAKEN.label.to_owned(),
                taken_words(context, before),
                taken_words(context, after),
            );
        }
    }
    lines
}

fn text(fields: &FieldValues, name: &str) -> Option<String> {
    let values = fields.get(name)?.iter();
    let texts: Vec<String> = values
        .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        .collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

fn taken_words(context: &RestrictContext<'_>, state: &AssetState) -> Option<String> {
    let taken = state.taken()?;
    let mut causes: Vec<String> = taken.causes.iter().map(|cause| context.index.titled(cause.record)).collect();
    // Several statements of one record are one reason to read.
    causes.dedup();
    Some(match causes.is_empty() {
        true => taken.words(),
        false => format!("{}, for {}", taken.words(), causes.join(", ")),
    })
}

/// "public link, 41 views", "for 3 guests, with a password".
pub(super) fn share_words(share: &Share) -> String {
    let mut words = vec![if share.is_public() {
        "public link".to_owned()
    } else if share.guests > 0 {
        format!("for {}", plural(share.guests as usize, "guest", "guests"))
    } else {
        "link".to_owned()
    }];
    if share.has_password {
        words.push("with a password".to_owned());
    }
    if let Some(opened) = share.opened {
        words.push(plural(usize::try_from(opened).unwrap_or(usize::MAX), "view", "views"));
    }
    words.join(", ")
}
