//! XML answers, as a tree. Nothing of a document type is taken and no entity is expanded beyond XML's own five, so that an
//! answer comes to no more than its bytes; how deep it nests is bounded here, how long it is by the client.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use serde::de::{DeserializeOwned, IntoDeserializer, value};

/// Deeper than any answer that the API documents.
const DEEPEST: usize = 32;

/// An element, with its name as it stands after a namespace's prefix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    name: String,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// The root of a document; none where it is no document that an API sends.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let mut reader = Reader::from_str(std::str::from_utf8(body).ok()?);
        let mut open: Vec<Self> = Vec::new();
        let mut root = None;
        loop {
            match reader.read_event().ok()? {
                Event::Start(start) => {
                    if open.len() == DEEPEST || root.is_some() {
                        return None;
                    }
                    open.push(Self::named(start.local_name().as_ref()));
                }
                Event::Empty(empty) => {
                    open.last_mut()?
                        .children
                        .push(Self::named(empty.local_name().as_ref()));
                }
                Event::End(_) => {
                    let done = open.pop()?;
                    match open.last_mut() {
                        Some(above) => above.children.push(done),
                        None => root = Some(done),
                    }
                }
                Event::Text(text) => match open.last_mut() {
                    Some(inside) => inside.text.push_str(&text),
                    None if text.trim().is_empty() => {}
                    None => return None,
                },
                Event::CData(text) => open.last_mut()?.text.push_str(&text),
                Event::GeneralRef(entity) => {
                    let inside = &mut open.last_mut()?.text;
                    match entity.resolve_char_ref().ok()? {
                        Some(one) => inside.push(one),
                        None => {
                            inside.push_str(resolve_predefined_entity(&entity)?);
                        }
                    }
                }
                Event::DocType(_) => return None,
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => return root.filter(|_| open.is_empty()),
            }
        }
    }

    fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// The name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The element at a path of names with slashes between them.
    pub(super) fn at(&self, path: &str) -> Option<&Self> {
        path.split('/').try_fold(self, |above, name| {
            above.children.iter().find(|one| one.name == name)
        })
    }

    /// The text there, unless there is none.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        let text = self.at(path)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// The text there as an id or a word, unless it is none.
    pub(super) fn word<T: DeserializeOwned>(&self, path: &str) -> Option<T> {
        let text: value::StrDeserializer<'_, value::Error> = self.text(path)?.into_deserializer();
        T::deserialize(text).ok()
    }

    /// A flag, unless it says neither.
    pub(super) fn flag(&self, path: &str) -> Option<bool> {
        self.text(path)?.parse().ok()
    }

    /// The items of a list, which is left out where it has none.
    pub(super) fn items(&self, path: &str) -> impl Iterator<Item = &Self> {
        let items = self.at(path).into_iter().flat_map(|list| &list.children);
        items.filter(|one| one.name == "item")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lists_texts_and_flags_are_found_by_their_paths() {
        let body = br#"<?xml version="1.0" encoding="UTF-8"?>
            <R xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><a><item><b> 1 &lt;&#65;&gt; </b></item>
            <item/></a><empty/><e:on xmlns:e="x">true</e:on><c><![CDATA[<&>]]></c></R>"#;
        let root = Element::parse(body).unwrap();
        assert_eq!(root.name(), "R");
        let texts: Vec<_> = root.items("a").map(|item| item.text("b")).collect();
        assert_eq!(texts, [Some("1 <A>"), None]);
        assert_eq!(root.flag("on"), Some(true));
        assert_eq!(root.text("c"), Some("<&>"));
        assert_eq!(root.text("empty"), None);
        assert_eq!(root.items("empty").count() + root.items("none").count(), 0);
        assert_eq!(root.items("a").next().unwrap().word::<bool>("b"), None);
    }

    #[test]
    fn what_expands_nests_or_ends_early_is_no_answer() {
        let deep = "<a>".repeat(1000) + &"</a>".repeat(1000);
        for bad in [
            r#"<!DOCTYPE r [<!ENTITY a "aaaa">]><r>&a;</r>"#,
            r#"<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>"#,
            "<r>&a;</r>",
            "<r>&#0;</r>",
            "<r><a></r>",
            "<r>",
            "<r></r><r></r>",
            "{}",
            "",
            &deep,
        ] {
            assert_eq!(Element::parse(bad.as_bytes()), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Element::parse(&body);
        }

        #[test]
        fn any_tags_are_read_or_refused(body in "(<[a-c]{1,2}/?>|</[a-c]{1,2}>|&[a-z]{2};|[a-c]|<!--|-->|<!\\[CDATA\\[|\\]\\]>){0,20}") {
            if let Some(root) = Element::parse(body.as_bytes()) {
                let begin = format!("<{}", root.name());
                prop_assert!(body.contains(&begin));
            }
        }
    }
}
