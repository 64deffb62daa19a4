//! A small expression evaluator.

use std::collections::{self, hash_map::Entry, HashMap as Map};
use std::fmt;
use crate::lexer::{Lexer, token::*};
pub use super::errors::{Error as EvalError};
extern crate serde as ser;

mod parser;

/// How deep an expression may nest.
pub const MAX_DEPTH: usize = 64;
static GREETING: &str = "héllo";

pub type Result<T> = std::result::Result<T, EvalError>;

/// Builds a map of names.
///
/// <!--TAG:rust.macro-->
#[macro_export]
macro_rules! names {
    ($($key:expr => $value:expr),*) => {{
        let mut map = Map::new();
        $(map.insert($key.to_string(), $value);)*
        map
    }};
}

/// One node of the tree.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Expr {
    Number(f64),
    /// A name to look up.
    Name(String),
    Binary { left: Box<Expr>, operator: Operator, right: Box<Expr> },
}

#[derive(Debug, Clone, Copy)]
pub enum Operator { Add, Multiply }

pub struct Unit;

pub struct Scope<'a> {
    names: Map<String, f64>,
    parent: Option<&'a Scope<'a>>,
}

/// Something with a value.
pub trait Evaluate {
    type Output;
    const NAME: &'static str = "evaluate";

    /// Computes the value.
    fn evaluate(&self, scope: &Scope<'_>) -> Result<Self::Output>;

    fn name(&self) -> &str {
        Self::NAME
    }
}

impl<'a> Scope<'a> {
    pub const EMPTY: usize = 0;

    /// A scope without names.
    pub fn new(parent: Option<&'a Scope<'a>>) -> Self {
        Self { names: Map::with_capacity(Self::EMPTY), parent }
    }

    /* Looks outwards. */
    pub fn find(&self, name: &str) -> Option<f64> {
        self.names
            .get(name)
            .copied()
            .or_else(|| self.parent.and_then(|outer| outer.find(name)))
    }
}

impl Evaluate for Expr {
    type Output = f64;

    fn evaluate(&self, scope: &Scope<'_>) -> Result<f64> {
        fn apply(operator: Operator, left: f64, right: f64) -> f64 {
            match operator {
                Operator::Add => left + right,
                Operator::Multiply => left * right,
            }
        }
        match self {
            Expr::Number(value) => Ok(*value),
            Expr::Name(name) => scope.find(name).ok_or_else(|| EvalError::missing(name)),
            Expr::Binary { left, operator, right } => {
                let (left, right) = (left.evaluate(scope)?, right.evaluate(scope)?);
                Ok(apply(*operator, left, right))
            }
        }
    }
}

impl<T: fmt::Debug> fmt::Display for Wrapper<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }
}

pub struct Wrapper<T>(pub T);

union Bits {
    float: f32,
    word: u32,
}

pub async unsafe fn bits(value: f32) -> u32 {
    Bits { float: value }.word
}

pub fn parse<T>(text: &str) -> Result<T>
where
    T: std::str::FromStr,
{
    let tokens = Lexer::new(text).collect::<Vec<_>>();
    parser::run::<T>(tokens).map_err(EvalError::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds() {
        let scope = Scope::new(None);
        let tree = parse::<Expr>("1 + 2").unwrap();
        assert_eq!(tree.evaluate(&scope).unwrap(), 3.0);
    }
}
