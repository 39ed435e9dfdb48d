//! The sandbox's table of URLs, and its HTTP server.

use std::{io, net::TcpListener};

use actix_web::{
    App, HttpServer,
    dev::Server,
    middleware::NormalizePath,
    web::{Data, PayloadConfig, ServiceConfig},
};

use super::{Shared, api, control, pages};
use crate::assets;

/// Uploaded scans and drawn signatures come as base64 in forms, thousands of invoices with their PDF in one call.
const LARGEST_BODY: usize = 128 * 1024 * 1024;

/// Serves on a listener that is open already.
pub fn serve(shared: Shared, listener: TcpListener) -> io::Result<Server> {
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::new(shared.clone()))
            .app_data(PayloadConfig::new(LARGEST_BODY))
            // Twikey's own clients write some addresses with a slash at the end or two in the middle.
            .wrap(NormalizePath::trim())
            .configure(routes)
    });
    Ok(server.workers(2).shutdown_timeout(5).disable_signals().listen(listener)?.run())
}

fn routes(config: &mut ServiceConfig) {
    config
        .service(api::scope("/creditor"))
        // The form on a company's own host name.
        .service(api::scope("/api/creditor"))
        .service(control::scope("/_sandbox"))
        .service(assets::service())
        .service(pages::scope());
}
