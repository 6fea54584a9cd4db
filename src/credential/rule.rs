//! What a value must look like, wherever it comes from: an argument, a variable or a file is held to the
//! same rule. No rule repeats a value, which may be a secret.

/// A rule for what is sent in a header or signs: a line break in it came with a file.
///
/// # Errors
/// A sentence for the user.
pub fn plain_credential(text: &str) -> Result<(), String> {
    if text.trim() != text || text.contains(char::is_control) {
        return Err(
            "It contains a line break or another control character, or begins or ends with a blank, as text \
             read from a file often does: remove that with trimspace() in a configuration, and with \"$(cat \
             FILE)\" in a shell."
                .to_owned(),
        );
    }
    if !text.is_ascii() {
        return Err(
            "It contains a character that keys and headers may not have: use ASCII letters, digits and \
             punctuation."
                .to_owned(),
        );
    }
    Ok(())
}

/// A rule for names and passwords, in which blanks and letters of any alphabet may stand.
///
/// # Errors
/// A sentence for the user.
pub fn plain_text(text: &str) -> Result<(), String> {
    if text.contains(char::is_control) {
        return Err(
            "It contains a line break or another control character, as text read from a file often does: \
             remove that with trimspace() in a configuration, and with \"$(cat FILE)\" in a shell."
                .to_owned(),
        );
    }
    Ok(())
}

/// A rule for regions, which become a part of a host's name: anything else in them would send signed
/// requests to another host.
///
/// # Errors
/// A sentence for the user.
pub fn plain_region(region: &str) -> Result<(), String> {
    if region.is_empty() || is_label(region) {
        return Ok(());
    }
    Err("A region has only letters, digits, \"-\" and \"_\", as in \"cn-north-4\".".to_owned())
}

/// The longest part of a host's name, between two dots.
const LABEL: usize = 63;

/// Whether a text may become a part of a host's name, between two dots: a region, say. Anything else in it
/// would send signed requests to another host.
pub fn is_label(text: &str) -> bool {
    let allowed = |one: char| one.is_ascii_alphanumeric() || one == '-' || one == '_';
    !text.is_empty() && text.len() <= LABEL && text.chars().all(allowed)
}

/// A number of an account.
///
/// # Errors
/// A sentence for the user.
pub fn digits(text: &str) -> Result<(), String> {
    if text.chars().all(|one| one.is_ascii_digit()) {
        return Ok(());
    }
    Err("Write the number of an account, digits only.".to_owned())
}

/// A switch, in the words that Terraform reads as one.
///
/// # Errors
/// A sentence for the user.
pub fn switch(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "t" | "true" => Ok(true),
        "0" | "f" | "false" => Ok(false),
        _ => Err("It is neither true nor false: use one of these words, or 1 or 0.".to_owned()),
    }
}

/// A whole number from `least` to `most`.
///
/// # Errors
/// A sentence for the user.
pub fn whole(text: &str, least: u32, most: u32) -> Result<u32, String> {
    let wanted = || match most {
        u32::MAX => format!("Use a whole number, {least} or more."),
        _ => format!("Use a whole number from {least} to {most}."),
    };
    let number = text.parse().map_err(|_| wanted())?;
    if (least..=most).contains(&number) {
        return Ok(number);
    }
    Err(wanted())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_one_word() {
        for good in ["AK", "LTAI5t", "a/b+c=", "CAIS two words inside"] {
            assert_eq!(plain_credential(good), Ok(()), "{good}");
        }
        for bad in [
            "canary\n",
            "canary\r\n",
            " canary",
            "can\0ary",
            "can\u{7f}ary",
            "canarié",
        ] {
            let told = plain_credential(bad).unwrap_err();
            assert!(!told.contains("can"), "{told}");
        }
        assert_eq!(plain_text(" pass wörd "), Ok(()));
        assert!(plain_text("pw\n").is_err());
    }

    #[test]
    fn switches_and_numbers_are_strict() {
        for (text, expected) in [
            ("true", true),
            ("T", true),
            ("1", true),
            ("FALSE", false),
            ("0", false),
        ] {
            assert_eq!(switch(text), Ok(expected), "{text}");
        }
        for text in ["yes", "on", "no", "true ", "2"] {
            assert!(
                switch(text).unwrap_err().contains("true nor false"),
                "{text}"
            );
        }
        assert_eq!(whole("0", 0, u32::MAX), Ok(0));
        for (text, least, most, told) in [
            ("abc", 0, u32::MAX, "0 or more"),
            ("-1", 0, u32::MAX, "0 or more"),
            ("1.5", 0, u32::MAX, "0 or more"),
            ("60", 900, 43200, "from 900 to 43200"),
            ("43201", 900, 43200, "from 900 to 43200"),
            ("99999999999999", 900, 43200, "from 900 to 43200"),
        ] {
            let why = whole(text, least, most).unwrap_err();
            assert!(why.contains(told), "{text}: {why}");
        }
    }
}
