//! Approvals: requests, decisions, statuses by version.

use serde_json::{Value, json};
use uuid::Uuid;

use super::Routes;
use crate::practice::iconik::approvals::{key, status};
use crate::practice::iconik::call::{Answer, Call, Outcome, Refusal, ok};
use crate::practice::iconik::documents::user_info;
use crate::practice::iconik::moment;
use crate::practice::iconik::world::entity::ObjectKind;
use crate::practice::iconik::world::table::Table;

pub const ROUTES: Routes = &[
    ("GET /API/assets/v1/{object_type}/{object_id}/approvals/", decisions),
    ("PUT /API/assets/v1/{object_type}/{object_id}/approvals/", decide),
    ("DELETE /API/assets/v1/{object_type}/{object_id}/approvals/", clear),
    ("GET /API/assets/v1/{object_type}/{object_id}/approvals/request/", get),
    ("POST /API/assets/v1/{object_type}/{object_id}/approvals/request/", ask),
    ("PATCH /API/assets/v1/{object_type}/{object_id}/approvals/request/", change),
    ("PUT /API/assets/v1/{object_type}/{object_id}/approvals/request/", change),
    ("DELETE /API/assets/v1/{object_type}/{object_id}/approvals/request/", withdraw),
    (
        "DELETE /API/assets/v1/{object_type}/{object_id}/approvals/user/{user_id}/",
        take_decision,
    ),
    (
        "GET /API/assets/v1/{object_type}/{object_id}/versions/{version_id}/approvals/",
        decisions,
    ),
    (
        "GET /API/assets/v1/{object_type}/{object_id}/versions/{version_id}/approvals/request/",
        get,
    ),
];

/// Role that lets a decision stand without a request; that it waives the rule is assumed.
const WITHOUT_REQUEST: &str = "can_approve_without_request";

/// The approvals of one version of one object.
struct Approvals {
    object: ObjectKind,
    id: Uuid,
    version: Option<Uuid>,
    key: String,
    row: Value,
}

impl Approvals {
    fn of(call: &Call) -> Result<Self, Refusal> {
        let object = call.object_kind()?;
        let entity = call.entity(object, call.id("object_id")?)?;
        let version = match call.id("version_id") {
            Ok(named) => {
                let part = entity.asset.as_ref();
                let known = part.is_some_and(|part| part.versions.iter().any(|own| own.id == named));
                if !known {
                    return Err(Refusal::missing("Version"));
                }
                Some(named)
            }
            Err(_) => entity.present_version().map(|version| version.id),
        };
        let key = key(object, entity.id, version.unwrap_or_default());
        let row = call.world.row(Table::Approvals, &key).cloned();
        Ok(Self {
            object,
            id: entity.id,
            version,
            key,
            row: row.unwrap_or_else(|| json!({"request": null, "decisions": []})),
        })
    }

    fn keep(&self, call: &mut Call) {
        call.world.put_row(Table::Approvals, self.key.clone(), self.row.clone());
    }

    fn decisions(&self) -> Vec<Value> {
        let list = self.row["decisions"].as_array().into_iter().flatten();
        list.map(|decision| self.place(decision.clone())).collect()
    }

    /// Adds what every answer says about the object.
    fn place(&self, mut row: Value) -> Value {
        row["object_id"] = json!(self.id);
        row["object_type"] = json!(self.object.word());
        if let Some(version) = self.version {
            row["version_id"] = json!(version);
        }
        row
    }

    /// The request as it is answered. Without one the real answer is not known; 404 is assumed.
    fn request(&self, call: &Call) -> Result<Value, Refusal> {
        if self.row["request"].is_null() {
            return Err(Refusal::missing("Approval request"));
        }
        let mut request = self.place(self.row["request"].clone());
        let own = json!(call.caller.user);
        let decisions = self.decisions();
        let mine = decisions.iter().find(|decision| decision["user"] == own);
        request["user_status"] = mine.map_or(Value::Null, |decision| decision["status"].clone());
        request["status"] = json!(status(&self.row));
        request["approvals_by"] = Value::from(decisions);
        let users = request["users"].as_array().cloned().unwrap_or_default();
        let infos: Vec<Value> = users
            .iter()
            .filter_map(|id| call.world.row(Table::Users, id.as_str()?))
            .map(user_info)
            .collect();
        request["users_info"] = Value::from(infos);
        Ok(request)
    }
}

fn decisions(call: &mut Call) -> Outcome {
    let decisions = Approvals::of(call)?.decisions();
    let total = decisions.len();
    Ok(ok(json!({"objects": decisions, "total": total})))
}

/// A review must exist before a status is set; only one's own decision can be set unless one is an administrator.
fn decide(call: &mut Call) -> Outcome {
    let mut approvals = Approvals::of(call)?;
    if approvals.row["request"].is_null() && !call.caller.admin && !call.caller.roles.contains(WITHOUT_REQUEST) {
        return Err(Refusal::forbidden("No approval was requested for this object"));
    }
    let word = call.body["status"].as_str().unwrap_or_default().to_owned();
    if !matches!(word.as_str(), "APPROVED" | "NOT_APPROVED") {
        return Err(Refusal::field("status", "Must be APPROVED or NOT_APPROVED."));
    }
    let own = call.caller.user;
    let user = call.body["user"].as_str().and_then(|id| Uuid::try_parse(id).ok()).unwrap_or(own);
    if user != own && !call.caller.admin {
        return Err(Refusal::forbidden("You cannot decide for another user"));
    }
    let decision = json!({
        "user": user, "status": word, "change_date": moment::text(call.world.tick()),
    });
    if let Some(list) = approvals.row["decisions"].as_array_mut() {
        list.retain(|known| known["user"] != json!(user));
        list.push(decision.clone());
    }
    approvals.keep(call);
    if approvals.object == ObjectKind::Assets {
        let asset = call.entity(ObjectKind::Assets, approvals.id)?;
        let kind = if word == "APPROVED" { "APPROVE" } else { "REJECT" };
        super::history::note(call, &asset, &json!({"operation_type": kind}));
    }
    Ok(ok(approvals.place(decision)))
}

fn clear(call: &mut Call) -> Outcome {
    let mut approvals = Approvals::of(call)?;
    approvals.row["decisions"] = json!([]);
    approvals.keep(call);
    Ok(Answer::Empty(204))
}

fn take_decision(call: &mut Call) -> Outcome {
    let mut approvals = Approvals::of(call)?;
    let user = json!(call.id("user_id")?);
    let list = approvals.row["decisions"].as_array_mut();
    let before = list.as_ref().map_or(0, |list| list.len());
    if let Some(list) = list {
        list.retain(|decision| decision["user"] != user);
        if list.len() == before {
            return Err(Refusal::missing("Approval"));
        }
    }
    approvals.keep(call);
    Ok(Answer::Empty(204))
}

fn get(call: &mut Call) -> Outcome {
    Approvals::of(call)?.request(call).map(ok)
}

fn ask(call: &mut Call) -> Outcome {
    let mut approvals = Approvals::of(call)?;
    let now = moment::text(call.world.tick());
    let or_empty = |value: &Value| if value.is_null() { json!([]) } else { value.clone() };
    approvals.row["request"] = json!({
        "users": or_empty(&call.body["users"]), "groups": or_empty(&call.body["groups"]),
        "externals": or_empty(&call.body["externals"]),
        "min_number": call.body["min_number"].as_u64().unwrap_or(1),
        "share_id": call.body["share_id"], "requested_by": call.caller.user,
        "request_date": now, "change_date": now,
    });
    approvals.keep(call);
    Ok(Answer::Json(201, approvals.request(call)?))
}

fn change(call: &mut Call) -> Outcome {
    let mut approvals = Approvals::of(call)?;
    approvals.request(call)?;
    for name in ["users", "groups", "externals", "min_number", "share_id"] {
        if let Some(value) = call.body.get(name) {
            approvals.row["request"][name] = value.clone();
        }
    }
    approvals.row["request"]["change_date"] = json!(moment::text(call.world.tick()));
    approvals.keep(call);
    approvals.request(call).map(ok)
}

fn withdraw(call: &mut Call) -> Outcome {
    let mut approvals = Approvals::of(call)?;
    let request = approvals.request(call)?;
    approvals.row["request"] = Value::Null;
    approvals.keep(call);
    Ok(ok(request))
}
