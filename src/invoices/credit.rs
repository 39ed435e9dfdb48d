//! Credit notes: `POST /invoices/{id}/credit-notes` makes a draft that takes the whole invoice back. Staff reduce it to a
//! part in the form of drafts, and confirm it like an invoice.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use maud::html;
use uuid::Uuid;

use super::{Invoice, Kind, State, Totals, Written, draft::write_draft, queries, reply};
use crate::{
    app::App,
    audit::Actor,
    domain::money::Cents,
    error::{Error, Result},
    i18n::Text,
    layout::answer,
    payments::{self, Balance},
    viewer::Viewer,
};

/// What is left to credit of a confirmed invoice; nothing of anything else.
pub fn left(invoice: &Invoice, balance: Balance) -> Cents {
    if invoice.kind == Kind::CreditNote || invoice.state == State::Draft {
        return Cents::ZERO;
    }
    Cents((balance.total.0 - balance.credited.0).max(0))
}

/// `POST /invoices/{id}/credit-notes`. A draft that is there already is gone on with.
pub async fn create(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let mut tx = app.db.write().await?;
    let original = queries::take(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let notes = queries::credit_notes(&mut tx, original.id).await?;
    if let Some(draft) = notes.iter().find(|note| note.state == State::Draft) {
        return Ok(reply::go(&viewer, &format!("/invoices/{}/edit", draft.id)));
    }
    let left = left(&original, payments::balance(&mut tx, original.id).await?);
    if left == Cents::ZERO {
        let page = reply::dialog(
            &viewer,
            CREDIT.get(viewer.language()),
            html! { p { (NOTHING_LEFT.get(viewer.language())) } },
        );
        return Ok(answer(StatusCode::CONFLICT, page));
    }
    let lines = queries::lines(&mut tx, original.id).await?;
    // The lines were summed up when the invoice was saved.
    let totals = Totals::of(&lines).unwrap_or_default();
    let (now, today) = (app.clock.now(), app.clock.today());
    let written = Written {
        credits: Some(original.id),
        customer: original.customer_id,
        language: original.language,
        issued_on: today,
        due_on: today,
        note: String::new(),
        lines,
        totals,
    };
    let note = write_draft(&mut tx, now, Actor::User(viewer.id()), &written).await?;
    tx.commit().await?;
    Ok(reply::go(&viewer, &format!("/invoices/{}/edit", note.id)))
}

pub const CREDIT: Text = Text {
    de: "Gutschrift ausstellen",
    nl: "Creditnota maken",
    fr: "Établir une note de crédit",
    en: "Issue a credit note",
};
const NOTHING_LEFT: Text = Text {
    de: "Von dieser Rechnung ist nichts mehr gutzuschreiben.",
    nl: "Van deze factuur kan niets meer worden gecrediteerd.",
    fr: "Il ne reste rien à créditer sur cette facture.",
    en: "Nothing is left to credit of this invoice.",
};
