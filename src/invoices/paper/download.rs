//! The drawn invoice for the office: `/invoices/{id}/pdf`.

use actix_web::{
    HttpResponse,
    http::header::CONTENT_DISPOSITION,
    web::{Data, Path},
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
    Ok(answer(&paper.file_name(), paper.pdf()))
}

/// A PDF that the browser shows, and saves under this name.
pub fn answer(name: &str, pdf: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")))
        .body(pdf)
}
