//! What follows in iconik: the plan by cause, target and kind; what closes in bulk, what opens one cause at a time.

use archway::desktop::screens::restrict::RestrictScreen;

use crate::stage::{Stage, WIDE};
use crate::world::World;
use crate::{restrict_fake, restrict_plan};

fn screen(world: World) -> Stage<'static, RestrictScreen> {
    let mut stage = Stage::new(WIDE, world, RestrictScreen::default(), |ui, view, screen: &mut RestrictScreen| {
        screen.ui(ui, view);
    });
    stage.settle();
    stage
}

#[test]
fn the_screen_opens() {
    let stage = screen(restrict_fake::reviewing(restrict_plan::plan()));
    assert!(stage.has("Restrictions"));
}
