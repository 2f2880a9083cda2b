//! Cuts the text of a filter into tokens, each with its place.

use std::ops::Range;

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, a number, an address, or an operator that is a word.
    Word(String),
    /// What stands in quotes, without them.
    Quoted(String),
    /// One of [`SYMBOLS`].
    Symbol(&'static str),
}

/// Longer ones before those that they begin with.
pub(super) const SYMBOLS: [&str; 19] = [
    "===", "!==", "==", "!=", "~=", "<=", ">=", "<", ">", "&&", "||", "..", "(", ")", "{", "}",
    ",", "!", "&",
];

/// A token and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub token: Token,
    pub place: Range<usize>,
}

/// The tokens of a text.
///
/// # Errors
/// What cannot be part of any filter: its place, and what is wrong.
pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, (Range<usize>, String)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, len) = if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        } else if matches!(first, '"' | '\'') {
            quoted(rest, first).map_err(|message| (at..text.len(), message))?
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            (Token::Symbol(symbol), symbol.len())
        } else if is_of_word(first) {
            let len = word_len(rest);
            (Token::Word(rest[..len].to_owned()), len)
        } else {
            let hint = match first {
                '=' => "; did you mean '=='?",
                '|' => "; did you mean '||'?",
                _ => "",
            };
            let place = at..at + first.len_utf8();
            return Err((place, format!("'{first}' has no meaning here{hint}")));
        };
        let place = at..at + len;
        at = place.end;
        tokens.push(Placed { token, place });
    }
    Ok(tokens)
}

/// Whether a character can be part of a word: names, numbers, addresses with their prefix.
fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-' | '/')
}

/// Bytes of the word at the start; two dots end it.
fn word_len(text: &str) -> usize {
    let end = text.find(|c| !is_of_word(c)).unwrap_or(text.len());
    text[..end].find("..").filter(|at| *at > 0).unwrap_or(end)
}

/// Text in quotes, with `\"`, `\\`, `\n`, `\r`, `\t` and `\xHH` inside; one character in single
/// quotes is its number.
fn quoted(text: &str, quote: char) -> Result<(Token, usize), String> {
    let mut inside = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == quote {
            let len = at + 1;
            if quote == '"' {
                return Ok((Token::Quoted(inside), len));
            }
            let mut one = inside.chars();
            return match (one.next(), one.next()) {
                (Some(one), None) => Ok((Token::Word(u32::from(one).to_string()), len)),
                _ => Err("one character belongs into ' '; text stands in \" \"".into()),
            };
        }
        if c != '\\' {
            inside.push(c);
            continue;
        }
        match chars.next() {
            Some((_, c @ ('"' | '\'' | '\\'))) => inside.push(c),
            Some((_, 'n')) => inside.push('\n'),
            Some((_, 'r')) => inside.push('\r'),
            Some((_, 't')) => inside.push('\t'),
            Some((at, 'x')) => {
                let digits = text.get(at + 1..at + 3).unwrap_or_default();
                let code = u8::from_str_radix(digits, 16).ok().filter(u8::is_ascii);
                inside.push(code.ok_or("\\x takes two hex digits, 7f at most")?.into());
                chars.nth(1);
            }
            _ => return Err("\\ stands before \", \\, n, r, t or x".into()),
        }
    }
    Err(format!("{quote} has no end"))
}
