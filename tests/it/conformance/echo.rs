//! A cloud that repeats what it was sent, in each way in which servers do, and secrets that such a text must
//! not show.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use http::{Request, Response};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::json;
use vpcconnect::http::transport::{Sending, Transport};
use vpcconnect::simulator::World;

use super::stage::InProcess;

/// A way to repeat a text: its name, the status, and how it is spelled.
pub(super) type How = (&'static str, u16, fn(&str) -> String);

/// Eight spellings, and as it is with four statuses. A 401 may be the last that is asked for.
pub(super) const HOWS: [How; 12] = [
    ("percent-encoded", 400, encoded),
    ("in lower case", 400, in_lower_case),
    ("encoded twice", 403, |text| encoded(&encoded(text))),
    ("HTML", 400, html),
    ("HTML twice", 403, |text| html(&html(text))),
    ("HTML by numbers", 400, by_numbers),
    ("JSON", 400, json_escaped),
    ("a form that was read", 400, decoded),
    ("as it is", 400, str::to_owned),
    ("as it is", 403, str::to_owned),
    ("as it is", 200, str::to_owned),
    ("as it is", 401, str::to_owned),
];

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn special(text: &str, spell: impl Fn(char) -> String) -> String {
    let spell = |one: char| match one {
        one if one.is_ascii_alphanumeric() || one == ' ' => one.to_string(),
        one => spell(one),
    };
    text.chars().map(spell).collect()
}

fn in_lower_case(text: &str) -> String {
    special(text, |one| format!("%{:02x}", u32::from(one)))
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('\'', "&#39;")
}

fn by_numbers(text: &str) -> String {
    special(text, |one| format!("&#x{:X};", u32::from(one)))
}

fn json_escaped(text: &str) -> String {
    special(text, |one| format!("\\u{:04x}", u32::from(one)))
}

fn decoded(text: &str) -> String {
    let plain = percent_decode_str(text).decode_utf8_lossy();
    plain.replace('+', " ")
}

/// A secret as no simulator makes one: with characters that are spelled in many ways, and no run of letters
/// and digits that would be known by itself.
#[derive(Clone, Debug)]
pub(super) struct Canary(String);

impl Canary {
    /// No two are alike: what is known of one says nothing of the next.
    pub(super) fn new() -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        Self(format!(
            "Qz7R{number:04}tY+Xw9K{number:04}c/bN4d{number:04}&sT8<uF3'eW6=="
        ))
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Its parts that can be told from any other text.
    fn parts(&self) -> impl Iterator<Item = &str> {
        let parts = self.0.split(|one: char| !one.is_ascii_alphanumeric());
        parts.filter(|part| part.len() > 4)
    }

    /// That a text shows no part of it.
    #[track_caller]
    pub(super) fn is_not_in(&self, told: &str, what: &str) {
        for part in self.parts() {
            assert!(
                !told.contains(part),
                "{what}: {part} of {} in {told}",
                self.0
            );
        }
    }
}

/// A cloud that answers its first calls, and repeats all that comes then.
pub(super) struct Echo {
    cloud: InProcess,
    /// So many calls are answered.
    answered: usize,
    /// Stands in the place of the tokens in the last of those answers.
    canary: Canary,
    asked: AtomicUsize,
    how: Mutex<How>,
    /// How often the canary was sent and repeated.
    repeated: AtomicUsize,
    past_signing_in: AtomicBool,
}

impl Echo {
    pub(super) fn new(world: &World, answered: usize, canary: &Canary) -> Self {
        Self {
            cloud: InProcess(world.clone()),
            answered,
            canary: canary.clone(),
            asked: AtomicUsize::default(),
            how: Mutex::new(HOWS[0]),
            repeated: AtomicUsize::default(),
            past_signing_in: AtomicBool::default(),
        }
    }

    /// From here on it repeats so.
    pub(super) fn repeat(&self, how: How) {
        *self.how.lock().unwrap() = how;
    }

    /// How often the canary was repeated.
    pub(super) fn repeated(&self) -> usize {
        self.repeated.load(Ordering::Relaxed)
    }

    /// Whether the first call that it repeated was one of the service itself: all that signs in came before.
    pub(super) fn is_past_signing_in(&self) -> bool {
        self.past_signing_in.load(Ordering::Relaxed)
    }

    /// What a careless server has at hand, the secrets first: a message is cut somewhere.
    fn echo(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let (_, status, spell) = *self.how.lock().unwrap();
        let headers = request.headers().iter();
        let secret = headers.filter(|(name, _)| name.as_str().contains("token"));
        let secret =
            secret.map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let body = String::from_utf8_lossy(request.body()).into_owned();
        let query = request.uri().query().unwrap_or_default().to_owned();
        let sent: Vec<_> = secret.chain([body, query]).collect();
        let sent = sent.join(" ");
        if percent_decode_str(&sent)
            .decode_utf8_lossy()
            .contains(self.canary.text())
        {
            self.repeated.fetch_add(1, Ordering::Relaxed);
        }
        let text = spell(&sent);
        let body = json!({
            "error_code": "APIGW.0301", "error_msg": text, "Code": "Whatever", "Message": text,
        });
        let answer = Response::builder().status(status);
        answer.body(body.to_string().into_bytes()).unwrap()
    }

    /// The canary in the place of the tokens that an answer hands out.
    fn poisoned(&self, mut answer: Response<Vec<u8>>) -> Response<Vec<u8>> {
        let text = String::from_utf8(std::mem::take(answer.body_mut())).unwrap();
        *answer.body_mut() = self.instead_of_tokens(&text).into_bytes();
        if let Some(token) = answer.headers_mut().get_mut("x-subject-token") {
            *token = self.canary.text().parse().unwrap();
        }
        answer
    }

    fn instead_of_tokens(&self, text: &str) -> String {
        // So begin the tokens that the simulator hands out.
        for begins in ["gQpj", "CAIS", "TTOKEN"] {
            if let Some((before, token)) = text.split_once(begins) {
                let rest = token.trim_start_matches(|one: char| one.is_ascii_alphanumeric());
                return format!("{before}{}{rest}", self.canary.text());
            }
        }
        text.to_owned()
    }
}

/// Whether it creates a peering.
fn is_of_service(request: &Request<Vec<u8>>) -> bool {
    let action = request.headers().get("x-acs-action");
    request.uri().path().ends_with("/vpc/peerings")
        || action.is_some_and(|action| action == "CreateVpcPeerConnection")
}

impl Transport for Echo {
    fn send(&self, request: Request<Vec<u8>>) -> Sending<'_> {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        if number == self.answered && is_of_service(&request) {
            self.past_signing_in.store(true, Ordering::Relaxed);
        }
        if number >= self.answered {
            let answer = self.echo(&request);
            return Box::pin(async { Ok(answer) });
        }
        Box::pin(async move {
            let answer = self.cloud.send(request).await?;
            Ok(if number + 1 == self.answered {
                self.poisoned(answer)
            } else {
                answer
            })
        })
    }
}
