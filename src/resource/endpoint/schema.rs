//! The attributes that an endpoint's connection has on every cloud, and on no other resource.

use crate::framework::rule::Rule;
use crate::framework::schema::Attribute;

/// `on_destroy`
pub fn on_destroy() -> Attribute {
    Attribute::string(
        "on_destroy",
        "What a destroy does: `\"reject\"` (default) takes the approval away and traffic stops, \
         `\"keep\"` leaves the connection as it is. The value last applied counts.",
    )
    .rule(Rule::OneOf(&["reject", "keep"]))
}

/// `id`
pub fn id() -> Attribute {
    Attribute::string(
        "id",
        "`service_id` and `endpoint_id` with a `/` between them.",
    )
    .computed()
}
