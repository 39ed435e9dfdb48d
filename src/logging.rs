//! Logs: ids and routes, never addresses, account numbers or tokens.

use std::io::IsTerminal;

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
};
use tracing::{Span, field::Empty, info_span};
use tracing_actix_web::RootSpanBuilder;
use tracing_subscriber::{EnvFilter, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging to standard error. `RUST_LOG` chooses how much.
pub fn start() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,lettre=warn,hyper=warn,reqwest=warn,actix_server=warn"));
    tracing_subscriber::registry()
        .with(filter)
        .with(
            tracing_subscriber::fmt::layer()
                .with_writer(std::io::stderr)
                .with_ansi(std::io::stderr().is_terminal())
                .with_target(false),
        )
        .init();
}

/// A span for each request. It names the route (`/pay/{token}`), never the address: that may hold a secret.
pub struct Spans;

impl RootSpanBuilder for Spans {
    fn on_request_start(request: &ServiceRequest) -> Span {
        info_span!(
            "request",
            id = %uuid::Uuid::now_v7(),
            method = %request.method(),
            route = request.match_pattern().unwrap_or_default(),
            status = Empty,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        match outcome {
            Ok(response) => span.record("status", response.status().as_u16()),
            Err(error) => span.record("status", error.as_response_error().status_code().as_u16()),
        };
    }
}
