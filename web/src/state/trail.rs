//! The selections that a person went through, as a browser keeps pages: back, forward, and a new
//! one in the middle forgets what lay ahead.

use super::Selection;

/// Selections kept at most; the oldest go first.
const MOST: usize = 100;

/// Selections gone through, and where among them the person is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trail {
    past: Vec<Selection>,
    /// How many of `past` lie behind, the shown one included.
    place: usize,
}

impl Trail {
    /// Goes to a selection that was not reached by way of the trail.
    pub fn visit(&mut self, selection: Selection) {
        if self.past.get(self.place.wrapping_sub(1)) == Some(&selection) {
            return;
        }
        self.past.truncate(self.place);
        self.past.push(selection);
        if self.past.len() > MOST {
            self.past.remove(0);
        }
        self.place = self.past.len();
    }

    /// One selection back, if there is one.
    pub fn back(&mut self) -> Option<Selection> {
        let place = self.place.checked_sub(1).filter(|it| *it > 0)?;
        self.place = place;
        Some(self.past[place - 1])
    }

    /// One selection forward, if there is one.
    pub fn forward(&mut self) -> Option<Selection> {
        let next = self.past.get(self.place).copied()?;
        self.place += 1;
        Some(next)
    }

    /// Whether there is a way back and a way forward.
    pub fn ways(&self) -> (bool, bool) {
        (self.place > 1, self.place < self.past.len())
    }

    /// Forgets everything, as another lab is opened.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Item;
    use versioned_arp::sim::{FrameNumber, HostId};

    fn frame(number: u32) -> Selection {
        Selection {
            host: HostId::new(0),
            item: FrameNumber::new(number).map(Item::Frame),
        }
    }

    #[test]
    fn back_and_forward_go_through_what_was_visited() {
        let mut trail = Trail::default();
        assert_eq!(trail.back(), None);
        for number in [1, 2, 2, 3] {
            trail.visit(frame(number));
        }
        assert_eq!(trail.back(), Some(frame(2)));
        assert_eq!(trail.back(), Some(frame(1)));
        assert_eq!(trail.ways(), (false, true));
        assert_eq!(trail.back(), None);
        assert_eq!(trail.forward(), Some(frame(2)));
    }

    #[test]
    fn a_new_selection_forgets_what_lay_ahead() {
        let mut trail = Trail::default();
        (1..=3).for_each(|number| trail.visit(frame(number)));
        trail.back();
        trail.visit(frame(9));
        assert_eq!((trail.ways(), trail.forward()), ((true, false), None));
        assert_eq!(trail.back(), Some(frame(2)));
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let mut trail = Trail::default();
        (1..=500).for_each(|number| trail.visit(frame(number)));
        let mut steps = 0;
        while trail.back().is_some() {
            steps += 1;
        }
        assert_eq!(steps, MOST - 1);
    }
}
