//! What only reads asks neither system, and works beside another Archway.

use crate::support::{Archway, Systems, pair};
use archway::store::Workspace;

#[test]
fn commands_that_only_read_send_no_request() {
    let mut systems = Systems::start();
    let archway = Archway::ready(&systems);
    let before = (
        systems.practice().archivesspace_faults().requests(),
        systems.practice().iconik_faults().requests(),
    );
    for words in [
        &["links"][..],
        &["plan", "list"],
        &["audit", "list"],
        &["audit", "verify"],
        &["status", "--offline"],
    ] {
        archway.on_workspace(words).ended(0);
    }
    let after = (
        systems.practice().archivesspace_faults().requests(),
        systems.practice().iconik_faults().requests(),
    );
    assert_eq!(before, after);
    systems.stop();
    archway.on_workspace(&["links"]).ended(0);
}

#[test]
fn beside_another_archway_reading_works_and_writing_is_refused() {
    let systems = Systems::start();
    let archway = Archway::ready(&systems);
    let (asset, record) = pair(&archway);
    let other = Workspace::open(&archway.workspace()).unwrap();
    archway.on_workspace(&["links"]).ended(0);
    for words in [
        &["refresh"][..],
        &["set-up"],
        &["link", "--asset", &asset, "--record", &record],
        &["undo", "0199a000-0000-7000-8000-000000000000"],
    ] {
        let refused = archway.on_workspace(words).ended(5);
        assert!(
            refused.err.contains("reading only") && refused.err.contains("Another Archway"),
            "{refused:?}"
        );
    }
    let refused = archway.on_workspace(&["refresh", "--json"]).ended(5).json();
    assert_eq!(refused["error"]["kind"], "read_only");
    drop(other);
    archway.on_workspace(&["refresh"]).ended(0);
}
