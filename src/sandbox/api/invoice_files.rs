//! What belongs to an invoice as a file: `GET /creditor/invoice/{id}/pdf`, `/ubl` and `/qr` (source 4.4).

use actix_web::{HttpResponse, http::StatusCode};
use base64::{Engine, prelude::BASE64_STANDARD};
use maud::Markup;
use serde::Serialize;

use super::{Answer, call::Call, error::refuse};
use crate::{
    sandbox::{
        api::error::language,
        refusal::Refusal,
        state::{documents::Kind, letters::file_name},
    },
    ui::qr::qr as code,
};

/// The PDF that the creditor handed over.
pub fn pdf(call: &Call) -> Answer {
    let found = file(call, Kind::Pdf)?.and_then(|(id, pdf)| Some((id, BASE64_STANDARD.decode(pdf).ok()?)));
    let Some((id, pdf)) = found else { return Ok(none(call)) };
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header(("Content-Disposition", format!("attachment; filename=\"{}\"", file_name(&id))))
        .body(pdf))
}

/// The UBL that the creditor uploaded.
pub fn ubl(call: &Call) -> Answer {
    let Some((_, ubl)) = file(call, Kind::Ubl)? else { return Ok(none(call)) };
    Ok(HttpResponse::Ok().content_type("application/xml").body(ubl))
}

fn file(call: &Call, kind: Kind) -> Result<Option<(String, String)>, Refusal> {
    call.shared.look(|world, _| {
        let id = world.invoice_named(&call.segment())?.id;
        Ok(world.documents.find(id, kind).map(|content| (id.to_string(), content.to_owned())))
    })
}

/// For once Twikey's description says 404 (1.6).
fn none(call: &Call) -> HttpResponse {
    let refusal = Refusal::about("err_not_found", call.segment());
    refuse(StatusCode::NOT_FOUND, &refusal, language(&call.request))
}

/// The invoice's address, also as a picture. Its shape is unconfirmed; an older client reads the header (4.4).
#[derive(Serialize)]
struct Qr {
    url: String,
    /// SVG.
    #[serde(skip_serializing_if = "Option::is_none")]
    qr: Option<String>,
}

pub fn qr(call: &Call) -> Answer {
    let url =
        call.shared.look(|world, _| world.invoice_named(&call.segment()).map(|invoice| world.invoice_url(invoice)))?;
    let qr = code(&url, "QR").map(Markup::into_string);
    Ok(HttpResponse::Ok().insert_header(("X-ENCODED-URL", url.as_str())).json(Qr { url: url.clone(), qr }))
}
