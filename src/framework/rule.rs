//! What configured text must be like. Rules are data, so that they are checked and documented from
//! one place.

use super::duration;
use super::value::Number;

/// A rule for one configured text, or one number.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// At least this many and at most that many characters (not bytes).
    Length(usize, usize),
    /// None of these characters.
    Without(&'static [char]),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A whole number, and at least this one.
    Whole(i64),
    /// A Go duration above zero, such as `"10m"`.
    Duration,
    /// A check of its own, and what it says when it fails.
    Check(fn(&str) -> Result<(), String>),
}

impl Rule {
    /// Checks one text.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what would be right.
    pub fn check(&self, text: &str) -> Result<(), String> {
        match self {
            Self::Length(least, most) => {
                let length = text.chars().count();
                if length < *least || length > *most {
                    return Err(format!(
                        "It has {length} characters; {least} to {most} are allowed."
                    ));
                }
            }
            Self::Without(characters) => {
                if let Some(found) = text.chars().find(|found| characters.contains(found)) {
                    return Err(format!("It contains {found:?}, which the cloud refuses."));
                }
            }
            Self::OneOf(words) => {
                if !words.contains(&text) {
                    return Err(format!("It is {text:?}; it must be {}.", either(words)));
                }
            }
            Self::Duration => {
                duration::parse(text)?;
            }
            Self::Check(check) => check(text)?,
            Self::Whole(_) => {}
        }
        Ok(())
    }

    /// Checks one number.
    ///
    /// # Errors
    /// A sentence that says what would be right.
    pub fn check_number(&self, number: &Number) -> Result<(), String> {
        match self {
            Self::Whole(least) if number.as_i64().is_none_or(|number| number < *least) => {
                Err(format!("Use a whole number, {least} or more."))
            }
            _ => Ok(()),
        }
    }

    /// The rule as a sentence of the documentation; `None` when the description says it already.
    pub fn describe(&self) -> Option<String> {
        match self {
            Self::Length(0, most) => Some(format!("At most {most} characters.")),
            Self::Length(least, most) => Some(format!("{least} to {most} characters.")),
            Self::Without(characters) => {
                let characters: Vec<_> = characters.iter().map(|one| format!("`{one}`")).collect();
                Some(format!("Without {}.", characters.join(" and ")))
            }
            Self::OneOf(words) => {
                let quoted: Vec<_> = words.iter().map(|word| format!("`\"{word}\"`")).collect();
                Some(match quoted.as_slice() {
                    [one, other] => format!("Exactly {one} or {other}."),
                    many => format!("One of {}.", many.join(", ")),
                })
            }
            Self::Whole(least) => Some(format!("A whole number, {least} or more.")),
            Self::Duration | Self::Check(_) => None,
        }
    }
}

fn either(words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("{word:?}")).collect();
    words.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_characters() {
        let rule = Rule::Length(1, 64);
        assert_eq!(rule.check(&"对".repeat(64)), Ok(()));
        assert!(rule.check(&"对".repeat(65)).is_err());
        assert!(rule.check("").is_err());
    }

    #[test]
    fn whole_numbers_have_no_fraction() {
        let rule = Rule::Whole(1);
        assert_eq!(rule.check_number(&Number::from(1_i64)), Ok(()));
        for wrong in [Number::from(0_i64), Number::from_f64(1.5).unwrap()] {
            assert!(rule.check_number(&wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn words_are_exact() {
        let rule = Rule::OneOf(&["accept", "reject"]);
        assert_eq!(rule.check("accept"), Ok(()));
        for wrong in ["Accept", "accept ", "", "approve"] {
            let told = rule.check(wrong).unwrap_err();
            assert!(told.contains(r#""accept" or "reject""#), "{told}");
        }
    }
}
