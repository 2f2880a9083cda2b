//! Laws: what is printed reads back as the same, and nothing panics, whatever the text or the bytes.

use super::expr::{Check, Expr, Item, Operand, Order, Quantifier, Test};
use super::field::{Field, Kind, fields};
use super::literal::Literal;
use super::*;
use crate::addr::{Ipv4Addr, Ipv4Net};
use proptest::collection::vec;
use proptest::prelude::*;

fn literal(kind: Kind) -> BoxedStrategy<Literal> {
    match kind {
        Kind::Boolean => (0..2_u64).prop_map(Literal::Number).boxed(),
        Kind::Number(most) | Kind::Hex(most) | Kind::Named(most, _) => {
            (0..=most).prop_map(Literal::Number).boxed()
        }
        Kind::Seconds => any::<u64>().prop_map(Literal::Number).boxed(),
        Kind::Mac => vec(any::<u8>(), 6).prop_map(Literal::Bytes).boxed(),
        Kind::Ipv4 => (any::<u32>(), 0..=32_u8)
            .prop_map(|(ip, len)| {
                let net = Ipv4Net::new(Ipv4Addr::from(ip), len);
                Literal::Net(net.expect("at most 32 bits").trunc())
            })
            .boxed(),
        Kind::Text => any::<String>().prop_map(Literal::Text).boxed(),
        Kind::Bytes | Kind::Protocol => vec(any::<u8>(), 0..5).prop_map(Literal::Bytes).boxed(),
        Kind::Label => unreachable!("a label has no value"),
    }
}

fn check(field: &'static Field) -> BoxedStrategy<Check> {
    use Order::{AtLeast, AtMost, Equal, Greater, Less, Unequal};
    let mut checks = vec![Just(Check::Exists).boxed()];
    if field.kind.is_compared() {
        let quantifiers = prop::sample::select(vec![Quantifier::Any, Quantifier::All]);
        let orders = vec![Equal, Unequal, Less, AtMost, Greater, AtLeast];
        let others: Vec<&'static Field> = fields()
            .iter()
            .filter(|other| field.kind.agrees_with(other.kind))
            .collect();
        let operands = prop_oneof![
            literal(field.kind).prop_map(Operand::Literal),
            prop::sample::select(others).prop_map(Operand::Field),
        ];
        checks.push(
            (quantifiers, prop::sample::select(orders), operands)
                .prop_map(|(quantifier, order, operand)| Check::Compare(quantifier, order, operand))
                .boxed(),
        );
        let items = prop_oneof![
            literal(field.kind).prop_map(Item::One),
            (literal(field.kind), literal(field.kind))
                .prop_map(|(low, high)| Item::Span(low, high)),
        ];
        checks.push(vec(items, 1..4).prop_map(Check::In).boxed());
    }
    if field.kind.is_searched() {
        let needle = match field.kind {
            Kind::Text => literal(Kind::Text),
            _ => literal(Kind::Bytes),
        };
        checks.push(needle.prop_map(Check::Contains).boxed());
    }
    proptest::strategy::Union::new(checks).boxed()
}

fn test() -> impl Strategy<Value = Test> {
    let all: Vec<&'static Field> = fields().iter().collect();
    let masks = prop::option::weighted(0.2, any::<u64>());
    (prop::sample::select(all), masks).prop_flat_map(|(field, mask)| {
        let mask = mask.filter(|_| field.kind.is_number());
        check(field).prop_map(move |check| Test { field, mask, check })
    })
}

fn expr() -> impl Strategy<Value = Expr> {
    test()
        .prop_map(Expr::Test)
        .prop_recursive(4, 16, 3, |inner| {
            prop_oneof![
                inner.clone().prop_map(|inner| Expr::Not(Box::new(inner))),
                vec(inner.clone(), 2..4).prop_map(Expr::And),
                vec(inner, 2..4).prop_map(Expr::Or),
            ]
        })
}

proptest! {
    #[test]
    fn what_is_printed_reads_back_as_the_same(expr in expr()) {
        let filter = Filter { expr: Some(expr) };
        let text = filter.to_string();
        prop_assume!(text.chars().count() <= LONGEST);
        prop_assert_eq!(Filter::parse(&text), Ok(filter), "{}", text);
    }

    #[test]
    fn no_text_and_no_bytes_are_too_strange(
        text in prop_oneof![any::<String>(), "[arp.ti=!&|(){}\", 0-9a-f:/]{0,40}"],
        bytes in vec(any::<u8>(), 0..120),
        cursor in 0..60_usize,
    ) {
        if let Err(mistake) = Filter::parse(&text) {
            prop_assert!(text.get(mistake.place.clone()).is_some(), "{:?}", mistake);
        }
        complete(&text, cursor, &Known::default());
        let packet = Packet { bytes: &bytes, ..Packet::default() };
        for field in packet.dissect() {
            expression(&packet, field.filter, &field.range);
        }
    }

    #[test]
    fn any_filter_looks_at_any_bytes(expr in expr(), ethertype in prop_oneof![Just(0x0806_u16), Just(0x0800)], bytes in vec(any::<u8>(), 0..120)) {
        let mut frame = vec![2; 12];
        frame.extend(ethertype.to_be_bytes());
        frame.extend([0x45]);
        frame.extend(bytes);
        let packet = Packet { bytes: &frame, ..Packet::default() };
        let filter = Filter { expr: Some(expr.clone()) };
        let opposite = Filter { expr: Some(Expr::Not(Box::new(expr))) };
        prop_assert_ne!(filter.matches(&packet), opposite.matches(&packet));
    }
}
