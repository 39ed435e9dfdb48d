//! What there is to see: `GET /_sandbox/…`.

use actix_web::{HttpResponse, web::Path};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;

use super::{Shared, invoices, unknown};
use crate::sandbox::state::{World, customer::Customer, mandate::Mandate};

/// A mandate with what belongs to it; an uploaded scan is only said to be there.
#[derive(Serialize)]
struct MandateView {
    #[serde(flatten)]
    mandate: Mandate,
    has_document: bool,
    scheme: &'static str,
    signing_url: String,
    customer: Customer,
}

/// `GET /_sandbox/state`. Mail, phone and webhooks have their own addresses.
pub async fn state(shared: Shared) -> HttpResponse {
    shared.look(|world, now| {
        let mandates: Vec<_> = world.mandates.values().map(|mandate| view(world, mandate)).collect();
        let invoices: Vec<_> = world.invoices.values().map(|invoice| invoices::view(world, invoice)).collect();
        HttpResponse::Ok().json(json!({
            "now": now,
            "public_url": world.public_url,
            "settings": world.settings,
            "creditor": world.creditor,
            "keys": world.keys,
            "profiles": world.profiles,
            "customers": world.customers,
            "mandates": mandates,
            "invoices": invoices,
            "debits": world.debits,
            "collections": world.collections,
            "subscriptions": world.subscriptions,
            "beneficiaries": world.beneficiaries,
            "refunds": world.refunds,
            "links": world.links,
            "transfers": world.transfers,
            "events": world.events.len(),
            "sessions": world.sessions.len(),
            "faults": world.faults,
            "next_moment": world.next_moment(),
        }))
    })
}

/// `GET /_sandbox/mandates/{ref}`, also those that were removed.
pub async fn mandate(shared: Shared, reference: Path<String>) -> HttpResponse {
    show(&shared, &reference)
}

pub fn show(shared: &Shared, reference: &str) -> HttpResponse {
    shared.look(|world, _| match world.mandates.get(reference) {
        Some(mandate) => HttpResponse::Ok().json(view(world, mandate)),
        None => unknown("no such mandate"),
    })
}

fn view(world: &World, mandate: &Mandate) -> MandateView {
    MandateView {
        mandate: Mandate { document: None, ..mandate.clone() },
        has_document: mandate.document.is_some(),
        scheme: world.scheme_of(mandate).code(),
        signing_url: world.signing_url(mandate),
        customer: world.customer_of(mandate),
    }
}

/// `GET /_sandbox/mailbox`: the newest first.
pub async fn mailbox(shared: Shared) -> HttpResponse {
    shared.look(|world, _| newest_first(world.mailbox.messages()))
}

/// `GET /_sandbox/phone`: the newest first.
pub async fn phone(shared: Shared) -> HttpResponse {
    shared.look(|world, _| newest_first(world.phone.messages()))
}

/// `GET /_sandbox/webhooks`: the newest first.
pub async fn webhooks(shared: Shared) -> HttpResponse {
    shared.look(|world, _| newest_first(world.deliveries.log()))
}

fn newest_first<'items, T: Serialize + 'items>(
    items: impl IntoIterator<IntoIter: DoubleEndedIterator<Item = &'items T>>,
) -> HttpResponse {
    HttpResponse::Ok().json(items.into_iter().rev().collect::<Vec<_>>())
}

/// The time there.
#[derive(Serialize)]
pub struct Now {
    pub now: DateTime<Utc>,
}
