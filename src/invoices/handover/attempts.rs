//! What has met trouble at Twikey is tried again: a refused invoice is handed over, and so are debits and payments that Twikey
//! did not take. `POST /invoices/{id}/attempts`

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use uuid::Uuid;

use super::begin;
use crate::{
    app::App,
    audit::{self, Action, Actor, Entry, Subject},
    db::{self, Tx},
    error::{Error, Result},
    invoices::{queries, reply},
    jobs::{self, Again, Kind},
    viewer::Viewer,
};

/// What Twikey was to do or to hear about an invoice, and did not yet. Refunds are not among it: whether one may be asked
/// for again is for its own dialog to say.
pub async fn in_trouble(tx: &mut Tx, invoice: Uuid) -> db::Result<Vec<jobs::Status>> {
    let kinds = [Kind::TellPayment, Kind::CollectInvoice].map(Kind::name);
    let mut jobs = jobs::in_trouble(tx, invoice).await?;
    jobs.retain(|job| kinds.contains(&job.kind.as_str()));
    Ok(jobs)
}

/// `POST /invoices/{id}/attempts`
pub async fn create(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let mut invoice = queries::take(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let mut is_tried = invoice.try_again(now);
    if is_tried {
        queries::update(&mut tx, &invoice).await?;
        begin(&mut tx, &app, &viewer.settings, &invoice).await?;
    }
    for job in in_trouble(&mut tx, invoice.id).await? {
        is_tried |= jobs::try_again(&mut tx, now, job.id).await? != Again::Nothing;
    }
    if is_tried {
        let entry = Entry::new(Actor::User(viewer.id()), Subject::Invoice, invoice.id, Action::TriedAgain);
        audit::record(&mut tx, now, entry.of_customer(invoice.customer_id)).await?;
        tx.commit().await?;
    }
    Ok(reply::go(&viewer, &format!("/invoices/{id}")))
}
