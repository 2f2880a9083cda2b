//! Echo requests (RFC 792): who was asked, and which answers belong to whom.

use super::super::MessageNumber;
use super::Event;
use crate::addr::Ipv4Addr;
use smoltcp::iface::{SocketHandle, SocketSet};
use smoltcp::phy::ChecksumCapabilities;
use smoltcp::socket::icmp;
use smoltcp::wire::{Icmpv4Packet, Icmpv4Repr, IpAddress};
use std::collections::{BTreeMap, VecDeque};

/// What an echo request carries; as many bytes as `ping` sends.
const TEXT: [u8; 56] = {
    let mut text = [0; 56];
    let mut index = 0;
    while index < text.len() {
        text[index] = index as u8;
        index += 1;
    }
    text
};

/// Echo requests that wait for an answer at most; the oldest is forgotten for a new one.
const MOST_OUTSTANDING: usize = 4_096;

/// Bytes of the socket's buffers: requests leave and answers are read one at a time.
const BUFFER: usize = 2_048;

/// The pings of one host.
#[derive(Debug)]
pub(super) struct Pings {
    ident: u16,
    socket: Option<SocketHandle>,
    last: u16,
    /// By sequence number: in whose name the request was sent, and which it is.
    outstanding: BTreeMap<u16, (usize, MessageNumber)>,
}

impl Pings {
    pub(super) fn new(ident: u16) -> Self {
        Self {
            // Port and identifier 0 mean "none" to smoltcp.
            ident: ident.max(1),
            socket: None,
            last: 0,
            outstanding: BTreeMap::new(),
        }
    }

    /// Hands a request to `to` to the socket; the answer will come with `id`.
    pub(super) fn ask(
        &mut self,
        sockets: &mut SocketSet<'static>,
        to: Ipv4Addr,
        id: (usize, MessageNumber),
    ) {
        let ident = self.ident;
        let handle = *self.socket.get_or_insert_with(|| {
            let buffer = || {
                let metadata = vec![icmp::PacketMetadata::EMPTY; 4];
                icmp::PacketBuffer::new(metadata, vec![0; BUFFER])
            };
            let mut socket = icmp::Socket::new(buffer(), buffer());
            let bound = socket.bind(icmp::Endpoint::Ident(ident));
            debug_assert!(bound.is_ok(), "the socket is new, the identifier not 0");
            sockets.add(socket)
        });
        self.last = self.last.wrapping_add(1);
        if self.outstanding.len() >= MOST_OUTSTANDING {
            // Numbers go round, so the oldest is the first one behind the last.
            let next = self.last;
            let oldest = self.outstanding.range(next..).next();
            let oldest = oldest.or(self.outstanding.first_key_value());
            if let Some((&oldest, _)) = oldest {
                self.outstanding.remove(&oldest);
            }
        }
        self.outstanding.insert(self.last, id);
        let request = Icmpv4Repr::EchoRequest {
            ident,
            seq_no: self.last,
            data: &TEXT,
        };
        let socket = sockets.get_mut::<icmp::Socket>(handle);
        let room = socket
            .send(request.buffer_len(), IpAddress::Ipv4(to))
            .expect("the socket was emptied after the last request");
        let mut packet = Icmpv4Packet::new_unchecked(room);
        request.emit(&mut packet, &ChecksumCapabilities::default());
    }

    /// Reads what came in answer.
    pub(super) fn read(&mut self, sockets: &mut SocketSet<'static>, events: &mut VecDeque<Event>) {
        let Some(handle) = self.socket else { return };
        let socket = sockets.get_mut::<icmp::Socket>(handle);
        while let Ok((bytes, IpAddress::Ipv4(from))) = socket.recv() {
            let Ok(packet) = Icmpv4Packet::new_checked(bytes) else {
                continue;
            };
            let seq = packet.echo_seq_no();
            if let Some((ping, message)) = self.outstanding.remove(&seq) {
                events.push_back(Event::Answered {
                    ping,
                    message,
                    from,
                });
            }
        }
    }
}
