//! Laws that hold for every sequence of frames, commands, timeouts and foreign changes of the
//! table: the engine never panics, what it remembers is bounded, own and static addresses are never
//! overwritten, an answer is never answered, and frames are bounded by what asks for them.

mod steps;
mod world;

use crate::arp::{Defence, Table as _};
use crate::time::Duration;
use proptest::prelude::*;
use steps::{Step, profile, step};
use world::{CAPACITY, World};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_life_of_an_engine_keeps_its_promises(
        profile in profile(),
        defence in prop::sample::select(Defence::ALL.to_vec()),
        eager in any::<bool>(),
        steps in prop::collection::vec(step(), 1..120)
    ) {
        let mut world = World::new(profile, defence, eager);
        for step in steps {
            world.run(step);
        }
        world.wait(world.now + Duration::from_secs(600));
        prop_assert!(world.waiting.is_empty(), "some wait for ever");
        let left = world.table.iter().all(|(_, entry)| entry.is_static());
        prop_assert!(left, "some entry never goes");
    }

    #[test]
    fn without_foreign_changes_the_table_never_exceeds_its_capacity(
        profile in profile(),
        defence in prop::sample::select(Defence::ALL.to_vec()),
        eager in any::<bool>(),
        steps in prop::collection::vec(step(), 1..120)
    ) {
        let mut world = World::new(profile, defence, eager);
        for step in steps {
            if !matches!(step, Step::Foreign(..)) {
                world.run(step);
                prop_assert!(world.table.dynamic_len() <= CAPACITY);
            }
        }
    }
}
