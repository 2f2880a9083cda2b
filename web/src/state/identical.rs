//! Shared values that count as the same when they are one and the same: comparing two texts or
//! scenarios sixty times a second to learn that nothing changed would cost more than drawing.

use std::ops::Deref;

/// A shared pointer that is equal to another when both point to one value.
#[derive(Clone, Debug)]
pub struct Identical<P>(pub P);

impl<P: Deref<Target: Sized>> PartialEq for Identical<P> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(&raw const *self.0, &raw const *other.0)
    }
}

impl<P: Deref> Deref for Identical<P> {
    type Target = P::Target;

    fn deref(&self) -> &P::Target {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[test]
    fn equal_values_in_two_places_are_not_identical() {
        let one = Identical(Rc::new("text".to_owned()));
        assert_eq!(one, one.clone());
        assert_ne!(one, Identical(Rc::new("text".to_owned())));
    }
}
