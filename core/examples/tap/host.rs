//! The host: device, interface and applications, and the loop that keeps them going.

use crate::apps::{Apps, address};
use crate::commands;
use crate::options::{Options, Place};
use crate::wake::{Event, Wake};
use crate::wire::{Shown, tell};
use smoltcp::iface::{Config, Interface};
use smoltcp::phy::{
    Device, Medium, PcapMode, PcapWriter, RawSocket, RxToken as _, TunTapInterface,
};
use smoltcp::time::Instant;
use smoltcp::wire::HardwareAddress;
use std::collections::VecDeque;
use std::error::Error;
use std::fs::File;
use std::os::fd::{AsRawFd, RawFd};
use std::time::Duration;
use versioned_arp::addr::{Ipv4Addr, Ipv4Net};
use versioned_arp::cache::{Cache, CauseLine, Commit, Why, timestamp};
use versioned_arp::device::{ArpDevice, Station, moment};
use versioned_arp::store::{BackendError, GitDirectory, Mirror};

/// The longest sleep, so that an end that nobody computed is noticed.
const LONGEST: Duration = Duration::from_secs(1);

/// Is the host until its end.
pub fn run(options: Options) -> Result<(), Box<dyn Error>> {
    match &options.place {
        Place::Tap(name) => {
            let device = TunTapInterface::new(name, Medium::Ethernet)?;
            let fd = device.as_raw_fd();
            run_on(device, fd, options)
        }
        Place::Interface(name) => {
            let device = RawSocket::new(name, Medium::Ethernet)?;
            let fd = device.as_raw_fd();
            run_on(device, fd, options)
        }
    }
}

fn run_on<D: Device>(device: D, fd: RawFd, options: Options) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let file = options.pcap.as_ref().map(File::create).transpose()?;
    let device = PcapWriter::new(device, Shown::new(start, options.mac, file), PcapMode::Both);
    let mut wake = Wake::new(fd);
    if options.watch {
        watch(device, &mut wake, &options, start);
        return Ok(());
    }
    let mut host = Host::new(device, &options, start)?;
    tell(start, start, '!', "ready");
    Ok(host.live(&mut wake, options.end.map(|time| start + time.into()))?)
}

/// Only shows what is on the wire.
fn watch<D: Device>(mut device: D, wake: &mut Wake, options: &Options, start: Instant) {
    let end = options.end.map(|time| start + time.into());
    loop {
        let now = Instant::now();
        while let Some((frame, _)) = device.receive(now) {
            frame.consume(|_| ());
        }
        if end.is_some_and(|end| end <= now) {
            return;
        }
        wake.read_all();
        match wake.next(sleep(now, end)) {
            Some(Event::Line(line)) if line.trim() == "quit" => return,
            _ => {}
        }
    }
}

struct Host<D: Device> {
    device: ArpDevice<D>,
    interface: Interface,
    apps: Apps,
    start: Instant,
    /// Commits that were told of.
    told: usize,
    /// What the interface has as own addresses.
    addresses: Vec<Ipv4Net>,
    statements: VecDeque<String>,
    /// Where the cache is kept, if anywhere.
    kept: Option<Mirror<GitDirectory>>,
}

impl<D: Device> Host<D> {
    fn new(device: D, options: &Options, start: Instant) -> Result<Self, Box<dyn Error>> {
        let seed = start.total_micros().cast_unsigned();
        let mut config = options.profile.config();
        if let Some(lifetime) = options.lifetime {
            let micros = u64::try_from(lifetime.as_micros())?;
            config.timeout = versioned_arp::time::Duration::from_micros(micros);
        }
        let networks = options.networks.clone();
        let mut station = Station::new(&options.name, options.mac, networks)?
            .config(config)
            .seed(seed);
        if let Some(router) = options.router {
            station = station.router(router);
        }
        let at = moment(start);
        let cause = CauseLine::Statement("start");
        let (cache, kept) = match &options.git {
            None => (Cache::create(&options.name, &Why { at, cause }).0, None),
            Some(dir) => {
                let directory = GitDirectory::create_or_open(dir)?;
                let (cache, kept) = Cache::open(directory, &options.name, &Why { at, cause })?;
                (cache, Some(kept))
            }
        };
        let is_old = |commit: &Commit| commit.at() < timestamp(at);
        let history = cache.repository().history().iter();
        let commits = history.map_while(|id| cache.repository().commit(*id));
        let told = commits.take_while(|commit| is_old(commit)).count();
        let mut device = ArpDevice::with_cache(device, station, cache, start);
        let mut config = Config::new(HardwareAddress::Ip);
        config.random_seed = seed;
        let mut interface = Interface::new(config, &mut device, start);
        if let Some(router) = options.router {
            interface.routes_mut().add_default_ipv4_route(router)?;
        }
        Ok(Self {
            device,
            interface,
            apps: Apps::new(seed),
            start,
            told,
            addresses: Vec::new(),
            statements: options.statements.iter().cloned().collect(),
            kept,
        })
    }

    fn live(&mut self, wake: &mut Wake, end: Option<Instant>) -> Result<(), BackendError> {
        loop {
            let now = Instant::now();
            while let Some(words) = self.statements.pop_front() {
                if words.trim() == "quit" {
                    return self.work(now);
                }
                self.obey(words.trim(), now);
            }
            self.work(now)?;
            wake.read_all();
            if end.is_some_and(|end| end <= now) {
                return Ok(());
            }
            let stack = self.interface.poll_at(now, self.apps.sockets());
            let due = stack
                .into_iter()
                .chain(self.device.poll_at())
                .chain(end)
                .min();
            if let Some(Event::Line(line)) = wake.next(sleep(Instant::now(), due)) {
                self.statements.push_back(line);
            }
        }
    }

    /// Runs one statement.
    fn obey(&mut self, words: &str, now: Instant) {
        if words.is_empty() {
            return;
        }
        let done = commands::parse(words).and_then(|action| {
            commands::run(words, &action, now, &mut self.device, &mut self.apps)
        });
        if let Err(error) = done {
            tell(self.start, now, '!', &format!("{words}: {error}"));
        }
    }

    /// Lets stack and applications do what they can, and tells of it.
    fn work(&mut self, now: Instant) -> Result<(), BackendError> {
        self.take_addresses();
        loop {
            let changed = self
                .interface
                .poll(now, &mut self.device, self.apps.sockets());
            let heard = self.apps.work(now, &mut self.interface);
            for text in &heard {
                tell(self.start, now, '=', text);
            }
            if heard.is_empty() && changed == smoltcp::iface::PollResult::None {
                break;
            }
        }
        // What the applications have just written.
        self.interface
            .poll(now, &mut self.device, self.apps.sockets());
        let (link, _) = self.device.link_mut(now);
        while let Some((_, note)) = link.poll_note() {
            tell(self.start, now, '!', &note.to_string());
        }
        let repository = self.device.cache().repository();
        let new = &repository.history()[self.told..];
        for commit in new.iter().filter_map(|id| repository.commit(*id)) {
            let id = commit.id().to_string();
            tell(
                self.start,
                now,
                '*',
                &format!("{} {}", &id[..7], commit.subject()),
            );
        }
        self.told += new.len();
        match &mut self.kept {
            Some(kept) => kept.save(repository),
            None => Ok(()),
        }
    }

    /// The interface has the addresses that the station has: claims and conflicts change them.
    fn take_addresses(&mut self) {
        let link = self.device.link();
        let network = |ip: &Ipv4Addr| {
            let of = link.networks().iter().find(|net| net.contains(ip));
            let len = of.map_or(32, Ipv4Net::prefix_len);
            Ipv4Net::new_assert(*ip, len)
        };
        let own: Vec<_> = link.ips().iter().map(network).collect();
        if own == self.addresses {
            return;
        }
        self.interface.update_ip_addrs(|addresses| {
            addresses.clear();
            // smoltcp has room for a few; the rest answer to ARP alone.
            addresses.extend(
                own.iter()
                    .map(|net| address(*net))
                    .take(addresses.capacity()),
            );
        });
        self.addresses = own;
    }
}

/// From now to then, within bounds.
fn sleep(now: Instant, due: Option<Instant>) -> Duration {
    let time = due.map_or(LONGEST, |due| (due.max(now) - now).into());
    time.min(LONGEST)
}
