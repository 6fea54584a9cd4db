//! The words of a command, as a POSIX shell splits it, and nothing else of a shell.
//!
//! Source: `shlex.split` of Python, which the AWS CLI uses.

/// The words of a text: blanks divide them; single quotes keep all, double quotes all but `\"` and `\\`; a backslash keeps the
/// character behind it.
///
/// # Errors
/// A sentence that does not repeat the text, which may hold a secret.
pub(super) fn split(text: &str) -> Result<Vec<String>, &'static str> {
    const OPEN: &str = "A quotation mark in it is not closed.";
    const ESCAPE: &str = "It ends in a backslash.";
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        match next {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\\' => {
                let escaped = rest.next().ok_or(ESCAPE)?;
                word.get_or_insert_default().push(escaped);
            }
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next().ok_or(OPEN)? {
                        '\'' => break,
                        other => word.push(other),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next().ok_or(OPEN)? {
                        '"' => break,
                        '\\' => match rest.next().ok_or(OPEN)? {
                            escaped @ ('"' | '\\') => word.push(escaped),
                            other => word.extend(['\\', other]),
                        },
                        other => word.push(other),
                    }
                }
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `python3 -c 'import shlex; …'` says of the same texts.
    #[test]
    fn words_are_those_of_shlex() {
        for (text, expected) in [
            ("", &[][..]),
            ("  a\tb\n c ", &["a", "b", "c"]),
            ("a 'b c' d", &["a", "b c", "d"]),
            ("a\"b c\"d", &["ab cd"]),
            ("a'b'\"c\"\\d", &["abcd"]),
            ("'' \"\"", &["", ""]),
            ("'a\\b' \"a\\b\" a\\b", &["a\\b", "a\\b", "ab"]),
            (
                "\"a\\\"b\" \"a\\\\b\" 'a\"b' \"a'b\"",
                &["a\"b", "a\\b", "a\"b", "a'b"],
            ),
            ("a\\ b c\\\\", &["a b", "c\\"]),
            ("a#b #c $HOME *", &["a#b", "#c", "$HOME", "*"]),
            ("C:\\x 'C:\\x'", &["C:x", "C:\\x"]),
        ] {
            assert_eq!(
                split(text).as_deref(),
                Ok(&expected
                    .iter()
                    .map(|word| (*word).to_owned())
                    .collect::<Vec<_>>()[..]),
                "{text}"
            );
        }
        for text in ["a 'canary", "a \"canary", "\"canary\\", "canary\\"] {
            let told = split(text).unwrap_err();
            assert!(!told.contains("canary"), "{told}");
        }
    }
}
