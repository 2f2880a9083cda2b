//! A filter as a value.

use super::field::Field;
use super::literal::Literal;

/// What has to hold.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    /// Something about a field.
    Test(Test),
    /// This does not hold.
    Not(Box<Expr>),
    /// All of these hold: two or more.
    And(Vec<Expr>),
    /// One of these holds: two or more.
    Or(Vec<Expr>),
}

/// Something about the values of a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Test {
    pub field: &'static Field,
    /// Only these bits of its values count.
    pub mask: Option<u64>,
    pub check: Check,
}

/// What is asked of the values. Without a value nothing holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Check {
    /// There is one; with a mask, one that is not 0.
    Exists,
    /// They compare so with another.
    Compare(Quantifier, Order, Operand),
    /// One is among these.
    In(Vec<Item>),
    /// One has this in it.
    Contains(Literal),
}

/// How many of several values have to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    Any,
    All,
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// What the values of a field are held against.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand {
    Literal(Literal),
    Field(&'static Field),
}

/// A value, or all from one to another.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    One(Literal),
    Span(Literal, Literal),
}

impl Expr {
    /// Whether the field of this name is asked for.
    pub fn asks_for(&self, name: &str) -> bool {
        match self {
            Expr::Not(inner) => inner.asks_for(name),
            Expr::And(parts) | Expr::Or(parts) => parts.iter().any(|part| part.asks_for(name)),
            Expr::Test(test) => {
                let other = match &test.check {
                    Check::Compare(_, _, Operand::Field(other)) => other.name,
                    _ => "",
                };
                test.field.name == name || other == name
            }
        }
    }
}
