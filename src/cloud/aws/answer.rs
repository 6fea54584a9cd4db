//! What the Query protocol answers: the document that is named after the call, and the pages of a list.
//!
//! Source: EC2 API reference, "Query API", "Pagination".

use ::http::Response;

use super::error::unreadable;
use super::query::Query;
use super::xml::Element;
use crate::connection::source::Page;
use crate::http::client::Client;
use crate::http::error::Failure;
use crate::operation::Operation;

/// The most that one page holds.
const MOST: &str = "1000";

/// The root of the answer to `action`.
///
/// # Errors
/// [`Failure`] where it is another document, or none.
pub(super) fn root(answer: &Response<Vec<u8>>, action: &str) -> Result<Element, Failure> {
    Element::parse(answer.body())
        .filter(|root| root.name().strip_suffix("Response") == Some(action))
        .ok_or_else(|| unreadable(answer, "The answer is not what the API documents").into())
}

/// Reads one page of a list, from `token` on. `set` is where its items stand, and `object` makes one of them, unless it has no id.
///
/// # Errors
/// [`Failure`], also where the next page is this one again.
pub(super) async fn page<T>(
    client: &Client,
    operation: &Operation,
    list: Query,
    token: Option<&str>,
    (set, object): (&str, fn(&Element) -> Option<T>),
) -> Result<(Page<T, String>, Response<Vec<u8>>), Failure> {
    let call = list
        .with("MaxResults", Some(MOST))
        .with("NextToken", token)
        .call();
    let answer = client.call(operation, &call).await?;
    let root = root(&answer, call.api)?;
    let objects: Option<Vec<_>> = root.items(set).map(object).collect();
    let Some(objects) = objects else {
        return Err(unreadable(&answer, "The answer shows an object without an id").into());
    };
    let next = root.text("nextToken").map(str::to_owned);
    if next.is_some() && next.as_deref() == token {
        return Err(unreadable(&answer, "The cloud sent the same page twice").into());
    }
    let page = Page {
        objects,
        next,
        left: None,
    };
    Ok((page, answer))
}
