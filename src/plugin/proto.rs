//! What `build.rs` made of `proto/`.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::all,
    clippy::pedantic,
    reason = "generated code"
)]

/// The provider protocol, `proto/tfplugin6.proto`.
pub mod tfplugin6 {
    tonic::include_proto!("tfplugin6");
}

/// go-plugin's own services, `proto/go_plugin.proto`.
pub mod plugin {
    tonic::include_proto!("plugin");
}

/// gRPC's health check, `proto/health.proto`.
pub mod health {
    tonic::include_proto!("grpc.health.v1");
}
