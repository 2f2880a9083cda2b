//! Frames: whatever comes off a wire can be shown, and what can be read can be written again.

use versioned_arp::wire::{Field, Frame, Payload, dissect, info};

/// Parses, shows and dissects.
pub fn check(data: &[u8]) {
    assert!(!info(data).is_empty());
    for field in dissect(data) {
        within(&field, data.len());
    }
    let Ok(frame) = Frame::parse(data) else {
        return;
    };
    assert!(!frame.to_string().is_empty());
    let emitted = frame.emit();
    match frame.payload {
        // Padding behind an ARP packet is not kept.
        Payload::Arp(_) => assert_eq!(emitted, data[..42]),
        _ => assert_eq!(emitted, data),
    }
    assert_eq!(Frame::parse(&emitted), Ok(frame));
}

/// A field and its parts lie in the bytes. (Not always in each other: Ethernet's trailer is its part,
/// as Wireshark has it.)
fn within(field: &Field, end: usize) {
    assert!(
        field.range.start <= field.range.end && field.range.end <= end,
        "{field}"
    );
    assert!(!field.label.is_empty() && !field.filter.is_empty());
    for child in &field.children {
        within(child, end);
    }
}
