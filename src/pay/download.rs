//! The invoice and the receipt as files: `/pay/{token}/invoice.pdf`, `/pay/{token}/receipt.pdf`.

use actix_web::{
    HttpResponse,
    http::header::REFERRER_POLICY,
    web::{Data, Path},
};

use super::{opened::Opened, see_other, unknown};
use crate::{
    app::App,
    error::Result,
    invoices::paper::{Paper, download},
    payments,
    viewer::Reader,
};

/// `GET /pay/{token}/invoice.pdf`
pub async fn invoice(app: Data<App>, reader: Reader, token: Path<String>) -> Result<HttpResponse> {
    match unknown::opened_or_answer(&app, &reader, &token, "").await? {
        Ok(opened) => Ok(file(&opened.paper, opened.paper.pdf())),
        Err(answer) => Ok(answer),
    }
}

/// `GET /pay/{token}/receipt.pdf`
pub async fn receipt(app: Data<App>, reader: Reader, token: Path<String>) -> Result<HttpResponse> {
    match unknown::opened_or_answer(&app, &reader, &token, "").await? {
        Ok(opened) if has_receipt(&opened) => Ok(file(&opened.paper, opened.paper.receipt())),
        Ok(opened) => Ok(see_other(&opened.address(""))),
        Err(answer) => Ok(answer),
    }
}

/// Money came, so there is something to confirm.
pub fn has_receipt(opened: &Opened) -> bool {
    let came = |payment: &payments::Payment| payment.kind == payments::Kind::Payment && payment.effect.0 > 0;
    opened.paper.balance().received().0 > 0 && opened.paper.payments.iter().any(came)
}

fn file(paper: &Paper, pdf: Vec<u8>) -> HttpResponse {
    let mut response = download::answer(&paper.file_name(), pdf);
    let headers = response.headers_mut();
    headers.insert(REFERRER_POLICY, actix_web::http::header::HeaderValue::from_static("no-referrer"));
    headers.insert(super::shell::ROBOTS, actix_web::http::header::HeaderValue::from_static("noindex, nofollow"));
    response
}
