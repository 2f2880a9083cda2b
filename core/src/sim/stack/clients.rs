//! TCP connections that a host has opened, to say something and hear it echoed.

use super::{Event, Lost, tcp_socket};
use crate::addr::Ipv4Addr;
use crate::wire::Endpoint;
use smoltcp::iface::{Interface, SocketHandle, SocketSet};
use smoltcp::socket::tcp;
use std::collections::VecDeque;

/// The first port for the near end of a connection (RFC 6335 §6).
const FIRST_PORT: u16 = 49_152;

/// Connections that a host has at once; those that linger after their end count.
const MOST_CONNECTIONS: usize = 1_024;

/// The connections of one host.
#[derive(Debug)]
pub(super) struct Clients {
    next_port: u16,
    connections: Vec<Connection>,
}

#[derive(Debug)]
struct Connection {
    own: Endpoint,
    peer: Endpoint,
    socket: SocketHandle,
    /// In whose name it was opened.
    stream: usize,
    /// What the socket has had no room for.
    unsaid: VecDeque<u8>,
    /// Nothing more will be said.
    closing: bool,
    /// Whether the peer has ever answered.
    answered: bool,
}

impl Clients {
    pub(super) fn new(random: u16) -> Self {
        Self {
            next_port: FIRST_PORT | random,
            connections: Vec::new(),
        }
    }

    /// Says something on the connection to `peer`, opened if there is none. Answers the stream
    /// that the connection was opened for (this one, unless it had another name then) and its near
    /// end. `None` when there are too many connections for one more.
    pub(super) fn say(
        &mut self,
        interface: &mut Interface,
        sockets: &mut SocketSet<'static>,
        from: Ipv4Addr,
        peer: Endpoint,
        stream: usize,
        text: &[u8],
    ) -> Option<(usize, Endpoint)> {
        if let Some(connection) = self.open_to(sockets, peer) {
            connection.unsaid.extend(text);
            return Some((connection.stream, connection.own));
        }
        if self.connections.len() >= MOST_CONNECTIONS {
            return None;
        }
        let port = self.free_port(sockets, peer);
        let mut socket = tcp_socket();
        let connects = socket.connect(interface.context(), peer, (from, port));
        debug_assert!(connects.is_ok(), "the socket is new, and no port is 0");
        let own = (from, port);
        self.connections.push(Connection {
            own,
            peer,
            socket: sockets.add(socket),
            stream,
            unsaid: text.iter().copied().collect(),
            closing: false,
            answered: false,
        });
        Some((stream, own))
    }

    /// Closes the connection to `peer` once all is said; false when there is none.
    pub(super) fn close(&mut self, sockets: &SocketSet<'static>, peer: (Ipv4Addr, u16)) -> bool {
        let connection = self.open_to(sockets, peer);
        let found = connection.is_some();
        if let Some(connection) = connection {
            connection.closing = true;
        }
        found
    }

    /// The connection to `peer` on which something can be said.
    fn open_to(
        &mut self,
        sockets: &SocketSet<'static>,
        peer: (Ipv4Addr, u16),
    ) -> Option<&mut Connection> {
        self.connections.iter_mut().find(|connection| {
            let state = sockets.get::<tcp::Socket>(connection.socket).state();
            let opens = matches!(state, tcp::State::SynSent | tcp::State::Established);
            connection.peer == peer && !connection.closing && opens
        })
    }

    /// A port from which no connection to `peer` goes.
    fn free_port(&mut self, sockets: &SocketSet<'static>, peer: (Ipv4Addr, u16)) -> u16 {
        loop {
            let port = self.next_port;
            self.next_port = FIRST_PORT | port.wrapping_add(1);
            let taken = self.connections.iter().any(|connection| {
                let local = sockets
                    .get::<tcp::Socket>(connection.socket)
                    .local_endpoint();
                connection.peer == peer && local.is_some_and(|local| local.port == port)
            });
            if !taken {
                return port;
            }
        }
    }

    /// Says what there is room for, hears what came back, and closes what is done. True when there
    /// is something to send. `by_packet`: whether a packet was the occasion, and not time.
    pub(super) fn turn(
        &mut self,
        sockets: &mut SocketSet<'static>,
        events: &mut VecDeque<Event>,
        by_packet: bool,
    ) -> bool {
        let mut busy = false;
        self.connections.retain_mut(|connection| {
            let socket = sockets.get_mut::<tcp::Socket>(connection.socket);
            busy |= connection.turn(socket, events);
            let over = socket.state() == tcp::State::Closed;
            if over {
                sockets.remove(connection.socket);
                if !connection.closing {
                    let why = match (by_packet, connection.answered) {
                        (false, _) => Lost::TimedOut,
                        (true, false) => Lost::Refused,
                        (true, true) => Lost::Reset,
                    };
                    let (own, peer) = (connection.own, connection.peer);
                    events.push_back(Event::Lost { own, peer, why });
                }
            }
            !over
        });
        busy
    }
}

impl Connection {
    fn turn(&mut self, socket: &mut tcp::Socket<'static>, events: &mut VecDeque<Event>) -> bool {
        let mut busy = false;
        self.answered |= socket.may_send();
        while socket.can_send() && !self.unsaid.is_empty() {
            let (front, _) = self.unsaid.as_slices();
            let Ok(said) = socket.send_slice(front) else {
                break;
            };
            self.unsaid.drain(..said);
            busy = true;
        }
        while socket.can_recv() {
            let Ok(text) = socket.recv(|bytes| (bytes.len(), bytes.to_vec())) else {
                break;
            };
            // The window has opened, which the peer may have to be told.
            busy = true;
            events.push_back(Event::Echoed {
                stream: self.stream,
                own: self.own,
                from: self.peer,
                text: text.into(),
            });
        }
        // The peer is done, or this end is: what is queued goes out before the FIN.
        let peer_done = socket.state() == tcp::State::CloseWait;
        self.closing |= peer_done;
        let opened = matches!(
            socket.state(),
            tcp::State::Established | tcp::State::CloseWait
        );
        if self.closing && opened && self.unsaid.is_empty() {
            socket.close();
            busy = true;
        }
        busy
    }
}
