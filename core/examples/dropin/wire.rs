//! A cable in memory between two Ethernet devices of smoltcp's, with latency and loss, and an echo
//! server that a plain smoltcp runs at one of its ends. What the twins and the device's tests share.

use smoltcp::iface::{Config, Interface, SocketHandle, SocketSet};
use smoltcp::phy::{self, Device, DeviceCapabilities, Medium};
use smoltcp::socket::tcp;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{EthernetAddress, IpCidr};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use versioned_arp::rng::Stream;

/// One end of a cable.
pub struct Port {
    cable: Rc<RefCell<Cable>>,
    end: usize,
}

struct Cable {
    latency: Duration,
    /// Frames of a million that are lost.
    loss: u32,
    chance: Stream,
    /// What is on its way to each end, with its time of arrival.
    towards: [VecDeque<(Instant, Vec<u8>)>; 2],
}

/// A cable's two ends. Of a million frames `loss` are lost, chosen by `seed`.
pub fn cable(latency: Duration, loss: u32, seed: u64) -> (Port, Port) {
    let cable = Rc::new(RefCell::new(Cable {
        latency,
        loss,
        chance: Stream::new(seed, "link", "cable"),
        towards: Default::default(),
    }));
    let port = |end| Port {
        cable: Rc::clone(&cable),
        end,
    };
    (port(0), port(1))
}

impl Port {
    /// When the next frame arrives, at whichever end.
    fn poll_at(&self) -> Option<Instant> {
        let cable = self.cable.borrow();
        let next = cable.towards.iter().filter_map(|queue| queue.front());
        next.map(|(at, _)| *at).min()
    }
}

impl Device for Port {
    type RxToken<'a> = Received;
    type TxToken<'a> = ToSend;

    fn receive(&mut self, now: Instant) -> Option<(Received, ToSend)> {
        let received = {
            let queue = &mut self.cable.borrow_mut().towards[self.end];
            queue.front().filter(|(at, _)| *at <= now)?;
            Received(queue.pop_front()?.1)
        };
        Some((received, self.transmit(now)?))
    }

    fn transmit(&mut self, now: Instant) -> Option<ToSend> {
        Some(ToSend {
            cable: Rc::clone(&self.cable),
            to: 1 - self.end,
            now,
        })
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = DeviceCapabilities::default();
        capabilities.medium = Medium::Ethernet;
        capabilities.max_transmission_unit = 1_514;
        capabilities
    }
}

/// A frame that arrived.
pub struct Received(Vec<u8>);

impl phy::RxToken for Received {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, f: F) -> R {
        f(&self.0)
    }
}

/// Room for a frame to send.
pub struct ToSend {
    cable: Rc<RefCell<Cable>>,
    to: usize,
    now: Instant,
}

impl phy::TxToken for ToSend {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, f: F) -> R {
        let mut frame = vec![0; len];
        let result = f(&mut frame);
        let cable = &mut *self.cable.borrow_mut();
        let loss = cable.loss;
        if !cable.chance.chance(loss) {
            let arrives = self.now + cable.latency;
            cable.towards[self.to].push_back((arrives, frame));
        }
        result
    }
}

/// A plain smoltcp that echoes what it hears on one TCP port.
pub struct EchoServer {
    port: Port,
    interface: Interface,
    sockets: SocketSet<'static>,
    socket: SocketHandle,
}

impl EchoServer {
    /// A server at the end of a cable.
    pub fn new(mut port: Port, mac: [u8; 6], address: IpCidr, tcp_port: u16, now: Instant) -> Self {
        let config = Config::new(EthernetAddress(mac).into());
        let mut interface = Interface::new(config, &mut port, now);
        interface.update_ip_addrs(|addresses| {
            addresses.push(address).expect("there is room for one");
        });
        let mut sockets = SocketSet::new(Vec::new());
        let mut listener = tcp_socket();
        listener.listen(tcp_port).expect("the port is not 0");
        let socket = sockets.add(listener);
        Self {
            port,
            interface,
            sockets,
            socket,
        }
    }

    /// Does what there is to do.
    pub fn poll(&mut self, now: Instant) {
        self.interface.poll(now, &mut self.port, &mut self.sockets);
        let socket = self.sockets.get_mut::<tcp::Socket>(self.socket);
        while socket.can_recv() && socket.send_capacity() > socket.send_queue() {
            let room = socket.send_capacity() - socket.send_queue();
            let heard = socket.recv(|heard| {
                let len = heard.len().min(room);
                (len, heard[..len].to_vec())
            });
            let heard = heard.expect("it can be read from");
            let sent = socket
                .send_slice(&heard)
                .expect("it has not been closed here");
            assert_eq!(sent, heard.len(), "there was room for it");
        }
        self.interface.poll(now, &mut self.port, &mut self.sockets);
    }

    /// When it, or the cable at one of its ends, wants to be polled next.
    pub fn poll_at(&mut self, now: Instant) -> Option<Instant> {
        let stack = self.interface.poll_at(now, &self.sockets);
        stack.into_iter().chain(self.port.poll_at()).min()
    }
}

/// A TCP socket with room for 16 KiB each way.
pub fn tcp_socket() -> tcp::Socket<'static> {
    let buffer = || tcp::SocketBuffer::new(vec![0; 16_384]);
    tcp::Socket::new(buffer(), buffer())
}
