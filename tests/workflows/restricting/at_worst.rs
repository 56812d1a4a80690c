//! The applier dies at every boundary of every request, and every fault strikes every request: what is taken is taken once and given
//! back once, whatever happens on the way.

use super::scene::Restricted;
use crate::faults::{all_faults, every_third, strike_everywhere};
use crate::kills::{Boundary, die_at_every_request};

#[test]
fn dying_before_any_request_loses_and_doubles_nothing() {
    die_at_every_request(&Restricted::new(), Boundary::BeforeSend, 45);
}

#[test]
fn dying_while_any_answer_is_lost_loses_and_doubles_nothing() {
    die_at_every_request(&Restricted::new(), Boundary::AnswerLost, 45);
}

#[test]
fn dying_before_any_answer_is_journalled_loses_and_doubles_nothing() {
    die_at_every_request(&Restricted::new(), Boundary::BeforeJournal, 45);
}

#[test]
fn lost_and_refused_requests() {
    let (runs, _) = strike_everywhere(Restricted::new(), &all_faults()[..6], every_third);
    assert!(runs > 60);
}

#[test]
fn broken_connections() {
    let (runs, _) = strike_everywhere(Restricted::new(), &all_faults()[6..11], every_third);
    assert!(runs > 50);
}
