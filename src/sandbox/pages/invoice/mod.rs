//! The page of an invoice, where its customer pays it (source 4.3, 8.2).
//!
//! | address | does |
//! |---|---|
//! | `/invoice.html?{id}` | leads to the page: the address of Twikey's answers |
//! | `/{merchantId}/{id}` | leads there as well |
//! | `/invoice?r={remittance}&i={number}` | finds an invoice by what is printed on it |
//! | `/invoice/{id}` | the page |
//! | `…/mandate` | sets up direct debit: leads to the signing page, or collects with a mandate that is there |
//! | `…/payment` | pays now: leads to the payment link of this invoice |
//! | `…/transfer` | what to write on a transfer |
//! | `…/invoice.pdf` | the PDF that was handed over |
//!
//! What is pressed twice leads to the same mandate and the same payment link.

use actix_web::{
    HttpRequest, HttpResponse,
    dev::HttpServiceFactory,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    middleware::from_fn,
    web::{self, Path, get},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use uuid::Uuid;

mod finder; // by what is printed on an invoice
mod show; // the invoice and the ways to pay it
mod transfer; // what to write on a transfer
mod visit; // the opened invoice

use super::{Shared, language, refused::Refused, see_other};
use crate::sandbox::{
    ids,
    refusal::Refusal,
    state::{documents::Kind, invoice_page::SetUp, letters},
};
pub use finder::find;
pub use show::onward;
use visit::Visit;
pub use visit::address;

pub fn scope(base: &str) -> impl HttpServiceFactory + use<> {
    web::scope(base)
        .wrap(from_fn(language::remember))
        .route("", get().to(show::show))
        .service(web::resource("/mandate").get(back).post(set_up_debit))
        .service(web::resource("/payment").get(back).post(pay))
        .route("/transfer", get().to(transfer::show))
        .route("/invoice.pdf", get().to(download))
}

/// `GET /invoice.html?{id}`
pub async fn open_by_query(request: HttpRequest) -> HttpResponse {
    let query = request.query_string();
    let (id, further) = query.split_once('&').unwrap_or((query, ""));
    let Ok(id) = Uuid::try_parse(id.trim_end_matches('=')) else { return Refused::NoInvoice.answer(&request) };
    see_other(&if further.is_empty() { address(id) } else { format!("{}?{further}", address(id)) })
}

/// `GET /{merchantId}/{id}`
pub async fn open_by_merchant(request: HttpRequest, shared: Shared, path: Path<(u64, Uuid)>) -> HttpResponse {
    let (merchant, id) = path.into_inner();
    if shared.look(|world, _| world.creditor.merchant_id != merchant) {
        return Refused::NoInvoice.answer(&request);
    }
    see_other(&address(id))
}

/// `POST …/mandate`
async fn set_up_debit(shared: Shared, visit: Visit) -> HttpResponse {
    let id = visit.invoice.id;
    let set_up: Result<_, Refusal> =
        shared.change(|world, now| match world.set_up_debit(id, ids::link_key(), now)? {
            SetUp::Sign { reference, .. } => {
                let link = &world.mandate(&reference)?.link;
                Ok(format!("/{}/{}", link.prefix, link.key))
            }
            SetUp::Mailed { .. } => Ok(format!("{}?note=mailed", address(id))),
            SetUp::Collecting => Ok(address(id)),
        });
    set_up.map_or_else(|_| refused(&visit), |address| see_other(&address))
}

/// `POST …/payment`
async fn pay(shared: Shared, visit: Visit) -> HttpResponse {
    let link = shared.change(|world, now| {
        let id = world.link_for_invoice(visit.invoice.id, ids::payment_key(), now)?;
        world.link(id).map(|link| super::payment::address(&link.key))
    });
    link.map_or_else(|_| refused(&visit), |address| see_other(&address))
}

/// Paid or under way in the meantime, which the page says; otherwise it says that it cannot be done.
fn refused(visit: &Visit) -> HttpResponse {
    let note = if visit.invoice.state.is_open() { "?note=impossible" } else { "" };
    see_other(&format!("{}{note}", visit.base()))
}

/// Where a button's address leads when it is opened without pressing the button.
async fn back(visit: Visit) -> HttpResponse {
    see_other(&visit.base())
}

/// `GET …/invoice.pdf`
async fn download(request: HttpRequest, shared: Shared, visit: Visit) -> HttpResponse {
    let file = shared.look(|world, _| BASE64_STANDARD.decode(world.documents.find(visit.invoice.id, Kind::Pdf)?).ok());
    let Some(file) = file else { return Refused::Unknown.answer(&request) };
    let name = letters::file_name(&visit.invoice.number);
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")))
        .body(file)
}
