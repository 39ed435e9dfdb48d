//! `PATCH /creditor/customer/{customerNumber}` with query parameters (source 2.5).

use actix_web::HttpResponse;

use super::{Answer, call::Call};

/// Changes a customer's details; it neither makes nor merges customers.
pub fn patch(call: &Call) -> Answer {
    let mut details = call.query().customer()?;
    if details.company.is_none() {
        // "Only updated if the company name is also changed" (OA).
        details.vat_number = None;
    }
    call.shared.change(|world, now| world.patch_customer(&call.segment(), &details, now))?;
    Ok(HttpResponse::NoContent().finish())
}
