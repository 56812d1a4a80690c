//! `archway describe`: plans to carry description over.

use super::answer::{Answer, Failure};
use super::args::{DescribeArgs, GlobalArgs};
use super::link::planned;
use super::session::{Need, Session};
use crate::runtime::Command;
use crate::runtime::mapping_view::DescribeScope;

/// Plans to carry description over.
///
/// # Errors
/// Where there is no such profile, or nothing can be planned.
pub fn run(global: &GlobalArgs, wanted: &DescribeArgs) -> Result<Answer, Failure> {
    let mut session = Session::open(global, Need::Systems)?;
    session.need_writing()?;
    let scope = match wanted.collection {
        Some(collection) => DescribeScope::Collection(collection),
        None if !wanted.asset.is_empty() => DescribeScope::Assets(wanted.asset.clone()),
        None if !wanted.record.is_empty() => DescribeScope::Records(wanted.record.clone()),
        None => DescribeScope::All,
    };
    let mut plan = session.planned(Command::PlanDescribe {
        profiles: wanted.profile.clone(),
        scope,
    })?;
    if wanted.accept && !plan.is_empty() {
        plan = session.accepted(&plan)?;
    }
    Ok(planned(&plan, wanted.accept))
}
