//! List resources: bytes in, [`Server`], bytes out, one object at a time and only as many as the host reads.
//!
//! A list runs in no task of its own: it goes on while the host reads, and ends with the host's interest. It changes
//! nothing, so nothing can be cut in two.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio_stream::Stream;
use tonic::Status;

use super::report::Report;
use super::{Answers, crashed};
use crate::framework::server::list::{Listed, Listing, Told, Wanted};
use crate::framework::server::{Provider, Server};
use crate::plugin::convert::{diagnostics, dynamic, encoded};
use crate::plugin::proto::tfplugin6 as proto;
use crate::plugin::proto::tfplugin6::list_resource::Event;
use crate::sanitize;

/// The longest name of an object, in characters.
const NAME: usize = 500;

pub(super) async fn validate<P: Provider>(
    server: &Server<P>,
    request: proto::validate_list_resource_config::Request,
) -> proto::validate_list_resource_config::Response {
    let told = server.validate_list(
        &request.type_name,
        encoded(request.config.as_ref()),
        encoded(request.limit.as_ref()),
    );
    proto::validate_list_resource_config::Response {
        diagnostics: diagnostics(told),
    }
}

pub(super) fn list<P: Provider>(
    server: &Arc<Server<P>>,
    request: &proto::list_resource::Request,
) -> Answers<Event> {
    let wanted = Wanted {
        include_object: request.include_resource_object,
        limit: request.limit,
    };
    let config = encoded(request.config.as_ref());
    let listing = server.list(&request.type_name, config, wanted);
    Box::pin(Events(Some(listing)))
}

/// What a list tells; nothing once it has crashed.
struct Events(Option<Listing>);

impl Stream for Events {
    type Item = Result<Event, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(listing) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let Ok(polled) = catch_unwind(AssertUnwindSafe(|| listing.poll_next(cx))) else {
            self.0 = None;
            return Poll::Ready(Some(Ok(Event::failed(crashed("list_resource")))));
        };
        match ready!(polled) {
            Some(Told::Found(found)) => Poll::Ready(Some(Ok(event(&found)))),
            Some(Told::Ended(told)) if told.iter().next().is_some() => {
                let diagnostic = diagnostics(told);
                Poll::Ready(Some(Ok(Event {
                    diagnostic,
                    ..Event::default()
                })))
            }
            Some(Told::Ended(_)) | None => Poll::Ready(None),
        }
    }
}

fn event(found: &Listed) -> Event {
    Event {
        identity: Some(proto::ResourceIdentityData {
            identity_data: dynamic(&found.identity),
        }),
        display_name: sanitize::line(&found.display_name, NAME),
        resource_object: found.object.as_ref().and_then(dynamic),
        diagnostic: Vec::new(),
    }
}
