//! UDP (RFC 768). A host listens on the ports that it has sent from, which are the ports that it
//! has sent to: two hosts that send to each other hear each other.

use super::super::MessageNumber;
use super::{Event, Transport};
use crate::addr::Ipv4Addr;
use smoltcp::iface::{SocketHandle, SocketSet};
use smoltcp::socket::udp;
use smoltcp::wire::IpAddress;
use std::collections::{BTreeMap, VecDeque};

/// Bytes of a socket's buffers: datagrams leave and are read one at a time, and the longest has
/// 1,472 bytes.
const BUFFER: usize = 2_048;

/// The UDP sockets of one host, by port.
#[derive(Debug, Default)]
pub(super) struct Datagrams {
    sockets: BTreeMap<u16, SocketHandle>,
}

impl Datagrams {
    /// Hands a datagram to the socket of its port.
    pub(super) fn send(
        &mut self,
        sockets: &mut SocketSet<'static>,
        from: Ipv4Addr,
        to: (Ipv4Addr, u16),
        text: &[u8],
    ) {
        let port = to.1;
        let handle = *self.sockets.entry(port).or_insert_with(|| {
            let buffer = || {
                let metadata = vec![udp::PacketMetadata::EMPTY; 4];
                udp::PacketBuffer::new(metadata, vec![0; BUFFER])
            };
            let mut socket = udp::Socket::new(buffer(), buffer());
            let bound = socket.bind(port);
            debug_assert!(bound.is_ok(), "the socket is new, and no port is 0");
            sockets.add(socket)
        });
        let metadata = udp::UdpMetadata {
            local_address: Some(from.into()),
            ..udp::UdpMetadata::from(to)
        };
        sockets
            .get_mut::<udp::Socket>(handle)
            .send_slice(text, metadata)
            .expect("the parser refuses longer texts, and the last one has left");
    }

    /// Reads what came; it is `message`.
    pub(super) fn read(
        &mut self,
        sockets: &mut SocketSet<'static>,
        events: &mut VecDeque<Event>,
        message: Option<MessageNumber>,
    ) {
        for (&port, &handle) in &self.sockets {
            let socket = sockets.get_mut::<udp::Socket>(handle);
            while let Ok((text, metadata)) = socket.recv() {
                let IpAddress::Ipv4(ip) = metadata.endpoint.addr;
                let own = metadata.local_address.map(|IpAddress::Ipv4(own)| own);
                events.push_back(Event::Heard {
                    transport: Transport::Udp,
                    own: (own.unwrap_or(Ipv4Addr::UNSPECIFIED), port),
                    from: (ip, metadata.endpoint.port),
                    text: text.into(),
                    message,
                });
            }
        }
    }
}
