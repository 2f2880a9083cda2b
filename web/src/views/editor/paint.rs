//! A text cut into pieces of one colour each, and where its mistakes are.

use std::ops::Range;
use versioned_arp::scenario::Mistake;
use versioned_arp::scenario::highlight::{Class, highlight};

/// A run of characters that look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The characters.
    pub text: String,
    /// Their colour; none for blanks.
    pub class: Option<Class>,
    /// Whether they are a mistake's.
    pub wrong: bool,
}

/// The pieces of a text; together they are the text.
pub fn painted(text: &str, mistakes: &[Mistake]) -> Vec<Piece> {
    let wrong: Vec<_> = mistakes
        .iter()
        .map(|mistake| bytes_of(text, mistake))
        .collect();
    let mut pieces = Vec::new();
    for token in highlight(text) {
        let Range { start, end } = token.range;
        // A token is cut where a mistake begins or ends within it.
        let mut cuts = vec![start, end];
        let within = |place: &usize| start < *place && *place < end;
        cuts.extend(
            wrong
                .iter()
                .flat_map(|it| [it.start, it.end])
                .filter(within),
        );
        cuts.sort_unstable();
        cuts.dedup();
        for cut in cuts.windows(2) {
            pieces.push(Piece {
                text: text[cut[0]..cut[1]].to_owned(),
                class: (token.class != Class::Blank).then_some(token.class),
                wrong: wrong
                    .iter()
                    .any(|it| it.start <= cut[0] && cut[1] <= it.end),
            });
        }
    }
    pieces
}

/// The bytes of a mistake; a missing thing is marked on the character before it.
fn bytes_of(text: &str, mistake: &Mistake) -> Range<usize> {
    let from = byte_of(text, mistake.line, mistake.column);
    let to = byte_of(text, mistake.line, mistake.column + mistake.len);
    if from < to {
        return from..to;
    }
    let before = text[..from].chars().next_back().filter(|c| *c != '\n');
    from - before.map_or(0, char::len_utf8)..from
}

/// The byte at a line and a column, both from 1; the end of the line when it is shorter.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for (index, content) in text.split('\n').enumerate() {
        if index + 1 == line {
            let mut places = content.char_indices().map(|(place, _)| place);
            return start + places.nth(column - 1).unwrap_or(content.len());
        }
        start += content.len() + 1;
    }
    text.len()
}

/// The same place as a text area counts: in UTF-16 units from the start.
pub fn offset_of(text: &str, line: usize, column: usize) -> u32 {
    let units = text[..byte_of(text, line, column)].encode_utf16().count();
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use versioned_arp::scenario::parse;

    fn paint(text: &str) -> Vec<Piece> {
        painted(text, &parse(text).err().unwrap_or_default())
    }

    #[test]
    fn the_pieces_are_the_text() {
        for text in [
            "",
            "\n\n",
            "hots ä\n# ü\nat 1s",
            "host a 10.0.0.1 profile classic\r\n",
        ] {
            let whole: String = paint(text).into_iter().map(|piece| piece.text).collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn a_mistake_is_marked_where_it_is() {
        let wrong = |text| {
            let pieces = paint(text).into_iter().filter(|piece| piece.wrong);
            pieces.map(|piece| piece.text).collect::<Vec<_>>()
        };
        assert_eq!(wrong("host a 10.0.0.1 profil classic\n"), ["profil"]);
        assert!(wrong("host a 10.0.0.1 profile classic\n").is_empty());
        // Something is missing at the end: its last character is marked.
        assert!(!wrong("host a 10.0.0.1 profile\n").is_empty());
    }

    #[test]
    fn places_are_counted_as_a_text_area_does() {
        assert_eq!(offset_of("a\n𝄞b", 2, 2), 4);
        assert_eq!(offset_of("a", 9, 9), 1);
    }
}
