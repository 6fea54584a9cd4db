//! Numbers that look random and come again with the same seed.

use std::hash::{BuildHasher as _, Hasher as _};

/// The variable that repeats a run.
const VARIABLE: &str = "TF_ACC_SEED";

/// A row of such numbers (SplitMix64).
pub(super) struct Chance(u64);

/// The seed that the environment names, or a new one.
pub(super) fn seed() -> u64 {
    match std::env::var(VARIABLE) {
        Ok(text) => text.parse().unwrap(),
        Err(_) => std::hash::RandomState::new().build_hasher().finish(),
    }
}

impl Chance {
    /// One of many rows that belong to `seed`.
    pub(super) fn new(seed: u64, row: u64) -> Self {
        let mut chance = Self(seed);
        Self(chance.next() ^ row)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let number = self.next() % u64::try_from(end).unwrap();
        usize::try_from(number).unwrap()
    }
}

#[test]
fn the_same_seed_gives_the_same_numbers() {
    let numbers = |seed, row| {
        let mut chance = Chance::new(seed, row);
        let numbers: Vec<_> = (0..100).map(|_| chance.below(1000)).collect();
        numbers
    };
    assert_eq!(numbers(1, 1), numbers(1, 1));
    assert_ne!(numbers(1, 1), numbers(1, 2));
    assert_ne!(numbers(1, 1), numbers(2, 1));
    assert!(numbers(1, 1).iter().all(|number| *number < 1000));
}
