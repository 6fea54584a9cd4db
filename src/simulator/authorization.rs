//! The `Authorization` header of signatures that name the headers they sign, and what they sign.

use super::request::Request;

/// The header, taken apart: `ALGORITHM KEY=…,SignedHeaders=a;b,Signature=…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Authorization<'a> {
    pub(crate) access_key: &'a str,
    pub(crate) signed_headers: &'a str,
    pub(crate) signature: &'a str,
}

/// The canonical request, of a path, a query and a body's hash as the algorithm has them. Or the name of a header that is missing, or
/// there twice: no SDK repeats a signed header, and two values cannot have been signed as one.
pub(crate) fn canonical(
    request: &Request,
    names: &[&str],
    [path, query, hash]: [&str; 3],
) -> Result<Vec<u8>, String> {
    let mut text = format!("{}\n{path}\n{query}\n", request.method).into_bytes();
    for name in names {
        let mut values = request.headers.get_all(*name).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return Err((*name).to_owned());
        };
        text.extend_from_slice(format!("{name}:").as_bytes());
        text.extend_from_slice(value.as_bytes().trim_ascii());
        text.push(b'\n');
    }
    text.extend_from_slice(format!("\n{}\n{hash}", names.join(";")).as_bytes());
    Ok(text)
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
