//! Data sources: bytes in, [`Server`], bytes out.

use crate::framework::server::{Provider, Server};
use crate::plugin::convert::{diagnostics, dynamic, encoded};
use crate::plugin::proto::tfplugin6 as proto;

pub(super) async fn validate<P: Provider>(
    server: &Server<P>,
    request: proto::validate_data_resource_config::Request,
) -> proto::validate_data_resource_config::Response {
    let told = server.validate_data(&request.type_name, encoded(request.config.as_ref()));
    proto::validate_data_resource_config::Response {
        diagnostics: diagnostics(told),
    }
}

pub(super) async fn read<P: Provider>(
    server: &Server<P>,
    request: proto::read_data_source::Request,
) -> proto::read_data_source::Response {
    let config = encoded(request.config.as_ref());
    let read = server.read_data(&request.type_name, config).await;
    proto::read_data_source::Response {
        state: dynamic(&read.answer),
        diagnostics: diagnostics(read.diagnostics),
        ..Default::default()
    }
}
