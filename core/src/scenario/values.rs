//! Values of the language: times, percentages, rates, numbers, addresses, positions, bytes.
//!
//! Each function reads one word and says in a few words what is wrong with it otherwise.

use super::ast::Position;
use super::limits::MAX_TIME;
use super::words::shown;
use crate::addr::{Ipv4Addr, Ipv4Net, MacAddr};
use crate::store::ObjectId;
use crate::time::{Duration, Instant};

/// The whole id of a commit: a part of it could name another where more is known.
pub(super) fn commit(word: &str) -> Value<ObjectId> {
    let id = word
        .parse()
        .ok()
        .filter(|id| matches!(id, ObjectId::Sha1(_)));
    id.ok_or_else(|| format!("{} is not an id of 40 hexadecimal digits", shown(word)))
}

/// The value of a word, or what is wrong with it.
pub(super) type Value<T> = Result<T, String>;

/// The length of an address line that names none.
const DEFAULT_PREFIX: u8 = 24;
/// Coordinates beyond this are no place on a drawing.
const MAX_COORDINATE: f64 = 1_000_000.0;
/// The fastest link: 1,000 gbit.
const MAX_RATE: u64 = 1_000_000_000_000;
/// The longest frame: 1,500 bytes of payload, the header, and a VLAN tag.
const MAX_FRAME: usize = 1518;

const TIME_UNITS: [(&str, u64); 5] = [
    ("us", 1),
    ("ms", 1_000),
    ("s", 1_000_000),
    ("m", 60_000_000),
    ("h", 3_600_000_000),
];
const RATE_UNITS: [(&str, u64); 4] = [
    ("bit", 1),
    ("kbit", 1_000),
    ("mbit", 1_000_000),
    ("gbit", 1_000_000_000),
];

/// Why a decimal number is no whole number of ticks.
enum NotTicks {
    NotANumber,
    TooFine,
    TooLarge,
}

/// `digits[.digits]` times `unit`, exactly.
fn ticks(number: &str, unit: u64) -> Result<u64, NotTicks> {
    let (whole, fraction) = match number.split_once('.') {
        Some((_, "")) => return Err(NotTicks::NotANumber),
        Some(parts) => parts,
        None => (number, ""),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return Err(NotTicks::NotANumber);
    }
    let whole: u64 = whole.parse().map_err(|_| NotTicks::TooLarge)?;
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > 18 {
        return Err(NotTicks::TooFine);
    }
    let scale = 10u128.pow(fraction.len() as u32);
    let part = u128::from(fraction.parse::<u64>().unwrap_or(0)) * u128::from(unit);
    if !part.is_multiple_of(scale) {
        return Err(NotTicks::TooFine);
    }
    let total = u128::from(whole) * u128::from(unit) + part / scale;
    u64::try_from(total).map_err(|_| NotTicks::TooLarge)
}

/// A number and the unit that follows it.
fn with_unit<'a>(word: &'a str, units: &[(&str, u64)]) -> Option<(&'a str, u64)> {
    let split = word.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, name) = word.split_at(split);
    let unit = units.iter().find(|(unit, _)| *unit == name)?;
    Some((number, unit.1))
}

/// A length of time, zero included.
pub(super) fn duration(word: &str) -> Value<Duration> {
    let wrong = || {
        let s = shown(word);
        format!(
            "{s} is no time (expected a number with its unit, such as 250us, 5ms, 1.5s, 2m or 1h)"
        )
    };
    let (number, unit) = with_unit(word, &TIME_UNITS).ok_or_else(wrong)?;
    let too_long = || {
        format!(
            "{} is longer than {MAX_TIME}, the longest time of a lab",
            shown(word)
        )
    };
    let micros = ticks(number, unit).map_err(|why| match why {
        NotTicks::NotANumber => wrong(),
        NotTicks::TooFine => {
            format!(
                "{} is finer than the clock, which ticks in microseconds",
                shown(word)
            )
        }
        NotTicks::TooLarge => too_long(),
    })?;
    if micros > MAX_TIME.as_micros() {
        return Err(too_long());
    }
    Ok(Duration::from_micros(micros))
}

/// A length of time above zero.
pub(super) fn some_time(word: &str) -> Value<Duration> {
    match duration(word)? {
        Duration::ZERO => Err(format!(
            "{} is no time at all (expected more than zero)",
            shown(word)
        )),
        time => Ok(time),
    }
}

/// A moment.
pub(super) fn moment(word: &str) -> Value<Instant> {
    Ok(Instant::ZERO + duration(word)?)
}

/// A percentage, in parts per million.
pub(super) fn percent(word: &str) -> Value<u32> {
    let wrong = || {
        format!(
            "{} is no percentage (expected 0% to 100%, such as 2.5%)",
            shown(word)
        )
    };
    let number = word.strip_suffix('%').ok_or_else(wrong)?;
    let ppm = ticks(number, 10_000).map_err(|why| match why {
        NotTicks::TooFine => format!("{} is finer than 0.0001%", shown(word)),
        NotTicks::NotANumber | NotTicks::TooLarge => wrong(),
    })?;
    u32::try_from(ppm)
        .ok()
        .filter(|&ppm| ppm <= 1_000_000)
        .ok_or_else(wrong)
}

/// A rate, in bits a second; 0 is "without limit".
pub(super) fn rate(word: &str) -> Value<u64> {
    let wrong = || {
        let s = shown(word);
        format!("{s} is no rate (expected a number with its unit, such as 64kbit, 10mbit or 1gbit)")
    };
    let (number, unit) = with_unit(word, &RATE_UNITS).ok_or_else(wrong)?;
    let too_fast = || format!("{} is faster than 1000gbit", shown(word));
    let bits = ticks(number, unit).map_err(|why| match why {
        NotTicks::NotANumber => wrong(),
        NotTicks::TooFine => format!("{} is no whole number of bits a second", shown(word)),
        NotTicks::TooLarge => too_fast(),
    })?;
    if bits > MAX_RATE {
        return Err(too_fast());
    }
    Ok(bits)
}

/// A whole number in a range.
pub(super) fn whole(word: &str, low: u64, high: u64) -> Value<u64> {
    let digits = word.bytes().all(|b| b.is_ascii_digit());
    let number = word.parse().ok().filter(|_| digits);
    number
        .filter(|number| (low..=high).contains(number))
        .ok_or_else(|| format!("{} is no whole number from {low} to {high}", shown(word)))
}

/// An IPv4 address.
pub(super) fn ip(word: &str) -> Value<Ipv4Addr> {
    word.parse().map_err(|_| {
        format!(
            "{} is no IPv4 address (expected four numbers up to 255, such as 192.168.3.1)",
            shown(word)
        )
    })
}

/// An IPv4 address that a host can have.
pub(super) fn host_ip(word: &str) -> Value<Ipv4Addr> {
    usable(ip(word)?)
}

/// Addresses that differ in their last number, `192.168.3.1-20`; `None` for a word of another form.
pub(super) fn range(word: &str) -> Option<Value<(Ipv4Addr, Ipv4Addr)>> {
    let (first, last) = word.split_once('-')?;
    let first: Ipv4Addr = first.parse().ok()?;
    let [a, b, c, low] = first.octets();
    let last = last.parse::<u8>().ok().filter(|last| *last >= low);
    Some(match last {
        Some(last) => Ok((first, Ipv4Addr::new(a, b, c, last))),
        None => Err(format!(
            "{} is no range of addresses (expected its last number to be {low} to 255)",
            shown(word)
        )),
    })
}

fn usable(ip: Ipv4Addr) -> Value<Ipv4Addr> {
    let why = if ip.is_unspecified() {
        "it means 'no address'"
    } else if ip.is_broadcast() {
        "it is the broadcast address"
    } else if ip.is_multicast() {
        "it is a multicast address"
    } else {
        return Ok(ip);
    };
    Err(format!("no host can have {ip}: {why}"))
}

/// An address of a host, with the length of its prefix or without.
pub(super) fn net(word: &str) -> Value<Ipv4Net> {
    let (address, length) = match word.split_once('/') {
        None => (word, DEFAULT_PREFIX),
        Some((address, length)) => {
            let length = whole(length, 0, 32).map_err(|_| {
                format!(
                    "{} has no prefix length from 0 to 32 after the slash",
                    shown(word)
                )
            })?;
            (address, length as u8)
        }
    };
    let address = host_ip(address)?;
    Ipv4Net::new(address, length)
        .map_err(|_| format!("{} has no prefix length from 0 to 32", shown(word)))
}

/// An Ethernet address.
pub(super) fn mac(word: &str) -> Value<MacAddr> {
    word.parse()
        .map_err(|why| format!("{} is {why}", shown(word)))
}

/// An Ethernet address that a host can have.
pub(super) fn host_mac(word: &str) -> Value<MacAddr> {
    let mac = mac(word)?;
    if mac == MacAddr::ZERO {
        Err(format!("no host can have {mac}: it means 'no address'"))
    } else if mac.is_broadcast() {
        Err(format!(
            "no host can have {mac}: it is the broadcast address"
        ))
    } else if mac.is_multicast() {
        Err(format!("no host can have {mac}: it is a multicast address"))
    } else {
        Ok(mac)
    }
}

/// Bytes in hexadecimal digits; none is fine.
pub(super) fn bytes(word: &str) -> Value<Vec<u8>> {
    let wrong = || format!("{} is no frame (expected pairs of hex digits)", shown(word));
    if !word.len().is_multiple_of(2) || !word.is_ascii() {
        return Err(wrong());
    }
    let digit = |b: u8| char::from(b).to_digit(16).map(|digit| digit as u8);
    let bytes: Option<Vec<u8>> = word
        .as_bytes()
        .chunks_exact(2)
        .map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?))
        .collect();
    let bytes = bytes.ok_or_else(wrong)?;
    match bytes.len() {
        0..=MAX_FRAME => Ok(bytes),
        long => Err(format!(
            "a frame of {long} bytes is longer than {MAX_FRAME}"
        )),
    }
}

/// `X,Y`.
pub(super) fn position(word: &str) -> Value<Position> {
    let wrong = || {
        format!(
            "{} is no position (expected X,Y, such as 120,80.5)",
            shown(word)
        )
    };
    let coordinate = |text: &str| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        // Six decimals are more than a screen shows. The division is of whole numbers that a
        // float holds exactly, so it gives what reading the decimal would.
        let millionths = ticks(digits, 1_000_000).ok()? as f64;
        let size = Some(millionths / 1e6).filter(|size| *size <= MAX_COORDINATE)?;
        // Adding zero turns a negative zero into zero.
        Some(
            if digits.len() < text.len() {
                -size
            } else {
                size
            } + 0.0,
        )
    };
    let (x, y) = word.split_once(',').ok_or_else(wrong)?;
    coordinate(x).zip(coordinate(y)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        let micros = |word| duration(word).map(Duration::as_micros);
        for (word, us) in [
            ("0s", 0),
            ("0.000001s", 1),
            ("1.0000000000000000000000s", 1_000_000),
            ("1.5ms", 1_500),
            ("0.1m", 6_000_000),
            ("0.333h", 1_198_800_000),
            ("007us", 7),
        ] {
            assert_eq!(micros(word), Ok(us), "{word}");
        }
        assert_eq!(percent("33.3333%"), Ok(333_333));
        assert_eq!(percent("100.0%"), Ok(1_000_000));
        assert_eq!(rate("0.5kbit"), Ok(500));
        assert_eq!(rate("2.5gbit"), Ok(2_500_000_000));
    }

    #[test]
    fn what_only_looks_like_a_number_is_none() {
        for word in [
            "", "s", ".5s", "5.s", "1.2.3s", "+1s", "-1s", "1e3s", "1 s", "٣s", "1S",
        ] {
            assert!(duration(word).is_err(), "{word}");
        }
        for word in ["%", "1", "100.0001%", "0x1%"] {
            assert!(percent(word).is_err(), "{word}");
        }
    }

    #[test]
    fn a_position_has_two_plain_numbers() {
        assert_eq!(position("-12.5,0"), Ok((-12.5, 0.0)));
        let zero = position("-0,1").expect("it is a place").0;
        assert!(zero.is_sign_positive());
        for word in [
            "1",
            "1,",
            ",1",
            "1,2,3",
            "1,0x2",
            "1,--2",
            "nan,1",
            "1000000.1,0",
        ] {
            assert!(position(word).is_err(), "{word}");
        }
    }

    #[test]
    fn bytes_come_in_pairs_up_to_a_frame() {
        assert_eq!(bytes("00fFa5"), Ok(vec![0x00, 0xff, 0xa5]));
        assert_eq!(bytes(""), Ok(vec![]));
        assert!(bytes(&"00".repeat(MAX_FRAME)).is_ok());
        let long = bytes(&"00".repeat(MAX_FRAME + 1));
        assert_eq!(
            long,
            Err("a frame of 1519 bytes is longer than 1518".into())
        );
    }
}
