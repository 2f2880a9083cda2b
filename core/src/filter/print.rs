//! The canonical form of a filter: symbols for operators, brackets where they are needed.

use super::expr::{Check, Expr, Item, Operand, Order, Quantifier, Test};
use super::literal::Literal;
use std::fmt;

/// An expression at the top of a text.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expr::Test(test) => write!(f, "{test}"),
            Expr::Not(inner) => match &**inner {
                Expr::Test(test) => write!(f, "!({test})"),
                Expr::Not(_) => write!(f, "!{inner}"),
                Expr::And(_) | Expr::Or(_) => write!(f, "!({inner})"),
            },
            Expr::And(parts) => joined(parts, " && ", f),
            Expr::Or(parts) => joined(parts, " || ", f),
        }
    }
}

fn joined(parts: &[Expr], between: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(between)?;
        }
        match part {
            Expr::And(_) | Expr::Or(_) => write!(f, "({part})")?,
            Expr::Test(_) | Expr::Not(_) => write!(f, "{part}")?,
        }
    }
    Ok(())
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.field.kind;
        let every = matches!(
            self.check,
            Check::Compare(
                Quantifier::All,
                Order::Less | Order::AtMost | Order::Greater | Order::AtLeast,
                _
            )
        );
        f.write_str(if every { "all " } else { "" })?;
        f.write_str(self.field.name)?;
        if let Some(mask) = self.mask {
            write!(f, " & 0x{mask:x}")?;
        }
        match &self.check {
            Check::Exists => Ok(()),
            Check::Contains(needle) => {
                f.write_str(" contains ")?;
                needle.write(kind, f)
            }
            Check::Compare(quantifier, order, operand) => {
                write!(f, " {} ", symbol(*quantifier, *order))?;
                match operand {
                    Operand::Literal(literal) => literal.write(kind, f),
                    Operand::Field(other) => f.write_str(other.name),
                }
            }
            Check::In(items) => {
                f.write_str(" in {")?;
                for (place, item) in items.iter().enumerate() {
                    f.write_str(if place == 0 { "" } else { ", " })?;
                    let mut write = |literal: &Literal| literal.write(kind, f);
                    match item {
                        Item::One(one) => write(one)?,
                        Item::Span(low, high) => {
                            write(low)?;
                            f.write_str("..")?;
                            high.write(kind, f)?;
                        }
                    }
                }
                f.write_str("}")
            }
        }
    }
}

const fn symbol(quantifier: Quantifier, order: Order) -> &'static str {
    match (quantifier, order) {
        (Quantifier::Any, Order::Equal) => "==",
        (Quantifier::All, Order::Equal) => "===",
        (Quantifier::All, Order::Unequal) => "!=",
        (Quantifier::Any, Order::Unequal) => "!==",
        (_, Order::Less) => "<",
        (_, Order::AtMost) => "<=",
        (_, Order::Greater) => ">",
        (_, Order::AtLeast) => ">=",
    }
}
