//! For load balancers and monitors: `/healthz` says the process lives, `/readyz` that it can work.
//!
//! `/healthz` asks nobody outside the process: it fails when a worker stands still, which starting anew mends. `/readyz`
//! fails when another instance, or this one started anew, could do better: the database takes no writes, or workers stand
//! still. What neither would mend, such as a Twikey that is away, is said in its answer, and the portal stays in use.

mod facts; // what the database knows of the work
mod queries;
mod readiness; // what `/readyz` answers, found out every few seconds

use actix_web::{HttpResponse, http::StatusCode, web::Data};
use tokio::time::Instant;

pub use self::{facts::Facts, queries::prove_write, readiness::Readiness};
use crate::app::App;

/// `GET /healthz`
pub async fn alive(app: Data<App>) -> HttpResponse {
    if app.pulse.stands_still(Instant::now()) {
        return answer(StatusCode::SERVICE_UNAVAILABLE, readiness::STANDS_STILL.to_owned());
    }
    answer(StatusCode::OK, "alive".to_owned())
}

/// `GET /readyz`
pub async fn ready(app: Data<App>, readiness: Data<Readiness>) -> HttpResponse {
    let verdict = readiness.verdict(&app).await;
    let lines: Vec<_> = match &verdict.trouble {
        Some(trouble) => vec![format!("not ready: {trouble}")],
        None => vec!["ready".to_owned()],
    };
    let warnings = verdict.warnings.iter().map(|warning| format!("warning: {warning}"));
    let status = if verdict.trouble.is_some() { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    answer(status, lines.into_iter().chain(warnings).collect::<Vec<_>>().join("\n"))
}

fn answer(status: StatusCode, text: String) -> HttpResponse {
    HttpResponse::build(status).content_type("text/plain; charset=utf-8").body(text + "\n")
}
