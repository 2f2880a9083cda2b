//! Whether a packet passes a filter. Of several values one is enough for `==` and its kin, and all
//! have to differ for `!=`, as in Wireshark since 4.0.

use super::expr::{Check, Expr, Item, Operand, Order, Quantifier, Test};
use super::literal::Literal;
use super::packet::Packet;
use super::read::{Seen, Value};
use std::cmp::Ordering;

/// Whether a packet passes.
pub(super) fn passes(expr: &Expr, packet: &Packet<'_>) -> bool {
    holds(expr, &Seen::of(packet))
}

fn holds(expr: &Expr, seen: &Seen<'_, '_>) -> bool {
    match expr {
        Expr::Test(test) => test_holds(test, seen),
        Expr::Not(inner) => !holds(inner, seen),
        Expr::And(parts) => parts.iter().all(|part| holds(part, seen)),
        Expr::Or(parts) => parts.iter().any(|part| holds(part, seen)),
    }
}

fn test_holds(test: &Test, seen: &Seen<'_, '_>) -> bool {
    if test.check == Check::Exists && test.mask.is_none() {
        return seen.has(test.field);
    }
    let values = seen.values(test.field);
    let mut values = values.iter().map(|found| masked(found.value, test.mask));
    match &test.check {
        Check::Exists => values.any(|value| value != Value::Number(0)),
        Check::Contains(needle) => values.any(|value| contains(value, needle)),
        Check::In(items) => values.any(|value| items.iter().any(|item| is_in(value, item))),
        Check::Compare(quantifier, order, Operand::Literal(literal)) => {
            let agrees = |value| fits(*order, compare(value, literal));
            quantified(*quantifier, values, agrees)
        }
        Check::Compare(quantifier, order, Operand::Field(other)) => {
            let others = seen.values(other);
            let pairs = values.flat_map(|value| {
                let others = others.iter();
                others.map(move |other| compare_values(value, other.value))
            });
            quantified(*quantifier, pairs, |ordering| fits(*order, ordering))
        }
    }
}

/// The bits of a number that count.
fn masked(value: Value<'_>, mask: Option<u64>) -> Value<'_> {
    match (value, mask) {
        (Value::Number(number), Some(mask)) => Value::Number(number & mask),
        _ => value,
    }
}

/// Without anything to look at nothing holds.
fn quantified<T>(
    quantifier: Quantifier,
    items: impl Iterator<Item = T>,
    agrees: impl Fn(T) -> bool,
) -> bool {
    let mut items = items.map(agrees);
    match quantifier {
        Quantifier::Any => items.any(|agrees| agrees),
        Quantifier::All => items.next() == Some(true) && items.all(|agrees| agrees),
    }
}

fn fits(order: Order, ordering: Option<Ordering>) -> bool {
    let Some(ordering) = ordering else {
        return false;
    };
    match order {
        Order::Equal => ordering.is_eq(),
        Order::Unequal => ordering.is_ne(),
        Order::Less => ordering.is_lt(),
        Order::AtMost => ordering.is_le(),
        Order::Greater => ordering.is_gt(),
        Order::AtLeast => ordering.is_ge(),
    }
}

/// How a value compares with a literal; addresses by their common prefix.
fn compare(value: Value<'_>, literal: &Literal) -> Option<Ordering> {
    match (value, literal) {
        (Value::Number(number), Literal::Number(other)) => Some(number.cmp(other)),
        (Value::Number(number), Literal::Net(net)) => {
            let mask = u64::from(u32::from(net.netmask()));
            let prefix = u64::from(u32::from(net.network()));
            Some((number & mask).cmp(&prefix))
        }
        (Value::Text(text), Literal::Text(other)) => Some(text.cmp(other.as_str())),
        (Value::Bytes(bytes), Literal::Bytes(other)) => Some(bytes.cmp(other.as_slice())),
        _ => None,
    }
}

fn compare_values(value: Value<'_>, other: Value<'_>) -> Option<Ordering> {
    match (value, other) {
        (Value::Number(number), Value::Number(other)) => Some(number.cmp(&other)),
        (Value::Text(text), Value::Text(other)) => Some(text.cmp(other)),
        (Value::Bytes(bytes), Value::Bytes(other)) => Some(bytes.cmp(other)),
        _ => None,
    }
}

fn is_in(value: Value<'_>, item: &Item) -> bool {
    match item {
        Item::One(literal) => fits(Order::Equal, compare(value, literal)),
        Item::Span(low, high) => {
            fits(Order::AtLeast, compare(value, low)) && fits(Order::AtMost, compare(value, high))
        }
    }
}

fn contains(value: Value<'_>, needle: &Literal) -> bool {
    match (value, needle) {
        (Value::Text(text), Literal::Text(needle)) => text.contains(needle.as_str()),
        (Value::Bytes(bytes), Literal::Bytes(needle)) => {
            needle.is_empty() || bytes.windows(needle.len()).any(|window| window == needle)
        }
        _ => false,
    }
}
