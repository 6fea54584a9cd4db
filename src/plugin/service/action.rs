//! Actions: bytes in, [`Server`], bytes out; of one that is invoked a line each time that it has something to tell,
//! and then what came of it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::sync::mpsc::Receiver;
use tokio::task::JoinHandle;
use tokio_stream::Stream;
use tonic::Status;

use super::report::Report;
use super::{Answers, crashed};
use crate::framework::action::Progress;
use crate::framework::diagnostics::Diagnostics;
use crate::framework::server::{Provider, Server};
use crate::plugin::convert::{diagnostics, encoded};
use crate::plugin::proto::tfplugin6 as proto;
use crate::plugin::proto::tfplugin6::invoke_action::Event;
use crate::plugin::proto::tfplugin6::invoke_action::event::{Completed, Progress as Line, Type};
use crate::sanitize;

/// The longest line of progress, in characters.
const LINE: usize = 500;

pub(super) async fn validate<P: Provider>(
    server: &Server<P>,
    request: proto::validate_action_config::Request,
) -> proto::validate_action_config::Response {
    let told = server.validate_action(&request.type_name, encoded(request.config.as_ref()));
    proto::validate_action_config::Response {
        diagnostics: diagnostics(told),
    }
}

pub(super) async fn plan<P: Provider>(
    server: &Server<P>,
    request: proto::plan_action::Request,
) -> proto::plan_action::Response {
    let config = encoded(request.config.as_ref());
    let told = server.plan_action(&request.action_type, config).await;
    proto::plan_action::Response {
        diagnostics: diagnostics(told),
        deferred: None,
    }
}

/// Begins an action in a task of its own: a host that gives up cancels it, and cuts no write in two.
pub(super) fn invoke<P: Provider>(
    server: Arc<Server<P>>,
    request: proto::invoke_action::Request,
) -> Answers<Event> {
    let (progress, lines) = Progress::channel();
    let done = tokio::spawn(async move {
        let config = encoded(request.config.as_ref());
        server
            .invoke_action(&request.action_type, config, progress)
            .await
    });
    Box::pin(Invoked {
        lines,
        done: Some(done),
    })
}

/// An action under way.
struct Invoked {
    lines: Receiver<String>,
    /// Nothing once its end was told.
    done: Option<JoinHandle<Diagnostics>>,
}

impl Stream for Invoked {
    type Item = Result<Event, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(line) = ready!(self.lines.poll_recv(cx)) {
            let message = sanitize::line(&line, LINE);
            let line = Type::Progress(Line { message });
            return Poll::Ready(Some(Ok(Event { r#type: Some(line) })));
        }
        let Some(done) = &mut self.done else {
            return Poll::Ready(None);
        };
        let ended = ready!(Pin::new(done).poll(cx));
        self.done = None;
        let event = match ended {
            Ok(told) => Event {
                r#type: Some(Type::Completed(Completed {
                    diagnostics: diagnostics(told),
                })),
            },
            Err(_) => Event::failed(crashed("invoke_action")),
        };
        Poll::Ready(Some(Ok(event)))
    }
}
