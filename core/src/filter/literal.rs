//! Values as a person writes them, typed by the field that they are held against.

use super::field::Kind;
use super::read::Value;
use crate::addr::{Ipv4Addr, Ipv4Net};
use std::fmt;

/// A value of a filter's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Literal {
    /// A number, truth, an IPv4 address, or nanoseconds.
    Number(u64),
    /// IPv4 addresses with a common prefix.
    Net(Ipv4Net),
    /// Text.
    Text(String),
    /// Bytes: an Ethernet address, too.
    Bytes(Vec<u8>),
}

const NANOS: u64 = 1_000_000_000;

impl Literal {
    /// Reads the word or the quoted text as a value of a field of this kind.
    ///
    /// # Errors
    /// What would have been one.
    pub fn parse(word: &str, quoted: bool, kind: Kind) -> Result<Self, String> {
        let value = match kind {
            Kind::Boolean => truth(word).map(Self::Number),
            Kind::Number(most) | Kind::Hex(most) | Kind::Named(most, _) => {
                let name = match kind {
                    Kind::Named(_, names) => named(word, names),
                    Kind::Hex(_) => named(word, &ETHERTYPES).filter(|_| quoted),
                    _ => None,
                };
                let number = name.or_else(|| number(word));
                if number.is_some_and(|number| number > most) {
                    return Err(format!("at most {}", Hexed(most, kind)));
                }
                number.map(Self::Number)
            }
            Kind::Seconds => nanoseconds(word).map(Self::Number),
            Kind::Mac => bytes(word)
                .filter(|bytes| bytes.len() == 6)
                .map(Self::Bytes),
            Kind::Ipv4 => address(word),
            Kind::Text => Some(Self::Text(word.to_owned())),
            Kind::Protocol | Kind::Bytes if quoted => Some(Self::Bytes(word.as_bytes().to_vec())),
            Kind::Protocol | Kind::Bytes => bytes(word).map(Self::Bytes),
            Kind::Label => None,
        };
        value.ok_or_else(|| kind.example().to_owned())
    }

    /// Reads what `contains` looks for in a field of this kind.
    ///
    /// # Errors
    /// What would have been that.
    pub fn parse_needle(word: &str, quoted: bool, kind: Kind) -> Result<Self, String> {
        match kind {
            Kind::Mac => Self::parse(word, quoted, Kind::Bytes),
            _ => Self::parse(word, quoted, kind),
        }
    }

    /// The literal that equals a value of a field of this kind.
    pub fn of(kind: Kind, value: &Value<'_>) -> Option<Self> {
        Some(match *value {
            Value::Number(number) if kind == Kind::Ipv4 => {
                let ip = Ipv4Addr::from(u32::try_from(number).ok()?);
                Self::Net(ip.into())
            }
            Value::Number(number) => Self::Number(number),
            Value::Text(text) => Self::Text(text.to_owned()),
            Value::Bytes(bytes) => Self::Bytes(bytes.to_vec()),
        })
    }

    /// Writes it as a value of a field of this kind.
    pub fn write(&self, kind: Kind, f: &mut dyn fmt::Write) -> fmt::Result {
        match self {
            Self::Number(number) => match kind {
                Kind::Seconds => seconds(*number, f),
                _ => write!(f, "{}", Hexed(*number, kind)),
            },
            Self::Net(net) if net.prefix_len() == 32 => write!(f, "{}", net.addr()),
            Self::Net(net) => write!(f, "{net}"),
            Self::Text(text) => write_text(text, f),
            Self::Bytes(bytes) => {
                for (place, byte) in bytes.iter().enumerate() {
                    let colon = if place == 0 { "" } else { ":" };
                    write!(f, "{colon}{byte:02x}")?;
                }
                // One byte alone would read as something else.
                if bytes.len() == 1 {
                    f.write_str(":")?;
                }
                if bytes.is_empty() {
                    f.write_str("\"\"")
                } else {
                    Ok(())
                }
            }
        }
    }
}

/// A number in the digits that its kind is written in.
struct Hexed(u64, Kind);

impl fmt::Display for Hexed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number, kind) = self;
        match kind {
            Kind::Hex(most) if *most > 0xff => write!(f, "0x{number:04x}"),
            Kind::Hex(_) => write!(f, "0x{number:02x}"),
            _ => number.fmt(f),
        }
    }
}

/// The names of ethertypes in Wireshark's tables.
const ETHERTYPES: [(u64, &str); 3] = [(0x0806, "ARP"), (0x0800, "IPv4"), (0x86dd, "IPv6")];

fn named(word: &str, names: &[(u64, &str)]) -> Option<u64> {
    let mut names = names.iter();
    let (number, _) = names.find(|(_, name)| name.eq_ignore_ascii_case(word))?;
    Some(*number)
}

fn truth(word: &str) -> Option<u64> {
    match word {
        "1" => Some(1),
        "0" => Some(0),
        _ if word.eq_ignore_ascii_case("true") => Some(1),
        _ if word.eq_ignore_ascii_case("false") => Some(0),
        _ => None,
    }
}

/// Decimal, or with 0x, 0b and 0 in front as in C.
pub(super) fn number(word: &str) -> Option<u64> {
    let (digits, radix) = match word.as_bytes() {
        [b'0', b'x' | b'X', ..] => (&word[2..], 16),
        [b'0', b'b' | b'B', ..] => (&word[2..], 2),
        [b'0', _, ..] => (&word[1..], 8),
        _ => (word, 10),
    };
    let is_plain = digits.starts_with(|first: char| first.is_digit(radix));
    u64::from_str_radix(digits, radix).ok().filter(|_| is_plain)
}

/// Seconds with nine decimals at most.
fn nanoseconds(word: &str) -> Option<u64> {
    let (whole, part) = word.split_once('.').unwrap_or((word, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() && part.is_empty()
        || !is_digits(whole)
        || !is_digits(part)
        || part.len() > 9
    {
        return None;
    }
    let whole: u64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let part: u64 = format!("{part:0<9}").parse().ok()?;
    whole.checked_mul(NANOS)?.checked_add(part)
}

fn seconds(nanos: u64, f: &mut dyn fmt::Write) -> fmt::Result {
    let (whole, part) = (nanos / NANOS, nanos % NANOS);
    write!(f, "{whole}")?;
    if part > 0 {
        let digits = format!("{part:09}");
        write!(f, ".{}", digits.trim_end_matches('0'))?;
    }
    Ok(())
}

/// Pairs of hex digits joined by `:`, `-` or `.` (which Cisco puts behind every second pair).
fn bytes(word: &str) -> Option<Vec<u8>> {
    let mark = word.chars().find(|c| matches!(c, ':' | '-' | '.'));
    let word = match mark {
        Some(mark) => word.strip_suffix(mark).unwrap_or(word),
        // Two digits alone are one byte, as in `arp.src.hw contains 66`.
        None if word.len() == 2 => word,
        None => return None,
    };
    let size = if mark == Some('.') { 4 } else { 2 };
    let mut bytes = Vec::new();
    for group in word.split(|c| Some(c) == mark) {
        let is_plain = group.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_plain || group.len() != size && group.len() != 2 {
            return None;
        }
        for pair in group.as_bytes().chunks(2) {
            let pair = std::str::from_utf8(pair).ok()?;
            bytes.push(u8::from_str_radix(pair, 16).ok()?);
        }
    }
    Some(bytes)
}

fn address(word: &str) -> Option<Literal> {
    match word.split_once('/') {
        None => word
            .parse()
            .map(|ip: Ipv4Addr| Literal::Net(ip.into()))
            .ok(),
        Some((ip, len)) => {
            let net = Ipv4Net::new(ip.parse().ok()?, len.parse().ok()?).ok()?;
            Some(Literal::Net(net.trunc()))
        }
    }
}

/// Text in quotes, as the lexer reads it.
fn write_text(text: &str, f: &mut dyn fmt::Write) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\0' => f.write_str("\\x00")?,
            _ => f.write_char(c)?,
        }
    }
    f.write_char('"')
}
