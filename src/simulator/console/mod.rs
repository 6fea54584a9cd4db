//! The page at `/` for people who practise: both tenants at once, and the buttons of the other side's console.
//!
//! It is a client of the control API like any other: `view` is what it shows, `updates` says when that has changed.
//! Everything that it needs is in this program, and it reaches no other origin.

mod updates;
pub(crate) mod view;

use http::header::ACCEPT;
use http::request::Parts;
use http::{Method, StatusCode};

use super::request::{Answer, Request};
pub(crate) use updates::Updates;

/// Scripts and styles are files of their own, so that none has to be allowed within the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

/// The files: path, media type, text.
const FILES: [(&str, &str, &str); 4] = [
    ("/", "text/html", include_str!("page.html")),
    ("/_simulator/page.css", "text/css", include_str!("page.css")),
    (
        "/_simulator/page.js",
        "text/javascript",
        include_str!("page.js"),
    ),
    (
        "/_simulator/page.svg",
        "image/svg+xml",
        include_str!("page.svg"),
    ),
];

/// Where the control API shows what the page shows.
const VIEW: &str = "/_simulator/view";

/// A file of the page. `/` is also where a cloud's calls go: only who wants HTML gets the page.
pub(crate) fn file(request: &Request) -> Option<Answer> {
    let (path, kind, text) = FILES.iter().find(|(path, ..)| *path == request.path)?;
    let wants_html = || accepts(request.header("accept"), "text/html");
    let is_asked = request.method == Method::GET && request.query.is_empty();
    if !is_asked || (*path == "/" && !wants_html()) {
        return None;
    }
    let mut answer = Answer::text(StatusCode::OK, *text);
    answer.headers = [
        ("content-type", format!("{kind}; charset=utf-8").as_str()),
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        // Another version may serve the same address tomorrow.
        ("cache-control", "no-store"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    Some(answer)
}

/// Whether somebody wants the view again and again, as server-sent events.
pub(crate) fn is_watched(head: &Parts) -> bool {
    let accept = head.headers.get(ACCEPT).and_then(|one| one.to_str().ok());
    head.method == Method::GET && head.uri.path() == VIEW && accepts(accept, Updates::MEDIA_TYPE)
}

fn accepts(header: Option<&str>, kind: &str) -> bool {
    let mut kinds = header.unwrap_or_default().split([',', ';']);
    kinds.any(|one| one.trim() == kind)
}
