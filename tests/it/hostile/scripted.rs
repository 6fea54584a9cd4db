//! A cloud that answers by a script, whatever it is asked, without a network and without time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response};
use tokio_util::sync::CancellationToken;
use vpcconnect::cloud::alicloud;
use vpcconnect::cloud::huaweicloud::account::{Account, Error, Session};
use vpcconnect::cloud::huaweicloud::config::{Service, Settings};
use vpcconnect::http::transport::{Sending, Transport};
use vpcconnect::operation::{Clock, Operation};

type Answer = dyn Fn(usize, &Request<Vec<u8>>) -> Response<Vec<u8>> + Send + Sync;

/// The cloud. Clones share it.
#[derive(Clone)]
pub(crate) struct Scripted {
    answer: Arc<Answer>,
    asked: Arc<AtomicUsize>,
    last: Arc<Mutex<String>>,
}

impl Scripted {
    /// A cloud that answers its n-th request, from zero, with `answer(n, request)`.
    pub(crate) fn new(
        answer: impl Fn(usize, &Request<Vec<u8>>) -> Response<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            answer: Arc::new(answer),
            asked: Arc::default(),
            last: Arc::default(),
        }
    }

    /// A cloud that says the same to everything, as request `req-1`.
    pub(crate) fn always(status: u16, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self::new(move |_, _| answer(status, body.clone()))
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Path and query of the last request.
    pub(crate) fn last(&self) -> String {
        self.last.lock().unwrap().clone()
    }

    /// An account that calls it. `project` spares the look-up.
    pub(crate) async fn session(&self, project: Option<&str>) -> Result<Session, Error> {
        let mut settings = settings();
        let project = project.unwrap_or_default();
        settings.arguments.set("project_id", project);
        let account = Account::with_transport(
            settings.complete(None),
            Arc::default(),
            Arc::new(self.clone()),
        );
        account
            .session(&operation(), Service::Vpc, "cn-north-4")
            .await
    }
}

impl Scripted {
    /// An account on Alibaba Cloud that calls it.
    pub(crate) async fn alicloud(&self) -> alicloud::account::Session {
        let account = alicloud::account::Account::with_transport(
            alicloud_settings().complete(None),
            alicloud::account::Shared::default(),
            Arc::new(self.clone()),
        );
        account.session(&operation(), "cn-hangzhou").await.unwrap()
    }
}

impl Transport for Scripted {
    fn send(&self, request: Request<Vec<u8>>) -> Sending<'_> {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        *self.last.lock().unwrap() = request.uri().to_string();
        let answer = (self.answer)(number, &request);
        Box::pin(async { Ok(answer) })
    }
}

/// An account with keys.
pub(crate) fn settings() -> Settings {
    Settings {
        arguments: [
            ("region", "cn-north-4"),
            ("access_key", "EXAMPLE"),
            ("secret_key", "SK-EXAMPLE"),
        ]
        .into(),
        ..Settings::default()
    }
}

/// The same on Alibaba Cloud.
pub(crate) fn alicloud_settings() -> alicloud::config::Settings {
    alicloud::config::Settings {
        arguments: [
            ("region", "cn-hangzhou"),
            ("access_key", "EXAMPLE"),
            ("secret_key", "SK-EXAMPLE"),
        ]
        .into(),
        ..alicloud::config::Settings::default()
    }
}

/// An answer with the request id `req-1`.
pub(crate) fn answer(status: u16, body: impl Into<Vec<u8>>) -> Response<Vec<u8>> {
    Response::builder()
        .status(status)
        .header("X-Request-Id", "req-1")
        .header("x-acs-request-id", "req-1")
        .body(body.into())
        .unwrap()
}

/// Two minutes of it.
pub(crate) fn operation() -> Operation {
    let base = "2026-11-21T10:00:00Z".parse().unwrap();
    Operation::new(
        Clock::starting_at(base),
        CancellationToken::new(),
        Duration::from_secs(120),
    )
}
