//! What the visits of the counting page saw: how often each stretch of the program ran.

use anyhow::{Context, Result};
use std::iter;

/// How often each stretch ran, by its number: counted over the whole program in the order of its
/// file.
#[derive(Clone, Debug, Default)]
pub struct Record {
    times: Vec<u64>,
}

impl Record {
    /// Reads words of the form `NUMBER:TIMES`. What several visits saw adds up.
    pub fn read(text: &str) -> Result<Record> {
        let mut record = Record::default();
        for word in text.split_whitespace() {
            let parts = word.split_once(':');
            let (number, times) = parts.context("a visit prints NUMBER:TIMES")?;
            record.add(number.parse()?, times.parse()?);
        }
        Ok(record)
    }

    /// Adds what was seen of one stretch.
    pub fn add(&mut self, number: usize, times: u64) {
        let len = self.times.len().max(number + 1);
        self.times.resize(len, 0);
        self.times[number] += times;
    }

    /// How often the stretches ran, one after another: 0 for those that no visit saw.
    pub fn times(&self) -> impl Iterator<Item = u64> {
        self.times.iter().copied().chain(iter::repeat(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visits_add_up() {
        let record = Record::read("1:2 4:1\n1:3").unwrap();
        assert_eq!(
            record.times().take(6).collect::<Vec<_>>(),
            [0, 5, 0, 0, 1, 0]
        );
        assert!(Record::read("1").is_err());
        assert!(Record::read("1:many").is_err());
    }
}
