//! Files of sections with keys and values, in which the tools of several vendors keep credentials.

use std::collections::BTreeMap;

/// The keys of one section with their values.
pub type Section = BTreeMap<String, String>;

/// The sections of a file by their names.
pub type Sections = BTreeMap<String, Section>;

/// Where a comment may begin behind a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comment {
    /// At any `#`.
    AtHash,
    /// At a `#` after a blank: addresses and commands may have one inside.
    AfterBlank,
}

impl Comment {
    /// The value without the comment.
    fn stripped(self, value: &str) -> &str {
        let end = match self {
            Self::AtHash => value.find('#'),
            Self::AfterBlank => [" #", "\t#"].iter().filter_map(|at| value.find(at)).min(),
        };
        end.and_then(|end| value.get(..end)).unwrap_or(value).trim()
    }
}

/// Reads a file. A line that is indented below a key without a value is a setting of that key, and called `KEY.SETTING`.
///
/// # Errors
/// The number of the line at which it stops to be one: what stands there is not repeated, because it may be a secret.
pub fn parse(text: &[u8], comment: Comment) -> Result<Sections, usize> {
    let text = std::str::from_utf8(text).map_err(|_| 1_usize)?;
    let mut sections = Sections::new();
    let mut section: Option<&mut Section> = None;
    // The last key that had no value, and how far it is indented.
    let mut above: Option<(usize, &str)> = None;
    for (number, line) in (1_usize..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let indented = line.len() - line.trim_start().len();
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            let name = comment.stripped(name).strip_suffix(']').ok_or(number)?;
            section = Some(sections.entry(name.trim().to_owned()).or_default());
            above = None;
            continue;
        }
        let (key, value) = line.split_once('=').ok_or(number)?;
        let (key, value) = (key.trim(), comment.stripped(value));
        let section = section.as_mut().ok_or(number)?;
        above = above.filter(|(column, _)| indented > *column);
        let name = match above {
            Some((_, parent)) => format!("{parent}.{key}"),
            None => key.to_owned(),
        };
        if above.is_none() && value.is_empty() {
            above = Some((indented, key));
        }
        section.insert(name, value.to_owned());
    }
    Ok(sections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_hold_what_is_below_them() {
        let text = "\u{feff}; a comment\n[a]\nkey = value # and why\n\n[ b ]\nkey=\nother==x\n[a]\nmore = 1";
        let read = parse(text.as_bytes(), Comment::AtHash).unwrap();
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
            for comment in [Comment::AtHash, Comment::AfterBlank] {
                assert_eq!(parse(text, comment), Err(line), "{text:?}");
            }
        }
    }

    #[test]
    fn what_is_indented_below_a_key_without_a_value_belongs_to_it() {
        let text = "[a]\ns3 =\n  region = inner\n\n  # a comment\n\tsize = 1\nregion = own\n  key = v\n[b]\n  ec2 =\n  sts =\n    url = u";
        let read = parse(text.as_bytes(), Comment::AfterBlank).unwrap();
        let of = |section: &str, key: &str| read[section].get(key).map(String::as_str);
        assert_eq!(of("a", "s3.region"), Some("inner"));
        assert_eq!(of("a", "s3.size"), Some("1"));
        assert_eq!(of("a", "region"), Some("own"));
        assert_eq!(of("a", "key"), Some("v"));
        assert_eq!(of("b", "sts.url"), Some("u"));
        assert_eq!(of("b", "sts"), Some(""));
    }

    #[test]
    fn where_a_comment_begins_is_the_tools_own() {
        let text = b"[a] # here\nurl = https://a/start#/ # why\nkey = v\t# why\n";
        let read = parse(text, Comment::AfterBlank).unwrap();
        let values: Vec<_> = read["a"].values().map(String::as_str).collect();
        assert_eq!(values, ["v", "https://a/start#/"]);
        let read = parse(&text[4..], Comment::AtHash);
        assert_eq!(read, Err(2), "what stands before a section belongs to none");
    }
}
