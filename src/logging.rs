//! Logs: ids and routes, never addresses, account numbers or tokens.

use std::io::IsTerminal;

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
};
use tracing::{Level, Metadata, Span, field::Empty, info_span};
use tracing_actix_web::{RequestId, RootSpanBuilder};
use tracing_subscriber::{EnvFilter, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts logging to standard error. `RUST_LOG` chooses how much.
pub fn start() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,lettre=warn,hyper=warn,reqwest=warn,actix_server=warn"));
    tracing_subscriber::registry()
        .with(filter)
        .with(filter_fn(may_be_written))
        .with(
            tracing_subscriber::fmt::layer()
                .with_writer(std::io::stderr)
                .with_ansi(std::io::stderr().is_terminal())
                .with_target(false),
        )
        .init();
}

/// Whatever `RUST_LOG` says, libraries write no details: html5ever tells every sign of a mail, lettre every line said to
/// the mail server, h2 every header. Of what we write ourselves it is known that it holds ids only.
fn may_be_written(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::INFO || metadata.target().split("::").next() == Some("mandato")
}

/// What the log has a request under, and what an error page tells its reader to name.
pub fn reference(request: &HttpRequest) -> Option<String> {
    request.extensions().get::<RequestId>().map(ToString::to_string)
}

/// A span for each request. It names the route (`/pay/{token}`), never the address: that may hold a secret.
pub struct Spans;

impl RootSpanBuilder for Spans {
    fn on_request_start(request: &ServiceRequest) -> Span {
        info_span!(
            "request",
            id = reference(request.request()),
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

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use actix_web::{App, test, web};
    use tracing_actix_web::TracingLogger;
    use tracing_subscriber::fmt::MakeWriter;

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Lines {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    #[actix_web::test]
    async fn the_log_has_a_request_under_the_reference_that_its_reader_is_told() {
        let lines = Lines::default();
        let subscriber = tracing_subscriber::fmt().with_writer(lines.clone()).with_ansi(false).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let handler = async |request: HttpRequest| {
            tracing::error!("it failed");
            reference(&request).unwrap()
        };
        let app = App::new().wrap(TracingLogger::<Spans>::new()).route("/", web::get().to(handler));
        let app = test::init_service(app).await;

        let told = test::call_and_read_body(&app, test::TestRequest::get().to_request()).await;

        let told = String::from_utf8(told.to_vec()).unwrap();
        let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let line = log.lines().find(|line| line.contains("it failed")).unwrap();
        assert!(told.len() > 30 && line.contains(&told), "{told}: {log}");
    }
}
