//! The attributes that endpoint connections have on every cloud, with a cloud's columns among them.

use super::cloud::EndpointCloud;
use crate::framework::rule::Rule;
use crate::framework::schema::{Attribute, Schema};
use crate::framework::timeouts;
use crate::resource::attributes::{self, plain_id};
use crate::resource::filter;

/// The resource.
pub fn resource<C: EndpointCloud>() -> Schema {
    let (texts, columns) = (C::TEXTS, C::columns());
    let place = |name, text| {
        let attribute = Attribute::string(name, text).required().replaces();
        attribute.rule(Rule::Check(plain_id))
    };
    let on_destroy = Attribute::string(
        "on_destroy",
        "What a destroy does: `\"reject\"` (default) withdraws the approval, which stops traffic, `\"keep\"` \
         leaves the connection as it is. The value last applied counts."
            .to_owned()
            + attributes::REMOVED,
    );
    let mut attributes = vec![
        place("service_id", texts.service_id),
        place("endpoint_id", texts.endpoint_id),
        attributes::decision(),
    ];
    attributes.extend(columns.detail.map(|column| column.written));
    attributes.push(on_destroy.rule(Rule::OneOf(&["reject", "keep"])));
    attributes.extend(columns.requester.into_iter().map(|column| column.written));
    attributes.extend([
        attributes::account(),
        attributes::region(),
        timeouts::attribute(),
        id(),
        Attribute::string("status", texts.status).computed(),
        attributes::answer(),
    ]);
    attributes.extend(columns.others.into_iter().map(|column| column.written));
    Schema::new(texts.resource, attributes)
}

/// The attributes of a connection in a list, all computed.
pub(super) fn item<C: EndpointCloud>() -> Vec<Attribute> {
    let (texts, columns) = (C::TEXTS, C::columns());
    let shown = |name, text| Attribute::string(name, text).computed();
    let mut attributes = vec![
        id(),
        shown("account", "The account that sees it."),
        shown("region", "The region."),
        shown("service_id", "The endpoint service."),
        shown("endpoint_id", "The endpoint that requests the connection."),
    ];
    attributes.extend(columns.detail.map(|column| column.shown));
    attributes.extend(columns.requester.into_iter().map(|column| column.shown));
    attributes.extend([shown("status", texts.status), attributes::answer()]);
    attributes.extend(columns.others.into_iter().map(|column| column.shown));
    attributes
}

/// The data source for many.
pub(super) fn list<C: EndpointCloud>() -> Schema {
    let texts = C::TEXTS;
    let service = match texts.every_service {
        Some(text) => Attribute::string("service_id", text),
        None => Attribute::string("service_id", texts.service_id).required(),
    };
    Schema::new(
        texts.list,
        vec![
            service.rule(Rule::Check(plain_id)),
            filter::statuses(texts.statuses),
            filter::answers(),
            Attribute::strings(texts.requesters.name(), texts.requesters_text),
            attributes::data_account(),
            attributes::data_region(),
            Attribute::objects(
                "connections",
                item::<C>(),
                "The connections, ordered by the endpoints' ids.",
            ),
        ],
    )
}

fn id() -> Attribute {
    Attribute::string(
        "id",
        "`service_id` and `endpoint_id` with a `/` between them.",
    )
    .computed()
}
