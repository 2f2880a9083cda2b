//! smoltcp on an Ethernet that has a frame whenever it looks.

use super::work::{LEN, OWN, Work};
use smoltcp::config::IFACE_NEIGHBOR_CACHE_COUNT;
use smoltcp::iface::{Config, Interface, SocketSet};
use smoltcp::phy::{self, Device, DeviceCapabilities, Medium};
use smoltcp::time::Instant;
use smoltcp::wire::{EthernetAddress, IpCidr};
use std::hint::black_box;
use std::time;

pub struct Stack<'a> {
    ethernet: Ethernet<'a>,
    interface: Interface,
    sockets: SocketSet<'static>,
    now: i64,
}

impl<'a> Stack<'a> {
    /// How many neighbours it was built for.
    pub const CAPACITY: usize = IFACE_NEIGHBOR_CACHE_COUNT;

    /// A stack that has heard of all.
    pub fn new(work: &'a Work) -> Self {
        let mut ethernet = Ethernet {
            work,
            next: 0,
            card: Card::default(),
        };
        let config = Config::new(EthernetAddress([2, 0, 0, 0, 0, 1]).into());
        let mut interface = Interface::new(config, &mut ethernet, Instant::ZERO);
        interface.update_ip_addrs(|addresses| {
            let own = IpCidr::new(OWN.into(), 8);
            addresses.push(own).expect("there is room for one");
        });
        let mut stack = Self {
            ethernet,
            interface,
            sockets: SocketSet::new(Vec::new()),
            now: 0,
        };
        let all = u32::try_from(work.len()).expect("a few thousand");
        stack.run(all);
        stack
    }

    /// Goes on for so many frames; frames a second.
    pub fn run(&mut self, frames: u32) -> f64 {
        self.ethernet.card.sent = 0;
        let started = time::Instant::now();
        for _ in 0..frames {
            self.now += 1;
            let now = Instant::from_micros(self.now);
            let (ethernet, sockets) = (&mut self.ethernet, &mut self.sockets);
            self.interface.poll_ingress_single(now, ethernet, sockets);
        }
        let took = started.elapsed();
        assert_eq!(
            self.ethernet.card.sent,
            frames as usize * LEN,
            "every request was answered"
        );
        f64::from(frames) / took.as_secs_f64()
    }
}

struct Ethernet<'w> {
    work: &'w Work,
    next: usize,
    card: Card,
}

/// Where what is sent is written, one over the other.
#[derive(Default)]
struct Card {
    room: Vec<u8>,
    /// Bytes.
    sent: usize,
}

impl Device for Ethernet<'_> {
    type RxToken<'a>
        = Received<'a>
    where
        Self: 'a;
    type TxToken<'a>
        = Sent<'a>
    where
        Self: 'a;

    fn receive(&mut self, _: Instant) -> Option<(Received<'_>, Sent<'_>)> {
        let frame = self.work.frame(self.next);
        self.next += 1;
        if self.next == self.work.len() {
            self.next = 0;
        }
        Some((Received(frame), Sent(&mut self.card)))
    }

    fn transmit(&mut self, _: Instant) -> Option<Sent<'_>> {
        None
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = DeviceCapabilities::default();
        capabilities.medium = Medium::Ethernet;
        capabilities.max_transmission_unit = 1_514;
        capabilities
    }
}

struct Received<'a>(&'a [u8]);

impl phy::RxToken for Received<'_> {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, f: F) -> R {
        f(self.0)
    }
}

struct Sent<'a>(&'a mut Card);

impl phy::TxToken for Sent<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, f: F) -> R {
        let Card { room, sent } = self.0;
        room.resize(len, 0);
        let result = f(room);
        *sent += black_box(&*room).len();
        result
    }
}
