//! One request in, one answer out, with or without a socket.

use http::{HeaderName, HeaderValue, Response, StatusCode};

use super::cloud::Cloud;
use super::fault::Effect;
use super::id::random_hex;
use super::log::Call;
use super::options::Dropped;
use super::refusal::Refusal;
use super::request::{Answer, Body, Request};
use super::world::World;
use super::{clock, console, control};

impl World {
    /// Answers one request. Dropping the future before the call was executed is what a client that
    /// hangs up does: nothing has happened then.
    ///
    /// # Errors
    /// [`Dropped`] when a fault rule says so.
    pub async fn answer<B: AsRef<[u8]>>(
        &self,
        request: http::Request<B>,
    ) -> Result<Response<Vec<u8>>, Dropped> {
        let (head, body) = request.into_parts();
        let request = Request::new(head, body.as_ref().to_vec());
        drop(body);
        let request_id = random_hex();
        if let Some(file) = console::file(&request) {
            return Ok(self.response(file, &request_id));
        }
        if request.path.starts_with(control::PREFIX) {
            let answer = control::answer(self, &request).await;
            return Ok(self.response(answer, &request_id));
        }
        let mut call = Call::arriving(0, self.now(), request.method.as_str(), &request.target());
        let cloud = self.addressed(&request);
        call.access_key = cloud.and_then(|cloud| cloud.claimed(&request));
        let route = cloud.and_then(|cloud| cloud.route(&request));
        call.api = route.map(|route| route.name.to_owned());
        // Judged before it is announced: a rule made by whom the announcement wakes comes too late
        // for this call, always.
        let (verdict, latency) = self.judge(&call);
        let entry = self.log().arrived(call);
        let first_half = latency / 2;
        tokio::time::sleep(first_half.saturating_add(verdict.delay)).await;
        let perform = || {
            let answer = self.executed(cloud, &request, &request_id);
            entry.executed(&answer);
            answer
        };
        let answer = match verdict.effect {
            None => Ok(perform()),
            Some(Effect::Answer(reply)) => Ok(reply.answer()),
            Some(Effect::AnswerAfterCommit(reply)) => {
                perform();
                Ok(reply.answer())
            }
            Some(Effect::DropBeforeCommit) => Err(Dropped::Closed),
            Some(Effect::Reset) => Err(Dropped::Reset),
            Some(Effect::DropAfterCommit) => {
                perform();
                Err(Dropped::Closed)
            }
            Some(Effect::ResetAfterCommit) => {
                perform();
                Err(Dropped::Reset)
            }
        };
        let second_half = latency.saturating_sub(first_half);
        let answer = match answer {
            Ok(answer) => {
                tokio::time::sleep(second_half.saturating_add(verdict.late)).await;
                answer
            }
            Err(dropped) => {
                entry.dropped();
                return Err(dropped);
            }
        };
        entry.answered(answer.status.as_u16());
        Ok(self.response(answer, &request_id))
    }

    /// The answer to a body that is too large to be read, in the words of whom it was sent to.
    pub(crate) fn too_large(&self, head: http::request::Parts) -> Response<Vec<u8>> {
        let request = Request::new(head, Vec::new());
        let request_id = random_hex();
        let answer = if request.path.starts_with(control::PREFIX) {
            control::too_large()
        } else {
            let cloud = self.addressed(&request);
            refused(cloud, &request, &Refusal::TooLarge, &request_id)
        };
        self.response(answer, &request_id)
    }

    /// The simulator's own answer to whom it does not let in as far as a cloud.
    pub(crate) fn turned_away(&self, status: StatusCode, why: &str) -> Response<Vec<u8>> {
        self.response(control::error(status, why), &random_hex())
    }

    fn executed(&self, cloud: Option<&dyn Cloud>, request: &Request, request_id: &str) -> Answer {
        let done = match cloud {
            Some(cloud) => self.perform(request, cloud, request_id),
            None => Err(Refusal::NoSuchCall),
        };
        done.unwrap_or_else(|refusal| refused(cloud, request, &refusal, request_id))
    }

    /// Adds the headers that every answer carries; the answer's own come last and win.
    fn response(&self, answer: Answer, request_id: &str) -> Response<Vec<u8>> {
        let (body, kind) = match answer.body {
            Body::Empty => (Vec::new(), None),
            Body::Json(value) => (value.to_string().into_bytes(), Some("application/json")),
            Body::Text(text) => (text.into_bytes(), Some("text/html")),
        };
        let mut response = Response::new(body);
        *response.status_mut() = answer.status;
        let headers = response.headers_mut();
        let date = clock::http_date(self.now());
        let own = [("x-request-id", request_id), ("date", &date)];
        let kind = kind.map(|kind| ("content-type", kind));
        let given = answer.headers.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        for (name, value) in own.into_iter().chain(kind).chain(given) {
            // A rule's header that HTTP cannot carry is left out.
            if let (Ok(name), Ok(value)) =
                (name.parse::<HeaderName>(), HeaderValue::from_str(value))
            {
                headers.insert(name, value);
            }
        }
        response
    }
}

/// A refusal in the words of whom the request was sent to.
fn refused(
    cloud: Option<&dyn Cloud>,
    request: &Request,
    refusal: &Refusal,
    request_id: &str,
) -> Answer {
    match cloud {
        Some(cloud) => cloud.refuse(refusal, request, request_id),
        None => control::error(StatusCode::NOT_FOUND, "no cloud is simulated"),
    }
}
