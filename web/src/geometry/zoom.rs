//! How much of a drawing a panel shows: the drawing is laid out on a sheet so many times as large
//! as the panel, and the panel shows a part of the sheet. Boxes keep their size.

use super::fit::Point;

/// The sheet is so many times as wide as the panel at most.
const CLOSEST: f64 = 8.0;

/// What of the sheet is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zoom {
    /// The sheet's size, the panel being 1.
    pub zoom: f64,
    /// The place on the sheet that is in the panel's upper left corner.
    pub corner: Point,
}

impl Default for Zoom {
    fn default() -> Self {
        Self {
            zoom: 1.0,
            corner: (0.0, 0.0),
        }
    }
}

impl Zoom {
    /// The size of the sheet for a panel of `size`.
    pub fn sheet(self, size: Point) -> Point {
        (size.0 * self.zoom, size.1 * self.zoom)
    }

    /// The place on the sheet below a point of the panel.
    pub fn on_sheet(self, at: Point) -> Point {
        (self.corner.0 + at.0, self.corner.1 + at.1)
    }

    /// Closer by `factor` (farther below 1); what is at `at` in the panel stays there.
    pub fn closer(self, factor: f64, at: Point, size: Point) -> Self {
        let zoom = (self.zoom * factor).clamp(1.0, CLOSEST);
        let by = zoom / self.zoom;
        let corner = (
            (self.corner.0 + at.0) * by - at.0,
            (self.corner.1 + at.1) * by - at.1,
        );
        Self { zoom, corner }.within(size)
    }

    /// The sheet pulled by so many pixels.
    pub fn pulled(self, by: Point, size: Point) -> Self {
        let corner = (self.corner.0 - by.0, self.corner.1 - by.1);
        Self { corner, ..self }.within(size)
    }

    /// Moved as little as need be to show the box with this middle and half size.
    pub fn showing(self, middle: Point, half: Point, size: Point) -> Self {
        let seen = |corner: f64, middle: f64, half: f64, size: f64| {
            let (low, high) = (middle + half - size, middle - half);
            if low > high {
                high
            } else {
                corner.clamp(low, high)
            }
        };
        let corner = (
            seen(self.corner.0, middle.0, half.0, size.0),
            seen(self.corner.1, middle.1, half.1, size.1),
        );
        Self { corner, ..self }.within(size)
    }

    /// With the panel full of sheet.
    fn within(self, size: Point) -> Self {
        let sheet = self.sheet(size);
        let held = |corner: f64, sheet: f64, size: f64| corner.clamp(0.0, (sheet - size).max(0.0));
        Self {
            corner: (
                held(self.corner.0, sheet.0, size.0),
                held(self.corner.1, sheet.1, size.1),
            ),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Point = (400.0, 200.0);

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let view = Zoom::default().closer(2.0, (100.0, 50.0), SIZE);
        assert_eq!(
            view,
            Zoom {
                zoom: 2.0,
                corner: (100.0, 50.0)
            }
        );
        assert_eq!(view.on_sheet((100.0, 50.0)), (200.0, 100.0));
        assert_eq!(view.closer(0.5, (100.0, 50.0), SIZE), Zoom::default());
    }

    #[test]
    fn the_panel_is_always_full() {
        let view = Zoom::default().closer(100.0, (0.0, 0.0), SIZE);
        assert_eq!(view.zoom, 8.0);
        assert_eq!(view.pulled((50.0, 50.0), SIZE).corner, (0.0, 0.0));
        let end = view.pulled((-9e9, -9e9), SIZE);
        assert_eq!(end.corner, (2_800.0, 1_400.0));
        assert_eq!(view.closer(0.0, (9.0, 9.0), SIZE), Zoom::default());
    }

    #[test]
    fn what_has_the_focus_comes_into_sight_and_no_farther() {
        let view = Zoom::default().closer(2.0, (0.0, 0.0), SIZE);
        assert_eq!(
            view.showing((500.0, 100.0), (50.0, 20.0), SIZE).corner,
            (150.0, 0.0)
        );
        assert_eq!(view.showing((100.0, 100.0), (50.0, 20.0), SIZE), view);
    }
}
