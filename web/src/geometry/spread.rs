//! Boxes pushed apart until none covers another, as far as there is room: places that a person
//! chose on a wide canvas stay readable in a narrow panel.

use super::fit::Point;

/// Rounds at most; boxes that fit settle in far fewer.
const ROUNDS: usize = 400;
/// Rounds at most where there are many boxes, and each round costs more.
const ROUNDS_OF_MANY: usize = 8;
/// So many boxes are many.
const MANY: usize = 80;

/// Moves boxes as little as need be, so that none covers another. Each is given by its middle, which
/// is moved, and half its size, gap included; the middles stay within `from` and `to`. A `fixed` one
/// is never moved. The same boxes always come to stand in the same places.
pub fn spread(
    middles: &mut [Point],
    halves: &[Point],
    fixed: Option<usize>,
    from: Point,
    to: Point,
) {
    let rounds = if middles.len() > MANY {
        ROUNDS_OF_MANY
    } else {
        ROUNDS
    };
    let bounds = (from, to);
    for _ in 0..rounds {
        let mut settled = true;
        for b in 1..middles.len() {
            for a in 0..b {
                let pushes = pushes(middles[a], halves[a], middles[b], halves[b]);
                for push in pushes.into_iter().flatten() {
                    settled = false;
                    if part(middles, (a, b), push, fixed, bounds) {
                        break;
                    }
                }
            }
        }
        if settled {
            return;
        }
    }
}

/// Moves two boxes apart by `push`, half of it each; what one cannot go, for the wall behind it, the
/// other goes. Whether that was all of it.
fn part(
    middles: &mut [Point],
    (a, b): (usize, usize),
    push: Point,
    fixed: Option<usize>,
    bounds: (Point, Point),
) -> bool {
    let (back, on): (f64, f64) = match fixed {
        Some(fixed) if fixed == a => (0.0, 1.0),
        Some(fixed) if fixed == b => (1.0, 0.0),
        _ => (0.5, 0.5),
    };
    let mut left = push;
    for (which, part) in [(a, -back), (b, on)] {
        let sign = part.signum();
        let by = (push.0 * part, push.1 * part);
        let moved = step(&mut middles[which], by, bounds);
        left = (left.0 - moved.0 * sign, left.1 - moved.1 * sign);
    }
    for (which, part) in [(b, on), (a, -back)] {
        if part != 0.0 {
            let sign = part.signum();
            let moved = step(&mut middles[which], (left.0 * sign, left.1 * sign), bounds);
            left = (left.0 - moved.0 * sign, left.1 - moved.1 * sign);
        }
    }
    left.0.abs() + left.1.abs() < 0.2
}

/// Moves a box as far as its walls allow; how far that was.
fn step(middle: &mut Point, by: Point, (from, to): (Point, Point)) -> Point {
    let held = |value: f64, low: f64, high: f64| value.clamp(low.min(high), high.max(low));
    let new = (
        held(middle.0 + by.0, from.0, to.0),
        held(middle.1 + by.1, from.1, to.1),
    );
    let moved = (new.0 - middle.0, new.1 - middle.1);
    *middle = new;
    moved
}

/// How far the second of two boxes has to go from the first, along the axis on which that is the
/// shorter way, and along the other; nothing when they are clear of each other. Of two in one place
/// the later goes right, or down.
fn pushes(a: Point, half_a: Point, b: Point, half_b: Point) -> [Option<Point>; 2] {
    let apart = (b.0 - a.0, b.1 - a.1);
    let lap = (
        half_a.0 + half_b.0 - apart.0.abs(),
        half_a.1 + half_b.1 - apart.1.abs(),
    );
    if lap.0 <= 0.01 || lap.1 <= 0.01 {
        return [None, None];
    }
    let sign = |d: f64| if d < 0.0 { -1.0 } else { 1.0 };
    // A little more than the overlap, so that rounding leaves none.
    let aside = Some(((lap.0 + 0.1) * sign(apart.0), 0.0));
    let down = Some((0.0, (lap.1 + 0.1) * sign(apart.1)));
    match lap.0 < lap.1 {
        true => [aside, down],
        false => [down, aside],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: Point = (60.0, 30.0);
    const TO: Point = (320.0, 400.0);

    fn clear(middles: &[Point], halves: &[Point]) -> bool {
        let pair =
            |a: usize, b: usize| pushes(middles[a], halves[a], middles[b], halves[b])[0].is_none();
        (1..middles.len()).all(|b| (0..b).all(|a| pair(a, b)))
    }

    #[test]
    fn what_is_clear_stays_where_it_is() {
        let mut middles = [(60.0, 40.0), (250.0, 40.0)];
        spread(&mut middles, &[(60.0, 30.0); 2], None, FROM, TO);
        assert_eq!(middles, [(60.0, 40.0), (250.0, 40.0)]);
    }

    #[test]
    fn a_dozen_boxes_and_a_switch_find_room_on_a_telephone() {
        // An ellipse in a portrait panel, as hosts stand around their switch.
        let mut middles: Vec<Point> = (0..12)
            .map(|n| std::f64::consts::TAU * (f64::from(n) + 0.5) / 12.0)
            .map(|angle| (190.0 + 130.0 * angle.cos(), 215.0 + 185.0 * angle.sin()))
            .collect();
        middles.push((190.0, 215.0));
        let mut halves = vec![(58.0, 24.0); 12];
        halves.push((44.0, 40.0));
        spread(&mut middles, &halves, Some(12), FROM, TO);
        assert!(clear(&middles, &halves), "{middles:?}");
        assert_eq!(middles[12], (190.0, 215.0));
    }

    #[test]
    fn boxes_in_one_place_part() {
        let mut middles = [(190.0, 200.0); 5];
        let halves = [(50.0, 20.0); 5];
        spread(&mut middles, &halves, None, FROM, TO);
        assert!(clear(&middles, &halves), "{middles:?}");
    }

    #[test]
    fn without_room_it_ends_and_stays_inside() {
        let mut middles = [(190.0, 200.0); 60];
        spread(&mut middles, &[(90.0, 50.0); 60], None, FROM, TO);
        let inside = |(x, y): &Point| (60.0..=320.0).contains(x) && (30.0..=400.0).contains(y);
        assert!(middles.iter().all(inside));
    }
}
