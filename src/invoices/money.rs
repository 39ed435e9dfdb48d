//! The money of an invoice, as a tile of `/invoices/{id}`: what is open, what is under way, what came and went, what failed.
//! Its own address is `/invoices/{id}/money`.

use maud::{Markup, Render, html};

use super::{
    Invoice, Kind, State, progress,
    shown::Sheet,
    words::{COLLECTING_SINCE, DUE_ON, OPEN, PAID_ON, TOTAL, money},
};
use crate::{
    domain::money::Cents,
    explain,
    i18n::{Language, Text, format},
    jobs,
    mandates::COLLECT,
    payments::{
        self, Payment, Source, reason,
        refund::{self, UnderWay},
    },
    ui::{
        badge::{Tone, badge},
        button::Button,
        copy::copy,
        facts::{code, facts},
        form,
        icon::Icon,
        notice::notice,
        table::{Column, Row, Table},
        tile::{Span, Tile},
    },
    viewer::Viewer,
};

/// The tile's id on the page.
pub const TILE: &str = "money";

/// The tile. It asks for itself again as long as money is expected from outside.
pub fn tile(viewer: &Viewer, sheet: &Sheet) -> Markup {
    let language = viewer.language();
    let invoice = &sheet.invoice;
    let address = format!("/invoices/{}/money", invoice.id);
    let follows = viewer.twikey_on && invoice.kind == Kind::Invoice && invoice.state.is_open();
    Tile {
        id: TILE,
        title: MONEY.get(language),
        icon: Some(Icon::Wallet),
        actions: sheet.may_collect.then(|| collect_now(viewer, invoice)),
        content: html! {
            (progress::show(viewer, sheet))
            (refusal(viewer, invoice))
            (failure(viewer, invoice))
            (super::refund_trouble::notices(viewer, &sheet.refunds))
            @for job in &sheet.in_trouble { (trouble(viewer, invoice, job)) }
            (facts(&rows(viewer, sheet)))
            @if !sheet.payments.is_empty() { (movements(&sheet.payments, language)) }
        },
        refresh: follows.then_some(address.as_str()),
        span: Span::One,
    }
    .render()
}

fn rows(viewer: &Viewer, sheet: &Sheet) -> Vec<(&'static str, Markup)> {
    let language = viewer.language();
    let (invoice, balance) = (&sheet.invoice, sheet.balance());
    let amount = |cents: Cents| html! { span.amount { (money(cents, language)) } };
    let mut rows = vec![(TOTAL.get(language), amount(invoice.total))];
    if balance.received() > Cents::ZERO {
        rows.push((RECEIVED.get(language), amount(balance.received())));
    }
    if balance.credited > Cents::ZERO {
        rows.push((CREDITED.get(language), amount(balance.credited)));
    }
    if balance.overpaid() > Cents::ZERO {
        let UnderWay { expected: under_way, unclear } = refund::under_way(&sheet.refunds, &sheet.payments);
        let left = balance.overpaid().0 > under_way.0 + unclear.0;
        rows.push((
            OVERPAID.get(language),
            html! {
                span.amount { (money(balance.overpaid(), language)) } " "
                @if left { (badge(Tone::Warning, GIVE_BACK.get(language))) }
                @if unclear > Cents::ZERO { (badge(Tone::Warning, TO_BE_CHECKED.get(language))) " " }
                @if under_way > Cents::ZERO { (badge(Tone::Info, &asked_of_twikey(under_way, language))) }
            },
        ));
    }
    if invoice.kind == Kind::Invoice && invoice.state != State::Draft {
        rows.push((OPEN.get(language), html! { strong.amount { (money(balance.open(), language)) } }));
    }
    if invoice.kind == Kind::Invoice {
        rows.push((DUE_ON.get(language), due(viewer, sheet)));
    }
    if let Some(at) = invoice.collecting_since.filter(|_| invoice.state == State::Collecting) {
        rows.push((COLLECTING_SINCE.get(language), html! { (format::date_time(at, viewer.zone, language)) }));
    }
    if let Some(at) = invoice.paid_at {
        rows.push((PAID_ON.get(language), html! { (format::date_time(at, viewer.zone, language)) }));
    }
    if let Some(mandate) = &sheet.mandate {
        let reference = mandate.reference.as_deref().unwrap_or_default();
        rows.push((MANDATE.get(language), html! { a href={ "/mandates/" (mandate.id) } { (code(reference)) } }));
    }
    if let Some(reference) = &invoice.reference {
        let label = COPY.get(language);
        rows.push((
            REFERENCE.get(language),
            html! { (code(&reference.written())) (copy(&reference.written(), label, language)) },
        ));
    }
    rows
}

/// What comes back once the bank reports it.
fn asked_of_twikey(amount: Cents, language: Language) -> String {
    let amount = money(amount, language);
    match language {
        Language::De => format!("{amount} bei Twikey in Auftrag"),
        Language::Nl => format!("{amount} bij Twikey aangevraagd"),
        Language::Fr => format!("{amount} demandés à Twikey"),
        Language::En => format!("{amount} asked of Twikey"),
    }
}

fn due(viewer: &Viewer, sheet: &Sheet) -> Markup {
    let language = viewer.language();
    html! {
        (format::date(sheet.invoice.due_on, language))
        @if sheet.invoice.is_overdue(sheet.today) { " " (badge(Tone::Warning, OVERDUE.get(language))) }
    }
}

/// Twikey collects it at once, without waiting for the due date or for its own next try.
fn collect_now(viewer: &Viewer, invoice: &Invoice) -> Markup {
    let button = Button { label: COLLECT.get(viewer.language()), icon: Some(Icon::RefreshCw), ..Button::default() };
    form::post(&format!("/invoices/{}/collection", invoice.id), &viewer.reader.csrf, button)
}

/// Why Twikey did not take it.
fn refusal(viewer: &Viewer, invoice: &Invoice) -> Markup {
    let language = viewer.language();
    let Some(refusal) = invoice.refusal_code.as_deref().filter(|_| invoice.state == State::Confirmed) else {
        return html! {};
    };
    notice(
        Tone::Danger,
        html! {
            p { strong { (NOT_TAKEN.get(language)) } }
            p { (explain::code(refusal, language)) }
            @if let Some(detail) = &invoice.refusal_detail { p.detail { code { (detail) } } }
            (again(viewer, invoice))
        },
    )
}

/// What Twikey did not do or hear, and why. It needs a person, or is tried again by itself.
fn trouble(viewer: &Viewer, invoice: &Invoice, job: &jobs::Status) -> Markup {
    let language = viewer.language();
    let tone = if job.failed_at.is_some() { Tone::Danger } else { Tone::Info };
    notice(
        tone,
        html! {
            p { strong { (jobs::title(&job.kind, language)) (WITHOUT_SUCCESS.get(language)) } }
            @if let Some(code) = &job.error_code { p { (explain::code(code, language)) } }
            (again(viewer, invoice))
        },
    )
}

fn again(viewer: &Viewer, invoice: &Invoice) -> Markup {
    let button = Button { label: TRY_AGAIN.get(viewer.language()), ..Button::default() };
    form::post(&format!("/invoices/{}/attempts", invoice.id), &viewer.reader.csrf, button)
}

/// Why the last debit brought nothing, and what to do.
fn failure(viewer: &Viewer, invoice: &Invoice) -> Markup {
    let language = viewer.language();
    let Some(failure) = invoice.failure_code.as_deref().filter(|_| invoice.state.is_open()) else { return html! {} };
    let reason = reason(failure);
    notice(
        Tone::Danger,
        html! {
            p { strong { (FAILED.get(language)) }
                @if let Some(at) = invoice.failed_at { " (" (format::date_time(at, viewer.zone, language)) ")" } }
            p { (reason.meaning.get(language)) " " span.code.muted { (failure) } }
            p { (reason.advice.get(language)) }
        },
    )
}

/// Every movement, oldest first.
fn movements(payments: &[Payment], language: Language) -> Markup {
    let column = |label: Text| Column { label: label.get(language), ..Column::default() };
    let row = |payment: &Payment| Row {
        href: None,
        cells: vec![
            html! { (format::date(payment.booked_on, language)) },
            html! {
                div { (what(payment).get(language)) }
                @if let Some(code) = &payment.reason_code { div.detail { (reason(code).meaning.get(language)) " " span.code { (code) } } }
                // What the bank says is told in the reader's language already.
                @if !payment.note.is_empty() && payment.reason_code.is_none() { div.detail { (payment.note) } }
            },
            html! { (money(moved(payment), language)) },
        ],
    };
    Table {
        language,
        caption: MOVEMENTS.get(language),
        columns: vec![column(WHEN), column(WHAT), Column { numeric: true, ..column(AMOUNT) }],
        rows: payments.iter().map(row).collect(),
    }
    .render()
}

/// What it did to what is paid; a debit that was refused at once shows the amount that did not come.
fn moved(payment: &Payment) -> Cents {
    if payment.effect == Cents::ZERO { payment.amount } else { payment.effect }
}

const fn what(payment: &Payment) -> Text {
    match (payment.kind, payment.source) {
        (payments::Kind::Refund, _) => {
            Text { de: "Erstattung", nl: "Terugbetaling", fr: "Remboursement", en: "Refund" }
        }
        (payments::Kind::Credit, _) => {
            Text { de: "Gutschrift", nl: "Creditnota", fr: "Note de crédit", en: "Credit note" }
        }
        (payments::Kind::Failure, Source::Manual) => Text {
            de: "Zahlung zurückgenommen",
            nl: "Betaling teruggenomen",
            fr: "Paiement repris",
            en: "Payment taken back",
        },
        (payments::Kind::Failure, _) if payment.effect.0 < 0 => Text {
            de: "Lastschrift zurückgegeben",
            nl: "Domiciliëring teruggedraaid",
            fr: "Domiciliation retournée",
            en: "Debit came back",
        },
        (payments::Kind::Failure, _) => Text {
            de: "Lastschrift gescheitert",
            nl: "Domiciliëring mislukt",
            fr: "Domiciliation échouée",
            en: "Debit failed",
        },
        (payments::Kind::Payment, Source::DirectDebit) => Text {
            de: "Bezahlt per Lastschrift",
            nl: "Betaald per domiciliëring",
            fr: "Payé par domiciliation",
            en: "Paid by direct debit",
        },
        (payments::Kind::Payment, Source::Card) => {
            Text { de: "Bezahlt per Karte", nl: "Betaald per kaart", fr: "Payé par carte", en: "Paid by card" }
        }
        (payments::Kind::Payment, Source::PaymentLink) => {
            Text { de: "Online bezahlt", nl: "Online betaald", fr: "Payé en ligne", en: "Paid online" }
        }
        (payments::Kind::Payment, Source::Transfer) => Text {
            de: "Bezahlt per Überweisung",
            nl: "Betaald per overschrijving",
            fr: "Payé par virement",
            en: "Paid by transfer",
        },
        (payments::Kind::Payment, Source::Manual) => {
            Text {
                de: "Von Hand eingetragen", nl: "Handmatig ingevoerd", fr: "Saisi à la main", en: "Entered by hand"
            }
        }
        (payments::Kind::Payment, Source::CreditNote | Source::Other) => {
            Text { de: "Bezahlt", nl: "Betaald", fr: "Payé", en: "Paid" }
        }
    }
}

const MONEY: Text = Text { de: "Zahlung", nl: "Betaling", fr: "Paiement", en: "Payment" };
const RECEIVED: Text = Text { de: "Bezahlt", nl: "Betaald", fr: "Payé", en: "Paid" };
const CREDITED: Text = Text { de: "Gutgeschrieben", nl: "Gecrediteerd", fr: "Crédité", en: "Credited" };
const OVERPAID: Text = Text { de: "Zu viel bezahlt", nl: "Te veel betaald", fr: "Trop-perçu", en: "Overpaid" };
const GIVE_BACK: Text = Text { de: "zu erstatten", nl: "terug te betalen", fr: "à rembourser", en: "to be refunded" };
const TO_BE_CHECKED: Text =
    Text { de: "wird geklärt", nl: "wordt nagekeken", fr: "à vérifier", en: "to be checked" };
const MANDATE: Text = Text { de: "SEPA-Mandat", nl: "SEPA-mandaat", fr: "Mandat SEPA", en: "SEPA mandate" };
const REFERENCE: Text = Text {
    de: "Strukturierte Referenz",
    nl: "Gestructureerde mededeling",
    fr: "Communication structurée",
    en: "Structured reference",
};
const COPY: Text = Text {
    de: "Referenz kopieren",
    nl: "Mededeling kopiëren",
    fr: "Copier la communication",
    en: "Copy the reference",
};
const OVERDUE: Text = Text { de: "überfällig", nl: "vervallen", fr: "en retard", en: "overdue" };
const TRY_AGAIN: Text = Text { de: "Noch einmal versuchen", nl: "Opnieuw proberen", fr: "Réessayer", en: "Try again" };
/// After the name of a task.
const WITHOUT_SUCCESS: Text =
    Text { de: ": nicht gelungen", nl: ": niet gelukt", fr: " : sans succès", en: ": did not work" };
const NOT_TAKEN: Text = Text {
    de: "Twikey hat die Rechnung nicht angenommen.",
    nl: "Twikey heeft de factuur niet aanvaard.",
    fr: "Twikey n’a pas accepté la facture.",
    en: "Twikey did not take the invoice.",
};
const FAILED: Text = Text {
    de: "Die letzte Lastschrift ist gescheitert",
    nl: "De laatste domiciliëring is mislukt",
    fr: "La dernière domiciliation a échoué",
    en: "The last debit failed",
};
const MOVEMENTS: Text = Text { de: "Bewegungen", nl: "Bewegingen", fr: "Mouvements", en: "Movements" };
const WHEN: Text = Text { de: "Datum", nl: "Datum", fr: "Date", en: "Date" };
const WHAT: Text = Text { de: "Was", nl: "Wat", fr: "Quoi", en: "What" };
const AMOUNT: Text = Text { de: "Betrag", nl: "Bedrag", fr: "Montant", en: "Amount" };
