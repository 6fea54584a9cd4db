//! Files of sections with keys and values, in which the tools of several vendors keep credentials.

use std::collections::BTreeMap;

/// The keys of one section with their values.
pub type Section = BTreeMap<String, String>;

/// The sections of a file by their names.
pub type Sections = BTreeMap<String, Section>;

/// Reads a file.
///
/// # Errors
/// The number of the line at which it stops to be one: what stands there is not repeated, because it may be a secret.
pub fn parse(text: &[u8]) -> Result<Sections, usize> {
    let text = std::str::from_utf8(text).map_err(|_| 1_usize)?;
    let mut sections = Sections::new();
    let mut section: Option<&mut Section> = None;
    for (number, line) in (1_usize..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            let name = name.strip_suffix(']').ok_or(number)?;
            section = Some(sections.entry(name.trim().to_owned()).or_default());
            continue;
        }
        let (key, value) = line.split_once('=').ok_or(number)?;
        // A comment may stand behind a value.
        let value = value.split('#').next().unwrap_or_default().trim();
        let section = section.as_mut().ok_or(number)?;
        section.insert(key.trim().to_owned(), value.to_owned());
    }
    Ok(sections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_hold_what_is_below_them() {
        let text = "\u{feff}; a comment\n[a]\nkey = value # and why\n\n[ b ]\nkey=\nother==x\n[a]\nmore = 1";
        let read = parse(text.as_bytes()).unwrap();
        let of = |section: &str, key: &str| read[section].get(key).map(String::as_str);
        assert_eq!(of("a", "key"), Some("value"));
        assert_eq!(of("a", "more"), Some("1"));
        assert_eq!(of("b", "key"), Some(""));
        assert_eq!(of("b", "other"), Some("=x"));
    }

    #[test]
    fn what_is_no_such_file_ends_at_a_line() {
        for (text, line) in [
            (&b"key = value"[..], 1),
            (b"[a]\nword", 2),
            (b"[a\nkey = value", 1),
            (b"\xff", 1),
        ] {
            assert_eq!(parse(text), Err(line), "{text:?}");
        }
    }
}
