//! Reads a filter: `or` binds least, then `and`, then `not`, as in Wireshark since 4.0.

use super::expr::{Check, Expr, Item, Operand, Order, Quantifier, Test};
use super::field::{Field, Kind, fields};
use super::lexer::{Placed, Token, tokens};
use super::literal::{Literal, number};
use super::{LONGEST, Mistake};
use crate::suggest::{did_you_mean, nearest, shown};
use std::ops::Range;

/// So many brackets and `not`s may stand inside each other.
const DEEPEST: usize = 64;

/// Reads a text; nothing when it is blank.
pub(super) fn parse(text: &str) -> Result<Option<Expr>, Mistake> {
    let mut parser = Parser::of(text)?;
    if parser.tokens.is_empty() {
        return Ok(None);
    }
    parser.whole().map(Some)
}

/// What may stand at the end of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Expected {
    /// A field or a protocol, perhaps after `!` or a bracket.
    Field,
    /// Something to do with this field, or what joins two tests.
    Operator(&'static Field),
    /// A value of this field.
    Value(&'static Field),
    /// What joins two tests.
    Joiner,
}

/// What may stand at the end of a text that is right so far.
pub(super) fn expected(text: &str) -> Option<Expected> {
    let mut parser = Parser::of(text).ok()?;
    // Whatever is wrong before the end leaves nothing expected there.
    let _ = parser.whole();
    parser.end
}

type Read<T> = Result<T, Mistake>;

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Placed>,
    next: usize,
    depth: usize,
    /// What was expected where the text ended.
    end: Option<Expected>,
}

impl<'t> Parser<'t> {
    fn of(text: &'t str) -> Read<Self> {
        if text.chars().nth(LONGEST).is_some() {
            let message = format!("a filter has at most {LONGEST} characters");
            return Err(Mistake::new(text, 0..text.len(), message));
        }
        let tokens = tokens(text).map_err(|(place, what)| Mistake::new(text, place, what))?;
        Ok(Self {
            text,
            tokens,
            next: 0,
            depth: 0,
            end: None,
        })
    }

    /// The next token; at the end, notes what was expected there.
    fn peek(&mut self, expected: Expected) -> Option<&Token> {
        let token = self.tokens.get(self.next).map(|placed| &placed.token);
        if token.is_none() {
            self.end.get_or_insert(expected);
        }
        token
    }

    fn wrong<T>(&self, message: impl Into<String>) -> Read<T> {
        self.wrong_at(self.place(), message)
    }

    fn wrong_at<T>(&self, place: Range<usize>, message: impl Into<String>) -> Read<T> {
        Err(Mistake::new(self.text, place, message))
    }

    /// Where the next token is, or the end.
    fn place(&self) -> Range<usize> {
        let end = self.text.len();
        let token = self.tokens.get(self.next);
        token.map_or(end..end, |placed| placed.place.clone())
    }

    /// Takes the next token if it is this symbol or one of these words.
    fn takes(&mut self, symbol: &str, words: &[&str], expected: Expected) -> bool {
        let found = match self.peek(expected) {
            Some(Token::Symbol(found)) => *found == symbol,
            Some(Token::Word(found)) => words.contains(&found.as_str()),
            _ => false,
        };
        self.next += usize::from(found);
        found
    }

    fn whole(&mut self) -> Read<Expr> {
        let expr = self.or()?;
        if self.next == self.tokens.len() {
            return Ok(expr);
        }
        let found = self.source();
        self.wrong(match found {
            ")" => "this bracket was never opened".to_owned(),
            "=" => "'=' alone has no meaning; did you mean '=='?".to_owned(),
            _ => format!("expected && or || before {}", shown(found)),
        })
    }

    /// The next token as it is written.
    fn source(&self) -> &'t str {
        &self.text[self.place()]
    }

    fn or(&mut self) -> Read<Expr> {
        let mut parts = vec![self.and()?];
        while self.takes("||", &["or"], Expected::Joiner) {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Expr::Or))
    }

    fn and(&mut self) -> Read<Expr> {
        let mut parts = vec![self.unary()?];
        while self.takes("&&", &["and"], Expected::Joiner) {
            parts.push(self.unary()?);
        }
        Ok(one_or(parts, Expr::And))
    }

    fn unary(&mut self) -> Read<Expr> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return self.wrong("too many brackets inside each other");
        }
        let expr = if self.takes("!", &["not"], Expected::Field) {
            Expr::Not(Box::new(self.unary()?))
        } else if self.takes("(", &[], Expected::Field) {
            let opened = self.next - 1;
            let inner = self.or()?;
            if !self.takes(")", &[], Expected::Joiner) {
                if self.next < self.tokens.len() {
                    let found = shown(self.source());
                    return self.wrong(format!("expected ), && or || before {found}"));
                }
                let place = self.tokens[opened].place.clone();
                return self.wrong_at(place, "this bracket is never closed");
            }
            inner
        } else {
            self.test()?
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn test(&mut self) -> Read<Expr> {
        let quantifier = if self.takes("", &["any"], Expected::Field) {
            Some(Quantifier::Any)
        } else {
            let all = self.takes("", &["all"], Expected::Field);
            all.then_some(Quantifier::All)
        };
        let place = self.place();
        let field = self.field()?;
        let mask = match self.takes("&", &["bitand", "bitwise_and"], Expected::Operator(field)) {
            true => Some(self.mask(field)?),
            false => None,
        };
        let negated = self.takes("", &["not"], Expected::Operator(field));
        if self.takes("", &["in"], Expected::Operator(field)) {
            self.must_compare(field, &place)?;
            let check = Check::In(self.set(field)?);
            let test = Expr::Test(Test { field, mask, check });
            return Ok(match negated {
                true => Expr::Not(Box::new(test)),
                false => test,
            });
        }
        if negated {
            return self.wrong("expected 'in' after 'not'");
        }
        let check = self.check(field, quantifier, &place)?;
        Ok(Expr::Test(Test { field, mask, check }))
    }

    fn field(&mut self) -> Read<&'static Field> {
        let Some(token) = self.peek(Expected::Field).cloned() else {
            return self.wrong("expected a field or a protocol, such as arp or ip.addr");
        };
        match token {
            Token::Word(word) => match Field::named(&word) {
                Some(field) => {
                    self.next += 1;
                    Ok(field)
                }
                None if word.starts_with(|first: char| first.is_ascii_digit()) => {
                    self.wrong("a comparison begins with a field, such as ip.addr ==")
                }
                None => {
                    let names = fields().iter().map(|field| field.name);
                    let meant = did_you_mean(nearest(&word, names));
                    self.wrong(format!("there is no field {}{meant}", shown(&word)))
                }
            },
            Token::Quoted(_) => self.wrong("text can only stand behind an operator"),
            Token::Symbol(_) => {
                let found = shown(self.source());
                self.wrong(format!("expected a field or a protocol before {found}"))
            }
        }
    }

    fn mask(&mut self, field: &'static Field) -> Read<u64> {
        if !field.kind.is_number() {
            return self.wrong(format!("{} is no number, and has no bits", field.name));
        }
        let mask = match self.peek(Expected::Value(field)) {
            Some(Token::Word(word)) => number(word),
            _ => None,
        };
        let Some(mask) = mask else {
            return self.wrong("expected the bits that count, such as 0x02");
        };
        self.next += 1;
        Ok(mask)
    }

    fn check(
        &mut self,
        field: &'static Field,
        quantifier: Option<Quantifier>,
        place: &Range<usize>,
    ) -> Read<Check> {
        use Quantifier::{All, Any};
        for (symbol, words, usual, order) in [
            ("==", &["eq", "any_eq"][..], Any, Order::Equal),
            ("===", &["all_eq"], All, Order::Equal),
            ("!=", &["ne", "all_ne"], All, Order::Unequal),
            ("!==", &["any_ne"], Any, Order::Unequal),
            ("~=", &[], Any, Order::Unequal),
            ("<=", &["le"], Any, Order::AtMost),
            (">=", &["ge"], Any, Order::AtLeast),
            ("<", &["lt"], Any, Order::Less),
            (">", &["gt"], Any, Order::Greater),
        ] {
            if self.takes(symbol, words, Expected::Operator(field)) {
                self.must_compare(field, place)?;
                let operand = self.operand(field)?;
                return Ok(Check::Compare(quantifier.unwrap_or(usual), order, operand));
            }
        }
        if self.takes("", &["contains"], Expected::Operator(field)) {
            if !field.kind.is_searched() {
                let message = format!("{} is a value, and contains nothing", field.name);
                return self.wrong_at(place.clone(), message);
            }
            let what = Literal::parse_needle;
            return self.literal(field, what).map(Check::Contains);
        }
        if self.takes("", &["matches"], Expected::Operator(field)) {
            self.next -= 1;
            return self.wrong("regular expressions are left out; 'contains' looks for text");
        }
        match quantifier {
            Some(_) => self.wrong("expected a comparison after any or all"),
            None => Ok(Check::Exists),
        }
    }

    fn must_compare(&self, field: &'static Field, place: &Range<usize>) -> Read<()> {
        let what = match field.kind {
            Kind::Protocol => "is a protocol: it is there, or contains something",
            Kind::Label => "is there or not, and has no value",
            _ => return Ok(()),
        };
        self.wrong_at(place.clone(), format!("{} {what}", field.name))
    }

    /// The other side of a comparison.
    fn operand(&mut self, field: &'static Field) -> Read<Operand> {
        if let Some(Token::Word(word)) = self.peek(Expected::Value(field))
            && let Some(other) = Field::named(word)
        {
            if field.kind.agrees_with(other.kind) {
                self.next += 1;
                return Ok(Operand::Field(other));
            }
            if field.kind != Kind::Text {
                let message = format!("{} and {} are of two kinds", field.name, other.name);
                return self.wrong(message);
            }
        }
        self.literal(field, Literal::parse).map(Operand::Literal)
    }

    fn literal(
        &mut self,
        field: &'static Field,
        read: fn(&str, bool, Kind) -> Result<Literal, String>,
    ) -> Read<Literal> {
        let read = match self.peek(Expected::Value(field)) {
            Some(Token::Word(word)) => read(word, false, field.kind),
            Some(Token::Quoted(text)) => read(text, true, field.kind),
            _ => Err(field.kind.example().to_owned()),
        };
        match read {
            Ok(literal) => {
                self.next += 1;
                Ok(literal)
            }
            Err(hint) if self.next == self.tokens.len() => {
                self.wrong(format!("a value is missing: {hint}"))
            }
            Err(hint) => {
                let found = shown(self.source());
                self.wrong(format!("{found} is no value of {}: {hint}", field.name))
            }
        }
    }

    /// `{a, b..c}`.
    fn set(&mut self, field: &'static Field) -> Read<Vec<Item>> {
        let opened = self.place();
        if !self.takes("{", &[], Expected::Value(field)) {
            return self.wrong("expected {, as in {80, 443, 8000..8080}");
        }
        let mut items = Vec::new();
        loop {
            let low = self.literal(field, Literal::parse)?;
            items.push(match self.takes("..", &[], Expected::Value(field)) {
                true => Item::Span(low, self.literal(field, Literal::parse)?),
                false => Item::One(low),
            });
            if self.takes("}", &[], Expected::Value(field)) {
                return Ok(items);
            }
            if self.next == self.tokens.len() {
                return self.wrong_at(opened, "this bracket is never closed");
            }
            if !self.takes(",", &[], Expected::Value(field)) {
                let found = shown(self.source());
                return self.wrong(format!("expected , or }} before {found}"));
            }
        }
    }
}

fn one_or(mut parts: Vec<Expr>, join: fn(Vec<Expr>) -> Expr) -> Expr {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}
