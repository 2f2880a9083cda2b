//! Any lab at all runs, whatever its statements do to each other, and in slices as in one piece.

use super::*;
use crate::report::pcapng;
use crate::scenario::tests::arbitrary::scenario;
use proptest::prelude::*;

/// Statements may repeat every microsecond for a day.
const SOME: usize = 3_000;

proptest! {
    #[test]
    fn any_lab_runs_and_slices_change_nothing(lab in scenario(), slice in 1..50usize) {
        // What is built may name what the language refuses: text decides.
        let Ok(lab) = scenario::parse(&lab.to_string()) else { return Ok(()) };
        let lab = Arc::new(lab);
        let mut whole = Run::new(lab.clone());
        whole.advance(lab.end, SOME / slice * slice);
        let mut sliced = Run::new(lab.clone());
        for _ in 0..SOME / slice {
            sliced.advance(lab.end, slice);
        }
        prop_assert_eq!(whole.now(), sliced.now());
        let at = whole.now();
        prop_assert_eq!(snapshot(&whole, at), snapshot(&sliced, at));
        prop_assert!(pcapng(&whole, at) == pcapng(&sliced, at));
    }
}
