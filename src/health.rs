//! For load balancers and monitors: `/healthz` says the process lives, `/readyz` that it can work.

use actix_web::{HttpResponse, web::Data};

use crate::{
    app::App,
    error::{Error, Result},
};

/// `GET /healthz`
pub async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: asks the database something.
pub async fn ready(app: Data<App>) -> Result<HttpResponse> {
    let mut tx = app.db.read().await.map_err(Error::Busy)?;
    let _: (i64,) = tx.query("SELECT id FROM settings").one().await.map_err(Error::Busy)?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"))
}
