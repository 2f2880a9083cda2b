//! TCP echo servers (RFC 862): whatever a caller says comes back, until the caller is done.

use super::{Event, Transport, endpoint, tcp_socket};
use smoltcp::iface::{SocketHandle, SocketSet};
use smoltcp::socket::tcp;
use std::collections::{BTreeMap, VecDeque};

/// Calls that a host takes at once; further ones are refused.
const MOST_CALLS: usize = 256;

/// The echo servers of one host.
#[derive(Debug, Default)]
pub(super) struct Servers {
    /// For each port the socket that the next caller gets, unless there are too many.
    listening: BTreeMap<u16, Option<SocketHandle>>,
    calls: Vec<SocketHandle>,
}

impl Servers {
    /// Listens on a port; false when it does so already.
    pub(super) fn serve(&mut self, sockets: &mut SocketSet<'static>, port: u16) -> bool {
        if self.listening.contains_key(&port) {
            return false;
        }
        self.listening.insert(port, Some(listen(sockets, port)));
        true
    }

    /// Takes calls, echoes what was said, hangs up on those who are done. True when there is
    /// something to send.
    pub(super) fn turn(
        &mut self,
        sockets: &mut SocketSet<'static>,
        events: &mut VecDeque<Event>,
    ) -> bool {
        for (&port, listening) in &mut self.listening {
            let state = |handle| sockets.get::<tcp::Socket>(handle).state();
            if let Some(handle) = listening.filter(|handle| state(*handle) != tcp::State::Listen) {
                self.calls.push(handle);
                *listening = None;
            }
            if listening.is_none() && self.calls.len() < MOST_CALLS {
                *listening = Some(listen(sockets, port));
            }
        }
        let mut busy = false;
        self.calls.retain(|&handle| {
            let socket = sockets.get_mut::<tcp::Socket>(handle);
            busy |= echo(socket, events);
            // A caller that gave up in the middle of the handshake leaves a second listener.
            let over = matches!(socket.state(), tcp::State::Closed | tcp::State::Listen);
            if over {
                sockets.remove(handle);
            }
            !over
        });
        busy
    }
}

fn listen(sockets: &mut SocketSet<'static>, port: u16) -> SocketHandle {
    let mut socket = tcp_socket();
    let listens = socket.listen(port);
    debug_assert!(listens.is_ok(), "the socket is new, and no port is 0");
    sockets.add(socket)
}

/// Sends back what was heard, as far as there is room. True when something was done.
fn echo(socket: &mut tcp::Socket<'static>, events: &mut VecDeque<Event>) -> bool {
    let mut busy = false;
    while socket.can_recv() && socket.can_send() {
        let room = socket.send_capacity() - socket.send_queue();
        let heard = socket.recv(|bytes| {
            let fits = bytes.len().min(room);
            (fits, bytes[..fits].to_vec())
        });
        let Ok(text) = heard else { break };
        let sent = socket.send_slice(&text);
        debug_assert_eq!(
            sent,
            Ok(text.len()),
            "no more was read than there is room for"
        );
        if let (Some(own), Some(remote)) = (socket.local_endpoint(), socket.remote_endpoint()) {
            events.push_back(Event::Heard {
                transport: Transport::Tcp,
                own: endpoint(own),
                from: endpoint(remote),
                text: text.into(),
                message: None,
            });
        }
        busy = true;
    }
    if socket.state() == tcp::State::CloseWait && !socket.can_recv() {
        socket.close();
        busy = true;
    }
    busy
}
