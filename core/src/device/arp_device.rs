//! [`ArpDevice`]: smoltcp's tokens around a [`Link`]. Moves frames between the wrapped device and
//! the joint, packets between the joint and the stack, and translates the clock.

use super::{Link, Station};
use crate::arp::Timer;
use crate::cache::{Cache, CauseLine, EPOCH};
use crate::time::Instant;
use crate::wire::EthernetHeader;
use smoltcp::phy::{self, Device, DeviceCapabilities, Medium};
use smoltcp::time::Instant as Clock;

/// How many frames that are not for the stack are read at once before it may send again, so that a
/// flood of ARP cannot keep it from that.
const FRAMES_AT_ONCE: usize = 64;

/// An Ethernet device as a device of IP packets, with a versioned ARP cache in between.
///
/// Time moves whenever smoltcp polls. A program that sleeps between polls should wake for
/// [`poll_at`](Self::poll_at), too, as it does for the sockets' own deadline: requests are repeated
/// and entries expire then. Without that they do so at the next poll.
pub struct ArpDevice<D> {
    inner: D,
    link: Link,
    clock: Translation,
}

impl<D: Device> ArpDevice<D> {
    /// Puts the station's ARP on `inner`, with an empty cache. Nothing is sent until the stack, or a
    /// command, wants it.
    ///
    /// # Panics
    /// When `inner` is no Ethernet device.
    pub fn new(inner: D, station: Station, now: Clock) -> Self {
        let link = Link::new(station, moment(now));
        Self::with_link(inner, link, now)
    }

    /// The same with a cache that there is already: [`Cache::open`] reads one from where it is kept,
    /// and [`Mirror::save`](crate::store::Mirror::save) with [`cache`](Self::cache)'s repository,
    /// after a poll, keeps what came since.
    ///
    /// # Panics
    /// When `inner` is no Ethernet device.
    pub fn with_cache(inner: D, station: Station, cache: Cache, now: Clock) -> Self {
        let link = Link::with_cache(station, cache, moment(now));
        Self::with_link(inner, link, now)
    }

    fn with_link(inner: D, link: Link, now: Clock) -> Self {
        let medium = inner.capabilities().medium;
        assert_eq!(medium, Medium::Ethernet, "ARP needs an Ethernet below it");
        let clock = Translation::of(now);
        Self { inner, link, clock }
    }

    /// When the device should be polled next for ARP's sake, if ever.
    pub fn poll_at(&self) -> Option<Clock> {
        let due = self.link.poll_timeout()?;
        Some(self.clock.to_theirs(due))
    }

    /// The joint: cache, counters, notes.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// The cache with its history.
    pub fn cache(&self) -> &Cache {
        self.link.cache()
    }

    /// The joint, to give commands, with the moment `now` as it counts time. Frames that a command
    /// wants sent go out at the next poll.
    pub fn link_mut(&mut self, now: Clock) -> (&mut Link, Instant) {
        (&mut self.link, self.clock.to_ours(now))
    }

    /// The wrapped device.
    pub fn inner(&self) -> &D {
        &self.inner
    }

    /// The wrapped device, to change it. Frames taken or sent past the joint are not counted.
    pub fn inner_mut(&mut self) -> &mut D {
        &mut self.inner
    }

    /// Takes the two apart.
    pub fn into_parts(self) -> (D, Link) {
        (self.inner, self.link)
    }

    /// Hands frames to the wrapped device as long as it takes them; whether all went.
    fn flush(&mut self, now: Clock) -> bool {
        while self.link.has_frames() {
            let Some(token) = self.inner.transmit(now) else {
                return false;
            };
            if let Some(frame) = self.link.poll_frame() {
                send(token, &frame);
            }
        }
        true
    }

    /// Runs what is due. Whether the wrapped device took all there was to send.
    fn advance(&mut self, now: Clock) -> bool {
        self.link.handle_timeout(self.clock.to_ours(now));
        self.flush(now)
    }

    /// The next frame that carries a packet for the stack.
    fn next_packet(&mut self, now: Clock) -> Option<Vec<u8>> {
        for _ in 0..FRAMES_AT_ONCE {
            let (token, _) = self.inner.receive(now)?;
            let frame = phy::RxToken::consume(token, <[u8]>::to_vec);
            let is_packet = self.link.handle_frame(self.clock.to_ours(now), &frame);
            if !self.flush(now) || is_packet {
                return is_packet.then_some(frame);
            }
        }
        None
    }

    fn token<'a>(&'a mut self, now: Clock, cause: CauseLine<'static>) -> TxToken<'a, D> {
        TxToken {
            device: self,
            now,
            cause,
        }
    }
}

/// The wrapped device's descriptor, to wait on, where it has one.
#[cfg(unix)]
impl<D: std::os::fd::AsRawFd> std::os::fd::AsRawFd for ArpDevice<D> {
    fn as_raw_fd(&self) -> std::os::fd::RawFd {
        self.inner.as_raw_fd()
    }
}

impl<D: Device> Device for ArpDevice<D> {
    type RxToken<'a>
        = RxToken
    where
        D: 'a;
    type TxToken<'a>
        = TxToken<'a, D>
    where
        D: 'a;

    fn receive(&mut self, now: Clock) -> Option<(RxToken, TxToken<'_, D>)> {
        if !self.advance(now) {
            return None;
        }
        let frame = self.next_packet(now)?;
        let cause = self.link.last_frame();
        Some((RxToken { frame }, self.token(now, cause)))
    }

    fn transmit(&mut self, now: Clock) -> Option<TxToken<'_, D>> {
        let cause = CauseLine::Timer(Timer::Stack);
        self.advance(now).then(|| self.token(now, cause))
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = self.inner.capabilities();
        capabilities.medium = Medium::Ip;
        capabilities.max_transmission_unit -= EthernetHeader::LEN;
        capabilities
    }
}

/// A received packet.
pub struct RxToken {
    frame: Vec<u8>,
}

impl phy::RxToken for RxToken {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, f: F) -> R {
        f(&self.frame[EthernetHeader::LEN..])
    }
}

/// Room for a packet to send.
pub struct TxToken<'a, D: Device> {
    device: &'a mut ArpDevice<D>,
    now: Clock,
    cause: CauseLine<'static>,
}

impl<D: Device> phy::TxToken for TxToken<'_, D> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, f: F) -> R {
        let mut frame = vec![0; EthernetHeader::LEN + len];
        let result = f(&mut frame[EthernetHeader::LEN..]);
        let now = self.device.clock.to_ours(self.now);
        self.device.link.send(now, frame, self.cause);
        self.device.flush(self.now);
        result
    }
}

fn send(token: impl phy::TxToken, frame: &[u8]) {
    token.consume(frame.len(), |buffer| buffer.copy_from_slice(frame));
}

/// What the station's clock shows when the program's shows `now`.
pub fn moment(now: Clock) -> Instant {
    Translation::of(now).to_ours(now)
}

/// Between the program's clock and the station's.
#[derive(Clone, Copy, Debug)]
struct Translation {
    /// What the program's clock shows at the station's zero, in microseconds.
    zero: i64,
}

impl Translation {
    /// A clock that shows `now` counts from 1970 if that makes sense, or else from the start.
    fn of(now: Clock) -> Self {
        let epoch = (EPOCH * 1_000_000).cast_signed();
        let zero = if now.total_micros() >= epoch {
            epoch
        } else {
            0
        };
        Self { zero }
    }

    fn to_ours(self, clock: Clock) -> Instant {
        let micros = clock.total_micros().saturating_sub(self.zero);
        Instant::from_micros(u64::try_from(micros).unwrap_or(0))
    }

    fn to_theirs(self, at: Instant) -> Clock {
        let micros = i64::try_from(at.as_micros()).unwrap_or(i64::MAX);
        Clock::from_micros(micros.saturating_add(self.zero))
    }
}

#[cfg(test)]
mod translation {
    use super::*;

    #[test]
    fn a_unix_clock_dates_commits_as_they_are_and_another_counts_from_the_start() {
        let unix = Clock::from_secs(1_790_000_000);
        let translation = Translation::of(unix);
        let ours = translation.to_ours(unix);
        assert_eq!(crate::cache::timestamp(ours).as_secs(), 1_790_000_000);
        assert_eq!(translation.to_theirs(ours), unix);

        let boot = Clock::from_secs(3);
        assert_eq!(Translation::of(boot).to_ours(boot), Instant::from_secs(3));
        assert_eq!(Translation::of(unix).to_ours(boot), Instant::ZERO);
    }
}
