//! The drawn invoice for the office: `/invoices/{id}/pdf`.

use actix_web::{
    HttpResponse,
    http::header::CONTENT_DISPOSITION,
    web::{self, Data, Path},
};
use uuid::Uuid;

use super::Paper;
use crate::{
    app::App,
    error::{Error, Result},
    viewer::Viewer,
};

/// `GET /invoices/{id}/pdf`
pub async fn show(app: Data<App>, _: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let paper = Paper::read(&mut app.db.read().await?, &app.config, *id).await?.ok_or(Error::NotFound)?;
    answer(paper, Paper::pdf).await
}

/// A PDF that the browser shows, and saves under its name. Drawing takes a while, so nobody else waits for it.
pub async fn answer(paper: Paper, draw: fn(&Paper) -> Vec<u8>) -> Result<HttpResponse> {
    let name = paper.file_name();
    let pdf = web::block(move || draw(&paper)).await.map_err(|error| Error::Internal(error.into()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")))
        .body(pdf))
}
