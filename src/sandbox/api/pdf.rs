//! `GET` and `POST /creditor/mandate/pdf?mndtId=`: the mandate as a file, and the scan of a signed one (source 2.5).

use actix_web::HttpResponse;
use base64::{Engine, prelude::BASE64_STANDARD};

use super::{Answer, call::Call};
use crate::sandbox::{paper, refusal::Refusal, state::letters::file_name};

/// The uploaded scan if there is one, else the mandate's text.
pub fn download(call: &Call) -> Answer {
    let reference = call.query().reference()?;
    let file = call.shared.look(|world, _| {
        let mandate = world.mandate(&reference)?;
        let scan = mandate.document.as_ref().and_then(|scan| BASE64_STANDARD.decode(scan).ok());
        // A mandate that cannot be typeset would be this program's own mistake; Twikey has no code for that.
        scan.map_or_else(|| paper::mandate(world, mandate).map_err(|_| Refusal::new("err_contact_support")), Ok)
    })?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header(("Content-Disposition", format!("attachment; filename=\"{}\"", file_name(&reference))))
        .body(file))
}

/// A signed scan signs an open mandate. `bankSignature=false` spares a B2B mandate its bank (2.2).
pub fn upload(call: &Call) -> Answer {
    let query = call.query();
    let reference = query.reference()?;
    if !call.body.starts_with(b"%PDF-") {
        return Err(Refusal::invalid("pdf").into());
    }
    let ask_bank = query.text("bankSignature").is_none_or(|it| !it.eq_ignore_ascii_case("false"));
    let scan = BASE64_STANDARD.encode(&call.body);
    call.shared.change(|world, now| world.upload(&reference, scan, ask_bank, now))?;
    Ok(HttpResponse::Ok().finish())
}
