//! Text from outside, made fit to be shown: our secrets taken out, control characters made visible,
//! and no longer than somebody reads.
//!
//! A cloud's words, and what a panic says, end on a terminal and in logs. They may repeat a key that
//! was sent, and nothing keeps them from holding escape sequences that forge what Terraform prints.

mod spelled;

use std::sync::{PoisonError, RwLock};

use secrecy::{ExposeSecret, SecretString};

/// The shortest secret that is looked for. A shorter one is none, and would cut words to pieces.
const SHORTEST: usize = 4;

/// The shortest part of a secret that is looked for by itself: a run of letters and digits, which every
/// way to write the secret leaves as it is.
const SHORTEST_RUN: usize = 12;

/// What stands before a signature in the headers that a cloud may repeat.
const SIGNATURE: &str = "Signature=";

/// A text that is never shown, and what is shown instead.
struct Hidden {
    text: SecretString,
    /// Its longest run of letters and digits, which every spelling has: most texts have not even that.
    run: SecretString,
    /// The characters of its longest spelling.
    widest: usize,
    called: &'static str,
}

impl Hidden {
    fn new(text: &str, called: &'static str) -> Self {
        let run = runs(text).max_by_key(|run| run.len()).unwrap_or_default();
        Self {
            text: text.to_owned().into(),
            run: run.to_owned().into(),
            widest: spelled::widest(text),
            called,
        }
    }

    /// Where it stands in a text first, and how long it is there.
    fn find(&self, text: &str) -> Option<(usize, usize)> {
        if !text.contains(self.run.expose_secret()) {
            return None;
        }
        let mut places = text.char_indices();
        places.find_map(|(at, _)| {
            let here = text.get(at..)?;
            let rest = spelled::after(here, self.text.expose_secret())?;
            Some((at, here.len() - rest.len()))
        })
    }
}

/// Of the whole process, because stderr and the hook for panics are, too. The longest come first.
static HIDDEN: RwLock<Vec<Hidden>> = RwLock::new(Vec::new());

/// From here on shows `[called]` wherever `secret` stands, however it is spelled there, and wherever a long
/// run of its letters and digits stands.
pub fn hide(secret: &str, called: &'static str) {
    if secret.chars().count() < SHORTEST {
        return;
    }
    let runs = runs(secret).filter(|run| run.len() >= SHORTEST_RUN);
    let mut hidden = HIDDEN.write().unwrap_or_else(PoisonError::into_inner);
    let known = hidden.len();
    for text in std::iter::once(secret).chain(runs) {
        if hidden.iter().all(|one| one.text.expose_secret() != text) {
            hidden.push(Hidden::new(text, called));
        }
    }
    if hidden.len() > known {
        hidden.sort_by_key(|one| std::cmp::Reverse(one.text.expose_secret().len()));
    }
}

/// The runs of letters and digits in a text.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|one: char| !one.is_ascii_alphanumeric())
}

/// `text` on one line, in at most `most` characters and the mark of what was cut.
pub fn line(text: &str, most: usize) -> String {
    shown(text, most, |one| match one {
        one if one.is_whitespace() => Some(' '),
        one => Some(one),
    })
}

/// `text` with its line breaks, in at most `most` characters and the mark of what was cut.
pub fn paragraphs(text: &str, most: usize) -> String {
    shown(text, most, |one| match one {
        // A bare one sets the cursor back, and what follows is written over what was read.
        '\r' => None,
        one => Some(one),
    })
}

fn shown(text: &str, most: usize, as_shown: impl Fn(char) -> Option<char>) -> String {
    let (text, mut is_cut) = without_secrets(text, most);
    let mut shown = String::new();
    let mut room = most;
    for one in text.chars().filter_map(as_shown) {
        let is_escaped = is_unseen(one) && !matches!(one, '\n' | '\t');
        // What is escaped is read as the characters that it is written with.
        let width = if is_escaped {
            one.escape_unicode().count()
        } else {
            1
        };
        if width > room {
            is_cut = true;
            break;
        }
        room -= width;
        if is_escaped {
            shown.extend(one.escape_unicode());
        } else {
            shown.push(one);
        }
    }
    if is_cut {
        shown.push('…');
    }
    shown
}

/// Whether a character acts on the terminal, or on the order of those around it, unseen.
fn is_unseen(one: char) -> bool {
    one.is_control()
        || matches!(one,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The beginning of a text, with the names of our secrets in their place, and whether it goes on.
/// What will not be shown is not searched either: a text may have gigabytes.
fn without_secrets(text: &str, most: usize) -> (String, bool) {
    let hidden = HIDDEN.read().unwrap_or_else(PoisonError::into_inner);
    let longest = hidden
        .iter()
        .map(|one| one.widest)
        .max()
        .unwrap_or_default();
    let mut shown = String::new();
    let mut rest = text;
    let mut room = most;
    while room > 0 {
        // A secret that begins where there is room ends in here, so that no half of one is left.
        let near = first(rest, room.saturating_add(longest));
        let places = hidden.iter().filter_map(|one| {
            let (at, length) = one.find(near)?;
            Some((at, length, one.called))
        });
        // The first in the text, and of two at one place the longer one.
        let Some((at, length, called)) = places.min_by_key(|(at, ..)| *at) else {
            break;
        };
        let (before, found) = rest.split_at(at);
        let before = first(before, room);
        shown.push_str(before);
        shown.extend(["[", called, "]"]);
        rest = found.split_at(length).1;
        room = room.saturating_sub(before.chars().count() + called.len());
    }
    let last = first(rest, room);
    shown.push_str(last);
    (without_signatures(&shown), last.len() < rest.len())
}

/// The first characters of a text, so many at most.
fn first(text: &str, most: usize) -> &str {
    let end = text.char_indices().nth(most).map(|(at, _)| at);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// A signature is good for its one request and some minutes, which is long enough to repeat it.
fn without_signatures(text: &str) -> String {
    let mut parts = text.split(SIGNATURE);
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        shown.extend([SIGNATURE, "[signature]"]);
        shown.push_str(part.trim_start_matches(|one: char| one.is_ascii_alphanumeric()));
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn secrets_are_named_instead_of_shown() {
        hide("sanitize/canary+1", "secret_key");
        hide("sanitize/canary+1-and-more", "security_token");
        hide("sanitize\"quoted\ncanary", "quoted");
        hide("abc", "too short");
        for (text, expected) in [
            ("a sanitize/canary+1.", "a [secret_key]."),
            ("sanitize/canary+1-and-more", "[security_token]"),
            (
                "sanitize/canary+1sanitize/canary+1",
                "[secret_key][secret_key]",
            ),
            ("?k=sanitize%2Fcanary%2B1&x", "?k=[secret_key]&x"),
            (r#"{"k":"sanitize\"quoted\ncanary"}"#, r#"{"k":"[quoted]"}"#),
            ("abc", "abc"),
            (
                "Signature=0123abcd, Signature=ff",
                "Signature=[signature], Signature=[signature]",
            ),
        ] {
            assert_eq!(line(text, 100), expected);
        }
    }

    #[test]
    fn a_secret_is_known_however_it_is_spelled() {
        hide("spelled+canary/A=&B<C", "auth_token");
        for text in [
            "spelled%2Bcanary%2FA%3D%26B%3CC",
            "spelled%2bcanary%2fA%3d%26B%3cC",
            "spelled%252Bcanary%252FA%253D%2526B%253CC",
            "spelled+canary/A=&amp;B&lt;C",
            "spelled&#43;canary&#x2F;A=&amp;amp;B&amp;lt;C",
            r"spelled\u002bcanary\/A\u003d\u0026B\u003cC",
            "spelled canary/A=&B<C",
        ] {
            assert_eq!(
                line(&format!("a {text}|b"), 100),
                "a [auth_token]|b",
                "{text}"
            );
            for most in 0..30 {
                let cut = line(&format!("word {text} word"), most);
                assert!(!cut.contains("spel"), "{most}: {cut}");
            }
        }
    }

    #[test]
    fn long_runs_of_a_secret_are_known_whatever_stands_between_them() {
        hide("longrunofA1234+short+anotherlongrunB", "security_token");
        let shown = line("longrunofA1234 -- SHORT -- anotherlongrunB, short", 100);
        assert_eq!(
            shown,
            "[security_token] -- SHORT -- [security_token], short"
        );
    }

    #[test]
    fn a_cut_never_leaves_half_a_secret() {
        hide("sanitize-half-a-canary", "secret_key");
        for most in 0..40 {
            let shown = line("word sanitize-half-a-canary word", most);
            assert!(!shown.contains("sanitize"), "{shown}");
        }
    }

    #[test]
    fn nothing_acts_on_a_terminal() {
        let hostile = "a\x1b[2J\x07\u{9b}31m\u{202e}b\r\nc\td\0";
        let shown = line(hostile, 100);
        assert_eq!(shown, r"a\u{1b}[2J\u{7}\u{9b}31m\u{202e}b  c d\u{0}");
        let shown = paragraphs(hostile, 100);
        assert_eq!(shown, "a\\u{1b}[2J\\u{7}\\u{9b}31m\\u{202e}b\nc\td\\u{0}");
        assert_eq!(line("对等连接 — é", 100), "对等连接 — é");
    }

    #[test]
    fn a_text_of_any_size_takes_no_time() {
        hide("sanitize-everywhere", "secret_key");
        let long = "sanitize-everywhere\x1b ".repeat(1_000_000);
        let shown = line(&long, 500);
        assert!(shown.len() < 2000 && shown.ends_with('…'), "{shown}");
        assert!(!shown.contains("sanitize"), "{shown}");
    }

    proptest! {
        #[test]
        fn it_is_short_and_seen_whatever_comes(text in any::<String>(), most in 0..50usize) {
            for shown in [line(&text, most), paragraphs(&text, most)] {
                let acts = |one: char| is_unseen(one) && one != '\n' && one != '\t';
                prop_assert!(!shown.contains(acts), "{:?}", shown);
                prop_assert!(shown.chars().count() <= most + 1, "{:?}", shown);
            }
            prop_assert!(!line(&text, most).contains('\n'));
        }
    }
}
