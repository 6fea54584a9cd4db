//! The `Authorization` header of signatures that name the headers they sign.

/// The header, taken apart: `ALGORITHM KEY=…,SignedHeaders=a;b,Signature=…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Authorization<'a> {
    pub(crate) access_key: &'a str,
    pub(crate) signed_headers: &'a str,
    pub(crate) signature: &'a str,
}

impl<'a> Authorization<'a> {
    /// Takes a header apart by the `algorithm` that it names, the word that stands `before_key`, and what
    /// stands `between` its parts.
    pub(crate) fn parse(
        header: &'a str,
        algorithm: &str,
        before_key: &str,
        between: &str,
    ) -> Option<Self> {
        let rest = header.strip_prefix(algorithm)?.strip_prefix(' ')?;
        let mut parts = rest.split(between);
        let found = Self {
            access_key: parts.next()?.strip_prefix(before_key)?,
            signed_headers: parts.next()?.strip_prefix("SignedHeaders=")?,
            signature: parts.next()?.strip_prefix("Signature=")?,
        };
        (parts.next().is_none() && !found.access_key.is_empty()).then_some(found)
    }

    /// The names of the signed headers; none unless they are sorted, in lower case, and each there once.
    pub(crate) fn names(&self) -> Option<Vec<&'a str>> {
        let names: Vec<&str> = self.signed_headers.split(';').collect();
        let lower = |name: &&str| **name == name.to_lowercase();
        (names.is_sorted_by(|a, b| a < b) && names.iter().all(lower)).then_some(names)
    }
}
