//! Throwing a draft away: the dialog at `/invoices/{id}/removal`. Nobody was told of it and it has no number, so it goes
//! without a trace but for the audit trail.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use maud::{Markup, html};
use uuid::Uuid;

use super::{Invoice, State, queries, reply, words::money};
use crate::{
    app::App,
    audit::{self, Action, Actor, Change, Entry, Subject},
    error::{Error, Result},
    i18n::{Language, Text},
    ui::{
        button::{Button, Weight, cancel},
        form::{self, Answer},
    },
    viewer::Viewer,
};

/// `GET /invoices/{id}/removal`
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let draft = queries::find(&mut tx, *id).await?.filter(|invoice| invoice.state == State::Draft);
    Ok(dialog(&viewer, &draft.ok_or(Error::NotFound)?))
}

/// `POST /invoices/{id}/removal`
pub async fn submit(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<HttpResponse> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let Some(invoice) = queries::take(&mut tx, *id).await? else {
        // Somebody else has thrown it away.
        return Ok(reply::go(&viewer, "/invoices"));
    };
    if invoice.state != State::Draft {
        let page =
            reply::dialog(&viewer, REMOVE.get(viewer.language()), html! { p { (CONFIRMED.get(viewer.language())) } });
        return Ok(crate::layout::answer(StatusCode::CONFLICT, page));
    }
    queries::remove_draft(&mut tx, invoice.id).await?;
    let total = Change::between("total", Some(&invoice.total.0.to_string()), None);
    let entry = Entry::new(Actor::User(viewer.id()), Subject::Invoice, invoice.id, Action::Removed)
        .of_customer(invoice.customer_id);
    audit::record(&mut tx, now, entry.with(total.into_iter().collect())).await?;
    tx.commit().await?;
    Ok(reply::go(&viewer, invoice.credits_id.map_or("/invoices".to_owned(), |id| format!("/invoices/{id}")).as_str()))
}

fn dialog(viewer: &Viewer, invoice: &Invoice) -> Markup {
    let language = viewer.language();
    let action = format!("/invoices/{}/removal", invoice.id);
    let content = html! {
        p { (explanation(&money(invoice.total, language), language)) }
        (form::Form { action: &action, csrf: &viewer.reader.csrf, answer: Answer::Dialog, content: form::actions(html! {
            (Button { label: REMOVE.get(language), weight: Weight::Danger, ..Button::default() })
            (cancel(KEEP.get(language), &format!("/invoices/{}", invoice.id)))
        }) })
    };
    reply::dialog(viewer, REMOVE.get(language), content)
}

fn explanation(total: &str, language: Language) -> String {
    match language {
        Language::De => format!("Der Entwurf über {total} wird gelöscht. Das lässt sich nicht zurücknehmen."),
        Language::Nl => format!("Het concept van {total} wordt verwijderd. Dat kan niet ongedaan worden gemaakt."),
        Language::Fr => format!("Le brouillon de {total} sera supprimé. C’est irréversible."),
        Language::En => format!("The draft of {total} is deleted. This cannot be undone."),
    }
}

pub const REMOVE: Text =
    Text { de: "Entwurf löschen", nl: "Concept verwijderen", fr: "Supprimer le brouillon", en: "Delete the draft" };
const KEEP: Text = Text { de: "Behalten", nl: "Behouden", fr: "Garder", en: "Keep it" };
const CONFIRMED: Text = Text {
    de: "Diese Rechnung ist inzwischen bestätigt und wird nicht mehr gelöscht.",
    nl: "Deze factuur is intussen bevestigd en wordt niet meer verwijderd.",
    fr: "Cette facture a été confirmée entre-temps et ne peut plus être supprimée.",
    en: "This invoice has been confirmed in the meantime and is not deleted any more.",
};
