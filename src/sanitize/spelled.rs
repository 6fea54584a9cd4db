//! The ways in which servers repeat what they were sent: as it is; percent-encoded, with upper-case or
//! lower-case digits; as entities of HTML or XML; escaped in a string of JSON or of a program; as a form that
//! was read, where a plus became a blank. One of them may be in another.
//!
//! Letters and digits are the same in all of them.

/// How many of them are in each other.
const NESTED: usize = 3;

/// The most bytes that one byte is spelled with, such as `&amp;amp;#x0002B;`, or a percent sign as an entity.
const WIDEST: usize = 48;

/// The most digits of a number.
const DIGITS: usize = 7;

/// What follows `secret`, if `text` begins with it.
pub(super) fn after<'t>(text: &'t str, secret: &str) -> Option<&'t str> {
    let first = secret.chars().next()?;
    if first.is_ascii_alphanumeric() && !text.starts_with(first) {
        return None;
    }
    // Some spellings can be read in two ways, so all that may follow is kept.
    let mut rests = vec![text];
    for one in secret.chars() {
        rests = each(&rests, |text, rests| spelled(text, one, NESTED, rests));
    }
    rests.into_iter().min_by_key(|rest| rest.len())
}

/// The most bytes that a secret may take.
pub(super) fn widest(secret: &str) -> usize {
    let width = |byte: u8| {
        if byte.is_ascii_alphanumeric() {
            1
        } else {
            WIDEST
        }
    };
    secret.bytes().map(width).sum()
}

/// All that `next` finds to follow, after each of these.
fn each<'t>(texts: &[&'t str], next: impl Fn(&'t str, &mut Vec<&'t str>)) -> Vec<&'t str> {
    let mut rests = Vec::new();
    for text in texts {
        next(text, &mut rests);
    }
    rests.sort_unstable_by_key(|rest| rest.len());
    rests.dedup_by_key(|rest| rest.len());
    rests
}

/// What follows one character, the same where it is spelled within so many other spellings.
fn of(text: &str, one: char, nested: usize) -> Vec<&str> {
    each(&[text], |text, rests| spelled(text, one, nested, rests))
}

fn spelled<'t>(text: &'t str, one: char, nested: usize, rests: &mut Vec<&'t str>) {
    rests.extend(text.strip_prefix(one));
    match one {
        '+' => rests.extend(text.strip_prefix(' ')),
        ' ' => rests.extend(text.strip_prefix('+')),
        _ => {}
    }
    if one.is_ascii_alphanumeric() || !text.starts_with(['%', '&', '\\']) {
        return;
    }
    let Some(nested) = nested.checked_sub(1) else {
        return;
    };
    percent(text, one, nested, rests);
    entity(text, one, nested, rests);
    escaped(text, one, nested, rests);
}

/// `%2B`, `%2b`
fn percent<'t>(text: &'t str, one: char, nested: usize, rests: &mut Vec<&'t str>) {
    let mut buffer = [0; 4];
    let mut all = vec![text];
    for byte in one.encode_utf8(&mut buffer).bytes() {
        all = each(&all, |text, rests| {
            let numbers = of(text, '%', nested).into_iter();
            let numbers = numbers.filter_map(|rest| number(rest, 16, 2));
            let this = numbers.filter(|(number, _)| *number == u32::from(byte));
            rests.extend(this.map(|(_, rest)| rest));
        });
    }
    rests.extend(all);
}

/// `&amp;`, `&#43;`, `&#x2b;`
fn entity<'t>(text: &'t str, one: char, nested: usize, rests: &mut Vec<&'t str>) {
    let name = match one {
        '&' => "amp",
        '<' => "lt",
        '>' => "gt",
        '"' => "quot",
        '\'' => "apos",
        '+' => "plus",
        '/' => "sol",
        '=' => "equals",
        _ => "#",
    };
    for begun in of(text, '&', nested) {
        let named = begun.strip_prefix(name).into_iter();
        let numbered = of(begun, '#', nested).into_iter().filter_map(|rest| {
            let (radix, digits) = match rest.strip_prefix(['x', 'X']) {
                Some(digits) => (16, digits),
                None => (10, rest),
            };
            let (number, rest) = number(digits, radix, run(digits))?;
            (number == u32::from(one)).then_some(rest)
        });
        for rest in named.chain(numbered) {
            rests.extend(of(rest, ';', nested));
        }
    }
}

/// `\"`, `\/`, `\n`, `\u002b`, `\x2B`, `\u{2b}`
fn escaped<'t>(text: &'t str, one: char, nested: usize, rests: &mut Vec<&'t str>) {
    let letter = match one {
        '\n' => Some('n'),
        '\r' => Some('r'),
        '\t' => Some('t'),
        _ => None,
    };
    for begun in of(text, '\\', nested) {
        rests.extend(letter.and_then(|letter| begun.strip_prefix(letter)));
        rests.extend(of(begun, one, nested));
        let numbered = if let Some(digits) = begun.strip_prefix("u{") {
            number(digits, 16, run(digits))
                .and_then(|(number, rest)| Some((number, rest.strip_prefix('}')?)))
        } else if let Some(digits) = begun.strip_prefix('u') {
            number(digits, 16, 4)
        } else {
            begun
                .strip_prefix('x')
                .and_then(|digits| number(digits, 16, 2))
        };
        let this = numbered.filter(|(number, _)| *number == u32::from(one));
        rests.extend(this.map(|(_, rest)| rest));
    }
}

/// How many letters and digits a text begins with.
fn run(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_alphanumeric);
    digits.take(DIGITS).count()
}

/// A number of so many digits, and what follows it.
fn number(text: &str, radix: u32, digits: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(digits)?;
    let is_one = number.chars().all(|digit| digit.is_digit(radix));
    let number = is_one.then(|| u32::from_str_radix(number, radix))?.ok()?;
    Some((number, rest))
}

#[cfg(test)]
mod tests {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    use proptest::prelude::*;

    use super::*;

    fn lower(secret: &str) -> String {
        let encoded = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
        // The digits of an escape alone: the secret's own letters stay as they are.
        let mut parts = encoded.split('%');
        let mut all = parts.next().unwrap().to_owned();
        for part in parts {
            let (digits, rest) = part.split_at(2);
            all.extend(["%", &digits.to_lowercase(), rest]);
        }
        all
    }

    fn special(secret: &str, spell: impl Fn(char) -> String) -> String {
        let spell = |one: char| match one {
            one if one.is_ascii_alphanumeric() => one.to_string(),
            one => spell(one),
        };
        secret.chars().map(spell).collect()
    }

    fn html(secret: &str) -> String {
        secret
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
            .replace('\'', "&#39;")
    }

    /// Every spelling of a secret that is known here.
    fn spellings(secret: &str) -> Vec<String> {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let quoted = serde_json::to_string(secret).unwrap();
        let quoted = quoted.trim_matches('"').to_owned();
        vec![
            secret.to_owned(),
            encode(secret),
            lower(secret),
            encode(&encode(secret)),
            encode(&lower(secret)),
            encode(&encode(&encode(secret))),
            encode(secret).replace("%20", "+"),
            secret.replace('+', " "),
            html(secret),
            html(&html(secret)),
            html(&encode(secret)),
            encode(&html(secret)),
            special(&encode(secret), |one| format!("&#x{:x};", u32::from(one))),
            encode(&special(secret, |one| format!("&#{};", u32::from(one)))),
            encode(&special(secret, |one| format!("\\u{:04x}", u32::from(one)))),
            special(secret, |one| format!("&#{};", u32::from(one))),
            special(secret, |one| format!("&#x{:x};", u32::from(one))),
            special(secret, |one| format!("&#x{:04X};", u32::from(one))),
            special(secret, |one| format!("\\u{:04x}", u32::from(one))),
            secret.escape_debug().to_string(),
            secret.escape_default().to_string(),
            quoted.replace('/', "\\/"),
            quoted,
        ]
    }

    #[test]
    fn secrets_of_every_kind_are_found_in_every_spelling() {
        for secret in [
            "a+b/c==",
            "pass word&more<less>\"quoted\"'q'",
            "back\\slash%41",
            "é-ü/对等+x",
            "line\nbreak\ttab",
        ] {
            for text in spellings(secret) {
                let whole = format!("{text}|rest");
                assert_eq!(after(&whole, secret), Some("|rest"), "{secret} in {whole}");
                assert!(text.len() <= widest(secret), "{secret} in {text}");
            }
        }
    }

    #[test]
    fn what_is_no_secret_is_left_alone() {
        for text in [
            "a+b",
            "a%2Cb/c",
            "a&#44;b/c",
            "a\\u002cb/c",
            "a",
            "",
            "ab/c",
            "a%2",
            "a&#x;b",
        ] {
            assert_eq!(after(text, "a+b/c"), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_none_is_taken_for_more_than_it_is(text in any::<String>(), secret in any::<String>()) {
            if let Some(rest) = after(&text, &secret) {
                prop_assert!(text.ends_with(rest));
            }
        }

        #[test]
        fn each_spelling_of_any_secret_is_found(
            secret in r#"[A-Za-z0-9]{1,9}([+/=&<>"' %_.~-][A-Za-z0-9]{1,9}){1,5}={0,2}"#,
        ) {
            for text in spellings(&secret) {
                prop_assert!(after(&text, &secret) == Some(""), "{} in {}", secret, text);
            }
        }
    }
}
