//! Numbers, addresses and times as short texts, written by hand and without a heap: every commit
//! tells some of each, and the formatting machinery took longer over them than hashing did. What
//! such a text looks like is said by the types that have one.

use std::fmt;
use std::ops::Deref;

/// A text of at most `N` ASCII characters.
#[derive(Clone, Copy)]
pub(crate) struct Ascii<const N: usize> {
    text: [u8; N],
    len: usize,
}

/// A whole number.
pub(crate) fn decimal(number: u64) -> Ascii<20> {
    let mut text = Ascii::new();
    text.decimal(number);
    text
}

impl<const N: usize> Ascii<N> {
    pub(crate) const fn new() -> Self {
        let text = [0; N];
        Self { text, len: 0 }
    }

    /// Appends one character.
    pub(crate) fn put(&mut self, character: u8) {
        debug_assert!(character.is_ascii());
        self.text[self.len] = character;
        self.len += 1;
    }

    /// Appends a whole number.
    pub(crate) fn decimal(&mut self, number: u64) {
        if number >= 10 {
            self.decimal(number / 10);
        }
        self.put(b'0' + (number % 10) as u8);
    }

    /// Appends a byte as a whole number: a part of an address, of which every change tells some.
    pub(crate) fn byte(&mut self, byte: u8) {
        if byte >= 100 {
            self.put(b'0' + byte / 100);
        }
        if byte >= 10 {
            self.put(b'0' + byte / 10 % 10);
        }
        self.put(b'0' + byte % 10);
    }

    /// Appends a byte as two hexadecimal digits.
    pub(crate) fn hex(&mut self, byte: u8) {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        self.put(DIGITS[usize::from(byte >> 4)]);
        self.put(DIGITS[usize::from(byte & 0xf)]);
    }
}

impl<const N: usize> Deref for Ascii<N> {
    type Target = str;

    fn deref(&self) -> &str {
        std::str::from_utf8(&self.text[..self.len]).expect("ASCII is text")
    }
}

impl<const N: usize> fmt::Display for Ascii<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_does() {
        for number in [0, 7, 10, 99, 100, 1_000_412, u64::MAX] {
            assert_eq!(&*decimal(number), number.to_string());
        }
        let mut text = Ascii::<1024>::new();
        (0..=255).for_each(|byte| text.byte(byte));
        assert_eq!(
            &*text,
            (0..=255)
                .map(|byte: u8| byte.to_string())
                .collect::<String>()
        );
        let mut text = Ascii::<512>::new();
        (0..=255).for_each(|byte| text.hex(byte));
        let all: Vec<_> = (0..=255u8).map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(&*text, all.concat());
    }
}
