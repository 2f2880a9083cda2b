//! From the canvas of a scenario to the pixels of a panel. Boxes keep their size whatever the
//! panel's, as signs on a map do; only places are stretched.

/// A place: x to the right, y down.
pub type Point = (f64, f64);

/// The stretch from a rectangle of the canvas to a panel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    from: (Point, Point),
    to: (Point, Point),
}

impl Fit {
    /// Shows the rectangle that holds `places` in a panel of `size`, keeping `margin` free on
    /// each side. A rectangle flatter than a quarter of `canvas` is grown, so that two nodes in a
    /// row stay in the middle.
    pub fn new(
        canvas: Point,
        places: impl Iterator<Item = Point>,
        size: Point,
        margin: Point,
    ) -> Self {
        let held = places.fold(None, |held, (x, y): Point| {
            let ((l, t), (r, b)) = held.unwrap_or(((x, y), (x, y)));
            Some(((x.min(l), y.min(t)), (x.max(r), y.max(b))))
        });
        let ((l, t), (r, b)) = held.unwrap_or(((0.0, 0.0), canvas));
        let (l, r) = grown(l, r, canvas.0 / 4.0);
        let (t, b) = grown(t, b, canvas.1 / 4.0);
        let far = |size: f64, margin: f64| (size - margin).max(margin);
        Self {
            from: ((l, t), (r, b)),
            to: (margin, (far(size.0, margin.0), far(size.1, margin.1))),
        }
    }

    /// The pixels of a place.
    pub fn pixels(&self, (x, y): Point) -> Point {
        let ((l, t), (r, b)) = self.from;
        let ((pl, pt), (pr, pb)) = self.to;
        (
            pl + (x - l) / (r - l) * (pr - pl),
            pt + (y - t) / (b - t) * (pb - pt),
        )
    }

    /// The place at these pixels, kept within what is shown.
    pub fn place(&self, (x, y): Point) -> Point {
        let ((l, t), (r, b)) = self.from;
        let ((pl, pt), (pr, pb)) = self.to;
        let part = |x: f64, from: f64, to: f64| ((x - from) / (to - from).max(1.0)).clamp(0.0, 1.0);
        (l + part(x, pl, pr) * (r - l), t + part(y, pt, pb) * (b - t))
    }
}

/// A stretch of at least `least` with the same middle.
fn grown(from: f64, to: f64, least: f64) -> (f64, f64) {
    let more = ((least - (to - from)) / 2.0).max(0.0);
    (from - more, to + more)
}

/// Where the line from the middle of a box of this half size to `other` leaves the box.
pub fn edge_of(middle: Point, half: Point, other: Point) -> Point {
    let (dx, dy) = (other.0 - middle.0, other.1 - middle.1);
    let reach = |d: f64, half: f64| {
        if d == 0.0 {
            f64::INFINITY
        } else {
            half / d.abs()
        }
    };
    let part = reach(dx, half.0).min(reach(dy, half.1)).min(1.0);
    (middle.0 + dx * part, middle.1 + dy * part)
}

/// The point at this part of the way, 0 being `from` and 1 being `to`.
pub fn on_the_way(from: Point, to: Point, part: f64) -> Point {
    (
        from.0 + (to.0 - from.0) * part,
        from.1 + (to.1 - from.1) * part,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const CANVAS: Point = (800.0, 500.0);

    fn fit(places: &[Point], size: Point) -> Fit {
        Fit::new(CANVAS, places.iter().copied(), size, (60.0, 40.0))
    }

    #[test]
    fn places_and_pixels_agree_both_ways() {
        let fit = fit(&[(0.0, 0.0), (900.0, 500.0)], (390.0, 400.0));
        assert_eq!(fit.pixels((0.0, 0.0)), (60.0, 40.0));
        assert_eq!(fit.pixels((900.0, 500.0)), (330.0, 360.0));
        let (x, y) = fit.place(fit.pixels((123.0, 456.0)));
        assert!((x - 123.0).abs() < 1e-9 && (y - 456.0).abs() < 1e-9);
    }

    #[test]
    fn nodes_in_a_row_stay_in_the_middle() {
        let fit = fit(&[(100.0, 250.0), (700.0, 250.0)], (800.0, 500.0));
        assert_eq!(fit.pixels((400.0, 250.0)), (400.0, 250.0));
        assert_eq!(fit.pixels((100.0, 250.0)), (60.0, 250.0));
    }

    #[test]
    fn nothing_is_dragged_out_of_sight() {
        let fit = fit(&[], (800.0, 500.0));
        assert_eq!(fit.place((-500.0, 9000.0)), (0.0, 500.0));
    }

    #[test]
    fn a_panel_smaller_than_its_margins_stays_finite() {
        let fit = fit(&[], (10.0, 10.0));
        let (x, y) = fit.place(fit.pixels((400.0, 250.0)));
        assert!(x.is_finite() && y.is_finite());
    }

    #[test]
    fn a_line_leaves_a_box_at_the_side_it_points_to() {
        let half = (60.0, 30.0);
        assert_eq!(edge_of((0.0, 0.0), half, (600.0, 0.0)), (60.0, 0.0));
        assert_eq!(edge_of((0.0, 0.0), half, (0.0, -300.0)), (0.0, -30.0));
        assert_eq!(edge_of((0.0, 0.0), half, (300.0, 300.0)), (30.0, 30.0));
        assert_eq!(edge_of((5.0, 5.0), half, (5.0, 5.0)), (5.0, 5.0));
    }
}
