//! Laws that hold for all bytes: nothing panics, what was emitted is parsed back, and a field's
//! bytes lie inside the frame and inside its parent's layer.

use super::*;
use crate::addr::{Ipv4Addr, MacAddr};
use proptest::prelude::*;

fn mac() -> impl Strategy<Value = MacAddr> {
    any::<[u8; 6]>().prop_map(MacAddr)
}

fn ip() -> impl Strategy<Value = Ipv4Addr> {
    any::<[u8; 4]>().prop_map(Ipv4Addr::from)
}

fn packet() -> impl Strategy<Value = ArpPacket> {
    let operation = prop_oneof![Just(Operation::Request), Just(Operation::Reply)];
    (operation, mac(), ip(), mac(), ip()).prop_map(|(operation, sha, spa, tha, tpa)| ArpPacket {
        operation,
        sha,
        spa,
        tha,
        tpa,
    })
}

fn payload() -> impl Strategy<Value = Payload> {
    let data = || prop::collection::vec(any::<u8>(), 0..64);
    prop_oneof![
        packet().prop_map(Payload::Arp),
        data().prop_map(Payload::Ipv4),
        (any::<u16>(), data())
            .prop_filter("a type of its own", |(ethertype, _)| {
                ![ETHERTYPE_ARP, ETHERTYPE_IPV4].contains(ethertype)
            })
            .prop_map(|(ethertype, data)| Payload::Other { ethertype, data }),
    ]
}

/// Arbitrary bytes, most of them behind a header that leads somewhere.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let ethertype = prop_oneof![Just([8, 6]), Just([8, 0]), any::<[u8; 2]>()];
    let start = prop_oneof![
        Just(vec![]),
        Just(vec![0, 1, 8, 0, 6, 4, 0]),
        Just(vec![0x45, 0, 0]),
        (
            0u8..60,
            prop_oneof![Just(1u8), Just(6), Just(17)],
            any::<u8>()
        )
            .prop_map(|(len, protocol, ttl)| {
                let mut header = vec![0x45, 0, 0, len, 0, 0, 0, 0, ttl, protocol, 0, 0];
                header.extend([10, 0, 0, 1, 10, 0, 0, 2]);
                header
            },),
    ];
    let rest = prop::collection::vec(any::<u8>(), 0..80);
    let framed = (any::<[u8; 12]>(), ethertype, start, rest.clone())
        .prop_map(|(macs, ethertype, start, rest)| [&macs[..], &ethertype, &start, &rest].concat());
    prop_oneof![1 => rest, 4 => framed]
}

fn check_ranges(field: &Field, len: usize) {
    assert!(field.range.start <= field.range.end && field.range.end <= len);
    for child in &field.children {
        check_ranges(child, len);
    }
}

proptest! {
    #[test]
    fn what_was_emitted_is_parsed_back(
        dst in mac(),
        src in mac(),
        payload in payload(),
        padding in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let frame = Frame { dst, src, payload };
        let mut bytes = frame.emit();
        prop_assert_eq!(Frame::parse(&bytes), Ok(frame.clone()));
        if frame.as_arp().is_some() {
            bytes.extend(padding);
            prop_assert_eq!(Frame::parse(&bytes), Ok(frame));
        }
    }

    #[test]
    fn any_bytes_parse_or_name_their_error(bytes in bytes()) {
        match Frame::parse(&bytes) {
            Ok(frame) => {
                let emitted = frame.emit();
                prop_assert_eq!(&emitted[..], &bytes[..emitted.len()]);
                prop_assert_eq!(info(&bytes), frame.to_string());
            }
            Err(WireError::TooShort { need, have, .. }) => prop_assert!(have < need),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
        prop_assert!(!info(&bytes).is_empty());
        prop_assert!(!info(&bytes).contains('\n'));
    }

    #[test]
    fn dissected_layers_follow_each_other_and_stay_inside_the_frame(bytes in bytes()) {
        let layers = dissect(&bytes);
        prop_assert!(!layers.is_empty());
        prop_assert_eq!(layers[0].range.start, 0);
        for pair in layers.windows(2) {
            prop_assert_eq!(pair[0].range.end, pair[1].range.start);
        }
        for layer in &layers {
            check_ranges(layer, bytes.len());
        }
    }
}
