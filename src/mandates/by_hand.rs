//! How a customer pays, entered by hand: the dialog at `/customers/{id}/direct-debit`.
//!
//! Works with and without Twikey. A mandate that Twikey keeps is not changed here: its data come from Twikey.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use maud::Markup;
use uuid::Uuid;

use super::{
    Mandate, Paper, Scheme,
    by_hand_form::{Problems, Typed, dialog, is_kept_by_twikey},
    queries, reply,
};
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Entry, Subject},
    customers::{self, Customer, Saved},
    db,
    error::{Error, Result},
    i18n::Text,
    layout,
    viewer::Viewer,
};

/// `GET /customers/{id}/direct-debit`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let customer = customers::by_id(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let mandate = current(&mut tx, *id).await?;
    let typed = Typed::of(&customer, mandate.as_ref());
    Ok(dialog(&viewer, &customer, mandate.as_ref(), &typed, &Problems::default()))
}

/// `POST /customers/{id}/direct-debit`
pub async fn submit(app: Data<App>, viewer: Viewer, id: Path<Uuid>, typed: Form<Typed>) -> Result<HttpResponse> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let customer = customers::by_id(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let mandate = current(&mut tx, *id).await?;
    let refused = |customer: &Customer, mandate: Option<&Mandate>, typed: &Typed, problems: &Problems| {
        let dialog = dialog(&viewer, customer, mandate, typed, problems);
        Ok(layout::answer(StatusCode::UNPROCESSABLE_ENTITY, dialog))
    };
    let entered = match typed.check(&customer, mandate.as_ref(), app.clock.today(), viewer.language()) {
        Ok(entered) => entered,
        Err(problems) => return refused(&customer, mandate.as_ref(), &typed, &problems),
    };

    let seen = Customer { version: typed.version, ..customer.clone() };
    let after = Customer {
        payment_method: entered.payment_method,
        iban: entered.iban.clone(),
        bic: entered.bic.clone(),
        ..customer.clone()
    };
    let actor = Actor::User(viewer.id());
    let saved = match customers::save(&mut tx, now, actor, &seen, &after).await? {
        // Nothing of the customer changes: then nobody's change is overwritten either.
        Saved::Yes => true,
        Saved::Outdated => false,
    };
    if !saved {
        let typed = Typed { version: customer.version, ..typed.into_inner() };
        let problems = Problems { outdated: true, ..Problems::default() };
        return refused(&customer, mandate.as_ref(), &typed, &problems);
    }
    let written = match entered.paper.zip(entered.iban) {
        Some(((reference, signed_on), iban)) if !is_kept_by_twikey(mandate.as_ref()) => {
            let paper =
                Paper { customer: *id, reference, scheme: Scheme::Core, iban, bic: entered.bic, signed_on, at: now };
            write_paper(&mut tx, actor, mandate.clone(), paper).await
        }
        _ => Ok(()),
    };
    match written {
        Ok(()) => {}
        Err(error) if db::is_taken(&error, "mandates", "reference") => {
            let problems = Problems { reference: Some(TAKEN.get(viewer.language()).to_owned()), ..Problems::default() };
            return refused(&customer, mandate.as_ref(), &typed, &problems);
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;
    reply::after_change(&app, &viewer, *id, &SAVED, app.db.read().await?).await
}

/// The mandate that the form is about: the live one of the consumer scheme.
async fn current(tx: &mut db::Tx, customer: Uuid) -> db::Result<Option<Mandate>> {
    let mandates = queries::of_customer(tx, customer).await?;
    Ok(mandates.into_iter().find(|mandate| mandate.state.is_live() && mandate.scheme == Scheme::Core))
}

/// Writes a mandate on paper, or the changes to the one that is there.
async fn write_paper(tx: &mut db::Tx, actor: Actor, current: Option<Mandate>, paper: Paper) -> db::Result<()> {
    let at = paper.at;
    let before = current.clone();
    let mandate = match current {
        None => {
            let mandate = Mandate::by_hand(Uuid::now_v7(), paper);
            queries::insert(tx, &mandate).await?;
            mandate
        }
        Some(current) => {
            let mandate = Mandate {
                reference: Some(paper.reference),
                iban: Some(paper.iban),
                bic: paper.bic,
                signed_on: Some(paper.signed_on),
                updated_at: at,
                ..current
            };
            queries::update(tx, &mandate).await?;
            mandate
        }
    };
    let changes = changes(before.as_ref(), &mandate);
    if changes.is_empty() {
        return Ok(());
    }
    let action = if before.is_none() { Action::Entered } else { Action::Changed };
    let entry = Entry::new(actor, Subject::Mandate, mandate.id, action).of_customer(mandate.customer_id).with(changes);
    audit::record(tx, at, entry).await
}

fn changes(before: Option<&Mandate>, after: &Mandate) -> Vec<Change> {
    let values = |mandate: &Mandate| {
        [
            ("reference", mandate.reference.clone()),
            ("iban", mandate.iban.as_ref().map(|iban| iban.as_str().to_owned())),
            ("bic", mandate.bic.as_ref().map(|bic| bic.as_str().to_owned())),
            ("signed_on", mandate.signed_on.map(|date| date.to_string())),
        ]
    };
    let old = before.map(values);
    let pairs = values(after).into_iter().enumerate();
    pairs
        .filter_map(|(index, (field, new))| {
            let old = old.as_ref().and_then(|old| old[index].1.as_deref());
            Change::between(field, old, new.as_deref())
        })
        .collect()
}

const TAKEN: Text = Text {
    de: "Diese Referenz gehört schon zu einem anderen Mandat.",
    nl: "Deze referentie hoort al bij een ander mandaat.",
    fr: "Cette référence appartient déjà à un autre mandat.",
    en: "This reference belongs to another mandate already.",
};
const SAVED: Text = Text { de: "Gespeichert.", nl: "Opgeslagen.", fr: "Enregistré.", en: "Saved." };
