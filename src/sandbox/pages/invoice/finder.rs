//! Finds an invoice by what is printed on it: `/invoice?r={remittance}&i={number}`

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Query};
use maud::html;
use serde::Deserialize;

use super::{Shared, see_other, visit::address};
use crate::{
    i18n::Text,
    sandbox::{
        pages::{
            language,
            shell::{Hosted, language_of},
        },
        state::incoming::plain,
    },
    ui::{
        badge::Tone,
        button::submit,
        field::{Control, Field},
        form::actions,
        notice::notice,
    },
};

const TITLE: Text =
    Text { de: "Rechnung bezahlen", nl: "Factuur betalen", fr: "Payer une facture", en: "Pay an invoice" };
const LEAD: Text = Text {
    de: "Beides finden Sie auf Ihrer Rechnung.",
    nl: "U vindt beide op uw factuur.",
    fr: "Vous trouverez les deux sur votre facture.",
    en: "You find both on your invoice.",
};
const NUMBER: Text =
    Text { de: "Rechnungsnummer", nl: "Factuurnummer", fr: "Numéro de facture", en: "Invoice number" };
const MESSAGE: Text = Text {
    de: "Mitteilung der Überweisung",
    nl: "Mededeling bij overschrijving",
    fr: "Communication du virement",
    en: "Payment message",
};
const OPEN: Text =
    Text { de: "Rechnung öffnen", nl: "Factuur openen", fr: "Ouvrir la facture", en: "Open the invoice" };
const UNKNOWN: Text = Text {
    de: "Zu diesen Angaben gibt es keine Rechnung. Bitte vergleichen Sie sie mit Ihrer Rechnung.",
    nl: "Bij deze gegevens hoort geen factuur. Vergelijk ze met uw factuur.",
    fr: "Aucune facture ne correspond à ces données. Comparez-les avec votre facture.",
    en: "No invoice matches this. Please compare it with your invoice.",
};

/// What is printed on the invoice, as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Printed {
    r: String,
    i: String,
}

/// `GET /invoice`
pub async fn find(request: HttpRequest, shared: Shared, printed: Query<Printed>) -> HttpResponse {
    let found = shared.look(|world, _| {
        let invoice = world.invoices.by_number(printed.i.trim())?;
        (plain(&invoice.remittance) == plain(&printed.r)).then_some(invoice.id)
    });
    if let Some(id) = found {
        return see_other(&address(id));
    }
    let language = language::chosen(&request).unwrap_or_else(|| language_of(&request));
    let title = TITLE.get(language);
    let is_wrong = !printed.i.is_empty() || !printed.r.is_empty();
    let content = html! {
        h1 { (title) }
        p.lead { (LEAD.get(language)) }
        @if is_wrong { (notice(Tone::Warning, html! { p { (UNKNOWN.get(language)) } })) }
        form.form method="get" action="/invoice" {
            (Field { label: NUMBER.get(language), name: "i", value: &printed.i, required: true, ..Field::default() })
            (Field { label: MESSAGE.get(language), name: "r", value: &printed.r, control: Control::Text, required: true,
                ..Field::default() })
            (actions(submit(OPEN.get(language))))
        }
    };
    let status = if is_wrong { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let from = shared.look(|world, _| world.creditor.name.clone());
    Hosted { language, title, from: &from, choice: !is_wrong, script: None, content }.answer(status)
}
