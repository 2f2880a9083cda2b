//! One line for any bytes at all, as a packet list shows it.

use super::{Context, Frame, Payload, WireError, ipv4};

/// What these bytes are, in one line. Well-formed frames speak as their [`Display`] does;
/// everything else says what is wrong with it, in Wireshark's manner.
///
/// [`Display`]: std::fmt::Display
pub fn info(bytes: &[u8]) -> String {
    info_in(bytes, &Context::default())
}

/// As [`info`], with what the frames before this one tell of it.
pub fn info_in(bytes: &[u8], context: &Context) -> String {
    match Frame::parse(bytes) {
        Ok(Frame {
            payload: Payload::Ipv4(packet),
            ..
        }) => {
            let mut line = String::new();
            // Writing to a String cannot fail.
            let _ = ipv4::summary(&packet, context.numbering.as_ref(), &mut line);
            line
        }
        Ok(frame) => match context.duplicate {
            Some(ip) => format!("{frame} (duplicate use of {ip} detected!)"),
            None => frame.to_string(),
        },
        Err(error @ WireError::TooShort { .. }) => format!("[Malformed Packet: {error}]"),
        Err(error @ WireError::NotEthernetIpv4 { .. }) => error.to_string(),
        Err(WireError::UnknownOperation(number @ (0 | 65535))) => {
            format!("Reserved opcode {number}")
        }
        Err(WireError::UnknownOperation(number)) => format!("Unknown ARP opcode 0x{number:04x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_bytes_say_what_is_wrong() {
        let arp = |payload: &[u8]| {
            let mut bytes = vec![0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 8, 6];
            bytes.extend(payload);
            info(&bytes)
        };
        let operation = |number: u8| {
            let mut payload = [0; 28];
            payload[..8].copy_from_slice(&[0, 1, 8, 0, 6, 4, 0, number]);
            arp(&payload)
        };
        assert_eq!(
            info(&[]),
            "[Malformed Packet: Ethernet header too short: 0 of 14 bytes]"
        );
        assert_eq!(
            arp(&[0; 27]),
            "[Malformed Packet: ARP packet too short: 27 of 28 bytes]"
        );
        assert_eq!(
            arp(&[0; 28]),
            "ARP not for IPv4 over Ethernet: hardware type 0 of 0 bytes, protocol type 0x0000 of 0 bytes"
        );
        assert_eq!(operation(0), "Reserved opcode 0");
        assert_eq!(operation(3), "Unknown ARP opcode 0x0003");
        assert_eq!(operation(2), "Gratuitous ARP for 0.0.0.0 (Reply)");
    }
}
