//! How a data source names a connection: by its id, or by its two parts.

use crate::framework::diagnostics::Diagnostic;
use crate::framework::path::Path;
use crate::resource::attributes::plain_id;

/// The service and the endpoint that are written, one way or the other: from the id, the service and the endpoint, each
/// when it is set.
///
/// # Errors
/// What is missing, malformed or written twice.
pub fn named([id, service, endpoint]: [Option<&str>; 3]) -> Result<(&str, &str), Diagnostic> {
    let wrong = |what: &str, why: &str| {
        Err(Diagnostic::error(
            what,
            format!("{why} Set id = \"SERVICE_ID/ENDPOINT_ID\", or service_id and endpoint_id."),
        )
        .at(Path::to("id")))
    };
    match (id.map(|id| id.split_once('/')), (service, endpoint)) {
        (None, (Some(service), Some(endpoint))) => Ok((service, endpoint)),
        (Some(Some((service, endpoint))), (None, None))
            if !service.is_empty()
                && !endpoint.is_empty()
                && !endpoint.contains('/')
                && plain_id(service).is_ok()
                && plain_id(endpoint).is_ok() =>
        {
            Ok((service, endpoint))
        }
        (None, _) => wrong("No endpoint is named", "A part is missing."),
        (Some(_), (None, None)) => wrong(
            "Invalid value for \"id\"",
            "It does not have the right form.",
        ),
        (Some(_), _) => wrong("The endpoint is named twice", "One way is enough."),
    }
}
