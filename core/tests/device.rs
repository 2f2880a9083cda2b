//! smoltcp's TCP over the drop-in device, across a cable with latency and loss: what arrives is what
//! was sent, and the cache has its history. The other end is a plain smoltcp.

#[path = "../examples/dropin/wire.rs"]
mod wire;

use smoltcp::iface::{Config, Interface, SocketSet};
use smoltcp::socket::tcp;
use smoltcp::time::{Duration, Instant};
use smoltcp::wire::{HardwareAddress, IpAddress, IpCidr};
use versioned_arp::arp::Profile;
use versioned_arp::device::{ArpDevice, Station};
use versioned_arp::rng::Stream;

const SERVER: IpCidr = IpCidr::new(IpAddress::v4(192, 168, 69, 2), 24);
const PORT: u16 = 7;
const BYTES: usize = 500_000;

/// A lossy cable with ours at one end.
struct Lab {
    now: Instant,
    device: ArpDevice<wire::Port>,
    interface: Interface,
    sockets: SocketSet<'static>,
    server: wire::EchoServer,
}

impl Lab {
    fn new(profile: Profile, loss: u32, seed: u64) -> Self {
        let now = Instant::ZERO;
        let (here, there) = wire::cable(Duration::from_millis(50), loss, seed);
        let server = wire::EchoServer::new(there, [2, 0, 0, 0, 0, 2], SERVER, PORT, now);
        let mut config = profile.config();
        config.timeout = versioned_arp::time::Duration::from_secs(4);
        let mac = "02:00:00:00:00:01".parse().expect("a MAC");
        let own = "192.168.69.1/24".parse().expect("a network");
        let station = Station::new("ann", mac, [own]).expect("a plain name");
        let mut device = ArpDevice::new(here, station.config(config), now);
        let mut interface = Interface::new(Config::new(HardwareAddress::Ip), &mut device, now);
        interface.update_ip_addrs(|addresses| {
            let own = IpCidr::new(IpAddress::v4(192, 168, 69, 1), 24);
            addresses.push(own).expect("there is room for one");
        });
        Self {
            now,
            device,
            interface,
            sockets: SocketSet::new(Vec::new()),
            server,
        }
    }

    /// Lets everybody do what there is to do, then moves to the next moment at which there is more.
    fn step(&mut self) {
        self.interface
            .poll(self.now, &mut self.device, &mut self.sockets);
        self.server.poll(self.now);
        let stack = self.interface.poll_at(self.now, &self.sockets);
        let next = [stack, self.device.poll_at(), self.server.poll_at(self.now)];
        let next = next
            .into_iter()
            .flatten()
            .min()
            .expect("a connection has timers");
        self.now = next.max(self.now + Duration::from_micros(1));
    }

    /// Sends bytes, and waits for their echo.
    fn echo(&mut self, bytes: &[u8]) -> Vec<u8> {
        let handle = self.sockets.add(wire::tcp_socket());
        let socket = self.sockets.get_mut::<tcp::Socket>(handle);
        let context = self.interface.context();
        socket
            .connect(context, (SERVER.address(), PORT), 49_152)
            .expect("the socket is new");
        let (mut sent, mut heard) = (0, Vec::new());
        while heard.len() < bytes.len() {
            assert!(
                self.now < Instant::from_secs(600),
                "{} of {} bytes",
                heard.len(),
                bytes.len()
            );
            let socket = self.sockets.get_mut::<tcp::Socket>(handle);
            if socket.can_send() {
                sent += socket.send_slice(&bytes[sent..]).expect("it is open");
            }
            while socket.can_recv() {
                let more = socket.recv(|bytes| (bytes.len(), bytes.to_vec()));
                heard.extend(more.expect("it can be read from"));
            }
            self.step();
        }
        heard
    }

    fn subjects(&self) -> Vec<String> {
        let repository = self.device.cache().repository();
        let commits = repository.history().iter().map(|id| repository.commit(*id));
        let subject = |commit: Option<&versioned_arp::cache::Commit>| {
            commit.expect("what was made is there").subject().to_owned()
        };
        commits.map(subject).collect()
    }
}

fn noise(len: usize) -> Vec<u8> {
    let mut random = Stream::new(3, "host", "noise");
    (0..len).map(|_| random.below(256) as u8).collect()
}

#[test]
fn tcp_arrives_whole_over_a_lossy_cable_in_every_profile() {
    let bytes = noise(BYTES);
    for profile in Profile::ALL {
        let mut lab = Lab::new(profile, 50_000, 11);
        assert!(lab.echo(&bytes) == bytes, "{}", profile.word());
        let traffic = lab.device.link().traffic();
        assert!(traffic.waited >= 1, "the first packet had to wait");
        assert_eq!(traffic.unroutable, 0);
        let told = lab.subjects();
        let answered = "query answered: 192.168.69.2 -> 02:00:00:00:00:02";
        assert!(told.iter().any(|line| line == answered), "{told:?}");
        assert!(
            lab.now > Instant::from_secs(4),
            "an entry's time was over on the way"
        );
        let again = match profile {
            Profile::Classic => "query 192.168.69.2: request 1 of 4",
            Profile::Linux => "state: 192.168.69.2 REACHABLE -> DELAY",
            _ => "confirmed: 192.168.69.2 -> 02:00:00:00:00:02",
        };
        assert!(
            told[4..].iter().any(|line| line == again),
            "{} {told:?}",
            profile.word()
        );
    }
}

#[test]
fn nobody_at_the_other_end_is_a_timeout_and_not_a_hang() {
    let mut lab = Lab::new(Profile::Rfc, 1_000_000, 1);
    let handle = lab.sockets.add(wire::tcp_socket());
    let socket = lab.sockets.get_mut::<tcp::Socket>(handle);
    socket.set_timeout(Some(Duration::from_secs(5)));
    let context = lab.interface.context();
    socket
        .connect(context, (SERVER.address(), PORT), 49_152)
        .expect("the socket is new");
    while lab.sockets.get::<tcp::Socket>(handle).state() != tcp::State::Closed {
        assert!(lab.now < Instant::from_secs(60));
        lab.step();
    }
    let told = lab.subjects();
    assert!(
        told.contains(&"query timed out: 192.168.69.2".to_owned()),
        "{told:?}"
    );
    assert!(lab.device.link().traffic().unresolved >= 1);
}

#[test]
fn the_same_seed_gives_the_same_history() {
    let head = |seed| {
        let mut lab = Lab::new(Profile::Linux, 100_000, seed);
        lab.echo(&noise(20_000));
        lab.device.cache().head().id()
    };
    assert_eq!(head(5), head(5));
    assert_ne!(head(5), head(6));
}

#[test]
fn the_twins_differ_in_the_line_that_makes_the_device() {
    let plain = include_str!("../examples/dropin/plain.rs");
    let versioned = include_str!("../examples/dropin/versioned.rs");
    let code = |text: &'static str| {
        let lines = text.lines().map(str::trim);
        lines
            .filter(|line| !line.starts_with("//!"))
            .collect::<Vec<_>>()
    };
    let (plain, versioned) = (code(plain), code(versioned));
    let gone: Vec<_> = plain
        .iter()
        .filter(|line| !versioned.contains(line))
        .collect();
    assert_eq!(gone, [&"let mut device = here;"]);
    let new: Vec<_> = versioned
        .iter()
        .filter(|line| !plain.contains(line))
        .collect();
    let made = "let mut device = ArpDevice::new(here, station, Instant::now());";
    assert!(new.contains(&&made), "{new:#?}");
}
