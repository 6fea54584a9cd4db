//! What is sent once and never again: nonces and client tokens.

use ring::rand::{SecureRandom, SystemRandom};

use super::digest::hex;

/// 128 random bits as 32 hexadecimal digits.
pub(super) fn unique() -> String {
    unique_from(&SystemRandom::new())
}

/// # Panics
/// Where the system has no randomness. A token that is not one's own could be another's, whose object
/// would then be taken over; TLS would have failed before.
#[allow(
    clippy::expect_used,
    reason = "see there; the standard library's hash maps do the same"
)]
fn unique_from(random: &dyn SecureRandom) -> String {
    let mut bits = [0; 16];
    random.fill(&mut bits).expect("the system has randomness");
    hex(&bits)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_has_32_digits_of_its_own() {
        let all: HashSet<String> = (0..1000).map(|_| unique()).collect();
        assert_eq!(all.len(), 1000);
        for one in &all {
            assert_eq!(one.len(), 32);
            assert!(one.bytes().all(|digit| digit.is_ascii_hexdigit()), "{one}");
        }
        // No digit is the same in all of them, nor is any place the sum of others.
        for place in 0..32 {
            let digits: HashSet<u8> = all.iter().map(|one| one.as_bytes()[place]).collect();
            assert_eq!(digits.len(), 16, "place {place}");
        }
    }
}
