//! The invoice and the receipt as files: `/pay/{token}/invoice.pdf`, `/pay/{token}/receipt.pdf`.

use actix_web::{
    HttpResponse,
    http::header::{HeaderValue, REFERRER_POLICY},
    web::Data,
};

use super::{opened::Opened, shell, visit::Visit};
use crate::{
    app::App,
    error::{Error, Result},
    invoices::paper::{Paper, download},
    pay::shell::see_other,
    payments,
};

/// `GET /pay/{token}/invoice.pdf`
pub async fn invoice(app: Data<App>, visit: Visit) -> Result<HttpResponse> {
    match visit.open(&app).await? {
        Ok(opened) => file(&app, &opened, Paper::pdf).await,
        Err(answer) => Ok(answer),
    }
}

/// `GET /pay/{token}/receipt.pdf`
pub async fn receipt(app: Data<App>, visit: Visit) -> Result<HttpResponse> {
    match visit.open(&app).await? {
        Ok(opened) if has_receipt(&opened) => file(&app, &opened, Paper::receipt).await,
        Ok(opened) => Ok(see_other(&opened.address(""))),
        Err(answer) => Ok(answer),
    }
}

/// Money came, so there is something to confirm.
pub fn has_receipt(opened: &Opened) -> bool {
    let came = |payment: &payments::Payment| payment.kind == payments::Kind::Payment && payment.effect.0 > 0;
    opened.paper.balance().received().0 > 0 && opened.paper.payments.iter().any(came)
}

async fn file(app: &App, opened: &Opened, draw: fn(&Paper) -> Vec<u8>) -> Result<HttpResponse> {
    // The page needs no logo, the file does.
    let paper = Paper::read(&mut app.db.read().await?, &app.config, opened.paper.invoice.id).await?;
    let mut response = download::answer(paper.ok_or(Error::NotFound)?, draw).await?;
    let headers = response.headers_mut();
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(shell::ROBOTS, HeaderValue::from_static("noindex, nofollow"));
    Ok(response)
}
