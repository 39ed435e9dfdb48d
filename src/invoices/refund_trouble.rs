//! A refund that Twikey did not make: why, on the invoice and on the customer's sheet, and the ways on. Asking again
//! (`POST /refunds/{id}/attempts`), giving it back oneself (the dialog), or doing without it (`POST /refunds/{id}/removal`).

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use maud::{Markup, html};
use uuid::Uuid;

use super::{Invoice, queries, reply};
use crate::{
    app::App,
    audit::{self, Actor, Change, Entry, Subject},
    db::{self, Tx},
    domain::money::Cents,
    error::{Error, Result},
    explain,
    i18n::{Language, Text, format},
    jobs::{self, Task},
    payments::refund::{By, Refund, Stuck, UNCLEAR, find, update},
    ui::{
        badge::Tone,
        button::{Action, Button, Weight},
        form,
        notice::notice,
    },
    viewer::Viewer,
};

/// Of an invoice: each refund that waits for a person.
pub fn notices(viewer: &Viewer, refunds: &[Refund]) -> Markup {
    html! { @for refund in refunds.iter().filter(|refund| refund.is_stuck()) { (one(viewer, refund)) } }
}

fn one(viewer: &Viewer, refund: &Refund) -> Markup {
    let language = viewer.language();
    let post = |last: &str, button| form::post(&format!("/refunds/{}/{last}", refund.id), &viewer.reader.csrf, button);
    let ourselves = format!("/invoices/{}/refunds/new?by={}", refund.invoice_id, By::Transfer.code());
    notice(
        Tone::Danger,
        html! {
            @if let Some(code) = &refund.error_code {
                p { strong { (outcome(refund.amount, code, language)) } }
                p { (explain::code(code, language)) }
            }
            div.row-of {
                (post("attempts", Button { label: TRY_AGAIN.get(language), ..Button::default() }))
                (Button { label: OURSELVES.get(language), action: Action::Dialog(&ourselves), ..Button::default() })
                (post("removal", Button { label: NOT_NEEDED.get(language), weight: Weight::Quiet, ..Button::default() }))
            }
        },
    )
}

/// Of a customer: each of them leads to its invoice.
pub fn of_customer(stuck: &[Stuck], language: Language) -> Markup {
    html! {
        @for refund in stuck {
            (notice(Tone::Danger, html! {
                p {
                    a href={ "/invoices/" (refund.invoice_id) } { (refund.invoice_number.as_deref().unwrap_or_default()) }
                    ": " strong { (outcome(refund.amount, &refund.error_code, language)) }
                }
                p { (explain::code(&refund.error_code, language)) }
            }))
        }
    }
}

/// `POST /refunds/{id}/attempts`
pub async fn try_again(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let (invoice, mut refund) = take(&mut tx, *id).await?;
    // Somebody else may have pressed it first; then there is nothing left to do.
    if refund.try_again() {
        update(&mut tx, &refund).await?;
        let task = Task::GiveBack { refund: refund.id, invoice: invoice.id };
        jobs::settle(&mut tx, now, &task).await?;
        jobs::enqueue(&mut tx, now, &task).await?;
        record(&mut tx, &app, &viewer, &invoice, &refund, audit::Action::RefundTriedAgain).await?;
        tx.commit().await?;
    }
    Ok(reply::go(&viewer, &format!("/invoices/{}", invoice.id)))
}

/// `POST /refunds/{id}/removal`
pub async fn remove(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    let (invoice, mut refund) = take(&mut tx, *id).await?;
    if give_up(&mut tx, &app, &mut refund).await? {
        record(&mut tx, &app, &viewer, &invoice, &refund, audit::Action::RefundDropped).await?;
        tx.commit().await?;
    }
    Ok(reply::go(&viewer, &format!("/invoices/{}", invoice.id)))
}

/// Nobody waits for it any more, nor for its job.
pub(super) async fn give_up(tx: &mut Tx, app: &App, refund: &mut Refund) -> Result<bool> {
    let now = app.clock.now();
    let is_given_up = refund.give_up(now);
    if is_given_up {
        update(tx, refund).await?;
        jobs::settle(tx, now, &Task::GiveBack { refund: refund.id, invoice: refund.invoice_id }).await?;
    }
    Ok(is_given_up)
}

/// The task that asks for it runs again. What is unclear stays so: only somebody who has looked it up asks once more.
pub async fn revive(tx: &mut Tx, id: Uuid) -> db::Result<()> {
    if let Some(mut refund) = find(tx, id).await?.filter(|refund| !refund.is_unclear())
        && refund.try_again()
    {
        update(tx, &refund).await?;
    }
    Ok(())
}

/// The invoice first: whoever changes its money or its refunds takes it.
async fn take(tx: &mut Tx, id: Uuid) -> Result<(Invoice, Refund)> {
    let invoice = find(tx, id).await?.ok_or(Error::NotFound)?.invoice_id;
    let invoice = queries::take(tx, invoice).await?.ok_or(Error::NotFound)?;
    Ok((invoice, find(tx, id).await?.ok_or(Error::NotFound)?))
}

async fn record(
    tx: &mut Tx,
    app: &App,
    viewer: &Viewer,
    invoice: &Invoice,
    refund: &Refund,
    action: audit::Action,
) -> Result<()> {
    let change = Change::between("amount", None, Some(&refund.amount.0.to_string()));
    let entry =
        Entry::new(Actor::User(viewer.id()), Subject::Invoice, invoice.id, action).of_customer(invoice.customer_id);
    Ok(audit::record(tx, app.clock.now(), entry.with(change.into_iter().collect())).await?)
}

fn outcome(amount: Cents, code: &str, language: Language) -> String {
    let amount = format::amount(amount.0, "EUR", language);
    match (language, code == UNCLEAR) {
        (Language::De, true) => format!("Hat Twikey {amount} erstattet?"),
        (Language::De, false) => format!("Twikey hat {amount} nicht erstattet."),
        (Language::Nl, true) => format!("Heeft Twikey {amount} terugbetaald?"),
        (Language::Nl, false) => format!("Twikey heeft {amount} niet terugbetaald."),
        (Language::Fr, true) => format!("Twikey a-t-il remboursé {amount}\u{a0}?"),
        (Language::Fr, false) => format!("Twikey n’a pas remboursé {amount}."),
        (Language::En, true) => format!("Did Twikey refund {amount}?"),
        (Language::En, false) => format!("Twikey did not refund {amount}."),
    }
}

const TRY_AGAIN: Text = Text { de: "Noch einmal versuchen", nl: "Opnieuw proberen", fr: "Réessayer", en: "Try again" };
const OURSELVES: Text =
    Text { de: "Selbst erstatten", nl: "Zelf terugbetalen", fr: "Rembourser nous-mêmes", en: "Pay it back ourselves" };
const NOT_NEEDED: Text =
    Text { de: "Nicht mehr nötig", nl: "Niet meer nodig", fr: "Plus nécessaire", en: "No longer needed" };
