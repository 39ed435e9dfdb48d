//! How far a confirmation of many drafts is, and which could not be confirmed: `/invoices/confirmations/{id}`.

use actix_web::web::{Data, Path};
use maud::{Markup, Render, html};
use uuid::Uuid;

use super::{
    super::{
        confirm::Refusal,
        words::{CUSTOMER, TOTAL, money},
    },
    TITLE, address,
    queries::{self, Progress, Refused},
};
use crate::{
    app::App,
    error::{Error, Result},
    i18n::{Language, Text, format},
    layout::INVOICES,
    ui::{
        badge::Tone,
        button::{Action, Button},
        heading::Heading,
        icon::Icon,
        notice::notice,
        progress::progress,
        table::{Column, Row, Table},
        tile::{Span, Tile, tiles},
    },
    viewer::Viewer,
};

/// How many of those that could not be confirmed are shown.
const REFUSED_SHOWN: i64 = 200;

/// `GET /invoices/confirmations/{id}`: the tile asks for it again until it is done.
pub async fn show(app: Data<App>, viewer: Viewer, id: Path<Uuid>) -> Result<Markup> {
    let mut tx = app.db.read().await?;
    let progress = queries::find(&mut tx, *id).await?.ok_or(Error::NotFound)?;
    let refused = queries::refused(&mut tx, *id, REFUSED_SHOWN).await?;
    drop(tx);
    let language = viewer.language();
    let bar = tile(&viewer, &progress, &refused);
    if viewer.reader.htmx {
        return Ok(bar);
    }
    let title = TITLE.get(language);
    let heading = Heading { title, back: Some(("/invoices", INVOICES.get(language))), ..Heading::default() };
    Ok(viewer.page(title, &html! { (heading) (tiles(bar)) }))
}

fn tile(viewer: &Viewer, confirmation: &Progress, refused: &[Refused]) -> Markup {
    let language = viewer.language();
    let address = address(confirmation.id);
    let is_done = confirmation.finished_at.is_some();
    let number = |number: i64| u64::try_from(number).unwrap_or_default();
    let done = confirmation.confirmed + confirmation.refused;
    Tile {
        id: "confirmation",
        title: if is_done { DONE.get(language) } else { UNDER_WAY.get(language) },
        icon: Some(Icon::ListChecks),
        actions: is_done.then(|| {
            Button { label: INVOICES.get(language), action: Action::Go("/invoices"), ..Button::default() }.render()
        }),
        content: html! {
            (progress(CONFIRMED.get(language), number(done), number(confirmation.total)))
            @if is_done { (notice(tone(confirmation), html! { p { (result(confirmation, language)) } })) }
            @else {
                p.muted { (FOLLOWS.get(language)) }
                p.without-script { a href=(address) { (REFRESH.get(language)) } }
            }
            @if !refused.is_empty() {
                h3 { (REFUSED.get(language)) }
                (refused_table(refused, language))
            }
        },
        refresh: (!is_done).then_some(address.as_str()),
        span: Span::Full,
    }
    .render()
}

fn tone(confirmation: &Progress) -> Tone {
    if confirmation.refused == 0 { Tone::Success } else { Tone::Warning }
}

fn refused_table(refused: &[Refused], language: Language) -> Markup {
    let column = |label: Text| Column { label: label.get(language), ..Column::default() };
    let row = |one: &Refused| {
        let refusal = Refusal::from_code(&one.refusal_code);
        let customer = one.customer();
        Row {
            href: customer.is_some().then(|| format!("/invoices/{}", one.invoice_id)),
            cells: vec![
                html! { (customer.as_deref().unwrap_or(GONE.get(language))) },
                html! { (refusal.map_or(one.refusal_code.as_str(), |refusal| refusal.explain(language))) },
                html! { (one.total.map(|total| money(total, language)).unwrap_or_default()) },
            ],
        }
    };
    Table {
        language,
        caption: REFUSED.get(language),
        columns: vec![column(CUSTOMER), column(WHY), Column { numeric: true, ..column(TOTAL) }],
        rows: refused.iter().map(row).collect(),
    }
    .render()
}

fn result(confirmation: &Progress, language: Language) -> String {
    let [confirmed, refused] = [confirmation.confirmed, confirmation.refused].map(|n| format::number(n, language));
    match (language, confirmation.refused) {
        (Language::De, 0) => format!("Bestätigt: {confirmed}. Sie sind unterwegs."),
        (Language::De, _) => format!("Bestätigt: {confirmed}. Nicht bestätigt: {refused}; unten steht, warum."),
        (Language::Nl, 0) => format!("Bevestigd: {confirmed}. Ze zijn onderweg."),
        (Language::Nl, _) => format!("Bevestigd: {confirmed}. Niet bevestigd: {refused}; hieronder staat waarom."),
        (Language::Fr, 0) => format!("Confirmées\u{a0}: {confirmed}. Elles sont en route."),
        (Language::Fr, _) => {
            format!("Confirmées\u{a0}: {confirmed}. Non confirmées\u{a0}: {refused}\u{a0}; voyez pourquoi ci-dessous.")
        }
        (Language::En, 0) => format!("Confirmed: {confirmed}. They are on their way."),
        (Language::En, _) => format!("Confirmed: {confirmed}. Not confirmed: {refused}; see why below."),
    }
}

const UNDER_WAY: Text = Text {
    de: "Rechnungen werden bestätigt",
    nl: "Facturen worden bevestigd",
    fr: "Confirmation en cours",
    en: "Invoices are being confirmed",
};
const DONE: Text = Text { de: "Fertig", nl: "Klaar", fr: "Terminé", en: "Done" };
const CONFIRMED: Text = Text { de: "Bearbeitet", nl: "Verwerkt", fr: "Traitées", en: "Handled" };
const FOLLOWS: Text = Text {
    de: "Diese Anzeige läuft von selbst weiter. Sie können die Seite verlassen; die Arbeit geht weiter.",
    nl: "Deze weergave loopt vanzelf door. U kunt de pagina verlaten; het werk gaat verder.",
    fr: "Cet affichage avance tout seul. Vous pouvez quitter la page\u{a0}; le travail continue.",
    en: "This moves on by itself. You may leave the page; the work goes on.",
};
const REFRESH: Text = Text { de: "Neu laden", nl: "Vernieuwen", fr: "Actualiser", en: "Refresh" };
const REFUSED: Text = Text { de: "Nicht bestätigt", nl: "Niet bevestigd", fr: "Non confirmées", en: "Not confirmed" };
const WHY: Text = Text { de: "Warum", nl: "Waarom", fr: "Pourquoi", en: "Why" };
const GONE: Text = Text { de: "Gelöscht", nl: "Verwijderd", fr: "Supprimé", en: "Deleted" };
