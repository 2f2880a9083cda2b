//! A scenario and a view of it as the fragment of a link (`docs/formats.md`).
//!
//! `#1:` and base64url of the raw deflate of the text with the text's CRC-32 behind it, then
//! parameters. Reading never panics, and says why a link cannot be read.

use super::limits::MAX_TEXT;
use crate::checksum::crc32;
use crate::time::Instant;
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use std::fmt::Write;

/// The encoding that is written; it changes when the encoding does.
const VERSION: &str = "1";
/// The best of the compressor's levels.
const BEST: u8 = 10;
/// Bytes of the checksum.
const CHECKSUM: usize = 4;
/// The base64 of a text at its limit, even when it cannot be compressed, is shorter than this.
const MAX_PAYLOAD: usize = 2 * MAX_TEXT;
/// A cut link may end within a character's bits: that is for the checksum to notice.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What a link opens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The scenario's text, at most [`MAX_TEXT`] bytes; longer ones cannot be read back.
    pub text: String,
    /// The moment that is shown.
    pub t: Option<Instant>,
    /// The host whose history is shown.
    pub host: Option<String>,
    /// The view that is open.
    pub view: Option<String>,
    /// What is selected.
    pub sel: Option<String>,
    /// The model that the link was made with.
    pub model: Option<u32>,
}

/// Why a link cannot be read, in words for whoever clicked it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// No `VERSION:` at its start.
    #[error("this link holds no scenario (it should go on with #1: and letters)")]
    NoScenario,
    /// Another encoding.
    #[error(
        "this link is of version {0}, and this release reads version 1 (a newer one may open it)"
    )]
    UnknownVersion(String),
    /// A character that base64url does not have.
    #[error(
        "this link holds {found:?} at character {at}, which no scenario link has: something was added to it or changed"
    )]
    NotBase64 {
        /// The character.
        found: char,
        /// Its place behind the version, from 1.
        at: usize,
    },
    /// The end is missing.
    #[error(
        "this link is cut short: its end is missing (chat programs do that to long links; ask for the scenario as a file)"
    )]
    CutShort,
    /// The bytes are not those that were written.
    #[error(
        "this link was changed on its way: its checksum differs (perhaps a chat program cut or altered it; ask for it again)"
    )]
    Damaged,
    /// More than a scenario may have.
    #[error("this link holds more than {MAX_TEXT} bytes of text (64 KiB), the most a scenario has")]
    TooLarge,
    /// Bytes that are no text.
    #[error("this link holds no text (its bytes are not UTF-8)")]
    NotUtf8,
}

/// The fragment of a link, `#` included.
pub fn encode(link: &Link) -> String {
    let mut bytes = compress_to_vec(link.text.as_bytes(), BEST);
    bytes.extend(crc32(link.text.as_bytes()).to_be_bytes());
    let mut fragment = format!("#{VERSION}:{}", BASE64.encode(bytes));
    let parameters = [
        ("t", link.t.map(seconds)),
        ("host", link.host.clone()),
        ("view", link.view.clone()),
        ("sel", link.sel.clone()),
        ("model", link.model.map(|model| model.to_string())),
    ];
    for (name, value) in parameters {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = write!(fragment, "&{name}={}", escape(&value));
        }
    }
    fragment
}

/// Reads a fragment, with or without its `#`, or a whole address that ends with one.
///
/// # Errors
/// Why no scenario can be read. Parameters are never an error: what is unknown, or no value of
/// its kind, is passed over.
pub fn decode(address: &str) -> Result<Link, LinkError> {
    let address = address.trim();
    let fragment = address.split_once('#').map_or(address, |(_, rest)| rest);
    let mut parts = fragment.split('&');
    let scenario = unescape(parts.next().unwrap_or_default());
    let (version, payload) = scenario.split_once(':').ok_or(LinkError::NoScenario)?;
    if version.is_empty() || !version.bytes().all(|b| b.is_ascii_digit()) {
        return Err(LinkError::NoScenario);
    }
    if version != VERSION {
        return Err(LinkError::UnknownVersion(version.chars().take(9).collect()));
    }
    let mut link = Link {
        text: text(payload)?,
        ..Link::default()
    };
    for part in parts {
        // Some programs write `&` as `&amp;`.
        let part = part.strip_prefix("amp;").unwrap_or(part);
        let Some((name, value)) = part.split_once('=') else {
            continue;
        };
        let value = unescape(value);
        match name {
            "t" => link.t = moment(&value),
            "host" => link.host = Some(value),
            "view" => link.view = Some(value),
            "sel" => link.sel = Some(value),
            "model" => link.model = value.parse().ok(),
            _ => {}
        }
    }
    Ok(link)
}

/// The text of a payload.
fn text(payload: &str) -> Result<String, LinkError> {
    let payload = payload.trim_end_matches('=');
    let foreign = |c: &char| !(c.is_ascii_alphanumeric() || *c == '-' || *c == '_');
    if let Some((at, found)) = payload.chars().enumerate().find(|(_, c)| foreign(c)) {
        return Err(LinkError::NotBase64 { found, at: at + 1 });
    }
    if payload.len() > MAX_PAYLOAD {
        return Err(LinkError::TooLarge);
    }
    // With every character in place only the length can be wrong.
    let bytes = BASE64.decode(payload).map_err(|_| LinkError::CutShort)?;
    let split = bytes.len().checked_sub(CHECKSUM);
    let (deflated, checksum) = bytes.split_at(split.ok_or(LinkError::CutShort)?);
    let text = inflate(deflated)?;
    if crc32(&text).to_be_bytes() != checksum {
        return Err(LinkError::Damaged);
    }
    String::from_utf8(text).map_err(|_| LinkError::NotUtf8)
}

/// At most [`MAX_TEXT`] bytes, from a stream that ends with the input.
fn inflate(deflated: &[u8]) -> Result<Vec<u8>, LinkError> {
    let mut text = vec![0; MAX_TEXT];
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = DecompressorOxide::new();
    let (status, read, written) = decompress(&mut state, deflated, &mut text, 0, flags);
    match status {
        TINFLStatus::Done if read == deflated.len() => {
            text.truncate(written);
            Ok(text)
        }
        TINFLStatus::HasMoreOutput => Err(LinkError::TooLarge),
        TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
            Err(LinkError::CutShort)
        }
        _ => Err(LinkError::Damaged),
    }
}

/// Seconds with as few decimals as it takes.
fn seconds(t: Instant) -> String {
    let text = t.to_string();
    text.trim_end_matches('0').trim_end_matches('.').into()
}

/// Seconds, decimals allowed; nothing finer than the clock.
fn moment(value: &str) -> Option<Instant> {
    super::values::moment(&format!("{value}s")).ok()
}

/// Percent-encodes what has a meaning in a fragment, or none at all.
fn escape(value: &str) -> String {
    let mut escaped = String::new();
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => escaped.push(char::from(byte)),
            b'-' | b'_' | b'.' | b'~' | b':' | b'/' | b',' | b'@' => escaped.push(char::from(byte)),
            // Writing to a string cannot fail.
            _ => drop(write!(escaped, "%{byte:02X}")),
        }
    }
    escaped
}

/// Undoes percent-encoding; what is no encoding stays as it is.
fn unescape(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, tail @ ..] = rest {
        let digit = |b: &u8| char::from(*b).to_digit(16);
        rest = match (first, tail) {
            (b'%', [high, low, after @ ..]) if digit(high).zip(digit(low)).is_some() => {
                let pair = digit(high).zip(digit(low));
                bytes.extend(pair.map(|(high, low)| (high << 4 | low) as u8));
                after
            }
            _ => {
                bytes.push(*first);
                tail
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(text: &str) -> Link {
        Link {
            text: text.into(),
            ..Link::default()
        }
    }

    /// The fragment of these bytes, whatever they are.
    fn fragment(bytes: &[u8]) -> String {
        format!("#1:{}", BASE64.encode(bytes))
    }

    /// The fragment of a text's bytes with a right checksum.
    fn checked(text: &[u8]) -> String {
        let mut bytes = compress_to_vec(text, BEST);
        bytes.extend(crc32(text).to_be_bytes());
        fragment(&bytes)
    }

    #[test]
    fn a_fragment_of_version_1_stays_readable_for_ever() {
        // Made by zlib at its best level.
        let stored = "#1:y8gvLlFIzMtTKCjKT8vMSVVIzkksLs5M5gIAYDAfig&t=12.5&host=ann";
        let opened = decode(stored).expect("it was written by an earlier release");
        assert_eq!(opened.text, "host ann profile classic\n");
        assert_eq!(opened.t, Some(Instant::from_micros(12_500_000)));
        assert_eq!(opened.host.as_deref(), Some("ann"));
    }

    #[test]
    fn a_whole_address_and_a_mangled_one_are_read() {
        let fragment = encode(&link("end 5s\n"));
        for address in [
            fragment.clone(),
            fragment[1..].into(),
            format!("https://lab.example/path?q=1{fragment}"),
            format!("  {fragment}\n"),
            fragment.replace(':', "%3A"),
            format!("{fragment}=="),
        ] {
            assert_eq!(decode(&address), Ok(link("end 5s\n")), "{address}");
        }
        let parameters = format!("{fragment}&amp;t=3&new=x&host&t2=4&model=x&view=a%20b%zz");
        let opened = decode(&parameters).expect("unknown parameters are passed over");
        assert_eq!(opened.t, Some(Instant::from_secs(3)));
        assert_eq!(opened.view.as_deref(), Some("a b%zz"));
        assert_eq!((opened.host, opened.model), (None, None));
    }

    #[test]
    fn every_cut_of_a_link_is_told_from_a_whole_one() {
        let whole = encode(&link(crate::scenario::builtin::all()[0].text));
        for length in "#1:".len()..whole.len() {
            let error = decode(&whole[..length]).expect_err("its end is missing");
            assert_eq!(error, LinkError::CutShort, "{length} of {}", whole.len());
        }
    }

    #[test]
    fn no_changed_character_opens_another_text() {
        let text = "host ann profile classic\nat 1s ann flush\n";
        let whole = encode(&link(text));
        for at in "#1:".len()..whole.len() {
            let other = if &whole[at..=at] == "A" { "B" } else { "A" };
            let changed = format!("{}{other}{}", &whole[..at], &whole[at + 1..]);
            // Some bits are of no byte, and some of a byte belong to nothing.
            if let Ok(opened) = decode(&changed) {
                assert_eq!(opened.text, text, "character {at}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        for (address, error) in [
            ("", LinkError::NoScenario),
            ("#about", LinkError::NoScenario),
            ("#x:AAAA", LinkError::NoScenario),
            ("#2:AAAA", LinkError::UnknownVersion("2".into())),
            ("#1:AA+A", LinkError::NotBase64 { found: '+', at: 3 }),
            ("#1:AAä", LinkError::NotBase64 { found: 'ä', at: 3 }),
            ("#1:", LinkError::CutShort),
            ("#1:AAA", LinkError::CutShort),
        ] {
            assert_eq!(decode(address), Err(error), "{address}");
        }
        assert_eq!(decode(&checked(b"\xff\xfe")), Err(LinkError::NotUtf8));
        let mut bytes = compress_to_vec(b"text", BEST);
        bytes.extend([0; 4]);
        assert_eq!(decode(&fragment(&bytes)), Err(LinkError::Damaged));
        // A block of a type that does not exist; a stream that ends before its bytes do.
        assert_eq!(decode(&fragment(&[7; 9])), Err(LinkError::Damaged));
        bytes.extend([0; 4]);
        assert_eq!(decode(&fragment(&bytes)), Err(LinkError::Damaged));
    }

    #[test]
    fn inflating_stops_at_the_limit_of_a_text() {
        let full = link(&"#".repeat(MAX_TEXT));
        assert_eq!(decode(&encode(&full)), Ok(full));
        let long = "#".repeat(MAX_TEXT + 1);
        assert_eq!(decode(&checked(long.as_bytes())), Err(LinkError::TooLarge));
        let bomb = vec![0; 50_000_000];
        assert_eq!(decode(&checked(&bomb)), Err(LinkError::TooLarge));
        let endless = format!("#1:{}", "A".repeat(MAX_PAYLOAD + 1));
        assert_eq!(decode(&endless), Err(LinkError::TooLarge));
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod laws {
    use super::*;
    use proptest::option::of;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_link_survives_its_fragment(
            text: String,
            t in of(0..=86_400_000_000u64),
            host in of(any::<String>()),
            view in of("[a-z]{0,9}"),
            sel in of(any::<String>()),
            model: Option<u32>,
        ) {
            let t = t.map(Instant::from_micros);
            let link = Link { text, t, host, view, sel, model };
            let fragment = encode(&link);
            prop_assert!(fragment.is_ascii() && !fragment.contains(char::is_whitespace));
            prop_assert_eq!(decode(&fragment), Ok(link));
        }

        #[test]
        fn any_string_is_answered(
            string in prop_oneof![any::<String>(), "#?1:[A-Za-z0-9_-]{0,99}(&[a-z]{1,4}=[%0-9a-z]{0,9}){0,3}"],
        ) {
            if let Ok(link) = decode(&string) {
                prop_assert!(link.text.len() <= MAX_TEXT);
            }
        }

        #[test]
        fn any_bytes_are_answered(bytes: Vec<u8>) {
            let fragment = format!("#1:{}", BASE64.encode(&bytes));
            prop_assert!(decode(&fragment).is_err() || bytes.len() > CHECKSUM);
        }
    }
}
