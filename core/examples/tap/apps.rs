//! The host's applications: plain smoltcp sockets, which know nothing of the device below.

use smoltcp::iface::{Interface, SocketHandle, SocketSet};
use smoltcp::phy::ChecksumCapabilities;
use smoltcp::socket::{icmp, tcp, udp};
use smoltcp::time::Instant;
use smoltcp::wire::{Icmpv4Packet, Icmpv4Repr, IpAddress, IpEndpoint};
use versioned_arp::addr::Ipv4Addr;

/// The identifier of our echo requests.
const IDENT: u16 = 0x4152;
/// Connections that one server has at a time.
const BACKLOG: usize = 4;
const BUFFER: usize = 16_384;

/// Sockets, and what is to be done with them.
pub struct Apps {
    sockets: SocketSet<'static>,
    pings: SocketHandle,
    datagrams: SocketHandle,
    /// Sockets of servers, and the port of each.
    servers: Vec<(SocketHandle, u16)>,
    calls: Vec<Call>,
    /// Echo requests sent, with their times, and those to be sent.
    sent: Vec<(u16, Instant)>,
    to_ping: Vec<Ipv4Addr>,
    to_send: Vec<(IpEndpoint, String)>,
    next_port: u16,
    sequence: u16,
}

/// A connection of ours.
struct Call {
    to: IpEndpoint,
    socket: Option<SocketHandle>,
    unsent: Vec<u8>,
    /// To be closed once all is said.
    closing: bool,
}

impl Apps {
    /// No server, no connection.
    pub fn new(seed: u64) -> Self {
        let mut sockets = SocketSet::new(Vec::new());
        let packets =
            || icmp::PacketBuffer::new(vec![icmp::PacketMetadata::EMPTY; 8], vec![0; 4_096]);
        let pings = sockets.add(icmp::Socket::new(packets(), packets()));
        let packets =
            || udp::PacketBuffer::new(vec![udp::PacketMetadata::EMPTY; 8], vec![0; BUFFER]);
        let datagrams = sockets.add(udp::Socket::new(packets(), packets()));
        Self {
            sockets,
            pings,
            datagrams,
            servers: Vec::new(),
            calls: Vec::new(),
            sent: Vec::new(),
            to_ping: Vec::new(),
            to_send: Vec::new(),
            // One of the ports for such use (RFC 6335 §6), not always the same.
            next_port: 49_152 + (seed % 16_000) as u16,
            sequence: 0,
        }
    }

    /// The sockets, for the interface to poll.
    pub fn sockets(&mut self) -> &mut SocketSet<'static> {
        &mut self.sockets
    }

    /// One echo request.
    pub fn ping(&mut self, to: Ipv4Addr) {
        self.to_ping.push(to);
    }

    /// One datagram.
    pub fn send(&mut self, to: Ipv4Addr, port: u16, text: &str) {
        self.to_send
            .push((IpEndpoint::new(to.into(), port), text.to_owned()));
    }

    /// Echoes what comes over TCP to `port`.
    pub fn serve(&mut self, port: u16) {
        for _ in 0..BACKLOG {
            let handle = self.sockets.add(tcp_socket());
            self.servers.push((handle, port));
        }
    }

    /// Writes on the connection to a port, opened if there is none.
    pub fn say(&mut self, to: Ipv4Addr, port: u16, text: &str) {
        let to = IpEndpoint::new(to.into(), port);
        let found = self.calls.iter().position(|call| call.to == to);
        let at = found.unwrap_or_else(|| {
            self.calls.push(Call {
                to,
                socket: None,
                unsent: Vec::new(),
                closing: false,
            });
            self.calls.len() - 1
        });
        self.calls[at].unsent.extend(text.bytes());
        self.calls[at].closing = false;
    }

    /// Closes the connection to a port, once all is said.
    pub fn close(&mut self, to: Ipv4Addr, port: u16) -> Result<(), String> {
        let to = IpEndpoint::new(to.into(), port);
        let call = self.calls.iter_mut().find(|call| call.to == to);
        call.ok_or("there is no such connection")?.closing = true;
        Ok(())
    }

    /// Does what can be done now. Answers what was heard, in words.
    pub fn work(&mut self, now: Instant, interface: &mut Interface) -> Vec<String> {
        let mut heard = Vec::new();
        self.work_on_pings(now, &mut heard);
        self.work_on_datagrams(&mut heard);
        self.work_on_servers();
        self.work_on_calls(interface, &mut heard);
        heard
    }

    fn work_on_pings(&mut self, now: Instant, heard: &mut Vec<String>) {
        let socket = self.sockets.get_mut::<icmp::Socket>(self.pings);
        if !socket.is_open() {
            let bound = socket.bind(icmp::Endpoint::Ident(IDENT));
            bound.expect("a new socket can be bound");
        }
        let checksums = ChecksumCapabilities::default();
        while socket.can_send()
            && let Some(to) = self.to_ping.pop()
        {
            let seq_no = self.sequence;
            self.sequence = self.sequence.wrapping_add(1);
            let request = Icmpv4Repr::EchoRequest {
                ident: IDENT,
                seq_no,
                data: b"versioned arp",
            };
            let Ok(room) = socket.send(request.buffer_len(), to.into()) else {
                break;
            };
            request.emit(&mut Icmpv4Packet::new_unchecked(room), &checksums);
            self.sent.push((seq_no, now));
        }
        while let Ok((bytes, from)) = socket.recv() {
            let packet = Icmpv4Packet::new_checked(bytes);
            let reply = packet.and_then(|packet| {
                Icmpv4Repr::parse(&packet, &checksums).map(|repr| match repr {
                    Icmpv4Repr::EchoReply { seq_no, .. } => Some(seq_no),
                    _ => None,
                })
            });
            let Some(seq_no) = reply.ok().flatten() else {
                continue;
            };
            if let Some(at) = self.sent.iter().position(|(sent, _)| *sent == seq_no) {
                let (_, sent) = self.sent.swap_remove(at);
                heard.push(format!(
                    "ping answered by {from} after {} us",
                    (now - sent).total_micros()
                ));
            }
        }
    }

    fn work_on_datagrams(&mut self, heard: &mut Vec<String>) {
        let socket = self.sockets.get_mut::<udp::Socket>(self.datagrams);
        if !socket.is_open() {
            socket.bind(self.next_port).expect("the port is not 0");
            self.next_port += 1;
        }
        while let Some((to, text)) = self.to_send.pop() {
            if let Err(error) = socket.send_slice(text.as_bytes(), to) {
                heard.push(format!("datagram to {to} not sent: {error}"));
            }
        }
        while let Ok((bytes, meta)) = socket.recv() {
            let text = String::from_utf8_lossy(bytes);
            heard.push(format!(
                "datagram from {}: {}",
                meta.endpoint,
                text.trim_end()
            ));
        }
    }

    fn work_on_servers(&mut self) {
        for (handle, port) in &self.servers {
            let socket = self.sockets.get_mut::<tcp::Socket>(*handle);
            if !socket.is_open() {
                socket
                    .listen(*port)
                    .expect("a closed socket can listen, and the port is not 0");
            }
            while socket.can_recv() && socket.send_queue() < socket.send_capacity() {
                let room = socket.send_capacity() - socket.send_queue();
                let taken = socket.recv(|bytes| {
                    let len = bytes.len().min(room);
                    (len, bytes[..len].to_vec())
                });
                let sent = taken.ok().and_then(|bytes| socket.send_slice(&bytes).ok());
                if sent.is_none() {
                    break; // The other side has closed it in between.
                }
            }
            if socket.state() == tcp::State::CloseWait && socket.send_queue() == 0 {
                socket.close();
            }
        }
    }

    fn work_on_calls(&mut self, interface: &mut Interface, heard: &mut Vec<String>) {
        for call in &mut self.calls {
            let handle = *call
                .socket
                .get_or_insert_with(|| self.sockets.add(tcp_socket()));
            let socket = self.sockets.get_mut::<tcp::Socket>(handle);
            if !socket.is_open() && !call.unsent.is_empty() {
                let port = self.next_port;
                self.next_port = self.next_port.checked_add(1).unwrap_or(49_152);
                if let Err(error) = socket.connect(interface.context(), call.to, port) {
                    heard.push(format!("no connection to {}: {error}", call.to));
                    call.unsent.clear();
                }
            }
            if socket.can_send() && !call.unsent.is_empty() {
                let sent = socket.send_slice(&call.unsent).unwrap_or(0);
                call.unsent.drain(..sent);
            }
            if socket.can_recv()
                && let Ok(text) =
                    socket.recv(|bytes| (bytes.len(), String::from_utf8_lossy(bytes).into_owned()))
            {
                heard.push(format!("echo from {}: {}", call.to, text.trim_end()));
            }
            if call.closing && call.unsent.is_empty() && socket.send_queue() == 0 {
                socket.close();
            }
        }
    }
}

/// A socket with room for 16 KiB each way, which does not keep an acknowledgement back.
fn tcp_socket() -> tcp::Socket<'static> {
    let buffer = || tcp::SocketBuffer::new(vec![0; BUFFER]);
    let mut socket = tcp::Socket::new(buffer(), buffer());
    socket.set_ack_delay(None);
    socket
}

/// An own address as the interface has it.
pub fn address(net: versioned_arp::addr::Ipv4Net) -> smoltcp::wire::IpCidr {
    smoltcp::wire::IpCidr::new(IpAddress::Ipv4(net.addr()), net.prefix_len())
}
