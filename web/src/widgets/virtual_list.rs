//! Long lists of which only the visible rows exist. The sums are pure; the hook [`use_rows`]
//! watches one scrolling element and says which rows to draw.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Rows are drawn in steps of so many, so that scrolling by a row draws nothing new.
const STEP: usize = 8;
/// The height that is assumed until the element has one, in CSS pixels.
const FIRST_HEIGHT: f64 = 640.0;

/// A list as it is laid out, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// How many rows there are.
    pub count: usize,
    /// The height of each.
    pub row: f64,
    /// What covers the top of the scrolling element: a header that stays.
    pub header: f64,
}

impl Layout {
    /// The rows to draw for an element of `height` scrolled down by `top`: those in sight and a
    /// few around.
    pub fn rows(&self, top: f64, height: f64) -> Range<usize> {
        let first = (top.max(0.0) / self.row) as usize;
        let last = ((top.max(0.0) + height) / self.row) as usize + 1;
        let from = (first / STEP * STEP).saturating_sub(STEP).min(self.count);
        let to = (last.div_ceil(STEP) * STEP + STEP).min(self.count);
        from..to
    }

    /// The height left for rows.
    fn room(&self, height: f64) -> f64 {
        (height - self.header).max(self.row)
    }

    /// Whether `row` is wholly in sight.
    pub fn shows(&self, row: usize, top: f64, height: f64) -> bool {
        let y = row as f64 * self.row;
        y >= top - 1.0 && y + self.row <= top + self.room(height) + 1.0
    }

    /// Where to scroll to so that `row` is in sight, if it is not: so that a third of the room is
    /// above it, or no farther than needed if it is `near`.
    pub fn scroll_to(&self, row: usize, top: f64, height: f64, near: bool) -> Option<f64> {
        if row >= self.count || self.shows(row, top, height) {
            return None;
        }
        let y = row as f64 * self.row;
        let room = self.room(height);
        let to = match near {
            true if y < top => y,
            true => y + self.row - room,
            false => y - room / 3.0,
        };
        let lowest = (self.count as f64 * self.row - room).max(0.0);
        Some(to.clamp(0.0, lowest))
    }
}

/// Where a key of a list leads from row `from` of `count`, `page` rows being in sight.
pub fn row_after_key(key: &str, from: usize, count: usize, page: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let to = match key {
        "ArrowDown" => from + 1,
        "ArrowUp" => from.saturating_sub(1),
        "PageDown" => from + page.max(1),
        "PageUp" => from.saturating_sub(page.max(1)),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(to.min(last))
}

/// What a list that scrolls needs to draw itself.
#[derive(Clone)]
pub struct Rows {
    /// The scrolling element.
    pub node: NodeRef,
    /// Its listener.
    pub onscroll: Callback<Event>,
    /// The rows to draw.
    pub range: Range<usize>,
    /// How many rows are in sight.
    pub page: usize,
    /// The height of the rows before those drawn.
    pub before: f64,
    /// The height of the rows after those drawn.
    pub after: f64,
    /// Whether the followed row is out of sight, and a way to bring it back.
    pub lost: Option<Callback<()>>,
}

/// Draws a window of a list. `follow` is the row where things happen: when it changes it stays in
/// sight, unless the reader has scrolled away from it. `reveal` is the row that was asked for:
/// when it changes it comes into sight. With another `list` all begins anew.
#[hook]
pub fn use_rows<K: PartialEq + Clone + 'static>(
    layout: Layout,
    list: K,
    follow: Option<usize>,
    reveal: Option<usize>,
) -> Rows {
    use_rows_asked(layout, list, follow, reveal.map(|row| (row, 0)))
}

/// The same where a row can be asked for again: it comes into sight whenever the number beside it
/// changes, too.
#[hook]
pub fn use_rows_asked<K: PartialEq + Clone + 'static>(
    layout: Layout,
    list: K,
    follow: Option<usize>,
    reveal: Option<(usize, u32)>,
) -> Rows {
    let node = use_node_ref();
    let seen = use_mut_ref(Seen::default);
    let step = layout.row * STEP as f64;
    // What is drawn depends on it in steps, so that nothing is drawn again for less.
    let scrolled = use_state_eq(|| Seen::default().coarse(step));
    let measure = {
        let (node, seen, scrolled) = (node.clone(), Rc::clone(&seen), scrolled.setter());
        Callback::from(move |()| {
            if let Some(element) = node.cast::<Element>() {
                let now = Seen::of(&element);
                seen.replace(now);
                scrolled.set(now.coarse(step));
            }
        })
    };
    use_height(&node, measure.clone());
    let target = use_target(&seen, layout, list, follow, reveal);
    use_effect({
        let node = node.clone();
        move || {
            if let (Some(to), Some(element)) = (target, node.cast::<Element>()) {
                element.set_scroll_top(to as i32);
            }
        }
    });

    let Seen { top, height, .. } = seen.borrow().coarse(step);
    let range = layout.rows(top, height);
    let lost = follow
        .filter(|row| !shows_about(&layout, *row, top, height))
        .map(|row| {
            let node = node.clone();
            Callback::from(move |()| scroll_to(&node, &layout, row))
        });
    Rows {
        onscroll: measure.reform(|_: Event| ()),
        node,
        page: (layout.room(height) / layout.row) as usize,
        before: range.start as f64 * layout.row,
        after: layout.count.saturating_sub(range.end) as f64 * layout.row,
        range,
        lost,
    }
}

/// How far the element is scrolled and how high it is, as it last told. Asking it again while
/// something is drawn would have all of the page laid out at once.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen {
    top: f64,
    height: f64,
    measured: bool,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            top: 0.0,
            height: FIRST_HEIGHT,
            measured: false,
        }
    }
}

impl Seen {
    fn of(element: &Element) -> Self {
        Self {
            top: element.scroll_top().into(),
            height: element.client_height().into(),
            measured: true,
        }
    }

    fn coarse(self, step: f64) -> Self {
        let top = (self.top / step).floor() * step;
        Self { top, ..self }
    }
}

/// As [`Layout::shows`], for a place known to a step only.
fn shows_about(layout: &Layout, row: usize, top: f64, height: f64) -> bool {
    layout.shows(row, top, height + layout.row * STEP as f64)
}

fn scroll_to(node: &NodeRef, layout: &Layout, row: usize) {
    if let Some(element) = node.cast::<Element>() {
        let Seen { top, height, .. } = Seen::of(&element);
        if let Some(to) = layout.scroll_to(row, top, height, false) {
            element.set_scroll_top(to as i32);
        }
    }
}

/// Calls `changed` when the element is there and whenever its height changes.
#[hook]
fn use_height(node: &NodeRef, changed: Callback<()>) {
    let node = node.clone();
    let latest = use_mut_ref(|| changed.clone());
    latest.replace(changed);
    use_effect_with((), move |()| {
        let on_resize = Closure::<dyn Fn()>::new(move || {
            let changed = latest.borrow().clone();
            changed.emit(());
        });
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, node.cast::<Element>()) {
            observer.observe(&element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(on_resize);
        }
    });
}

/// What a list was when it was drawn last.
struct Former<K> {
    list: K,
    /// An element that was hidden forgets how far it was scrolled, so it begins anew; and so does
    /// one whose height was not known yet.
    shown: (bool, bool),
    follow: Option<usize>,
    reveal: Option<(usize, u32)>,
    layout: Layout,
}

/// Where to scroll to, if anywhere, so that `follow` stays in sight while the reader stays near it,
/// and `reveal` comes into sight when it changes. Known before the rows are drawn, so that those
/// are drawn that will be in sight.
#[hook]
fn use_target<K: PartialEq + 'static>(
    seen: &RefCell<Seen>,
    layout: Layout,
    list: K,
    follow: Option<usize>,
    reveal: Option<(usize, u32)>,
) -> Option<f64> {
    let former = use_mut_ref(|| None::<Former<K>>);
    let Seen {
        top,
        height,
        measured,
    } = *seen.borrow();
    let now = Former {
        list,
        shown: (height > 0.0, measured),
        follow,
        reveal,
        layout,
    };
    let mut former = former.borrow_mut();
    let before = former.as_ref().filter(|it| it.shown == now.shown);
    let asked = before.is_none_or(|it| it.reveal != reveal);
    let before = before.filter(|it| it.list == now.list);
    let moved = before.is_none_or(|it| (it.follow, it.layout.count) != (follow, layout.count));
    let was_at = before.and_then(|it| Some((it.layout, it.follow?)));
    let stays = was_at.is_none_or(|(layout, row)| layout.shows(row, top, height));
    let followed = follow.filter(|_| moved && stays);
    let followed = followed.and_then(|row| layout.scroll_to(row, top, height, false));
    let revealed = reveal.filter(|_| asked);
    let revealed =
        revealed.and_then(|(row, _)| layout.scroll_to(row, followed.unwrap_or(top), height, true));
    *former = Some(now);
    let target = revealed.or(followed);
    if let Some(to) = target {
        seen.borrow_mut().top = to;
    }
    target
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Layout = Layout {
        count: 100_000,
        row: 28.0,
        header: 0.0,
    };

    #[test]
    fn only_rows_in_sight_and_a_few_around_are_drawn() {
        let rows = LIST.rows(50_000.0 * 28.0, 560.0);
        assert!(rows.contains(&50_000) && rows.contains(&50_020));
        assert!(rows.len() <= 21 + 4 * STEP, "{rows:?}");
        assert_eq!(LIST.rows(0.0, 560.0).start, 0);
        assert_eq!(LIST.rows(99_990.0 * 28.0, 560.0).end, 100_000);
        assert_eq!(Layout { count: 3, ..LIST }.rows(0.0, 560.0), 0..3);
        assert_eq!(Layout { count: 0, ..LIST }.rows(0.0, 560.0), 0..0);
    }

    #[test]
    fn scrolling_by_a_row_draws_the_same_rows() {
        assert_eq!(LIST.rows(80.0 * 28.0, 560.0), LIST.rows(81.0 * 28.0, 560.0));
    }

    #[test]
    fn a_row_out_of_sight_comes_to_a_third_or_just_inside() {
        assert_eq!(LIST.scroll_to(5, 0.0, 280.0, false), None);
        assert_eq!(LIST.scroll_to(100, 0.0, 300.0, false), Some(2_700.0));
        assert_eq!(LIST.scroll_to(10, 0.0, 280.0, true), Some(28.0));
        assert_eq!(LIST.scroll_to(3, 280.0, 280.0, true), Some(84.0));
        assert_eq!(
            LIST.scroll_to(99_999, 0.0, 280.0, false),
            Some(99_990.0 * 28.0)
        );
    }

    #[test]
    fn a_header_that_stays_hides_nothing() {
        let list = Layout {
            header: 28.0,
            ..LIST
        };
        assert!(list.shows(8, 0.0, 280.0));
        assert!(!list.shows(9, 0.0, 280.0));
        assert_eq!(list.scroll_to(9, 0.0, 280.0, true), Some(28.0));
    }

    #[test]
    fn keys_move_within_the_list() {
        assert_eq!(row_after_key("ArrowDown", 4, 5, 10), Some(4));
        assert_eq!(row_after_key("ArrowUp", 0, 5, 10), Some(0));
        assert_eq!(row_after_key("PageDown", 1, 50, 10), Some(11));
        assert_eq!(row_after_key("End", 1, 50, 10), Some(49));
        assert_eq!(row_after_key("Home", 9, 50, 10), Some(0));
        assert_eq!(row_after_key("x", 9, 50, 10), None);
        assert_eq!(row_after_key("ArrowDown", 0, 0, 10), None);
    }
}
